"""A conversation in a public and one in a private group, and those who make pages of them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from forum import operations as forum
from forum.models import Group, Kind, Topic
from guides.distil.models import Distillation
from guides.distil.operations import distil
from guides.models import GuideIndexPage
from knowledge_base.models import KnowledgePage
from tests.factories import topic
from tests.forum.conftest import cast, groups, nothing_remembered
from tests.guides.admin.conftest import keepers
from tests.stage import kept

__all__ = ["cast", "groups", "keepers", "nothing_remembered"]


def conversation(group: Group, keepers: SimpleNamespace) -> Topic:
    """Ada asks, bob solves it and names carl, carl quotes bob and likes what he said."""
    asked = topic(group, keepers.ada, "Qtitle chairs?", markdown="Qasked here.", kind=Kind.QUESTION, tags=["chairs"])
    solved = forum.reply(topic=asked, author=keepers.bob, markdown="**Qsolved** it, says @carl.")
    quoting = f'[quote="bob, post:2, topic:{asked.pk}"]\nQsolved it\n[/quote]\n\nQagreed.'
    forum.reply(topic=asked, author=keepers.carl, markdown=quoting)
    forum.react(post=solved, member=keepers.carl)
    forum.accept_solution(post=solved, by=keepers.ada)
    return Topic.objects.get(pk=asked.pk)


@kept
def open_talk(keepers: SimpleNamespace, groups: dict[str, Group]) -> Topic:
    return conversation(groups["public"], keepers)


@kept
def closed_talk(keepers: SimpleNamespace, groups: dict[str, Group]) -> Topic:
    return conversation(groups["private"], keepers)


def made_of(
    topic: Topic, by: Any, *numbers: int, kind: str = "guide", under: KnowledgePage | None = None
) -> Distillation:
    """A page made of the posts with these numbers, in this order."""
    posts = {post.number: post for post in topic.posts.select_related("author")}
    return distil(
        topic=topic,
        by=by,
        posts=[posts[number] for number in numbers or (1, 2, 3)],
        kind=kind,
        under=under or KnowledgePage.objects.get(pk=GuideIndexPage.objects.get().pk),
        title="What a chair costs",
        summary="You can price a chair.",
    )


def draft_of(made: Distillation) -> Any:
    """The newest draft."""
    return KnowledgePage.objects.get(pk=made.page_id).specific.get_latest_revision_as_object()
