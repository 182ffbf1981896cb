"""The kinds of pages that a conversation can become, and how words get into each and out of it again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail.rich_text import RichText

from forum.models import Audience as GroupAudience
from forum.models import Topic
from guides.models import GuideIndexPage, GuidePage
from knowledge_base.models import (
    ArticlePage,
    FAQPage,
    KnowledgeIndexPage,
    KnowledgePage,
    KnowledgePageQuerySet,
    LessonPage,
)
from members.models import Visitor

from .models import ANSWER
from .texts import CREDIT, KEY, key_of, keyed


@dataclass(frozen=True)
class Entry:
    """What one post gives to a page. Without a name it is told by a member, and nothing leads to the post."""

    words: str
    name: str
    handle: str
    post_id: int | None
    place: int
    is_solution: bool

    @property
    def credit(self) -> str:
        """Whose words they are, for texts that have no block for it."""
        who = format_html('<a href="/m/{}/">{}</a>', self.handle, self.name) if self.handle else self.name
        return format_html("— {}", who)

    def credited(self, mark: str) -> str:
        """The words with their credit under them, each paragraph under a key by which it is found again."""
        words = mark_safe(keyed(self.words, mark))  # noqa: S308 - `own_words` has cleaned them
        return format_html('{}<p {}="{}">{}</p>', words, KEY, key_of(mark, CREDIT), self.credit)


@dataclass(frozen=True)
class Around:
    """The marks of what was chosen before and after an entry."""

    before: Sequence[str]
    after: Sequence[str]


# Put the words of an entry into a page under a mark (for an answer, under the question of this title), between what
# stands around them.
Put = Callable[[Any, str, Entry, Around, str], None]


@dataclass(frozen=True)
class PageKind:
    """One kind. `new` is the model of a page of its own under a shelf; None where the words join a page there is.
    `in_text` where words are paragraphs of a text that editors rewrite, and not a block that says whose they are."""

    label: str | Promise
    new: type[KnowledgePage] | None
    under: type[KnowledgePage]
    put: Put
    in_text: bool

    def places(self, visitor: Visitor, topic: Topic) -> KnowledgePageQuerySet:
        """Where it can go: shelves, or pages that show the words to nobody who may not read the topic."""
        found: KnowledgePageQuerySet = KnowledgePage.objects.visible_to(visitor).type(self.under).order_by("path")
        if self.new is None and topic.group is not None and topic.group.audience != GroupAudience.PUBLIC:
            found = found.exclude(pk__in=KnowledgePage.objects.visible_to(AnonymousUser()).values("pk"))
        return found


def _put_block(page: Any, _title: str, entry: Entry, around: Around, mark: str) -> None:
    ids = [block.id for block in page.body]
    earlier = [place + 1 for place, each in enumerate(ids) if each in around.before]
    later = [place for place, each in enumerate(ids) if each in around.after]
    value = {"text": entry.words, "name": entry.name, "handle": entry.handle, "post_id": entry.post_id}
    page.body.insert(earlier[-1] if earlier else later[0] if later else len(ids), ("quotation", value, mark))


def _put_part(page: Any, _title: str, entry: Entry, _around: Around, mark: str) -> None:
    """What opens the conversation is the context, what solved it the solution, and what else was said the results."""
    name = "solution" if entry.is_solution else "context" if entry.place == 0 else "results"
    setattr(page, name, getattr(page, name) + entry.credited(mark))


def _put_answer(page: Any, title: str, entry: Entry, _around: Around, mark: str) -> None:
    for section in page.sections:
        for question in section.value["questions"]:
            if question["question"] == title:
                question["answer"] = RichText(question["answer"].source + entry.credited(mark))
                return
    question = {"question": title, "answer": entry.credited(mark)}
    if page.sections:
        page.sections[-1].value["questions"].append(question)
    else:
        page.sections.append(("section", {"title": page.title, "questions": [question]}))


KINDS: dict[str, PageKind] = {
    "guide": PageKind(_("Guide"), GuidePage, GuideIndexPage, _put_block, in_text=False),
    "article": PageKind(_("Article"), ArticlePage, KnowledgeIndexPage, _put_block, in_text=False),
    "lesson": PageKind(_("Lesson learned"), LessonPage, KnowledgeIndexPage, _put_part, in_text=True),
    ANSWER: PageKind(_("Answer among frequent questions"), None, FAQPage, _put_answer, in_text=True),
}
