"""What the pages show of notifications: the number of unread ones, and one of them."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.queries import COUNT_MAX, Item

register = template.Library()


@register.simple_tag(name="told_badge")
def badge(unread: int) -> SafeString:
    """A number with words for those who hear the page; nothing at all where nothing is unread.

    Takes the plain number, so that a page that is kept can fill it in for each viewer.
    """
    if unread <= 0:
        return SafeString("")
    if unread > COUNT_MAX:
        shown, words = f"{COUNT_MAX}+", _("more than %(count)d unread notifications") % {"count": COUNT_MAX}
    else:
        words = ngettext("%(count)d unread notification", "%(count)d unread notifications", unread) % {"count": unread}
        shown = str(unread)
    return format_html(
        '<span class="badge"><span aria-hidden="true">{}</span><span class="visually-hidden"> {}</span></span>',
        shown,
        words,
    )


@register.inclusion_tag("components/told_item.html")
def told_item(item: Item, dated: bool = False) -> dict[str, object]:
    """One notification: faces, words, when. A link, or a button where only following it makes it read. The day stands
    with it where it does not stand above it."""
    return {"item": item, "dated": dated}
