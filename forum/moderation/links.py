"""Signed links to the page where a suspended member, who cannot sign in, reads why and appeals."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.urls import reverse

from forum.models import Sanction
from members.models import Member

SALT = "moderation.suspension"
GOOD_FOR = timedelta(days=7)  # whoever proves again who they are is given a new one


def suspension_of(member: Member) -> str:
    """The address for a suspended member."""
    return reverse("suspended", args=[token_of(member)])


def token_of(member: Member) -> str:
    """What names the suspension that holds; of nothing where none does."""
    held = Sanction.objects.in_force().filter(member=member, kind=Sanction.Kind.SUSPENSION).first()
    return signing.dumps(held.pk if held is not None else 0, salt=SALT)


def suspension_named(token: str) -> Sanction | None:
    """The suspension that a link means; None for a link that is forged, old, or of one that has ended."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    held = Sanction.objects.in_force().filter(kind=Sanction.Kind.SUSPENSION)
    return held.select_related("member", "rule").filter(pk=pk).first()
