"""What a person wrote in a mail, without the keys of ours that their program quoted."""

from __future__ import annotations

import re

from mail import keys

# The word before a key, in an address or in the path of a link: what follows opens a door in somebody's name.
_KEY = re.compile(
    rf"(?P<before>\b(?:reply|bounce|confirm|unsubscribe)(?:\+|%2B)?|[\w-]{{1,60}}(?:\+|%2B)|/mail/(?:stop|confirm)/)[a-z2-7]{{{keys.LENGTH}}}"
    r"(?=@|/|\b)",
    re.IGNORECASE,
)


def without_keys(text: str) -> str:
    """The text with every key of ours made worthless, so that what is quoted gives nobody a way to write as another."""
    return _KEY.sub(r"\g<before>…", text)
