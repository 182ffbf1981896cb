"""Components: one inclusion tag each, with the template of its name in templates/components/."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import lucide
from django import forms, template
from django.conf import settings
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from pages.branding import Frame, community_name, for_sharing, frame
from pages.models import PlainPage
from pages.structured import about_plain_page, about_site, written

register = template.Library()

# Every icon a page may use, once a page, as symbols; `icon` points at them.
ICONS = (
    "arrow-down", "arrow-left", "arrow-right", "arrow-up", "bell", "bookmark", "check", "chevron-down",
    "clock", "ellipsis", "eye", "file-text", "heart", "house", "link", "list", "lock", "log-in", "mail", "megaphone",
    "message-circle", "message-square", "pencil", "pin", "plus", "quote", "reply", "search", "send", "settings",
    "smile", "tag", "trash-2", "user", "user-plus", "users", "x", "image", "bold", "italic", "list-ordered", "play",
)  # fmt: skip
# What our scripts say, in the reader's language; they take it from the page.
SCRIPT_WORDS = {
    "oneReply": _("1 new reply"),
    "replies": _("{count} new replies"),
    "failed": _("That did not work. Please try again."),
    "copied": _("The link is copied."),
    "meanwhile": _("Somebody has replied while you write. Your words are safe."),
    "offline": _("No connection: your words are only in this window for now."),
    "fileOffline": _("No connection: the file was not sent."),
    "fileRefused": _("This file could not be taken."),
    "yourReply": _("Your reply"),
    "replyTo": _("Your reply to {name}"),
    "more": _("More"),
    "link": _("words"),
    "keys": _("Keys"),
    "keyMove": _("next, previous"),
    "keyOpen": _("open"),
    "keyReply": _("reply"),
    "keyLike": _("like"),
    "keyBookmark": _("bookmark"),
    "keyMore": _("more"),
    "keyAsk": _("ask"),
    "keyField": _("search"),
    "keyHelp": _("this help"),
    "keysOn": _("Use these keys"),
    "bookmarked": _("Kept among your bookmarks."),
    "completions": _("Names and tags that fit"),
    "home": _("home"),
    "latest": _("latest"),
    "unread": _("unread"),
    "told": _("what you were told"),
    "messages": _("messages"),
    "groups": _("groups"),
    "bookmarks": _("bookmarks"),
    "drafts": _("drafts"),
    "glossary": _("All words of the glossary"),
}


@lru_cache(maxsize=1)
def _symbols() -> dict[str, str]:
    symbols = {}
    for name in ICONS:
        drawn = str(lucide._render_icon(name, None))
        inner = drawn[drawn.index(">") + 1 : drawn.rindex("</svg>")]
        symbols[name] = f'<symbol id="i-{name}" viewBox="0 0 24 24">{"".join(inner.split(chr(10)))}</symbol>'
    return symbols


@register.simple_tag
def icon_symbols(*names: str) -> SafeString:
    """The hidden drawing that `icon` points at: the named icons, once a page."""
    symbols = _symbols()
    return mark_safe(f'<svg class="symbols" aria-hidden="true">{"".join(symbols[name] for name in names)}</svg>')  # noqa: S308


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small decorative picture; the words beside it say what it means."""
    if name not in ICONS:
        raise template.TemplateSyntaxError(f"no icon named {name!r}")
    return format_html('<svg class="icon" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.simple_tag
def script_words() -> SafeString:
    """The words of our scripts, as JSON in the page."""
    return json_script(SCRIPT_WORDS, "words")


@register.inclusion_tag("components/field.html")
def field(bound: forms.BoundField) -> dict[str, Any]:
    """One field of a form: label, help, the control, its errors, tied together for screen readers."""
    is_choice = isinstance(bound.field.widget, forms.CheckboxInput)
    return {"field": bound, "is_check": is_choice}


@register.inclusion_tag("components/form_fields.html")
def form_fields(form: forms.BaseForm) -> dict[str, Any]:
    """All fields of a form and what is wrong with it as a whole."""
    return {"form": form}


@register.simple_tag(takes_context=True)
def frame_of(context: Mapping[str, Any]) -> Frame:
    """What stands around a page, for its reader: a member or a visitor."""
    reader = context.get("shared")
    if not reader:
        person = getattr(context.get("request"), "user", None)
        reader = "member" if person is not None and person.is_authenticated else "visitor"
    return frame(reader)


@register.inclusion_tag("components/sharing_head.html")
def sharing_head(title: str, words: str, address: str) -> dict[str, Any]:
    """What those read with whom a page for everybody is shared; `address` is its own on this site."""
    return {
        "title": title,
        "words": words,
        "address": f"{settings.SITE_URL}{address}",
        "community_name": community_name(),
        "image": for_sharing(None),
    }


@register.inclusion_tag("components/structured.html")
def site_data(words: str) -> dict[str, Any]:
    """What search engines read of the whole site, on its first page."""
    return {"data": written([about_site(words)])}


@register.inclusion_tag("components/structured.html")
def plain_page_data(page: PlainPage) -> dict[str, Any]:
    """What they read of a page of words."""
    return {"data": written(about_plain_page(page))}
