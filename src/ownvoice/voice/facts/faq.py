"""FAQs mined from exchanges: questions that keep coming, and the creator's best past answer to each.

Two questions are the same where their content words agree for the most part, weighed by rarity (weighted Jaccard
coefficient); each joins the first group, largest first, whose leading form it agrees with. Only forms that share one of
their rarest words are compared, so that the time grows with the number of questions and not with its square.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ownvoice.core.text import fold, sentences, stem, words
from ownvoice.voice.facts.fact import FaqEntry
from ownvoice.voice.sensitive import sensitive_category
from ownvoice.voice.writing import Quote

LEAST_ASKERS = 3  # different people or threads
READ_CHARS = 2_000  # of a fan's message
LONGEST_QUESTION = 300  # characters
MOST_WORDS = 12  # content words of a question; what has more is a story
ALIKE = 0.6  # of the weight of all words of two forms that they must share
COMPARED = 60  # groups that a form is compared with
RAREST = 3  # words by which they are found
LONGEST_ANSWER = 1_200  # characters
SHORTEST_ANSWER = 25
HALF_LIFE_DAYS = 730
OTHERS = 3  # further answers shown
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)

# Words that any question might have, in English and French: what is left says what is asked about.
_ANY = frozenset(
    (
        "a an the i you he she it we they me him her us them my your his its our their this that these "
        "those is are was were be been am do "
        "does did done have has had can could will would shall should may might must what which who "
        "whom whose when where why how if or "
        "and but so then than as at by for from in into of on to up out about with without please pls "
        "thanks thank hi hello hey know tell "
        "think there here just also any some s m re ve ll d t don doesn didn isn aren can't im ive one "
        "ones get got anyone somebody someone "
        "anybody question curious wondering wonder ask asking possible would like want need way really "
        "very much many long still ever again "
        "share let say said guys love great nice video post article blog work works use using used "
        "make made go going good best help try "
        "je tu il elle on nous vous ils elles me te se le la les l un une des du de d au aux ce cet "
        "cette ces ca c mon ma mes ton ta tes son sa "
        "ses notre nos votre vos leur leurs y en qui que quoi qu quel quelle quels quelles dont ou "
        "quand comment pourquoi combien est sont etes "
        "es suis ai as a avez avons ont etait fait faire faites fais peut peux pouvez pourrais "
        "pourriez faut et mais donc si ne n pas plus pour "
        "par avec sans dans sur sous chez vers merci bonjour salut coucou svp stp sais savez dire dis "
        "dites question possible aimerais veux "
        "missing miss something thoughts thought wrong right understand sense idea ideas opinion mean "
        "means correct sure true false "
        "matter point reason happened happen exactly else anything way ways case maybe perhaps avis "
        "idee pense penses pensez "
        "voudrais bien tres trop aussi encore toujours j t s m super bravo video article billet "
        "utilise utilisez utilises"
    ).split()
)
_ASKS = re.compile(
    r"^(?:and |so |but |et |mais |hi |hello |hey |bonjour |salut )?(?:what|which|who|when|where|why|how|"
    r"do you|did you|can you|could you|are you|is there|is it|will you|"
    r"have you|any chance|quel|quelle|quels|quelles|comment|pourquoi|combien|quand|ou |qui|est-ce|"
    r"tu utilises|c'est quoi|avez|as-tu|peux-tu|pouvez)\b"
)
# An answer that leans on what stands elsewhere can't be given to somebody else.
_LEANS = re.compile(
    r"^(?:@\S+|>|yes\b|yeah|yep|no\b|nope|that\b|this\b|it\b|it's|he\b|she\b|they\b|same\b|see above|"
    r"as i said|like i said|both\b|neither\b|"
    r"oui\b|non\b|ca\b|c'est|il\b|elle\b|ils\b|elles\b|pareil|les deux|voir plus haut|comme je (?:l'ai )?dis)"
)
_PERSONAL = re.compile(
    r"@\w|\b(?:your (?:e-?mail|order|message|address)|ton (?:mail|message)|votre (?:mail|message|commande)|"
    r"sent you|t'ai envoye|vous ai envoye)\b"
)


@dataclass(frozen=True, slots=True)
class Answered:
    """A fan's message with the creator's real reply.

    `asker` names whoever asked and `thread` where, in any stable form; `answer` is the whole reply (`answer.public`:
    whether everybody could read both). `language` is an ISO 639-1 code or "".
    """

    asked: str
    answer: Quote
    asker: str = ""
    thread: str = ""
    language: str = ""


@dataclass(slots=True)
class _Form:
    """All messages that ask with the same content words."""

    stems: frozenset[str]
    language: str
    asked: list[str] = field(default_factory=list)
    exchanges: list[Answered] = field(default_factory=list)


def faq(exchanges: Iterable[Answered], least_askers: int = LEAST_ASKERS) -> tuple[FaqEntry, ...]:
    """The questions asked by at least `least_askers` different people or threads, most askers first.

    Of the past answers the best is the one with the highest sum of: the share of the question's words, and of the words
    other answers to it agree on, that it has (common ground), and half of 0.5 ^ (its age against the newest / two
    years). It must be public, stand alone (begin without "Yes", "It", a mention; speak of nobody's order), ask nothing
    back and have 25 to 1,200 characters; where none does, the entry has no answer.
    """
    forms = _forms(exchanges)
    rarity = _rarity(forms)
    entries = [
        entry
        for group in _groups(forms, rarity)
        if (entry := _entry(group, rarity, least_askers)) is not None
    ]
    return tuple(sorted(entries, key=lambda entry: (-entry.askers, -entry.times, entry.question)))


def asked_in(text: str) -> str:
    """The sentence of a message that asks, the last of several; "" where none does."""
    found = ""
    if "?" not in text and not _ASKS.match(fold(text[:200])):
        return ""
    for sentence in sentences(text[:READ_CHARS]):
        if len(sentence) <= LONGEST_QUESTION and (
            "?" in sentence[-4:] or (not found and _ASKS.match(fold(sentence)))
        ):
            found = sentence
    return found


def _forms(exchanges: Iterable[Answered]) -> list[_Form]:
    forms: dict[tuple[str, frozenset[str]], _Form] = {}
    for exchange in exchanges:
        question = asked_in(exchange.asked)
        if not question:
            continue
        stems = frozenset(_content(question, exchange.language))
        if not 0 < len(stems) <= MOST_WORDS:
            continue
        form = forms.setdefault((exchange.language, stems), _Form(stems, exchange.language))
        form.asked.append(question)
        form.exchanges.append(exchange)
    return sorted(forms.values(), key=lambda form: (-len(form.asked), len(form.stems), sorted(form.stems)))


def _content(text: str, language: str) -> Iterator[str]:
    return (
        stem(word, language) for word in words(text) if word not in _ANY and (len(word) > 1 or word.isdigit())
    )


def _rarity(forms: Sequence[_Form]) -> dict[str, float]:
    found = Counter(word for form in forms for word in form.stems)
    return {word: math.log(1 + (len(forms) - n + 0.5) / (n + 0.5)) + 0.1 for word, n in found.items()}


def _groups(forms: Sequence[_Form], rarity: dict[str, float]) -> list[list[_Form]]:
    groups: list[list[_Form]] = []
    led: dict[tuple[str, str], list[int]] = defaultdict(list)
    for form in forms:
        rarest = sorted(form.stems, key=lambda word: (-rarity[word], word))[:RAREST]
        near = {number: None for word in rarest for number in led[form.language, word][:COMPARED]}
        best = max(near, key=lambda number: (_alike(form, groups[number][0], rarity), -number), default=None)
        if best is not None and _alike(form, groups[best][0], rarity) >= ALIKE:
            groups[best].append(form)
            continue
        for word in form.stems:
            if len(led[form.language, word]) < COMPARED:
                led[form.language, word].append(len(groups))
        groups.append([form])
    return groups


def _alike(one: _Form, other: _Form, rarity: dict[str, float]) -> float:
    shared = sum(rarity[word] for word in one.stems & other.stems)
    return shared / sum(rarity[word] for word in one.stems | other.stems)


def _entry(group: Sequence[_Form], rarity: dict[str, float], least: int) -> FaqEntry | None:
    exchanges = [exchange for form in group for exchange in form.exchanges]
    askers = {exchange.asker or exchange.thread or str(exchange.answer.item_id) for exchange in exchanges}
    if len(askers) < least:
        return None
    language = group[0].language
    question = min(group[0].asked, key=lambda text: (len(text), text))
    scored = _scored(exchanges, group[0].stems, language)
    answer = scored[0][1] if scored else None
    others = sorted((quote for _, quote in scored[1:]), key=_at, reverse=True)[:OTHERS]
    reason = (
        f"Stands alone and shares most with the question and your other answers, out of {len(exchanges)}."
        if answer
        else "None of your past answers can stand alone in public."
    )
    told = f"{question} {answer.text if answer else ''}"
    return FaqEntry(
        question,
        language,
        len(askers),
        len(exchanges),
        answer,
        tuple(others),
        reason,
        sensitive_category(told, language),
    )


def _scored(exchanges: Sequence[Answered], asked: frozenset[str], language: str) -> list[tuple[float, Quote]]:
    fit = {" ".join(words(e.answer.text)): e.answer for e in exchanges if stands_alone(e.answer)}
    if not fit:
        return []
    said = {key: frozenset(_content(quote.text, language)) for key, quote in fit.items()}
    counted = Counter(word for stems in said.values() for word in stems)
    agreed = {word for word, n in counted.items() if n >= 2} | asked
    newest = max(_at(quote) for quote in fit.values())
    scored = []
    for key, quote in fit.items():
        common = len(said[key] & agreed) / len(agreed)
        recent = 0.5 ** ((newest - _at(quote)).days / HALF_LIFE_DAYS)
        scored.append((common + recent / 2, quote))
    return sorted(scored, key=lambda pair: (-pair[0], -_at(pair[1]).timestamp(), pair[1].item_id))


def stands_alone(answer: Quote) -> bool:
    """Whether a past answer can be given to somebody else as it is."""
    text = answer.text.strip()
    if not answer.public or not SHORTEST_ANSWER <= len(text) <= LONGEST_ANSWER or text.endswith("?"):
        return False
    folded = fold(text)
    return not _LEANS.match(folded) and not _PERSONAL.search(folded)


def _at(quote: Quote) -> datetime:
    return quote.published_at or _EARLIEST
