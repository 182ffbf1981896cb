"""DKIM verified by ourselves: only what the From's own domain signed, whole, is proof."""

from __future__ import annotations

import dkim
import pytest
from dns.exception import DNSException

from mail.arriving.authenticity import belongs_to, verdict
from mail.headers import split_headers


@pytest.fixture(scope="module")
def key():
    """A key pair: the private one as PEM, the public one as its TXT record has it."""
    import base64

    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return pem, b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


MAIL = b"From: Ann <ann@mail.example.org>\r\nTo: traders@talk.example.org\r\nSubject: Glue\r\n\r\nHello.\r\n"


def signed(key, raw=MAIL, domain=b"example.org", **more):
    return dkim.sign(raw, b"sel", domain, key[0], include_headers=[b"from", b"to", b"subject"], **more) + raw


def found(raw, key, sender="ann@mail.example.org"):
    def lookup(name, timeout=5):
        return key[1] if name.endswith((b"example.org.", b"evil.example.")) else None

    fields, _body = split_headers(raw)
    return verdict(raw, fields, sender, lookup=lookup)


def test_a_signature_of_its_own_domain_is_proof(key):
    assert found(signed(key), key).is_proved


@pytest.mark.parametrize(
    ("records", "is_proved"),
    [
        ({}, True),
        ({"_dmarc.example.org.": b"v=DMARC1; p=reject; adkim=r"}, True),
        ({"_dmarc.example.org.": b"v=DMARC1; p=reject; adkim=s"}, False),
        ({"_dmarc.mail.example.org.": b"v=DMARC1; p=none", "_dmarc.example.org.": b"v=DMARC1; adkim=s"}, True),
        ({"_dmarc.mail.example.org.": b"v=spf1 -all", "_dmarc.example.org.": b"v=DMARC1; adkim=s"}, False),
        ({"_dmarc.mail.example.org.": DNSException()}, False),
    ],
)
def test_a_domain_may_want_signatures_of_its_very_name(key, records, is_proved):
    def lookup(name, timeout=5):
        found = records.get(name.decode(), b"" if name.startswith(b"_dmarc.") else key[1])
        if isinstance(found, Exception):
            raise found
        return found

    for domain, expected in ((b"example.org", is_proved), (b"mail.example.org", True)):
        raw = signed(key, domain=domain)
        fields, _body = split_headers(raw)
        assert verdict(raw, fields, "ann@mail.example.org", lookup=lookup).is_proved is expected


@pytest.mark.parametrize(
    "raw",
    [
        lambda key: MAIL,
        lambda key: signed(key, domain=b"evil.example"),
        lambda key: signed(key).replace(b"Hello.", b"Buy this."),
        lambda key: signed(key).replace(b"Subject: Glue", b"Subject: Gold"),
        lambda key: signed(key, length=True) + b"Buy this.\r\n",
        lambda key: signed(key).replace(b"s=sel", b"s=other").replace(b"d=example.org", b"d=example.net"),
        lambda key: b"DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=sel; h=from; bh=x; b=x\r\n" + MAIL,
        # Another's mail, rightly signed, with the From that we read put where the other parser does not look.
        lambda key: signed(key, MAIL.replace(b"ann@mail", b"eve@mail")).replace(b"From: Ann", b"From : Ann"),
    ],
)
def test_everything_else_is_none(key, raw):
    assert not found(raw(key), key).is_proved


def test_a_second_from_above_a_signed_mail_proves_nothing(key):
    raw = b"From: Boss <boss@example.org>\r\n" + signed(key)
    assert not found(raw, key, sender="boss@example.org").is_proved


def test_somebody_elses_signed_mail_is_not_mine(key):
    assert not found(signed(key), key, sender="boss@example.org").is_proved


@pytest.mark.parametrize(
    ("domain", "signer", "together"),
    [
        ("example.org", "example.org", True),
        ("mail.example.org", "example.org", True),
        ("example.org", "news.example.org", True),
        ("example.co.ke", "other.co.ke", False),
        ("co.ke", "example.co.ke", False),
        ("example.org", "example.org.evil.example", False),
        ("example.org", "", False),
        ("", "", False),
    ],
)
def test_which_domains_are_of_one_organisation(domain, signer, together):
    assert belongs_to(domain, signer) is together
