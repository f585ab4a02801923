"""How steady a measured style is, how far apart people's are, and what learning and updating one costs."""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from ownvoice.bench.written import ORIGINS, Corpus, Origin, corpora
from ownvoice.core.errors import OwnvoiceError
from ownvoice.core.records import Kind
from ownvoice.core.text import sentences
from ownvoice.runtime.memory import peak_rss_mb
from ownvoice.voice.style import Style, StyleTally, WordTally, agreement, describe, norms_of, profile
from ownvoice.voice.style.evidence import hash_of
from ownvoice.voice.writing import Register, Written

NAME = "voice-style"
SUMMARY = (
    "Agreement of two halves of a creator, distance between creators, time and memory of learning a style."
)
TARGETS = {
    "halves_rank_correlation_least": {"at_least": 0.9},
    "between_over_within_distance": {"at_least": 1.5},
    "items_per_cpu_s": {"at_least": 5_000},
    "learning_mb_largest": {"at_most": 100},
    "stored_mb_largest": {"at_most": 5},
    "update_of_1000_s": {"at_most": 10},
}
LEAST_ITEMS = 200  # of a creator, to be measured
LEAST_OF_A_READER = 100  # comments by somebody under the same name, to be compared with the creator
TODAY = date(2026, 11, 1)
SPLITS = 5  # random halves of each creator
_LONGEST = 1_500  # characters of a real item that sentences are drawn from
_SAMPLE = Origin("sample", ("blog", "mastodon", "youtube"), languages=("en", "fr"))


def run(quick: bool, data: Path | None) -> dict[str, Any]:
    """Measure on the creators below `data` (those of `written.ORIGINS`), or on the sample creator.

    A creator counts from 200 own items. `halves_...`: the items parted at random, five times; correlations over the
    figures both halves know. `..._standardised`: each figure first put in standard deviations from the mean of all
    creators here, which tells people apart. `readers_...`: the creator's replies against each of their most frequent
    readers, in the same language and register. `described_...`: what is told of each. `learning_...`: items put
    together from real sentences, in a process of its own, in processor time: 10,000, 100,000 and 1,000,000 (quick:
    2,000). `update_of_1000_s_...`: reading what is stored, adding a thousand items, storing it, profiling it.
    """
    if data is None:
        from ownvoice import sample

        found = corpora(sample.folder() / "exports", (_SAMPLE,))
    else:
        found = corpora(data, ORIGINS)
    if not found:
        raise OwnvoiceError(
            f"No creator's export was found below {data}.", "See ORIGINS in bench/written.py."
        )
    enough = [corpus for corpus in found if len(corpus.items) >= LEAST_ITEMS]
    figures: dict[str, Any] = {"creators": len(enough)}
    if enough:
        figures |= stability(enough)
        figures |= {f"described_{c.name}": describe(style_of(c.items, c.fans), "en") for c in enough}
    return figures | learning_costs(found, (2_000,) if quick else (10_000, 100_000, 1_000_000))


def style_of(items: Iterable[Written], fans: Sequence[tuple[str, Written]] = ()) -> Style:
    """The style of these items, each source's tally by itself."""
    tallies: dict[int, StyleTally] = {}
    for written in items:
        tallies.setdefault(written.source_id, StyleTally(written.source_id)).add(written)
    background = WordTally()
    for _, written in fans:
        background.add(written.text, written.language)
    return profile(tallies.values(), background if fans else None, TODAY)


def stability(creators: Sequence[Corpus]) -> dict[str, Any]:
    """Within and between creators, and between a creator and their most frequent readers."""
    halves = {corpus.name: [_halves(corpus.items, split) for split in range(SPLITS)] for corpus in creators}
    norms = norms_of([style_of(corpus.items) for corpus in creators])
    within = {name: [agreement(one, other) for one, other in splits] for name, splits in halves.items()}
    figures: dict[str, Any] = {
        f"halves_rank_correlation_{name}": _mean(found.rho for found in splits)
        for name, splits in within.items()
    }
    figures["halves_rank_correlation_least"] = min(figures.values())
    figures["halves_distance"] = _mean(found.distance for splits in within.values() for found in splits)
    pairs = [
        (halves[a.name][split][0], halves[b.name][split][1])
        for a in creators
        for b in creators
        if a is not b
        for split in range(SPLITS)
    ]
    between = [found for found in (agreement(one, other) for one, other in pairs) if found.rho is not None]
    if between:
        figures["between_rank_correlation"] = _mean(found.rho for found in between)
        figures["between_distance"] = _mean(found.distance for found in between)
        figures["between_over_within_distance"] = round(
            figures["between_distance"] / figures["halves_distance"], 2
        )
        figures["between_distance_least"] = min(
            found.distance for found in between if found.distance is not None
        )
        figures["halves_distance_largest"] = max(
            found.distance for splits in within.values() for found in splits if found.distance is not None
        )
    if norms and between:
        figures["halves_rank_correlation_standardised"] = _mean(
            agreement(one, other, norms).rho for splits in halves.values() for one, other in splits
        )
        figures["between_rank_correlation_standardised"] = _mean(
            agreement(one, other, norms).rho for one, other in pairs
        )
    return figures | _against_readers(creators)


def _halves(items: Sequence[Written], split: int) -> tuple[Style, Style]:
    sides: tuple[list[Written], list[Written]] = ([], [])
    for written in items:
        sides[hash_of(written.item_id * SPLITS + split) & 1].append(written)
    return style_of(sides[0]), style_of(sides[1])


def _against_readers(creators: Sequence[Corpus]) -> dict[str, Any]:
    """As many of the creator's replies as the reader wrote, twice, against each other and against the reader's."""
    own, others = [], []
    for corpus in creators:
        names = Counter(name for name, _ in corpus.fans)
        replies = [
            replace(w, register=Register.REPLY) for w in corpus.items if w.register is not Register.POST
        ]
        for name, count in sorted(names.items()):
            if (
                count < LEAST_OF_A_READER
                or len(replies) < 2 * count
                or corpus.name.split("-")[0] in name.lower()
            ):
                continue
            drawn = random.Random(count).sample(replies, 2 * count)  # noqa: S311 - which items, not a secret
            theirs = [replace(w, register=Register.REPLY) for fan, w in corpus.fans if fan == name]
            one, other, reader = style_of(drawn[:count]), style_of(drawn[count:]), style_of(theirs)
            own.append(agreement(one, other).distance)
            others.append(agreement(one, reader).distance)
    if not others:
        return {}
    return {
        "readers_compared": len(others),
        "readers_distance": _mean(others),
        "readers_own_halves_distance": _mean(own),
        "readers_farther_than_own_half": _mean(
            float(b > a) for a, b in zip(own, others, strict=True) if a is not None and b is not None
        ),
    }


def _mean(values: Iterable[float | None]) -> float:
    known = [value for value in values if value is not None]
    return round(statistics.fmean(known), 3) if known else 0.0


def learning_costs(found: Sequence[Corpus], sizes: Sequence[int]) -> dict[str, Any]:
    """Time, memory and size of what is stored, for each number of items; and what a thousand more cost."""
    drawn = [
        written
        for corpus in found
        for written in (*corpus.items, *(fan for _, fan in corpus.fans))
        if written.text and len(written.text) <= _LONGEST
    ]
    figures: dict[str, Any] = {"mean_characters": round(statistics.fmean(len(w.text) for w in drawn))}
    with tempfile.TemporaryDirectory(prefix="ownvoice-bench-data-") as folder:
        texts = Path(folder) / "texts.json"
        with texts.open("w", encoding="utf-8") as lines:
            for w in drawn:
                lines.write(json.dumps([w.language, w.register, sentences(w.text)]) + "\n")
        for size in sizes:
            command = [sys.executable, "-m", "ownvoice.bench.voice_style", str(texts), str(size)]
            done = subprocess.run(command, capture_output=True, text=True, env=os.environ.copy(), check=False)
            if done.returncode != 0:
                raise OwnvoiceError(f"Learning {size} items failed: {done.stderr.strip()[-500:]}")
            cost = json.loads(done.stdout)
            figures |= {f"{name}_{size}": value for name, value in cost.items()}
    largest = sizes[-1]
    figures["items_per_cpu_s"] = figures[f"items_per_cpu_s_{largest}"]
    figures["learning_mb_largest"] = figures[f"learning_mb_{largest}"]
    figures["stored_mb_largest"] = figures[f"stored_mb_{largest}"]
    figures["update_of_1000_s"] = figures[f"update_of_1000_s_{largest}"]
    return figures


def learn(texts: Path, size: int) -> dict[str, float]:
    """Learn from `size` items put together from the sentences of real ones, and update that by a thousand."""
    drawn: list[tuple[str, str, int]] = []
    pools: dict[tuple[str, str], list[str]] = {}
    with texts.open(encoding="utf-8") as lines:
        for line in lines:
            language, register, said = json.loads(line)
            drawn.append((language, register, len(said)))
            pools.setdefault((language, register), []).extend(said)
    rng = random.Random(size)  # noqa: S311 - the same items each time, not a secret

    def item(number: int) -> Written:
        language, register, said = drawn[rng.randrange(len(drawn))]
        pool = pools[language, register]
        text = " ".join(pool[rng.randrange(len(pool))] for _ in range(said)) or "?"
        when = datetime(2011, 1, 1, 8, tzinfo=UTC) + timedelta(minutes=rng.randrange(15 * 365 * 24 * 60))
        asked = when - timedelta(minutes=rng.randrange(1, 3000))
        return Written(number, 1, Kind.REPLY, Register(register), text, language, when, asked_at=asked)

    tally = StyleTally(1)
    before, seconds, number = _rss_mb(), 0.0, 0
    most = before
    while number < size:
        batch = [item(number + place) for place in range(min(1_000, size - number))]
        started = time.process_time()
        for written in batch:
            tally.add(written)
        seconds += time.process_time() - started
        number += len(batch)
        most = max(most, _rss_mb())
    learning_mb = most - before
    stored = tally.to_bytes()
    more = [item(number + place) for place in range(1_000)]
    started = time.process_time()
    tally = StyleTally.from_bytes(stored)
    for written in more:
        tally.add(written)
    tally.to_bytes()
    profile([tally], None, TODAY)
    return {
        "items_per_cpu_s": round(size / seconds),
        "learning_cpu_s": round(seconds, 1),
        "learning_mb": round(learning_mb, 1),
        "stored_mb": round(len(stored) / 1e6, 2),
        "update_of_1000_s": round(time.process_time() - started, 2),
    }


def _rss_mb() -> float:
    """The memory this process holds now, in megabytes; the most it ever held where that can't be asked."""
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return peak_rss_mb()
    return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    print(json.dumps(learn(Path(sys.argv[1]), int(sys.argv[2]))))
