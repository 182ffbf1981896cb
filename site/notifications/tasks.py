"""Jobs about notifications."""

from __future__ import annotations

from django_tasks import task

from members.models import Member

from . import operations


@task()
def prune_notifications() -> int:
    """Delete what was read long ago; returns how many."""
    return operations.prune()


@task()
def forget_unseen(member_id: int) -> int:
    """Untell a member what they may no longer see; returns how many. Enqueue it where they lose sight of much."""
    member = Member.objects.filter(pk=member_id).first()
    return operations.forget_unseen(member=member) if member is not None else 0
