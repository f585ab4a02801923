"""Hybrid search over a creator's passages: words and meaning, within what consent allows."""

from ownvoice.corpus.search.engine import Hit, search

__all__ = ["Hit", "search"]
