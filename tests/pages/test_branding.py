"""What the editors say of the whole site stands on every page: name, words, sign, colours, the picture for sharing."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.test import Client
from wagtail.models import Site

from forum.models import Group
from jobs.models import Job
from pages import colours
from pages.models import Community
from tests.factories import topic
from tests.forum.conftest import client_of
from tests.freshness.test_gate import Line, session_of
from tests.knowledge_making import picture

pytestmark = pytest.mark.django_db
TOKENS = (Path(__file__).resolve().parents[2] / "templates/static/css/tokens.css").read_text()
PLUM, ROSE = "#7a1f5c", "#e59acb"


def community(**fields: object) -> Community:
    made, _new = Community.objects.update_or_create(site=Site.objects.get(), defaults=fields)
    return made


def test_a_site_of_its_own_colours_sign_and_words(
    cast: SimpleNamespace, public: Group, line: Line, run_jobs: Callable[..., list[Job]]
) -> None:
    talk, cookie = topic(public, cast.ada).get_absolute_url(), f"sessionid={session_of(cast.eve)}"
    plain = {address: line.get(address).text for address in ("/", talk, "/about/")}
    for page in plain.values():
        assert "/colours/" not in page
        assert '<meta name="theme-color" content="#14594a">' in page
        assert "og:image" not in page
    made = community(name="Duka", tagline="Owners who talk", brand=PLUM, brand_dark=ROSE, logo=picture("Leaf"))
    made.sharing_picture = picture("Market")
    made.save()
    run_jobs()  # what shows which picture is noted by a job of Wagtail's
    for address in plain:
        page, own = line.get(address).text, line.get(address, cookie).text
        sheet = re.search(r'<link rel="stylesheet" href="(/colours/[^"]+)">', page)
        assert sheet is not None
        for each in (page, own):
            assert sheet[0] in each
            assert f'<meta name="theme-color" content="{PLUM}">' in each
            assert '<p class="frame-foot__name">Duka<br>Owners who talk</p>' in each
            sign = re.search(r'<img src="([^"]+)" srcset="([^"]+) 2x" width="36" height="36" alt="">', each)
            assert sign is not None
        assert page.count('property="og:image" content="http') == page.count("og:title") == 1
    pictures = [sign[1], sign[2], *re.findall(r'og:image" content="https?://[^/]+([^"]+)', line.get("/").text)]
    assert [line.get(address).status for address in pictures] == [200, 200, 200]
    made.delete()
    assert line.get("/about/").text == plain["/about/"]


def test_a_style_sheet_of_colours_is_kept_for_ever(client: Client) -> None:
    address = colours.address_of_sheet(PLUM, ROSE)
    answer, earlier = client.get(address), client.get(re.sub(r"\w{8}\.css", "00000000.css", address))
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/css; charset=utf-8")
    assert "immutable" in answer["Cache-Control"]
    assert f"--brand:{PLUM}" in answer.content.decode()
    assert f"--brand:{ROSE}" in answer.content.decode()
    assert (earlier.content, earlier["Cache-Control"]) == (answer.content, "no-cache")
    assert client.get("/colours/red-14594a-00000000.css").status_code == 404


def test_a_member_page_is_not_made_heavier(cast: SimpleNamespace, public: Group) -> None:
    address = topic(public, cast.ada).get_absolute_url()
    assert "og:" not in client_of(cast.eve).get(address).content.decode()


def test_pages_stand_without_what_is_missing(cast: SimpleNamespace, line: Line) -> None:
    """A lost file, and colours that no form has checked."""
    leaf = picture("Leaf")
    default_storage.delete(leaf.file.name)
    made = community(logo=leaf, sharing_picture=leaf, brand="#ffffff", brand_dark="red;}")
    page = line.get("/").text
    assert ("<img" in page.partition("<main")[0], "/colours/" in page, "og:image" in page) == (False, False, False)
    made.logo = picture("Other")
    made.save()
    assert "<img" in line.get("/").text.partition("<main")[0]
    made.logo.delete()
    assert "<img" not in line.get("/").text.partition("<main")[0]


def test_the_colours_we_come_with_are_those_of_the_style_sheet() -> None:
    day, night = TOKENS.split("@media")
    for sheet, brand, grounds in (
        (day, colours.BRAND, colours.GROUNDS),
        (night, colours.BRAND_DARK, colours.GROUNDS_DARK),
    ):
        found = dict(re.findall(r"--([\w-]+): (#\w{6});", sheet))
        assert (found["brand"], (found["paper"], found["surface"], found["sunk"])) == (brand, grounds)


def test_every_colour_that_is_taken_can_be_read_wherever_it_stands() -> None:
    """As words on each ground and on the soft tone of itself; under the words of a button, also where it is pointed at;
    and the soft tone under ink."""
    steps = [f"{value:02x}" for value in range(0, 256, 51)]
    every = [f"#{red}{green}{blue}" for red in steps for green in steps for blue in steps]
    worlds = (
        ([c for c in every if colours.can_be_read(c, colours.BRAND_DARK)], "#ffffff", "#ffffff", "#565f57"),
        ([c for c in every if colours.can_be_read(colours.BRAND, c)], "#1b211e", "#0d1a15", "#b0b7b0"),
    )
    for taken, surface, on_brand, ink in worlds:
        assert len(taken) > 40
        for colour in taken:
            assert colours.contrast(colour, on_brand) >= 4.5
            assert colours.contrast(colour, colours.soft(colour, surface)) >= 4.5
            assert colours.contrast(ink, colours.soft(colour, surface)) >= 4.5


@pytest.mark.parametrize("fields", [{"brand": "#777777"}, {"brand_dark": "#14594a"}, {"brand": "green"}])
def test_a_colour_that_cannot_be_read_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Community(site=Site.objects.get(), name="Duka", **fields).full_clean()
    Community(site=Site.objects.get(), name="Duka", brand=PLUM, brand_dark=ROSE).full_clean()
