"""The light version of a page: words only, small to load, and with links that stay light."""

from __future__ import annotations

import random
import re
from types import SimpleNamespace

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from forum.models import Group
from guides.models import Done, GuideIndexPage, GuidePage, ModulePage, TrainingPage
from knowledge_base.comments import operations as comments
from knowledge_base.comments import reading
from knowledge_base.models import FAQPage, Favourite, KnowledgeIndexPage, Term
from pages.light import in_words, stays_light
from tests.factories import topic
from tests.forum.conftest import client_of
from tests.freshness.test_gate import Line
from tests.knowledge_making import guide, picture, published

pytestmark = pytest.mark.django_db

LIGHT_MAX = 15_000  # bytes over the wire at the first visit: the page, and all that it loads
HEADERS = 1_000  # of the two answers, more than they take


def loaded_by(html: str) -> list[str]:
    """The addresses that a browser fetches for a page of ours without being asked."""
    tags = re.findall(r"<(?:link|img|script|source|iframe|video|audio|object|embed|use)\b[^>]*>", html)
    found = [re.search(r'\s(?:href|src|srcset|data)="([^"]*)"', tag) for tag in tags if 'rel="canonical"' not in tag]
    return [address[1] for address in found if address]


def weight(client: Client, address: str) -> int:
    """How many bytes the first visit to a light page takes; fails where it loads anything but its one style sheet."""
    answer = client.get(address, headers={"accept-encoding": "br"})
    assert answer.status_code == 200
    assert answer["Content-Encoding"] == "br"
    sheet, icon = loaded_by(brotli.decompress(answer.content).decode())
    assert sheet.startswith(f"{settings.STATIC_URL}css/light.")
    assert icon == "data:,"
    style = finders.find("css/light.css")
    assert isinstance(style, str)
    with open(style, "rb") as file:
        return len(answer.content) + len(brotli.compress(file.read(), quality=5)) + HEADERS


@pytest.fixture
def pages(cast: SimpleNamespace, groups: dict[str, Group]) -> dict[str, str]:
    """The address of a page of each kind that has a light version, each with more on it than words."""
    shelves = (GuideIndexPage.objects.get(slug="guides"), KnowledgeIndexPage.objects.get(slug="knowledge"))
    course = published(TrainingPage(title="Numbers", slug="numbers"), shelves[0])
    module = published(ModulePage(title="The tin", slug="tin"), course)
    Term.objects.create(word="Margin", slug="margin", meaning="What is left of a price.")
    body = [
        (
            "text",
            '<p>See <a href="/help/#mail">help</a>, <a href="/latest/">talk</a>, <a href="/glossary/">words</a>.</p>',
        ),
        ("picture", {"image": {"image": picture(), "alt_text": "Two of them", "decorative": False}, "caption": ""}),
        ("video", {"url": "https://youtu.be/dQw4w9WgXcQ", "title": "How to price", "minutes": 3}),
    ]
    made = guide(shelves[0], "Pricing", body=body, cover=picture())
    comments.comment(page=made, author=cast.bob, markdown="It helped. ![A cow](/static/img/icon.svg)")
    published(FAQPage(title="Asked", slug="asked"), shelves[1])
    topic(groups["public"], cast.ada, tags=["wood"])
    return {
        "home": "/",
        "plain": "/about/",
        "glossary": "/glossary/",
        "shelf": "/guides/",
        "section": "/knowledge/",
        "guide": made.url,
        "faq": "/knowledge/asked/",
        "training": course.url,
        "module": module.url,
        "comments": f"/pages/{made.pk}/comments/",
        "changes": f"/pages/{made.pk}/changes/",
    }


def test_every_kind_of_page_has_one_that_is_small(pages: dict[str, str], cast: SimpleNamespace) -> None:
    for kind, address in pages.items():
        for who in (cast.visitor, cast.ada):
            assert weight(client_of(who), f"{address}?lite") < LIGHT_MAX / 2, kind
            html = client_of(who).get(address).content.decode()
            assert 'href="?lite"' in html, kind
            assert "css/site." in html, kind


def test_it_shows_the_words_of_the_page(pages: dict[str, str], client: Client) -> None:
    html = client.get(f"{pages['guide']}?lite").content.decode()
    for words in ("Pricing", "How to price", "It helped.", "minutes", "[Two of them]", "At a glance"):
        assert words in html
    assert '<link rel="canonical" href="' in html
    assert "avatar" not in html
    assert "<svg" not in html


def test_links_stay_light_where_there_is_a_light_version(pages: dict[str, str], client: Client) -> None:
    html = client.get(f"{pages['guide']}?lite").content.decode()
    for address in ("/help/?lite#mail", "/latest/", "/glossary/?lite", "/?lite", "/guides/?lite", "/groups/"):
        assert f'href="{address}"' in html, address
    assert re.search(rf'<a href="{pages["guide"]}" data-full>', html)
    course = client.get(f"{pages['training']}?lite").content.decode()
    assert f'href="{pages["module"]}?lite"' in course


def test_a_later_part_of_the_comments_stays_that_part(
    pages: dict[str, str], cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "COMMENTS_A_PART", 1)
    made = GuidePage.objects.get(title="Pricing")
    last = comments.comment(page=made, author=cast.bob, markdown="The second.")
    client = client_of(cast.ada)
    full = client.get(f"{pages['comments']}?page=2").content.decode()
    assert 'href="?page=2&amp;lite"' in full
    light = client.get(f"{pages['comments']}?page=2&lite").content.decode()
    assert "css/light." in light
    assert "The second." in light
    assert "It helped." not in light
    assert f'<a href="{pages["comments"]}?page=2" data-full>' in light
    led = client.get(f"/c/{last.pk}/")["Location"]
    assert f"{pages['comments']}?page=2&amp;lite" in client.get(f"{pages['guide']}?lite").content.decode()
    assert stays_light(led) == f"{pages['comments']}?page=2&lite#c-{last.pk}"


def test_what_is_a_members_own_is_read_light(pages: dict[str, str], cast: SimpleNamespace) -> None:
    Favourite.objects.create(member=cast.ada, page=GuidePage.objects.get(title="Pricing"))
    Done.objects.create(member=cast.ada, module=ModulePage.objects.get())
    training = TrainingPage.objects.get()
    for address, words in (("/favourites/", "Pricing"), (f"/pages/{training.pk}/certificate/", "Ada has done")):
        client = client_of(cast.ada)
        assert weight(client, f"{address}?lite") < LIGHT_MAX / 2
        assert words in client.get(f"{address}?lite").content.decode()
        assert "lite" in client.get(address).content.decode()
    assert f'href="/pages/{training.pk}/certificate/?lite"' in client.get(f"{pages['training']}?lite").content.decode()


def test_a_page_that_is_much_talked_of_stays_small(pages: dict[str, str], cast: SimpleNamespace) -> None:
    made, chance = GuidePage.objects.get(title="Pricing"), random.Random(7)
    for number in range(120):
        words = " ".join("".join(chance.choices("abcdefghijklmnop", k=6)) for _word in range(45))
        said = comments.comment(page=made, author=(cast.ada, cast.bob)[number % 2], markdown=words)
    last = stays_light(client_of(cast.ada).get(f"/c/{said.pk}/")["Location"]).partition("#")[0]
    for address in (f"{pages['guide']}?lite", f"{pages['comments']}?page=2&lite", last):
        for who in (cast.visitor, cast.ada):
            assert weight(client_of(who), address) < LIGHT_MAX, address


def test_what_changed_is_read_light(pages: dict[str, str], cast: SimpleNamespace) -> None:
    made = GuidePage.objects.get(title="Pricing")
    made.summary = "Sell for more than it costs."
    made.save_revision(user=cast.root).publish()
    client = client_of(cast.ada)
    listed = client.get(f"{pages['changes']}?lite").content.decode()
    [change] = set(re.findall(r'href="(/pages/\d+/changes/\d+\.\.\d+/\?lite)"', listed))
    shown = client.get(change).content.decode()
    assert "css/light." in shown
    assert "<ins>" in shown


def test_a_picture_says_what_it_shows() -> None:
    html = '<p><img src="/a.jpg" alt="A cow &gt; a goat"><img alt="" src="/b.png"><img src="/c.png"> so</p>'
    assert in_words(html) == "<p>[A cow &gt; a goat] so</p>"
    assert in_words('<picture><source srcset="/a.avif"><img src="/a.jpg" alt="Cow"></picture>') == "[Cow]"
    assert in_words('<a class="x" href="/t/1/">a</a><a href="/about/?x">b</a>') == (
        '<a class="x" href="/t/1/">a</a><a href="/about/?x&amp;lite">b</a>'
    )


@pytest.mark.parametrize("kind", ["home", "plain", "shelf", "guide"])
def test_the_gate_keeps_the_two_versions_apart(kind: str, pages: dict[str, str], line: Line) -> None:
    for address, sheet in ((pages[kind], "css/site."), (f"{pages[kind]}?lite", "css/light.")):
        made, kept = line.get(address), line.get(address)
        assert (made.made, kept.made) == (True, False)
        for answer in (made, kept):
            assert sheet in answer.text
            assert len(set(re.findall(r"css/(?:site|light)\.", answer.text))) == 1


def test_what_a_picture_says_stays_words() -> None:
    """It comes out of an attribute, into the text: as it was written there, nothing in it is an element."""
    said = '<img src="/x.png" alt="&lt;script&gt;alert(1)&lt;/script&gt; &quot;"><p>After</p>'
    assert in_words(said) == "[&lt;script&gt;alert(1)&lt;/script&gt; &quot;]<p>After</p>"


SENDING = re.compile(r'<(?:form|button)\b[^>]*?\s(?:form)?action="([^"]*)"')


def test_a_form_leads_back_to_the_light_page_it_was_filled_in_on(pages: dict[str, str], cast: SimpleNamespace) -> None:
    member, address = client_of(cast.ada), pages["guide"]
    sent = SENDING.findall(member.get(f"{address}?lite").content.decode())
    forms = {found.rsplit("/", 2)[1]: found for found in sent}
    assert forms.keys() >= {"favourite", "helped", "comment", "follow", "like"}
    for name, words in {
        "favourite": {},
        "helped": {"helped": "yes"},
        "follow": {},
        "comment": {"markdown": "So."},
    }.items():
        answer = member.post(forms[name], words)
        assert answer.status_code == 302, name
        assert re.match(rf"{address}\?lite(#|$)", answer["Location"]), (name, answer["Location"])
        full = member.post(forms[name].removesuffix("?lite"), words)
        assert "lite" not in full["Location"], name


def test_a_form_leads_elsewhere_as_it_would_from_a_full_page(pages: dict[str, str], cast: SimpleNamespace) -> None:
    for address in ("/latest/", "https://elsewhere.example/guides/", "//elsewhere.example/guides/"):
        assert stays_light(address) == address
    assert stays_light("/guides/#x") == "/guides/?lite#x"
    assert stays_light("/pages/3/comments/?page=2#c-7") == "/pages/3/comments/?page=2&lite#c-7"
    number = re.findall(r"/pages/(\d+)/favourite/", client_of(cast.ada).get(pages["guide"]).content.decode())[0]
    answer = Client().post(f"/pages/{number}/favourite/?lite")
    assert answer["Location"].startswith("/account/login/")


def test_only_our_own_forms_are_written_anew() -> None:
    for html in ('<p>&lt;form action="/x/"&gt;</p>', '<form action="https://x.example/">', '<form action="/x/?y">'):
        assert in_words(html) == html
