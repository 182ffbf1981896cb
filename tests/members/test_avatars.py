"""Pictures of people: what is taken, what is refused, what is shown."""

from __future__ import annotations

import re
import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks

from freshness import stamps
from members import operations, true_colours
from members.heif import know_heif
from members.models import HUES, Member
from tests.members.people import signed_in
from tests.members.profiled import wide_profile


def picture(kind: str = "JPEG", size: tuple[int, int] = (600, 400), mode: str = "RGB", **options: object) -> bytes:
    """Red at the left, blue at the right."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    image = image.convert(mode)
    buffer = BytesIO()
    know_heif()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def upload(data: bytes, name: str = "photo.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, kind)


def test_faces_are_in_the_colours_of_the_web(ada: Member) -> None:
    buffer = BytesIO()
    Image.new("RGB", (300, 300), (100, 150, 100)).save(buffer, "PNG", icc_profile=wide_profile())
    operations.set_avatar(member=ada, by=ada, picture=upload(buffer.getvalue()))
    with Image.open(default_storage.open(ada.avatar.name)) as kept:
        assert "icc_profile" not in kept.info
        assert kept.convert("RGB").getpixel((100, 100))[0] < 85


def test_a_profile_of_many_bytes_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    image = Image.new("RGB", (3, 3), (100, 150, 100))
    image.info["icc_profile"] = wide_profile()
    assert true_colours.in_srgb(image) is not image
    monkeypatch.setattr(true_colours, "PROFILE_MAX", 100)
    assert true_colours.in_srgb(image) is image


def shown(member: Member, size: int = 40) -> str:
    return Template("{% avatar member size %}").render(Context({"member": member, "size": size}))


def address_in(html: str) -> str:
    found = re.search(r'src="([^"]+)"', html)
    assert found
    return found[1]


KINDS = [
    ("JPEG", "RGB", (600, 400)),
    ("JPEG", "L", (600, 400)),
    ("JPEG", "CMYK", (600, 400)),
    ("JPEG", "RGB", (3000, 2000)),
    ("PNG", "RGB", (3, 900)),
    ("PNG", "RGB", (1, 1)),
    ("PNG", "RGBA", (600, 400)),
    ("PNG", "LA", (600, 400)),
    ("PNG", "P", (600, 400)),
    ("PNG", "1", (600, 400)),
    ("GIF", "P", (600, 400)),
    ("WEBP", "RGBA", (600, 400)),
    ("AVIF", "RGB", (600, 400)),
    ("HEIF", "RGB", (600, 400)),
]


@pytest.mark.parametrize("data", [picture(kind, size, mode) for kind, mode, size in KINDS])
def test_pictures_become_small_squares(ada: Member, data: bytes) -> None:
    before = stamps.numbers_of([stamps.SITE])
    operations.set_avatar(member=ada, by=ada, picture=upload(data))
    assert stamps.numbers_of([stamps.SITE]) > before
    ada.refresh_from_db()
    for asked, side in ((24, 64), (56, 256)):
        response = Client().get(address_in(shown(ada, asked)))
        assert response.headers["Content-Type"] == "image/webp"
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert not response.cookies
        image = Image.open(BytesIO(b"".join(response.streaming_content)))
        assert image.format == "WEBP"
        assert image.size == (side, side)


def test_upright_and_without_metadata(ada: Member) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter: what is left in the file belongs on top
    exif[0x010E] = "secret place"
    operations.set_avatar(member=ada, by=ada, picture=upload(picture("JPEG", (400, 400), exif=exif)))
    data = default_storage.open(ada.avatar.name).read()
    assert b"secret" not in data
    image = Image.open(BytesIO(data)).convert("RGB")
    assert not image.getexif()
    top, bottom = image.getpixel((128, 20)), image.getpixel((128, 235))
    assert top[0] > 200 > 100 > top[2]
    assert bottom[2] > 200 > 100 > bottom[0]


def png_that_claims(width: int, height: int) -> bytes:
    """A few bytes of PNG with a header of any size (PNG 3rd edition, 11.2.1)."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = b"IDAT" + zlib.compress(bytes(1000))
    chunks = b"".join(
        struct.pack(">I", len(c) - 4) + c + struct.pack(">I", zlib.crc32(c)) for c in (head, body, b"IEND")
    )
    return b"\x89PNG\r\n\x1a\n" + chunks


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (png_that_claims(50_000, 50_000), "too_many_pixels"),
        (png_that_claims(8_000, 8_000), "too_many_pixels"),
        (png_that_claims(100, 100), "unreadable"),
        (picture("JPEG")[:200], "unreadable"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>', "unreadable"),
        (b"<html><script>alert(1)</script></html>", "unreadable"),
        (b"GIF89a", "unreadable"),
        (b"\x00" * 100, "unreadable"),
        (picture("TIFF"), "unreadable"),
        (picture("BMP"), "unreadable"),
        (picture("ICO", (64, 64)), "unreadable"),
    ],
)
def test_what_is_no_picture(ada: Member, data: bytes, code: str) -> None:
    before = stamps.numbers_of([stamps.SITE])
    with pytest.raises(ValidationError) as refused:
        operations.set_avatar(member=ada, by=ada, picture=upload(data))
    assert refused.value.code == code
    ada.refresh_from_db()
    assert not ada.avatar
    assert stamps.numbers_of([stamps.SITE]) == before


def test_bytes_are_counted_before_anything_is_read(ada: Member, settings: object) -> None:
    settings.UPLOAD_MAX_BYTES = 1024 * 1024

    class Unread(SimpleUploadedFile):
        def read(self, *_args: object) -> bytes:
            raise AssertionError("a file that is too large was read")

    file = Unread("photo.jpg", b"", "image/jpeg")
    file.size = settings.UPLOAD_MAX_BYTES + 1
    with pytest.raises(ValidationError) as refused:
        operations.set_avatar(member=ada, by=ada, picture=file)
    assert refused.value.code == "too_many_bytes"


def test_through_the_page(ada: Member) -> None:
    client = signed_in(ada)
    wrong = client.post(reverse("edit_avatar"), {"picture": upload(b"no picture", "x.svg", "image/svg+xml")})
    assert wrong.status_code == 422
    assert "no picture that we can read" in wrong.content.decode()
    assert client.post(reverse("edit_avatar"), {"picture": upload(picture())}).status_code == 302
    ada.refresh_from_db()
    address = address_in(shown(ada))
    assert address in client.get(reverse("edit_avatar")).content.decode()
    client.post(reverse("edit_avatar"), {"action": "remove"})
    ada.refresh_from_db()
    assert not ada.avatar


def test_replaced_and_removed_pictures_are_gone(
    ada: Member, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    def choose(size: tuple[int, int]) -> str:
        with django_capture_on_commit_callbacks(execute=True):
            operations.set_avatar(member=ada, by=ada, picture=upload(picture(size=size)))
        return address_in(shown(ada))

    first = choose((600, 400))
    assert choose((600, 400)) == first, "the same picture again stays"
    assert Client().get(first).status_code == 200
    second = choose((300, 900))
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        operations.remove_avatar(member=ada, by=ada)
    assert Client().get(second).status_code == 404


@pytest.mark.parametrize("path", ["avatar-256-../../etc.webp", "avatar-100-" + "a" * 24 + ".webp", "avatar-64-.webp"])
def test_addresses_name_nothing_else(path: str) -> None:
    assert Client().get(f"/m/1/{path}").status_code == 404


def test_initials_need_no_request(ada: Member) -> None:
    html = shown(ada)
    assert "src" not in html
    assert ">A</span>" in html
    assert f"avatar--hue-{ada.hue}" in html
    assert 'aria-hidden="true"' in html


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Ada Lovelace", "AL"), ("ada", "A"), ("Ada (the first) King", "AK"), ("<b>", "X"), ("ß", "SS")],
)
def test_initials(name: str, initials: str) -> None:
    assert Member(name=name, handle="x").initials == initials


def test_initials_are_escaped() -> None:
    assert "<i" not in shown(Member(pk=1, name="<i <b", handle="<i"))[5:]


def test_unknown_size_fails_loudly(ada: Member) -> None:
    with pytest.raises(TemplateSyntaxError):
        shown(ada, 41)


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_white_initials_can_be_read_on_every_colour() -> None:
    css = Path(django_settings.ROOT / "templates/static/css/members.css").read_text()
    colours = dict(re.findall(r"\.avatar--hue-(\d+) \{ background: (#[0-9a-f]{6}); \}", css))
    assert sorted(map(int, colours)) == list(range(HUES))
    for colour in colours.values():
        assert 1.05 / (luminance(colour) + 0.05) >= 4.5
