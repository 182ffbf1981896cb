"""The reply and nothing else: what a person wrote, divided from what their program added.

`split_reply` keeps the words, and the quotes that are answered in place; it cuts quotes above or below all words,
attributions, the blocks of fields above earlier mails, signatures, footers and disclaimers. A mail that only
forwards keeps what it forwards. Nothing is lost: what was cut is returned beside the rest.
"""

from __future__ import annotations

from .splitting import Reply, split_reply

__all__ = ["Reply", "split_reply"]
