"""A short name for something found in an item, the same each time it is found there again."""

from __future__ import annotations

from hashlib import blake2b

from ownvoice.core.text import words
from ownvoice.voice.writing import Quote


def quote_key(quote: Quote, what: str) -> str:
    """16 hexadecimal digits made of the item's id, what was found, and the quote's words.

    What a creator confirmed, corrected or forgot is kept under it. It changes when the item's words change.
    """
    named = f"{quote.item_id}\n{what}\n{' '.join(words(quote.text))}"
    return blake2b(named.encode(), digest_size=8).hexdigest()
