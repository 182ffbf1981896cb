from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForumConfig(AppConfig):
    name = "forum"
    verbose_name = _("Forum")

    def ready(self) -> None:
        import jobs
        from forum import claiming, tasks, told
        from forum.by_mail import register as register_by_mail
        from forum.by_mail.letters import PostWriter
        from forum.reach import listening, shown
        from forum.reach import tasks as reach
        from forum.reach import told as told_of_reach
        from forum.views.people import written_by
        from members.profiles import register_section
        from members.signals import words_claimed

        told.register_kinds(writer=PostWriter)
        told_of_reach.register_kinds()
        shown.register()
        listening.listen()
        register_section(written_by)
        register_by_mail()
        words_claimed.connect(claiming.hand_over_words)
        jobs.schedule(tasks.remind_of_bookmarks, every=timedelta(minutes=1), name="forum.remind_of_bookmarks")
        jobs.schedule(reach.ask_authors, every=timedelta(minutes=30), name="forum.ask_authors")
