"""Is it them: whether a mail proves that it comes from the domain of its From (RFC 7489, section 3.1).

Either a receiver of our own, named in MAIL_TRUSTED_RECEIVERS, has looked and says so in the topmost
Authentication-Results (RFC 8601); what stands below that field anybody may have written. Or, where no such receiver is
named, the DKIM signatures (RFC 6376) are verified here, and must be of the From's own domain. A key in an address
proves nothing here: addresses are forwarded, quoted and stolen.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from django.conf import settings

from mail.addresses import addresses
from mail.headers import Fields

logger = logging.getLogger(__name__)

SIGNATURES_TRIED = 5  # real mail has one or two; each costs a question to a name server
DNS_SECONDS = 5
_TAG = re.compile(r"(?:^|;)\s*([a-z]+)\s*=\s*([^;]*)")

Lookup = Callable[..., bytes | None]


class Verdict(NamedTuple):
    """Whether the From is proved, and by what or why not."""

    is_proved: bool
    because: str


def verdict(raw: bytes, fields: Fields, from_address: str, *, lookup: Lookup | None = None) -> Verdict:
    """Whether a mail is from the domain of its From. `lookup(name, timeout)` asks a name server for a TXT record."""
    if settings.MAIL_TRUSTED_RECEIVERS:
        return _as_received(fields, from_address.rpartition("@")[2].lower())
    return _as_signed(raw, fields, from_address.lower(), lookup)


def _as_received(fields: Fields, domain: str) -> Verdict:
    """What our own receiver found. Only the topmost field is read: a receiver adds its own above all that came."""
    from authres import AuthenticationResultsHeader
    from authres.core import AuthResError

    stated = fields.all("Authentication-Results")
    if not stated:
        return Verdict(False, "no results")
    try:
        found = AuthenticationResultsHeader.parse_value(stated[0])
    except (AuthResError, ValueError, IndexError, RecursionError):
        return Verdict(False, "unreadable results")
    trusted = {name.lower() for name in settings.MAIL_TRUSTED_RECEIVERS}
    if str(found.authserv_id).lower() not in trusted:
        return Verdict(False, "results of a stranger")
    if any(str(result.method).lower() == "dmarc" and result.result == "fail" for result in found.results or []):
        return Verdict(False, "dmarc fail")  # it knows what the domain asks for
    passed = [result for result in found.results or [] if result.result == "pass"]
    return next((Verdict(True, how) for result in passed if (how := _aligned(result, domain))), Verdict(False, "fail"))


def _aligned(result: Any, domain: str) -> str:
    """How a result that passed proves the domain; "" where it is about another one."""
    properties = {f"{each.type}.{each.name}".lower(): str(each.value or "").lower() for each in result.properties or []}
    method = str(result.method).lower()
    if method == "dmarc":
        return "dmarc" if properties.get("header.from", domain) == domain else ""
    if method == "dkim":
        signer = properties.get("header.d") or properties.get("header.i", "").rpartition("@")[2]
        return "dkim" if belongs_to(domain, signer) else ""
    if method == "spf":
        mailer = properties.get("smtp.mailfrom", "").rpartition("@")[2]
        return "spf" if belongs_to(domain, mailer) else ""
    return ""


def belongs_to(domain: str, signer: str) -> bool:
    """Whether both are of one organisation (RFC 7489, section 3.2): relaxed alignment."""
    from authheaders.dmarc_lookup import get_org_domain

    if not domain or not signer:
        return False
    if domain == signer:
        return True
    organisation = get_org_domain(domain)
    return bool(organisation) and "." in organisation and organisation == get_org_domain(signer)


def _as_signed(raw: bytes, fields: Fields, from_address: str, lookup: Lookup | None) -> Verdict:
    """Look at the signatures of the From's own organisation, a few of them at most."""
    domain = from_address.rpartition("@")[2]
    signatures = [_tags(value) for value in fields.all("DKIM-Signature")]
    candidates = [index for index, tags in enumerate(signatures) if _speaks_for(domain, tags)]
    if not candidates:
        return Verdict(False, "not signed by its domain" if signatures else "not signed")
    for index in candidates[:SIGNATURES_TRIED]:
        if _verifies(raw, index, from_address, lookup):
            exact = signatures[index].get("d", "").lower() == domain
            if exact or not _wants_its_own_name(domain, lookup):
                return Verdict(True, "dkim, verified here")
    return Verdict(False, "signature does not hold")


def _wants_its_own_name(domain: str, lookup: Lookup | None) -> bool:
    """Whether a domain's DMARC record takes only signatures of that very domain (`adkim=s`, RFC 7489, section 6.3); the
    organisation's holds where the domain has none. Where it cannot be asked, it may."""
    from authheaders.dmarc_lookup import get_org_domain
    from dkim.dnsplug import get_txt
    from dns.exception import DNSException

    ask = lookup or get_txt
    for name in dict.fromkeys((domain, get_org_domain(domain))):
        try:
            record = ask(f"_dmarc.{name}.".encode(), timeout=DNS_SECONDS) or b""
        except DNSException:
            return True
        tags = _tags(record.decode("ascii", "replace"))
        if tags.get("v") == "DMARC1":
            return tags.get("adkim") == "s"
    return False


def _speaks_for(domain: str, tags: dict[str, str]) -> bool:
    """Whether a signature is of the domain's organisation, and over the whole body: one over a part of it lets anybody
    add what they like below (RFC 6376, section 8.2)."""
    return belongs_to(domain, tags.get("d", "").lower()) and "l" not in tags


def _verifies(raw: bytes, index: int, from_address: str, lookup: Lookup | None) -> bool:
    import dkim
    from dns.exception import DNSException

    asked = {"dnsfunc": lookup} if lookup is not None else {}
    try:
        signed = dkim.DKIM(raw, timeout=DNS_SECONDS, minkey=1024)
        return bool(signed.verify(index, **asked)) and _is_about(signed, from_address)
    except (dkim.DKIMException, DNSException):
        return False
    except Exception:  # its parsers raise whatever a hostile key or signature leads them to
        logger.info("A DKIM signature could not be read.", exc_info=True)
        return False


def _is_about(signed: Any, from_address: str) -> bool:
    """Whether what was verified is what we read: two parsers may see two fields where a hostile mail wants them to."""
    tags = {name.decode(): value.decode("ascii", "replace") for name, value in signed.signature_fields.items()}
    froms = [value.decode("utf-8", "replace") for name, value in signed.headers if name.strip().lower() == b"from"]
    if len(froms) != 1 or not _speaks_for(from_address.rpartition("@")[2], tags):
        return False
    return [each.address.lower() for each in addresses(froms[0])] == [from_address]


def _tags(value: str) -> dict[str, str]:
    return {name: "".join(text.split()) for name, text in _TAG.findall(value[:4_000])}
