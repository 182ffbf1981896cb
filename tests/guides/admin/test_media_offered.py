"""Which pictures and files an author is offered: what they may see, or brought; not what is only on pages of others."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Collection, CollectionViewRestriction

from forum.models import Group
from members.models import Member
from tests.forum.conftest import client_of
from tests.knowledge_making import file, picture

from .conftest import MAKE_GUIDE

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

MADE = {"pictures": picture, "files": file}
NAMES = ("Qopen", "Qunused", "Qown", "Qdraft", "Qtheirs", "Qboth", "Qclosed", "Qinside", "Qmine")
API = {"pictures": "images", "files": "documents"}
CHOOSERS = {
    "pictures": ["/admin/images/chooser/", "/admin/images/chooser/results/?q=", "/admin/api/main/images/"],
    "files": ["/admin/documents/chooser/", "/admin/documents/chooser/results/?q=", "/admin/api/main/documents/"],
}


@pytest.fixture
def things(
    keepers: SimpleNamespace, groups: dict[str, Group], make_guide: MAKE_GUIDE, request: Any, run_jobs: Any
) -> dict[str, Any]:
    """A thing on an open page, on none, of ann's own, on a draft and a page of others, on ann's closed page, on both,
    and in two closed collections, of which one is ann's to see."""
    made = {name: MADE[request.param](name) for name in NAMES}
    kind = "picture" if request.param == "pictures" else "download"

    def show(title: str, *names: str, **fields: Any) -> None:
        body = [(kind, _block(kind, made[name])) for name in names]
        make_guide(title, body=body, **fields)

    show("Open", "Qopen", "Qboth")
    show("Theirs", "Qtheirs", "Qboth", "Qown", audience="groups")
    show("Draft", "Qdraft", live=False)
    show("Mine", "Qmine", audience="groups", owner=keepers.ann)
    for name in ("Qclosed", "Qinside"):
        closed = Collection.get_first_root_node().add_child(instance=Collection(name=name))
        restriction = CollectionViewRestriction.objects.create(collection=closed, restriction_type="groups")
        made[name].collection = closed.add_child(instance=Collection(name=f"{name} below"))
        made[name].save()
    restriction.groups.set(keepers.ann.groups.all())
    made["Qown"].uploaded_by_user = keepers.ann
    made["Qown"].save()
    run_jobs()  # which note what shows what
    return {"kind": request.param, **made}


def _block(kind: str, thing: Any) -> dict[str, Any]:
    if kind == "download":
        return {"file": thing, "words": ""}
    return {"image": {"image": thing, "alt_text": "It", "decorative": False}, "caption": ""}


@pytest.mark.parametrize("things", ["pictures", "files"], indirect=True)
def test_an_author_is_offered_what_they_may_see_or_brought(keepers: SimpleNamespace, things: dict[str, Any]) -> None:
    offered = {"Qopen", "Qunused", "Qown", "Qboth", "Qinside", "Qmine"}
    for address in CHOOSERS[things["kind"]]:
        for who, expected in ((keepers.ann, offered), (keepers.ed, set(NAMES)), (keepers.root, set(NAMES))):
            answer = client_of(who).get(address)
            assert answer.status_code == 200
            assert {name for name in NAMES if name in answer.content.decode()} == expected, (who, address)
    base = CHOOSERS[things["kind"]][0]
    for name in NAMES:
        status = client_of(keepers.ann).get(f"{base}chosen/{things[name].pk}/").status_code
        assert (status == 200) is (name in offered), name


@pytest.mark.parametrize("things", ["pictures", "files"], indirect=True)
def test_what_is_searched_for_is_found_among_what_is_offered(keepers: SimpleNamespace, things: dict[str, Any]) -> None:
    base = CHOOSERS[things["kind"]][0]
    for name, finders in (("Qopen", ["ann", "ed"]), ("Qtheirs", ["ed"])):
        shown = re.compile(rf'chosen/{things[name].pk}/|"id": {things[name].pk},')
        for asked in (f"{base}?q=", f"{base}results/?q=", f"/admin/api/main/{API[things['kind']]}/?search="):
            found = {who for who in ("ann", "ed") if shown.search(shown_to(getattr(keepers, who), asked + name))}
            assert found == set(finders), (name, asked)


def shown_to(member: Member, address: str) -> str:
    answer = client_of(member).get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize("things", ["pictures"], indirect=True)
def test_the_list_of_an_author_is_of_their_own(keepers: SimpleNamespace, things: dict[str, Any]) -> None:
    for address in ("/admin/images/", "/admin/images/results/"):
        shown = client_of(keepers.ann).get(address).content.decode()
        assert not any(name in shown for name in NAMES if name != "Qown")


@pytest.mark.parametrize("things", ["pictures"], indirect=True)
def test_more_pictures_take_no_more_questions(keepers: SimpleNamespace, things: dict[str, Any]) -> None:
    client, asked = client_of(keepers.ann), []
    for more in range(3):
        picture(f"More {more}")
        client.get("/admin/images/chooser/results/?q=")  # makes the small pictures
        with CaptureQueriesContext(connection) as queries:
            client.get("/admin/images/chooser/results/?q=")
        asked.append(len(queries))
    assert asked[0] == asked[2]
