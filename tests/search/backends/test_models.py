"""What editors look for in the admin: found through Whoosh, true whatever happens to who writes it."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections, transaction
from django.test import Client
from modelsearch.backends import get_search_backend
from modelsearch.query import MATCH_ALL, Fuzzy, Phrase

from jobs import testing
from jobs.models import Job
from pages.models import HomePage, PlainPage
from search import tasks
from search.backends.whoosh import results
from search.backends.whoosh.index import Rebuilder, differences
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db


def backend() -> Any:
    return get_search_backend()


def page(title: str) -> PlainPage:
    home = HomePage.objects.get()
    made: PlainPage = home.add_child(instance=PlainPage(title=title))
    return made


def titles(words: Any, **more: Any) -> list[str]:
    return [each.title for each in backend().search(words, PlainPage, **more)]


def rebuild() -> None:
    call_command("rebuild_modelsearch_index", verbosity=0)


def test_a_page_is_found_by_any_form_of_its_words_once_the_job_ran() -> None:
    rebuild()
    page("Cash-flow for bakeries")
    page("Élan et crédit")
    testing.run_jobs()
    for words in ("bakery", "cash flow", "cashflow", "Cash-Flow"):
        assert titles(words) == ["Cash-flow for bakeries"], words
    assert titles("ELAN crédit") == ["Élan et crédit"]
    assert titles(Phrase("for bakeries")) == ["Cash-flow for bakeries"]
    assert titles(Phrase("bakeries for")) == []
    assert titles(Fuzzy("bakerie")) == ["Cash-flow for bakeries"]
    assert titles("bakery sheep") == []


def test_a_deleted_page_goes_from_the_index_and_one_whose_deletion_fails_does_not(
    django_capture_on_commit_callbacks: Any,
) -> None:
    kept, gone = page("A lasting page"), page("A fleeting page")
    rebuild()
    with transaction.atomic():
        kept.delete()
        transaction.set_rollback(True)
    with django_capture_on_commit_callbacks(execute=True):
        gone.delete()
    assert differences(backend()) == set()
    assert titles("lasting") == ["A lasting page"]


def test_nothing_is_shown_that_the_database_has_not() -> None:
    gone = page("A fleeting page")
    rebuild()
    gone.delete()  # the index is told when the transaction ends, which it does not here
    assert titles("fleeting") == []
    assert backend().search("fleeting", PlainPage).count() == 0


def test_what_is_written_and_deleted_while_another_index_is_built_stands_in_it(
    django_capture_on_commit_callbacks: Any,
) -> None:
    old, gone = page("An older title"), page("A fleeting page")
    rebuild()
    rebuilder = Rebuilder(backend().get_index_for_model(PlainPage))
    index = rebuilder.start()
    index.add_items(PlainPage, [PlainPage.objects.get(pk=old.pk), PlainPage.objects.get(pk=gone.pk)])
    old.title = "A newer title"
    old.save()
    with django_capture_on_commit_callbacks(execute=True):
        gone.delete()
    page("A page meanwhile")
    testing.run_jobs()
    assert titles("newer") == ["A newer title"]  # from the one that still counts
    rebuilder.finish()
    assert (titles("newer"), titles("older"), titles("meanwhile")) == (["A newer title"], [], ["A page meanwhile"])
    assert not (backend().store.folder / "changed").exists()


def damaged(folder: Path) -> None:
    for file in folder.glob("v*/*.seg"):
        file.write_bytes(b"nothing")


def vanished(folder: Path) -> None:
    for file in folder.glob("v*/*"):
        file.unlink()


@pytest.mark.parametrize("harm", [damaged, vanished])
def test_an_index_that_cannot_be_read_finds_nothing_and_is_built_anew(harm: Any) -> None:
    page("A lasting page")
    rebuild()
    harm(backend().store.folder)
    assert titles("lasting") == []
    testing.run_jobs()
    assert titles("lasting") == ["A lasting page"]


def test_where_there_is_no_index_a_saved_page_has_all_of_it_built() -> None:
    page("A lasting page")
    assert not backend().store.current
    testing.run_jobs()
    assert Job.objects.filter(task__contains="rebuild_models").count() == 1
    assert titles("lasting") == ["A lasting page"]
    assert differences(backend()) == set()


def test_of_many_that_match_no_query_grows(monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any) -> None:
    for number in range(6):
        page(f"Bread {number}")
    rebuild()
    found = titles("bread")
    monkeypatch.setattr(results, "NAMED_MAX", 3)
    assert sorted(titles("bread")) == sorted(found)
    assert backend().search("bread", PlainPage).count() == 6
    with django_assert_num_queries(3):
        assert len(list(backend().search("bread", PlainPage)[:4])) == 4
    assert len(titles(MATCH_ALL)) == PlainPage.objects.count()


def test_an_editor_finds_pages_and_pictures_in_the_admin(client: Client) -> None:
    page("A lasting page")
    rebuild()
    client.force_login(MemberFactory(is_superuser=True))
    assert "A lasting page" in client.get("/admin/pages/search/?q=lasting").content.decode()
    assert client.get("/admin/images/?q=lasting").status_code == 200
    assert client.get("/admin/documents/?q=lasting").status_code == 200


def test_the_check_names_what_differs_and_repairs_it(capsys: pytest.CaptureFixture[str]) -> None:
    rebuild()
    page("Written past the index")
    tasks.rebuild_index.call()
    with pytest.raises(Exception, match="--repair"):
        call_command("check_search_index")
    assert "1 objects differ in the index of models." in capsys.readouterr().out
    call_command("check_search_index", "--repair")
    assert titles("past") == ["Written past the index"]
    call_command("check_search_index")


@pytest.mark.django_db(transaction=True)
def test_writers_that_are_killed_at_any_moment_leave_an_index_that_answers() -> None:
    """Sixty times, two at once."""
    pages = [page(f"Bread {number}") for number in range(4)]
    rebuild()
    chance = random.Random(7)
    for _round in range(30):
        connections.close_all()  # no connection may be known to two processes
        writers = [fork_a_writer(pages) for _each in range(2)]
        time.sleep(chance.random() * 0.15)
        for writer in writers:
            os.kill(writer, signal.SIGKILL)
            os.waitpid(writer, 0)
        assert len(titles("bread")) == 4
    assert differences(backend()) == set()


def fork_a_writer(pages: list[PlainPage]) -> int:
    child = os.fork()
    if child:
        return child
    try:
        while True:
            backend().add_bulk(PlainPage, pages)
    finally:
        os._exit(1)


@pytest.mark.django_db(transaction=True)
def test_a_build_that_was_killed_is_forgotten() -> None:
    made = page("A lasting page")
    rebuild()
    connections.close_all()
    builder = os.fork()
    if not builder:
        Rebuilder(backend().get_index_for_model(PlainPage)).start()
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(builder, 0)
    assert (backend().store.folder / "changed").exists()
    backend().add(made)
    assert not (backend().store.folder / "changed").exists()
    rebuild()
    assert [path.name for path in backend().store.folder.glob("v*")] == [backend().store.current]


@pytest.mark.django_db(transaction=True)
def test_searches_in_many_threads_go_on_while_it_is_written() -> None:
    pages = [page(f"Bread {number}") for number in range(4)]
    rebuild()
    found: list[int] = []
    until = time.monotonic() + 2

    def look() -> None:
        try:
            while time.monotonic() < until:
                found.append(len(titles("bread")))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=look) for _each in range(4)]
    for thread in threads:
        thread.start()
    while time.monotonic() < until:
        backend().add_bulk(PlainPage, pages)
    for thread in threads:
        thread.join()
    assert set(found) == {4}
    assert len(found) > 4
