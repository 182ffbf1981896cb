"""What people write, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from bs4 import BeautifulSoup
from django.test import override_settings
from django.utils import translation

from markup import Image, RenderContext, render
from markup.labels import label
from tests.markup.small_site import line, rendered


def test_a_text_renders_without_any_context() -> None:
    result = render('Hello **there**, @ann #tag :seedling: ![x](upload:1) [quote="ann, post:1"]')
    assert "<strong>there</strong>, @ann #tag 🌱" in result.html
    assert result.mentioned_handles == frozenset()
    assert result.tags == {"tag"}
    assert result.uploads == {1}


# Mentions ------------------------------------------------------------------------------------------------------


def test_members_and_groups_are_mentioned() -> None:
    result = rendered("@Ann, @bo_b. (@bakers) and @nobody")
    assert result.html == (
        '<p><a class="mention" href="/members/ann/" data-handle="ann">@Ann</a>,'
        ' <a class="mention" href="/members/bo_b/" data-handle="bo_b">@bo_b</a>.'
        ' (<a class="mention mention-group" href="/groups/bakers/" data-handle="bakers">@bakers</a>) and @nobody</p>\n'
    )
    assert result.mentioned_handles == {"ann", "bo_b"}
    assert result.mentioned_groups == {"bakers"}


@pytest.mark.parametrize(
    "source",
    [
        "`@ann`",
        "```\n@ann\n```",
        "[@ann](https://x.example)",
        "<a href='https://x.example'>@ann</a>",
        "é@ann",
        "@annë",
        "x@ann.example",
        "https://x.example/@ann",
        r"\@ann",
        "&commat;ann",
        "![@ann](https://x.example/a.png)",
        "@ann@other.example",
    ],
)
def test_these_mention_nobody(source: str) -> None:
    result = rendered(source)
    assert result.mentioned_handles == frozenset()
    assert 'class="mention' not in result.html


def test_mentions_work_beside_other_marks() -> None:
    assert rendered("**@ann** _@bo_b_ «@bakers»").mentioned_handles == {"ann", "bo_b"}
    assert rendered("||@ann||").mentioned_handles == {"ann"}


def test_whom_others_mentioned_is_linked_but_not_told() -> None:
    result = rendered('[quote="bo_b, post:3"]\n@ann #old\n[/quote]\n\n> @bakers\n\n#new')
    assert result.html.count('class="mention') == 2
    assert result.mentioned_handles == frozenset()
    assert result.mentioned_groups == frozenset()
    assert result.tags == {"new"}


def test_each_hook_is_asked_once_at_most() -> None:
    calls: list[str] = []

    def hook(name: str) -> object:
        def answer(asked: object) -> Mapping[object, object]:
            calls.append(name)
            return {}

        return answer

    names = ("member_url", "group_url", "tag_url", "post_url", "image")
    spy = RenderContext(**{name: hook(name) for name in names})  # type: ignore[arg-type]
    render("nothing to ask", context=spy)
    assert calls == []
    many = (
        '@a @b #d #e ![x](upload:1) [y](upload:2)\n\n[quote="a, post:1"]x[/quote]\n\n[quote="b, post:2"]@d[/quote]\n\n'
    )
    render(many * 3, context=spy)
    assert sorted(calls) == sorted(names)


def test_a_hook_cannot_bring_in_a_script() -> None:
    evil = RenderContext(
        member_url=lambda asked: dict.fromkeys(asked, "javascript:alert(1)"),
        tag_url=lambda asked: dict.fromkeys(asked, '"><script>'),
        post_url=lambda asked: dict.fromkeys(asked, ("<script>", "javascript:alert(1)")),
        image=lambda asked: dict.fromkeys(asked, Image("javascript:alert(1)", 1, 1, '"><script>')),
    )
    html = render('@ann #tag ![x](upload:1) ![](upload:2)\n\n[quote="x, post:1"]y[/quote]', context=evil).html
    assert "<script" not in html
    soup = BeautifulSoup(html, "html5lib")
    assert not [tag for tag in soup.select("[href],[src]") if "javascript" in str(tag.get("href", tag.get("src")))]


# Tags and emoji ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tag", ["hiring", "first-hire", "2fa", "Preise-2026", "वित्तपोषण", "資金", "été"])
def test_tags(tag: str) -> None:
    result = rendered(f"About #{tag}, and so on")
    assert result.tags == {tag.lower()}
    assert f'rel="tag">#{tag}</a>, and' in result.html


@pytest.mark.parametrize(
    "source",
    ["# heading", "#12", "C#", "a#b", "`#tag`", r"\#tag", "#ff0000", "https://x.example/#tag", "[#tag](/x)", "&#35;"],
)
def test_these_are_no_tags(source: str) -> None:
    assert rendered(source).tags == frozenset()


def test_emoji_names() -> None:
    assert line(":seedling: :+1: :slight_smile: :wave:t3: :no_such_thing: 10:30:45 std::map::x") == (
        "🌱 👍 🙂 👋 :no_such_thing: 10:30:45 std::map::x"
    )
    assert line("`:seedling:` \\:seedling:") == "<code>:seedling:</code> :seedling:"


# Links ---------------------------------------------------------------------------------------------------------


def test_links_elsewhere_gain_nothing_and_ours_are_plain() -> None:
    result = rendered(
        "[a](https://x.example/) [b](/ours) [c](https://baraza.example/t/1) [d](//x.example) <e@x.example>"
    )
    soup = BeautifulSoup(result.html, "html5lib")
    assert [link.get("rel") for link in soup.select("a")] == [
        ["ugc", "nofollow", "noopener"],
        None,
        None,
        ["ugc", "nofollow", "noopener"],
        ["ugc", "nofollow", "noopener"],
    ]
    assert result.links == (
        "https://x.example/",
        "/ours",
        "https://baraza.example/t/1",
        "//x.example",
        "mailto:e@x.example",
    )


@pytest.mark.parametrize(
    ("source", "address", "rest"),
    [
        ("See https://x.example/a_b_c.", "https://x.example/a_b_c", "."),
        ("(https://x.example/a_(b))", "https://x.example/a_(b)", ")"),
        ("https://x.example/*a*~b~ ", "https://x.example/*a*~b", "~"),
        ("www.x.example/a, b", "http://www.x.example/a", ", b"),
        ("ann@x.example.", "mailto:ann@x.example", "."),
        ("https://x.example/?a=1&amp;b=2", "https://x.example/?a=1&b=2", ""),
        ("https://x.example/資料。次", "https://x.example/%E8%B3%87%E6%96%99", "。次"),
        ("HTTPS://X.example", "HTTPS://X.example", ""),
        ("||https://x.example/s||", "https://x.example/s", ""),
    ],
)
def test_bare_addresses(source: str, address: str, rest: str) -> None:
    soup = BeautifulSoup(line(source), "html5lib")
    link = soup.select_one("a")
    assert link is not None
    assert link["href"] == address
    assert soup.get_text().endswith(link.get_text() + rest)


@pytest.mark.parametrize(
    "source",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](\x01javascript:alert(1))",
        "[x](data:text/html,hi)",
        "[x](vbscript:x)",
        "[x](file:///etc/passwd)",
        "<javascript:alert(1)>",
        "<a href='java\tscript:alert(1)'>x</a>",
        "<a href=' &#1; javascript:alert(1)'>x</a>",
        "<a href='&#106;avascript:alert(1)'>x</a>",
        "[x][1]\n\n[1]: javascript:alert(1)",
        "ftp://x.example/",
    ],
)
def test_other_schemes_are_no_links(source: str) -> None:
    assert "<a" not in rendered(source).html


def test_addresses_show_no_characters_that_turn_others() -> None:
    html = rendered('https://x.example/\u202egnp.exe\u200b [a](/x "\u202etitle")').html
    assert not set(html) & set("\u202e\u200b")


def test_one_long_reference_cannot_multiply() -> None:
    source = f"[a]: /{'b' * 1_900}\n\n" + "[a] " * 7_000
    assert len(rendered(source).html) < 10 * len(source)


# Pictures and files --------------------------------------------------------------------------------------------


def test_uploads_become_pictures_with_their_size() -> None:
    result = rendered("![My bike](upload:5)")
    assert result.html == (
        '<p><a class="picture" href="/files/5.webp"><img src="/files/5-small.webp" width="640" height="480"'
        ' alt="My bike" loading="lazy" decoding="async"></a></p>\n'
    )
    assert result.uploads == {5}
    assert 'alt="A red bicycle"' in rendered("![](upload:5)").html


def test_uploads_that_are_no_pictures_are_linked() -> None:
    assert line("[The plan](upload:7)") == '<a class="file" href="/files/7.pdf">The plan</a>'
    assert line("![The plan](upload:7)") == '<a class="file" href="/files/7.pdf">The plan</a>'


def test_unknown_uploads_say_so() -> None:
    assert line("![x](upload:99)") == '<span class="missing">[missing picture: x]</span>'
    assert line("[*x*](upload:99)") == '<span class="missing"><em>x</em></span>'
    assert rendered("![x](upload:99) ![y](upload:abc)").uploads == {99}


def test_pictures_from_elsewhere_are_links() -> None:
    result = rendered(
        "![A chart](https://x.example/c.png?s=1) ![](https://x.example/d.png?s=1) "
        "<img src='https://x.example/e.png' alt='E' onerror=x>"
    )
    soup = BeautifulSoup(result.html, "html5lib")
    assert not soup.select("img")
    assert [link.get_text() for link in soup.select("a.picture-link")] == ["A chart", "d.png", "E"]
    assert result.links[0] == "https://x.example/c.png?s=1"


def test_a_picture_in_a_link_makes_no_link_within_it() -> None:
    assert line("[![b](https://x.example/b.png)](/t)") == '<a href="/t">b</a>'
    soup = BeautifulSoup(line("[![b](upload:5)](/t)"), "html5lib")
    assert len(soup.select("a")) == 1
    assert len(soup.select("a img")) == 1


# Blocks --------------------------------------------------------------------------------------------------------


def test_headings_step_down_below_the_pages_own() -> None:
    assert rendered("# a\n\n###### b").html == "<h3>a</h3>\n<h6>b</h6>\n"
    assert render("# a", context=RenderContext(heading_level=1)).html == "<h1>a</h1>\n"


def test_tables_scroll_in_a_frame_of_their_own() -> None:
    html = rendered("| a | b |\n|:--|--:|\n| 1 | ~~2~~ |").html
    soup = BeautifulSoup(html, "html5lib")
    frame = soup.select_one("div.table-scroll")
    assert frame is not None
    assert frame["tabindex"] == "0"
    assert frame["aria-label"] == "Table"
    assert [cell.get("align") for cell in soup.select("th, td")] == ["left", "right", "left", "right"]
    assert soup.select_one("td s") is not None


def test_task_lists_are_read_only_and_say_their_state() -> None:
    soup = BeautifulSoup(rendered("- [x] paid\n- [ ] sent").html, "html5lib")
    assert [mark["aria-label"] for mark in soup.select("ul.task-list li.task span.task-mark[role=img]")] == [
        "Done",
        "To do",
    ]
    assert len(soup.select("li.task-done")) == 1
    assert not soup.select("input")


def test_code_keeps_its_language_and_scrolls_only_if_wide() -> None:
    assert rendered("```py x=1\na\n```").html == '<pre><code class="language-py">a\n</code></pre>\n'
    assert '<pre tabindex="0">' in rendered("```\n" + "a" * 61 + "\n```").html


def test_spoilers_open_by_a_real_checkbox() -> None:
    result = rendered("It is ||the **butler**||, of course. a || b")
    soup = BeautifulSoup(result.html, "html5lib")
    toggle = soup.select_one("span.spoiler > input[type=checkbox].spoiler-toggle")
    assert toggle is not None
    assert toggle["aria-label"] == "Show the spoiler"
    assert [str(text) for text in soup.select("span.spoiler-text strong")] == ["<strong>butler</strong>"]
    assert result.text == "It is …, of course. a || b"


@pytest.mark.parametrize("source", ["a || b || c", "if (a||b||c)", "||||", "||a", "|| a||", r"\||a||", "`||a||`"])
def test_these_are_no_spoilers(source: str) -> None:
    assert "spoiler" not in rendered(source).html


def test_footnotes_carry_the_prefix_of_their_post() -> None:
    soup = BeautifulSoup(rendered("One[^a], two[^b], again[^a].\n\n[^a]: Note *a*\n[^b]: Note b").html, "html5lib")
    targets = {str(element["id"]) for element in soup.select("[id]")}
    assert targets == {"fnref-post-9-1", "fnref-post-9-2", "fnref-post-9-1-2", "fn-post-9-1", "fn-post-9-2"}
    assert {str(link["href"])[1:] for link in soup.select("a[href^='#']")} <= targets
    assert len(soup.select("section.footnotes li")) == 2
    with pytest.raises(ValueError, match="id_prefix"):
        RenderContext(id_prefix="a b")


def test_words_of_ours_are_in_the_sites_language_whoever_writes() -> None:
    with override_settings(LANGUAGE_CODE="de"), translation.override("fr"):
        assert label("Sunday") == "Sonntag"
        assert translation.gettext("Sunday") == "dimanche"
    with translation.override("fr"):
        assert label("Sunday") == "Sunday"


# Characters ----------------------------------------------------------------------------------------------------


def test_control_characters_never_come_out() -> None:
    marks = "\x00\x02\x03\x0b\x0c\x1b\x7f\x85\u202e\ud800\ufffe"
    for source in (
        f"a{marks}b",
        f"`a{marks}b`",
        f"<div>a&#2;&#x3;&#0;{marks}b</div>",
        f"[a](/b{marks}c)",
        f"&#2;&#3;&#12;&#x202e;a{marks}",
    ):
        result = rendered(source)
        assert not set(result.html + result.text) & set(marks)
        result.html.encode()


def test_text_is_composed_unicode() -> None:
    assert line("e\u0301") == "é"


def test_line_breaks_of_every_system() -> None:
    assert rendered("a\r\n\r\nb\rc").html == "<p>a</p>\n<p>b\nc</p>\n"
