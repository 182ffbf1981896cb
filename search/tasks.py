"""What the search does beside requests, as jobs. Each may run twice, and then does nothing the second time."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django_tasks import task
from modelsearch.backends import get_search_backend

from jobs.once import enqueue_once

from . import elsewhere, misses, operations
from .backends.whoosh import SearchBackend
from .index import feeding
from .index.building import rebuild
from .index.store import BusyError, NoIndexError, store
from .models import SearchEntry, Source

AGAIN = timedelta(seconds=1)


@task(queue_name="index")
def feed_index() -> None:
    """Feed what was written since. Looks again after it has found something, for what was committed meanwhile."""
    if settings.SEARCH_URL:
        if elsewhere.feed():
            enqueue_once(feed_index, run_after=timezone.now() + AGAIN)
        return
    place = store()
    name = place.current
    try:
        found = feeding.feed(place)
    except NoIndexError:
        place.condemn(name)
        enqueue_once(rebuild_index, run_after=timezone.now())
        return
    except BusyError:
        found = 1
    if found:
        enqueue_once(feed_index, run_after=timezone.now() + AGAIN)


@task(queue_name="index")
def rebuild_index() -> None:
    """Build an index where there is none that this version reads; where nothing has an entry yet, make the entries."""
    if not SearchEntry.objects.exists():
        operations.refresh_everything()
    if not (settings.SEARCH_URL or store().current):
        rebuild(store())


@task(queue_name="index")
def rebuild_models() -> None:
    """Build the index of what editors look for, where there is none that this version reads."""
    backend = get_search_backend()
    if isinstance(backend, SearchBackend) and not backend.store.current:
        call_command("rebuild_modelsearch_index", verbosity=0)


@task(queue_name="index")
def look_after_index() -> None:
    """Once a minute: what a job that was lost has left to feed is fed, and a missing index is built."""
    feed_index.call()


@task
def forget_misses() -> None:
    """Once a day: what nobody looks for any more interests no editor."""
    misses.forget_old()


@task(queue_name="index")
def mend_pages() -> None:
    """Once a day: Wagtail publishes a page and says so in two transactions, and a crash may come between them."""
    for ids in operations.everything(Source.PAGE):
        operations.refresh(Source.PAGE, ids)
