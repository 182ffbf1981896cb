"""`{% avatar member 40 %}`: the picture of a person, or their initials on a colour of their own."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from members.models import Member

register = template.Library()

SIZES = (24, 32, 40, 56, 96, 128)  # members.css has a class for each
SMALL_MAX = 32  # up to this the 64-pixel file is sharp on every screen


@register.simple_tag
def avatar(member: Member, size: int = 40) -> SafeString:
    """Decorative: the name stands beside it. Makes no request before somebody has uploaded a picture."""
    if size not in SIZES:
        raise template.TemplateSyntaxError(f"an avatar has one of the sizes {SIZES}, not {size!r}")
    digest = member.avatar_digest
    if not digest:
        return format_html(
            '<span class="avatar avatar--{} avatar--hue-{}" aria-hidden="true">{}</span>',
            size, member.hue, member.initials,
        )  # fmt: skip
    address = reverse("avatar", args=[member.pk, 64 if size <= SMALL_MAX else 256, digest])
    return format_html(
        '<img class="avatar avatar--{}" src="{}" width="{}" height="{}" loading="lazy" decoding="async" alt="">',
        size, address, size, size,
    )  # fmt: skip
