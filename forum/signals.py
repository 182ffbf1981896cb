"""What the forum announces to the floors above it, inside the transaction of the change."""

from django.dispatch import Signal

topic_started = Signal()  # topic
post_written = Signal()  # post
post_revised = Signal()  # post
post_deleted = Signal()  # post
post_restored = Signal()  # post
topic_changed = Signal()  # topic: title, tags, kind, state, place
topic_deleted = Signal()  # topic
topic_restored = Signal()  # topic
solution_changed = Signal()  # topic
group_changed = Signal()  # group: name, audience, its end
membership_changed = Signal()  # group, member
