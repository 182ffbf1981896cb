"""What the mail room announces to the floors above."""

from django.dispatch import Signal

# A mail of ours came back: `member_id`, `thing` (what the key in its sender's address named), `is_permanent`, `code`.
mail_bounced = Signal()
