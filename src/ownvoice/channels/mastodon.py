"""Mastodon and what speaks its API (Pleroma, Akkoma, GoToSocial, Iceshrimp): mentions in, replies out.

Written from docs.joinmastodon.org: methods/notifications, methods/statuses (`Idempotency-Key`: kept for an hour, bound to
the account), methods/accounts (`verify_credentials`), entities/Status, api/rate-limits (300 calls in 5 minutes), and from
docs.gotosocial.org (api/swagger) and docs-develop.pleroma.social (differences in the Mastodon API) for how others differ.

A mention is what makes a message addressed to the creator; Mastodon mentions whoever a reply answers. A reply keeps the
visibility of what it answers, or less, and mentions its author, since nobody else would be told of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from ownvoice.channels.failing import PermanentError, RetryLaterError
from ownvoice.channels.http import Web
from ownvoice.channels.port import (
    Account,
    Batch,
    Capabilities,
    Change,
    Cursor,
    Delivered,
    Incoming,
    Limits,
    Telling,
    Turn,
)
from ownvoice.channels.registry import Ask
from ownvoice.inbox.outbox import Leaving
from ownvoice.sources.reading.html_text import html_to_text

KIND = "mastodon"
TITLE = "Mastodon (also Pleroma, Akkoma, GoToSocial)"
ASKS = (
    Ask(
        "token",
        "An access token: Preferences → Development → New application, with the rights below.",
        secret=True,
    ),
)
RIGHTS = ("read:accounts", "read:notifications", "read:statuses", "write:statuses")

PAGE = 40  # what Mastodon gives at most
LONGEST = 500  # characters, where the server doesn't say
_RANK = ("public", "unlisted", "private", "direct")  # from open to closed
_WATCHED = "mention,update"


def open_channel(address: str, options: Mapping[str, Any], secret: Mapping[str, str]) -> MastodonChannel:
    """The channel for one account. Makes no call."""
    return MastodonChannel(address, secret["token"], options)


class MastodonChannel:
    """One account on one server."""

    def __init__(self, address: str, token: str, options: Mapping[str, Any] | None = None) -> None:
        options = options or {}
        self.limits = Limits(
            per_s=float(options.get("per_s", 0.3)),
            burst=int(options.get("burst", 5)),
            timeout_s=float(options.get("timeout_s", 20.0)),
            settle_s=float(options.get("settle_s", 20.0)),
            at_once=int(options.get("at_once", 1)),
        )
        self.capabilities = Capabilities(
            Telling.LOOKING,
            longest=int(options.get("longest", LONGEST)),
            can_hide=False,  # one can't take down what others wrote; our own reply goes with `hide`
            follows_edits=True,
            marks="the account's bot flag",
            looks_after=True,
        )
        self._web = Web(address, {"Authorization": f"Bearer {token}"}, self.limits.timeout_s)
        self._own_id = str(options.get("account_id", ""))

    def close(self) -> None:
        """Give up connections."""
        self._web.close()

    def connect(self) -> Account:
        """Whose token it is, and whether the account is marked as a bot."""
        told = _record(self._web.read("/api/v1/accounts/verify_credentials").json())
        self._own_id = str(told.get("id", ""))
        automated = bool(told.get("bot"))
        remarks = (
            ()
            if automated
            else ("Mark the account as automated: Preferences → Profile → This is an automated account.",)
        )
        return Account(self._own_id, str(told.get("acct", "")), str(told.get("url", "")), automated, remarks)

    def longest(self) -> int:
        """How many characters this server takes: it says so in its description, in one of three places."""
        try:
            told = _record(self._web.read("/api/v2/instance").json())
        except (PermanentError, RetryLaterError):
            told = _record(self._web.read("/api/v1/instance").json())
        statuses = _record(_record(told.get("configuration")).get("statuses"))
        found = statuses.get("max_characters") or told.get("max_toot_chars")  # the second is Pleroma's
        return found if isinstance(found, int) and found > 0 else LONGEST

    def receive(self, since: Cursor) -> Batch:
        """Mentions and edits after the cursor, oldest first. The first call only finds out where now is."""
        if "id" not in since:
            newest = _records(self._web.read("/api/v1/notifications", {"limit": 1}).json())
            return Batch((), {"id": str(newest[0].get("id", "0")) if newest else "0"})
        # `min_id` gives what comes right after it; `since_id`, which all servers know, would skip to the newest page.
        rows = _records(
            self._web.read(
                "/api/v1/notifications",
                {"min_id": since["id"], "limit": PAGE, "types[]": _WATCHED.split(",")},
            ).json()
        )
        rows.sort(key=lambda row: _order(str(row.get("id", ""))))
        found = tuple(incoming for row in rows if (incoming := self._incoming(row)) is not None)
        cursor = {"id": str(rows[-1].get("id"))} if rows else dict(since)
        return Batch(found, cursor, more=len(rows) >= PAGE)

    def thread(self, native: Mapping[str, Any]) -> tuple[Turn, ...]:
        """What the message answers, it, and what answers it."""
        status_id = quote(str(native["id"]), safe="")
        told = _record(self._web.read(f"/api/v1/statuses/{status_id}/context").json())
        rows = [*_records(told.get("ancestors")), *_records(told.get("descendants"))]
        return tuple(
            Turn(str(row.get("id")), _text(row), str(_account(row).get("id")) == self._own()) for row in rows
        )

    def room(self, native: Mapping[str, Any]) -> int:
        """What is left beside the mention."""
        return self.capabilities.longest - len(_mention(native))

    def send(self, reply: Leaving, idempotency_key: str) -> Delivered:
        """Publish as an answer. The key makes Mastodon give back the same status for an hour."""
        native = reply.native
        fields = {
            "status": self._worded(reply),
            "in_reply_to_id": str(native["id"]),
            "visibility": native.get("visibility", "unlisted"),
        }
        if reply.language:
            fields["language"] = reply.language
        if native.get("spoiler"):
            fields["spoiler_text"] = native["spoiler"]
        told = _record(
            self._web.write(
                "POST", "/api/v1/statuses", json=fields, headers={"Idempotency-Key": idempotency_key}
            ).json()
        )
        return Delivered(str(told.get("id", "")), str(told.get("url") or ""))

    def find(self, reply: Leaving, idempotency_key: str) -> Delivered | None:
        """Our answer to that very message with that very text, among what answers it.

        No status carries its key, but a message is answered by us once and a text is compared letter by letter.
        """
        status_id = quote(str(reply.native["id"]), safe="")
        told = _record(self._web.read(f"/api/v1/statuses/{status_id}/context").json())
        wanted = _squeezed(self._worded(reply))
        for row in _records(told.get("descendants")):
            ours = str(_account(row).get("id")) == self._own()
            if (
                ours
                and str(row.get("in_reply_to_id")) == str(reply.native["id"])
                and _squeezed(_text(row)) == wanted
            ):
                return Delivered(str(row.get("id")), str(row.get("url") or ""))
        return None

    def hide(self, native_id: str) -> None:
        """Delete one of our own replies."""
        self._web.write("DELETE", f"/api/v1/statuses/{quote(native_id, safe='')}")

    def _own(self) -> str:
        if not self._own_id:
            self.connect()
        return self._own_id

    def _worded(self, reply: Leaving) -> str:
        return _mention(reply.native) + reply.text

    def _incoming(self, row: Mapping[str, Any]) -> Incoming | None:
        status = _record(row.get("status"))
        account = _account(status)
        kind = row.get("type")
        if not status.get("id") or kind not in ("mention", "update") or str(account.get("id")) == self._own():
            return None
        if account.get("bot"):
            return None  # two machines would answer each other for ever
        native_id = str(status["id"])
        visibility = str(status.get("visibility", "unlisted"))
        if visibility not in _RANK:  # GoToSocial's mutuals-only, Pleroma's local and list
            visibility = "direct"
        return Incoming(
            native_id=native_id,
            fan_id=str(account.get("id", "")),
            fan_name=str(account.get("display_name") or account.get("acct") or ""),
            text=_unaddressed(_text(status), _record_list(status.get("mentions")), self._own()),
            # Threads have no id of their own: the first message that we see stands for them.
            thread_id=native_id,
            parent_id=str(status.get("in_reply_to_id") or ""),
            at=_time(status.get("created_at")),
            addressed=any(
                str(mention.get("id")) == self._own() for mention in _record_list(status.get("mentions"))
            ),
            native={
                "id": native_id,
                "acct": str(account.get("acct", ""))[:300],
                "visibility": _RANK[max(1, _RANK.index(visibility))],  # replies needn't fill public timelines
                "spoiler": str(status.get("spoiler_text") or "")[:200],
                "url": str(status.get("url") or "")[:500],
            },
            change=Change.EDITED if kind == "update" else Change.WRITTEN,
        )


def _mention(native: Mapping[str, Any]) -> str:
    return f"@{native['acct']} " if native.get("acct") else ""


def _text(status: Mapping[str, Any]) -> str:
    return html_to_text(str(status.get("content") or ""))


def _unaddressed(text: str, mentions: list[Mapping[str, Any]], own_id: str) -> str:
    """The text without the mention of us at its beginning, which is an address and no word of the message."""
    names = {
        f"@{mention.get(key)}"
        for mention in mentions
        if str(mention.get("id")) == own_id
        for key in ("acct", "username")
    }
    first, _, rest = text.partition(" ")
    return rest.lstrip() if first in names and rest.strip() else text


def _account(status: Mapping[str, Any]) -> Mapping[str, Any]:
    return _record(status.get("account"))


def _record(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _record_list(value: Any) -> list[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


_records = _record_list


def _order(native_id: str) -> tuple[int, str]:
    """Ids grow: Mastodon's numbers by length first, GoToSocial's ULIDs and Pleroma's flakes as text of one length."""
    return len(native_id), native_id


def _time(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text))
    except ValueError:
        return None


def _squeezed(text: str) -> str:
    """The letters and digits of a text without the mention it begins with: a server shows links and marks its own way."""
    first, _, rest = text.strip().partition(" ")
    return re.sub(r"[\W_]+", "", rest if first.startswith("@") else text)
