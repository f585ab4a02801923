"""The four ways in which a platform can fail, and what follows from each.

A channel maps everything its platform answers to one of them: which it is decides whether a reply may be sent again.
"""

from __future__ import annotations

from ownvoice.core.errors import OwnvoiceError


class ChannelError(OwnvoiceError):
    """Base of what a channel raises."""


class PermanentError(ChannelError):
    """It wasn't done and never will be: the fan blocked us, the post is gone, the text is refused."""


class RetryLaterError(ChannelError):
    """It certainly wasn't done; it may be later. `after_s`: seconds the platform asks us to wait, if it said."""

    def __init__(self, problem: str, remedy: str = "", after_s: float | None = None) -> None:
        super().__init__(problem, remedy)
        self.after_s = after_s


class UncertainError(ChannelError):
    """It may have been done: the connection broke or the platform failed after it had our words."""

    def __init__(self, problem: str, remedy: str = "", after_s: float | None = None) -> None:
        super().__init__(problem, remedy)
        self.after_s = after_s


class ShutOutError(ChannelError):
    """The account's key isn't accepted: nothing was done, and nothing will be until a person renews it."""
