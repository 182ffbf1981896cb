from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DistilConfig(AppConfig):
    name = "guides.distil"
    label = "distil"
    verbose_name = _("Distilling")

    def ready(self) -> None:
        from wagtail.signals import page_published

        from knowledge_base.guards import guard

        from . import operations, shown, told

        told.register_kinds()
        shown.register()
        guard(take_out=operations.take_out_of_revision, holds=operations.is_held)
        page_published.connect(operations.heard_published)
