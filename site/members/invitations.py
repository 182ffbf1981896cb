"""The links of invitations: signed, so that nobody invents one, and good while their row says so."""

from __future__ import annotations

from django.core import signing

from .models import Invitation

SALT = "members.invitation"


def token_of(invitation: Invitation) -> str:
    """What stands in the link. Made anew when needed: the database never holds it."""
    return signing.dumps(invitation.pk, salt=SALT)


def invitation_of(token: str) -> Invitation | None:
    """The invitation a link names, if the link is ours and still lets somebody in."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    invitation = Invitation.objects.select_related("created_by").filter(pk=pk).first()
    return invitation if invitation is not None and invitation.is_open else None
