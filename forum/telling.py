"""Who hears of what: asked when a job tells, never before, so that what changed meanwhile counts."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from members.models import Member

from .models import (
    Follow,
    GroupFollow,
    GroupRole,
    Invitee,
    Membership,
    Post,
    Role,
    TagFollow,
    TaggedTopic,
    Topic,
    TopicFollow,
    members_who_see,
)


def allowed(topic: Topic, members: Iterable[int]) -> set[int]:
    """Those of the members who may see the topic and do not mute it."""
    found = seeing(topic, members)
    return found - _muting(topic, found) if found else found


def seeing(topic: Topic, members: Iterable[int]) -> set[int]:
    """Those of the members who may see the topic."""
    wanted = set(members)
    return set(members_who_see(topic).filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()


def _muting(topic: Topic, members: set[int]) -> set[int]:
    """Those of the members who mute the topic; or, where they chose no level for it, its group or one of its tags."""
    levels = dict(TopicFollow.objects.filter(topic=topic, member__in=members).values_list("member", "level"))
    muted = {member for member, level in levels.items() if level == Follow.MUTED}
    if topic.group_id is not None:
        tags = TaggedTopic.objects.filter(content_object=topic).values("tag")
        by_group = GroupFollow.objects.filter(group=topic.group_id, member__in=members, level=Follow.MUTED)
        by_tag = TagFollow.objects.filter(tag__in=tags, member__in=members, level=Follow.MUTED)
        either = by_group.values_list("member", flat=True).union(by_tag.values_list("member", flat=True))
        muted |= set(either) - levels.keys()
    return muted


def watchers(topic: Topic) -> set[int]:
    """Members who watch the topic, its group or one of its tags: they hear of every post."""
    return _following(topic, Follow.WATCHING)


def trackers(topic: Topic) -> set[int]:
    """Members who track the group or a tag at least: they hear that a topic began."""
    return _following(topic, Follow.TRACKING)


def _following(topic: Topic, enough: int) -> set[int]:
    """Those who chose at least so much for the topic; or, where they chose nothing for it, its group or a tag."""
    chosen = dict(TopicFollow.objects.filter(topic=topic).values_list("member", "level"))
    watching = {member for member, level in chosen.items() if level == Follow.WATCHING}
    if topic.group is None:
        return watching
    levels = dict(GroupFollow.objects.filter(group=topic.group).values_list("member", "level"))
    through_group = {member for member, level in levels.items() if level >= enough}
    if topic.group.default_follow >= enough:
        members = set(Membership.objects.filter(group=topic.group).values_list("member", flat=True))
        through_group |= members - levels.keys()
    tags = TaggedTopic.objects.filter(content_object=topic).values("tag")
    through_tags = set(TagFollow.objects.filter(tag__in=tags, level__gte=enough).values_list("member", flat=True))
    return watching | ((through_group | through_tags) - chosen.keys())


def answered(post: Post) -> set[int]:
    """Whose words a post answers: the post's it replies to, or the topic's opening."""
    if post.is_opening:
        return set()
    return {post.parent.author_id if post.parent is not None else post.topic.author_id}


def mentioned(members: Iterable[int], groups: Iterable[int]) -> set[int]:
    """Members named, and those who help in a group that is named: a mention does not ring at a thousand doors."""
    helping = GroupRole.objects.filter(group__in=list(groups)).values_list("member", flat=True)
    return set(members) | set(helping)


def in_message(topic: Topic) -> set[int]:
    """Everybody a message is among."""
    invitees = Invitee.objects.filter(topic=topic)
    named = Q(pk__in=invitees.filter(member__isnull=False).values("member"))
    groups = invitees.filter(mentors_of__isnull=False).values("mentors_of")
    mentors = Q(pk__in=GroupRole.objects.filter(group__in=groups, role=Role.MENTOR).values("member"))
    return set(Member.objects.filter(named | mentors).values_list("pk", flat=True))


def those_with_power(group_id: int, roles: Iterable[str]) -> set[int]:
    """Members who have one of these roles in a group."""
    return set(GroupRole.objects.filter(group=group_id, role__in=list(roles)).values_list("member", flat=True))
