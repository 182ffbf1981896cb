"""Whatever stands in an address or a form, the answer is an answer: no server error, no page that never ends."""

from __future__ import annotations

from types import SimpleNamespace
from urllib.parse import quote

import pytest

from forum.models import Group
from tests.forum.conftest import client_of
from tests.forum.doors_table import DOORS, people
from tests.forum.worlds import small_world
from tests.stage import kept

pytestmark = pytest.mark.django_db

World = SimpleNamespace
ODD = [
    "9" * 5_000, "9" * 30, "9" * 18, "-1", "0", "²", "٣", "1e9", "0x1", "nan", "inf", "\x00", "a\x00b", "\ud7ff\ufffe",
    "%", "'", '"><b>', "../..", "{{ 7 }}", "", " ", "\n", "x" * 5_000, "nan-5", "1e300-1", "inf-1", f"1-{'9' * 40}",
]  # fmt: skip
ADDRESSES = [
    "/latest/?before={}", "/latest/?tag={}", "/latest/?kind={}", "/top/?period={}", "/top/?period=all&before={}",
    "/new/?before={}", "/g/the-public/?before={}", "/g/the-public/members/?page={}", "/told/?page={}",
    "/messages/?before={}", "/g/the-public/deleted/?before={}", "/bookmarks/?before={}",
    "{topic}?page={}", "{topic}?reading={}", "{topic}?reading=threads&from={}", "/t/{id}/news/?after={}",
    "/t/{id}/newer/?after={}", "/t/{id}/reply/?to={}", "/t/{id}/choose/?after={}", "/p/{post}/revisions/?view={}",
    "/complete/names/?q={}", "/complete/tags/?q={}", "/search/known/?title={}",
    "/ask/?title={}&group={}&kind={}&draft={}", "/messages/new/?to={}", "/messages/new/?mentors={}",
    "/rules/accept/?group={}&next={}", "/tags/{}/", "/g/{}/",
    "/m/{}/", "/uploads/1/{}", "/{}/",
]  # fmt: skip
FIELDS = (
    "markdown", "title", "kind", "tags", "group", "into", "number", "code", "level", "handle", "note", "role", "answer",
    "until", "remind_on", "reading", "reason", "rules", "version", "purpose", "topic", "recipients", "next", "draft",
    "name",
)  # fmt: skip


@kept
def world(cast: World, groups: dict[str, Group]) -> World:
    return people(small_world(cast, groups))


@pytest.mark.parametrize("address", ADDRESSES)
def test_odd_questions_are_answered(address: str, world: World) -> None:
    for who in ("visitor", "wanda"):
        client = client_of(getattr(world, who))
        for odd in ODD:
            place = {"{topic}": world.question.get_absolute_url(), "{id}": world.question.pk, "{post}": world.post.pk}
            asked = address
            for name, value in place.items():
                asked = asked.replace(name, str(value))
            answer = client.get(asked.replace("{}", quote(odd, errors="surrogatepass")))
            assert answer.status_code < 500, (asked, odd)


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_odd_forms_are_answered(odd: str, world: World) -> None:
    """As a mentor, so that nothing is refused before it is read."""
    client = client_of(world.wanda)
    pages = {
        door.address(world) for door in DOORS if not door.act and door.operation not in ("accept_rules", "store_upload")
    }
    for address in sorted(pages | {"/rules/accept/", "/preview/", "/uploads/"}):
        answer = client.post(address, dict.fromkeys(FIELDS, odd))
        assert answer.status_code < 500, (address, odd)
