"""Staff find the queue, the log and the table of powers in the Wagtail admin; editors do not."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group as AdminGroup
from django.utils.html import escape

from forum.moderation import operations
from forum.moderation.models import Case
from forum.policy import MEANINGS
from tests.forum.conftest import client_of

pytestmark = pytest.mark.django_db

PAGES = ("/admin/review/", "/admin/reports/review-log/", "/admin/reports/powers/")


@pytest.fixture
def editor(everybody: SimpleNamespace) -> object:
    everybody.eve.groups.add(AdminGroup.objects.get(name="Editors"))
    return everybody.eve


def test_editors_do_not_find_them(case: Case, editor: object) -> None:
    client = client_of(editor)  # type: ignore[arg-type]
    home = client.get("/admin/").content.decode()
    for address in PAGES:
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer.headers["Location"] == "/admin/"
        assert address not in home


@pytest.mark.parametrize("who", ["mo", "root"])
def test_staff_find_the_queue_with_its_count(case: Case, everybody: SimpleNamespace, who: str) -> None:
    client = client_of(getattr(everybody, who))
    assert "Review (1)" in client.get("/admin/").content.decode()
    page = client.get("/admin/review/").content.decode()
    assert f'"/review/{case.pk}/"' in page
    assert case.author.name in page


def test_the_log_is_filtered_and_taken_along_and_not_changed(case: Case, everybody: SimpleNamespace) -> None:
    decision = operations.hide(case=case, by=everybody.carl, words="Qzwords.")
    operations.undo_decision(decision=decision, by=everybody.mo)
    client = client_of(everybody.mo)
    page = client.get("/admin/reports/review-log/").content.decode()
    assert "Hid it" in page
    assert "Undid a decision" in page
    assert "Qzwords" not in page
    assert "Hid it" not in client.get("/admin/reports/review-log/?action=moderation.undo").content.decode()
    taken = client.get("/admin/reports/review-log/?export=csv")
    text = b"".join(taken.streaming_content).decode()  # type: ignore[attr-defined]
    assert text.count(",moderation.") == 2
    assert "Carl" in text


def test_the_table_of_powers_is_what_the_code_has(everybody: SimpleNamespace) -> None:
    page = client_of(everybody.mo).get("/admin/reports/powers/").content.decode()
    for meaning in MEANINGS.values():
        assert escape(str(meaning)) in page
