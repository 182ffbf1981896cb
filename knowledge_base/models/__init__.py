"""The tables of what was learned."""

from .audience import Audience, KnowledgePageQuerySet
from .changes import PublishedRevision, RevisionCircle
from .choices import Sector, Stage
from .glossary import Term
from .kinds import ArticlePage, FAQPage, KnowledgeIndexPage, LessonPage
from .marks import Discussion, Favourite, PageTally, Tick, Verdict
from .page import Contribution, KnowledgePage, Shelf, TaggedPage, WrittenPage

__all__ = [
    "ArticlePage",
    "Audience",
    "Contribution",
    "Discussion",
    "FAQPage",
    "Favourite",
    "KnowledgeIndexPage",
    "KnowledgePage",
    "KnowledgePageQuerySet",
    "LessonPage",
    "PageTally",
    "PublishedRevision",
    "RevisionCircle",
    "Sector",
    "Shelf",
    "Stage",
    "TaggedPage",
    "Term",
    "Tick",
    "Verdict",
    "WrittenPage",
]
