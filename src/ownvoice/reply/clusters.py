"""Open messages that ask for the same, so that one answer, approved once, can go out to all of them.

"63 people ask which microphone you use": messages are brought together by the rare words they share. Leader
clustering (Hartigan 1975) over TF-IDF vectors: each message joins the group it is nearest to, or begins one; then
every message is put to its nearest group once more, since the first ones were placed when there was little to join.
An inverted index over the groups' heaviest words keeps the comparisons few, and everything is bounded: the work
grows with the number of messages alone.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ownvoice.core.text import tidy
from ownvoice.reply.lexicon import LANGUAGES, lexicon
from ownvoice.reply.question import asking_sentences
from ownvoice.reply.signatures import content

NEAR = 0.50  # cosine from which a message that asks joins a group,
NEAR_UNASKING = 0.65  # and one that asks nothing
READ_CHARS = 1_500  # of a message that are read
MOST_TERMS = 16  # of a message, its rarest
CENTRE_TERMS = 32  # of a group that are kept
ASKED_BY = 4  # of a message's terms, the rarest: the index is asked for groups by these
POSTINGS = 60  # groups that one term leads to
LONGEST_NAME = 160  # characters

Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class OpenMessage:
    """A message that waits, with its ISO 639-1 language ("" where unknown)."""

    id: int
    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Messages that ask for the same, the most typical first. `name` is the question of the most typical one.

    `terms` are the words (stems) that bring them together, the weightiest first.
    """

    name: str
    ids: tuple[int, ...]
    language: str
    terms: tuple[str, ...]


@dataclass(slots=True)
class _Group:
    centre: dict[str, float] = field(default_factory=dict)
    members: list[int] = field(default_factory=list)
    size: float = 0.0  # the centre's length

    def add(self, member: int, vector: Vector) -> None:
        for term, weight in vector.items():
            self.centre[term] = self.centre.get(term, 0.0) + weight
        if len(self.centre) > 2 * CENTRE_TERMS:
            kept = sorted(self.centre.items(), key=lambda entry: -entry[1])[:CENTRE_TERMS]
            self.centre = dict(kept)
        self.size = math.sqrt(sum(weight * weight for weight in self.centre.values()))
        self.members.append(member)

    def nearness(self, vector: Vector) -> float:
        centre = self.centre
        return sum(weight * centre.get(term, 0.0) for term, weight in vector.items()) / self.size


def clusters(messages: Sequence[OpenMessage], smallest: int = 2) -> list[Cluster]:
    """The groups of at least `smallest` messages, the largest first; each within one language.

    Deterministic for a given order. Messages without a word that says what they are about are in no group.
    """
    found: list[Cluster] = []
    for language in dict.fromkeys(message.language for message in messages):
        found += _within(
            [message for message in messages if message.language == language], language, smallest
        )
    return sorted(found, key=lambda cluster: -len(cluster.ids))


def _within(messages: list[OpenMessage], language: str, smallest: int) -> list[Cluster]:
    asked = [asking_sentences(message.text[:READ_CHARS], language) for message in messages]
    said = [
        _terms(" ".join(sentences) or message.text[:READ_CHARS], language)
        for message, sentences in zip(messages, asked, strict=True)
    ]
    vectors = _vectors(said)
    near = [NEAR if sentences else NEAR_UNASKING for sentences in asked]
    # Copies of a message are placed once and stay together.
    copies: dict[frozenset[str], list[int]] = {}
    for i, vector in enumerate(vectors):
        if vector:
            copies.setdefault(frozenset(vector), []).append(i)
    firsts = [group[0] for group in copies.values()]
    seeds = _placed(firsts, vectors, near, [])
    groups = _placed(firsts, vectors, near, [group for group in seeds if len(group.members) > 1])
    result = []
    for group in groups:
        members = [j for i in group.members for j in copies[frozenset(vectors[i])]]
        if len(members) >= smallest:
            members.sort(key=lambda i: (-round(group.nearness(vectors[i]), 6), len(messages[i].text), i))
            terms = sorted(group.centre, key=lambda term: (-group.centre[term], term))[:5]
            name = _name(messages[members[0]].text, language)
            result.append(Cluster(name, tuple(messages[i].id for i in members), language, tuple(terms)))
    return result


def _terms(text: str, language: str) -> list[str]:
    """What a text is about: its stems, without words that any question might use."""
    found = content(text, language)
    if language not in LANGUAGES:
        return found
    book = lexicon(language)
    telling = [stem for stem in found if stem not in book.frames and not stem.isdigit()]
    return [min((stem, *book.alike.get(stem, ()))) for stem in telling]


def _vectors(said: Sequence[Sequence[str]]) -> list[Vector]:
    """TF-IDF of length one over each message's rarest terms."""
    documents = Counter(term for terms in said for term in set(terms))
    total = len(said)
    rarity = {term: math.log((total + 1) / (count + 0.5)) for term, count in documents.items()}
    vectors: list[Vector] = []
    for terms in said:
        kept = sorted(set(terms), key=lambda term: (-rarity[term], term))
        # A term that nobody else has can bring nobody together, but tells that the message is about more.
        weights = {
            term: rarity[term] if documents[term] > 1 else 0.5 * rarity[term] for term in kept[:MOST_TERMS]
        }
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        vectors.append({term: weight / length for term, weight in weights.items()} if length else {})
    return vectors


def _placed(
    order: Iterable[int], vectors: Sequence[Vector], enough: Sequence[float], seeds: Sequence[_Group]
) -> list[_Group]:
    """Every message in the group it is nearest to, where that is near `enough`.

    `seeds` are groups to join, whose members are placed anew.
    """
    groups = [_Group(dict(seed.centre), [], seed.size) for seed in seeds]
    index: dict[str, list[int]] = {}
    for number, group in enumerate(groups):
        for term in sorted(group.centre, key=lambda term: -group.centre[term])[: 2 * ASKED_BY]:
            index.setdefault(term, []).append(number)
    settled = bool(seeds)
    for i in order:
        vector = vectors[i]
        rarest = sorted(vector, key=lambda term: -vector[term])[:ASKED_BY]
        near = {number for term in rarest for number in index.get(term, ())[-POSTINGS:]}
        best, nearness = -1, enough[i]
        for number in sorted(near):
            found = groups[number].nearness(vector)
            if found > nearness:
                best, nearness = number, found
        if best >= 0:
            if settled:
                groups[best].members.append(i)
            else:
                groups[best].add(i, vector)
            continue
        group = _Group()
        group.add(i, vector)
        groups.append(group)
        for term in rarest:
            index.setdefault(term, []).append(len(groups) - 1)
    return groups


def _name(text: str, language: str) -> str:
    asked = asking_sentences(text[:READ_CHARS], language)
    name = " ".join(tidy(asked[0] if asked else text).split())
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"
