"""WordPress: comments in, replies out, by its REST API with an application password.

Written from developer.wordpress.org/rest-api/reference/comments (arguments, errors, `context=edit`), .../using-the-rest-api/
pagination (`X-WP-Total`) and .../authentication (application passwords over HTTPS), and from what
`WP_REST_Comments_Controller::create_item` answers: 409 `comment_duplicate`, 400 `comment_flood`.

A comment under the creator's own site is addressed to them. WordPress keeps no idempotency keys; but each comment keeps the
program it was written with (`author_user_agent`), and there our key stands, with a mark that says that an AI wrote it.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ownvoice.channels.failing import ChannelError, PermanentError, RetryLaterError
from ownvoice.channels.http import USER_AGENT, Web
from ownvoice.channels.port import (
    Account,
    Batch,
    Capabilities,
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

KIND = "wordpress"
TITLE = "WordPress"
ASKS = (
    Ask("user", "The name you sign in with on the site."),
    Ask("password", "An application password: Users → Profile → Application Passwords.", secret=True),
)
RIGHTS = ("moderate_comments",)

PAGE = 100  # what WordPress gives at most
OVERLAP = 20  # comments before the cursor that are read again, to notice what moved
LONGEST = 20_000
FLOOD_S = 15.0  # how long WordPress wants between two comments of one author
_API = "/wp-json/wp/v2"


def open_channel(address: str, options: Mapping[str, Any], secret: Mapping[str, str]) -> WordPressChannel:
    """The channel for one user of one site. Makes no call."""
    return WordPressChannel(address, str(options["user"]), secret["password"], options)


class WordPressChannel:
    """One user of one site."""

    def __init__(
        self, address: str, user: str, password: str, options: Mapping[str, Any] | None = None
    ) -> None:
        options = options or {}
        self.limits = Limits(
            per_s=float(options.get("per_s", 1 / FLOOD_S)),
            burst=int(options.get("burst", 1)),
            timeout_s=float(options.get("timeout_s", 20.0)),
            settle_s=float(options.get("settle_s", 40.0)),  # PHP goes on when nobody waits: 30 s by default
            at_once=int(options.get("at_once", 1)),
        )
        self.capabilities = Capabilities(
            Telling.LOOKING, LONGEST, can_hide=True, marks="the comment's user agent", looks_after=True
        )
        self._web = Web(address, {}, self.limits.timeout_s, auth=(user, password))
        self._own_id = str(options.get("account_id", ""))

    def close(self) -> None:
        """Give up connections."""
        self._web.close()

    def connect(self) -> Account:
        """Whose password it is, and whether they may moderate: without that, no comment can be read in full."""
        told = _record(self._web.read(f"{_API}/users/me", {"context": "edit"}).json())
        rights = _record(told.get("capabilities"))
        if not rights.get("moderate_comments"):
            raise PermanentError(
                f"{told.get('name')} may not moderate comments on this site.",
                "Use an application password of an editor or administrator.",
            )
        self._own_id = str(told.get("id", ""))
        return Account(self._own_id, str(told.get("name", "")), str(told.get("link") or ""))

    def receive(self, since: Cursor) -> Batch:
        """Comments after the cursor, oldest first.

        There is no asking for what comes after an id. So the place in the order of ids is kept too and a little before it
        is read again: where something was deleted meanwhile, the page would begin too late, and one goes back.
        """
        if "id" not in since:
            answer = self._comments({"per_page": 1, "order": "desc"})
            rows = _records(answer.json())
            newest = _number(rows[0].get("id")) if rows else 0
            return Batch((), {"id": newest, "seen": _number(answer.headers.get("x-wp-total"))})
        last = _number(since["id"])
        offset = max(0, _number(since.get("seen")) - OVERLAP)
        while True:
            rows = _records(self._comments({"per_page": PAGE, "order": "asc", "offset": offset}).json())
            if offset == 0 or (rows and _number(rows[0].get("id")) <= last):
                break
            offset = max(0, offset - PAGE)
        fresh = [row for row in rows if _number(row.get("id")) > last]
        found = tuple(incoming for row in fresh if (incoming := self._incoming(row)) is not None)
        cursor = {
            "id": max([last, *(_number(row.get("id")) for row in fresh)]),
            "seen": offset + len(rows),
        }
        return Batch(found, cursor, more=len(rows) >= PAGE)

    def thread(self, native: Mapping[str, Any]) -> tuple[Turn, ...]:
        """The post's comments, oldest first, up to a hundred."""
        rows = _records(self._comments({"post": native["post"], "per_page": PAGE, "order": "asc"}).json())
        own = self._own()
        return tuple(Turn(str(row.get("id")), _text(row), str(row.get("author")) == own) for row in rows)

    def room(self, native: Mapping[str, Any]) -> int:
        """The same for every comment."""
        return self.capabilities.longest

    def send(self, reply: Leaving, idempotency_key: str) -> Delivered:
        """Publish as a reply, if the comment still stands there as it was when it was answered."""
        self._still_there(reply)
        fields = {
            "post": reply.native["post"],
            "parent": reply.native["id"],
            "content": html.escape(reply.text, quote=False),  # a comment is HTML
            "author_user_agent": _agent(reply, idempotency_key),
        }
        try:
            row = _record(self._web.write("POST", f"{_API}/comments", json=fields).json())
        except ChannelError as error:
            if "flood" in error.problem or "too quickly" in error.problem:
                raise RetryLaterError(error.problem, after_s=FLOOD_S) from error
            if isinstance(error, RetryLaterError) and "uplicate" in error.problem:
                found = self.find(reply, idempotency_key)
                if found is not None:
                    return found
                raise PermanentError("The site has this very reply already.") from error
            raise
        if row.get("status") == "spam":
            raise PermanentError(
                "The site took the reply for spam.", "Look into the spam folder of the site."
            )
        return Delivered(str(row.get("id", "")), str(row.get("link") or ""))

    def find(self, reply: Leaving, idempotency_key: str) -> Delivered | None:
        """Our reply to that comment with that key, wherever it is by now: held, in the spam or in the trash as well.

        Some sites wipe the user agent; there the text decides.
        """
        answer = self._comments(
            {
                "parent": reply.native["id"],
                "author": self._own(),
                "status": "any",
                "per_page": PAGE,
                "order": "asc",
            }
        )
        wanted = _squeezed(reply.text)
        for row in _records(answer.json()):
            agent = str(row.get("author_user_agent") or "")
            if idempotency_key in agent or ("key=" not in agent and _squeezed(_text(row)) == wanted):
                return Delivered(str(row.get("id")), str(row.get("link") or ""))
        return None

    def hide(self, native_id: str) -> None:
        """Hold the comment: it is in the site's moderation queue then, and can be approved there."""
        self._web.write("POST", f"{_API}/comments/{_number(native_id)}", json={"status": "hold"})

    def _comments(self, params: Mapping[str, Any]) -> Any:
        wanted = {"context": "edit", "status": "all", "orderby": "id", **params}
        return self._web.read(f"{_API}/comments", wanted)

    def _still_there(self, reply: Leaving) -> None:
        row = _record(
            self._web.read(f"{_API}/comments/{_number(reply.native['id'])}", {"context": "edit"}).json()
        )
        if row.get("status") == "hold":
            raise PermanentError(
                "The comment waits for moderation on the site.",
                "Approve it there, then send the reply again.",
            )
        if row.get("status") != "approved":
            raise PermanentError("The comment was taken down.")
        if reply.native.get("sum") and reply.native["sum"] != _sum(row):
            raise PermanentError("The comment was changed since it was answered.", "Answer what it says now.")

    def _own(self) -> str:
        if not self._own_id:
            self.connect()
        return self._own_id

    def _incoming(self, row: Mapping[str, Any]) -> Incoming | None:
        native_id = _number(row.get("id"))
        if (
            not native_id
            or row.get("type", "comment") not in ("comment", "")
            or str(row.get("author")) == self._own()
        ):
            return None  # pingbacks and trackbacks are no words of a fan's
        # Guests have no number; who they are is known to the site by their address, and to us by no more than a hash.
        guest = hashlib.sha256(
            f"{self._web.base} {row.get('author_email') or row.get('author_name')}".encode()
        ).hexdigest()[:16]
        return Incoming(
            native_id=str(native_id),
            fan_id=f"user-{row['author']}" if row.get("author") else f"guest-{guest}",
            fan_name=str(row.get("author_name") or ""),
            text=_text(row),
            thread_id=str(native_id),
            parent_id=str(_number(row.get("parent")) or ""),
            at=_time(row.get("date_gmt")),
            native={
                "id": native_id,
                "post": _number(row.get("post")),
                "url": str(row.get("link") or "")[:500],
                "sum": _sum(row),
            },
        )


def _agent(reply: Leaving, key: str) -> str:
    if not reply.by_ai:
        return f"{USER_AGENT} (written by a person; key={key})"
    edited = "edited and " if reply.mark.get("edited") else ""
    return f"{USER_AGENT} (AI-generated, {edited}approved by a person; key={key})"


def _text(row: Mapping[str, Any]) -> str:
    return html_to_text(str(_record(row.get("content")).get("rendered") or ""))


def _sum(row: Mapping[str, Any]) -> str:
    return hashlib.sha256(_squeezed(_text(row)).encode()).hexdigest()[:16]


def _record(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _records(value: Any) -> list[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _number(value: Any) -> int:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _time(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text)).replace(tzinfo=UTC)
    except ValueError:
        return None


def _squeezed(text: str) -> str:
    """Letters and digits: sites make quotes curly and links clickable."""
    return re.sub(r"[\W_]+", "", text)
