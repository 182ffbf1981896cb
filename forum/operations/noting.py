"""The log of what hands do to what others wrote, and to roles, kept by Wagtail: who, when, to what; no words of
anybody. What members do to their own is no act of a hand."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from forum.models import Group, Post, Sanction, Topic
from members.models import Member

ACTIONS = {
    "forum.closed": (_("Close a topic"), _("Closed a topic")),
    "forum.reopened": (_("Reopen a topic"), _("Reopened a topic")),
    "forum.pinned": (_("Pin a topic"), _("Pinned a topic")),
    "forum.unpinned": (_("Unpin a topic"), _("Unpinned a topic")),
    "forum.archived": (_("Archive a topic"), _("Archived a topic")),
    "forum.unarchived": (_("Take out of the archive"), _("Took a topic out of the archive")),
    "forum.moved": (_("Move a topic"), _("Moved a topic")),
    "forum.split": (_("Split a topic"), _("Split a topic")),
    "forum.merged": (_("Merge topics"), _("Merged another topic into one")),
    "forum.deleted": (_("Delete"), _("Deleted it")),
    "forum.hidden": (_("Hide a post"), _("Hid a post")),
    "forum.restored": (_("Restore"), _("Restored it")),
    "forum.sanctioned": (_("Sanction a member"), _("Gave a sanction")),
    "forum.lifted": (_("Lift a sanction"), _("Lifted a sanction")),
    "forum.role_given": (_("Give a role"), _("Gave a role")),
    "forum.role_ended": (_("End a role"), _("Ended a role")),
}


def note_on_topic(topic: Topic, what: str, by: Member) -> None:
    """Write down what was done to another's topic; part of the caller's transaction, as all of these."""
    if topic.author_id != by.pk:
        log(topic, f"forum.{what}", user=by, title=f"topic/{topic.pk}")


def note_on_post(post: Post, what: str, by: Member) -> None:
    """Write down what was done to another's post."""
    if post.author_id != by.pk:
        log(post, f"forum.{what}", user=by, title=f"post/{post.pk}")


def note_on_sanction(sanction: Sanction, what: str, by: Member) -> None:
    """Write down that a sanction was given or lifted, and which."""
    log(sanction.member, f"forum.{what}", user=by, title=f"@{sanction.member.handle}", data={"kind": sanction.kind})


def note_on_role(group: Group, member: Member, role: str, what: str, by: Member) -> None:
    """Write down who was given a role, or whose ended; the record stays when the role is gone."""
    data = {"role": role, "group": group.pk}
    log(member, f"forum.{what}", user=by, title=f"@{member.handle}", data=data)
