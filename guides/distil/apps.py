from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DistilConfig(AppConfig):
    name = "guides.distil"
    label = "distil"
    verbose_name = _("Distilling")

    def ready(self) -> None:
        from wagtail.signals import page_published

        from forum.moderation import entries
        from knowledge_base.guards import guard

        from . import operations, shown, told, waiting

        told.register_kinds()
        shown.register()
        entries.register(waiting.consents_of)
        guard(take_out=operations.take_out_of_revision, holds=operations.is_held)
        page_published.connect(operations.heard_published)
