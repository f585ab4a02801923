"""Which language a message is in, out of the few that the creator answers in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ownvoice.core.language import identify
from ownvoice.core.text import STOP_WORDS, words
from ownvoice.voice.courtesy import COURTESY

SHORT = 6  # words: below this, the common words of a language tell more than its letters
CLEAR = 4  # common words of one language, and three times as many as of any other, tell without asking the letters
_NOT_LANGUAGE = re.compile(r"https?://\S+|www\.\S+|[@#][\w.\-]+|:\w+:|[\d_]+")
_SYMBOLS = re.compile(r"[^\w\s'’.,!?\-]")


def wording(text: str) -> str:
    """The text without links, mentions, hashtags, digits, emoji and other symbols."""
    return _SYMBOLS.sub(" ", _NOT_LANGUAGE.sub(" ", text)).strip()


def detect_language(text: str, languages: Sequence[str]) -> str:
    """The ISO 639-1 code of the text's language out of `languages`; "" where there is nothing to tell by."""
    bare = wording(text)
    found = words(bare)
    if not found or not languages:
        return ""
    if len(languages) == 1:
        return languages[0]
    short = len(found) < SHORT
    if short or all(language in STOP_WORDS for language in languages):
        votes = {language: sum(map(_common(language).__contains__, found)) for language in languages}
        first, second, *_ = sorted(votes.values(), reverse=True)
        # Letters are a slower witness: they are asked where the common words leave a doubt.
        if first > second if short else first >= max(CLEAR, 3 * second):
            return max(votes, key=lambda language: votes[language])
    return identify(bare, languages)


@lru_cache(maxsize=32)
def _common(language: str) -> frozenset[str]:
    courtesy = COURTESY.get(language)
    spoken = courtesy.greeting | courtesy.thanks | courtesy.closing if courtesy else frozenset()
    return STOP_WORDS.get(language, frozenset()) | spoken
