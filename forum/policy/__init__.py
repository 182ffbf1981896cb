"""Who may do what. Seeing is a queryset (`visible_to`); doing is asked here.

Every function takes who asks first and what about second, and answers without changing anything. All of them assume
that the visitor may see the thing: a door looks it up through `visible_to` before it asks.
"""

from __future__ import annotations

from forum.models import (
    Audience,
    Group,
    GroupRole,
    Invitee,
    Joining,
    Kind,
    Membership,
    MembershipRequest,
    Post,
    Role,
    RulesAcceptance,
    RulesVersion,
    Topic,
)
from freshness.memo import Memo
from freshness.prepared import Prepared
from freshness.stamps import SITE
from members.models import Member, Visitor

from .hiding import can_hide_in as can_hide_in
from .hiding import can_hide_post as can_hide_post
from .powers import MEANINGS as MEANINGS
from .powers import NOBODY as NOBODY
from .powers import POWERS as POWERS
from .powers import Power as Power
from .powers import has_every_power as has_every_power
from .powers import has_power as has_power
from .powers import powers_in as powers_in
from .powers import powers_of as powers_of
from .powers import roles_in as roles_in
from .silence import can_lift_sanction as can_lift_sanction
from .silence import can_sanction as can_sanction
from .silence import is_silenced as is_silenced

_IN_FORCE = Memo[tuple[int, ...]](max_bytes=200_000, size_of=lambda versions: 200)
_ACCEPTED = Prepared(
    lambda member, versions: RulesAcceptance.objects.filter(member=member, version__in=versions).values_list("version")
)


# Groups ---------------------------------------------------------------------------------------------------------


def is_in(visitor: Visitor, group: Group) -> bool:
    return visitor.is_authenticated and Membership.objects.filter(group=group, member=visitor).exists()


def can_create_group(visitor: Visitor) -> bool:
    return visitor.is_authenticated and (visitor.is_staff or visitor.may_create_groups)


def can_manage_group(visitor: Visitor, group: Group) -> bool:
    return has_power(visitor, Power.MANAGE, group)


def can_publish_rules(visitor: Visitor, group: Group | None = None) -> bool:
    """The community's rules are staff's to publish, a group's own whoever manages it."""
    if group is None:
        return visitor.is_authenticated and visitor.is_staff
    return can_manage_group(visitor, group)


def can_join(visitor: Visitor, group: Group) -> bool:
    """Open groups at once, others by a waiting invitation. Nobody joins what they may not even read by themselves."""
    if not visitor.is_authenticated or group.is_over or is_in(visitor, group):
        return False
    if group.joining == Joining.OPEN and group.audience != Audience.SECRET:
        return True
    return waiting(group, visitor, MembershipRequest.Way.INVITATION)


def can_request_to_join(visitor: Visitor, group: Group) -> bool:
    if not visitor.is_authenticated or group.is_over or group.joining != Joining.REQUEST:
        return False
    return (
        not is_in(visitor, group)
        and not MembershipRequest.objects.filter(group=group, member=visitor, decided_at=None).exists()
    )


def waiting(group: Group, member: Member, way: str) -> bool:
    """Whether a request or invitation waits for a decision."""
    return MembershipRequest.objects.filter(group=group, member=member, way=way, decided_at=None).exists()


def can_leave(visitor: Visitor, group: Group) -> bool:
    return is_in(visitor, group)


def can_admit(visitor: Visitor, group: Group) -> bool:
    return has_power(visitor, Power.ADMIT, group) and not group.is_over


def can_greet(visitor: Visitor, group: Group) -> bool:
    return has_power(visitor, Power.GREET, group)


def can_see_members(visitor: Visitor, group: Group) -> bool:
    """Members of private and secret groups are shown to one another only."""
    if group.audience in (Audience.PUBLIC, Audience.MEMBERS):
        return visitor.is_authenticated
    return is_in(visitor, group) or bool(powers_in(visitor, group))


# Writing --------------------------------------------------------------------------------------------------------


def rules_to_accept(member: Member, group: Group | None = None) -> list[RulesVersion]:
    """The versions of the rules a member must still accept before writing: the community's, then the group's.

    A version asks again only where it, or one since the last that was accepted, changed the meaning.
    """
    if _has_accepted_newest(member, group):
        return []
    asked = []
    for scope in [None] if group is None else [None, group]:
        versions = list(RulesVersion.objects.filter(group=scope).order_by("-number"))
        accepted = (
            RulesAcceptance.objects.filter(member=member, version__in=versions)
            .order_by("-version__number")
            .values_list("version__number", flat=True)
            .first()
        )
        if versions and (accepted is None or any(v.is_material for v in versions if v.number > accepted)):
            asked.append(versions[0])
    return asked


def rules_in_force(group: Group | None = None) -> tuple[int, ...]:
    """The newest version of the community's rules and of the group's own, where there are any."""
    newest = []
    for scope in [None] if group is None else [None, group]:
        version = RulesVersion.objects.filter(group=scope).order_by("-number").values_list("pk", flat=True).first()
        newest += [version] if version is not None else []
    return tuple(newest)


def _has_accepted_newest(member: Member, group: Group | None) -> bool:
    """Whether nothing more need be asked: the newest of all rules that hold here are accepted."""
    name = group.pk if group is not None else 0
    versions = _IN_FORCE.get_or_make(name, [SITE], lambda: rules_in_force(group))
    return len(_ACCEPTED(member.pk, versions)) == len(versions)


def writes_in(visitor: Visitor, group: Group) -> bool:
    """Whether somebody may write in a group at all: members of it, and any member where joining is open."""
    if not visitor.is_authenticated or group.is_over or is_silenced(visitor, group):
        return False
    return takes_all(group) or is_in(visitor, group) or bool(powers_in(visitor, group))


def takes_all(group: Group) -> bool:
    """Whether any member may write in a group."""
    return group.joining == Joining.OPEN and group.audience in (Audience.PUBLIC, Audience.MEMBERS)


def takes_strangers(group: Group) -> bool:
    """Whether people who are no members may begin topics there by mail, which somebody reads first."""
    return group.takes_strangers and group.audience == Audience.PUBLIC and not group.is_over


def can_start_topic(visitor: Visitor, group: Group, kind: str = Kind.DISCUSSION) -> bool:
    if isinstance(visitor, Member) and not visitor.claimed:  # known by mail alone
        return kind in (Kind.DISCUSSION, Kind.QUESTION) and takes_strangers(group) and not is_silenced(visitor, group)
    if kind == Kind.MESSAGE or not writes_in(visitor, group):
        return False
    return kind != Kind.ANNOUNCEMENT or has_power(visitor, Power.ANNOUNCE, group)


def can_message(visitor: Visitor, recipient: Member) -> bool:
    return (
        visitor.is_authenticated
        and visitor.pk != recipient.pk
        and recipient.claimed
        and recipient.is_active
        and recipient.is_approved
        and not is_silenced(visitor, None)
    )


def takes_part(visitor: Visitor, topic: Topic) -> bool:
    """Whether a message is among this member and others."""
    return visitor.is_authenticated and Invitee.objects.including(visitor).filter(topic=topic).exists()


def can_reply(visitor: Visitor, topic: Topic) -> bool:
    if not visitor.is_authenticated or not topic.is_open:
        return False
    if topic.group is None:
        return takes_part(visitor, topic) and not is_silenced(visitor, None)
    return writes_in(visitor, topic.group)


# Topics ---------------------------------------------------------------------------------------------------------


def can_revise_topic(visitor: Visitor, topic: Topic) -> bool:
    """Title, tags and kind: its author while it is open, and hands with the power."""
    if not visitor.is_authenticated or topic.deleted_at is not None or is_silenced(visitor, topic.group):
        return False
    if topic.author_id == visitor.pk and topic.is_open:
        return topic.group is None or writes_in(visitor, topic.group)
    return has_power(visitor, Power.REVISE, topic.group)


def can_close(visitor: Visitor, topic: Topic) -> bool:
    return has_power(visitor, Power.CLOSE, topic.group)


def can_pin(visitor: Visitor, topic: Topic) -> bool:
    return has_power(visitor, Power.PIN, topic.group)


def can_move(visitor: Visitor, topic: Topic) -> bool:
    return has_power(visitor, Power.MOVE, topic.group)


def can_move_to(visitor: Visitor, topic: Topic, group: Group) -> bool:
    """Needs the power here, and the right to write there."""
    return can_move(visitor, topic) and can_start_topic(visitor, group, topic.kind)


def can_delete_topic(visitor: Visitor, topic: Topic) -> bool:
    """Hands with the power; the author while nobody has answered."""
    if not visitor.is_authenticated or topic.is_message:
        return False
    own = topic.author_id == visitor.pk and topic.post_count <= 1 and topic.is_open
    return own or has_power(visitor, Power.DELETE, topic.group)


def can_restore_topic(visitor: Visitor, topic: Topic) -> bool:
    """Hands with the power; of what was hidden also who looks at flagged messages."""
    if topic.hidden_at is not None:
        return can_hide_in(visitor, topic)
    return has_power(visitor, Power.DELETE, topic.group)


def can_restore_in(visitor: Visitor, group: Group) -> bool:
    return has_power(visitor, Power.DELETE, group)


def can_solve(visitor: Visitor, topic: Topic) -> bool:
    """Accept a solution or take it back: who asked, the group's mentors, staff."""
    if not visitor.is_authenticated or topic.kind != Kind.QUESTION or topic.archived_at is not None:
        return False
    return topic.author_id == visitor.pk or has_power(visitor, Power.SOLVE, topic.group)


# Posts ----------------------------------------------------------------------------------------------------------


def can_revise_post(visitor: Visitor, post: Post) -> bool:
    """One's own; a wiki post by whoever may reply. Nobody rewrites another's words otherwise."""
    if not visitor.is_authenticated or post.deleted_at is not None or post.topic.archived_at is not None:
        return False
    if is_silenced(visitor, post.topic.group):
        return False
    if post.author_id == visitor.pk:
        return post.topic.group is None or writes_in(visitor, post.topic.group)
    return post.is_wiki and can_reply(visitor, post.topic)


def can_make_wiki(visitor: Visitor, post: Post) -> bool:
    """Its author and hands with the power, while the topic may change. A message has no other readers to invite."""
    if not visitor.is_authenticated or post.deleted_at is not None or post.topic.archived_at is not None:
        return False
    if post.topic.is_message:
        return False
    return post.author_id == visitor.pk or has_power(visitor, Power.REVISE, post.topic.group)


def can_delete_post(visitor: Visitor, post: Post) -> bool:
    """One's own while the topic is open, others' with the power. The opening goes only with its topic."""
    if not visitor.is_authenticated or post.is_opening or post.deleted_at is not None:
        return False
    own = post.author_id == visitor.pk and post.topic.is_open
    return own or has_power(visitor, Power.DELETE, post.topic.group)


def can_restore_post(visitor: Visitor, post: Post) -> bool:
    """Who deleted one's own may bring it back; what a custodian deleted, only hands with the power."""
    if not visitor.is_authenticated or post.deleted_at is None:
        return False
    if post.hidden_at is not None:
        return can_hide_in(visitor, post.topic)
    own = post.author_id == visitor.pk and post.deleted_by_id == visitor.pk and post.topic.is_open
    return own or has_power(visitor, Power.DELETE, post.topic.group)


def can_see_revisions(visitor: Visitor, post: Post) -> bool:
    return visitor.is_authenticated and post.deleted_at is None


def can_see_original(visitor: Visitor, post: Post) -> bool:
    """The mail that a post came by, with what was cut from it, which may be more than its author meant to show: for
    themselves, and for who may take their posts out of sight."""
    own = visitor.is_authenticated and post.author_id == visitor.pk
    return post.deleted_at is None and (own or has_power(visitor, Power.DELETE, post.topic.group))


def can_react(visitor: Visitor, post: Post) -> bool:
    """Any reader who has signed in, to others' posts, while the topic is not archived."""
    return (
        visitor.is_authenticated
        and post.author_id != visitor.pk
        and post.deleted_at is None
        and post.topic.archived_at is None
        and not is_silenced(visitor, post.topic.group)
    )


def can_bookmark(visitor: Visitor, post: Post) -> bool:
    return visitor.is_authenticated and post.deleted_at is None


# What a page offers -------------------------------------------------------------------------------------------


def can_message_mentors(visitor: Visitor, group: Group) -> bool:
    """Whoever reads a group may write to its mentors, if it has any; one who is silenced there may as well, to ask."""
    if (
        not visitor.is_authenticated
        or is_silenced(visitor, None)
        or not Group.objects.readable_by(visitor).filter(pk=group.pk).exists()
    ):
        return False
    return GroupRole.objects.filter(group=group, role=Role.MENTOR).exclude(member=visitor).exists()


def topic_acts(visitor: Visitor, topic: Topic) -> dict[str, bool]:
    """Everything that can be done with a topic as a whole, and whether this visitor may."""
    return {
        "revise": can_revise_topic(visitor, topic),
        "close": can_close(visitor, topic),
        "pin": can_pin(visitor, topic),
        "move": can_move(visitor, topic),
        "delete": can_delete_topic(visitor, topic),
        "solve": can_solve(visitor, topic),
        "reply": can_reply(visitor, topic),
    }


def post_acts(visitor: Visitor, post: Post) -> dict[str, bool]:
    """Everything that can be done with a post, and whether this visitor may."""
    return {
        "revise": can_revise_post(visitor, post),
        "wiki": can_make_wiki(visitor, post),
        "delete": can_delete_post(visitor, post),
        "restore": can_restore_post(visitor, post),
        "react": can_react(visitor, post),
        "bookmark": can_bookmark(visitor, post),
        "revisions": can_see_revisions(visitor, post),
        "original": can_see_original(visitor, post),
        "solve": can_solve(visitor, post.topic) and not post.is_opening,
        "move": can_move(visitor, post.topic) and not post.is_opening,
    }


def group_acts(visitor: Visitor, group: Group) -> dict[str, bool]:
    """Everything that can be done with a group, and whether this visitor may."""
    invited = visitor.is_authenticated and waiting(group, visitor, MembershipRequest.Way.INVITATION)
    return {
        "sign_in": not visitor.is_authenticated,
        "join": can_join(visitor, group),
        "invited": invited,
        "request": can_request_to_join(visitor, group),
        "waiting": visitor.is_authenticated and waiting(group, visitor, MembershipRequest.Way.REQUEST),
        "leave": can_leave(visitor, group),
        "start": can_start_topic(visitor, group),
        "greet": can_greet(visitor, group),
        "admit": can_admit(visitor, group),
        "restore": can_restore_in(visitor, group),
        "review": has_power(visitor, Power.REVIEW, group),
        "manage": can_manage_group(visitor, group),
        "members": can_see_members(visitor, group),
        "mentors": can_message_mentors(visitor, group),
    }
