"""The groups of the demo community: who is in them since when, who helps, who was greeted, and the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from forum import operations
from forum.models import Group, GroupRole, ImportedItem, Membership, Role, RulesAcceptance, RulesVersion
from forum.rendering import render_description
from members.models import Member

from .people import SOURCE, People
from .script import Conversation, Script

Places = dict[str, Group]

GREETED_WITHIN = timedelta(days=9)  # who came later may still be waiting for a word
# The hands that greet, and so find out who has joined.
GREETING = (Role.MENTOR, Role.FACILITATOR)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def add_places(script: Script, people: People, now: datetime) -> Places:
    """Make the groups with their members, roles and rules, and the community's rules."""
    founder = next(people[sheet["handle"]] for sheet in script.people if sheet.get("staff") == "administrator")
    places = {sheet["slug"]: _group(sheet, script, founder, now) for sheet in script.groups}
    _add_rules(None, script.rules, list(people.values()), founder, now)
    for sheet in script.groups:
        group = places[sheet["slug"]]
        _add_roles(group, sheet, people, founder)
        _add_members(group, sheet, script, people, now)
        if sheet.get("rules"):
            rules = [(rule["title"], rule["text"]) for rule in sheet["rules"]]
            _add_rules(group, rules, [people[handle] for handle in members_of(sheet)], founder, now)
    return places


def members_of(sheet: Mapping[str, Any]) -> list[str]:
    """The handles of everybody in a group, each once."""
    return list(dict.fromkeys([*sheet["members"], *(role["handle"] for role in sheet["roles"])]))


def _in(sheet: Mapping[str, Any], script: Script) -> list[Conversation]:
    return [conversation for conversation in script.conversations if conversation.group == sheet["slug"]]


def _group(sheet: Mapping[str, Any], script: Script, founder: Member, now: datetime) -> Group:
    """Made before its first topic, but not before its founder joined."""
    first = min(topic.begins_at(now) for topic in _in(sheet, script))
    starts = now - timedelta(days=sheet["starts_days_ago"]) if "starts_days_ago" in sheet else None
    created = max(founder.joined_at, min(first, starts or first) - 3 * DAY)
    group = Group(
        name=sheet["name"],
        slug=sheet["slug"],
        purpose=sheet["purpose"],
        description=sheet["description"].strip(),
        description_html=render_description(sheet["description"].strip()),
        audience=sheet["audience"],
        joining=sheet["joining"],
        colour=sheet["colour"],
        is_introductions=sheet["introductions"],
        starts_on=starts.date() if starts else None,
        ends_on=(now + timedelta(days=sheet["ends_in_days"])).date() if "ends_in_days" in sheet else None,
        created_at=created,
        bumped_at=created,
        created_by=founder,
        member_count=len(members_of(sheet)),
    )
    group.full_clean()
    group.save()
    ImportedItem.objects.create(source=SOURCE, kind="group", key=group.slug, object_id=group.pk)
    return group


def _add_roles(group: Group, sheet: Mapping[str, Any], people: People, founder: Member) -> None:
    GroupRole.objects.bulk_create(
        GroupRole(
            group=group,
            member=people[row["handle"]],
            role=row["role"],
            given_at=max(group.created_at, people[row["handle"]].joined_at) + DAY,
            given_by=founder,
        )
        for row in sheet["roles"]
    )


def _add_members(group: Group, sheet: Mapping[str, Any], script: Script, people: People, now: datetime) -> None:
    topics = _in(sheet, script)
    greeting = [people[row["handle"]] for row in sheet["roles"] if row["role"] in GREETING]
    rows = []
    for place, handle in enumerate(members_of(sheet)):
        member = people[handle]
        written = [topic.said_at(post, now) for topic in topics for post in topic.posts if post.by == handle]
        joined = max(member.joined_at, group.created_at) + (7 + place * 11) * MINUTE
        membership = Membership(group=group, member=member, joined_at=min([joined, *(at - MINUTE for at in written)]))
        _greet(membership, topics, people, greeting, now)
        rows.append(membership)
    Membership.objects.bulk_create(rows)


def _greet(
    membership: Membership, topics: Sequence[Conversation], people: People, greeting: Sequence[Member], now: datetime
) -> None:
    """By who first answered the introduction; else by one of the hands, unless the member has just come."""
    handle = membership.member.handle
    for topic in topics:
        if topic.kind == "introduction" and topic.posts[0].by == handle:
            answer = next((post for post in topic.posts if post.by != handle), None)
            if answer is not None:
                membership.greeted_at = topic.said_at(answer, now)
                membership.greeted_by = people[answer.by]
            return
    hands = [hand for hand in greeting if hand.pk != membership.member.pk]
    if hands and membership.joined_at < now - GREETED_WITHIN:
        membership.greeted_at = membership.joined_at + 5 * DAY
        membership.greeted_by = hands[membership.member.pk % len(hands)]


def _add_rules(
    group: Group | None, rules: Sequence[tuple[str, str]], members: Sequence[Member], founder: Member, now: datetime
) -> None:
    """In force since the beginning, and accepted by everybody who writes there."""
    version = operations.publish_rules(by=founder, rules=rules, group=group)
    since = group.created_at if group is not None else founder.joined_at
    RulesVersion.objects.filter(pk=version.pk).update(published_at=since)
    RulesAcceptance.objects.bulk_create(
        RulesAcceptance(member=member, version=version, accepted_at=min(max(since, member.joined_at) + 5 * MINUTE, now))
        for member in members
    )
