"""`manage.py serve`: web server, job worker and mail listener from one process that has loaded the site once."""

from __future__ import annotations

import functools
import gc
import multiprocessing
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, connections
from django.urls import get_resolver
from django.utils.module_loading import autodiscover_modules
from granian.constants import Interfaces
from granian.server import MPServer
from wagtail.rich_text import expand_db_html

from jobs.management.commands.work import work
from jobs.supervisor import Child, Supervisor
from mail.management.commands.fetch_mail import fetch_until_stopped
from mail.management.commands.listen_for_mail import listen_until_stopped


def load_everything() -> Any:
    """Import what the first request and the first job would, so that every process shares the pages it lies on."""
    from config.wsgi import application  # opens the static files, which `help` need not

    resolver = get_resolver()
    _views = resolver.url_patterns
    resolver._populate()  # the tables for reversing, else made in each process
    autodiscover_modules("tasks")
    expand_db_html('<p><a linktype="page" id="0">what texts of pages are put together with</a></p>')
    warm_up(application)
    return application


# What most readers ask first; its templates and what they need are then loaded before the processes part.
FIRST = ("/", "/latest/", "/groups/", "/guides/", "/account/login/")


def warm_up(application: Any) -> None:
    """Answer a few visitors who do not exist. Nothing is written: visitors only read."""
    host = settings.ALLOWED_HOSTS[0].lstrip(".*") if settings.ALLOWED_HOSTS else ""
    for path in FIRST:
        environ = {"PATH_INFO": path, "HTTP_HOST": host or "localhost", "HTTP_X_FORWARDED_PROTO": "https"}
        setup_testing_defaults(environ)
        try:
            for _part in application(environ, lambda *_answer: None):
                pass
        except DatabaseError:
            break  # not migrated yet: the first request will say so
    connections.close_all()


def web(_predecessor: int | None, *, application: Any, host: str, port: int, workers: int, threads: int) -> None:
    """Granian and its forked workers."""
    multiprocessing.set_start_method("fork", force=True)
    MPServer(
        "config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        backpressure=128,
        log_enabled=False,
        respawn_failed_workers=True,
    ).serve(target_loader=lambda: application, wrap_loader=False)


class Command(BaseCommand):
    help = "Answer the web, run the jobs and take mail until SIGTERM or Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--web-workers", type=int, default=settings.WEB_WORKERS, help="processes that answer")
        parser.add_argument("--web-threads", type=int, default=settings.WEB_THREADS, help="threads in each of them")
        parser.add_argument("--job-workers", type=int, default=settings.Q_CLUSTER["workers"])

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        gc.disable()  # what is collected leaves holes, which the processes would fill each in a copy of its own
        answer = functools.partial(
            web,
            application=load_everything(),
            host=host,
            port=port,
            workers=options["web_workers"],
            threads=options["web_threads"],
        )
        children: dict[str, Child] = {"web": answer}
        children |= {f"worker {number}": work for number in range(1, options["job_workers"] + 1)}
        if settings.MAIL_LISTEN:
            children["mail listener"] = functools.partial(listen_until_stopped, urls=settings.MAIL_LISTEN)
        if settings.MAIL_IMAP_URL:
            children["mailbox"] = functools.partial(fetch_until_stopped, url=settings.MAIL_IMAP_URL)
        Supervisor(children, grace=settings.JOB_STOP_SECONDS).run()
