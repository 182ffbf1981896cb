"""From the words of a source to Markdown and HTML, in this process or beside it.

Rendering is most of the work of an import and knows no database, so it can be done by other processes. They are
copies of this one (fork), because `markup` wants Django set up; where processes cannot be copied safely, this one
renders alone.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from html import escape
from typing import Any, Generic, TypeVar

from django.db import connections

from jobs.children import end_with
from mail.markdown import mail_to_markdown
from markup import Image, Quote, QuoteSource, RenderContext, Rendered, excerpt, from_html, render, to_plain

from .addresses import links_in
from .discourse_words import rewrite_names, to_markdown
from .found import Form
from .world import Places, World

EXCERPT_LENGTH = 220
AHEAD = 4  # batches in the making at once: enough that no process waits, few enough to bound memory
Plan = TypeVar("Plan")


@dataclass(frozen=True, slots=True)
class Job:
    """A post to render; `is_opening` where a topic needs its excerpt."""

    post: int
    topic: int
    words: str
    form: Form
    rendered: str
    is_opening: bool


@dataclass(frozen=True, slots=True)
class Made:
    """A post rendered."""

    markdown: str
    html: str
    plain: str
    excerpt: str = ""


def render_jobs(jobs: list[Job], places: Places, world: World) -> list[Made]:
    """Render posts, in their order."""
    return [make(job, places, world) for job in jobs]


def make(job: Job, places: Places, world: World) -> Made:
    """Render one post."""
    markdown = _markdown(job, places, world)
    rendered = rendered_post(markdown, post=job.post, topic=job.topic, places=places, world=world)
    html = rendered.html
    if not html.strip():
        # Markdown can make nothing of something: a comment in HTML, the address a link refers to. It is shown as typed.
        html = f"<p>{escape(markdown.strip()) or '…'}</p>\n"
    return Made(markdown, html, to_plain(html), excerpt(rendered, length=EXCERPT_LENGTH) if job.is_opening else "")


def _markdown(job: Job, places: Places, world: World) -> str:
    if job.form == Form.COOKED:
        markdown = from_html(job.words) or links_in(job.words)
        return rewrite_names(markdown, world=world, places=places)
    if job.form == Form.MAIL:
        return mail_to_markdown(job.words)
    return to_markdown(job.words, rendered=job.rendered, world=world, places=places)


def rendered_post(
    markdown: str,
    *,
    post: int,
    topic: int,
    places: Places,
    world: World,
    images: dict[int, Image] | None = None,
) -> Rendered:
    """A post rendered, with the names in it as `world` knows them."""
    here = {(place.topic, place.number): place for place in places.values()}

    def quoted(asked: set[Quote]) -> dict[Quote, QuoteSource]:
        found = {quote: here.get((quote.topic or topic, quote.post or 0)) for quote in asked}
        return {quote: QuoteSource(place.name, place.url) for quote, place in found.items() if place}

    handles = world.handles
    context = RenderContext(
        member_url=lambda asked: {handle: f"/m/{handle}/" for handle in asked & handles},
        tag_url=world.tag_url,
        post_url=quoted,
        image=lambda asked: {pk: image for pk, image in (images or {}).items() if pk in asked},
        site_hosts=world.site_hosts,
        id_prefix=f"p{post}-",
        heading_level=2,
    )
    return render(markdown, context=context)


class Renderer(Generic[Plan]):
    """Renders batch after batch, some of them ahead, and gives them back in their order."""

    def __init__(self, world: World, *, processes: int) -> None:
        self.world = world
        self._waiting: deque[tuple[Plan, Callable[[], list[Made]]]] = deque()
        self._pool = _pool(world, processes) if processes > 1 and can_fork() else None

    def __enter__(self) -> Renderer[Plan]:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def through(
        self, plans: Iterable[Plan], jobs_of: Callable[[Plan], tuple[list[Job], Places]]
    ) -> Iterator[tuple[Plan, list[Made]]]:
        """Each plan with its rendered posts."""
        for plan in plans:
            jobs, places = jobs_of(plan)
            if self._pool is None:
                yield plan, render_jobs(jobs, places, self.world)
                continue
            future: Future[list[Made]] = self._pool.submit(_render_here, jobs, dict(places))
            self._waiting.append((plan, future.result))
            if len(self._waiting) >= AHEAD:
                yield self._next()
        while self._waiting:
            yield self._next()

    def _next(self) -> tuple[Plan, list[Made]]:
        plan, result = self._waiting.popleft()
        return plan, result()


_world = World()


def _settle(world: World, parent: int) -> None:
    global _world
    _world = world
    end_with(parent)


def _render_here(jobs: list[Job], places: Places) -> list[Made]:
    return render_jobs(jobs, places, _world)


def can_fork() -> bool:
    return sys.platform == "linux" and "fork" in multiprocessing.get_all_start_methods()


def _pool(world: World, processes: int) -> ProcessPoolExecutor:
    """Copies of this process that render. Its database connections are closed before, so that no copy has one."""
    connections.close_all()
    context: Any = multiprocessing.get_context("fork")
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_settle, initargs=(world, os.getpid()))
    # With fork, the first job starts all processes: now, while there is no connection and no other thread.
    pool.submit(_render_here, [], {}).result()
    return pool
