"""Bytes to words: the charset a mail names is often wrong, unknown or hostile, and the words must come out anyway."""

from __future__ import annotations

import codecs

# What mail programs write, and the superset that reads what they meant (WHATWG Encoding, section 4.2).
SUPERSETS = {
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
# Python knows codecs that are no charset of mail: quadratic in time, or able to warn or always raise.
REFUSED = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})
NAMES = {"iso-8859-8-i": "iso-8859-8", "ks_c_5601-1987": "cp949", "x-sjis": "cp932", "unicode-1-1-utf-8": "utf-8"}


def codec_name(charset: str) -> str | None:
    """Python's name of the codec which reads this charset best; None where nobody knows the charset."""
    wanted = charset.strip().strip("\"'").lower()
    try:
        name = codecs.lookup(NAMES.get(wanted, wanted)).name
        # Codecs from bytes to bytes (hex, zip) are found as well; they refuse to make a string.
        b"    ".decode(name, errors="replace")
    except (LookupError, ValueError, TypeError):
        return None
    # Who declares ASCII and sends more did not know what was sent.
    return None if name in REFUSED or name == "ascii" else SUPERSETS.get(name, name)


def decode(data: bytes, charset: str = "") -> str:
    """Decode without ever raising: as declared, else as UTF-8, else as far as the declared charset goes."""
    codec = codec_name(charset) if charset else None
    for attempt in (codec, "utf-8"):
        if attempt is None:
            continue
        try:
            return data.decode(attempt)
        except ValueError:
            continue
    return data.decode(codec or "cp1252", errors="replace")
