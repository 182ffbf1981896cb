"""Every kind of page that people open, with something of everything on it: for those who read all of them.

The addresses name numbers of rows that the fixtures make: `places` for those of the forum, `pages` for those of
knowledge.
"""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from forum import operations
from forum.models import Group, GroupRole, PostOriginal, Role, Topic
from forum.reach import operations as reach
from guides import operations as learning
from guides.models import GuideIndexPage, ModulePage, TemplatePage, TemplateVersion, TrainingPage
from knowledge_base import operations as operations_on_pages
from knowledge_base.comments import operations as comments
from knowledge_base.models import ArticlePage, FAQPage, KnowledgeIndexPage, LessonPage, Term
from members.models import Member
from search import operations as search
from search.index.building import rebuild
from search.index.store import store
from search.saved.operations import keep_search
from tests.factories import MemberFactory, join, posts, topic
from tests.knowledge_making import file, guide, picture, published

ANYBODY = ["/", "/latest/", "/groups/", "/g/the-public/", "/g/the-public/about/", "/rules/", "/tags/wood/", "/nothing/"]
VISITORS = ["/account/login/", "/account/signup/", "/account/password/reset/", "/account/login/code/"]
MEMBERS = [
    *("/ask/", "/bookmarks/", "/drafts/", "/messages/", "/messages/new/", "/told/", "/told/preferences/"),
    "/search/saved/",
    *("/me/", "/me/profile/", "/me/handle/", "/me/picture/", "/me/preferences/", "/m/ada/", "/m/bob/"),
    *("/g/the-public/members/", "/account/password/change/", "/account/2fa/"),
]
OF_TOPICS = ["/t/{topic}/", "/t/{topic}/?reading=threads", "/t/{unsolved}/"]
ACTS = [
    "/t/{topic}/reply/",
    "/t/{topic}/acts/",
    "/p/{post}/acts/",
    "/p/{post}/edit/",
    "/p/{post}/revisions/",
    "/p/{own}/original/",
    "/t/{message}/",
]

PAGES = [
    *("/guides/", "/guides/pricing/", "/guides/numbers/", "/guides/numbers/tin/"),
    *("/guides/pricing/?lite", "/?lite", "/guides/?lite", "/glossary/?lite", "/guides/numbers/tin/?lite"),
    *("/knowledge/", "/knowledge/tin/", "/knowledge/asked/", "/knowledge/wood/", "/guides/sheet/", "/glossary/"),
    *("/favourites/", "/about/", "/pages/{training}/certificate/", "/pages/{changed}/changes/"),
    "/pages/{changed}/changes/{older}..{newer}/",
    *("/search/", "/search/?q=tin+wood+ada+purple:no", "/search/?q=nowhere"),
]
FORMS = [
    *("/groups/new/", "/g/the-public/edit/", "/g/the-public/greet/", "/g/the-public/deleted/"),
    *("/invite/", "/ask/?group=the-public", "/t/{topic}/edit/", "/t/{topic}/choose/", "/t/{topic}/distil/"),
    "/t/{unsolved}/reach/",
    *("/pages/{changed}/comment/", "/pages/{changed}/discuss/", "/rules/accept/"),
    *("/account/email/", "/account/2fa/totp/activate/", "/account/2fa/webauthn/add/", "/account/logout/"),
]
EVERYTHING = {
    "markdown": "# A head\n\nSome *words*, `code`, [a link](https://example.org/).\n\n> quoted\n\n- one\n- two\n\n"
    "| a | b |\n|---|---|\n| 1 | 2 |\n\n```\n"
    "a long line of code that does not fit into a narrow page of any phone at all\n```\n",
    "tags": ["wood", "prices"],
}


@pytest.fixture
def places(cast: SimpleNamespace, groups: dict[str, Group], run_jobs: Any) -> dict[str, int]:
    """A topic with everything that is drawn, and a message; by the name that the addresses above have for them."""
    about: Topic = topic(groups["public"], cast.ada, kind="question", **EVERYTHING)
    replies = posts(about, cast.bob, 3)
    own = operations.reply(topic=about, author=cast.ada, markdown="@bob Thank you!", parent=replies[0])
    PostOriginal.objects.create(post=own, text="@bob Thank you!\n\nOn Friday Bob wrote:\n> It depends.")
    operations.react(post=replies[1], member=cast.ada)
    operations.accept_solution(post=replies[1], by=cast.ada)
    operations.make_wiki(post=replies[0], by=cast.bob)
    operations.revise_post(post=replies[0], editor=cast.carl, markdown="Said better.", reason="clearer")
    operations.bookmark(post=replies[0], member=cast.ada)
    topic(groups["public"], cast.bob, title="Ada, what do you think of @ada?", markdown="@ada", tags=["wood"])
    unsolved: Topic = topic(groups["public"], cast.ada, "Which oil for oak?", kind="question")
    posts(unsolved, cast.bob, 2)
    for number in range(2):
        advisor = MemberFactory(handle=f"advisor{number}", trade="Oil and oak")
        join(groups["public"], advisor)
        GroupRole.objects.create(group=groups["public"], member=advisor, role=Role.ADVISOR)
    reach.ask_by_name(topic=unsolved, by=cast.ada, members=[advisor.pk])
    message = operations.start_message(author=cast.bob, title="Hello", markdown="Tea?", recipients=[cast.ada])
    for text in ("oak chairs in:topics", "a-very-long-word-that-somebody-pasted-" * 9):
        keep_search(member=cast.ada, text=text)
    run_jobs()
    return {"topic": about.pk, "post": replies[0].pk, "message": message.pk, "unsolved": unsolved.pk, "own": own.pk}


def every_block(term: Term, topic: Topic, post_id: int) -> list[tuple[str, Any]]:
    """One block of each kind that needs no picture."""
    return [
        ("heading", {"text": "Know", "level": "2"}),
        ("text", f'<p>Your <a linktype="term" id="{term.pk}">margin</a>.</p>'),
        ("callout", {"kind": "warning", "title": "Beware", "text": "<p>Of this.</p>"}),
        ("steps", {"title": "So", "steps": [{"title": "One", "text": "<p>Go.</p>"}, {"title": "Two", "text": ""}]}),
        ("checklist", {"title": "Bring", "items": ["A bill", "A watch"]}),
        ("table", {"caption": "Prices", "header": ["What", "How much"], "rows": [["Chair", "9"]]}),
        ("video", {"url": "https://youtu.be/dQw4w9WgXcQ", "title": "How to price", "minutes": 3}),
        ("quotation", {"text": "<p>Hm.</p>", "name": "Ada", "handle": "ada", "post_id": post_id}),
        ("topics", {"title": "", "topics": [topic]}),
    ]


@pytest.fixture
def pages(cast: SimpleNamespace, places: dict[str, int], run_jobs: Any) -> dict[str, int]:
    """A page of each kind, one with every block, a comment, a favourite and an earlier revision; a training that ada
    has done; by the name that the addresses above have for them."""
    shelves = (GuideIndexPage.objects.get(slug="guides"), KnowledgeIndexPage.objects.get(slug="knowledge"))
    course = _to_take_along(shelves[0], cast.ada)
    _to_know(shelves[1], cast.bob)
    about = Topic.objects.get(pk=places["topic"])
    term = Term.objects.create(word="Margin", slug="margin", meaning="What is left of a price.")
    body = every_block(term, about, places["post"])
    made = guide(shelves[0], "Pricing", body=body, cover=picture(), discussion_group=about.group)
    comments.comment(page=made, author=cast.bob, markdown="It helped.")
    operations_on_pages.favourite(page=made, member=cast.ada)
    made.summary = "You know what a chair costs."
    made.save_revision().publish()
    run_jobs()
    search.refresh_everything()
    rebuild(store())
    newer, older = made.published_revisions.values_list("pk", flat=True)
    return {"training": course.pk, "changed": made.pk, "older": older, "newer": newer}


def _to_take_along(above: GuideIndexPage, by: Member) -> TrainingPage:
    """A training that somebody has done, and a template with an earlier file."""
    course: TrainingPage = published(TrainingPage(title="Numbers", slug="numbers"), above)
    asked = {"question": "What is it?", "answers": ["Half", "The rest"], "right": 2, "explanation": "So."}
    module = published(ModulePage(title="The tin", slug="tin", quiz=[("question", asked)]), course)
    learning.finish_module(module=module, member=by)
    sheet = TemplatePage(title="Sheet", slug="sheet", what_for="<p>To count.</p>", how_to_fill="<p>By hand.</p>")
    for number in ("2", "1"):
        kept = file(f"Sheet {number}")
        sheet.versions.add(TemplateVersion(number=number, made_on=date(2026, 1, 1), notes="More.", file=kept))
    published(sheet, above)
    return course


def _to_know(above: KnowledgeIndexPage, contact: Member) -> None:
    published(ArticlePage(title="Wood", slug="wood", body=[("text", "<p>It grows.</p>")]), above)
    parts = dict.fromkeys(("context", "solution", "results"), "<p>It went well.</p>")
    published(LessonPage(title="The tin", slug="tin", contact=contact, **parts), above)
    section = {"title": "All", "questions": [{"question": "Why?", "answer": "<p>Because.</p>"}]}
    published(FAQPage(title="Asked", slug="asked", sections=[("section", section)]), above)
