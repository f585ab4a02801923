"""The parts of `ownvoice bench verify`: texts to draw on, errors to plant, splits, baselines and intervals."""
