"""A Mastodon server's API as far as the channel uses it, from docs.joinmastodon.org (methods/statuses,
methods/notifications, methods/accounts, methods/instance, api/rate-limits).

Kept as there: bearer tokens (401), ids that grow and are strings, `min_id` paging, the idempotency key for an hour,
404 for what is gone or hidden, 422 for an empty or too long status, `X-RateLimit-*` headers, mentions found in the text
of a reply, and HTML in `content`.
"""

from __future__ import annotations

import html
import re
import time
from datetime import UTC, datetime
from typing import Any

from ownvoice.channels.fakes.serving import Asked, FakePlatform, Reply, Trouble

TOKEN = "fake-token"  # noqa: S105
KEY_KEPT_S = 3600.0
_MENTION = re.compile(r"@(\w+)")


class FakeMastodon(FakePlatform):
    """One server with our account (id 1, `lea`) and as many fans as write to it."""

    def __init__(
        self,
        trouble: Trouble | None = None,
        seed: int = 0,
        port: int = 0,
        longest: int = 500,
        allowed: int = 10**9,
        keeps_keys: bool = True,
        bot: bool = True,
    ) -> None:
        self.statuses: dict[str, dict[str, Any]] = {}
        self.notifications: list[dict[str, Any]] = []
        self.children: dict[str, list[str]] = {}
        self.keys: dict[str, tuple[str, float]] = {}
        self.blocked_by: set[str] = set()
        self.token = TOKEN
        self.longest = longest
        self.allowed = allowed
        self.keeps_keys = keeps_keys
        self.us = _account("1", "lea", bot=bot)
        self._next = 100
        super().__init__(trouble, seed, port)

    def fan_writes(
        self,
        text: str,
        name: str = "sam",
        answering: str | None = None,
        visibility: str = "public",
        bot: bool = False,
    ) -> str:
        """A fan mentions us; returns the status's id."""
        with self.lock:
            account = _account(f"fan-{name}", name, bot=bot)
            status = self._put(account, f"@lea {text}", answering, visibility)
            self._notify("mention", status, account)
            return str(status["id"])

    def fan_edits(self, status_id: str, text: str) -> None:
        """The fan changes it."""
        with self.lock:
            status = self.statuses[status_id]
            status["content"] = _html(f"@lea {text}")
            status["edited_at"] = _now()
            self._notify("update", status, status["account"])

    def replies_to(self, status_id: str) -> list[dict[str, Any]]:
        """Our answers to a status."""
        with self.lock:
            found = (self.statuses[child] for child in self.children.get(status_id, ()))
            return [status for status in found if status["account"]["id"] == "1"]

    def respond(self, asked: Asked) -> Reply:
        """The answer to one call."""
        if asked.path == "/api/v2/instance":
            return Reply(200, {"configuration": {"statuses": {"max_characters": self.longest}}})
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return Reply(401, {"error": "The access token is invalid"})
        self.allowed -= 1
        if self.allowed < 0:
            return Reply(
                429,
                {"error": "Too many requests"},
                {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": datetime.fromtimestamp(
                    time.time() + 60, UTC).isoformat()},
            )  # fmt: skip
        path = asked.path.removeprefix("/api/v1")
        if path == "/accounts/verify_credentials":
            return Reply(200, self.us)
        if path == "/notifications":
            return self._page(asked)
        if path == "/statuses" and asked.method == "POST":
            return self._post(asked)
        found = re.fullmatch(r"/statuses/([\w-]+)(/context)?", path)
        if not found or found[1] not in self.statuses:
            return Reply(404, {"error": "Record not found"})
        if found[2]:
            return Reply(200, {"ancestors": self._above(found[1]), "descendants": self._below(found[1])})
        if asked.method == "DELETE":
            return Reply(200, self.delete(found[1]))
        return Reply(200, self.statuses[found[1]])

    def lied(self, asked: Asked) -> Reply:
        """ "Published", with an id under which nothing stands."""
        self._next += 1
        return Reply(200, {"id": str(self._next), "url": "", "account": self.us})

    def delete(self, status_id: str) -> dict[str, Any]:
        """Take a status down."""
        with self.lock:
            status = self.statuses.pop(status_id)
            parent = status["in_reply_to_id"]
            if parent in self.children:
                self.children[parent].remove(status_id)
            return status

    def _post(self, asked: Asked) -> Reply:
        key = asked.headers.get("idempotency-key", "")
        if self.keeps_keys and key in self.keys and time.time() - self.keys[key][1] < KEY_KEPT_S:
            kept = self.statuses.get(self.keys[key][0])
            return Reply(200, kept) if kept else Reply(404, {"error": "Record not found"})
        fields = asked.fields()
        text = str(fields.get("status", ""))
        if not text.strip():
            return Reply(422, {"error": "Validation failed: Text can't be blank"})
        if len(text) > self.longest:
            return Reply(
                422, {"error": f"Validation failed: Text character limit of {self.longest} exceeded"}
            )
        answering = fields.get("in_reply_to_id")
        if answering and (answering not in self.statuses or self._blocks_us(answering)):
            return Reply(404, {"error": "The post you are trying to reply to does not appear to exist."})
        status = self._put(self.us, text, answering, str(fields.get("visibility", "public")))
        if key:
            self.keys[key] = (status["id"], time.time())
        return Reply(200, status)

    def _page(self, asked: Asked) -> Reply:
        limit = min(int(asked.query.get("limit", 40)), 80)
        rows = self.notifications
        kinds = asked.query.get("types[]")
        after = asked.query.get("min_id")
        if after is not None:
            begin = next((n for n, row in enumerate(rows) if int(row["id"]) > int(after)), len(rows))
            page = [row for row in rows[begin:] if kinds is None or row["type"] in ("mention", "update")][
                :limit
            ]
        else:
            page = rows[-limit:]
        return Reply(200, page[::-1])

    def _put(
        self, account: dict[str, Any], text: str, answering: str | None, visibility: str
    ) -> dict[str, Any]:
        self._next += 1
        status_id = str(self._next)
        status = {
            "id": status_id, "created_at": _now(), "edited_at": None, "in_reply_to_id": answering,
            "visibility": visibility, "spoiler_text": "", "language": None, "account": account,
            "content": _html(text), "url": f"{self.address}/@{account['username']}/{status_id}",
            "mentions": [
                {"id": "1" if name == "lea" else f"fan-{name}", "username": name, "acct": name, "url": ""}
                for name in _MENTION.findall(text)
            ],
        }  # fmt: skip
        self.statuses[status_id] = status
        if answering:
            self.children.setdefault(answering, []).append(status_id)
        return status

    def _notify(self, kind: str, status: dict[str, Any], account: dict[str, Any]) -> None:
        self._next += 1
        self.notifications.append(
            {"id": str(self._next), "type": kind, "created_at": _now(), "account": account, "status": status}
        )

    def _blocks_us(self, status_id: str) -> bool:
        return self.statuses[status_id]["account"]["username"] in self.blocked_by

    def _above(self, status_id: str) -> list[dict[str, Any]]:
        above: list[dict[str, Any]] = []
        parent = self.statuses[status_id]["in_reply_to_id"]
        while parent in self.statuses:
            above.insert(0, self.statuses[parent])
            parent = self.statuses[parent]["in_reply_to_id"]
        return above

    def _below(self, status_id: str) -> list[dict[str, Any]]:
        below = []
        for child in self.children.get(status_id, ()):
            below += [self.statuses[child], *self._below(child)]
        return below


def _account(account_id: str, name: str, bot: bool = False) -> dict[str, Any]:
    return {
        "id": account_id,
        "username": name,
        "acct": name,
        "display_name": name.title(),
        "bot": bot,
        "url": "",
    }


def _now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


def _html(text: str) -> str:
    paragraphs = html.escape(text, quote=False).split("\n\n")
    return "".join(f"<p>{paragraph.replace(chr(10), '<br />')}</p>" for paragraph in paragraphs)
