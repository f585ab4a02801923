"""Which sentences of an item may be quoted on their own, to somebody they weren't written for.

A quote is a stretch of the item's text, character for character. Left out are sentences that ask back, greet
or thank somebody by name, mention an account, point to what stands around them ("as said above"), were true
only then ("tomorrow"), or claim to come from a human.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ownvoice.core.answers import EvidenceItem, EvidenceKind
from ownvoice.core.text import sentence_spans, words
from ownvoice.reply.lexicon import LANGUAGES, Lexicon, all_lexicons, lexicon
from ownvoice.reply.question import greeting_end
from ownvoice.voice.courtesy import COURTESY, capitalised_names, is_courtesy

MAX_QUOTE_CHARS = 500
_LINK = re.compile(r"https?://\S+|www\.\S+")
_ENDED = re.compile(r"[.!…;)]\W*$")
_WORD = re.compile(r"[^\W\d_]+")
HEADING_WORDS = 3  # a sentence as short as this may head those after it
TITLE_WORD = 4  # letters: shorter words are small in titles, too
TITLE_SHARE = 0.6  # of the longer words have a capital in a title
_TAG = re.compile(r"[#@][\w]")
# Words with which people turn to somebody by name: "Oui Paul, …", "Sorry Ana! …".
_TURNING = frozenset(
    {
        "yes",
        "no",
        "oui",
        "non",
        "ok",
        "okay",
        "sure",
        "yep",
        "yeah",
        "nope",
        "sorry",
        "desole",
        "ah",
        "oh",
        "haha",
    }
)


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence that may be quoted. `index` counts all the item's sentences, so that neighbours are known.

    `relies`: it is understood only after the sentence before it ("This is why…"). `heading`: the question or the
    few words that its paragraph begins with ("And in winter?", "Focaccia."), which say what it is about.
    """

    text: str
    index: int
    relies: bool
    heading: str = ""


def quotes(item: EvidenceItem, courtesies: frozenset[str] = frozenset()) -> list[Quote]:
    """The item's quotable sentences, in order.

    `courtesies` are the creator's own openings and closings as `spoken_form` gives them: a reply that opens and
    closes by itself doesn't say them in the middle.
    """
    books = [lexicon(item.language)] if item.language in LANGUAGES else list(all_lexicons())
    found: list[Quote] = []
    heading, heading_end, last_end = "", -1, 0
    for index, (span_start, end) in enumerate(sentence_spans(item.text)):
        if "\n" in item.text[last_end:span_start] and heading_end != last_end:
            heading = ""
        last_end = end
        if _heads(item.text[span_start:end]):
            heading, heading_end = item.text[span_start:end], end
        start = span_start + greeting_end(item.text[span_start:end], closed=True)
        text = item.text[start:end].strip()
        kind = _dangling(text, books)
        if item.kind is not EvidenceKind.FACT and _fleeting(text, books):
            continue  # a fact has dates of its own
        elsewhere = index > 0 and _TAG.match(item.text[span_start:end])  # turns to another person
        if elsewhere or not _stands_alone(text) or "always" in kind or _begins_inside(text, index, item):
            continue
        if spoken_form(text) in courtesies or _others_words(text):
            continue
        if text[:1].islower() and item.text[:span_start].rstrip().endswith(("”", "»", '"')):
            continue  # goes on after somebody's words
        if item.kind is EvidenceKind.PASSAGE and _is_headline(text, item.text):
            continue
        # An answer's first sentence leans on the question, and a question like it has just been asked.
        answers = item.kind is not EvidenceKind.PASSAGE
        relies = bool(kind) and not (answers and (not found or kind == {"pronoun"}))
        found.append(Quote(text, index, relies, heading if heading_end < end else ""))
        if heading.endswith("?") and heading_end < end:
            heading = ""  # answered
    return found


def _heads(sentence: str) -> bool:
    return sentence.endswith(("?", ":")) or len(words(sentence)) <= HEADING_WORDS


def spoken_form(text: str) -> str:
    """The folded words alone: "Bonne fournée !" and "bonne fournée" are the same courtesy."""
    return " ".join(words(text))


def _is_headline(text: str, around: str) -> bool:
    """Whether it is a heading or an entry of a list rather than a sentence: no full stop, and capitals or lines."""
    if _ENDED.search(_LINK.sub("", text).rstrip()):
        return False
    longer = [word for word in _WORD.findall(text)[1:] if len(word) >= TITLE_WORD]
    capitals = sum(word[0].isupper() for word in longer)
    return "\n" in around.strip() or (len(longer) > 1 and capitals >= TITLE_SHARE * len(longer))


def _others_words(text: str) -> bool:
    """Whether the sentence is said by somebody else: wholly in quotation marks, or cut out of them."""
    pairs = (("«", "»"), ("“", "”"))
    if any(text.count(opens) != text.count(closes) for opens, closes in pairs) or text.count('"') % 2:
        return True
    return text[:1] in '«“"' and text.rstrip(".!?… ")[-1:] in '»”"'


def claims_human(text: str) -> bool:
    """Whether the sentence says that a person writes it, or denies that an AI does."""
    found = words(text)
    return any(book.human_claims.find(found) for book in all_lexicons())


def _fleeting(text: str, books: Sequence[Lexicon]) -> bool:
    found = words(text)
    return any(book.fleeting.find(found) for book in books)


def _dangling(text: str, books: Sequence[Lexicon]) -> set[str]:
    found = words(text)
    return {match.label.name for book in books for match in book.dangling.starting(found)}


def _stands_alone(text: str) -> bool:
    said = words(_LINK.sub(" ", text))
    if len(said) < 2 or len(text) > MAX_QUOTE_CHARS:
        return False
    if "?" in text[-4:] or text.endswith(":") or _TAG.search(_LINK.sub(" ", text)):
        return False
    if any(is_courtesy(text, language) for language in COURTESY) or claims_human(text):
        return False
    if capitalised_names(" ".join(text.split()[:4])):
        if any(set(said[:2]) & lists.thanks for lists in COURTESY.values()):
            return False
        if said[0] in _TURNING:
            return False
    return True


def _begins_inside(text: str, index: int, item: EvidenceItem) -> bool:
    """Whether a passage was cut inside its first sentence, which its small letter gives away."""
    return index == 0 and item.kind is EvidenceKind.PASSAGE and text[:1].islower()
