"""Who may have an account: whoever opens a set-up or invitation link, and nobody else."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter


class InvitedOnly(DefaultAccountAdapter):
    """Closes allauth's public sign-up."""

    def is_open_for_signup(self, request: Any) -> bool:
        """Never: accounts are made through links."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Signing in and out is seen without being told."""
