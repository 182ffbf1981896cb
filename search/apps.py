from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        import jobs
        from mail.arriving import commands
        from members.profiles import register_own_section

        from . import by_mail, listening, tasks
        from .answers import finding as answers
        from .related import shown as related
        from .related import tasks as relating
        from .saved import tasks as saved
        from .saved import told
        from .saved.reading import kept_by

        listening.listen()
        commands.register(by_mail.COMMAND)
        related.register()
        answers.register()
        told.register_kinds()
        register_own_section(kept_by)
        jobs.schedule(tasks.look_after_index, every=timedelta(minutes=1), name="search.look_after_index")
        jobs.schedule(tasks.forget_misses, every=timedelta(days=1), name="search.forget_misses")
        jobs.schedule(tasks.mend_pages, every=timedelta(days=1), name="search.mend_pages")
        jobs.schedule(relating.look_for_related, every=timedelta(minutes=5), name="search.look_for_related")
        jobs.schedule(relating.forget_gone, every=timedelta(days=1), name="search.forget_related")
        jobs.schedule(saved.tell_of_searches, every=timedelta(minutes=10), name="search.tell_of_searches")
