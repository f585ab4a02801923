"""What learning a voice costs in time and memory, and scoring in time, on made-up authors."""

from __future__ import annotations

import json
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from ownvoice.core.errors import OwnvoiceError
from ownvoice.voice.score import NotEnough, Sample, learn, to_bytes

_BACKGROUND_AUTHORS = 500
_DIFFERENT = 20_000  # texts that are made; beyond them each comes again with another number


def learning_cost(sizes: tuple[int, ...]) -> dict[str, Any]:
    """For each number of items: CPU seconds to learn, peak memory of the process in MB; then size and speed of the last."""
    figures: dict[str, Any] = {}
    for size in sizes:
        done = subprocess.run(
            [sys.executable, "-m", "ownvoice.bench.voice_cost", str(size)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise OwnvoiceError(f"Learning from {size:,} items failed: {done.stderr.strip()[-300:]}.")
        measured = json.loads(done.stdout)
        figures[f"learn_{size}_items_cpu_s"] = measured["learn_cpu_s"]
        figures[f"peak_rss_mb_{size}_items"] = measured["peak_rss_mb"]
        figures |= {key: measured[key] for key in ("stored_kb", "score_300_characters_ms")}
    return figures


def made_up(size: int, creator: bool) -> Iterator[Sample]:
    """Half-sensible texts: words of a long-tailed vocabulary, the creator's with some favourites; 20 years of them."""
    chosen = random.Random(creator)  # noqa: S311
    vocabulary = [
        "".join(chosen.choices("etaoinshrdlu", k=1 + int(chosen.expovariate(0.25)))) for _ in range(5_000)
    ]
    shares = [1 / (rank + 3) for rank in range(5_000)]
    if creator:
        for rank in range(0, 300, 7):
            shares[rank] *= 2.5
    pool = chosen.choices(vocabulary, shares, k=100_000)
    texts = []
    for _ in range(min(size, _DIFFERENT)):
        at = chosen.randrange(len(pool) - 400)
        text = " ".join(pool[at : at + min(400, max(4, int(chosen.lognormvariate(3.4, 0.7))))]).capitalize()
        texts.append(text + chosen.choice((".", "!", "?", "", "…")))
    begin = datetime(2006, 1, 1, tzinfo=UTC)
    for number in range(size):
        author = "" if creator else str(number % _BACKGROUND_AUTHORS)
        written_at = begin + timedelta(hours=number * 175_000 / size)
        yield Sample(f"{texts[number % len(texts)]} {number}", "en", written_at, f"{number // 3}", author)


def _measure(size: int) -> dict[str, Any]:
    started = time.process_time()
    voice = learn(made_up(size // 2, True), made_up(size // 2, False))
    learn_cpu_s = time.process_time() - started
    if isinstance(voice, NotEnough):
        raise SystemExit(voice.reason)
    text = next(sample.text for sample in made_up(10_000, True) if len(sample.text) >= 300)[:300]
    spent = []
    for _ in range(300):
        started = time.perf_counter()
        voice.score(text, "en")
        spent.append((time.perf_counter() - started) * 1_000)
    return {
        "learn_cpu_s": round(learn_cpu_s, 1),
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000),
        "stored_kb": round(len(to_bytes(voice)) / 1_000),
        "score_300_characters_ms": round(statistics.median(spent), 3),
    }


if __name__ == "__main__":
    print(json.dumps(_measure(int(sys.argv[1]))))
