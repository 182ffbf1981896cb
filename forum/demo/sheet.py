"""A sheet of paper to draw on with a slightly unsteady hand.

Everything is drawn at twice the size and brought down at the end, which is
what makes the edges soft. Coordinates, widths and letter sizes are in pixels
of the finished picture. The same seed draws the same picture, so that a
rebuilt demo does not change for no reason. Pillow's own font has ASCII only.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

from PIL import Image, ImageDraw, ImageFont

SCALE = 2
"""How much larger than the finished picture the drawing is."""

STEP = 14
"""Pixels between two points at which a line drawn by hand may waver."""

PAPER = "#faf7f1"
SURFACE = "#ffffff"
SUNK = "#f3eee4"
LINE = "#e5ddcf"
INK = "#20251f"
INK_2 = "#565f57"
BRAND = "#14594a"
LEAF = "#7fa893"
ACCENT = "#b4501b"
CLAY = "#d98a58"
SAND = "#e6cfa2"
GOLD = "#8a6400"

Point: TypeAlias = tuple[float, float]
Box: TypeAlias = tuple[float, float, float, float]


class Sheet:
    """One picture in the making."""

    def __init__(self, width: int, height: int, *, ground: str = PAPER, seed: int = 1) -> None:
        self.width, self.height = width, height
        self.image = Image.new("RGB", (width * SCALE, height * SCALE), ground)
        self.pen = ImageDraw.Draw(self.image)
        self.chance = random.Random(seed)  # noqa: S311 - it only makes a line waver

    def finish(self) -> Image.Image:
        """The picture at its own size."""
        return self.image.resize((self.width, self.height), Image.Resampling.LANCZOS)

    def box(
        self, box: Box, *, fill: str | None = None, edge: str | None = None, width: float = 2, round_: float = 0
    ) -> None:
        """A rectangle with straight sides: printed things."""
        self.pen.rounded_rectangle(
            [value * SCALE for value in box],
            radius=round_ * SCALE,
            fill=fill,
            outline=edge,
            width=round(width * SCALE) if edge else 0,
        )

    def disc(
        self, centre: Point, radius: float, *, fill: str | None = None, edge: str | None = None, width: float = 2
    ) -> None:
        """A circle."""
        (x, y), r = centre, radius
        self.pen.ellipse(
            [(x - r) * SCALE, (y - r) * SCALE, (x + r) * SCALE, (y + r) * SCALE],
            fill=fill,
            outline=edge,
            width=round(width * SCALE) if edge else 0,
        )

    def shape(self, points: Sequence[Point], fill: str) -> None:
        """A filled outline."""
        self.pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=fill)

    def line(self, points: Sequence[Point], *, fill: str = INK, width: float = 2.5) -> None:
        """A straight line through the points, with round corners."""
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self.pen.line(scaled, fill=fill, width=round(width * SCALE), joint="curve")

    def stroke(self, points: Sequence[Point], *, fill: str = INK, width: float = 2.5, waver: float = 1.1) -> None:
        """A line through the points as a hand draws it."""
        drawn: list[Point] = [points[0]]
        for (x0, y0), (x1, y1) in pairwise(points):
            pieces = max(1, round(math.dist((x0, y0), (x1, y1)) / STEP))
            for piece in range(1, pieces + 1):
                part = piece / pieces
                drawn.append((self._off(x0 + (x1 - x0) * part, waver), self._off(y0 + (y1 - y0) * part, waver)))
        self.line(drawn, fill=fill, width=width)

    def dashes(self, start: Point, end: Point, *, fill: str = INK, width: float = 2.5, dash: float = 12) -> None:
        """A broken line from start to end."""
        pieces = max(1, int(math.dist(start, end) / dash))
        for piece in range(0, pieces, 2):
            first, last = piece / pieces, min(1.0, (piece + 1) / pieces)
            self.line([_between(start, end, first), _between(start, end, last)], fill=fill, width=width)

    def frame(self, box: Box, *, fill: str = INK, width: float = 2.5) -> None:
        """A rectangle drawn by hand, its corners a little overshot."""
        x0, y0, x1, y1 = box
        over = 3
        for points in (
            [(x0 - over, y0), (x1 + over, y0)],
            [(x1, y0 - over), (x1, y1 + over)],
            [(x1 + over, y1), (x0 - over, y1)],
            [(x0, y1 + over), (x0, y0 - over)],
        ):
            self.stroke(points, fill=fill, width=width)

    def hatch(self, box: Box, *, fill: str, gap: float = 9, width: float = 3) -> None:
        """Pencil shading at 45 degrees that stays inside the box."""
        x0, y0, x1, y1 = box
        tall = y1 - y0
        offset = x0 - tall
        while offset < x1:
            start, end = max(offset, x0), min(offset + tall, x1)
            if end - start > width:
                self.stroke(
                    [(start, y1 - (start - offset)), (end, y1 - (end - offset))], fill=fill, width=width, waver=0.8
                )
            offset += gap + self.chance.uniform(-1.5, 1.5)

    def words(self, at: Point, words: str, *, size: float = 26, fill: str = INK, anchor: str = "la") -> None:
        """Printed words; the anchor is Pillow's."""
        self.pen.text((at[0] * SCALE, at[1] * SCALE), words, font=_font(size), fill=fill, anchor=anchor)

    def hand(self, at: Point, words: str, *, size: float = 26, fill: str = INK, anchor: str = "l") -> None:
        """Words in careful handwriting, on the base line; anchor l, m or r."""
        wide = self.measure(words, size)
        x = at[0] - {"l": 0.0, "m": wide / 2, "r": wide}[anchor]
        for letter in words:
            lift = self.chance.uniform(-0.035, 0.035) * size
            font = _font(size * self.chance.uniform(0.96, 1.05))
            self.pen.text((x * SCALE, (at[1] + lift) * SCALE), letter, font=font, fill=fill, anchor="ls")
            x += self.measure(letter, size)

    def measure(self, words: str, size: float) -> float:
        """How wide the words are, in pixels of the finished picture."""
        return self.pen.textlength(words, font=_font(size)) / SCALE

    def _off(self, value: float, waver: float) -> float:
        return value + self.chance.uniform(-waver, waver)


def _between(start: Point, end: Point, part: float) -> Point:
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part


def _font(size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size=size * SCALE)
