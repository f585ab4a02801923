"""The part of a message that asks, without the greeting, and complete enough to search with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ownvoice.core.text import STOP_WORDS, fold, sentences, stem, terms, words
from ownvoice.reply.lexicon import LANGUAGES, Lexicon, lexicon
from ownvoice.reply.phrases import spoken_words
from ownvoice.voice.courtesy import COURTESY

SHORT_FOLLOW_UP = 5  # words: a question as short as this may lean on the turn before,
LONG_FOLLOW_UP = 14  # or as short as this, where it begins like one or says "it" for what was spoken of,
TELLING_STEM = 5  # letters from which a stem is taken for the word it comes from
FEW_TERMS = 3  # and says little else
LOOKED_BACK = 2  # sentences before a question that may say what it is about
VOCATIVE_WORDS = 3  # "Hi dear Ana," : how many words may stand between a greeting and its comma
_LEADING_WORD = re.compile(r"\s*([^\W\d_]+)")
_VOCATIVE = re.compile(rf"(?:\s+[\w.\-'’]+){{0,{VOCATIVE_WORDS}}}\s*[,!:;\-–—]+\s*")
# "How deep…" asks for a number, whatever word the answer has for it.
_HOW = re.compile(
    r"\bhow (deep|thin|thick|hot|warm|cold|old|big|large|small|tall|high|low|far|wide|heavy|light|fast|slow|early|late"
    r"|soon|dark|strong|expensive|cheap|wet|dry|hard|soft|long|short|often|quickly)\b"
)
_MENTION = re.compile(r"\s*@[\w.\-]+[,:]?\s*")


def asking_sentences(text: str, language: str) -> list[str]:
    """The sentences that ask something, verbatim but without greeting, in order.

    A sentence asks when it ends with a question mark, begins like a question or contains an indirect one
    ("I wonder whether"); "How are you?" and questions without a word in them don't count.
    """
    books = books_of(language)
    return [
        asked for sentence in sentences(text) if (asked := without_greeting(sentence)) and _asks(asked, books)
    ]


def books_of(language: str) -> list[Lexicon]:
    """The language's word list, or all of them where it has none."""
    return [lexicon(language)] if language in LANGUAGES else [lexicon(code) for code in LANGUAGES]


def without_greeting(sentence: str) -> str:
    """The sentence without a leading mention or greeting with its name ("Hi Ana, how…" → "how…")."""
    return sentence[greeting_end(sentence) :].strip()


def greeting_end(sentence: str, closed: bool = False) -> int:
    """How many characters of the sentence are a leading mention and greeting, with the name and comma.

    With `closed`, a greeting counts only where a comma or the like ends it: "Hello world is…" stays whole.
    """
    mention = _MENTION.match(sentence)
    start = mention.end() if mention else 0
    first = _LEADING_WORD.match(sentence, start)
    greeting = words(first.group(1)) if first else []
    if not first or not greeting or not any(greeting[0] in _greetings(code) for code in COURTESY):
        return start
    after = _VOCATIVE.match(sentence, first.end())
    if after:
        return after.end()
    return start if closed else first.end()


def _greetings(language: str) -> frozenset[str]:
    return COURTESY[language].greeting - {"question", "morning", "afternoon", "evening"}


def _asks(sentence: str, books: Sequence[Lexicon]) -> bool:
    found = spoken_words(sentence)
    if not found:
        return False
    return _sounds_asking(sentence, found, books) and not any(_is_pleasantry(found, book) for book in books)


def _sounds_asking(sentence: str, found: list[str], books: Sequence[Lexicon]) -> bool:
    if "?" in sentence[-4:] or any(book.asks.find(found) for book in books):
        return True
    # Without its mark, a sentence that begins like a question may be a statement ("When I was young, I…"):
    # who leaves the question mark out mostly leaves the full stop out too.
    unmarked = not sentence.rstrip().endswith((".", "!", "…", ":", ",")) and len(found) > 2
    return unmarked and found[:2] != ["what", "a"] and any(book.openers.starting(found) for book in books)


def _is_pleasantry(found: list[str], book: Lexicon) -> bool:
    covered: set[int] = set()
    for match in book.triage.find(found):
        if match.label.group == "intent" and match.label.name == "smalltalk":
            covered.update(range(match.start, match.end))
    return len(covered) == len(found)


def requesting_sentences(text: str, language: str) -> list[str]:
    """The sentences that ask for something to be done or made, without greeting, in order."""
    books = books_of(language)
    return [
        bare
        for sentence in sentences(text)
        if (bare := without_greeting(sentence))
        and any(m.label.name == "request" for book in books for m in book.triage.find(spoken_words(bare)))
    ]


def with_what_was_said_before(asked: Sequence[str], text: str, language: str) -> str:
    """The asking sentences, after the one before them where they say little themselves.

    "There is grey liquid on my starter. Do I throw it away?" asks about the liquid.
    """
    question = " ".join(asked)
    if not asked or len(content_terms(question, language)) > 1:
        return question
    said = [without_greeting(sentence) for sentence in sentences(text)]
    first = said.index(asked[0]) if asked[0] in said else 0
    for before in reversed(said[max(0, first - LOOKED_BACK) : first]):
        if len(content_terms(before, language)) >= 2:
            return f"{before} {question}"
    return question


def content_terms(text: str, language: str) -> list[str]:
    """The distinct stems that say what a question is about: no stop words, no "do you know", no "please"."""
    if language not in LANGUAGES:
        return list(dict.fromkeys(_long_enough(terms(text, language))))
    book = lexicon(language)
    degrees = set(_HOW.findall(fold(text))) if language == "en" else set()
    stop = STOP_WORDS[language]
    found: dict[str, None] = {}
    for word in words(text):
        term = stem(word, language)
        # A short stem may be that of another word ("mois", "moisi"): then only the word itself tells.
        frame = word in book.frame_words or (term in book.frames and len(term) >= TELLING_STEM)
        if word not in stop and word not in degrees and not frame:
            found[term] = None
    return list(_long_enough(found))


def _long_enough(found: Iterable[str]) -> list[str]:
    return [term for term in found if len(term) > 1 or term.isdigit()]
