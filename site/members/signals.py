"""What the members' floor announces to those above it, inside the transaction of the change."""

from django.dispatch import Signal

member_joined = Signal()  # member: may sign in from now on, be it by signing up, by approval or by invitation
member_claimed = Signal()  # member: an imported person whose row is theirs now
words_claimed = Signal()  # member, unclaimed: a member proved that the unclaimed person's address is theirs too
member_changed = Signal()  # member: what their profile says, or whether others may open it
