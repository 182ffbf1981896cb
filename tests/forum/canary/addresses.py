"""Every address of the site, filled with everything there is to ask for. A new one needs a row here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.models import Page

from forum.lists import ListKind
from forum.models import Post, Topic, Upload
from forum.moderation import links
from forum.moderation.models import Case, Decision, Flag
from forum.moderation.views.review import APPEALS, DECIDE, HANDLE
from forum.views.acts import POST_ACTS, TOPIC_ACTS
from guides.models import GuideIndexPage, ModulePage, TemplatePage, TemplateVersion, TrainingPage
from knowledge_base.comments import mails
from knowledge_base.comments.models import PageComment
from knowledge_base.models import KnowledgeIndexPage, KnowledgePage, PublishedRevision
from knowledge_base.sitemaps import SECTIONS
from mail import keys
from mail.keys import Purpose
from members.models import Invitation, Member
from pages.models import File, Picture, Rendition
from search.models import SavedSearch
from search.saved import mails as saved

World = SimpleNamespace
Fill = Callable[[World], list[dict[str, Any]]]


def key_of(member: Member, purpose: Purpose) -> str:
    """A key of a mail that does not wait: one that does shows its words to whoever has the key, as it is meant to."""
    return keys.make(purpose, member_id=member.pk, thing=1, generation=0)


def once(_world: World) -> list[dict[str, Any]]:
    return [{}]


def each_topic(world: World) -> list[dict[str, Any]]:
    return [{"topic_id": pk} for pk in Topic.objects.values_list("pk", flat=True)]


def each_post(world: World) -> list[dict[str, Any]]:
    return [{"post_id": pk} for pk in Post.objects.values_list("pk", flat=True)]


def each_group(world: World) -> list[dict[str, Any]]:
    return [{"slug": group.slug} for group in world.groups]


def each_tag(world: World) -> list[dict[str, Any]]:
    return [{"slug": f"{word}tag"} for word in world.talks] + [{"slug": "tables"}]


def each_upload(world: World) -> list[dict[str, Any]]:
    uploads = Upload.objects.values_list("pk", "name")
    return [{"upload_id": pk, "name": name} for pk, right in uploads for name in (right, "guessed.txt")]


def each_topic_page(world: World) -> list[dict[str, Any]]:
    rows = Topic.objects.values_list("pk", "slug")
    return [{"topic_id": pk, "slug": slug} for pk, right in rows for slug in (right, "guessed")]


def each_number(world: World) -> list[dict[str, Any]]:
    return [{**page, "number": number} for page in each_topic_page(world) for number in (1, 2, 4)]


def each_page(world: World) -> list[dict[str, Any]]:
    return [{"page_id": page.pk} for page in world.pages]


def each_of(*kinds: type[KnowledgePage]) -> Fill:
    """Every page of these kinds, for what they alone have."""
    return lambda world: [{"page_id": pk} for kind in kinds for pk in kind.objects.values_list("pk", flat=True)]


def each_revision(world: World) -> list[dict[str, Any]]:
    rows = PublishedRevision.objects.values_list("page", "pk")
    return [{"page_id": page, "revision_id": pk} for page, pk in rows]


def each_change(world: World) -> list[dict[str, Any]]:
    """Every two revisions of a page."""
    rows = sorted(PublishedRevision.objects.values_list("page", "pk"))
    pairs = [(page, older, newer) for page, older in rows for other, newer in rows if page == other and older < newer]
    return [{"page_id": page, "older": older, "newer": newer} for page, older, newer in pairs]


def each_comment(world: World) -> list[dict[str, Any]]:
    return [{"comment_id": pk} for pk in PageComment.objects.values_list("pk", flat=True)]


def crossed(fill: Fill, **values: Any) -> Fill:
    """Every row of another fill with each of these values."""

    def rows(world: World) -> list[dict[str, Any]]:
        return [{**row, name: value} for row in fill(world) for name, some in values.items() for value in some]

    return rows


def each_case(world: World) -> list[dict[str, Any]]:
    return [{"case_id": pk} for pk in Case.objects.values_list("pk", flat=True)]


def each_decision(world: World) -> list[dict[str, Any]]:
    return [{"decision_id": pk} for pk in Decision.objects.values_list("pk", flat=True)]


def each_flagged(world: World) -> list[dict[str, Any]]:
    """Every post and member as what could be flagged."""
    posts = [{"kind": "post", "object_id": pk} for pk in Post.objects.values_list("pk", flat=True)]
    return [*posts, {"kind": "member", "object_id": world.sid.pk}, {"kind": "guessed", "object_id": 1}]


def each_member(world: World) -> list[dict[str, Any]]:
    return [{"handle": handle} for handle in Member.objects.values_list("handle", flat=True)]


ROWS: dict[str, Fill] = {
    **dict.fromkeys(
        (
            "home", "search", "suggest",
            "clear_new", "bookmarks", "drafts", "keep_draft", "discard_draft", "ask", "preview",
            "complete_names", "complete_tags", "known", "helped_before",
            "rules", "accept_rules", "set_reading", "messages",
            "write_message", "take_upload", "groups", "create_group", "told", "told_menu", "told_all_read",
            "mail_settings", "mail_works_again", "mail_log", "notification_preferences", "settings", "edit_profile",
            "edit_handle", "edit_avatar", "preferences",
            "invite", "confirm_signup", "account_waiting", "account_login", "account_logout", "account_inactive",
            "account_signup", "account_reauthenticate", "account_email", "account_email_verification_sent",
            "account_change_password", "account_set_password", "account_reset_password", "account_confirm_login_code",
            "account_reset_password_from_key_done", "account_reset_password_done", "account_request_login_code",
            "mfa_index", "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp",
            "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
            "mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn", "mfa_login_webauthn",
            "favourites", "glossary", "feed_latest", "feed_guides", "search_feed", "sitemap", "robots",
            "saved_searches", "keep_search", "review", "decide_many",
        ),
        once,
    ),
    **dict.fromkeys(
        (
            "distil", "topic_by_id", "first_unread", "last_post", "topic_news", "newer_posts", "topic_acts", "reply",
            "revise_topic", "follow_topic", "message_people", "pin_topic", "move_topic", "merge_topics", "choose_posts",
            "split_topic", "delete_topic", "restore_topic", "feed_topic", "choose_reach", "widen_topic", "ask_by_name",
            "let_wait",
        ),
        each_topic,
    ),
    **dict.fromkeys(
        (
            "post", "post_alone", "post_acts", "quote_post", "revise_post", "post_revisions", "accept_solution",
            "react", "unreact", "bookmark", "remove_bookmark", "delete_post", "restore_post", "hidden_post",
            "post_original",
        ),
        each_post,
    ),
    **dict.fromkeys(
        (
            "group", "group_about", "group_picture", "group_members", "group_ungreeted", "greet", "edit_group",
            "group_rules", "join_group", "leave_group", "request_to_join", "withdraw_request", "decline_invitation",
            "invite_to_group", "group_role", "follow_group", "feed_group",
            "group_deleted", "group_bookmarks",
        ),
        each_group,
    ),
    **dict.fromkeys(
        (
            "favourite", "unfavourite", "judge", "tick", "discuss", "page_changes",
        ),
        each_page,
    ),
    **dict.fromkeys(("take_quiz", "finish_module"), each_of(ModulePage)),
    "certificate": each_of(TrainingPage),
    "download_template": each_of(TemplatePage),
    "download_earlier": lambda w: [
        {"page_id": version.page_id, "version_id": version.pk} for version in TemplateVersion.objects.all()
    ],
    "feed_shelf": each_of(GuideIndexPage, KnowledgeIndexPage),
    **dict.fromkeys(
        (
            "comment", "comment_acts", "comment_edit", "comment_delete", "comment_restore", "comment_hide",
            "comment_show", "comment_approve", "comment_keep", "comment_like", "comment_unlike", "comment_flag",
        ),
        each_comment,
    ),
    **dict.fromkeys(("comment_write", "comments_further", "comments_follow", "comments_unfollow"), each_page),
    **dict.fromkeys(("comments_follow_by_mail", "comments_stop_mail"), each_page),
    "comments_no_mail": lambda w: [
        {"token": mails.token_of(mails.Followed(page.pk, w.sid.pk))} for page in w.pages
    ] + [{"token": mails.token_of(mails.Asked(1))}, {"token": "guessed"}],
    **dict.fromkeys(
        ("choose_search_mail", "discard_search"),
        lambda w: [{"search_id": pk} for pk in SavedSearch.objects.values_list("pk", flat=True)],
    ),
    "mail_confirm": lambda w: [{"key": key_of(w.sid, purpose)} for purpose in Purpose] + [{"key": "guessed"}],
    "mail_stop": lambda w: [{"key": key_of(w.sid, purpose)} for purpose in Purpose] + [{"key": "guessed"}],
    "searches_no_mail": lambda w: [{"token": saved.token_of(w.sid.pk)}, {"token": "guessed"}],
    **dict.fromkeys(("leave_out_revision", "restore_revision"), each_revision),
    "page_change": each_change,
    "distilled": lambda w: [{"pk": w.made.pk}],
    **dict.fromkeys(
        ("words", "consent", "confirm_gone"), lambda w: [{"pk": quote.pk} for quote in w.made.quotes.all()]
    ),
    "sitemap_section": lambda w: [{"section": name} for name in (*SECTIONS, "guessed")],
    "comment_confirm": lambda w: [{"token": "guessed"}],
    "picture": lambda w: [
        {"picture_id": size.image_id, "name": size.file.name.rpartition("/")[2]} for size in Rendition.objects.all()
    ],
    "colours": lambda w: [{"day": "7a1f5c", "night": "e59acb", "made": "00000000"}],
    "topics": lambda w: [{"kind": kind} for kind in ListKind],
    "group_list": crossed(each_group, kind=list(ListKind)),
    "tag": each_tag,
    "feed_tag": each_tag,
    "follow_tag": each_tag,
    "topic": each_topic_page,
    "numbered_post": each_number,
    "topic_act": crossed(each_topic, name=list(TOPIC_ACTS)),
    "post_act": crossed(each_post, name=list(POST_ACTS)),
    "upload": each_upload,
    "flag": each_flagged,
    "take_back_flag": lambda w: [{"flag_id": pk} for pk in Flag.objects.values_list("pk", flat=True)],
    "case": each_case,
    "decide": crossed(each_case, name=[*HANDLE, *DECIDE]),
    **dict.fromkeys(("decision", "appeal", "undo_decision"), each_decision),
    "decide_appeal": crossed(each_decision, outcome=list(APPEALS)),
    "suspended": lambda w: [{"token": links.token_of(w.olaf)}, {"token": "guessed"}],
    "decide_request": crossed(each_group, request_id=[1, 2, 3, 4]),
    "profile": each_member,
    "avatar": lambda w: [{"pk": w.sid.pk, "size": "64", "digest": "0" * 24}],
    "told_item": lambda w: [{"pk": row.pk} for row in w.notifications],
    "withdraw_invitation": lambda w: [{"pk": pk} for pk in Invitation.objects.values_list("pk", flat=True)],
    "accept_invitation": lambda w: [{"token": "guessed"}],
    "account_reset_password_from_key": lambda w: [{"uidb36": "1", "key": "guessed"}],
    "mfa_remove_webauthn": lambda w: [{"pk": 1}],
    "mfa_edit_webauthn": lambda w: [{"pk": 1}],
    "wagtaildocs_serve": lambda w: [],  # among the addresses below: its arguments have no names
    "wagtaildocs_authenticate_with_password": lambda w: [{"restriction_id": 1}],
    "wagtail_serve": lambda w: [
        {"path": page.url_path.partition("/")[2].partition("/")[2]} for page in (*w.pages, *w.kinds)
    ],
}  # fmt: skip
WORDS = [
    *(
        "qzmembers",
        "qzlisted",
        "qzprivate",
        "qzhush",
        "qzsecret",
        "qzmessage",
        "qzmentors",
        "qzgone",
        "qzveiled",
        "qzflagged",
        "qzappeal",
        "qzwhy",
        "qzover",
        "qzperson",
    ),
    *("qzown", "qzwish", "qznote", "qzaddress", "qzguide", "qzreads", "qzformer", "qzdraft", "qzgranted", "qzwithheld"),
]
# Questions put to those that take any.
QUESTIONS = {
    "complete_names": [f"?q={begun}" for begun in ("q", "qz", *WORDS, "sid", "s")],
    "complete_tags": [f"?q={begun}" for begun in ("q", "qz", *WORDS)],
    # Beginnings: an answer that went on with a word of others would not only repeat what was asked.
    "suggest": [f"?q={begun}" for begun in ("qz", *(word[:4] for word in WORDS), "chairs+qzse", "chairs+qzpr")],
    "known": [f"?title={title}" for title in ("price+chairs", "price+of+chairs", *WORDS)],
    "ask": [
        "?group=qzhush-group",
        "?group=qzlisted-group",
        "?draft=topic",
        *(f"?again={number}" for number in range(1, 12)),
    ],
    "topics": ["?tag=qzsecrettag", "?tag=qzprivatetag", "?period=all", "?kind=question&period=all"],
    "group_list": ["?tag=qzsecrettag", "?period=all"],
    "topic": ["?reading=threads", "?page=2", "?reading=threads&from=2"],
    "topic_news": ["?after=0", "?after=1"],
    "newer_posts": ["?after=0", "?after=1"],
    "reply": ["?to=1", "?to=4"],
    "write_message": ["?to=sid", "?mentors=qzhush-group", "?mentors=qzlisted-group"],
    "accept_rules": ["?group=qzhush-group", "?group=qzlisted-group"],
    "told": ["?page=1", "?page=2"],
    "mail_log": ["", "?page=2"],
    "post_revisions": ["?view=sides"],
    "wagtail_serve": ["?lite"],
    "home": ["?lite"],
    "glossary": ["?lite"],
    "choose_posts": ["?after=0"],
    # In words that bring none of what is looked for, for what an address holds may be said again.
    "search": [
        f"?q={typed}"
        for typed in (
            *(
                "price+chairs",
                "word",
                "qz*",
                "keep",
                "hush",
                "sid",
                "circle",
                "said",
                "%22price+of+chairs%22",
                "-tables",
            ),
            *("in:messages+only", "in:groups+speak", "in:members+sid", "in:guides+it", "in:comments+about", "by:@sid"),
            *("by:@bob", "is:solved", "is:unanswered", "has:file", "within:9d", "order:likes+yes", "chair", "is:mine"),
            *("group:the-open-air", "is:bookmarked", "is:unread", "likes:1", "lang:en+price"),
        )
    ],
    "search_feed": [f"?q={typed}" for typed in ("word", "qz*", "in:topics", "in:members+sid", "is:mine", "by:@sid")],
}
OTHERS = [
    *(f"/documents/{number}/{name}" for number in (1, 2) for name in ("guessed.pdf", "qzguide.csv")),
    "/about/",
    "/help/",
    "/qzsecret/",
    "/404/",
    *(f"/old/{word}" for word in WORDS),
    "/old/qzsecret/",
]


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, str]]:
    """The route and the name of every address of the site."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, route)
        else:
            assert isinstance(pattern, URLPattern)
            yield route, pattern.name or ""


def every_address(world: World) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The name, its arguments and the whole address, of everything but the admin."""
    for name, fill in ROWS.items():
        for arguments in fill(world):
            address = reverse(named(name), kwargs=arguments)
            for question in ("", *QUESTIONS.get(name, [])):
                yield name, arguments, address + question
    for address in OTHERS:
        yield "other", {}, quote(address)


def named(name: str) -> str:
    """Two floors call an address "invite"; the group's is told apart by its argument."""
    return "invite" if name == "invite_to_group" else name


def admin_addresses(world: World) -> Iterator[str]:
    """Every address of the admin, with numbers of things there are for its arguments, closed ones among them."""
    numbers = {
        "admin/pages/": [world.closed_guide.pk, world.made.page_id],
        "admin/choose-page/": [world.closed_guide.pk],
        "admin/images/": [world.sketch.pk],
        "admin/documents/": [world.sheet.pk],
        "admin/api/main/pages/": [world.closed_guide.pk],
        "admin/api/main/images/": [world.sketch.pk],
        "admin/api/main/documents/": [world.sheet.pk],
    }
    for route, _name in patterns():
        if route.startswith("admin/"):
            closed = [number for start, all_of in numbers.items() if route.startswith(start) for number in all_of]
            for number in dict.fromkeys([1, *closed]):
                plain = re.sub(r"\(\?P<[^>]+>(?:[^()]|\([^()]*\))*\)|\([^)]*\)|<[^>]+>", str(number), route)
                yield "/" + re.sub(r"[\^$\\]|\?:", "", plain)
    yield from _on_several(world)


def _on_several(world: World) -> Iterator[str]:
    """The acts on several things at once, and what is answered when several were chosen."""
    pages = f"id={world.closed_guide.pk}&id={world.open_guide.pk}&id={world.made.page_id}"
    yield f"/admin/choose-page/chosen-multiple/?{pages}"
    for model, asked in ((Page, pages), (Picture, f"id={world.sketch.pk}"), (File, f"id={world.sheet.pk}")):
        label = model._meta.label_lower.replace(".", "/")
        for action in bulk_action_registry.get_bulk_actions_for_model(*label.split("/")):
            for question in (asked, "id=all", f"id=all&childOf={world.pages[0].pk}"):
                yield f"/admin/bulk/{label}/{action.action_type}/?{question}"
