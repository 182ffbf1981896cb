"""Other programs' HTML as Markdown."""

from __future__ import annotations

import json
import lzma
import re
from itertools import islice
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from markup import Quote, from_html, render


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>a <strong>b</strong> <em>c</em> <del>d</del></p><p>e<br>f</p>", "a **b** *c* ~~d~~\n\ne\\\nf"),
        ("<h2>Title</h2><ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "## Title\n\n- a\n- b\n  - c"),
        ('<ol start="3"><li>a</li><li>b</li></ol>', "3. a\n4. b"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ('<a href="https://x.example/a">https://x.example/a</a>', "<https://x.example/a>"),
        ('<a href="http://x.example/long/path">x.example/long/…</a>', "<http://x.example/long/path>"),
        ('<a href="mailto:a@x.example">a@x.example</a>', "<a@x.example>"),
        ('<a href="/a (b)">words</a>', "[words](/a%20%28b%29)"),
        ('<a href="javascript:alert(1)">words</a>', "words"),
        ('<a class="mention" href="/u/bo_b_">@bo_b_</a> hi', "@bo_b_ hi"),
        ('<a class="hashtag" href="/tag/x">#<span>hiring</span></a>', "#hiring"),
        ('so <img class="emoji" title=":slight_smile:" alt=":)" src="https://x.example/s.png">', "so :slight_smile:"),
        ('<img src="https://x.example/a.png" alt="A boat">', "![A boat](https://x.example/a.png)"),
        ('<img src="cid:part1@x.example" alt="logo">', "![logo](cid:part1@x.example)"),
        ('<img src="data:image/png;base64,AA" alt="x">a', "a"),
        ('a<img src="https://x.example/open" width="1" height="1">', "a"),
        ("<pre><code class='lang-py'>a = '```'\n</code></pre>", "````py\na = '```'\n````"),
        ("<pre><code class='lang-auto'>a</code></pre>", "```\na\n```"),
        ("<pre>a<br>b</pre>", "```\na\nb\n```"),
        ("a <code>x*y</code>", "a `x*y`"),
        ("<table><thead><tr><th>a</th></tr></thead><tr><td>b | c</td></tr></table>", "| a |\n| --- |\n| b \\| c |"),
        ("<table><tr><td><p>Dear all,</p></td><td>hello</td></tr></table>", "Dear all,\n\nhello"),
        ('<p>a <span class="spoiler">b</span></p>', "a ||b||"),
        ('<div class="spoiler"><p>a</p><p>b</p></div>', "||a||\n\n||b||"),
        (
            "<details><summary>A &amp; B</summary><p>c</p></details>",
            "<details>\n<summary>A &amp; B</summary>\n\nc\n\n</details>",
        ),
        ("<kbd>Ctrl</kbd> H<sub>2</sub>O", "<kbd>Ctrl</kbd> H<sub>2</sub>O"),
        ("<p>1. not a list</p><p># no heading</p><p>- no item</p>", "1\\. not a list\n\n\\# no heading\n\n\\- no item"),
        ("<p>snake_case 2*3*4 a[0] &lt;b&gt; ||x||</p>", "snake_case 2\\*3\\*4 a\\[0\\] \\<b> \\|\\|x\\|\\|"),
        ("<p>see https://x.example/a_b_*c</p>", "see https://x.example/a_b_*c"),
        ("<html><head><style>p{}</style><title>t</title></head><body>a<o:p>b</o:p><script>c</script></body>", "ab"),
        ("", ""),
    ],
)
def test_html_as_markdown(html: str, markdown: str) -> None:
    assert from_html(html) == markdown


def test_discourses_quotes_name_their_post() -> None:
    markdown = from_html(
        '<aside class="quote no-group" data-username="ann" data-post="3" data-topic="12"><div class="title">'
        '<img class="avatar" src="https://x.example/a.png">Ann:</div><blockquote><p>words</p></blockquote></aside><p>yes</p>'
    )
    assert markdown == '[quote="ann, post:3, topic:12"]\nwords\n[/quote]\n\nyes'
    assert render(markdown).quoted == (Quote("ann", 3, 12),)
    evil = from_html('<aside class="quote" data-username=\'a"]<b>\' data-post="x"><blockquote>w</blockquote></aside>')
    assert render(evil).quoted == (Quote("a<b>"),)


def test_previews_and_enlarged_pictures_become_links() -> None:
    assert (
        from_html(
            '<aside class="onebox" data-onebox-src="https://x.example/p"><article><h3>Title</h3></article></aside>'
        )
        == "<https://x.example/p>"
    )
    assert (
        from_html(
            '<div class="lightbox-wrapper"><a class="lightbox" href="https://x.example/full.png"><img alt="A map"'
            ' src="https://x.example/small.png"><div class="meta">full.png 2 MB</div></a></div>'
        )
        == "![A map](https://x.example/full.png)"
    )
    assert from_html('<div class="lazyYT" data-youtube-id="abc-DEF_123"></div>') == (
        "<https://www.youtube.com/watch?v=abc-DEF_123>"
    )


def test_relative_addresses_have_a_base() -> None:
    markdown = from_html('<a href="/t/1">a</a> <img src="//x.example/b.png" alt="">', base_url="https://forum.example/")
    assert markdown == "[a](https://forum.example/t/1) ![](https://x.example/b.png)"


def words(text: str) -> set[str]:
    return set(re.findall(r"\w{3,}", text))


def test_no_words_of_a_real_forum_are_lost(shared: Path) -> None:
    """What Discourse rendered, as Markdown, rendered by us: the words are still there, but for furniture and names
    of emoji, which become emoji."""
    lost: list[tuple[str, set[str]]] = []
    with lzma.open(shared / "data/urho3d-topics.jsonl.xz", "rt") as lines:
        posts = [post["cooked"] for line in islice(lines, 0, 1_200, 8) for post in json.loads(line)["posts"]]
    for cooked in posts[:600]:
        soup = BeautifulSoup(cooked, "html.parser")
        for element in soup.select(".title, .lightbox-wrapper, .onebox, .inline-onebox, a.anchor, img, svg, .lazyYT"):
            element.decompose()
        text = re.sub(r":[a-z0-9_+-]+:|https?://\S+|\S+…", " ", soup.get_text(" "))
        missing = words(text) - words(render(from_html(cooked)).html)
        if missing:
            lost.append((cooked, missing))
    assert not lost
