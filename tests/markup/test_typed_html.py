"""HTML that people type."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from tests.markup.small_site import line, rendered


def test_typed_html_survives_where_it_is_harmless() -> None:
    assert line("<b>a</b> H<sub>2</sub>O <kbd>Ctrl</kbd> <abbr title='x'>y</abbr>") == (
        '<b>a</b> H<sub>2</sub>O <kbd>Ctrl</kbd> <abbr title="x">y</abbr>'
    )
    html = rendered("<details open>\n<summary>More</summary>\n\n*in* @ann\n\n</details>\n\nafter").html
    assert html.startswith(
        '<details open=""><summary>More</summary>\n<p><em>in</em> <a class="mention"'.replace("><s", ">\n<s")
    )
    assert html.endswith("</details>\n<p>after</p>\n")


def test_what_only_looks_like_a_tag_is_shown() -> None:
    assert line("a vector<Point> and List<String>") == "a vector&lt;Point&gt; and List&lt;String&gt;"


@pytest.mark.parametrize(
    "forged",
    [
        '<a class="mention" data-handle="ann" href="/x">@ann</a>',
        '<blockquote class="quote" data-handle="ann" data-post="3">x</blockquote>',
        '<span class="spoiler"><input type="checkbox" class="spoiler-toggle">x</span>',
        '<div class="table-scroll" id="fn-1" style="position:fixed" onclick="x">x</div>',
        '<p data-slot="like" id="main" tabindex="0" role="alert">x</p>',
        '<section class="footnotes"><li id="fn-post-9-1" class="task">x</li></section>',
        '<img class="picture" src="upload:5" style="x" id="y" srcset="https://x.example/ 2x">',
        '<form action="/x"><input name="a"><button formaction="/y">z</button></form>',
    ],
)
def test_nobody_can_forge_what_we_make(forged: str) -> None:
    for source in (forged, f"text {forged}", f"> {forged}", f"| a |\n|---|\n| {forged} |"):
        soup = BeautifulSoup(rendered(source).html, "html5lib")
        for element in soup.select("[class],[id],[style],[role],[tabindex],[onclick],[srcset],input,form,button"):
            ours = element.get("class") in (["table-scroll"], ["picture"]) and not source.startswith("<")
            assert ours or element.get("class") == ["picture"], element
        assert not soup.select("[data-handle],[data-post],[data-slot],[name],[action]")


def test_typed_tags_close_nothing_of_ours() -> None:
    html = rendered('[quote="ann, post:3"]\nx</blockquote></div></p> <b>y\n[/quote]\n\nz').html
    soup = BeautifulSoup(html, "html5lib")
    assert soup.select_one("blockquote.quote > p > b") is not None
    assert html.endswith("</b></p>\n</blockquote>\n<p>z</p>\n")


def test_typed_tags_stay_in_their_paragraph() -> None:
    assert rendered("a <b>b\n\nc</b> d").html == "<p>a <b>b</b></p>\n<p>c d</p>\n"
    assert rendered("<div><b>a\n\nb\n\n</div>\n\nc").html.endswith("</div>\n<p>c</p>\n")


def test_scripts_styles_and_comments_leave_no_words() -> None:
    assert rendered("<script>\nalert(1)\n</script>\n\n<style>a{}</style>\n\n<!-- c -->\n\nx").text == "x"
