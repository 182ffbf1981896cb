"""What the mail room announces to the floors above."""

from django.dispatch import Signal

# A mail of ours came back: `member_id`, `thing` (what the key in its sender's address named, 0 where nothing did),
# `is_permanent`, `code`.
mail_bounced = Signal()

# A member told the service that carries our mail that a mail of ours is spam: `member_id`.
mail_complained = Signal()

# Mail to a member came back too often and stops: `member_id`. Part of the transaction that stops it.
mail_stopped = Signal()
