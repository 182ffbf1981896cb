"""Mail that a service (an ESP) took for us and hands on by a webhook, through django-anymail; what it tells of ours.

The address of each webhook is protected by ESP_WEBHOOK_SECRET, or by the service's own signature: anymail refuses what
does not know it.
"""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from anymail.inbound import AnymailInboundMessage
from anymail.signals import AnymailInboundEvent, AnymailTrackingEvent, EventType

from mail.models import ReceivedMail, Way
from mail.signals import mail_bounced, mail_complained

from . import taking


def take_inbound(sender: Any, event: AnymailInboundEvent, esp_name: str, **_more: Any) -> None:
    """Store a mail. An error lets the service keep it and call again; one that is too large it need not send again."""
    message: AnymailInboundMessage = event.message
    recipient = message.envelope_recipient
    try:
        taking.take_in(
            message.as_bytes(),
            way=Way.WEBHOOK,
            sender=message.envelope_sender or "",
            recipients=[recipient] if recipient else (),
        )
    except taking.TooLargeError:
        return


def note_event(sender: Any, event: AnymailTrackingEvent, esp_name: str, **_more: Any) -> None:
    """What the service tells of a mail of ours: that it came back, or that its reader called it spam."""
    address = EmailAddress.objects.filter(email__iexact=event.recipient or "", verified=True).first()
    if address is None:
        return
    if event.event_type == EventType.COMPLAINED:
        mail_complained.send(ReceivedMail, member_id=address.user_id)
    elif event.event_type in (EventType.BOUNCED, EventType.REJECTED):
        code = str(event.reject_reason or "")
        mail_bounced.send(ReceivedMail, member_id=address.user_id, thing=0, is_permanent=True, code=code)
