"""Every text known to do harm, through the door of comments: what is shown holds no element, attribute or scheme that
harmless words do not bring, read by a parser of its own."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from knowledge_base.comments import operations
from knowledge_base.comments.models import PageComment
from knowledge_base.comments.words import COMMENT_MAX, render_comment
from pages.light import in_words
from tests.forum.conftest import client_of
from tests.forum.test_hostile_words import HARMLESS, Seen, parts_of
from tests.markup.oracle import faults
from tests.markup.test_hostile import payloads

from .worlds import World, article

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

SAMPLED = 120  # of the texts that are read on a page as well


def test_every_text_is_rendered_harmless(shared: Path, db: None) -> None:
    found = list(payloads(shared / "data/xss"))
    assert len(found) > 950
    for payload in found:
        for place in ("{}", "![{}](upload:1)", "> ![{}](/uploads/1/x.png) {}"):
            html = render_comment(place.replace("{}", payload)[:COMMENT_MAX])
            assert not faults(html), (payload, html)
            light = in_words(html)
            assert not faults(light), (payload, light)


def test_hostile_words_add_nothing_to_a_page(shared: Path, world: World) -> None:
    words = list(payloads(shared / "data/xss"))
    some = words[:: max(1, len(words) // SAMPLED)]
    calm = shown(world, HARMLESS * 40, "Calm")
    wild = shown(world, some, "Wild")
    assert PageComment.objects.count() > SAMPLED
    assert wild - calm == set()


def shown(world: World, words: list[str], title: str) -> Seen:
    """What the pages of comments are made of, where people and flags say these words too."""
    page = article(world.top, title)
    for payload in words:
        name = " ".join(payload.split())[:50]
        with suppress(ValidationError):
            written = operations.comment(page=page, author=world.ada, markdown=payload[:COMMENT_MAX])
            PageComment.objects.filter(pk=written.pk).update(user=None, user_name=name)
            operations.flag_comment(comment=written, member=world.bob, reason=payload[:500])
    client, made = client_of(world.mo), set()
    parts = -(-PageComment.objects.filter(page=page).count() // 50)
    last = PageComment.objects.filter(page=page).order_by("-pk").values_list("pk", flat=True)
    addresses = [f"/pages/{page.pk}/comments/?page={part}" for part in range(1, parts + 1)] + [f"{page.url}?lite"]
    for address in addresses + [f"/c/{pk}/{act}/" for pk in last[:20] for act in ("acts", "hide", "flag")]:
        answer = client.get(address)
        assert answer.status_code == 200, address
        seen, wrong = parts_of(answer.content.decode())
        assert wrong == [], address
        made |= seen
    return made
