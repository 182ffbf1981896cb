"""What comments announce to the floors above, inside the transaction of the change."""

from django.dispatch import Signal

comment_changed = Signal()  # comment: written, revised, liked, shown or not any more
