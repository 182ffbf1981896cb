"""The notifications app."""

from datetime import time

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        import jobs

        from .tasks import prune_notifications

        jobs.schedule(prune_notifications, name="notifications.prune", at=time(3, 40))
