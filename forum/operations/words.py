"""What people type, checked before it is kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from taggit.models import Tag

from forum.models import TaggedTopic, Topic
from forum.models.topics import TITLE_MAX

TAGS_MAX = 5  # a topic about more than five things is about none
TAG_LENGTH_MAX = 30
TITLE_MIN = 3
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def checked_title(title: str) -> str:
    """The title on one line, without invisible characters. Raises ValidationError."""
    title = " ".join(_INVISIBLE.sub(" ", unicodedata.normalize("NFC", title)).split())
    if len(title) < TITLE_MIN:
        raise ValidationError({"title": _("Please give it a title.")})
    if len(title) > TITLE_MAX:
        raise ValidationError({"title": _("A title has at most %(limit)d characters.") % {"limit": TITLE_MAX}})
    return title


def checked_markdown(markdown: str) -> str:
    """The words of a post, with line ends made one and control characters gone. Raises ValidationError."""
    markdown = _CONTROL.sub("", markdown.replace("\r\n", "\n").replace("\r", "\n")).strip("\n").rstrip()
    if not markdown.strip():
        raise ValidationError({"markdown": _("Please write something.")})
    limit = settings.POST_MAX_CHARACTERS
    if len(markdown) > limit:
        raise ValidationError({"markdown": _("A post has at most %(limit)d characters.") % {"limit": limit}})
    return markdown


def checked_tags(names: Sequence[str]) -> list[str]:
    """Tags in lower case, each once, in their order. Raises ValidationError. What has no letter or digit for an
    address is left out: "!!!" and "???" would be one and the same."""
    tags: list[str] = []
    for name in names:
        tag = " ".join(_INVISIBLE.sub(" ", unicodedata.normalize("NFC", name)).replace("#", " ").split()).lower()
        if tag in tags or not Tag().slugify(tag):
            continue
        if len(tag) > TAG_LENGTH_MAX:
            raise ValidationError({"tags": _("A tag has at most %(limit)d characters.") % {"limit": TAG_LENGTH_MAX}})
        tags.append(tag)
    if len(tags) > TAGS_MAX:
        raise ValidationError({"tags": _("A topic has at most %(limit)d tags.") % {"limit": TAGS_MAX}})
    return tags


def set_tags(topic: Topic, names: Sequence[str]) -> None:
    """Make these the topic's tags, in three queries whatever their number."""
    names = checked_tags(names)
    known = {tag.name: tag for tag in Tag.objects.filter(name__in=names)}
    for name in names:
        if name not in known:
            known[name] = Tag.objects.create(name=name)
    TaggedTopic.objects.filter(content_object=topic).exclude(tag__in=known.values()).delete()
    TaggedTopic.objects.bulk_create(
        [TaggedTopic(tag=tag, content_object=topic) for tag in known.values()], ignore_conflicts=True
    )
