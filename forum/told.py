"""The kinds of notifications the forum tells, and their words. What a member may no longer see has no words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from members.models import Member
from notifications.kinds import ByMail, Described, Kind, Writer, register
from notifications.models import Notification, Rhythm

from .models import Group, GroupRole, MembershipRequest, Post

MENTIONED, QUOTED, REPLIED = "mentioned", "quoted", "replied"
FOLLOWED, STARTED = "followed", "started"
MESSAGE, LIKED, SOLVED, REMINDED = "message", "liked", "solved", "reminded"
REQUESTED, ADMITTED, INVITED, ROLE_GIVEN = "requested", "admitted", "invited", "role_given"
POST_KINDS = (MENTIONED, QUOTED, REPLIED, FOLLOWED, STARTED, MESSAGE)
KINDS_ABOUT_POSTS = (*POST_KINDS, LIKED, SOLVED, REMINDED)

Describe = Callable[[Member, Sequence[Notification]], Mapping[int, Described]]


def _names(notification: Notification, people: Mapping[int, str]) -> str:
    """Who did it: one name, two, or one and how many others."""
    names = [people[pk] for pk in reversed(notification.actors) if pk in people] or [_("Somebody")]
    if notification.count <= 1:
        return names[0]
    if notification.count == 2 and len(names) > 1:
        return _("%(one)s and %(other)s") % {"one": names[0], "other": names[1]}
    others = notification.count - 1
    return ngettext("%(name)s and %(count)d other", "%(name)s and %(count)d others", others) % {
        "name": names[0],
        "count": others,
    }


def _people(notifications: Sequence[Notification]) -> dict[int, str]:
    wanted = {pk for notification in notifications for pk in notification.actors}
    return dict(Member.objects.filter(pk__in=wanted).values_list("pk", "name"))


def about_posts(words: Callable[[Post], str]) -> Describe:
    """Describe notifications about posts, by a sentence with places for `who` and `title`."""

    def describe(member: Member, notifications: Sequence[Notification]) -> dict[int, Described]:
        ids = {notification.object_id for notification in notifications}
        posts = Post.objects.visible_to(member).filter(pk__in=ids).select_related("topic").defer("html", "markdown")
        found = {post.pk: post for post in posts}
        people = _people(notifications)
        described = {}
        for notification in notifications:
            if post := found.get(notification.object_id):
                text = _sentence(words(post), _names(notification, people), post.topic.title)
                described[notification.pk] = Described(text=text, url=post.get_absolute_url())
        return described

    return describe


def _sentence(words: str, who: str, title: str) -> SafeString:
    return format_html(words, who=format_html("<strong>{}</strong>", who), title=format_html("<b>{}</b>", title))


def _replied(post: Post) -> str:
    return _("{who} replied to you in {title}")


def _mentioned(post: Post) -> str:
    return _("{who} mentioned you in {title}")


def _quoted(post: Post) -> str:
    return _("{who} quoted you in {title}")


def _solved(post: Post) -> str:
    return _("{who} accepted a solution in {title}")


def _written_to(post: Post) -> str:
    return _("{who} wrote to you: {title}")


def _reminded(post: Post) -> str:
    return _("You wanted to come back to {title}")


def _liked(post: Post) -> str:
    return _("{who} liked your post in {title}")


def _followed(post: Post) -> str:
    return _("{who} started {title}") if post.is_opening else _("{who} wrote in {title}")


def about_requests(words: Callable[[], str], path: str) -> Describe:
    """Describe notifications about requests and invitations, of groups one may still know of."""

    def describe(member: Member, notifications: Sequence[Notification]) -> dict[int, Described]:
        ids = {notification.object_id for notification in notifications}
        groups = Group.objects.visible_to(member)
        requests = MembershipRequest.objects.filter(pk__in=ids, group__in=groups).select_related("group")
        found = {request.pk: request for request in requests}
        people = _people(notifications)
        return {
            notification.pk: Described(
                text=_sentence(words(), _names(notification, people), request.group.name),
                url=f"{request.group.get_absolute_url()}{path}",
            )
            for notification in notifications
            if (request := found.get(notification.object_id))
        }

    return describe


def _role_given(member: Member, notifications: Sequence[Notification]) -> dict[int, Described]:
    ids = {notification.object_id for notification in notifications}
    roles = GroupRole.objects.filter(pk__in=ids, member=member, group__in=Group.objects.visible_to(member))
    found = {role.pk: role for role in roles.select_related("group")}
    people = _people(notifications)
    described = {}
    for notification in notifications:
        if role := found.get(notification.object_id):
            words = _("{who} made you {role} of {title}").replace("{role}", role.get_role_display().lower())
            text = _sentence(words, _names(notification, people), role.group.name)
            described[notification.pk] = Described(text=text, url=role.group.get_absolute_url())
    return described


# What the forum tells.
KINDS = (
    Kind(REPLIED, gettext_lazy("Replies"), gettext_lazy("Somebody answers you."), "reply", about_posts(_replied)),
    Kind(MENTIONED, gettext_lazy("Mentions"), gettext_lazy("Somebody names you."), "user", about_posts(_mentioned)),
    Kind(QUOTED, gettext_lazy("Quotes"), gettext_lazy("Somebody quotes you."), "quote", about_posts(_quoted)),
    Kind(
        SOLVED,
        gettext_lazy("Solutions"),
        gettext_lazy("A question of yours, or one you answered or follow, is solved."),
        "check",
        about_posts(_solved),
    ),
    Kind(
        FOLLOWED,
        gettext_lazy("What you watch"),
        gettext_lazy("Every post in the topics and groups you watch."),
        "bell",
        about_posts(_followed),
    ),
    Kind(
        STARTED,
        gettext_lazy("New topics"),
        gettext_lazy("Topics that begin in the groups you track."),
        "bell",
        about_posts(_followed),
    ),
    Kind(MESSAGE, gettext_lazy("Messages"), gettext_lazy("Somebody writes to you."), "mail", about_posts(_written_to)),
    Kind(REMINDED, gettext_lazy("Reminders"), gettext_lazy("A bookmark is due."), "clock", about_posts(_reminded)),
    Kind(
        REQUESTED,
        gettext_lazy("Requests to join"),
        gettext_lazy("Somebody asks to join a group you look after."),
        "user-plus",
        about_requests(lambda: _("{who} asks to join {title}"), "members/"),
    ),
    Kind(
        ADMITTED,
        gettext_lazy("Admissions"),
        gettext_lazy("You were let into a group."),
        "users",
        about_requests(lambda: _("{who} let you into {title}"), ""),
    ),
    Kind(
        INVITED,
        gettext_lazy("Invitations"),
        gettext_lazy("You are invited to a group."),
        "mail",
        about_requests(lambda: _("{who} invites you to {title}"), ""),
    ),
    Kind(
        ROLE_GIVEN, gettext_lazy("Roles"), gettext_lazy("You were given a role in a group."), "user-plus", _role_given
    ),
    Kind(
        LIKED,
        gettext_lazy("Likes"),
        gettext_lazy("Somebody marks a post of yours."),
        "heart",
        about_posts(_liked),
        consolidated=True,
    ),
)


# How soon each is mailed where a member chose nothing: what is for them at once, what begins around them together.
_AT_ONCE, _TOGETHER, _NOTICE = ByMail(), ByMail(Rhythm.DAILY), ByMail(is_notice=True)
BY_MAIL = {
    **dict.fromkeys((REPLIED, MENTIONED, QUOTED, FOLLOWED, SOLVED, REMINDED), _AT_ONCE),
    **dict.fromkeys((MESSAGE, REQUESTED, ADMITTED, INVITED, ROLE_GIVEN), _NOTICE),
    STARTED: _TOGETHER,
}


def register_kinds(*, writer: Callable[[], Writer]) -> None:
    """Called once, when Django is ready. `writer` writes the mails about posts."""
    for kind in KINDS:
        by_mail = BY_MAIL.get(kind.code)
        if by_mail is not None and kind.code in POST_KINDS:
            by_mail = replace(by_mail, writer=writer)
        register(replace(kind, by_mail=by_mail))
