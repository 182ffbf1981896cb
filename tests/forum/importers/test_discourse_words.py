"""Discourse's Markdown made ours."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from forum.importers.discourse_import import import_discourse
from forum.importers.discourse_words import to_markdown
from forum.importers.world import Place, World
from forum.models import Post, Topic
from members.models import Member

from .conftest import post, topic

WORLD = World(
    people={"ada": "ada2", "bob": "bob", "m.": "m"},
    topics={"12": (500, "how-to-price"), "13": (501, "hiring")},
    groups={"6": "pricing"},
    host="old.example",
)
PLACES = {("12", 3): Place(post=9003, topic=500, number=3, name="Bob B")}


def convert(words: str, rendered: str = "") -> str:
    return to_markdown(words, rendered=rendered, world=WORLD, places=PLACES)


@pytest.mark.parametrize(
    ("words", "markdown"),
    [
        ('[quote="Bob, post:3, topic:12, full:true"]\nx\n[/quote]', '[quote="bob, post:3, topic:500"]\nx\n[/quote]'),
        ('[quote="Ada, post:8, topic:13"]\nx\n[/quote]', '[quote="ada2, post:8, topic:501"]\nx\n[/quote]'),
        ('[quote="Ada, post:8, topic:99"]\nx\n[/quote]', '[quote="ada2"]\nx\n[/quote]'),
        ('[quote="Zoe"]x[/quote]', '[quote="Zoe"]x[/quote]'),
        ("Ask @Ada or @bob, not @zoe or me@Ada.example", "Ask @ada2 or @bob, not @zoe or me@Ada.example"),
        ("Ask @Ada.", "Ask @ada2."),
        ("[here](/t/how-to-price/12) [3](/t/x/12/3) [me](/u/Ada) [c](/c/pricing/6)",
         "[here](/t/how-to-price/500/) [3](/p/9003/) [me](/m/ada2/) [c](/g/pricing/)"),
        ("https://old.example/t/how-to-price/12/3?u=ada and https://old.example.org/t/12",
         "/p/9003/ and https://old.example.org/t/12"),
        ("[faq](/faq)", "[faq](https://old.example/faq)"),
        ("![till|690x310](https://pics.example/a.png)", "![till](https://pics.example/a.png)"),
        ("![till|690x310](upload://abc.png)", "[till]"),
        ("one\ntwo\n\nthree", "one  \ntwo\n\nthree"),
        ("one `x`\ntwo", "one `x`  \ntwo"),
        ("```\n@Ada\n[b]x[/b]\ny\n```\n", "```\n@Ada\n[b]x[/b]\ny\n```"),
        ("`@Ada [b]x[/b]`", "`@Ada [b]x[/b]`"),
        ("[code]@Ada[/code]", "`@Ada`"),
        ("a\n[code]\nif x:\n  y\n[/code]\nb", "a\n\n```\nif x:\n  y\n```\n\nb"),
        ("[code]never closed", "[code]never closed"),
        ("[b] bold [i]both[/i][/b]!", " **bold *both***!"),
        ("[b]no end", "[b]no end"),
        ("[url=https://x.example/a(b)]x[/url] [url]https://y.example[/url]", "[x](https://x.example/a%28b%29) <https://y.example>"),
        ("[url=javascript:alert(1)]x[/url]", "x (javascript:alert(1))"),
        ("[img]https://x.example/p.png[/img]", "![](https://x.example/p.png)"),
        ("[size=150]big[/size] [color=#f00]red[/color]", "big red"),
        ("[spoiler]he did it[/spoiler]", "||he did it||"),
        ("[ul][li]a[/li][li]b[/li][/ul]", "- a  \n- b"),
        ("x[3] = y[i];", "x[3] = y[i];"),
    ],
)  # fmt: skip
def test_words(words: str, markdown: str) -> None:
    assert convert(words) == markdown


def test_upload_has_the_address_the_html_shows() -> None:
    digest = f"{123456789:040x}"
    short, number = "", 123456789
    digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    while number:
        number, digit = divmod(number, 62)
        short = digits[digit] + short
    rendered = f'<img src="//cdn.example/original/1X/{digest}.png" width="10">'
    assert (
        convert(f"![till|10x10](upload://{short}.png)", rendered)
        == f"![till](https://cdn.example/original/1X/{digest}.png)"
    )


@pytest.mark.parametrize(
    ("hostile", "times"),
    [("[b]", 8000), ("[code]", 6000), ("```\n", 8000), ("[quote=", 5000), ("`", 30000), ("![", 15000)],
)
def test_hostile_words_come_to_an_end(hostile: str, times: int) -> None:
    assert convert(hostile * times).strip()


@pytest.mark.django_db
def test_quotes_and_mentions_lead_to_the_imported(discourse_file: Callable[..., Path]) -> None:
    Member.objects.create_user("bob@here.example", handle="bob", name="Another Bob")
    path = discourse_file(
        topic(
            1, post(1, "Ada"), post(2, "Bob", '[quote="Ada, post:1, topic:1"]\nSome words.\n[/quote]\n\n@Ada and @Bob')
        ),
        topic(2, post(1, "Cyd", '[quote="Bob, post:2, topic:1"]\nhm\n[/quote]\n\nNo. @nobody')),
    )
    import_discourse(path=path)
    one = Topic.objects.get(title="Topic 1")
    first, second = one.posts.order_by("number")
    assert f'href="/p/{first.pk}/"' in second.html
    assert 'href="/m/ada/"' in second.html
    assert 'href="/m/bob2/"' in second.html
    assert f"topic:{one.pk}" in second.markdown
    third = Post.objects.get(author__handle="cyd")
    assert f'href="/p/{second.pk}/"' in third.html
    assert "/m/nobody/" not in third.html


@pytest.mark.django_db
def test_cooked_is_read_where_raw_is_missing(discourse_file: Callable[..., Path]) -> None:
    cooked = (
        '<p>Ask <a class="mention" href="/u/bob">@Bob</a> <b>now</b> <a href="/t/topic-1/1">here</a>'
        "<script>x</script></p>"
    )
    video = '<p><iframe src="https://video.example/v/1"></iframe></p>'
    path = discourse_file(
        topic(1, post(1, "Bob", None, cooked=cooked), post(2, "Bob", "", cooked=video), post(3, raw=""))
    )
    import_discourse(path=path)
    first, second, third = Post.objects.order_by("number")
    assert 'href="/m/bob/"' in first.html
    assert "<strong>now</strong>" in first.html
    assert f'href="/t/topic-1/{first.topic_id}/"' in first.html
    assert 'href="https://video.example/v/1"' in second.html
    assert third.html.strip()


@pytest.mark.django_db
def test_what_people_wrote_is_cleaned(discourse_file: Callable[..., Path]) -> None:
    hostile = "<img src=x onerror=alert(1)><script>alert(1)</script>[x](javascript:alert(1))"
    path = discourse_file(
        topic(1, post(1, "<script>", hostile), title="<script>alert(1)</script>", tags=["<b>"], category="<i>x</i>")
    )
    import_discourse(path=path)
    html = Post.objects.get().html.lower()
    assert "<script" not in html
    assert "onerror=" not in html
    assert 'href="javascript' not in html
