"""An app of the tests' workers that declares a schedule."""

import os
from datetime import timedelta

from django.apps import AppConfig


class ScheduledConfig(AppConfig):
    name = "tests.jobs.scheduled"
    label = "scheduled"
    path = os.path.dirname(__file__)

    def ready(self) -> None:
        from jobs import schedule
        from tests.jobs import sample_tasks

        if os.environ.get("TEST_SCHEDULE"):
            schedule(sample_tasks.give, name="every second", every=timedelta(seconds=1), kwargs={"value": "scheduled"})
