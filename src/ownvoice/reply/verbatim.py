"""Whether a sentence says what a cited text says: word for word, or with nothing changed but articles.

"Word for word" means whole sentences: a stretch that begins or ends inside one can turn its meaning round
("I don't think that | it is safe."), so it doesn't count.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ownvoice.core.text import sentences
from ownvoice.reply.question import greeting_end

_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "«": '"', "»": '"', "„": '"'})
_SPACE = re.compile(r"\s+")
_TOKEN = re.compile(r"\w+|[^\w\s]")
_SILENT = frozenset(".,;:!…\"'()")  # punctuation that may differ; a question mark or a minus may not
_ARTICLES = frozenset({"a", "an", "the", "le", "la", "les", "l"})
MIN_TOKENS = 3  # below this, a sentence that isn't word for word is too short to be judged


def normalised(text: str) -> str:
    """The text with one kind of white space and one kind of quotation marks, else untouched."""
    return _SPACE.sub(" ", text.translate(_QUOTES)).strip()


def says_verbatim(sentence: str, text: str) -> bool:
    """Whether `sentence` is one whole sentence of `text` or several in a row.

    A greeting with a name before it, or the last full or exclamation mark, may be left out.
    """
    wanted = normalised(sentence)
    if not wanted:
        return False
    said = _spoken(text)
    return any(
        _continues(wanted, [variant, *said[i + 1 :]])
        for i, part in enumerate(said)
        for variant in {part, part[greeting_end(part, closed=True) :].strip()}
        if variant
    )


@lru_cache(maxsize=128)
def _spoken(text: str) -> tuple[str, ...]:
    return tuple(normalised(part) for part in sentences(text))


def _continues(wanted: str, said: list[str]) -> bool:
    rest = wanted
    for part in said:
        if rest in (part, part.rstrip(".!…").rstrip()):
            return True
        if not rest.startswith(f"{part} "):
            return False
        rest = rest[len(part) + 1 :]
    return False


def says_with_other_articles(sentence: str, text: str) -> bool:
    """Whether `sentence` is one whole sentence of `text` but for articles, capitals and punctuation.

    Every other word, number and sign is there, in order, and nothing is left out: what is left out could
    be the
    word that limits what is said.
    """
    wanted = _tokens(sentence)
    return len(wanted) >= MIN_TOKENS and any(
        wanted == _tokens(variant)
        for part in sentences(text)
        for variant in (part, part[greeting_end(part, closed=True) :])
    )


@lru_cache(maxsize=4_096)
def _tokens(text: str) -> tuple[str, ...]:
    lowered = unicodedata.normalize("NFC", text.translate(_QUOTES)).lower()
    return tuple(
        token for token in _TOKEN.findall(lowered) if token not in _SILENT and token not in _ARTICLES
    )
