"""Text as the search, the composer and the verifier see it: folded, cut into words, cut into sentences.

PostgreSQL's own `unaccent` isn't available everywhere, so the folding is done here, once, for queries and
for what is stored alike.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

import Stemmer

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
# Most texts fold to ASCII, and then this is four times as fast as the expression.
_ASCII_WORDS = "".join(chr(code) if chr(code).isalnum() else " " for code in range(128))
_SPACE = re.compile(r"[ \t\r\f\v\u00a0\u202f]+")
_CONTROLS = re.compile("[\x00\x1e\x1f]")
LONGEST_WORD = 64  # characters; longer ones are keys, hashes and laughter
_BLANK_LINES = re.compile(r"\n\n+")
_STEMMERS = {
    "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish", "fr": "french",
    "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip

# Words too common to search with. Kept short: BM25's weights do most of this work.
_STOP = {
    "en": "a an and are as at be been but by can could did do does for from had has have he her him his how i "
    "if in into is it its just me my of on or our she so than that the their them then there these they this "
    "to too us was we were what when where which who why will with would you your am not no about any some",
    "fr": "a ai as au aux avec c ce ces cet cette comme d dans de des du elle elles en es est et eu il ils j je "
    "l la le les leur leurs lui m ma mais me mes moi mon n ne nos notre nous on ou par pas pour qu que quel "
    "quelle quelles quels qui quoi s sa se ses si son sont suis sur t ta te tes toi ton tu un une vos votre "
    "vous y ete etre avez avons ont fait faire comment pourquoi quand est-ce",
}
STOP_WORDS = {lang: frozenset(words.split()) for lang, words in _STOP.items()}


def fold(text: str) -> str:
    """Lower case without accents: "Éclair à l'Œuf" → "eclair a l'oeuf"."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    lowered = lowered.replace("œ", "oe").replace("æ", "ae").replace("’", "'")
    if lowered.isascii():
        return lowered
    decomposed = unicodedata.normalize("NFKD", lowered)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    """Folded words in order; French elisions are cut off ("l'hydratation" → "l", "hydratation")."""
    folded = fold(text)
    return folded.translate(_ASCII_WORDS).split() if folded.isascii() else _WORD.findall(folded)


@lru_cache(maxsize=32)
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    name = _STEMMERS.get(language)
    return Stemmer.Stemmer(name, 0) if name else None  # no cache of its own: there is one below


class _Stems(dict[str, str]):
    """Word → stem for one language, filled as words are met; bounded, since people write all kinds of things."""

    LIMIT = 100_000

    def __init__(self, language: str) -> None:
        super().__init__()
        self.stemmer = _stemmer(language)

    def __missing__(self, word: str) -> str:
        if len(self) >= self.LIMIT:
            self.clear()
        stemmed = self.stemmer.stemWord(word) if self.stemmer else word
        self[word] = stemmed
        return stemmed


class _Terms(_Stems):
    """The same, but "" for words that aren't searched by: stop words and endless ones."""

    def __init__(self, language: str) -> None:
        super().__init__(language)
        self.stop = STOP_WORDS.get(language, frozenset())

    def __missing__(self, word: str) -> str:
        if word in self.stop or len(word) >= LONGEST_WORD:
            self[word] = ""
            return ""
        return super().__missing__(word)


@lru_cache(maxsize=64)
def _stems(language: str) -> _Stems:
    return _Stems(language)


@lru_cache(maxsize=64)
def _terms(language: str) -> _Terms:
    return _Terms(language)


def stem(word: str, language: str) -> str:
    """The Snowball stem of a folded word, or the word itself where the language has no stemmer."""
    return _stems(language)[word]


def stems(text: str, language: str) -> list[str]:
    """The stem of each word in order, stop words too."""
    return list(map(_stems(language).__getitem__, words(text)))


def terms(text: str, language: str) -> list[str]:
    """The stems a text is searched by, in order, stop words left out, duplicates kept."""
    return list(filter(None, map(_terms(language).__getitem__, words(text))))


def tidy(text: str) -> str:
    """Unify white space: no runs of blanks, at most one empty line, no NUL and no separators of records."""
    # One look for each character: they are told apart from others by the processor, many at a time.
    if (
        "  " in text or "\t" in text or "\r" in text or "\f" in text or "\v" in text or "\0" in text
        or "\x1e" in text or "\x1f" in text or "\u00a0" in text or "\u202f" in text
    ):  # fmt: skip
        text = _CONTROLS.sub("", text)
        text = _SPACE.sub(" ", text.replace("\r\n", "\n"))
    if "\n" in text:
        text = "\n".join([line.strip() for line in text.split("\n")])
        if "\n\n\n" in text:
            text = _BLANK_LINES.sub("\n\n", text)
    return text.strip()


def unescape_once(text: str) -> str:
    """Resolve HTML entities exactly once; what was escaped twice stays escaped once."""
    return html.unescape(text) if "&" in text else text


# Endings after which a full stop does not end a sentence.
_ABBREVIATIONS = frozenset(
    [
        "mr",
        "mt",
        "mrs",
        "ms",
        "dr",
        "prof",
        "st",
        "no",
        "nr",
        "vs",
        "etc",
        "e.g",
        "i.e",
        "cf",
        "fig",
        "p",
        "pp",
        "env",
        "ex",
        "approx",
        "min",
        "max",
        "vol",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "mme",
        "mlle",
        "m",
        "art",
        "chap",
        "al",
        "inc",
        "ltd",
        "co",
        "u.s",
        "a.m",
        "p.m",
    ]
)
_END = re.compile(r"""[.!?…]+["'”’»)\]]*(?=\s|$)|\n+""")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Half-open character spans of the sentences of `text`, without surrounding white space.

    A sentence ends at . ! ? … followed by white space (unless after an abbreviation, an initial or a list
    number), or at a line break.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        mark = match.group()
        if mark[0] == ".":
            near = max(
                start, match.start() - LONGEST_WORD
            )  # so that the time stays in proportion to the text
            before = text[near : match.start()].rsplit(None, 1)
            last = fold(before[-1]).lstrip("(\"'«“") if before else ""
            if (
                last in _ABBREVIATIONS
                or (len(last) == 1 and last.isalpha())
                or (last.isdigit() and len(before) == 1 and near == start)
            ):
                continue
        _append_span(spans, text, start, match.end())
        start = match.end()
    _append_span(spans, text, start, len(text))
    return spans


def _append_span(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        spans.append((start, end))


def sentences(text: str) -> list[str]:
    """The sentences of `text`, verbatim."""
    return [text[start:end] for start, end in sentence_spans(text)]
