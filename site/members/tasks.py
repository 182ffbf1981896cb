"""What the members' floor does after a write. Each looks up again what it was enqueued for."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django_tasks import task

from jobs import retry

from . import letters
from .invitations import token_of
from .models import Invitation, Member

# A mail server that is down over a weekend loses no welcome: the waits double, and the longest is a day.
patiently = retry(times=14, first_wait=timedelta(minutes=1), factor=2)


@patiently
@task(queue_name="mail")
def tell_approved(member_id: int) -> None:
    """Say that somebody was let in; nothing where that has been undone meanwhile."""
    member = Member.objects.filter(pk=member_id, is_active=True, is_approved=True, claimed=True).first()
    if member is not None:
        _tell(member, "members/email/approved")


@patiently
@task(queue_name="mail")
def tell_declined(member_id: int) -> None:
    """Say that somebody was not let in; nothing where that has been undone meanwhile."""
    member = Member.objects.filter(pk=member_id, is_active=False, is_approved=False, claimed=True).first()
    if member is not None:
        _tell(member, "members/email/declined")


@patiently
@task(queue_name="mail")
def send_invitation(invitation_id: int) -> None:
    """Mail the link of an invitation that is still open; never to an imported person, who has not asked for mail."""
    invitation = Invitation.objects.select_related("created_by").filter(pk=invitation_id).first()
    if invitation is None or not invitation.is_open:
        return
    if Member.objects.with_address(invitation.email).filter(claimed=False).exists():
        return
    link = letters.absolute(reverse("accept_invitation", args=[token_of(invitation)]))
    letters.write(
        "members/email/invitation",
        to=invitation.email,
        language=invitation.created_by.language,
        context={"invitation": invitation, "link": link},
    ).send()


def _tell(member: Member, template: str) -> None:
    if member.email is None:
        return
    link = letters.absolute(reverse("account_login"))
    letters.write(template, to=member.email, language=member.language, context={"member": member, "link": link}).send()
