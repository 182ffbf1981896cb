"""Builds the demo's guides, trainings, templates, articles and lessons beside the demo community, once."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Revision

from forum import operations as forum
from forum import policy as forum_policy
from forum.demo.people import SOURCE
from forum.demo.pictures import draw
from forum.models import Group, ImportedItem, Post, Topic
from guides.distil.models import Consent, Distillation, Quote
from guides.models import GuideIndexPage, GuidePage, ModulePage, TemplatePage, TemplateVersion, TrainingPage
from knowledge_base import operations
from knowledge_base.comments import operations as comments
from knowledge_base.comments.models import PageComment
from knowledge_base.freshness import touch_pages
from knowledge_base.models import (
    ArticlePage,
    Contribution,
    FAQPage,
    KnowledgeIndexPage,
    KnowledgePage,
    LessonPage,
    Sector,
    Stage,
    Term,
)
from members.models import Member
from pages.models import File, HomePage, Picture

from .bodies import Sources, body_of
from .files import make
from .stories import KINDS, Story, length_of, read, rich, stories

MODELS: Mapping[str, type[KnowledgePage]] = {
    "article": ArticlePage,
    "guide": GuidePage,
    "lesson": LessonPage,
    "template": TemplatePage,
    "training": TrainingPage,
    "module": ModulePage,
    "faq": FAQPage,
}
PARTS_OF_A_LESSON = ("context", "solution", "results", "application", "recommendation")


def is_built() -> bool:
    """Whether the demo's pages are there, or somebody else's."""
    return bool(KnowledgePage.objects.filter(depth__gt=3).exists())


class Builder:
    """Writes the pages as of one moment."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.people = {member.handle: member for member in Member.objects.all()}
        self.groups = {group.slug: group for group in Group.objects.all()}
        self.pictures: dict[str, Picture] = {}
        self.pages: dict[str, KnowledgePage] = {}
        named = dict(ImportedItem.objects.filter(source=SOURCE, kind="topic").values_list("key", "object_id"))
        topics = Topic.objects.in_bulk(named.values())
        choices = read("choices.toml")
        self.sectors = {
            name: Sector.objects.get_or_create(name=name, defaults={"position": place})[0]
            for place, name in enumerate(choices["sectors"])
        }
        self.stages = {
            name: Stage.objects.get_or_create(name=name, defaults={"position": place})[0]
            for place, name in enumerate(choices["stages"])
        }
        terms = [self._term(row) for row in read("glossary.toml")["terms"]]
        self.sources = Sources(
            terms={term.slug: term.pk for term in terms},
            topics={key: topics[pk] for key, pk in named.items() if pk in topics},
            picture=self.picture,
            files={},
        )

    @staticmethod
    def _term(row: Mapping[str, Any]) -> Term:
        values = {"word": row["term"], "meaning": row["meaning"], "also": ", ".join(row.get("also", []))}
        return Term.objects.get_or_create(slug=row["slug"], defaults=values)[0]

    def build(self) -> None:
        """Templates first, for guides lead to their files; trainings before their modules."""
        for kind in sorted(KINDS, key=lambda kind: (kind != "template", kind == "module")):
            for story in self._in_order(stories(kind)):
                self._page(kind, story)
        touch_pages()

    def _in_order(self, found: list[Story]) -> list[Story]:
        """Modules in the order that their training names."""
        order = {slug: place for story in stories("training") for place, slug in enumerate(story["modules"])}
        return sorted(found, key=lambda story: order.get(story["slug"], 0))

    def _page(self, kind: str, story: Story) -> None:
        page = MODELS[kind](**self._common(story), **self._own(kind, story))
        self._shelf(kind, story).add_child(instance=page)
        page.tags.add(*story["tags"])
        page.sectors.set(self.sectors[name] for name in story.get("sectors", []))
        page.stages.set(self.stages[name] for name in story.get("stages", []))
        page.audience_groups.set(self.groups[slug] for slug in story.get("groups", []))
        for place, (handle, part) in enumerate(self._credits(story)):
            page.contributions.add(Contribution(member=self.people[handle], part=part, sort_order=place))
        if isinstance(page, TemplatePage):
            self._versions(page, story)
        revision = page.save_revision(user=self.people.get("leonor"))
        revision.publish()
        self._backdate(page, story)
        self.pages[page.slug] = page
        if "from_topic" in story:
            self._distilled(kind, page, story)
        self._marks(page, story)
        self._comments(page, story)

    def _common(self, story: Story) -> dict[str, Any]:
        cover = story.get("cover")
        reviewed = self.now - timedelta(days=float(story.get("reviewed_days_ago") or story["days_ago"]))
        again = self.now + timedelta(days=story["review_in_days"]) if "review_in_days" in story else None
        return {
            "title": story["title"],
            "slug": story["slug"],
            "summary": story["summary"],
            "language": story["language"],
            "audience": story["audience"],
            "cover": self.picture(cover) if cover else None,
            "discussion_group": self.groups.get(story.get("group", "")),
            "reviewed_on": reviewed.date(),
            "review_on": again.date() if again else None,
            "show_in_menus": False,
        }

    def _own(self, kind: str, story: Story) -> dict[str, Any]:
        terms = self.sources.terms
        if kind == "lesson":
            parts = {name: rich(story.get(name, ""), terms) for name in PARTS_OF_A_LESSON}
            about = {"organisation": story.get("organisation", ""), "country": story.get("country", "")}
            sector = self.sectors.get(story.get("sector", ""))
            return {**parts, **about, "contact": self.people.get(story.get("contact", "")), "sector": sector}
        if kind == "template":
            return {"what_for": rich(story["what_for"], terms), "how_to_fill": rich(story["how_to_fill"], terms)}
        if kind == "faq":
            return {"sections": [("section", self._questions(section)) for section in story["sections"]]}
        body = {"body": body_of(story.get("body", []), self.sources)}
        if kind == "module":
            quiz = [("question", {**question, "right": question["right"] + 1}) for question in story.get("quiz", [])]
            return {**body, "minutes": story["minutes"], "quiz": quiz}
        return body

    def _questions(self, section: Story) -> dict[str, Any]:
        entries = [
            {"question": entry["question"], "answer": rich(entry["answer"], self.sources.terms)}
            for entry in section["questions"]
        ]
        return {"title": section["title"], "questions": entries}

    def _shelf(self, kind: str, story: Story) -> Page:
        if kind == "module":
            return Page.objects.get(pk=self.pages[story["training"]].pk)
        model = KnowledgeIndexPage if kind in ("article", "lesson", "faq") else GuideIndexPage
        shelf = model.objects.order_by("depth", "path").first()
        if shelf is None:
            title, slug = ("Knowledge base", "knowledge") if model is KnowledgeIndexPage else ("Guides", "guides")
            shelf = HomePage.objects.get().add_child(instance=model(title=title, slug=slug))
        return Page.objects.get(pk=shelf.pk)

    @staticmethod
    def _credits(story: Story) -> list[tuple[str, str]]:
        part = Contribution.Part
        return [(handle, part.AUTHOR) for handle in story["authors"]] + [
            (handle, part.CONTRIBUTOR) for handle in story.get("contributors", [])
        ]

    def picture(self, wanted: Mapping[str, Any]) -> Picture:
        """The picture of this name, drawn once; what it shows is said by the page that first shows it."""
        name = wanted["picture"]
        if name not in self.pictures:
            drawn = io.BytesIO()
            draw(name).convert("RGB").save(drawn, "JPEG", quality=88)
            file = ContentFile(drawn.getvalue(), name=f"{name}.jpg")
            self.pictures[name] = Picture.objects.create(title=name, description=wanted["alt"], file=file)
        fresh: Picture = Picture.objects.get(pk=self.pictures[name].pk)
        return fresh

    def _versions(self, page: TemplatePage, story: Story) -> None:
        made = story["file"]
        file = File.objects.create(title=made["title"], file=ContentFile(make(made), name=made["name"]))
        self.sources.files = {**self.sources.files, story["slug"]: file}
        for place, version in enumerate(story["versions"]):
            day = (self.now - timedelta(days=version["days_ago"])).date()
            newest = file if place == 0 else None
            page.versions.add(
                TemplateVersion(
                    number=version["number"], made_on=day, notes=version["notes"], file=newest, sort_order=place
                )
            )

    def _backdate(self, page: KnowledgePage, story: Story) -> None:
        moment = self.now - timedelta(days=story["days_ago"])
        Page.objects.filter(pk=page.pk).update(first_published_at=moment, last_published_at=moment)
        Revision.page_revisions.filter(object_id=str(page.pk)).update(created_at=moment)

    def _distilled(self, kind: str, page: Any, story: Story) -> None:
        """Which conversation a page grew out of, and whose words in it stand on the page."""
        topic, by = self.sources.topics[story["from_topic"]], self.people[story["authors"][0]]
        made = Distillation.objects.create(
            page_id=page.pk, topic=topic, kind=kind, title=page.title, by=by, told_at=self.now
        )
        said = [block for block in page.body if block.block_type == "quotation"]
        for place, block in enumerate(said):
            post = Post.objects.get(pk=block.value["post_id"])
            quote = Quote(distillation=made, post=post, place=place, consent=Consent.OPEN, mark=block.id)
            quote.is_in, quote.live_as = True, Consent.OPEN
            quote.save()

    def _marks(self, page: KnowledgePage, story: Story) -> None:
        for handle in story.get("favourites", []):
            operations.favourite(page=page, member=self.people[handle])
        for handle in story.get("helpful", []):
            operations.judge(page=page, member=self.people[handle], helped=True)
        for said in story.get("not_helpful", []):
            operations.judge(page=page, member=self.people[said["by"]], helped=False, reason=said["why"])

    def _comments(self, page: KnowledgePage, story: Story) -> None:
        """What was said under a page, at its time; each who is named likes it."""
        published = self.now - timedelta(days=story["days_ago"])
        said: list[PageComment] = []
        for row in story.get("comments", []):
            parent = said[row["reply_to"] - 1] if "reply_to" in row else None
            by = self.people[row["by"]]
            for version in forum_policy.rules_to_accept(by, page.discussion_group):
                forum.accept_rules(member=by, version=version)
            made = comments.comment(page=page, author=by, markdown=row["text"].strip(), parent=parent)
            PageComment.objects.filter(pk=made.pk).update(submit_date=published + length_of(row["after"]))
            for handle in row.get("likes", []):
                comments.like_comment(comment=made, member=self.people[handle])
            said.append(made)


@transaction.atomic
def build(*, now: datetime | None = None) -> None:
    """Build all pages, or none of them."""
    Builder(now or timezone.now()).build()
