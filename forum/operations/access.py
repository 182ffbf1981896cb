"""How operations refuse: what policy does not permit, what is not there any more."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils.translation import gettext as _

from forum import policy
from forum.models import Group, Post, RulesVersion, Topic
from freshness.prepared import Prepared, PreparedGet
from members.models import Member

_LOCK = Prepared(lambda topic: Topic.objects.select_for_update().filter(pk=topic).values_list("pk"))
_TOPIC, _GROUP = PreparedGet(Topic), PreparedGet(Group)


class RulesNotAccepted(PermissionDenied):
    """The member must accept these versions of the rules before writing."""

    def __init__(self, versions: list[RulesVersion]) -> None:
        super().__init__(_("Please accept the rules before you write."))
        self.versions = versions


def require(permitted: bool, refusal: str = "") -> None:
    """Raise PermissionDenied where `permitted` is false."""
    if not permitted:
        raise PermissionDenied(refusal or _("You may not do this."))


def require_rules(member: Member, group: Group | None) -> None:
    """Raise RulesNotAccepted where this member has rules left to accept before writing here."""
    versions = policy.rules_to_accept(member, group)
    if versions and member.claimed:  # else whoever lets the words through answers for them
        raise RulesNotAccepted(versions)


def locked_topic(topic: Topic) -> Topic:
    """The topic as it is now, kept from other writers until the transaction ends.

    Locked through its own row alone, so that two writers in one topic wait for each other and no others do. Raises
    Topic.DoesNotExist.
    """
    if connection.features.has_select_for_update:  # else the transaction has locked everything
        _LOCK(topic.pk)
    fresh = _TOPIC(topic.pk)
    if fresh is None:
        raise Topic.DoesNotExist
    fresh.group = _GROUP(fresh.group_id) if fresh.group_id is not None else None
    return fresh


def current_post(post: Post) -> Post:
    """The post as it is now, its topic locked."""
    topic = locked_topic(post.topic)
    fresh = Post.objects.select_related("author").get(pk=post.pk)
    fresh.topic = topic
    return fresh
