"""The blocks of the demo's pages, as a StreamField takes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from forum.models import Post
from pages.models import File

from .stories import plain, rich

Block = tuple[str, Any]
Part = Mapping[str, Any]


@dataclass
class Sources:
    """What blocks refer to."""

    terms: Mapping[str, int]
    topics: Mapping[str, Any]
    picture: Callable[[Part], Any]
    files: Mapping[str, File]


def body_of(parts: list[Part], sources: Sources) -> list[Block]:
    """Every part in its order."""
    return [_MAKERS[part["type"]](part, sources) for part in parts]


def _heading(part: Part, _sources: Sources) -> Block:
    return "heading", {"text": part["text"], "level": str(part.get("level", 2))}


def _text(part: Part, sources: Sources) -> Block:
    return "text", rich(part["markdown"], sources.terms)


def _callout(part: Part, sources: Sources) -> Block:
    text = rich(part["markdown"], sources.terms)
    return "callout", {"kind": part["kind"], "title": part.get("title", ""), "text": text}


def _steps(part: Part, sources: Sources) -> Block:
    steps = [{"title": item["title"], "text": rich(item.get("markdown", ""), sources.terms)} for item in part["items"]]
    return "steps", {"title": part.get("title", ""), "steps": steps}


def _checklist(part: Part, _sources: Sources) -> Block:
    return "checklist", {"title": part.get("title", ""), "items": [plain(item) for item in part["items"]]}


def _table(part: Part, _sources: Sources) -> Block:
    rows = [[str(cell) for cell in row] for row in part["rows"]]
    return "table", {"caption": part["caption"], "header": [str(cell) for cell in part["header"]], "rows": rows}


def _picture(part: Part, sources: Sources) -> Block:
    return "picture", _pictured(part, sources)


def _pictured(part: Part, sources: Sources) -> dict[str, Any]:
    image = sources.picture(part)
    image.contextual_alt_text, image.decorative = part["alt"], False
    return {"image": image, "caption": part.get("caption", "")}


def _gallery(part: Part, sources: Sources) -> Block:
    pictures = [_pictured(one, sources) for one in part["pictures"]]
    return "gallery", {"pictures": pictures, "caption": part.get("caption", "")}


def _quotation(part: Part, sources: Sources) -> Block:
    topic = sources.topics[part["topic"]]
    post = Post.objects.select_related("author").get(topic=topic, number=part["post"])
    words = rich(part.get("markdown") or post.markdown, sources.terms)
    return "quotation", {
        "text": words,
        "name": post.author.name,
        "handle": post.author.handle,
        "post_id": post.pk,
    }


def _download(part: Part, sources: Sources) -> Block:
    return "download", {"file": sources.files[part["template"]], "words": part.get("words", "")}


def _topics(part: Part, sources: Sources) -> Block:
    return "topics", {"title": part.get("title", ""), "topics": [sources.topics[key] for key in part["topics"]]}


def _video(part: Part, _sources: Sources) -> Block:
    return "video", {"url": part["url"], "title": part["title"], "minutes": part.get("minutes")}


_MAKERS: Mapping[str, Callable[[Part, Sources], Block]] = {
    "heading": _heading,
    "text": _text,
    "callout": _callout,
    "steps": _steps,
    "checklist": _checklist,
    "table": _table,
    "picture": _picture,
    "gallery": _gallery,
    "quotation": _quotation,
    "download": _download,
    "topics": _topics,
    "video": _video,
}
