"""Learning a voice: the creator's texts against those of others, and what came of it on texts not learned from.

The texts of a language are parted in time into three blocks, whole conversations together. Three times the views are
fitted on two blocks and applied to the third; those margins fit the calibration. The figures that are reported are of
the latest block, scored by views and a calibration that never saw it. In the end the views are fitted on everything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from ownvoice.voice.score import measures
from ownvoice.voice.score.calibration import Vector, chances, fit_calibration, log_odds
from ownvoice.voice.score.features import (
    BITS,
    PLACES,
    VIEWS,
    Codes,
    Floats,
    Rows,
    common_words,
    counted,
    rarity,
    weighed,
)
from ownvoice.voice.score.fitting import fit_view
from ownvoice.voice.score.model import HeldOut, LanguageVoice, NotEnough, VoiceModel, chars_of, margins
from ownvoice.voice.score.samples import (
    MOST_BY_ONE,
    MOST_CHARS_OTHERS,
    MOST_CHARS_OWN,
    MOST_OTHERS,
    MOST_OWN,
    Chosen,
    Sample,
    choose,
)

LEAST_OWN = 60  # texts of the creator in the language
LEAST_OWN_CHARS = 6_000
LEAST_OTHERS = 100
LEAST_AUTHORS = 5
LEAST_TESTED = 10  # of the creator's texts in the latest block, for a length to count
LEAST_AUC = 0.55  # must lie below the interval of the held-out area under the curve
LENGTHS = (50, 140, 280, 1_000)  # characters that held-out texts are cut to
BLOCKS = 3
TESTED_OTHERS = 900  # of a block
_BATCH = 500
_KEPT_ODDS = 400


def learn(own: Iterable[Sample], background: Iterable[Sample]) -> VoiceModel | NotEnough:
    """Learn a voice in every language that has enough; both are read once, and the bounds of `choose` hold.

    The same samples give the same model, in any order. `NotEnough` where no language can be scored.
    """
    ours = choose(own, MOST_OWN, MOST_CHARS_OWN)
    others = choose(background, MOST_OTHERS, MOST_CHARS_OTHERS, MOST_BY_ONE)
    known: dict[str, LanguageVoice] = {}
    unknown: dict[str, NotEnough] = {}
    for language, chosen in ours.items():
        learned = _learn_language(chosen, others.get(language, Chosen((), 0, 0)))
        if isinstance(learned, NotEnough):
            unknown[language] = learned
        else:
            known[language] = learned
    if known:
        return VoiceModel(known, unknown)
    if not unknown:
        return NotEnough("There are no texts of the creator to learn from.")
    return NotEnough(" ".join(f"{language}: {why.reason}" for language, why in sorted(unknown.items())))


def _learn_language(ours: Chosen, others: Chosen) -> LanguageVoice | NotEnough:
    refusal = _too_little(ours, others)
    if refusal:
        return refusal
    samples = [*ours.samples, *others.samples]
    own = np.arange(len(samples)) < len(ours.samples)
    blocks = _blocks(samples, own)
    texts = [sample.text for sample in samples]
    common = common_words(texts)
    rows = _counted(texts, common)
    tested = [_tested(texts, own, blocks == block) for block in range(BLOCKS)]
    said = [
        _margins(_fitted(rows.take(blocks != block), own[blocks != block]), tested[block].texts, common)
        for block in range(BLOCKS)
    ]
    held_out = tuple(_held_out(tested, said))
    least = _least_chars(held_out)
    if least is None:
        return _not_told_apart(held_out)
    rarities, weights, constants = _fitted(rows, own)
    calibration = _calibrated(tested, said)
    return LanguageVoice(
        common=common,
        rarities=rarities,
        weights=weights,
        constants=constants,
        calibration=calibration,
        held_out=held_out,
        own_odds=_own_odds(tested, said),
        least_chars=least,
        own_texts=len(ours.samples),
        other_texts=len(others.samples),
        other_authors=others.authors,
    )


def _too_little(ours: Chosen, others: Chosen) -> NotEnough | None:
    chars = sum(len(sample.text) for sample in ours.samples)
    if len(ours.samples) < LEAST_OWN or chars < LEAST_OWN_CHARS:
        return NotEnough(
            f"Not known yet: there are {len(ours.samples)} texts of the creator with {chars:,} characters together; "
            f"{LEAST_OWN} with {LEAST_OWN_CHARS:,} are needed."
        )
    if len(others.samples) < LEAST_OTHERS or others.authors < LEAST_AUTHORS:
        return NotEnough(
            f"Not known yet: there are {len(others.samples)} texts by {others.authors} others to compare with; "
            f"{LEAST_OTHERS} by {LEAST_AUTHORS} are needed."
        )
    return None


def _not_told_apart(held_out: Sequence[HeldOut]) -> NotEnough:
    best = max(held_out, key=lambda figure: figure.low, default=None)
    seen = (
        f"the best area under the curve on {best.own} later texts is {best.auc:.2f} ({best.low:.2f} to {best.high:.2f})"
        if best
        else f"fewer than {LEAST_TESTED} later texts are long enough to test on"
    )
    return NotEnough(
        f"Not known yet: this creator's texts can't be told from others' with certainty; {seen}."
    )


def _least_chars(held_out: Sequence[HeldOut]) -> int | None:
    """The shortest length from which on texts can be told apart."""
    return min((figure.chars for figure in held_out if figure.low > LEAST_AUC), default=None)


def _blocks(samples: Sequence[Sample], own: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The block of each text: its conversation's first time against the thirds of the creator's texts.

    Where that leaves a block with less than half its share of the others' texts, those of conversations without the
    creator are parted by a hash of the conversation instead.
    """
    first: dict[str, datetime] = {}
    times = [sample.written_at or datetime.fromtimestamp(0, UTC) for sample in samples]
    for sample, time in zip(samples, times, strict=True):
        if sample.thread and time < first.get(sample.thread, datetime.max.replace(tzinfo=UTC)):
            first[sample.thread] = time
    keys = [
        (first.get(sample.thread, time), _hash(sample.thread or sample.text))
        for sample, time in zip(samples, times, strict=True)
    ]
    ours = sorted(key for key, is_own in zip(keys, own, strict=True) if is_own)
    ends = [ours[len(ours) * block // BLOCKS] for block in range(1, BLOCKS)]
    blocks = np.array([sum(key >= end for end in ends) for key in keys])
    together = {
        sample.thread for sample, is_own in zip(samples, own, strict=True) if is_own and sample.thread
    }
    if min(np.bincount(blocks[~own], minlength=BLOCKS)) < (~own).sum() // (2 * BLOCKS):
        for index in np.flatnonzero(~own).tolist():
            if samples[index].thread not in together:
                blocks[index] = keys[index][1] % BLOCKS
    return blocks


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=6).digest(), "big")


@dataclass(frozen=True, slots=True)
class _Tested:
    """A block's texts, cut to each of `LENGTHS` they reach."""

    texts: tuple[str, ...]
    own: NDArray[np.bool_]
    cut: NDArray[np.int64]


def _tested(texts: Sequence[str], own: NDArray[np.bool_], here: NDArray[np.bool_]) -> _Tested:
    others = np.flatnonzero(here & ~own)
    if len(others) > TESTED_OTHERS:  # evenly over the block's time
        others = others[np.linspace(0, len(others) - 1, TESTED_OTHERS).astype(np.intp)]
    found = [
        (texts[index][:length], bool(own[index]), length)
        for index in (*np.flatnonzero(here & own), *others)
        for length in LENGTHS
        if len(texts[index]) >= length
    ]
    return _Tested(
        tuple(text for text, _, _ in found),
        np.array([is_own for _, is_own, _ in found], np.bool_),
        np.array([length for _, _, length in found], np.int64),
    )


def _counted(texts: Sequence[str], common: Codes) -> Rows:
    return Rows.joined([counted(texts[at : at + _BATCH], common) for at in range(0, len(texts), _BATCH)])


_Views = tuple[Floats, Floats, Vector]  # rarities, weights, constants


def _fitted(rows: Rows, own: NDArray[np.bool_]) -> _Views:
    rarities = rarity(rows).astype(np.float16).astype(np.float32)
    weighted = weighed(rows, rarities)
    weights = np.zeros(PLACES, np.float32)
    constants = np.zeros(len(VIEWS))
    for view in range(len(VIEWS)):
        found = fit_view(weighted, view, own).astype(np.float16).astype(np.float32)
        weights[view << BITS : (view + 1) << BITS] = found[:-1]
        constants[view] = found[-1]
    return rarities, weights, constants


def _margins(views: _Views, texts: Sequence[str], common: Codes) -> Vector:
    rarities, weights, constants = views
    found = [
        margins(weighed(counted(texts[at : at + _BATCH], common), rarities), weights, constants)
        for at in range(0, len(texts), _BATCH)
    ]
    return np.concatenate(found) if found else np.zeros((0, len(VIEWS)))


def _calibrated(tested: Sequence[_Tested], said: Sequence[Vector]) -> Vector:
    return fit_calibration(
        np.concatenate(list(said)),
        np.concatenate([chars_of(block.texts) for block in tested]),
        np.concatenate([block.own for block in tested]),
        np.concatenate([block.cut for block in tested]),
    )


def _held_out(tested: Sequence[_Tested], said: Sequence[Vector]) -> Iterable[HeldOut]:
    latest = tested[-1]
    odds = log_odds(_calibrated(tested[:-1], said[:-1]), said[-1], chars_of(latest.texts))
    for length in LENGTHS:
        here = latest.cut == length
        own, others = odds[here & latest.own], odds[here & ~latest.own]
        if len(own) < LEAST_TESTED or len(others) < LEAST_TESTED:
            continue
        area = measures.auc(own, others)
        spread = 1.96 * measures.auc_error(area, len(own), len(others))
        yield HeldOut(
            chars=length,
            own=len(own),
            others=len(others),
            auc=area,
            low=max(0.0, area - spread),
            high=min(1.0, area + spread),
            equal_error_rate=measures.equal_error_rate(own, others),
            ece=measures.calibration_error(chances(odds[here]), latest.own[here]),
        )


def _own_odds(tested: Sequence[_Tested], said: Sequence[Vector]) -> dict[int, Floats]:
    """For each length the held-out log-odds of the creator's own texts, each by a calibration that never saw it."""
    found: dict[int, list[Vector]] = {length: [] for length in LENGTHS}
    for block in range(BLOCKS):
        rest = [other for other in range(BLOCKS) if other != block]
        coefficients = _calibrated([tested[other] for other in rest], [said[other] for other in rest])
        odds = log_odds(coefficients, said[block], chars_of(tested[block].texts))
        for length in LENGTHS:
            found[length].append(odds[tested[block].own & (tested[block].cut == length)])
    kept = {}
    for length, parts in found.items():
        odds = np.sort(np.concatenate(parts))
        if len(odds) > _KEPT_ODDS:
            odds = odds[np.linspace(0, len(odds) - 1, _KEPT_ODDS).astype(np.intp)]
        kept[length] = odds.astype(np.float32)
    return kept
