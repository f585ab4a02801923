"""A style: what was measured of how a creator writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ownvoice.voice.writing import Figure, Quote, Register


@dataclass(frozen=True, slots=True)
class Form:
    """Something written again and again: an opening, a closing, an emoji, a laugh, a name for the community.

    `count`: items it occurs in; `share`: of all items, recent ones counting for more, in [0, 1].
    """

    text: str
    count: int
    share: float
    examples: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    """A word or phrase that this creator uses more than others do.

    `z`: by how many standard errors (see `signature.py`); `count`: items it occurs in.
    """

    text: str
    z: float
    count: int
    examples: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Year:
    """The main figures of one year: name → (mean, standard deviation between items, items)."""

    year: int
    items: int
    figures: Mapping[str, tuple[float, float, int]]


@dataclass(frozen=True, slots=True)
class Change:
    """A figure held against itself: the newest years, two at least, against all before.

    `z` is Welch's statistic; `p` is two-sided, corrected for the number of figures tested (Holm 1979); `effect` is
    the difference in standard deviations. `changed`: p is below .01 and the effect at least a fifth of a standard
    deviation.
    """

    figure: str
    since: int  # the first of the newest years
    before: float
    after: float
    items_before: int
    items_after: int
    z: float
    p: float
    effect: float
    changed: bool


@dataclass(frozen=True, slots=True)
class Manner:
    """How a creator writes in one language and one register, or in all registers together (`register` None).

    `figures` in the order of `figures.MEASURES`, then the reply times; those with a value of None aren't known yet.
    `half_life_days`: after how long an item counts half: the style's, doubled until enough items count.
    `hours`: share of the items in each hour of the day, UTC; `weekdays`: Monday first; both empty where unknown.
    """

    language: str
    register: Register | None
    items: int
    half_life_days: float
    figures: Mapping[str, Figure]
    openings: tuple[Form, ...] = ()
    closings: tuple[Form, ...] = ()
    community: tuple[Form, ...] = ()
    emoji: tuple[Form, ...] = ()
    laughs: tuple[Form, ...] = ()
    words: tuple[Phrase, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    hours: tuple[float, ...] = ()
    weekdays: tuple[float, ...] = ()
    years: tuple[Year, ...] = ()
    changes: tuple[Change, ...] = ()

    def value(self, figure: str) -> float | None:
        """The figure's value; None where it isn't known yet."""
        found = self.figures.get(figure)
        return found.value if found else None


@dataclass(frozen=True, slots=True)
class Style:
    """How a creator writes, everywhere.

    `items`: measured, of all languages; `newest`: the day of the newest one, from which recency is reckoned;
    `half_life_days`: after how long an item counts half; `background_items`: texts by others that words and phrases
    were held against, per language.
    """

    items: int = 0
    newest: date | None = None
    half_life_days: float = 730.5
    background_items: Mapping[str, int] = field(default_factory=dict)
    manners: tuple[Manner, ...] = ()

    @property
    def languages(self) -> dict[str, float]:
        """Language → its share of the items, largest first."""
        whole = [manner for manner in self.manners if manner.register is None]
        ranked = sorted(whole, key=lambda manner: (-manner.items, manner.language))
        return {manner.language: manner.items / self.items for manner in ranked} if self.items else {}

    def manner(self, language: str, register: Register | None = None) -> Manner | None:
        """How they write in that language and register; None where nothing was measured."""
        for manner in self.manners:
            if manner.language == language and manner.register is register:
                return manner
        return None
