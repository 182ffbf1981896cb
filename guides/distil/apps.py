from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DistilConfig(AppConfig):
    name = "guides.distil"
    label = "distil"
    verbose_name = _("Distilling")

    def ready(self) -> None:
        from wagtail.signals import page_published

        from . import shown, told
        from .operations import tell_of_published

        told.register_kinds()
        shown.register()
        page_published.connect(tell_of_published)
