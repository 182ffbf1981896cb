"""Whether mail can arrive and leave: what name servers say of our host, and what waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import ReceivedMail, Status

DNS_SECONDS = 3.0
LATE = timedelta(minutes=5)  # a mail that waits longer than this has no worker to act on it

Lookup = Callable[[str, str], list[str]]


class Finding(NamedTuple):
    """One thing that was looked at, whether it is as it should be, and what to do where it is not."""

    name: str
    is_good: bool
    words: str


def records(name: str, kind: str) -> list[str]:
    """What name servers say; nothing where they say nothing, or cannot be reached."""
    import dns.exception
    import dns.resolver

    try:
        found = dns.resolver.resolve(name, kind, lifetime=DNS_SECONDS)
    except dns.exception.DNSException:
        return []
    return [b"".join(each.strings).decode("ascii", "replace") if kind == "TXT" else each.to_text() for each in found]


def findings(lookup: Lookup = records) -> list[Finding]:
    """Everything there is to look at; a handful of questions to name servers, of a few seconds at most each."""
    host = settings.MAIL_DOMAIN
    return [_incoming(host, lookup), _spf(host, lookup), _dmarc(host, lookup), _receivers(), _queue()]


def _incoming(host: str, lookup: Lookup) -> Finding:
    found = lookup(host, "MX")
    words = ", ".join(found) or _("No mail server is named for %(host)s: replies cannot reach it.") % {"host": host}
    return Finding("MX", bool(found), words)


def _spf(host: str, lookup: Lookup) -> Finding:
    found = [each for each in lookup(host, "TXT") if each.lower().startswith("v=spf1")]
    if len(found) == 1:
        return Finding("SPF", not found[0].rstrip().endswith("+all"), found[0])
    words = _("%(host)s needs one TXT record that begins with v=spf1 and names the servers its mail leaves by.")
    return Finding("SPF", False, words % {"host": host})


def _dmarc(host: str, lookup: Lookup) -> Finding:
    found = [each for each in lookup(f"_dmarc.{host}", "TXT") if each.lower().startswith("v=dmarc1")]
    words = _("_dmarc.%(host)s needs a TXT record: v=DMARC1; p=none to begin with, p=reject when all is signed.")
    return Finding("DMARC", len(found) == 1, found[0] if len(found) == 1 else words % {"host": host})


def _receivers() -> Finding:
    named = ", ".join(settings.MAIL_TRUSTED_RECEIVERS)
    words = _("No receiver is named in MAIL_TRUSTED_RECEIVERS: the DKIM signatures of mails are verified here.")
    return Finding("Authentication-Results", True, named or words)


def _queue() -> Finding:
    late = ReceivedMail.objects.filter(status=Status.WAITING, received_at__lt=timezone.now() - LATE)
    count = late.count()
    words = _("%(count)d mails wait for more than five minutes: is a worker running?") % {"count": count}
    return Finding(_("Mails that wait"), not count, words if count else _("None waits for long."))
