"""Quotes of an item, and a short name for what was found in one: the same each time it is found there again."""

from __future__ import annotations

from hashlib import blake2b

from ownvoice.core.text import words
from ownvoice.voice.writing import Quote, Written


def quote_key(quote: Quote, what: str) -> str:
    """16 hexadecimal digits made of what was found and the quote's words, in whichever item they stand.

    What a creator confirmed, corrected or forgot is kept under it: it holds for the same sentence published elsewhere,
    and on another machine. It changes when the words change.
    """
    named = f"{what}\n{' '.join(words(quote.text))}"
    return blake2b(named.encode(), digest_size=8).hexdigest()


def quote_of(written: Written, text: str) -> Quote:
    """Words of the item, with what a person needs to open it."""
    return Quote(
        written.item_id,
        written.source_id,
        text,
        written.published_at,
        written.title,
        written.url,
        written.public,
    )
