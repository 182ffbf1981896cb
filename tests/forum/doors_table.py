"""Every operation and its doors: what is asked of the operation, and what is sent to the web for the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from forum import operations
from forum.models import Follow, Group, GroupRole, Role, RulesVersion
from forum.viewing import TOPIC_VIEWS
from tests.doors import Door, browser_of, none
from tests.factories import MemberFactory

World = SimpleNamespace


def topic_act(name: str) -> Callable[[World], str]:
    return lambda w: f"/t/{w.question.pk}/{name}/"


def post_act(name: str) -> Callable[[World], str]:
    return lambda w: f"/p/{w.post.pk}/{name}/"


def group_act(name: str, slug: str = "the-public") -> Callable[[World], str]:
    return lambda w: f"/g/{slug}/{name}/"


def the_topic(world: World) -> dict[str, Any]:
    return {"topic": world.question}


def the_post(world: World) -> dict[str, Any]:
    return {"post": world.post}


def looked_at(world: World) -> None:
    """Somebody opens a topic in a browser, and the next minute has come."""
    TOPIC_VIEWS.forget()
    browser_of(world, "eve").get(world.question.get_absolute_url(), headers={"User-Agent": "Mozilla/5.0"})
    TOPIC_VIEWS.write()


def week_from_now() -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=7), time(23, 59)))


def group_form(world: World, **changes: Any) -> dict[str, Any]:
    """The whole form of a group, as a browser sends it."""
    group = Group.objects.get(pk=world.public.pk)
    names = ("name", "slug", "purpose", "description", "audience", "joining", "colour")
    names = (*names, "default_follow", "ask_author_after")
    return {**{name: getattr(group, name) for name in names}, "starts_on": "", "ends_on": "", **changes}


NEW_GROUP = {
    "name": "Bakers", "slug": "bakers", "purpose": "Bread.", "description": "We *bake*.", "audience": "members",
    "joining": "request", "colour": "#14594a", "default_follow": Follow.NORMAL, "ask_author_after": 3,
}  # fmt: skip
RULES = [("Be kind", "To all.")]

DOORS = [
    # Topics
    Door("start_topic", "author", "ada", "visitor",
         lambda w: {"group": w.public, "title": "A new one", "markdown": "@bob", "kind": "question", "tags": ["oak"]},
         lambda w: "/ask/",
         lambda w: {"group": w.public.pk, "title": "A new one", "markdown": "@bob", "kind": "question", "tags": "oak"},
         wrong=(lambda w: {"group": w.public, "title": "\u200b", "markdown": "Words"},
                lambda w: {"group": w.public.pk, "title": "\u200b", "markdown": "Words", "kind": "question"})),
    Door("revise_topic", "editor", "ada", "bob",
         lambda w: {"topic": w.question, "title": "Chairs", "kind": "discussion", "tags": ["wood"]},
         topic_act("edit"), lambda w: {"title": "Chairs", "kind": "discussion", "tags": "wood"},
         wrong=(lambda w: {"topic": w.question, "title": "Chairs", "kind": "question", "tags": list("abcdef")},
                lambda w: {"title": "Chairs", "kind": "question", "tags": "a,b,c,d,e,f"})),
    Door("delete_topic", "by", "carl", "ada", the_topic, topic_act("delete"), none),
    Door("restore_topic", "by", "carl", "ada", the_topic, topic_act("restore"), none,
         given=lambda w: operations.delete_topic(topic=w.question, by=w.wanda)),
    Door("close_topic", "by", "carl", "ada", the_topic, topic_act("close"), none),
    Door("reopen_topic", "by", "carl", "ada", the_topic, topic_act("reopen"), none,
         given=lambda w: operations.close_topic(topic=w.question, by=w.carl)),
    Door("archive_topic", "by", "carl", "fay", the_topic, topic_act("archive"), none),
    Door("unarchive_topic", "by", "carl", "ada", the_topic, topic_act("unarchive"), none,
         given=lambda w: operations.archive_topic(topic=w.question, by=w.carl)),
    Door("pin_topic", "by", "fay", "carl", lambda w: {"topic": w.question, "until": week_from_now()},
         topic_act("pin"), lambda w: {"until": week_from_now().date()},
         wrong=(lambda w: {"topic": w.question, "until": week_from_now() + timedelta(days=500)},
                lambda w: {"until": week_from_now().date() + timedelta(days=500)})),
    Door("unpin_topic", "by", "fay", "ada", the_topic, topic_act("unpin"), none,
         given=lambda w: operations.pin_topic(topic=w.question, by=w.fay, until=w.tomorrow)),
    Door("move_topic", "by", "carl", "ada", lambda w: {"topic": w.question, "group": w.groups["members"]},
         topic_act("move"), lambda w: {"group": "the-members"}),
    Door("merge_topics", "by", "carl", "ada", lambda w: {"topic": w.question, "into": w.other},
         topic_act("merge"), lambda w: {"into": w.other.get_absolute_url()},
         wrong=(lambda w: {"topic": w.question, "into": w.question}, lambda w: {"into": w.question.pk})),
    Door("split_topic", "by", "carl", "ada", lambda w: {"topic": w.question, "posts": w.replies, "title": "A part"},
         topic_act("split"), lambda w: {"number": ["2", "3"], "title": "A part"},
         wrong=(lambda w: {"topic": w.question, "posts": [], "title": "A part"}, lambda w: {"title": "A part"})),
    Door("take_back_solution", "by", "ada", "bob", the_topic, topic_act("unsolve"), none,
         given=lambda w: operations.accept_solution(post=w.post, by=w.ada)),
    Door("follow_topic", "member", "eve", "visitor", lambda w: {"topic": w.question, "level": 3},
         topic_act("follow"), lambda w: {"level": "3"},
         wrong=(lambda w: {"topic": w.question, "level": 9}, lambda w: {"level": "9"})),
    # Posts
    Door("reply", "author", "bob", "visitor", lambda w: {"topic": w.question, "markdown": "Yes @ada", "parent": w.post},
         lambda w: f"/t/{w.question.pk}/reply/?to=2", lambda w: {"markdown": "Yes @ada"},
         wrong=(lambda w: {"topic": w.question, "markdown": "x" * 40_000}, lambda w: {"markdown": "x" * 40_000})),
    Door("revise_post", "editor", "bob", "ada",
         lambda w: {"post": w.post, "markdown": "Other words", "reason": "Clearer"},
         post_act("edit"), lambda w: {"markdown": "Other words", "reason": "Clearer"},
         wrong=(lambda w: {"post": w.post, "markdown": " \x00 "}, lambda w: {"markdown": " \x00 "})),
    Door("delete_post", "by", "bob", "ada", the_post, post_act("delete"), none),
    Door("restore_post", "by", "bob", "ada", the_post, post_act("restore"), none,
         given=lambda w: operations.delete_post(post=w.post, by=w.bob)),
    Door("make_wiki", "by", "bob", "ada", the_post, post_act("wiki"), none),
    Door("unmake_wiki", "by", "bob", "ada", the_post, post_act("unwiki"), none,
         given=lambda w: operations.make_wiki(post=w.post, by=w.bob)),
    Door("accept_solution", "by", "ada", "bob", the_post, post_act("accept"), none,
         wrong=(lambda w: {"post": w.opening}, none), wrong_address=lambda w: f"/p/{w.opening.pk}/accept/"),
    Door("react", "member", "ada", "bob", lambda w: {"post": w.post, "code": "like"}, post_act("react"),
         lambda w: {"code": "like"},
         wrong=(lambda w: {"post": w.post, "code": "laser"}, lambda w: {"code": "laser"})),
    Door("withdraw_reaction", "member", "ada", "visitor", the_post, post_act("unreact"), none,
         given=lambda w: operations.react(post=w.post, member=w.ada)),
    Door("bookmark", "member", "eve", "visitor", lambda w: {"post": w.post, "note": "Soon"}, post_act("bookmark"),
         lambda w: {"note": "Soon"},
         wrong=(lambda w: {"post": w.post, "remind_at": w.tomorrow - timedelta(days=3)},
                lambda w: {"remind_on": timezone.localdate() - timedelta(days=3)})),
    Door("remove_bookmark", "member", "eve", "visitor", the_post, post_act("unbookmark"), none,
         given=lambda w: operations.bookmark(post=w.post, member=w.eve)),
    Door("mark_shown", "member", "eve", "visitor",
         lambda w: {"topic": w.question, "numbers": [1, 2, 3], "span": (1, 3)},
         lambda w: w.question.get_absolute_url(), none, method="get"),
    Door("count_views", "", "eve", "", lambda w: {"topic_id": w.question.pk, "count": 1}, act=looked_at,
         more=frozenset({"forum.ReadState"})),
    # Messages
    Door("start_message", "author", "ada", "visitor",
         lambda w: {"recipients": [w.wanda, w.bob], "title": "We three", "markdown": "Hello."},
         lambda w: "/messages/new/", lambda w: {"recipients": "@wanda, bob", "title": "We three", "markdown": "Hello."},
         wrong=(lambda w: {"recipients": [w.ada], "title": "Me", "markdown": "Hello."},
                lambda w: {"recipients": "@ada", "title": "Me", "markdown": "Hello."})),
    Door("start_message_to_mentors", "author", "ada", "eve",
         lambda w: {"group": w.private, "title": "Help me", "markdown": "Please."},
         lambda w: "/messages/new/?mentors=the-private", lambda w: {"title": "Help me", "markdown": "Please."}),
    Door("add_to_message", "by", "ada", "eve", lambda w: {"topic": w.message, "member": w.wanda},
         lambda w: f"/t/{w.message.pk}/people/", lambda w: {"handle": "@wanda"}),
    # Groups
    Door("create_group", "by", "root", "ada", lambda w: NEW_GROUP, lambda w: "/groups/new/", lambda w: NEW_GROUP,
         wrong=(lambda w: {**NEW_GROUP, "slug": "all"}, lambda w: {**NEW_GROUP, "slug": "all"})),
    Door("revise_group", "by", "wanda", "carl", lambda w: {"group": w.public, "purpose": "To talk of more."},
         group_act("edit"), lambda w: group_form(w, purpose="To talk of more."),
         wrong=(lambda w: {"group": w.public, "name": ""}, lambda w: group_form(w, name=""))),
    Door("give_role", "by", "wanda", "carl", lambda w: {"group": w.public, "member": w.ada, "role": "advisor"},
         group_act("role"), lambda w: {"handle": "ada", "role": "advisor"},
         wrong=(lambda w: {"group": w.public, "member": w.eve, "role": "advisor"},
                lambda w: {"handle": "eve", "role": "advisor"})),
    Door("take_role", "by", "wanda", "fay", lambda w: {"group": w.public, "member": w.carl, "role": "custodian"},
         group_act("role"), lambda w: {"handle": "carl", "role": "custodian", "act": "take"},
         wrong=(lambda w: {"group": w.public, "member": w.wanda, "role": "mentor"},
                lambda w: {"handle": "wanda", "role": "mentor", "act": "take"})),
    Door("greet", "by", "fay", "carl", lambda w: {"group": w.public, "member": w.ada},
         group_act("greet/done"), lambda w: {"handle": "ada"},
         wrong=(lambda w: {"group": w.public, "member": w.eve}, lambda w: {"handle": "eve"})),
    Door("publish_rules", "by", "wanda", "carl", lambda w: {"rules": RULES, "group": w.public, "is_material": True},
         group_act("rules"), lambda w: {"rules": "Be kind: To all.", "is_material": "on"},
         wrong=(lambda w: {"rules": RULES * 13, "group": w.public}, lambda w: {"rules": "Be kind: To all.\n" * 13})),
    Door("publish_rules", "by", "root", "wanda", lambda w: {"rules": RULES},
         lambda w: "/admin/forum_rules/new/",
         lambda w: nested_form_data(
             {"rules": inline_formset([{"title": title, "text": text} for title, text in RULES]),
              "is_material": "on", "note": ""})),
    Door("join", "member", "eve", "visitor", lambda w: {"group": w.public}, group_act("join"), none),
    Door("leave", "member", "bob", "visitor", lambda w: {"group": w.public}, group_act("leave"), none),
    Door("request_to_join", "member", "dan", "ada", lambda w: {"group": w.private, "note": "Please"},
         group_act("request", "the-private"), lambda w: {"note": "Please"}),
    Door("withdraw_request", "by", "eve", "ada", lambda w: {"request": w.request},
         group_act("withdraw", "the-private"), none),
    Door("approve_request", "by", "carl", "ada", lambda w: {"request": w.request},
         lambda w: f"/g/the-private/requests/{w.request.pk}/", lambda w: {"answer": "yes"}),
    Door("decline_request", "by", "carl", "ada", lambda w: {"request": w.request},
         lambda w: f"/g/the-private/requests/{w.request.pk}/", lambda w: {"answer": "no"}),
    Door("invite", "by", "carl", "ada", lambda w: {"group": w.private, "member": w.dan, "note": "Come"},
         group_act("invite", "the-private"), lambda w: {"handle": "dan", "note": "Come"},
         wrong=(lambda w: {"group": w.private, "member": w.ada}, lambda w: {"handle": "ada"})),
    Door("decline_invitation", "member", "dan", "eve", lambda w: {"group": w.private},
         group_act("decline", "the-private"), none,
         given=lambda w: operations.invite(group=w.private, member=w.dan, by=w.carl)),
    Door("follow_group", "member", "eve", "visitor", lambda w: {"group": w.public, "level": 3},
         group_act("follow"), lambda w: {"level": "3"},
         wrong=(lambda w: {"group": w.public, "level": 7}, lambda w: {"level": "7"})),
    Door("follow_tag", "member", "eve", "visitor", lambda w: {"tag": w.question.tags.get(), "level": 2},
         lambda w: "/tags/pricing/follow/", lambda w: {"level": "2"},
         wrong=(lambda w: {"tag": w.question.tags.get(), "level": 7}, lambda w: {"level": "seven"})),
    # One's own
    Door("accept_rules", "member", "ada", "visitor", lambda w: {"version": rules(w)}, lambda w: "/rules/accept/",
         lambda w: {"version": rules(w).pk}, given=lambda w: operations.publish_rules(by=w.root, rules=RULES)),
    Door("choose_reading", "member", "ada", "visitor", lambda w: {"reading": "threads"}, lambda w: "/me/reading/",
         lambda w: {"reading": "threads"}, wrong=(lambda w: {"reading": "mirror"}, lambda w: {"reading": "mirror"})),
    Door("clear_new", "member", "ada", "visitor", none, lambda w: "/new/clear/", none),
    Door("keep_draft", "member", "ada", "visitor",
         lambda w: {"purpose": "topic", "title": "Begun", "markdown": "Words"},
         lambda w: "/drafts/keep/", lambda w: {"purpose": "topic", "title": "Begun", "markdown": "Words"},
         wrong=(lambda w: {"purpose": "shopping", "markdown": "Milk"},
                lambda w: {"purpose": "shopping", "markdown": "Milk"})),
    Door("discard_draft", "member", "ada", "visitor", lambda w: {"purpose": "topic"}, lambda w: "/drafts/discard/",
         lambda w: {"purpose": "topic"},
         given=lambda w: operations.keep_draft(member=w.ada, purpose="topic", markdown="Words")),
    Door("store_upload", "member", "ada", "visitor", lambda w: {"name": "plan.txt", "data": b"The plan."},
         lambda w: "/uploads/", lambda w: {"file": SimpleUploadedFile("plan.txt", b"The plan.")},
         wrong=(lambda w: {"name": "a.svg", "data": b"<svg/>"},
                lambda w: {"file": SimpleUploadedFile("a.svg", b"<svg/>")})),
]  # fmt: skip


def rules(world: World) -> Any:
    return RulesVersion.objects.get()


def people(world: World) -> World:
    """dan, whom nobody has asked yet; and in the public group a second mentor, so that the first may go."""
    world.dan = MemberFactory(handle="dan")
    GroupRole.objects.create(group=world.private, member=world.fay, role=Role.MENTOR)
    return world
