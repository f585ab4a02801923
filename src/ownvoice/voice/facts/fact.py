"""What the creator states that can be looked up later: products, prices, dates, links, tools, people, and FAQs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ownvoice.voice.evidence_quotes import quote_key
from ownvoice.voice.plain_data import PlainData
from ownvoice.voice.sensitive import Sensitive
from ownvoice.voice.writing import Quote


class FactKind(StrEnum):
    PRODUCT = "product"  # something of their own, by name
    PRICE = "price"  # what something costs
    DATE = "date"  # when something takes place
    LINK = "link"  # where something is
    TOOL = "tool"  # what they use, and for what
    PERSON = "person"  # who somebody is to them
    FAQ = "faq"  # what they answer when asked again and again


@dataclass(frozen=True, slots=True)
class FoundFact(PlainData):
    """One statement, with the sentence it stands in.

    `key` says in folded words what it is about; facts of one kind and key are about the same thing. `value` in
    normal form: a price "EUR 49.00" (with "/month" where it recurs), a day "2027-03-12", an address, a name, for a
    person the relation, for an FAQ the answer (and `key` the question). `valid_from` and `valid_until` are days the
    sentence itself states, inclusive.
    """

    kind: FactKind
    key: str
    value: str
    quote: Quote
    language: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    sensitive: Sensitive | None = None
    allowed: bool = False

    @property
    def id_key(self) -> str:
        """Names this fact across new measurements, as long as its words stand in the same item."""
        return quote_key(self.quote, f"{self.kind.value} {self.key} {self.value}")

    @property
    def usable(self) -> bool:
        """Whether a reply may rest on it, its validity aside: public, and not sensitive unless switched on."""
        return self.quote.public and (self.sensitive is None or self.allowed)


class Flag(StrEnum):
    """Why a fact shouldn't be relied on without a look."""

    PAST = "its date is past"
    OLDER = "a later value is known"
    CONTRADICTED = "another value was stated about the same time"


@dataclass(frozen=True, slots=True)
class FactLine(PlainData):
    """Everything stated about one thing, newest first, each with its flags in the same order.

    `facts[0]` is what holds now, unless it is flagged itself.
    """

    kind: FactKind
    key: str
    facts: tuple[FoundFact, ...]
    flags: tuple[tuple[Flag, ...], ...]

    @property
    def current(self) -> FoundFact | None:
        """The newest value, or None where it is flagged."""
        return self.facts[0] if self.facts and not self.flags[0] else None


@dataclass(frozen=True, slots=True)
class FaqEntry(PlainData):
    """A question that keeps coming, and the creator's best answer so far.

    `question` is the shortest of the forms it was asked in that has the words all share; `askers` different people or
    threads asked it, `times` in all; `answer` is verbatim (a whole public reply), None where no past answer can stand
    alone; `others` are further answers, newest first. `reason` says why this one.
    """

    question: str
    language: str
    askers: int
    times: int
    answer: Quote | None
    others: tuple[Quote, ...] = ()
    reason: str = ""
    sensitive: Sensitive | None = None
    allowed: bool = False

    @property
    def usable(self) -> bool:
        """Whether a reply may rest on it."""
        return self.answer is not None and (self.sensitive is None or self.allowed)
