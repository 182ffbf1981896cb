"""Reading one mail: what programs write, what broken ones write, and what attackers write."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mail.message import Address, IncomingMessage, read

from .conftest import MailingList


def mail(body: str = "Hello there.", **fields: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Ann Smith <ann@Example.ORG>"
    message["Message-ID"] = "<one@example.org>"
    message["Date"] = "Tue, 30 Apr 2019 11:10:48 +0200"
    message.set_content(body)
    for name, value in fields.items():
        del message[name.replace("_", "-")]
        message[name.replace("_", "-")] = value
    return message


def test_a_plain_mail_is_read() -> None:
    raw = mail(
        Subject="Grüße aus Köln",
        In_Reply_To="<zero@example.org>",
        References="<root@example.org> <zero@example.org>",
        Reply_To="Ann <ann@home.example>",
        List_Id="A list <talk.example.org>",
        List_Post="<mailto:talk@example.org>",
    ).as_bytes()
    message = read(raw)
    assert message.message_id == "one@example.org"
    assert message.in_reply_to == "zero@example.org"
    assert message.references == ("root@example.org", "zero@example.org")
    assert message.subject == "Grüße aus Köln"
    assert (message.from_name, message.from_address) == ("Ann Smith", "ann@example.org")
    assert message.reply_to == (Address("Ann", "ann@home.example"),)
    assert message.date == datetime(2019, 4, 30, 9, 10, 48, tzinfo=UTC)
    assert (message.list_id, message.list_post) == ("talk.example.org", "talk@example.org")
    assert message.text == "Hello there."
    assert message.html is None
    assert message.attachments == ()
    assert not message.is_automatic


def test_a_missing_message_id_is_derived_from_the_bytes() -> None:
    first, again, other = read(b"Subject: a\n\nb"), read(b"Subject: a\n\nb"), read(b"Subject: a\n\nc")
    assert first.message_id == again.message_id != other.message_id
    assert first.message_id.endswith("@missing.invalid")


def test_message_ids_lose_brackets_and_folding_and_overlong_ones_are_alike_wherever_they_stand() -> None:
    long = "x" * 900 + "@example.org"
    message = read(f"Message-ID: <{long}>\nReferences: <a@b>\n\t<folded\n @b>, <{long}> <a@b>\n\nx".encode())
    assert len(message.message_id) < 250
    assert message.references == ("a@b", "folded@b", message.message_id)


def test_a_long_list_of_references_keeps_its_root_and_its_end() -> None:
    message = read(b"References: " + b" ".join(b"<%d@x>" % number for number in range(3_000)) + b"\n\nx")
    assert len(message.references) <= 100
    assert message.references[0] == "0@x"


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("=?utf-8?Q?Caf=C3=A9?=", "Café"),
        ("=?iso-8859-1?Q?Caf=E9?= =?iso-8859-1?Q?_bar?=", "Café bar"),
        ("=?utf-8?B?4pyT?= and =?utf-8?B?4pyT?=", "✓ and ✓"),
        ("=?utf-8?Q?cut=E2=9C?= =?utf-8?Q?=93?=", "cut✓"),
        ("=?nonsense?Q?a_b?=", "a b"),
        ("=?utf-8?B?!!!!?= rest", "rest"),
        ("folded\n\tover lines", "folded over lines"),
        ("nul\x00 bell\x07 turned\u202egnp.exe", "nul bell turnedgnp.exe"),
        ("=?utf-8?Q?a=0D=0ABcc:_b=40c?=", "a Bcc: b@c"),
        ("=?utf-8*en?Q?with_language?=", "with language"),
    ],
)
def test_subjects_are_decoded_and_stay_on_one_line(field: str, expected: str) -> None:
    assert read(f"Subject: {field}\n\nx".encode()).subject == expected


def test_eight_bit_subjects_are_read_as_utf_8_or_as_windows_1252() -> None:
    assert read("Subject: Müller\n\nx".encode()).subject == "Müller"
    assert read("Subject: Müller\n\nx".encode("cp1252")).subject == "Müller"


@pytest.mark.parametrize(
    ("field", "name", "address"),
    [
        ('"Smith, Ann" <ann@x.org>', "Smith, Ann", "ann@x.org"),
        ("Smith, Ann <ann@x.org>", "Smith, Ann", "ann@x.org"),
        ("ann@x.org (Ann Smith)", "Ann Smith", "ann@x.org"),
        ("'Ann Smith' <ann@x.org>", "Ann Smith", "ann@x.org"),
        ("=?utf-8?Q?J=C3=BCrgen?= <j@x.org>", "Jürgen", "j@x.org"),
        ('"boss@bank.example" <thief@x.org>', "boss@bank.example", "thief@x.org"),
        ("boss@bank.example <thief@x.org>", "boss@bank.example", "thief@x.org"),
        ("<boss@bank.example> <thief@x.org>", "<boss@bank.example>", "thief@x.org"),
        ('"quo\\"ted" <ann@x.org>', 'quo"ted', "ann@x.org"),
        ("Team: Ann <ann@x.org>, bob@x.org;", "Team: Ann", "ann@x.org"),
        ("ann@x.org, bob@x.org", "", "ann@x.org"),
        ("nobody at all", "nobody at all", ""),
        ("(((((" * 2_000 + " a@b.c", None, None),
    ],
)
def test_the_from_field(field: str, name: str | None, address: str | None) -> None:
    message = read(f"From: {field}\n\nx".encode())
    if name is not None:
        assert (message.from_name, message.from_address) == (name, address)


def test_an_absurd_date_gives_way_to_the_time_of_receipt() -> None:
    received = "Received: from a by b;\n\tWed, 1 May 2019 10:00:00 +0000\n"
    future = format_datetime(datetime.now(UTC) + timedelta(days=400))
    for date in (future, "Thu, 1 Jan 1970 00:00:00 +0000", "yesterday", "Tue, 99 Foo 2019 10:00:00 +9999"):
        assert read(f"{received}Date: {date}\n\nx".encode()).date == datetime(2019, 5, 1, 10, tzinfo=UTC)
        assert read(f"Date: {date}\n\nx".encode()).date is None


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("Auto-Submitted: auto-replied", True),
        ("Auto-Submitted: auto-generated; owner=x", True),
        ("Auto-Submitted: no", False),
        ("Precedence: bulk", True),
        ("Precedence: bulk\nList-Id: <a.b>", False),
        ("Precedence: auto_reply\nList-Id: <a.b>", True),
        ("X-Autoreply: yes", True),
        ("Return-Path: <>", True),
        ("Return-Path: <a@b.c>", False),
    ],
)
def test_automatic_mail_is_known(fields: str, expected: bool) -> None:
    assert read(f"{fields}\n\nx".encode()).is_automatic is expected


def flowed(body: str, delsp: str = "no") -> IncomingMessage:
    return read(f"Content-Type: text/plain; format=flowed; delsp={delsp}\n\n{body}".encode())


def test_flowed_paragraphs_are_joined() -> None:
    assert flowed("One \ntwo \nthree.\n\n From here\n>> deep \n>> er\n> once\n-- \nAnn").text == (
        "One two three.\n\nFrom here\n>> deep er\n> once\n-- \nAnn"
    )
    assert flowed("日本 \n語", "yes").text == "日本語"
    assert flowed("A paragraph \n-- \nAnn").text == "A paragraph \n-- \nAnn"


def test_plain_words_are_preferred_and_the_html_is_kept() -> None:
    message = mail("Plain words.")
    message.add_alternative("<p>Rich <b>words</b>.</p>", subtype="html")
    found = read(message.as_bytes())
    assert found.text == "Plain words."
    assert found.html is not None
    assert "<b>words</b>" in found.html


def test_html_alone_becomes_markdown() -> None:
    message = mail()
    message.set_content("<p>Rich <b>words</b>.</p>", subtype="html")
    assert read(message.as_bytes()).text.strip() == "Rich **words**."
    message.set_content(" \n")
    message.add_alternative("<p>Only here</p>", subtype="html")
    assert read(message.as_bytes()).text.strip() == "Only here"


def test_text_between_and_behind_attachments_is_all_kept() -> None:
    message = mail("Above the picture.")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="plan.png")
    message.add_attachment("Below it.", disposition="inline")
    found = read(message.as_bytes())
    assert found.text == "Above the picture.\nBelow it."
    assert [(file.name, file.content_type, file.data, file.inline) for file in found.attachments] == [
        ("plan.png", "image/png", b"\x89PNG", False)
    ]


def test_inline_pictures_carry_their_content_id() -> None:
    message = mail("See")
    message.add_alternative('<img src="cid:abc@x">', subtype="html")
    html = message.get_payload()[1]
    html.add_related(b"GIF8", "image", "gif", cid="<abc@x>")
    (picture,) = read(message.as_bytes()).attachments
    assert (picture.content_id, picture.inline, picture.name) == ("abc@x", True, "part-1.gif")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ann\\plan.pdf", "plan.pdf"),
        ("a\x00b\r\nc.txt", "ab c.txt"),
        ("..", "part-1.pdf"),
        ("x" * 400 + ".pdf", "x" * 116 + ".pdf"),
        ("annexe é.pdf", "annexe é.pdf"),
    ],
)
def test_file_names_are_made_harmless(name: str, expected: str) -> None:
    raw = mail()
    raw.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="PLACE")
    field = f"Content-Disposition: attachment; filename*=utf-8''{''.join(f'%{byte:02X}' for byte in name.encode())}"
    data = raw.as_bytes().replace(b'Content-Disposition: attachment; filename="PLACE"', field.encode())
    assert read(data).attachments[0].name == expected


def test_a_forwarded_mail_is_a_file_named_by_its_subject() -> None:
    outer = mail("See below.")
    outer.add_attachment(mail("Inner", Subject="The offer: new/old"))
    (file,) = read(outer.as_bytes()).attachments
    assert (file.name, file.content_type) == ("old.eml", "message/rfc822")
    assert b"Inner" in file.data


@pytest.mark.parametrize(
    ("charset", "data", "expected"),
    [
        ("nonsense", "naïve".encode(), "naïve"),
        ("us-ascii", "naïve".encode("cp1252"), "naïve"),
        ("us-ascii", "naïve".encode(), "naïve"),
        ("iso-8859-1", "“5 €”".encode("cp1252"), "“5 €”"),
        ("gb2312", "简体中文字".encode("gb18030"), "简体中文字"),
        ("koi8-r", "Привет".encode("koi8-r"), "Привет"),
        ("iso-2022-jp", "日本語".encode("iso-2022-jp"), "日本語"),
        ("punycode", b"plain-words", "plain-words"),
        ("zip", b"plain", "plain"),
        ("utf-8", b"a\xffb", "a�b"),
        ("utf-8", b"a\x00b\x08c", "abc"),
    ],
)
def test_wrong_unknown_and_dangerous_charsets(charset: str, data: bytes, expected: str) -> None:
    assert read(b"Content-Type: text/plain; charset=" + charset.encode() + b"\n\n" + data).text == expected


@pytest.mark.parametrize(
    ("encoding", "body", "expected"),
    [
        ("base64", b"SGVsbG8", "Hello"),
        ("base64", b"SGVs\n bG8!=\n=\nQ", "Hello"),
        ("quoted-printable", b"caf=C3=A9 =\nau lait=", "café au lait"),
        ("x-uuencode", b"begin 644 a\n%2&5L;&\\ \n \nend\n", "Hello"),
        ("unheard-of", b"Hello", "Hello"),
    ],
)
def test_transfer_encodings_are_undone_as_far_as_they_go(encoding: str, body: bytes, expected: str) -> None:
    assert read(b"Content-Transfer-Encoding: " + encoding.encode() + b"\n\n" + body).text == expected


def nested(depth: int) -> bytes:
    head = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(depth))
    return head + b"Content-Type: text/plain\n\ninnermost\n"


def test_a_thousand_nested_parts_end_as_a_file() -> None:
    assert read(nested(5)).text == "innermost"
    assert len(read(nested(1_000)).attachments) == 1


def test_ten_thousand_parts_are_bounded() -> None:
    raw = b'Content-Type: multipart/mixed; boundary="b"\n\n' + b"--b\nContent-Type: image/png\n\nx\n" * 10_000
    assert len(read(raw).attachments) <= 500


def test_text_in_many_parts_is_bounded_and_the_rest_is_kept_as_files() -> None:
    part = b"--b\nContent-Type: text/html\n\n" + b"<p>words</p>" * 20_000 + b"\n"
    message = read(b'Content-Type: multipart/mixed; boundary="b"\n\n' + part * 8)
    assert len(message.text) <= 1_000_000
    assert len(message.attachments) == 3


def test_a_boundary_that_occurs_within_itself_ends() -> None:
    part = b'Content-Type: multipart/mixed; boundary="a"\n\n--a\n'
    assert read(part * 200 + b"\nwords").message_id


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n",
        b"\x00" * 1_000,
        b"no header at all\n\nwords",
        b"From: a@b\nno colon here\nwords",
        b"Content-Type: multipart/mixed\n\nwords",
        b'Content-Type: multipart/mixed; boundary=""\n\nwords',
        b'Content-Type: multipart/mixed; boundary="x"\n\nwords without a delimiter',
        b"Content-Type: ;;;;=\nContent-Disposition: =?utf-8?\n\nwords",
        b"Content-Type: text/plain; charset*=utf-8''%zz; name*0*=x''%ff; name*99999999999=a\n\nwords",
        b"Subject: " + b"=?a?q?" * 50_000 + b"\n\nwords",
        b"From: " + b"<" * 100_000 + b"\n\nwords",
        b"From: " + b"\xff\xfe" * 500 + b"\n\nwords",
        b"X: y\n" * 200_000 + b"\nwords",
        b"Date: " + b"9" * 5_000 + b"\n\nwords",
        b"Date: Mon, 1 Jan 0001 00:00:00 +2359\n\nwords",
    ],
)
def test_whatever_arrives_is_read(raw: bytes) -> None:
    assert read(raw).message_id


def test_the_words_of_broken_containers_survive() -> None:
    assert read(b"Content-Type: multipart/mixed\n\nwords").text == "words"
    assert read(b"From: a@b\nno colon here\nwords").text == "no colon here\nwords"


@pytest.mark.parametrize("folder", ["malformed", "cpython"])
def test_every_collected_broken_mail_is_read(shared: Path, folder: str) -> None:
    files = [file for file in (shared / "data" / "emails" / folder).iterdir() if file.suffix in {".eml", ".txt"}]
    assert len(files) > 20
    for file in files:
        raw = file.read_bytes()
        message = read(raw)
        assert message.message_id
        assert "\x00" not in message.text + message.subject
        assert message == read(raw)


def test_the_mails_python_itself_is_tested_with(shared: Path) -> None:
    folder = shared / "data" / "emails" / "cpython"
    assert read((folder / "msg_01.txt").read_bytes()).from_address == "bbb@ddd.com"
    fish = read((folder / "msg_07.txt").read_bytes())
    assert [(file.name, file.content_type) for file in fish.attachments] == [("dingusfish.gif", "image/gif")]
    assert fish.attachments[0].data.startswith(b"GIF87a")


def test_the_mails_of_two_lists_are_read(mailing_lists: dict[str, MailingList]) -> None:
    """Of the mailing lists nearly every mail has words; those without are spam that holds a file."""
    for found in mailing_lists.values():
        read_whole = [read(raw) for raw in found.sample]
        assert all(message.date and message.from_address and message.list_id for message in read_whole)
        assert sum(not message.text.strip() for message in read_whole) <= 2
        assert all("\x00" not in message.text for message in read_whole)
    automatic = sum(message.is_automatic for message in mailing_lists["linux-man"].headers)
    assert automatic == 341


PIECES = st.sampled_from(
    [
        *(b"From: ", b"Ann <a@b.c>", b"Subject: ", b"=?utf-8?Q?=C3?=", b"=?x?B?a?=", b"Content-Type: "),
        *(b"multipart/mixed; ", b'boundary="b"', b"text/html", b"text/plain; format=flowed", b"message/rfc822"),
        *(b"charset=utf-7", b"\n", b"\r\n", b"\n\n", b"--b", b"--b--", b"--b\n", b"x-uuencode", b"begin 644 a"),
        *(b"Content-Transfer-Encoding: base64", b"\x00", b"\xff\xfe", b"<b>", b"> quoted", b"Date: Mon, 1 Jan 2020"),
        *(b"Message-ID: <", b"Content-Disposition: attachment", b"; filename*0*=utf-8''%", b"References: <a@b> "),
        *(b" \t", b"(", b'"', b";", b":"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(PIECES, st.binary(max_size=12)), max_size=40).map(b"".join))
def test_any_bytes_are_a_mail(raw: bytes) -> None:
    message = read(raw)
    assert message.message_id
    assert not {"\n", "\r", "\x00"} & set(message.subject + message.from_name + message.from_address)
    assert not any({"/", "\n", "\x00"} & set(file.name) for file in message.attachments)
