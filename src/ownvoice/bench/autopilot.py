"""Whether the autopilot keeps its word: on simulated creators whose error rates are known, and on a queue that is stopped."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np

from ownvoice.bench.autopiloting.creators import earn, mixed, reviews_needed, watch
from ownvoice.training.betting import LEVEL

NAME = "autopilot"
SUMMARY = "1,000 simulated creators: limits kept, reviews needed, withdrawal after a rise; 10,000 queued sends stopped."
TARGETS = {
    "limit_kept": {"at_least": 0.95},
    "limit_kept_at_the_edge": {"at_least": 0.95},
    "limit_kept_drifting": {"at_least": 0.95},
    "withdrawn_median": {"at_most": 150},
    "withdrawn_p95": {"at_most": 400},
    "false_withdrawals": {"at_most": 0.05},
    "stopped_late": {"at_most": 0},
    "stopped_late_after_kill": {"at_most": 0},
    "stop_lost": {"at_most": 0},
    "stop_s": {"at_most": 1.0},
}
SEED = 20240917
CREATORS = 1_000
REVIEWS = 3_000  # of one creator, at most
LIMIT = 0.02
LOW, HIGH = 0.001, 0.2  # overall shares of errors of the creators
NAIVE = 50  # approvals after which the naive rule switches on
ON = 5_000  # messages that drifting creators live through
SETTLED = 2_000  # messages before the planted rise
QUEUED = 10_000

Figures = dict[str, Any]


def run(quick: bool, data: Path | None) -> Figures:
    """All figures; there is no other data to run on.

    `limit_kept*`: the share of creators whose permission, given at the first moment it could be, is not over its limit
    (`at_the_edge`: all creators' drafts are wrong just a little more often than allowed; `drifting`: of all that left without
    review, the expected share of errors). `needed_L_E`: median reviews at limit L and true share E, in per mille
    (0: not within 20,000). `withdrawn_*`: messages after a rise from 1 % to 10 %. `stop*`: the red switch.
    """
    creators = 200 if quick else CREATORS
    figures = _kept(creators)
    figures |= _power(50 if quick else 400, 6_000 if quick else 20_000)
    figures |= _naive(creators)
    figures |= _rise(100 if quick else 1_000)
    figures |= _false(50 if quick else 500)
    figures |= _drifting(creators)
    from ownvoice.bench.autopiloting.stopping import stopped_queue

    figures |= stopped_queue(1_000 if quick else QUEUED)
    return figures


def _kept(creators: int) -> Figures:
    chance = np.random.default_rng(SEED)
    mix, wrong = mixed(chance, creators, LOW, HIGH)
    found = earn(chance, mix, wrong, LIMIT, REVIEWS)
    over = found.given & (found.risk > LIMIT)
    earnable = ((mix * wrong).sum(1) <= LIMIT / 2).sum()
    # Every confidence as wrong as the others, a hair over what is allowed: the hardest creators there are.
    edge = earn(chance, mix, np.full_like(wrong, LIMIT * 1.001), LIMIT, REVIEWS)
    return {
        "creators": creators,
        "limit_kept": _round(1 - over.mean()),
        "given": _round(found.given.mean()),
        "given_where_half_the_limit": _round(
            found.given[(mix * wrong).sum(1) <= LIMIT / 2].sum() / max(1, int(earnable))
        ),
        "reviews_until_given_median": int(np.median(found.reviews[found.given])) if found.given.any() else 0,
        "limit_kept_at_the_edge": _round(1 - edge.given.mean()),
    }


def _power(runs: int, most: int) -> Figures:
    figures: Figures = {}
    for limit in (0.01, 0.02, 0.05):
        for share in (0.0, 0.005, 0.01):
            found = reviews_needed(np.random.default_rng(SEED), share, limit, runs, most)
            given = found > 0
            name = f"needed_{round(limit * 1000)}_{round(share * 1000)}"
            half = given.mean() > 0.5
            figures[name] = int(np.median(np.where(given, found, most + 1))) if half else 0
            figures[f"{name}_p90"] = (
                int(np.quantile(np.where(given, found, most + 1), 0.9)) if given.mean() > 0.9 else 0
            )
            figures[f"{name}_given"] = _round(given.mean())
    return figures


def _naive(creators: int) -> Figures:
    """The naive rule on the same creators; and a bound for one look, looked at after each review, at the edge."""
    from ownvoice.training.bounds import binomial_cdf

    chance = np.random.default_rng(SEED)
    mix, wrong = mixed(chance, creators, LOW, HIGH)
    risk = (mix * wrong).sum(1)
    errors = np.cumsum(chance.random((creators, REVIEWS)) < risk[:, None], axis=1)
    approvals = np.arange(1, REVIEWS + 1) - errors
    on = (approvals >= NAIVE).any(1)
    # The most errors with which one look at n reviews would be content.
    allowed = np.array([_most_errors(n, binomial_cdf) for n in range(1, REVIEWS + 1, 10)])
    edge = np.cumsum(chance.random((creators, REVIEWS)) < LIMIT * 1.001, axis=1)[:, ::10]
    return {
        "naive_limit_kept": _round(1 - (on & (risk > LIMIT)).mean()),
        "naive_given_and_over": _round((on & (risk > LIMIT)).sum() / max(1, int(on.sum()))),
        "one_look_bound_looked_at_often_kept": _round(1 - (edge <= allowed).any(1).mean()),
    }


def _most_errors(tries: int, chance_of_so_few: Any) -> int:
    errors = -1
    while errors + 1 < tries and chance_of_so_few(errors + 1, tries, LIMIT) <= LEVEL:
        errors += 1
    return errors


def _rise(runs: int) -> Figures:
    figures: Figures = {}
    for limit, name in ((LIMIT, ""), (0.05, "_limit_50")):
        shares = np.full((runs, SETTLED + 3_000), 0.01)
        shares[:, SETTLED:] = 0.10
        found = watch(np.random.default_rng(SEED), shares, limit, count_from=SETTLED)
        alone = watch(np.random.default_rng(SEED), shares, limit, restarting=False, count_from=SETTLED)
        figures |= _delays(f"withdrawn{name}", found) | _delays(f"sequence_alone{name}", alone)
    return figures


def _delays(name: str, found: Any) -> Figures:
    waited = np.where(found.withdrawn >= SETTLED, found.withdrawn - SETTLED + 1, math.inf)
    waited = waited[~((found.withdrawn >= 0) & (found.withdrawn < SETTLED))]
    median, late = np.quantile(waited, [0.5, 0.95], method="higher")
    return {
        f"{name}_median": int(median) if math.isfinite(median) else 0,
        f"{name}_p95": int(late) if math.isfinite(late) else 0,
        f"{name}_never": _round((~np.isfinite(waited)).mean()),
        f"{name}_wrong_that_left": round(float(found.left_wrong.mean()), 1),
    }


def _false(runs: int) -> Figures:
    """Of permissions that keep their limit, how many are withdrawn within 10,000 messages, and what goes to review."""
    figures: Figures = {}
    for share, name in ((0.01, ""), (0.005, "_at_half_a_percent")):
        found = watch(np.random.default_rng(SEED + 1), np.full((runs, 10_000), share), LIMIT)
        figures[f"false_withdrawals{name}"] = _round((found.withdrawn >= 0).mean())
        figures[f"to_review{name}"] = _round(found.reviewed.sum() / (found.reviewed + found.left).sum())
    return figures


def _drifting(creators: int) -> Figures:
    """Creators who were good enough, and get worse at some time: at once or slowly, a little or a lot."""
    chance = np.random.default_rng(SEED + 2)
    before = np.exp(chance.uniform(math.log(0.0005), math.log(0.01), creators))
    after = np.exp(chance.uniform(math.log(0.02), math.log(0.3), creators))
    begins = chance.integers(0, ON, creators)
    lasts = np.where(chance.random(creators) < 0.5, 1, chance.integers(50, 2_000, creators))
    way = np.clip((np.arange(ON)[None, :] - begins[:, None]) / lasts[:, None], 0.0, 1.0)
    found = watch(chance, before[:, None] + (after - before)[:, None] * way, LIMIT)
    shares = found.expected_wrong / np.maximum(1, found.left)
    return {
        "limit_kept_drifting": _round((shares <= LIMIT).mean()),
        "drifting_withdrawn": _round((found.withdrawn >= 0).mean()),
        "drifting_share_of_errors_p95": _round(float(np.quantile(shares, 0.95))),
    }


def _round(value: float) -> float:
    return round(float(value), 4)
