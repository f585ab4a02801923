"""Learning a persona from the corpus: what is new is counted, all that was counted is weighed, a version is kept."""

from ownvoice.voice.learning.learn import forget_source, learn

__all__ = ["forget_source", "learn"]
