"""How well one item matches a question, word by word.

Words are compared by their stems, in the item's language and whatever forms the search knows. A word weighs as
much as it is rare in the corpus; words that many questions share ("make", "possible") weigh little, whatever
the corpus holds.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ownvoice.core.answers import EvidenceItem, EvidenceKind, SoughtWord
from ownvoice.core.text import sentences, stem, terms, words
from ownvoice.reply.lexicon import LANGUAGES, lexicon
from ownvoice.reply.question import content_terms

# What is left of a word's weight where any question might use it: the less else there is, the more.
GENERIC = {0: 1.0, 1: 0.6, 2: 0.3}
GENERIC_ELSE = 0.15
SHORT_ASKED = 250  # characters: what a fan asked in so few is about what was answered, sentence by sentence
LIMIT = 0.8  # of the heaviest word's weight: what a word weighs that turns a question into another
NEAR = 3  # words (without stop words) that two words of the question may be apart to be said together
STRETCH = 3  # sentences in a row that may answer together
# The cosine at which a multilingual-e5-small pair is as likely unrelated as related; where there is no vector
# the feature is 0, which says as much.
SIMILARITY_MIDPOINT = 0.87
SIMILARITY_SPREAD = 0.03
SHORTEST = 5  # letters that two forms of a word must share where their stems differ
LONGEST = 3_000  # characters of a text that are compared
# What a number measures is said by its unit: "98 °C" is a temperature, "89 €" a price.
_MEASURES = (
    (re.compile(r"\d ?°|\bdegr[eé]e?s?\b", re.IGNORECASE), ("temperature",)),
    (re.compile(r"\d ?°(?! ?[CF])|\bdegr[eé]e?s?\b", re.IGNORECASE), ("angle",)),
    (
        re.compile(r"[€$£] ?\d|\d ?[€$£]|\b(?:euros?|dollars?|pounds|free|gratuite?)\b", re.IGNORECASE),
        ("price", "prix"),
    ),
    (re.compile(r"\d ?(?:%|percent|pour ?cent)", re.IGNORECASE), ("percentage", "pourcentage")),
)
_MEASURED = re.compile(r"[°€$£%]|degr|euro|dollar|pound|free|gratuit|percent|cent\b", re.IGNORECASE)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|half|twice|once|first|second"
    r"|deux|trois|quatre|cinq|sept|huit|neuf|dix|douze|vingt|moiti[eé]|demi|vie|life)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sought:
    """The question's content as it is compared: its words with their final weights, and their sum.

    `unknown` is the share of the weight that no item found has and the corpus holds at most once; `amount`
    tells that the answer has a number in it ("How long…", "Combien…"); `pairs` are words of content that follow
    each other.
    """

    words: tuple[SoughtWord, ...]
    total: float
    unknown: float = 0.0
    amount: bool = False
    pairs: tuple[tuple[SoughtWord, SoughtWord], ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """What can be read off one item, each in [0, 1] unless said otherwise.

    `whole`: the weighted share of the question's words that the item has, with its title and the question it
    answered. `stretch`: the same of its best three sentences in a row (an exchange's or fact's question belongs
    to them). `lacks`: the weight of the heaviest word it doesn't have, as a share of the question's heaviest.
    `unknown`: see `Sought`. `similarity`: the cosine, centred and scaled, in [-2, 2]. `earlier`: 1 where the item
    answered a question, and `alike`: how much that question and this one have in common, of both; 0 for
    passages. `amount`: where a number is asked for, 1 where the best stretch has one and -1 where it hasn't,
    otherwise 0. `near`: the share of the question's pairs of words that the item says together; `whole` where
    there is no pair.
    """

    whole: float = 0.0
    stretch: float = 0.0
    lacks: float = 1.0
    unknown: float = 0.0
    similarity: float = 0.0
    earlier: float = 0.0
    alike: float = 0.0
    amount: float = 0.0
    near: float = 0.0


def sought(question: str, language: str, items: Sequence[EvidenceItem]) -> Sought:
    """The question's words as the search weighed them; alike where the search didn't say."""
    given = next((item.sought for item in items if item.sought), None)
    if given is None:
        given = tuple(SoughtWord(term, (term,)) for term in content_terms(question, language))
    own = frozenset(content_terms(question, language))
    heaviest = max((word.weight for word in given), default=0.0)
    specific = [word for word in given if not own.isdisjoint(word.stems)]
    demoted = GENERIC.get(len(specific), GENERIC_ELSE)
    order = {word: place for place, word in reversed(list(enumerate(words(question))))}
    limits = lexicon(language).limits if language in LANGUAGES else frozenset()
    found = []
    for word in sorted(given, key=lambda word: order.get(word.word, len(order))):
        generic = own.isdisjoint(word.stems)
        weight = word.weight * demoted if generic else max(word.weight, 0.1 * heaviest)
        if word.word in limits:
            weight = max(weight, LIMIT * heaviest)
        stems = (*word.stems, *_alike(word.stems, language))
        stems = tuple(dict.fromkeys([*stems, *_shortened(stems)]))
        found.append(SoughtWord(word.word, stems, weight, word.counted))
    total = sum(word.weight for word in found)
    anywhere: set[str] = set().union(*(_item_stems(item, language) for item in items)) if items else set()
    unknown = sum(w.weight for w in found if not w.counted and anywhere.isdisjoint(w.stems))
    pairs = tuple(
        (first, second)
        for first, second in itertools.pairwise(found)
        if len(specific) < 2 or not (own.isdisjoint(first.stems) or own.isdisjoint(second.stems))
    )
    share_unknown = unknown / total if total else 0.0
    return Sought(tuple(found), total, share_unknown, asks_amount(question, language), pairs)


def asks_amount(question: str, language: str) -> bool:
    """Whether the answer to the question has a number in it."""
    codes = (language,) if language in LANGUAGES else LANGUAGES
    asked = words(question)
    return any(lexicon(code).amounts.find(asked) for code in codes)


def has_number(text: str) -> bool:
    """Whether there is a number in the text, in figures or in words."""
    return bool(_NUMBER.search(text))


def _alike(stems: Sequence[str], language: str) -> tuple[str, ...]:
    """Other stems that ask for the same ("price" → "cost"), where the language has a list of such words."""
    if language not in LANGUAGES:
        return ()
    alike = lexicon(language).alike
    return tuple(other for form in stems for other in alike.get(form, ()))


def matches(question: Sought, language: str, items: Sequence[EvidenceItem]) -> list[Match]:
    """The match of each item with the question, in the items' order."""
    return [_match(question, language, item) for item in items]


def _match(question: Sought, language: str, item: EvidenceItem) -> Match:
    code = item.language or language
    short = item.kind is not EvidenceKind.PASSAGE and 0 < len(item.asked) <= SHORT_ASKED
    asked = stems_of(item.asked, code) if short else frozenset()
    has = _item_stems(item, language)
    parts = _sentences_of(item.text[:LONGEST])
    said = [stems_of(sentence, code) | asked for sentence in parts]
    stretches = [(share(question, stems), first, last) for first, last, stems in _stretches(parts, said)]
    stretch, first, last = max(stretches, key=lambda found: found[0], default=(0.0, 0, 0))
    amount = 0.0
    if question.amount:
        amount = 1.0 if has_number(" ".join(parts[first:last])) else -1.0
    heaviest = max((word.weight for word in question.words), default=0.0)
    lacking = max((word.weight for word in question.words if has.isdisjoint(word.stems)), default=0.0)
    close = 0.0
    if item.similarity is not None:
        close = max(-2.0, min(2.0, (item.similarity - SIMILARITY_MIDPOINT) / SIMILARITY_SPREAD))
    whole = share(question, has)
    return Match(
        whole=whole,
        stretch=stretch,
        lacks=lacking / heaviest if heaviest else 1.0,
        unknown=question.unknown,
        similarity=close,
        earlier=1.0 if item.asked else 0.0,
        alike=_in_common(question, item.asked, code),
        amount=amount,
        near=_said_together(question, item, code) if question.pairs else whole,
    )


def _stretches(
    parts: Sequence[str], said: Sequence[frozenset[str]]
) -> Iterator[tuple[int, int, frozenset[str]]]:
    """The half-open spans of up to `STRETCH` sentences with their stems; none ends with a question of its own."""
    for first in range(len(parts)):
        last = min(first + STRETCH, len(parts))
        while last > first and parts[last - 1].rstrip().endswith("?"):
            last -= 1
        if last > first:
            yield first, last, frozenset().union(*said[first:last])


def _said_together(question: Sought, item: EvidenceItem, language: str) -> float:
    """The share of the question's pairs whose words stand close to each other in the item."""
    places: dict[str, list[int]] = {}
    for text, offset in ((item.text, 0), (item.asked, 20_000), (item.title, 40_000)):
        for place, term in enumerate(_terms_of(text[:LONGEST], language)):
            places.setdefault(term, []).append(place + offset)
    together = 0
    for first, second in question.pairs:
        mine = [place for form in first.stems for place in places.get(form, ())]
        theirs = [place for form in second.stems for place in places.get(form, ())]
        together += any(0 < abs(a - b) <= NEAR for a in mine for b in theirs)
    return together / len(question.pairs)


def share(question: Sought, stems: frozenset[str]) -> float:
    """The weighted share of the question's words that are among the stems, in [0, 1]."""
    if not question.total:
        return 0.0
    return sum(w.weight for w in question.words if not stems.isdisjoint(w.stems)) / question.total


def missing(question: Sought, item: EvidenceItem, language: str, from_share: float = 0.25) -> tuple[str, ...]:
    """The question's words that the item doesn't have and that make up at least this share of the question."""
    has = _item_stems(item, language)
    least = from_share * question.total
    return tuple(
        w.word for w in question.words if w.word and w.weight >= least > 0 and has.isdisjoint(w.stems)
    )


def _in_common(question: Sought, asked: str, language: str) -> float:
    """Twice what both questions share over the weight of both; words only the other has weigh the mean."""
    theirs = content_terms(asked[:LONGEST], language)
    if not theirs or not question.words:
        return 0.0
    mean = question.total / len(question.words)
    both = other = 0.0
    for term in theirs:
        mine = next((word for word in question.words if term in word.stems), None)
        both += mine.weight if mine else 0.0
        other += mine.weight if mine else mean
    return min(1.0, 2 * both / (question.total + other)) if question.total + other else 0.0


def _item_stems(item: EvidenceItem, language: str) -> frozenset[str]:
    code = item.language or language
    return stems_of(item.text, code) | stems_of(item.asked, code) | stems_of(item.title, code)


@lru_cache(maxsize=2_048)
def _sentences_of(text: str) -> tuple[str, ...]:
    return tuple(sentences(text))


@lru_cache(maxsize=8_192)
def _terms_of(text: str, language: str) -> tuple[str, ...]:
    return tuple(terms(text, language))


@lru_cache(maxsize=8_192)
def _stems_of(text: str, language: str) -> frozenset[str]:
    found = set(_terms_of(text, language))
    if _MEASURED.search(text):
        for unit, measured in _MEASURES:
            if unit.search(text):
                found.update(stem(word, language) for word in measured)
    found.update(_shortened(found))
    return frozenset(found)


def _shortened(stems: Iterable[str]) -> list[str]:
    """Long stems without their last letter and the last two: stemmers leave "attendr" and "attend" apart."""
    return [form[:-cut] for form in stems for cut in (1, 2) if len(form) - cut >= SHORTEST]


def stems_of(text: str, language: str) -> frozenset[str]:
    """The stems of a text's first `LONGEST` characters, without stop words: "tu pars" isn't about "par"."""
    return _stems_of(text[:LONGEST], language)
