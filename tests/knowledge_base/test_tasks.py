"""What happens to pages beside requests: they appear and go at their time, and their pictures are made ahead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from wagtail.images.models import Filter

from freshness.content_policy import content_policy
from guides.models import GuidePage
from jobs.models import Job
from jobs.scheduling import registry
from jobs.ticking import synchronise, tick
from knowledge_base import tasks
from pages.models import Rendition
from tests.forum.conftest import client_of
from tests.freshness.test_gate import Line, line
from tests.knowledge_making import guide, picture

__all__ = ["line"]

pytestmark = pytest.mark.django_db

Run = Callable[..., list[Job]]
SMALL = (90, 60)
VIDEO = {"url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "title": "How to price", "minutes": 3}


def test_a_page_appears_and_goes_at_its_time(library: SimpleNamespace, line: Line) -> None:
    """Visitors, whose pages are kept in memory, see it at once: on its shelf, too."""

    def seen() -> tuple[int, bool]:
        return line.get(page.url).status, "Qlater" in line.get(library.shelf.url).text

    page = GuidePage(title="Qlater", slug="qlater", live=False, go_live_at=timezone.now() + timedelta(hours=1))
    library.shelf.add_child(instance=page)
    page.save_revision().publish()
    tasks.publish_scheduled.call()
    assert seen() == (404, False)
    moment = timezone.now() - timedelta(seconds=1)
    scheduled = page.revisions.get()
    scheduled.approved_go_live_at, scheduled.content["go_live_at"] = moment, moment.isoformat()
    scheduled.save()
    tasks.publish_scheduled.call()
    assert seen() == (200, True)
    GuidePage.objects.filter(pk=page.pk).update(expire_at=moment)
    tasks.publish_scheduled.call()
    assert seen() == (404, False)
    assert GuidePage.objects.get(pk=page.pk).expired


def test_the_clock_looks_for_such_pages_every_few_minutes() -> None:
    name = "knowledge_base.publish_scheduled"
    assert registry[name].rule.every == timedelta(minutes=2)
    synchronise()
    tick(moment=timezone.now() + timedelta(minutes=3))
    assert Job.objects.filter(task="knowledge_base.tasks.publish_scheduled").count() == 1


def test_pictures_are_made_before_the_first_reader_comes(
    cast: SimpleNamespace, library: SimpleNamespace, run_jobs: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_jobs()
    shown = {"image": {"image": picture("Inside", SMALL), "alt_text": "Two chairs", "decorative": False}, "caption": ""}
    page = guide(library.shelf, "Qpictures", cover=picture("Cover", SMALL), body=[("picture", shown)])
    assert not Rendition.objects.exists()
    run_jobs()
    made = set(Rendition.objects.values_list("pk", flat=True))
    # In three formats each: three widths inside, four at the top and on a shelf; and one for sharing.
    assert len(made) == 3 * 11 + 1
    assert {size.file.name.rpartition(".")[2] for size in Rendition.objects.all()} == {"avif", "webp", "jpg"}

    def too_late(*_arguments: object) -> None:
        raise AssertionError("a reader waits for a picture")

    with monkeypatch.context() as patch:
        patch.setattr(Filter, "run", too_late)
        for who in (cast.visitor, cast.ada):
            for address in (page.url, library.shelf.url, f"{page.url}?lite"):
                assert client_of(who).get(address).status_code == 200
        tasks.make_pictures_of.call(page.pk)
    assert set(Rendition.objects.values_list("pk", flat=True)) == made
    Rendition.objects.all().delete()
    page.unpublish()
    tasks.make_pictures_of.call(page.pk)
    assert not Rendition.objects.exists()


def test_frames_are_for_the_players_of_a_page_with_a_video(
    cast: SimpleNamespace, library: SimpleNamespace, line: Line
) -> None:
    """Said to members, to visitors, and by the gate that answers visitors out of memory."""
    page = guide(library.shelf, "Qvideo", body=[("video", VIDEO)])
    players = content_policy(frames=["https://www.youtube-nocookie.com", "https://player.vimeo.com"])
    policies = {page.url: players, library.public.url: content_policy()}
    for address, policy in policies.items():
        answers = [line.get(address) for _time in range(2)]
        assert [answer.made for answer in answers] == [True, False]
        assert {answer.headers["Content-Security-Policy"] for answer in answers} == {policy}
    for address, policy in policies.items():
        assert client_of(cast.ada).get(address)["Content-Security-Policy"] == policy
