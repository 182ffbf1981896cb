from datetime import time, timedelta

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "mail"
    verbose_name = _("Mail")

    def ready(self) -> None:
        import jobs

        from . import tasks
        from .arriving import bounces, commands, confirming, delivery, helping

        delivery.register(bounces.DOOR)
        delivery.register(confirming.DOOR)
        delivery.register(helping.DOOR)
        commands.register(helping.COMMAND)
        if settings.ESP:
            from anymail.signals import inbound, tracking

            from .arriving import webhooks

            inbound.connect(webhooks.take_inbound)
            tracking.connect(webhooks.note_event)
        jobs.schedule(tasks.act_on_waiting, name="mail.act_on_waiting", every=timedelta(minutes=1))
        jobs.schedule(tasks.ask_of_others, name="mail.ask_of_others", every=timedelta(hours=1))
        jobs.schedule(tasks.forget_old_mail, name="mail.forget_old_mail", at=time(4, 10))
