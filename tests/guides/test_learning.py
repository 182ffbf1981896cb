"""Trainings: what is done stays done, for each member alone; templates: the newest file is taken, and counted."""

from __future__ import annotations

import time
from datetime import date
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from freshness import viewing
from guides import operations
from guides.learning import progress_of
from guides.models import Done, Downloads, ModulePage, QuizAnswer, TemplatePage, TemplateVersion, TrainingPage
from guides.viewing import TAKEN_BY_VISITORS
from tests.forum.conftest import client_of
from tests.knowledge_making import file, published, shelf

pytestmark = pytest.mark.django_db


def test_a_member_goes_on_where_they_stopped_and_gets_a_certificate(
    cast: SimpleNamespace, training: SimpleNamespace
) -> None:
    client = client_of(cast.ada)
    certificate = f"/pages/{training.page.pk}/certificate/"
    assert client.get(certificate).status_code == 404
    assert client.post(f"/pages/{training.first.pk}/done/")["Location"] == training.second.url
    assert "Go on where you stopped" in client.get(training.page.url).content.decode()
    assert progress_of(training.page, cast.bob).count == 0
    assert client.post(f"/pages/{training.second.pk}/done/")["Location"] == training.page.url
    shown = client.get(certificate)
    assert (shown.status_code, "Ada" in shown.content.decode()) == (200, True)
    client.post(f"/pages/{training.first.pk}/done/", {"again": "yes"})
    assert client.get(certificate).status_code == 404


def test_a_quiz_explains_after_it_was_answered(cast: SimpleNamespace, training: SimpleNamespace) -> None:
    client, module = client_of(cast.ada), training.first
    question = module.quiz[0].id
    assert "Of sales." not in client.get(module.url).content.decode()
    client.post(f"/pages/{module.pk}/quiz/", {question: "2"})
    shown = client.get(module.url).content.decode()
    assert "Of sales." in shown
    assert "1 of 1 right" in shown
    assert "Of sales." not in client_of(cast.bob).get(module.url).content.decode()
    client.post(f"/pages/{module.pk}/quiz/", {question: "1"})
    assert QuizAnswer.objects.get().answer == 1


@pytest.mark.parametrize("given", [{}, {"x": 1}, {"question": 3}, {"question": 0}])
def test_a_question_left_out_is_asked_for(
    cast: SimpleNamespace, training: SimpleNamespace, given: dict[str, int]
) -> None:
    key = training.first.quiz[0].id
    answers = {key if name == "question" else name: number for name, number in given.items()}
    with pytest.raises(ValidationError):
        operations.take_quiz(module=training.first, member=cast.ada, answers=answers)
    assert not QuizAnswer.objects.exists()


def test_what_holds_for_a_training_holds_for_its_modules(
    cast: SimpleNamespace, groups: dict, training: SimpleNamespace
) -> None:
    page = TrainingPage.objects.get(pk=training.page.pk)
    page.audience = "groups"
    page.audience_groups.set([groups["private"]])
    page.save_revision().publish()
    assert client_of(cast.eve).get(training.first.url).status_code == 404
    assert client_of(cast.eve).post(f"/pages/{training.first.pk}/done/").status_code == 404
    assert client_of(cast.ada).get(training.first.url).status_code == 200
    assert not Done.objects.exists()


@pytest.fixture
def closed(groups: dict, training: SimpleNamespace) -> ModulePage:
    """A module between the two that everybody reads, for the members of the private group."""
    module = published(
        ModulePage(title="Qclosed", slug="qclosed"), training.page, audience="groups", groups=(groups["private"],)
    )
    module.move(training.second, pos="left")
    return module


def test_a_module_is_named_to_those_alone_who_may_read_it(
    cast: SimpleNamespace, training: SimpleNamespace, closed: ModulePage
) -> None:
    for who in (cast.visitor, cast.eve):
        for page in (training.page, training.first, training.second):
            shown = client_of(who).get(page.url).content.decode()
            assert "qclosed" not in shown.lower(), (who, page)
        assert "Module 2 of 2" in shown
        assert training.first.url in shown
    assert "Qclosed" in client_of(cast.ada).get(training.page.url).content.decode()
    shown = client_of(cast.ada).get(training.second.url).content.decode()
    assert ("Module 3 of 3" in shown, "Qclosed" in shown) == (True, True)


def test_who_may_not_read_a_module_completes_the_training_without_it(
    cast: SimpleNamespace, training: SimpleNamespace, closed: ModulePage
) -> None:
    certificate = f"/pages/{training.page.pk}/certificate/"
    led = {
        who: [client_of(who).post(f"/pages/{page.pk}/done/")["Location"] for page in (training.first, training.second)]
        for who in (cast.eve, cast.ada)
    }
    assert led[cast.eve] == [training.second.url, training.page.url]
    assert led[cast.ada] == [f"{training.page.url}qclosed/", f"{training.page.url}qclosed/"]
    shown = client_of(cast.eve).get(certificate)
    assert (shown.status_code, "Qclosed" in shown.content.decode()) == (200, False)
    assert client_of(cast.ada).get(certificate).status_code == 404


def test_an_editor_sees_the_modules_in_the_preview(cast: SimpleNamespace, training: SimpleNamespace) -> None:
    client = client_of(cast.root)
    training.page.save_revision()
    shown = client.get(f"/admin/pages/{training.page.pk}/revisions/{training.page.latest_revision_id}/view/")
    assert "The tin" in shown.content.decode()
    module = training.second
    module.save_revision()
    shown = client.get(f"/admin/pages/{module.pk}/revisions/{module.latest_revision_id}/view/").content.decode()
    assert ("Module 2 of 2" in shown, "The tin" in shown) == (True, True)


def test_the_newest_file_is_taken_and_counted_for_members(cast: SimpleNamespace) -> None:
    page = TemplatePage(title="Cash", slug="cash", what_for="<p>x</p>", how_to_fill="<p>y</p>")
    page = published(page, shelf("Templates"))
    for number, content in (("2", b"newest"), ("1", b"older")):
        row = TemplateVersion(number=number, made_on=date(2026, 1, 1), file=file(f"Cash {number}", content))
        page.versions.add(row)
    page.save_revision().publish()
    address = f"/pages/{page.pk}/download/"
    taken = Client().get(address)
    assert b"".join(taken.streaming_content) == b"newest"
    assert taken["Content-Disposition"].startswith("attachment")
    assert not Downloads.objects.exists()
    client_of(cast.ada).post(address)
    assert Downloads.objects.get(page=page).number == 1


def test_what_visitors_take_is_counted_once_a_day_each_and_written_apart(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = TemplatePage(title="Cash", slug="cash", what_for="<p>x</p>", how_to_fill="<p>y</p>")
    page = published(page, shelf("Templates"))
    page.versions.add(TemplateVersion(number="1", made_on=date(2026, 1, 1), file=file("Cash", b"newest")))
    page.save_revision().publish()
    address, views = f"/pages/{page.pk}/download/", TAKEN_BY_VISITORS
    views.forget()
    for hours, agents, counted in (
        (0, ("Mozilla/5.0 (X11)", "Mozilla/5.0 (X11)", "Mozilla/5.0 (Android)", "Googlebot/2.1", "curl/8", ""), 2),
        (23, ("Mozilla/5.0 (X11)",), 2),
        (49, ("Mozilla/5.0 (X11)",), 3),
    ):
        now = time.monotonic() + hours * 3600
        monkeypatch.setattr(viewing, "time", SimpleNamespace(monotonic=lambda now=now: now))
        for agent in agents:
            Client().get(address, headers={"user-agent": agent})
            Client().head(address, headers={"user-agent": agent})
            Client().post(address, headers={"user-agent": agent})
        client_of(cast.ada).get(address, headers={"user-agent": "Mozilla/5.0"})
        views.write()
        assert Downloads.objects.get(page=page).number == counted
    views.note(page.pk, {"REQUEST_METHOD": "GET", "HTTP_USER_AGENT": "Mozilla/5.0 (late)"})
    page.delete()
    views.write()
    assert not Downloads.objects.exists()


def test_an_earlier_version_that_has_a_file_can_be_taken(cast: SimpleNamespace, groups: dict) -> None:
    page = TemplatePage(title="Cash", slug="cash", what_for="<p>x</p>", how_to_fill="<p>y</p>")
    page = published(page, shelf("Templates"), audience="groups", groups=(groups["private"],))
    for place, (number, kept) in enumerate((("3", file("Cash 3", b"new")), ("2", file("Cash 2", b"old")), ("1", None))):
        page.versions.add(TemplateVersion(number=number, made_on=date(2026, 1, 1), file=kept, sort_order=place))
    page.save_revision().publish()
    newest, earlier, lost = (f"/pages/{page.pk}/download/{version.pk}/" for version in TemplateVersion.objects.all())
    shown = client_of(cast.ada).get(page.url).content.decode()
    assert [address in shown for address in (newest, earlier, lost)] == [False, True, False]
    taken = client_of(cast.ada).get(earlier)
    assert b"".join(taken.streaming_content) == b"old"
    assert client_of(cast.ada).get(lost).status_code == 404
    assert [client_of(who).get(earlier).status_code for who in (cast.eve, cast.visitor)] == [404, 404]
