"""Broken and hostile mail: every one is dealt with, none is anybody's who did not send it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum.models import Post
from mail.arriving import processing, taking
from mail.models import Status, Way
from tests.factories import topic
from tests.forum.by_mail.conftest import OURS, mail, reply_address

pytestmark = pytest.mark.django_db


@pytest.fixture
def opening(cast, public):
    return topic(public, cast.ada).posts.get(number=1)


@pytest.mark.parametrize("kind", ["malformed", "cpython"])
def test_collected_mails_are_dealt_with_and_are_nobodys(shared, arrive, cast, opening, kind):
    files = [
        each
        for each in sorted((shared / "data" / "emails" / kind).rglob("*"))
        if each.is_file() and each.suffix in (".eml", ".txt")
    ]
    assert len(files) > 20
    for file in files:
        received = arrive(file.read_bytes(), reply_address(cast.bob, opening), f"the-public@{OURS}")
        assert received.status in (Status.REJECTED, Status.IGNORED, Status.BOUNCE), file
        assert received.member is None, file
    assert Post.objects.count() == 1


FIELDS = st.sampled_from(
    ["From", "To", "Subject", "Message-ID", "Content-Type", "Content-Transfer-Encoding", "Date", "References", "X"]
)
VALUES = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "bob@example.org",
            "Bob <bob@example.org>, Eve <eve@example.org>",
            "<bob@example.org",
            "=?utf-8?q?bob=40example.org?= <eve@evil.example>",
            "multipart/mixed; boundary=x",
            'multipart/alternative; boundary="',
            "text/html; charset=utf-7",
            "text/plain; charset=\x00",
            "base64",
            "quoted-printable",
            "x-uuencode",
        ]
    ),
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    fields=st.lists(st.tuples(FIELDS, VALUES), max_size=10),
    body=st.one_of(st.binary(max_size=400), st.text(max_size=200).map(str.encode)),
    newline=st.sampled_from([b"\n", b"\r\n", b"\r"]),
)
def test_any_mail_is_dealt_with_and_posts_nothing_unproved(cast, opening, fields, body, newline):
    head = newline.join(f"{name}: {value}".encode("utf-8", "replace") for name, value in fields)
    raw = head + newline + newline + body
    received = taking.store(raw, way=Way.PIPE, recipients=[reply_address(cast.bob, opening)])
    assert processing.act_on(received.pk).status not in (Status.WAITING, Status.POSTED, Status.LIKED, Status.COMMAND)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n",
        b"\x00" * 5_000,
        b"From: bob@example.org" * 20_000,
        b"Content-Type: multipart/mixed; boundary=x\n\n"
        + b"--x\nContent-Type: multipart/mixed; boundary=x\n\n" * 1_000,
        b"Subject: " + b"=?utf-8?b?" * 20_000,
        b"From: bob@example.org\nTo: " + b"a@b.c, " * 50_000 + b"\n\nHi",
        b"From: bob@example.org\n\n" + b"> " * 400_000,
    ],
    ids=["nothing", "a newline", "nulls", "no end", "1,000 parts", "words without end", "many recipients", "quotes"],
)
def test_pathological_mails_end(arrive, cast, opening, raw):
    received = arrive(raw, reply_address(cast.bob, opening))
    assert received.status in (Status.REJECTED, Status.IGNORED, Status.HELD)


def test_what_a_subject_brings_stays_one_line(arrive, cast, public):
    """A title goes into the fields of every mail that follows."""
    raw = mail(cast.bob, f"the-public@{OURS}", "Hi.").as_bytes()
    raw = raw.replace(
        b"Subject: Re: How do you price a chair?", b"Subject: =?utf-8?q?Glue=0D=0ABcc:_all=40example.org?="
    )
    title = Post.objects.get(pk=arrive(raw).post_id).topic.title
    assert "\n" not in title
    assert "\r" not in title


def test_null_bytes_in_words_do_no_harm(arrive, cast, opening):
    raw = mail(cast.bob, reply_address(cast.bob, opening), "A chair.").as_bytes().replace(b"A chair.", b"A\x00 chair.")
    assert Post.objects.get(pk=arrive(raw).post_id).markdown == "A chair."


def test_a_mail_of_five_megabytes_is_refused_for_its_length(arrive, cast, opening):
    received = arrive(mail(cast.bob, reply_address(cast.bob, opening), "Long words. " * 400_000))
    assert (received.status, received.reason) == (Status.REJECTED, "invalid")
