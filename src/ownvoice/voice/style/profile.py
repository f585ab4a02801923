"""From the tallies of all sources to one style: sums weighted by how long ago, and what they show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import sqrt

from ownvoice.core.text import STOP_WORDS
from ownvoice.voice.style.background import WordTally
from ownvoice.voice.style.drift import changes_of, settle_changes, years_of
from ownvoice.voice.style.figures import LEAST_ITEMS, LEAST_TIMES, MEASURES, REPLY_TIMES, Unit
from ownvoice.voice.style.forms import LEAST_TIMES as LEAST_FORM_TIMES
from ownvoice.voice.style.forms import openings_of, repeated_forms
from ownvoice.voice.style.shown import Shown, is_name, showing
from ownvoice.voice.style.signature import signature
from ownvoice.voice.style.style import Manner, Phrase, Style
from ownvoice.voice.style.tally import STEPS_PER_DOUBLING, Cell, Key, StyleTally
from ownvoice.voice.style.words_of_languages import COMMON
from ownvoice.voice.writing import EXAMPLES, Figure, Quote, Register

HALF_LIFE_DAYS = 730.5  # two years
OWN_PHRASES = 20  # named of each kind
LEAST_EFFECTIVE = 10.0  # items that a weighted figure is worth, at least
ENOUGH_EFFECTIVE = 100.0  # items that all together should be worth, or half of what there is


@dataclass(frozen=True, slots=True)
class Weighed:
    """A cell with how much each of its items counts, in (0, 1]."""

    key: Key
    cell: Cell
    weight: float


def profile(
    tallies: Iterable[StyleTally],
    background: WordTally | None,
    today: date,
    half_life_days: float = HALF_LIFE_DAYS,
) -> Style:
    """The style that all sources' tallies show.

    `background`: texts by others; without it no word or phrase is anybody's own, and none is named. Recency is
    reckoned from the newest item (not later than `today`): an item counts half for each `half_life_days` that it is
    older; all of one year, register and source count alike, by their mean day. Where the items are then
    worth less than `ENOUGH_EFFECTIVE` equal ones, and less than half of what there is, the half-life is doubled until
    they are. What has no date counts as the average. A figure
    measured on fewer than `LEAST_ITEMS` items, or weighing less than `LEAST_EFFECTIVE`, has the value None.
    """
    groups: dict[str, dict[Register, list[tuple[Key, Cell]]]] = defaultdict(lambda: defaultdict(list))
    newest: date | None = None
    for tally in tallies:
        if tally.newest is not None and (newest is None or tally.newest > newest):
            newest = tally.newest
        for key, cell in sorted(tally.cells.items()):
            groups[key.language][key.register].append((key, cell))
    newest = min(newest, today) if newest else None
    sizes = {
        language: sum(cell.items for cells in registers.values() for _, cell in cells)
        for language, registers in groups.items()
    }
    manners: list[Manner] = []
    for language in sorted(groups, key=lambda language: (-sizes[language], language)):
        registers = groups[language]
        together = [pair for register in Register for pair in registers.get(register, [])]
        manners.append(_manner(language, None, together, background, newest, half_life_days))
        manners += [
            _manner(language, register, registers[register], background, newest, half_life_days)
            for register in Register
            if register in registers
        ]
    return Style(
        sum(sizes.values()),
        newest,
        half_life_days,
        dict(sorted(background.items.items())) if background else {},
        settle_changes(manners),
    )


def _manner(
    language: str,
    register: Register | None,
    cells: Sequence[tuple[Key, Cell]],
    background: WordTally | None,
    newest: date | None,
    half_life_days: float,
) -> Manner:
    weighed, half_life_days = _weigh(cells, newest, half_life_days)
    # The newest first: what is shown should be how they write now.
    weighed.sort(key=lambda one: -one.key.year)
    items = sum(one.cell.items for one in weighed)
    figures = {figure.name: figure for figure in (*_figures(weighed), *_reply_times(weighed))}
    manner = Manner(language, register, items, half_life_days, figures, years=years_of(cells))
    if newest is not None:
        manner = replace(manner, changes=changes_of(cells, newest))
    if items < LEAST_ITEMS:
        return manner
    weight = sum(one.weight * one.cell.items for one in weighed)
    least = LEAST_FORM_TIMES * weight / _effective((one.weight, one.cell.items) for one in weighed)
    quotes = sorted(_quotes(weighed), key=lambda one: not one.quote.public)

    def forms(name: str) -> tuple[dict[str, float], dict[str, int]]:
        return _weighed_counts(weighed, name)

    shares = {
        name: repeated_forms(*forms(name), weight, least, quotes)
        for name in ("closings", "community", "emoji", "laughs")
    }
    hours, weekdays = _hours(weighed)
    return replace(
        manner,
        openings=openings_of(*forms("openings"), weight, least, quotes),
        closings=shares["closings"],
        community=shares["community"],
        emoji=shares["emoji"],
        laughs=shares["laughs"],
        words=_signature(weighed, "words", language, background, quotes),
        phrases=_signature(weighed, "phrases", language, background, quotes),
        hours=hours,
        weekdays=weekdays,
    )


def _weigh(
    cells: Sequence[tuple[Key, Cell]], newest: date | None, half_life_days: float
) -> tuple[list[Weighed], float]:
    items = sum(cell.items for _, cell in cells)
    for _ in range(20):
        weighed = _weighed_by(cells, newest, half_life_days)
        if _effective([(one.weight, one.cell.items) for one in weighed]) >= min(ENOUGH_EFFECTIVE, items / 2):
            break
        half_life_days *= 2
    return weighed, half_life_days


def _weighed_by(
    cells: Sequence[tuple[Key, Cell]], newest: date | None, half_life_days: float
) -> list[Weighed]:
    weights: list[float | None] = []
    for _, cell in cells:
        if cell.dated and newest is not None:
            age = max(0.0, newest.toordinal() - cell.days / cell.dated)
            weights.append(max(0.5 ** (age / half_life_days), 1e-9))
        else:
            weights.append(None)
    dated = [
        (weight, cell.items) for weight, (_, cell) in zip(weights, cells, strict=True) if weight is not None
    ]
    total = sum(items for _, items in dated)
    average = sum(weight * items for weight, items in dated) / total if total else 1.0
    return [
        Weighed(key, cell, average if weight is None else weight)
        for weight, (key, cell) in zip(weights, cells, strict=True)
    ]


def _effective(counts: Iterable[tuple[float, int]]) -> float:
    """How many equally weighted items these are worth (Kish 1965): (Σw)² / Σw²."""
    first = second = 0.0
    for weight, items in counts:
        first += weight * items
        second += weight * weight * items
    return first * first / second if second else 0.0


def _figures(weighed: Sequence[Weighed]) -> list[Figure]:
    found = []
    for place, measure in enumerate(MEASURES):
        n = sum(one.cell.sums[place][0] for one in weighed)
        effective = _effective((one.weight, one.cell.sums[place][0]) for one in weighed)
        if n < LEAST_ITEMS or effective < LEAST_EFFECTIVE:
            found.append(Figure(measure.name, None, n, measure.unit))
            continue
        weight = sum(one.weight * one.cell.sums[place][0] for one in weighed)
        mean = sum(one.weight * one.cell.sums[place][1] for one in weighed) / weight / measure.scale
        square = sum(one.weight * one.cell.sums[place][2] for one in weighed) / weight / measure.scale**2
        spread = sqrt(max(0.0, square - mean * mean))
        examples = _first_quotes(one.cell.examples[place].kept for one in weighed)
        found.append(Figure(measure.name, round(mean, 4), n, measure.unit, round(spread, 4), examples))
    return found


def _first_quotes(kept: Iterable[Sequence[tuple[int, Quote]]]) -> tuple[Quote, ...]:
    """The first three, a cell after the other, each item once; what everybody could read comes first."""
    public: dict[tuple[int, int], Quote] = {}
    private: dict[tuple[int, int], Quote] = {}
    for quotes in kept:
        for _, quote in quotes:
            (public if quote.public else private).setdefault((quote.source_id, quote.item_id), quote)
        if len(public) >= EXAMPLES:
            break
    return (*public.values(), *private.values())[:EXAMPLES]


def _reply_times(weighed: Sequence[Weighed]) -> list[Figure]:
    times: dict[int, float] = defaultdict(float)
    n = 0
    for one in weighed:
        for step, count in one.cell.reply_times.items():
            times[step] += one.weight * count
            n += count
    if n < LEAST_TIMES:
        return [Figure(name, None, n, Unit.MINUTES) for name in REPLY_TIMES]
    examples = _first_quotes(one.cell.reply_examples.kept for one in weighed)
    return [
        Figure(name, round(_quantile(times, share), 1), n, Unit.MINUTES, None, examples)
        for name, share in zip(REPLY_TIMES, (0.25, 0.5, 0.75), strict=True)
    ]


def _quantile(times: Mapping[int, float], share: float) -> float:
    """Minutes below which that share of the answers came; exact to a step of the scale (a fifth)."""
    wanted = share * sum(times.values())
    passed = 0.0
    for step in sorted(times):
        if passed + times[step] >= wanted:
            within = (wanted - passed) / times[step]
            return float(2 ** ((step + within) / STEPS_PER_DOUBLING) - 1)
        passed += times[step]
    return 0.0


def _hours(weighed: Sequence[Weighed]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    if sum(sum(one.cell.hours) for one in weighed) < LEAST_ITEMS:
        return (), ()
    week = [sum(one.weight * one.cell.hours[place] for one in weighed) for place in range(168)]
    total = sum(week)
    hours = tuple(round(sum(week[hour::24]) / total, 4) for hour in range(24))
    weekdays = tuple(round(sum(week[day * 24 : day * 24 + 24]) / total, 4) for day in range(7))
    return hours, weekdays


def _weighed_counts(weighed: Sequence[Weighed], table: str) -> tuple[dict[str, float], dict[str, int]]:
    """Text → in how many items, weighted and not."""
    weights: dict[str, float] = defaultdict(float)
    times: dict[str, int] = defaultdict(int)
    for one in weighed:
        weight = one.weight
        for text, count in one.cell.tables[table].counts.items():
            weights[text] += weight * count
            times[text] += count
    return weights, times


def _signature(
    weighed: Sequence[Weighed],
    table: str,
    language: str,
    background: WordTally | None,
    quotes: Sequence[Shown],
) -> tuple[Phrase, ...]:
    if background is None:
        return ()
    others = (background.words if table == "words" else background.phrases).get(language)
    if others is None:
        return ()
    weights, times = _weighed_counts(weighed, table)
    # As many as there are items that count fully: old ones are weak evidence of how somebody writes now, but if all
    # are old, they are all there is.
    squares = sum(one.weight**2 * one.cell.items for one in weighed)
    fully = sum(one.weight * one.cell.items for one in weighed) / squares
    weights = {text: fully * weight for text, weight in weights.items()}
    common = COMMON.get(language, frozenset()) | STOP_WORDS.get(language, frozenset()) | {"i", "a", "an"}
    found = signature(weights, times, others.counts, others.missed, common)
    return tuple(
        Phrase(text, round(z, 2), times[text], showing(text, quotes))
        for text, z in found
        if language == "de" or not is_name(text, quotes)
    )[:OWN_PHRASES]


def _quotes(weighed: Sequence[Weighed]) -> Iterator[Shown]:
    """Everything that can be quoted, the newest years first."""
    for one in weighed:
        yield from (Shown.of(quote, beginning=True) for _, quote in one.cell.examples[0].kept)
        for beginning, quote in one.cell.pool_with_beginnings():
            yield Shown.of(quote, beginning)
