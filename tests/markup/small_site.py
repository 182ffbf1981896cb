"""A small site for texts to name things on."""

from __future__ import annotations

from markup import Image, QuoteSource, RenderContext, Rendered, render

KNOWN_PICTURES = {
    5: Image("/files/5-small.webp", 640, 480, "A red bicycle", full_url="/files/5.webp"),
    7: Image("/files/7.pdf"),
}


def context() -> RenderContext:
    """A site where ann and bo_b are members, bakers is a group, and uploads 5 and 7 exist."""
    return RenderContext(
        member_url=lambda asked: {handle: f"/members/{handle}/" for handle in asked & {"ann", "bo_b"}},
        group_url=lambda asked: {slug: f"/groups/{slug}/" for slug in asked & {"bakers", "ann"}},
        tag_url=lambda asked: {tag: f"/tags/{tag}/" for tag in asked},
        post_url=lambda asked: {quote: QuoteSource("Ann Doe", "/p/3/") for quote in asked if quote.post == 3},
        image=lambda asked: {number: KNOWN_PICTURES[number] for number in asked & KNOWN_PICTURES.keys()},
        site_hosts=frozenset({"baraza.example"}),
        id_prefix="post-9",
    )


def rendered(source: str) -> Rendered:
    return render(source, context=context())


def line(source: str) -> str:
    """The HTML of a text of one paragraph, without the paragraph."""
    html = rendered(source).html
    assert html.startswith("<p>")
    assert html.endswith("</p>\n")
    return html[3:-5]
