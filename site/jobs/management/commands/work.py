"""`manage.py work`: runs the jobs."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.module_loading import autodiscover_modules
from django_q.conf import Conf

from jobs.supervisor import Supervisor
from jobs.worker import Worker

logger = logging.getLogger(__name__)


def work(predecessor: int | None = None) -> None:
    """One worker, in a process that a Supervisor has forked."""
    Worker(grace=settings.JOB_STOP_SECONDS, predecessor=predecessor).run()


class Command(BaseCommand):
    help = "Run the jobs until SIGTERM or Ctrl-C: a supervisor and its forked workers."
    requires_system_checks: list[str] = []  # they would load every URL and form, which no job needs

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workers", type=int, default=Conf.WORKERS, help="how many jobs may run at once")

    def handle(self, *args: Any, workers: int, **options: Any) -> None:
        autodiscover_modules("tasks")  # loaded once, before the fork, and not in each worker
        logger.info("%d workers on %s", workers, Conf.ORM or "redis")
        children = {f"worker {number}": work for number in range(1, workers + 1)}
        Supervisor(children, grace=settings.JOB_STOP_SECONDS).run()
