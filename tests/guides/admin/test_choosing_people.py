"""An author names people on a page: found by name or handle, and nothing else of them is told."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset

from guides.models import GuidePage
from knowledge_base.models import Contribution
from members.models import Member
from tests.factories import MemberFactory
from tests.forum.conftest import client_of

from .conftest import MAKE_GUIDE
from .test_reviewing import add

DIALOG = "/admin/member_chooser/"


@pytest.fixture
def people(keepers: SimpleNamespace) -> SimpleNamespace:
    """Two of one name, and three whom nobody may name."""
    keepers.njeri = MemberFactory(handle="njeri", name="Grace Njeri", email="qzmail@example.org")
    keepers.grace = MemberFactory(handle="soap-maker", name="Grace Njeri")
    for handle, state in (
        ("gone", {"is_active": False}),
        ("waits", {"is_approved": False}),
        ("old", {"claimed": False}),
    ):
        setattr(keepers, handle, MemberFactory(handle=handle, name=f"Grace {handle}", **state))
    return keepers


def found(member: Member, question: str) -> str:
    pages = [client_of(member).get(f"{DIALOG}{results}{question}") for results in ("", "results/")]
    assert [page.status_code for page in pages] == [200, 200]
    return "".join(page.content.decode() for page in pages)


def test_people_are_found_by_name_and_handle(people: SimpleNamespace) -> None:
    for question in ("?q=njeri", "?q=grace%20nj", "?q=GRACE"):
        shown = found(people.ann, question)
        assert "njeri" in shown
        assert "soap-maker" in shown
    assert "soap-maker" in found(people.ann, "?q=@soap")
    assert "Grace" not in found(people.ann, "?q=qzmail")  # an address finds nobody
    for shown in (found(people.ann, ""), found(people.ann, "?q=grace"), found(people.root, "?q=grace")):
        assert not [word for word in ("qzmail", "Grace gone", "Grace waits", "Grace old") if word in shown]
    client = client_of(people.ann)
    chosen = client.get(f"{DIALOG}chosen/{people.njeri.pk}/").json()["result"]
    assert chosen == {"id": str(people.njeri.pk), "title": "Grace Njeri (@njeri)", "edit_url": None}
    several = client.get(f"{DIALOG}chosen-multiple/?id={people.njeri.pk}&id={people.gone.pk}").json()["result"]
    assert [one["title"] for one in several] == ["Grace Njeri (@njeri)"]
    for handle in ("gone", "waits", "old"):
        assert client.get(f"{DIALOG}chosen/{getattr(people, handle).pk}/").status_code == 404


@pytest.mark.parametrize("name", ["kit", "ada"])
def test_who_keeps_no_pages_chooses_nobody(people: SimpleNamespace, name: str) -> None:
    for address in ("", "results/", f"chosen/{people.njeri.pk}/", f"chosen-multiple/?id={people.njeri.pk}", "create/"):
        answer = client_of(getattr(people, name)).get(DIALOG + address)
        assert answer.status_code in (302, 403, 404), address
        assert b"Njeri" not in answer.content


def test_a_form_names_those_chosen_and_lists_nobody(
    people: SimpleNamespace, guides_shelf: Page, knowledge_shelf: Page, make_guide: MAKE_GUIDE
) -> None:
    client, page = client_of(people.ed), make_guide()
    Contribution.objects.create(page=page, member=people.gone, sort_order=1)
    addresses = [
        f"/admin/pages/{page.pk}/edit/",
        f"/admin/pages/add/guides/guidepage/{guides_shelf.pk}/",
        f"/admin/pages/add/knowledge_base/lessonpage/{knowledge_shelf.pk}/",
    ]

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                shown = client.get(address).content.decode()
            counts.append(len(queries))
            assert "Grace Njeri" not in shown
            assert DIALOG in shown
            assert "qzmail" not in shown
        return counts

    assert "Grace gone (@gone)" in client.get(addresses[0]).content.decode()  # who wrote it wrote it
    before = asked()
    for number in range(5):
        MemberFactory(handle=f"more{number}")
    assert asked() == before


def test_an_author_names_who_wrote_with_them(people: SimpleNamespace, guides_shelf: Page) -> None:
    row = {"member": str(people.grace.pk), "part": "contributor"}
    assert add(people.ann, guides_shelf, contributions=inline_formset([row])).status_code == 302
    page = GuidePage.objects.get()
    assert [(made.member, made.part) for made in page.contributions.all()] == [(people.grace, "contributor")]
