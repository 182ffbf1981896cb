"""Whether the words of a quote stand in a page, and how they are taken out of it or credited anew.

None of it writes to the database.
"""

from __future__ import annotations

from typing import Any

from knowledge_base.blocks import NAMELESS
from knowledge_base.models import Contribution

from .kinds import Entry
from .models import Consent, Quote
from .texts import Theirs, rewrite


def stands(page: Any, quote: Quote) -> bool:
    """Whether any of the words are in the page."""
    theirs = _theirs_of(quote)
    if quote.mark and not _quotations(page, quote, theirs):
        rewrite(page, theirs.looked_for_in)
    return bool(quote.mark and theirs.found)


def take(page: Any, quote: Quote) -> Theirs:
    """Take the words and the credit out of a page, wherever they stand; says what was found."""
    theirs = _theirs_of(quote)
    quotations = {block.id for block in _quotations(page, quote, theirs)}
    for place in reversed(range(len(page.body) if quotations else 0)):
        if page.body[place].id in quotations:
            del page.body[place]
    rewrite(page, theirs.taken_out_of)
    _uncredit(page, quote)
    return theirs


def credit(page: Any, quote: Quote, entry: Entry) -> Theirs:
    """Say whose the words in a page are as the entry does; says what was found."""
    theirs = _theirs_of(quote)
    for block in _quotations(page, quote, theirs):
        block.value.update(name=entry.name, handle=entry.handle, post_id=entry.post_id)
    rewrite(page, lambda html: theirs.credited_in(html, entry.credit))
    if entry.handle:
        add_contributor(page, quote)
    else:
        _uncredit(page, quote)
    return theirs


def add_contributor(page: Any, quote: Quote) -> None:
    author = quote.post.author
    if author.pk not in {row.member_id for row in page.contributions.all()}:
        page.contributions.add(Contribution(member=author, part=Contribution.Part.CONTRIBUTOR))


def _uncredit(page: Any, quote: Quote) -> None:
    """Take the author's name from the contributors, unless other words on the page still have it."""
    named = Quote.objects.filter(
        distillation__page=quote.distillation.page_id,
        post__author=quote.post.author_id,
        consent__in=(Consent.OPEN, Consent.NAMED),
    )
    if named.exclude(pk=quote.pk).exists():
        return
    for row in page.contributions.all():
        if row.member_id == quote.post.author_id and row.part == Contribution.Part.CONTRIBUTOR:
            page.contributions.remove(row)


def _theirs_of(quote: Quote) -> Theirs:
    return Theirs(mark=quote.mark, words=quote.words, names={quote.post.author.name, str(NAMELESS)})


def _quotations(page: Any, quote: Quote, theirs: Theirs) -> list[Any]:
    """The quotation blocks with the words, which say themselves whose they are."""
    found = [
        block
        for block in getattr(page, "body", None) or ()
        if block.block_type == "quotation"
        and (
            block.id == quote.mark
            or block.value["post_id"] == quote.post_id
            or theirs.are_in(block.value["text"].source)
        )
    ]
    if found:
        theirs.meet_all()
    return found
