"""Errors that are sentences: what happened, where, and what to do about it."""

from __future__ import annotations


class OwnvoiceError(Exception):
    """Base of every error shown to a person.

    `problem` says what happened and where; `remedy` says what to do. Both are whole sentences.
    """

    def __init__(self, problem: str, remedy: str = "") -> None:
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{problem} {remedy}".strip())


class ArchiveError(OwnvoiceError):
    """The file as a whole can't be read or isn't safe to read; nothing of it may stay in the corpus."""


class UnknownSourceError(OwnvoiceError):
    """The file is readable, but no source recognises what is in it."""


class AmbiguousCreatorError(OwnvoiceError):
    """The export doesn't say which of its authors the creator is; `candidates` are the likeliest names."""

    def __init__(self, problem: str, remedy: str, candidates: tuple[str, ...]) -> None:
        super().__init__(problem, remedy)
        self.candidates = candidates


class ConfigurationError(OwnvoiceError):
    """A setting is missing or wrong."""


class NoCreatorError(OwnvoiceError):
    """A query ran without saying whose data it is about."""
