from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        import jobs

        from . import listening, tasks

        listening.listen()
        jobs.schedule(tasks.look_after_index, every=timedelta(minutes=1), name="search.look_after_index")
        jobs.schedule(tasks.forget_misses, every=timedelta(days=1), name="search.forget_misses")
        jobs.schedule(tasks.mend_pages, every=timedelta(days=1), name="search.mend_pages")
