"""Pictures: none is much larger than the place where it stands."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guides.models import GuideIndexPage
from tests.browser.conftest import Open
from tests.knowledge_making import guide, picture

pytestmark = pytest.mark.django_db(transaction=True)

LARGER_MAX = 1.35  # of a picture's pixels to those of its place: what is more is paid for and not seen
LARGE = (1600, 1200)
SCREENS = {
    "phone": {"width": 360, "height": 640, "device_scale_factor": 2},
    "plain phone": {"width": 360, "height": 640, "device_scale_factor": 1},
    "small phone": {"width": 320, "height": 480, "device_scale_factor": 1},
    "tablet": {"width": 800, "height": 1200, "device_scale_factor": 1},
    "desk": {"width": 1280, "height": 800, "device_scale_factor": 1},
    "fine desk": {"width": 1440, "height": 900, "device_scale_factor": 2},
}
# The address of each picture that stands there, its own pixels across, and those of its place.
WIDTHS = """() => [...document.querySelectorAll("main picture img")].map((image) => {
  const loaded = new Image();
  loaded.src = image.currentSrc;
  return loaded.decode().then(() => [image.currentSrc, loaded.naturalWidth, image.clientWidth * devicePixelRatio]);
})"""


def shown(title: str) -> dict[str, Any]:
    return {"image": {"image": picture(title, LARGE), "alt_text": title, "decorative": False}, "caption": ""}


def too_large(window: Page, address: str, count: int) -> list[tuple[str, int, float]]:
    """Those of the pictures at this address that are larger than they need to be; there are so many in all."""
    window.goto(address)
    images = window.locator("main picture img")
    expect(images).to_have_count(count)
    for image in images.all():
        image.scroll_into_view_if_needed()
    window.wait_for_load_state("networkidle")
    widths = window.evaluate(f"Promise.all(({WIDTHS})())")
    assert len(widths) == count
    return [(name, own, place) for name, own, place in widths if own > LARGER_MAX * place]


def test_no_picture_is_much_larger_than_its_place(opened: Open, cast: SimpleNamespace, run_jobs: Any) -> None:
    body = [
        ("picture", shown("One")),
        ("gallery", {"pictures": [shown("Two"), shown("Three")], "caption": ""}),
        ("gallery", {"pictures": [shown(word) for word in ("Four", "Five", "Six")], "caption": ""}),
        ("video", {"url": "https://youtu.be/dQw4w9WgXcQ", "title": "So", "minutes": 3, "picture": picture("V", LARGE)}),
    ]
    page = guide(GuideIndexPage.objects.get(slug="guides"), "Pricing", body=body, cover=picture("Cover", LARGE))
    run_jobs()
    found = {}
    for screen, looks in SCREENS.items():
        window = opened(cast.visitor, **looks).new_page()
        for address, count in ((page.url, 8), ("/guides/", 1)):
            found[screen, address] = too_large(window, address, count)
    assert {where: pictures for where, pictures in found.items() if pictures} == {}
