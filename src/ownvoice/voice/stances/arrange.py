"""Stances by topic, with what contradicts what side by side, the latest on top.

Two stances are about the same where they share enough of their words, each weighed by how rare it is among all stances
(the inverse document frequency of BM25, Robertson and Zaragoza 2009). Of two such stances one contradicts the other where
- one is for and the other against it (their polarity), or
- they are alike but for a number that stands before the same word ("2 coffees", "3 coffees"), or
- one prefers A to B and the other B to A.
It is a change of mind where the later one says so itself ("I switched …", "I no longer …"); otherwise a contradiction.
Nothing is concluded from what isn't said.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import islice

from ownvoice.core.text import fold, stem, words
from ownvoice.voice.stances.stance import Arranged, Pair, PairKind, Stance, StanceKind, Topic

HALF_LIFE_DAYS = 730
SAME_TOPIC = 0.3  # how alike (cosine of the words' weights) a stance must be to a topic's first one
SAME_THING = 0.45  # how alike two stances must be to contradict each other,
SHARED_WORDS = 2  # and how many words they share, unless both have but one
LED_BY = 200  # topics with a word that are compared, the latest first: keeps time in proportion
PAIRS_COMPARED = 60  # of a topic's stances, the latest
MOST_PAIRS = 20  # of a topic
TOPIC_WORDS = 5
_EARLIEST = datetime.min.replace(tzinfo=UTC)
_NUMBER = re.compile(r"\b(\d{1,9}(?:[.,]\d{1,3})?)\s?(%|[^\W\d_]{1,20})")
_RATHER = re.compile(
    r"\b(?:prefere?|use|utilise|choose|choisis|go for) (.{2,60}?) (?:over|rather than|instead of|"
    r"more than|plutot que|au lieu de|a) (.{2,60})"
)


def arrange(stances: Iterable[Stance], today: date) -> Arranged:
    """All stances by topic; the same words published twice count once, their latest item standing for them."""
    known = _once(stances)
    rarity = _rarity(known)
    groups = _groups(known, rarity)
    topics = [_topic(group, rarity, today) for group in groups]
    topics.sort(key=lambda topic: (-topic.weight, topic.words))
    return Arranged(tuple(topics), len(known))


def _once(stances: Iterable[Stance]) -> list[Stance]:
    """Latest first."""
    ordered = sorted(stances, key=lambda s: (_at(s), s.quote.item_id, s.quote.text), reverse=True)
    kept: dict[str, Stance] = {}
    for stance in ordered:
        same = " ".join(words(stance.quote.text))
        if same in kept:  # switched on once is switched on, whichever copy stands for it
            kept[same] = replace(kept[same], allowed=kept[same].allowed or stance.allowed)
        else:
            kept[same] = stance
    return list(kept.values())


def _at(stance: Stance) -> datetime:
    return stance.quote.published_at or _EARLIEST


def _stems(stance: Stance) -> dict[str, str]:
    """Stem → the word as it stands."""
    found: dict[str, str] = {}
    for word in stance.topics:
        found.setdefault(stem(word, stance.language), word)
    return found


def _rarity(stances: Sequence[Stance]) -> dict[str, float]:
    found = Counter(word for stance in stances for word in _stems(stance))
    total = len(stances)
    return {word: math.log(1 + (total - n + 0.5) / (n + 0.5)) for word, n in found.items()}


def _groups(stances: Sequence[Stance], rarity: dict[str, float]) -> list[list[Stance]]:
    """Each stance joins the topic whose first stance it is most alike, or begins one."""
    groups: list[list[Stance]] = []
    leaders: list[dict[str, str]] = []
    led: dict[tuple[str, str], list[int]] = defaultdict(list)
    for stance in stances:
        own = _stems(stance)
        near = {number: None for word in own for number in led[stance.language, word][-LED_BY:]}
        best = max(near, key=lambda number: (_alike(own, leaders[number], rarity), number), default=None)
        if best is not None and _alike(own, leaders[best], rarity) >= SAME_TOPIC:
            groups[best].append(stance)
            continue
        for word in own:
            led[stance.language, word].append(len(groups))
        leaders.append(own)
        groups.append([stance])
    return groups


def _alike(one: Collection[str], other: Collection[str], rarity: dict[str, float]) -> float:
    """The cosine of two sets of stems, each word with its rarity as its weight (1 where it has none)."""
    mine, theirs = (sum(rarity.get(word, 1.0) ** 2 for word in side) for side in (one, other))
    shared = sum(rarity.get(word, 1.0) ** 2 for word in one if word in other)
    return shared / math.sqrt(mine * theirs) if shared else 0.0


def _topic(group: Sequence[Stance], rarity: dict[str, float], today: date) -> Topic:
    often: Counter[str] = Counter()
    written: dict[str, str] = {}
    for stance in group:
        for stemmed, word in _stems(stance).items():
            often[stemmed] += 1
            written.setdefault(stemmed, word)
    telling = sorted(often, key=lambda word: (-often[word], -rarity[word] if len(group) > 1 else 0.0))
    return Topic(
        tuple(written[word] for word in telling[:TOPIC_WORDS]),
        tuple(group),
        tuple(islice(_pairs(group[:PAIRS_COMPARED], rarity), MOST_PAIRS)),
        round(sum(_recency(stance, today) for stance in group), 4),
    )


def _recency(stance: Stance, today: date) -> float:
    if stance.quote.published_at is None:
        return 0.25  # of unknown age: neither new nor forgotten
    days = max(0, (today - stance.quote.published_at.date()).days)
    return float(0.5 ** (days / HALF_LIFE_DAYS))


def _pairs(group: Sequence[Stance], rarity: dict[str, float]) -> Iterator[Pair]:
    for i, latest in enumerate(group):
        for earlier in group[i + 1 :]:
            if same_thing(latest, earlier, rarity):
                reason = contradiction(latest, earlier)
                if reason:
                    says_so = latest.kind is StanceKind.CHANGED_MIND
                    kind = PairKind.CHANGE_OF_MIND if says_so else PairKind.CONTRADICTION
                    yield Pair(kind, latest, earlier, reason)


def same_thing(one: Stance, other: Stance, rarity: dict[str, float]) -> bool:
    """Whether two stances share enough words to be about the same. `rarity`: stem → weight, 1 where it is missing."""
    mine, theirs = _stems(one), _stems(other)
    shared = mine.keys() & theirs.keys()
    if len(shared) < min(SHARED_WORDS, max(len(mine), len(theirs))):
        return False
    return _alike(mine, theirs, rarity) >= SAME_THING


def contradiction(latest: Stance, earlier: Stance) -> str:
    """Why two stances about the same thing don't go together, in one line; "" where they do.

    Somebody who changed their mind is for what they changed to: only their polarity is compared.
    """
    if latest.polarity != earlier.polarity:
        sides = {1: "for", -1: "against"}
        return f"The later one is {sides[latest.polarity]} it, the earlier one {sides[earlier.polarity]}."
    if latest.kind is StanceKind.CHANGED_MIND and earlier.kind is not StanceKind.CHANGED_MIND:
        return "The later one says that it changed."
    mine, theirs = _numbers(latest), _numbers(earlier)
    for unit in mine.keys() & theirs.keys():
        if mine[unit] != theirs[unit]:
            return f"The numbers differ: {mine[unit]} and {theirs[unit]} {unit}."
    if _swapped(latest, earlier):
        return "They prefer the opposite of each other."
    return ""


def _numbers(stance: Stance) -> dict[str, str]:
    return {stem(unit, stance.language): number for number, unit in _NUMBER.findall(fold(stance.quote.text))}


def _swapped(one: Stance, other: Stance) -> bool:
    mine, theirs = _RATHER.search(fold(one.quote.text)), _RATHER.search(fold(other.quote.text))
    if not mine or not theirs:
        return False
    own = [_content(part, one) for part in mine.groups()]
    their = [_content(part, other) for part in theirs.groups()]
    mine_rather, not_mine = own[0] - own[1], own[1] - own[0]
    theirs_rather, not_theirs = their[0] - their[1], their[1] - their[0]
    return (
        bool(mine_rather & not_theirs) and bool(not_mine & theirs_rather) and not mine_rather & theirs_rather
    )


def _content(text: str, stance: Stance) -> set[str]:
    topics = set(_stems(stance))
    return {stem(word, stance.language) for word in words(text)} & topics
