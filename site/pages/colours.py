"""Contrast of two colours, as WCAG 2.2 defines it, and the style sheet of a community's own colours."""

from __future__ import annotations

import re
from hashlib import blake2b

from django.urls import reverse

CONTRAST_MIN = 4.5  # of text on its ground (WCAG 2.2, 1.4.3, level AA)
BRAND, BRAND_DARK = "#14594a", "#6cc3a9"  # those of css/tokens.css
# What stands under words in the brand's colour, by day and by night: paper, surface, sunk of css/tokens.css.
GROUNDS = ("#faf7f1", "#ffffff", "#f3eee4")
GROUNDS_DARK = ("#141816", "#1b211e", "#212825")
SOFT_MAX = 12  # hundredths of the brand in the soft tone; fewer where words could not be read on it
_COLOUR = re.compile(r"#[0-9a-f]{6}")


def _light(channel: int) -> float:
    share = channel / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def _channels(colour: str) -> list[int]:
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]


def luminance(colour: str) -> float:
    """How bright a colour like "#14594a" is, from 0 to 1 (WCAG 2.2, "relative luminance")."""
    red, green, blue = (_light(channel) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white); a colour that is none has no contrast to anything."""
    try:
        darker, brighter = sorted((luminance(one), luminance(other)))
    except ValueError:
        return 1.0
    return (brighter + 0.05) / (darker + 0.05)


def least_contrast(colour: str, grounds: tuple[str, ...]) -> float:
    """To the ground on which it is hardest to read."""
    return min(contrast(colour, ground) for ground in grounds)


def can_be_read(day: str, night: str) -> bool:
    """Whether words in these colours can be read wherever they stand, by day and by night."""
    pairs = ((day, GROUNDS), (night, GROUNDS_DARK))
    return all(_COLOUR.fullmatch(each) and least_contrast(each, grounds) >= CONTRAST_MIN for each, grounds in pairs)


def soft(colour: str, surface: str) -> str:
    """A breath of the colour on a surface: as much as leaves words in the colour itself readable on it."""
    for share in range(SOFT_MAX, 0, -1):
        pairs = zip(_channels(colour), _channels(surface), strict=True)
        mixed = "#" + "".join(f"{round((own * share + ground * (100 - share)) / 100):02x}" for own, ground in pairs)
        if contrast(colour, mixed) >= CONTRAST_MIN:
            return mixed
    return surface


def sheet(day: str, night: str) -> str:
    """The style sheet that puts these colours in place of ours. Hover, focus and borders are mixed from them."""
    by_day = f"--brand:{day};--brand-soft:{soft(day, GROUNDS[1])}"
    by_night = f"--brand:{night};--brand-soft:{soft(night, GROUNDS_DARK[1])}"
    return f":root{{{by_day}}}@media (prefers-color-scheme:dark){{:root{{{by_night}}}}}"


def digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=4).hexdigest()


def address_of_sheet(day: str, night: str) -> str:
    """Where that style sheet is: another address for other words in it, so that browsers may keep it for ever."""
    return reverse("colours", args=[day[1:], night[1:], digest(sheet(day, night))])
