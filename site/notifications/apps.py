"""The notifications app."""

from datetime import time, timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        import jobs
        from mail import reachability
        from mail.arriving import commands, delivery
        from mail.signals import mail_bounced, mail_complained, mail_stopped

        from .by_mail import arriving, stopping, unreachable
        from .kinds import register
        from .tasks import prune_notifications, send_letters

        delivery.register(arriving.DOOR)
        for command in arriving.COMMANDS:
            commands.register(command)
        mail_bounced.connect(reachability.hear_bounce)
        mail_bounced.connect(stopping.hear_bounce)
        mail_complained.connect(stopping.hear_complaint)
        mail_stopped.connect(unreachable.hear_stopped)
        register(unreachable.KIND)
        jobs.schedule(send_letters, name="notifications.send_letters", every=timedelta(seconds=30))
        jobs.schedule(prune_notifications, name="notifications.prune", at=time(3, 40))
