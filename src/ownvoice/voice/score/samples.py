"""What a voice is learned from, and which of very many texts are taken: a stated rule, the same on every run."""

from __future__ import annotations

import hashlib
import heapq
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ownvoice.voice.score.features import masked

MIN_CHARS = 20  # shorter texts say nothing of their author
LEARNED_CHARS = 2_000  # of a text that are learned from; a longer one would outweigh the others
MOST_OWN = 4_000  # texts of the creator in a language
MOST_OTHERS = 8_000  # texts of background authors in a language
MOST_BY_ONE = 200  # texts of one background author
MOST_CHARS_OWN = 1_500_000
MOST_CHARS_OTHERS = 3_000_000
HALF_LIFE_YEARS = 5.0  # a text this much older is half as likely to be taken where not all are
_YEAR_S = 365.25 * 86_400


@dataclass(frozen=True, slots=True)
class Sample:
    """One text to learn from.

    `language`: ISO 639-1. `written_at`: aware, None where it isn't known. `thread`: whatever names the conversation it
    stands in, so that no conversation is both learned from and tested on; "" where it stands alone. `author`: whatever
    tells background authors apart; not kept.
    """

    text: str
    language: str
    written_at: datetime | None = None
    thread: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The texts taken in one language, oldest first, and of how many."""

    samples: tuple[Sample, ...]
    of: int
    authors: int


def choose(
    samples: Iterable[Sample], most: int, most_chars: int, most_by_one: int | None = None
) -> dict[str, Chosen]:
    """For each language, at most `most` different texts of at least `MIN_CHARS` characters, together `most_chars`.

    Where there are more, each is drawn with a weight that halves every `HALF_LIFE_YEARS` (the largest of
    log-weight plus Gumbel noise: weighted sampling without replacement, Efraimidis and Spirakis 2006). The noise comes
    from a hash of the text, so the same texts are drawn from the same samples in any order. Undated texts count as
    written in 1970. Holds no more than the texts it keeps and a count for each background author.
    """
    heaps: dict[str, list[tuple[float, bytes, Sample]]] = {}
    kept: dict[str, set[bytes]] = {}
    seen: Counter[str] = Counter()
    for sample in samples:
        text = sample.text[: 2 * LEARNED_CHARS].strip()
        if len(text) < MIN_CHARS or not sample.language:
            continue
        seen[sample.language] += 1
        digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()
        chosen = kept.setdefault(sample.language, set())
        heap = heaps.setdefault(sample.language, [])
        priority = _priority(digest, sample.written_at)
        if digest in chosen or (len(heap) >= most and priority <= heap[0][0]):
            continue
        chosen.add(digest)
        entry = (priority, digest, replace(sample, text=text))
        if len(heap) < most:
            heapq.heappush(heap, entry)
        else:
            chosen.discard(heapq.heapreplace(heap, entry)[1])
    return {
        language: _within(
            sorted(heap, key=lambda entry: (-entry[0], entry[1])), seen[language], most_chars, most_by_one
        )
        for language, heap in sorted(heaps.items())
    }


def _within(
    entries: list[tuple[float, bytes, Sample]], of: int, most_chars: int, most_by_one: int | None
) -> Chosen:
    chars = 0
    by: Counter[str] = Counter()
    taken: list[tuple[datetime, bytes, Sample]] = []
    for _, digest, sample in entries:
        text = masked(sample.text)[:LEARNED_CHARS]
        if len(text) < MIN_CHARS or (most_by_one and sample.author and by[sample.author] >= most_by_one):
            continue
        chars += len(text)
        if chars > most_chars:
            break
        by[sample.author] += 1
        taken.append((_time(sample), digest, replace(sample, text=sample.text[:LEARNED_CHARS])))
    taken.sort(key=lambda entry: entry[:2])
    return Chosen(tuple(sample for _, _, sample in taken), of, len(by))


def _time(sample: Sample) -> datetime:
    return sample.written_at or datetime.fromtimestamp(0, UTC)


def _priority(digest: bytes, written_at: datetime | None) -> float:
    chance = (int.from_bytes(digest[:7], "big") + 0.5) / (1 << 56)
    years = written_at.timestamp() / _YEAR_S if written_at else 0.0
    return years * math.log(2) / HALF_LIFE_YEARS - math.log(-math.log(chance))
