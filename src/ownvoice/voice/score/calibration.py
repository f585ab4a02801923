"""From what the views say of a text, and how long it is, to a probability.

A short text's margin means less than a long one's, so each view's weight may change with the length: one logistic
regression (Platt 1999) over the margins of all views, their products with the log-length, and the log-length itself.
It is fitted on texts that the views had not seen, so it is also what weighs the views against each other (stacking,
Wolpert 1992).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ownvoice.voice.score.features import VIEWS
from ownvoice.voice.score.fitting import fit_small
from ownvoice.voice.score.measures import balanced

Vector = NDArray[np.float64]

PLAIN_WEIGHT = 0.5  # of a view's margin where too little is known to say better
STIFFNESS = 50.0  # how strongly a view's weight is held to that, in texts' worth of evidence
LOOSE = 2.0  # the same for the terms without a view
_MIDDLE, _SPREAD = 200.0, math.log(6.0)  # characters


def columns(margins: Vector, chars: Vector) -> Vector:
    """One row a text: margins, margins times log-length, 1, log-length and its square. `margins`: texts by views."""
    length = (np.log(np.maximum(chars, 1) / _MIDDLE) / _SPREAD)[:, None]
    return np.hstack([margins, margins * length, np.ones_like(length), length, length**2])


def fit_calibration(margins: Vector, chars: Vector, own: NDArray[np.bool_], cut: NDArray[np.int64]) -> Vector:
    """The coefficients for `columns`. `cut`: which length each text was cut to; in each both classes weigh the same."""
    weight = np.zeros(len(own))
    for length in np.unique(cut):
        here = cut == length
        weight[here] = balanced(own[here]) * 2 * min(int(own[here].sum()), int((~own[here]).sum()))
    views = len(VIEWS)
    centre = np.concatenate([np.full(views, PLAIN_WEIGHT), np.zeros(views + 3)])
    stiffness = np.concatenate([np.full(2 * views, STIFFNESS), np.full(3, LOOSE)])
    return fit_small(columns(margins, chars), own, weight, centre, stiffness)


def log_odds(coefficients: Vector, margins: Vector, chars: Vector) -> Vector:
    """The log-odds that each text is the creator's, at even odds beforehand."""
    return np.asarray(columns(margins, chars) @ coefficients)


def chances(odds: Vector) -> Vector:
    """Probabilities of log-odds."""
    return 1 / (1 + np.exp(-np.clip(odds, -50, 50)))
