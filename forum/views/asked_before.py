"""A question that is asked anew, where more people read it: with the words of who asked, and nobody else's."""

from __future__ import annotations

import re
from dataclasses import dataclass

from forum.models import Kind, Post, PostRevision, Topic
from members.models import Member

# The innermost quotation: what others wrote stays where they wrote it.
_QUOTED = re.compile(r"\[quote\b[^\]]*\](?:(?!\[quote\b).)*?\[/quote\]\n*", re.DOTALL | re.IGNORECASE)
QUOTED_DEEP = 20  # quotations in quotations; what is deeper is no way of writing


@dataclass(frozen=True)
class AskedBefore:
    """What a form begins with, and the name under which it is kept as a draft: one for each question."""

    purpose: str
    words: dict[str, str]


def asked_before(member: Member, topic_id: int | None) -> AskedBefore | None:
    """A question of the member's own that they still see; None for any other topic."""
    if topic_id is None:
        return None
    own = Topic.objects.visible_to(member).filter(author=member, kind=Kind.QUESTION)
    opening = Post.objects.filter(topic__in=own.filter(pk=topic_id), number=1, author=member, deleted_at=None).first()
    if opening is None:
        return None
    by_others = opening.is_wiki or PostRevision.objects.filter(post=opening).exclude(editor=member).exists()
    markdown = "" if by_others else own_words(opening.markdown)
    words = {"title": own.get(pk=topic_id).title, "markdown": markdown, "kind": Kind.QUESTION.value}
    return AskedBefore(f"topic:{topic_id % 16**8:08x}", words)


def own_words(markdown: str) -> str:
    """What was written, without what it quotes; nothing of it where a quotation has no end."""
    for _depth in range(QUOTED_DEEP):
        markdown, found = _QUOTED.subn("", markdown)
        if not found:
            break
    return "" if re.search(r"\[/?quote\b", markdown, re.IGNORECASE) else markdown.strip()
