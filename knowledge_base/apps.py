from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

PUBLISHED_EVERY = 2  # minutes that a page may come later than its editor said


class KnowledgeBaseConfig(AppConfig):
    name = "knowledge_base"
    verbose_name = _("Knowledge base")

    def ready(self) -> None:
        import jobs
        from forum.parts import HOME, Part
        from members.profiles import register_own_section
        from notifications.by_mail.writing import register_section
        from pages.seeing import hide

        from . import tasks
        from .freshness import PAGES
        from .in_digests import new_pages
        from .models import KnowledgePage
        from .page_context import newest_context
        from .signals import listen
        from .views.marking import favourites_of

        hide(KnowledgePage.objects.hidden_to)
        register_own_section(favourites_of)
        register_section(new_pages)
        listen()
        jobs.schedule(
            tasks.publish_scheduled, every=timedelta(minutes=PUBLISHED_EVERY), name="knowledge_base.publish_scheduled"
        )
        HOME.add(Part("knowledge_base/_newest.html", PAGES, newest_context))
