from django.apps import AppConfig

from . import lean

lean.leave_out_heif()  # when the first of all apps is imported: the second may be one of Wagtail's


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        lean.leave_out()
