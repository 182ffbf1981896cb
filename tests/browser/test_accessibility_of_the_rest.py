"""The pages that are opened seldom, read by axe in one walk: on a small phone, by day and by night in turn.

Every address of the site is either read here or in `test_accessibility`, or is no page of its own.
"""

from __future__ import annotations

from itertools import cycle
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from forum import operations
from forum.models import Group, Topic
from guides.distil.operations import distil
from knowledge_base.comments import mails
from knowledge_base.comments import operations as comments
from knowledge_base.comments.models import PageComment
from knowledge_base.models import KnowledgePage
from mail import keys
from mail.keys import Purpose
from mail.models import ReceivedMail, Status
from members.models import Member
from notifications.models import Letter, State
from search.saved import mails as saved
from tests.browser import test_accessibility as often
from tests.browser.conftest import Open
from tests.browser.test_accessibility import PHONE, pages, places, violations
from tests.forum.canary.addresses import ROWS
from tests.members.people import PASSWORD, code_in, entered, last_mail, make_member
from tests.members.test_signing_in import with_app, with_passkey

__all__ = ["pages", "places"]

pytestmark = pytest.mark.django_db(transaction=True)

# Whose window, and what is read in it. Some are of people, some of what a client has begun.
WALK: dict[str, list[str]] = {
    "root": [
        *("/top/?period=all", "/groups/new/", "/invite/", "/account/logout/", "/account/reauthenticate/"),
        *("/account/2fa/webauthn/", "/t/{topic}/distil/", "/t/{topic}/edit/", "/t/{topic}/follow/"),
        *("/t/{topic}/choose/", "/p/{deleted}/restore/", "/g/the-public/greet/", "/g/the-public/edit/"),
        "/t/{unsolved}/reach/",
        *("/g/the-public/follow/", "/g/the-public/deleted/", "/g/the-private/members/", "/tags/wood/follow/"),
        *("/pages/{plain}/discuss/", "/pages/{changed}/comment/", "/pages/{changed}/comments/", "/c/{comment}/acts/"),
        *("/p/{hidden}/hidden/", "/c/{comment}/hide/", "/c/{comment}/flag/", "/distilled/{made}/"),
    ],
    "ada": [
        *("/g/the-public/mine/", "/g/the-public/bookmarks/", "/new/", "/unread/", "/t/{message}/people/"),
        *("/words/{quote}/", "/c/{mine}/edit/", "/c/{mine}/restore/", "/me/mail/", "/me/mail/log/"),
    ],
    "eve": ["/g/the-private/about/", "/rules/accept/", "/ask/", "/t/{topic}/edit/"],
    "visitor": [
        *("/account/waiting/", "/account/inactive/", "/account/password/reset/done/", "/join/guessed/"),
        *("/account/password/reset/key/done/", "/account/password/reset/key/1-guessed/", "/c/no-mail/{no_mail}/"),
        *("/mail/confirm/{held}/", "/c/no-mail/guessed/", "/c/confirm/guessed/", "/pages/{changed}/comment/"),
        *("/search/saved/no-mail/{no_searches}/", "/search/saved/no-mail/guessed/"),
        *("/mail/stop/{stop}/", "/mail/stop/guessed/", "/suspended/guessed/"),
    ],
    "signing_up": ["/account/signup/confirm/"],
    "by_code": ["/account/login/code/confirm/"],
    "pia": ["/account/email/", "/account/2fa/totp/activate/", "/account/2fa/webauthn/add/"],
    "changing_address": ["/account/confirm-email/"],
    "with_app": [
        *("/account/2fa/recovery-codes/", "/account/2fa/recovery-codes/generate/", "/account/2fa/totp/deactivate/"),
        "/account/2fa/reauthenticate/",
    ],
    "at_the_app": ["/account/2fa/authenticate/"],
    "with_passkey": [
        *(
            "/account/2fa/webauthn/",
            "/account/2fa/webauthn/keys/{passkey}/edit/",
            "/account/2fa/webauthn/reauthenticate/",
        ),
        "/account/2fa/webauthn/keys/{passkey}/remove/",
    ],
    "at_the_passkey": ["/account/2fa/authenticate/"],
    "without_password": ["/account/password/set/"],
}
# What else the site answers to.
BY_POST = {
    *("accept_solution", "bookmark", "clear_new", "comment_approve", "comment_delete", "comment_keep", "comment_like"),
    "comment_show",
    *("comment_unlike", "comments_follow", "comments_follow_by_mail", "comments_stop_mail", "comments_unfollow"),
    *("confirm_gone", "consent", "decide_request", "decline_invitation", "delete_post", "delete_topic"),
    *("discard_draft", "favourite", "finish_module", "greet", "group_role", "group_rules", "join_group"),
    *(
        "judge",
        "keep_draft",
        "leave_group",
        "leave_out_revision",
        "merge_topics",
        "move_topic",
        "pin_topic",
        "post_act",
    ),
    *("preview", "react", "remove_bookmark", "request_to_join", "restore_revision", "restore_topic", "set_reading"),
    *("split_topic", "take_quiz", "take_upload", "tick", "told_all_read", "topic_act", "unfavourite", "unreact"),
    *("withdraw_invitation", "withdraw_request", "keep_search", "choose_search_mail", "discard_search"),
    *(
        "helped_before",
        "mail_works_again",
        "take_back_flag",
        "decide",
        "decide_many",
        "undo_decision",
        "decide_appeal",
        "widen_topic",
        "ask_by_name",
        "let_wait",
    ),
}
LED_ON = {"comment", "first_unread", "last_post", "numbered_post", "post", "told_item"}
FOR_SCRIPTS = {
    *("complete_names", "complete_tags", "mfa_login_webauthn", "newer_posts", "post_alone", "quote_post", "known"),
    *("suggest", "told_menu", "topic_news"),  # the first two are read where they open
}
FILES = {
    *("avatar", "colours", "download_earlier", "download_template", "feed_group", "feed_guides", "feed_latest"),
    *("feed_shelf", "feed_tag", "feed_topic", "group_picture", "mfa_download_recovery_codes", "picture", "robots"),
    *(
        "search_feed",
        "sitemap",
        "sitemap_section",
        "upload",
        "wagtaildocs_authenticate_with_password",
        "wagtaildocs_serve",
    ),
}
# Read by another address that leads to it; or from the flag to the appeal, by test_review.
ELSEWHERE = {"topic", "flag", "review", "case", "decision", "appeal"}
NO_PAGES = BY_POST | LED_ON | FOR_SCRIPTS | FILES | ELSEWHERE


def begun(address: str, **sent: str) -> Client:
    client = Client()
    client.post(address, sent)
    return client


@pytest.fixture
def walkers(cast: SimpleNamespace, client: Client) -> SimpleNamespace:
    """Everybody of the walk: the cast, and clients who are in the midst of coming in."""
    pia, una, wes, kim = make_member("pia"), make_member("una"), make_member("wes"), make_member("kim")
    people = SimpleNamespace(**vars(cast), pia=entered(pia), with_app=with_app(una)[0])
    people.signing_up = begun("/account/signup/", name="Ivo", email="ivo@example.com", password1=PASSWORD)
    people.by_code = begun("/account/login/code/", email="pia@example.com")
    people.at_the_app = begun("/account/login/", login="una@example.com", password=PASSWORD)
    people.with_passkey = with_passkey(kim, name="A phone with a name as long as a name of a passkey may well become")[
        0
    ]
    people.at_the_passkey = begun("/account/login/", login="kim@example.com", password=PASSWORD)
    people.changing_address = entered(wes)
    people.changing_address.post("/account/email/", {"action_add": "1", "email": "wes.new@example.com"})
    assert code_in(last_mail("wes.new@example.com"))
    cast.bob.set_unusable_password()
    cast.bob.save()
    people.without_password = cast.bob
    return people


def mail_that_waits(member: Member) -> str:
    """The key to a mail that waits until its member says that it is theirs."""
    held = ReceivedMail.objects.create(
        member=member,
        subject="It is pine",
        raw=b"Subject: It is pine\r\n\r\nIt is pine.\r\n",
        size=36,
        status=Status.HELD,
        reason="unproved",
    )
    return keys.make(Purpose.CONFIRM, member_id=member.pk, thing=held.pk, generation=0)


def out_of_sight(topic: Topic, author: Member, by: Member) -> dict[str, int]:
    """A reply that was deleted, and one that is hidden."""
    gone, loud = (operations.reply(topic=topic, author=author, markdown=words) for words in ("Much.", "Loud."))
    operations.delete_post(post=gone, by=author)
    operations.hide_post(post=loud, by=by)
    return {"deleted": gone.pk, "hidden": loud.pk}


def link_that_ends_mails(member: Member) -> str:
    """The key to the page that ends mails, of a member to whom one was not sent."""
    Letter.objects.create(member=member, kind="replied", state=State.SKIPPED, reason="read", due_at=timezone.now())
    return keys.make(Purpose.STOP, member_id=member.pk, thing=1, generation=0)


@pytest.fixture
def all_places(walkers: SimpleNamespace, groups: dict[str, Group], places: Any, pages: Any) -> dict[str, Any]:
    """What the addresses of the walk name, beside what those of every day do."""
    about, read = Topic.objects.get(pk=places["topic"]), KnowledgePage.objects.get(pk=pages["changed"])
    gone = out_of_sight(about, walkers.bob, walkers.root)
    operations.request_to_join(group=groups["private"], member=walkers.eve, note="Please")
    mine = comments.comment(page=read, author=walkers.ada, markdown="Mine.")
    comments.delete_comment(comment=mine, by=walkers.ada)
    made = distil(
        topic=about,
        by=walkers.root,
        posts=list(about.posts.filter(number__in=(1, 2)).order_by("number")),
        kind="guide",
        under=KnowledgePage.objects.get(slug="guides"),
        title="A chair",
    )
    operations.publish_rules(by=walkers.root, rules=[("Be kind", "To all.")])
    return {
        **places,
        **pages,
        **gone,
        "comment": PageComment.objects.exclude(pk=mine.pk).first().pk,
        "mine": mine.pk,
        "plain": KnowledgePage.objects.get(slug="wood").pk,
        "made": made.pk,
        "quote": made.quotes.get(post__author=walkers.ada).pk,
        "no_mail": mails.token_of(mails.Followed(read.pk, walkers.ada.pk)),
        "passkey": Authenticator.objects.get(type="webauthn").pk,
        "held": mail_that_waits(walkers.bob),
        "no_searches": saved.token_of(walkers.ada.pk),
        "stop": link_that_ends_mails(walkers.ada),
    }


def test_axe_finds_nothing_on_the_rest(
    opened: Open, walkers: SimpleNamespace, all_places: dict[str, Any], refused: list[str]
) -> None:
    found: list[str] = []
    colours = cycle(["light", "dark"])
    for who, addresses in WALK.items():
        page = opened(getattr(walkers, who), **PHONE).new_page()
        for address in addresses:
            page.emulate_media(color_scheme=next(colours))
            wanted = address.format(**all_places)
            found += violations(page, wanted)
            assert page.url.endswith(wanted), f"{who} was led from {wanted} to {page.url}"
    assert "\n".join(found) == ""


class Numbers(dict[str, str]):
    """Stands for every place of an address."""

    def __missing__(self, key: str) -> str:
        return "1"


def test_every_address_is_read_or_is_no_page() -> None:
    lists = [often.ANYBODY, often.VISITORS, often.MEMBERS, often.OF_TOPICS, often.ACTS, often.PAGES, *WALK.values()]
    every = {address.format_map(Numbers()).partition("?")[0] for addresses in lists for address in addresses}
    read = {resolve(address).url_name for address in every - {"/nothing/"}}
    names = {"invite" if name == "invite_to_group" else name for name in ROWS}
    assert names - read == NO_PAGES
