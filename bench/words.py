"""Invented texts for the generated data set: ordinary words often, made-up ones seldom, as in any language."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import accumulate

from forum.rendering import render_description

# A post has this many characters of Markdown, at least and at most.
SHORTEST, LONGEST = 320, 1_500
PARAGRAPHS = 3_000  # rendered once each; a post is put together from a few of them
RARE_WORDS = 6_000
COMMON = (  # noqa: SIM905 - a page of quoted words is hard to read
    "the and of to a in for is on that with we it as our are you but not this have from they or can more when what "
    "will work about small business customers price time people money week month first new market order stock sell "
    "buy pay bank loan team client invoice account supplier delivery shop kitchen garden farm cloth wood paper phone "
    "message group question answer help try start stop grow change keep give take make find ask tell need want know "
    "think learn read write count plan cost profit margin cash credit record receipt tax rule licence permit office "
    "town village city road truck bus bicycle rain season harvest weather water power solar light machine tool repair "
    "train hire pay wage staff family school child mother father friend neighbour mentor lesson course advice trust "
    "quality sample design colour size label package brand poster radio post online site page list photo video map"
).split()
ONSETS = ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "w", "z", "ch", "nd", "sh", "mb")
VOWELS = ("a", "e", "i", "o", "u")


@dataclass(frozen=True)
class Text:
    """Markdown and the HTML the site's own renderer makes of it."""

    markdown: str
    html: str

    @property
    def is_block(self) -> bool:
        """Whether it is a list or a quotation."""
        return self.markdown.startswith(("- ", "> "))


class Writer:
    """Writes paragraphs, titles and posts; the same for the same `chance`."""

    def __init__(self, chance: random.Random, *, paragraphs: int = PARAGRAPHS) -> None:
        self.chance = chance
        rare = ["".join(chance.choice(ONSETS) + chance.choice(VOWELS) for _ in range(3)) for _ in range(RARE_WORDS)]
        self.vocabulary = list(dict.fromkeys((*COMMON, *rare)))
        # Zipf: the n-th word comes a n-th as often as the first.
        self.weights = list(accumulate(1 / rank for rank in range(1, len(self.vocabulary) + 1)))
        self.paragraphs = [self._paragraph(number) for number in range(paragraphs)]

    def title(self) -> str:
        return " ".join(self._words(self.chance.randint(4, 9))).capitalize() + self.chance.choice(("", "?", "?"))

    def name(self) -> str:
        given, family = ("".join(self.chance.choice(ONSETS) + self.chance.choice(VOWELS) for _ in "ab") for _ in "ab")
        return f"{given.capitalize()} {family.capitalize()}"

    def post(self) -> Text:
        """A post of SHORTEST to LONGEST characters: paragraphs stand on their own, so their HTML joins as they do.

        But a list after a list would be one list, and a quotation after a quotation one: no two such stand together.
        """
        wanted = self.chance.randint(SHORTEST, LONGEST)
        chosen = [self.chance.choice(self.paragraphs)]
        length = len(chosen[0].markdown)
        while length < wanted:
            more = self.chance.choice(self.paragraphs)
            if more.is_block and chosen[-1].is_block:
                continue
            length += len(more.markdown) + 2
            if length > LONGEST:
                break
            chosen.append(more)
        return Text("\n\n".join(text.markdown for text in chosen), "".join(text.html for text in chosen))

    def _words(self, number: int) -> list[str]:
        return self.chance.choices(self.vocabulary, cum_weights=self.weights, k=number)

    def _sentence(self) -> str:
        return " ".join(self._words(self.chance.randint(6, 18))).capitalize() + "."

    def _paragraph(self, number: int) -> Text:
        """SHORTEST to about 480 characters, so that even one alone is a post; some with marks of Markdown."""
        markdown = self._sentence()
        while len(markdown) < SHORTEST:
            markdown += " " + self._sentence()
        if number % 5 == 0:
            markdown = "\n".join(f"- {sentence}" for sentence in markdown.split(". "))
        elif number % 7 == 0:
            markdown = "> " + markdown
        elif number % 3 == 0:
            markdown += " **Thank you** and see [the page](https://example.org/page)."
        return Text(markdown, render_description(markdown))
