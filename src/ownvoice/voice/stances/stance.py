"""What the creator says they believe, do, refuse, recommend, or came to see otherwise: their words, and nothing more."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from ownvoice.voice.evidence_quotes import quote_key
from ownvoice.voice.plain_data import PlainData
from ownvoice.voice.sensitive import Sensitive
from ownvoice.voice.writing import Quote


class StanceKind(StrEnum):
    BELIEVES = "believes"
    DOES = "does"
    REFUSES = "refuses"
    RECOMMENDS = "recommends"
    CHANGED_MIND = "changed mind"


@dataclass(frozen=True, slots=True)
class Stance(PlainData):
    """One sentence in which the creator takes a stand.

    `quote.text` is the sentence, verbatim. `topics` are the folded words that say what it is about, in order, without
    the wording that makes it a stance. `language` is that of the wording found ("en" or "fr"). `polarity` is 1 where
    it is for something and -1 where it is against ("I never", "I don't recommend"). `rule` names the wording.
    `sensitive` is the category that keeps it out of every reply until the creator switches this very item on
    (`allowed`).
    """

    kind: StanceKind
    quote: Quote
    topics: tuple[str, ...]
    language: str
    polarity: int = 1
    rule: str = ""
    sensitive: Sensitive | None = None
    allowed: bool = False

    @property
    def key(self) -> str:
        """Names this stance across new measurements, as long as its words stand in the same item."""
        return quote_key(self.quote, self.kind.value)

    @property
    def usable(self) -> bool:
        """Whether a reply may rest on it: everybody could read it, and it isn't sensitive or is switched on."""
        return self.quote.public and (self.sensitive is None or self.allowed)


class PairKind(StrEnum):
    CONTRADICTION = "contradiction"
    CHANGE_OF_MIND = "change of mind"


@dataclass(frozen=True, slots=True)
class Pair(PlainData):
    """Two stances that don't go together, the later one first, and why they don't in one line."""

    kind: PairKind
    latest: Stance
    earlier: Stance
    reason: str


@dataclass(frozen=True, slots=True)
class Topic(PlainData):
    """Stances about the same thing, latest first. `words` say what, most telling first.

    `weight` is the number of stances, each counted half for every `HALF_LIFE_DAYS` of its age: what is spoken of
    often and lately comes first.
    """

    words: tuple[str, ...]
    stances: tuple[Stance, ...]
    pairs: tuple[Pair, ...] = ()
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Arranged(PlainData):
    """All stances by topic, heaviest topic first; `quotes` counts them."""

    topics: tuple[Topic, ...] = field(default=())
    quotes: int = 0
