"""Bluesky, and other servers of the AT Protocol: mentions and replies in, replies out, with an app password.

Written from docs.bsky.app and the lexicons at github.com/bluesky-social/atproto: `com.atproto.server.createSession`,
`app.bsky.notification.listNotifications`, `app.bsky.feed.getPosts` and `getPostThread`, `com.atproto.repo.putRecord` and
`getRecord`, `app.bsky.feed.post` (300 graphemes, facets by bytes), `com.atproto.label.defs#selfLabels`; from
atproto.com/specs/tid for record keys, and docs.bsky.app/docs/advanced-guides/rate-limits (5,000 points an hour, 35,000 a
day, 3 for a record).

A reply's record key is made of the idempotency key. It is put with `swapRecord: null`: "only where nothing stands". So the
same reply twice is one, whoever sends it when; and to look for it is to read that address.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from ownvoice.channels.failing import ChannelError, PermanentError, RetryLaterError, ShutOutError
from ownvoice.channels.http import Answer, Web
from ownvoice.channels.port import (
    Account,
    Batch,
    Capabilities,
    Cursor,
    Delivered,
    Incoming,
    Limits,
    Quota,
    Telling,
    Turn,
)
from ownvoice.channels.registry import Ask
from ownvoice.inbox.outbox import Leaving

KIND = "bluesky"
TITLE = "Bluesky (AT Protocol)"
ASKS = (
    Ask("handle", "Your handle, such as lea.bsky.social."),
    Ask("password", "An app password: Settings → Privacy and security → App passwords.", secret=True),
)
RIGHTS = ()  # app passwords can't be narrowed; they can't change the account or its password

PAGE = 100
LONGEST = 300
POST = "app.bsky.feed.post"
_ADDRESSED = ("mention", "reply")
_LINK = re.compile(r"https?://[^\s<>\"']{1,2000}")
_TID = "234567abcdefghijklmnopqrstuvwxyz"
# Sessions by server and handle: signing in is limited to 300 a day, and a session holds for hours.
_SESSIONS: dict[tuple[str, str, str], Mapping[str, Any]] = {}
_SESSIONS_LOCK = threading.Lock()


def open_channel(address: str, options: Mapping[str, Any], secret: Mapping[str, str]) -> BlueskyChannel:
    """The channel for one account. Makes no call."""
    return BlueskyChannel(address, str(options["handle"]), secret["password"], options)


class BlueskyChannel:
    """One account on its server."""

    def __init__(
        self, address: str, handle: str, password: str, options: Mapping[str, Any] | None = None
    ) -> None:
        options = options or {}
        self.limits = Limits(
            per_s=float(options.get("per_s", 0.3)),
            burst=int(options.get("burst", 5)),
            quotas=(Quota("hour", 1_500, 3_600), Quota("day", 10_000, 86_400)),
            timeout_s=float(options.get("timeout_s", 20.0)),
            settle_s=float(options.get("settle_s", 20.0)),
            at_once=int(options.get("at_once", 1)),
        )
        self.capabilities = Capabilities(
            Telling.LOOKING,
            LONGEST,
            can_hide=True,
            marks="the self-label bot on each reply and on the account",
            looks_after=True,
        )
        self._web = Web(address, {}, self.limits.timeout_s)
        self._handle, self._password = handle.removeprefix("@"), password
        digest = hashlib.sha256(password.encode()).hexdigest()[:16]  # a new password is a new session
        self._name = (self._web.base, self._handle, digest)

    def close(self) -> None:
        """Give up connections; the session is kept for the next."""
        self._web.close()

    def connect(self) -> Account:
        """Whose password it is, and whether the account labels itself as a bot."""
        with _SESSIONS_LOCK:
            _SESSIONS.pop(self._name, None)
        did = self._did()
        told = _record(self._read("app.bsky.actor.getProfile", {"actor": did}).json())
        automated = any(
            label.get("val") == "bot" and label.get("src") in (did, None)
            for label in _records(told.get("labels"))
        )
        remarks = (
            () if automated else ("Mark the account as automated: Settings → Account → Automation label.",)
        )
        handle = str(told.get("handle") or self._handle)
        return Account(did, handle, f"https://bsky.app/profile/{handle}", automated, remarks)

    def receive(self, since: Cursor) -> Batch:
        """Mentions and replies after the cursor.

        The server gives the newest first. Pages are followed back to what was seen before, the place kept in the cursor, so
        that a crash in between goes on there; only at the end does the mark of what was seen move.
        """
        page = str(since.get("page") or "")
        told = _record(
            self._read(
                "app.bsky.notification.listNotifications",
                {"limit": PAGE if "at" in since else 1, **({"cursor": page} if page else {})},
            ).json()
        )
        rows = _records(told.get("notifications"))
        newest = str(since.get("top") or (rows[0].get("indexedAt") if rows else "") or since.get("at") or "")
        if "at" not in since:
            return Batch((), {"at": newest, "seen": [_short(row) for row in rows]})
        seen = set(since.get("seen", ()))
        fresh = [
            row
            for row in rows
            if str(row.get("indexedAt", "")) >= str(since["at"]) and _short(row) not in seen
        ]
        found = [incoming for row in fresh if (incoming := self._incoming(row)) is not None]
        found.reverse()
        top_seen = since.get("top_seen") or [
            _short(row) for row in rows if str(row.get("indexedAt", "")) == newest
        ]
        following = str(told.get("cursor") or "")
        if following and rows and len(fresh) == len(rows):
            cursor = {**since, "page": following, "top": newest, "top_seen": top_seen}
            return Batch(tuple(found), cursor, more=True)
        kept = top_seen if newest != since["at"] else [*since.get("seen", ()), *top_seen]
        return Batch(tuple(found), {"at": newest or since["at"], "seen": sorted(set(kept))})

    def thread(self, native: Mapping[str, Any]) -> tuple[Turn, ...]:
        """What the post answers, and it, oldest first."""
        told = _record(
            self._read(
                "app.bsky.feed.getPostThread", {"uri": native["uri"], "depth": 0, "parentHeight": 50}
            ).json()
        )
        turns: list[Turn] = []
        node = _record(told.get("thread"))
        for _ in range(51):
            post = _record(node.get("post"))
            if not post:
                break
            text = str(_record(post.get("record")).get("text") or "")
            ours = _record(post.get("author")).get("did") == self._did()
            turns.insert(0, Turn(str(post.get("uri")), text, ours))
            node = _record(node.get("parent"))
        return tuple(turns)

    def room(self, native: Mapping[str, Any]) -> int:
        """Characters: never more than graphemes, so that the limit of 300 of those is kept."""
        return self.capabilities.longest

    def send(self, reply: Leaving, idempotency_key: str) -> Delivered:
        """Put the reply at the address made of its key, if what it answers still stands and may be answered by us."""
        self._still_there(reply.native)
        record: dict[str, Any] = {
            "$type": POST,
            "text": reply.text,
            "createdAt": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "reply": {
                "root": {"uri": reply.native["root_uri"], "cid": reply.native["root_cid"]},
                "parent": {"uri": reply.native["uri"], "cid": reply.native["cid"]},
            },
        }
        if reply.language:
            record["langs"] = [reply.language]
        if facets := facets_of(reply.text):
            record["facets"] = facets
        if reply.by_ai:
            record["labels"] = {"$type": "com.atproto.label.defs#selfLabels", "values": [{"val": "bot"}]}
        rkey = record_key(idempotency_key, str(reply.native.get("at") or ""))
        body = {"repo": self._did(), "collection": POST, "rkey": rkey, "record": record, "swapRecord": None}
        try:
            told = _record(self._write("com.atproto.repo.putRecord", body).json())
        except PermanentError as error:
            if "InvalidSwap" in error.problem or "swap" in error.problem.lower():
                found = self.find(reply, idempotency_key)
                if found is not None:  # it stood there already
                    return found
            raise
        return Delivered(str(told.get("uri", "")), self._url(rkey))

    def find(self, reply: Leaving, idempotency_key: str) -> Delivered | None:
        """What stands at the address made of the key."""
        rkey = record_key(idempotency_key, str(reply.native.get("at") or ""))
        try:
            told = _record(
                self._read(
                    "com.atproto.repo.getRecord", {"repo": self._did(), "collection": POST, "rkey": rkey}
                ).json()
            )
        except PermanentError as error:
            if (
                "not locate" in error.problem
                or "NotFound" in error.problem
                or "not found" in error.problem.lower()
            ):
                return None
            raise
        return Delivered(str(told.get("uri", "")), self._url(rkey))

    def hide(self, native_id: str) -> None:
        """Delete one of our own replies; what others wrote isn't ours to hide."""
        own, _, rkey = native_id.rpartition("/")
        if own != f"at://{self._did()}/{POST}":
            raise PermanentError("Only our own replies can be taken down.")
        self._write("com.atproto.repo.deleteRecord", {"repo": self._did(), "collection": POST, "rkey": rkey})

    def _still_there(self, native: Mapping[str, Any]) -> None:
        posts = _records(
            _record(self._read("app.bsky.feed.getPosts", {"uris": native["uri"]}).json()).get("posts")
        )
        if not posts:
            raise PermanentError("The post was taken down.")
        by = _record(_record(posts[0].get("author")).get("viewer"))
        if by.get("blockedBy") or by.get("blocking"):
            raise PermanentError("The fan and the account have blocked one another.")
        if _record(posts[0].get("viewer")).get("replyDisabled"):
            raise PermanentError("The fan has limited who may answer.")

    def _incoming(self, row: Mapping[str, Any]) -> Incoming | None:
        author, record = _record(row.get("author")), _record(row.get("record"))
        if row.get("reason") not in _ADDRESSED or not row.get("uri") or author.get("did") == self._did():
            return None
        if any(label.get("val") == "bot" for label in _records(author.get("labels"))):
            return None  # two machines would answer each other for ever
        reply = _record(record.get("reply"))
        root, parent = _record(reply.get("root")), _record(reply.get("parent"))
        uri, cid = str(row["uri"]), str(row.get("cid") or "")
        return Incoming(
            native_id=uri,
            fan_id=str(author.get("did") or ""),
            fan_name=str(author.get("displayName") or author.get("handle") or ""),
            text=str(record.get("text") or ""),
            thread_id=str(root.get("uri") or uri),
            parent_id=str(parent.get("uri") or ""),
            at=_time(row.get("indexedAt")),
            native={
                "uri": uri[:600],
                "cid": cid[:200],
                "root_uri": str(root.get("uri") or uri)[:600],
                "root_cid": str(root.get("cid") or cid)[:200],
                "at": str(row.get("indexedAt") or "")[:40],
            },
        )

    def _url(self, rkey: str) -> str:
        return f"https://bsky.app/profile/{self._did()}/post/{rkey}"

    def _did(self) -> str:
        return str(self._session()["did"])

    def _session(self) -> Mapping[str, Any]:
        with _SESSIONS_LOCK:
            kept = _SESSIONS.get(self._name)
            if kept is None:
                kept = self._signed_in()
                _SESSIONS[self._name] = kept
            return kept

    def _signed_in(self) -> Mapping[str, Any]:
        try:
            told = _record(
                self._web.ask(
                    "/xrpc/com.atproto.server.createSession",
                    json={"identifier": self._handle, "password": self._password},
                ).json()
            )
        except PermanentError as error:
            raise ShutOutError(error.problem, "Connect the channel again with a new app password.") from None
        if not told.get("did") or not told.get("accessJwt"):
            raise RetryLaterError("The server gave no session.")
        return {"did": told["did"], "jwt": told["accessJwt"]}

    def _read(self, name: str, params: Mapping[str, Any]) -> Answer:
        return self._with_session(lambda headers: self._web.read(f"/xrpc/{name}", params, headers=headers))

    def _write(self, name: str, body: Mapping[str, Any]) -> Answer:
        return self._with_session(
            lambda headers: self._web.write("POST", f"/xrpc/{name}", json=body, headers=headers)
        )

    def _with_session(self, call: Any) -> Answer:
        """The call; once more with a new session where the old one has run out (400 ExpiredToken, 401)."""
        session = self._session()
        try:
            answer: Answer = call({"Authorization": f"Bearer {session['jwt']}"})
            return answer
        except ChannelError as error:
            expired = isinstance(error, ShutOutError) or (
                isinstance(error, PermanentError) and "expired" in error.problem.lower()
            )
            if not expired:
                raise
        with _SESSIONS_LOCK:
            if _SESSIONS.get(self._name) is session:
                del _SESSIONS[self._name]
        return call({"Authorization": f"Bearer {self._session()['jwt']}"})  # type: ignore[no-any-return]


def record_key(idempotency_key: str, at: str) -> str:
    """A TID for a reply: the moment of what it answers to about a second, the rest from the key. Always the same."""
    moment = _time(at) or datetime(2024, 1, 1, tzinfo=UTC)
    digest = hashlib.sha256(_key_bytes(idempotency_key)).digest()
    micros = int(moment.timestamp() * 1_000_000) >> 20 << 20 | int.from_bytes(digest[:3], "big") >> 4
    number = (micros & ((1 << 53) - 1)) << 10 | int.from_bytes(digest[3:5], "big") >> 6
    return "".join(_TID[number >> shift & 31] for shift in range(60, -1, -5))


def _key_bytes(key: str) -> bytes:
    try:
        return UUID(key).bytes
    except ValueError:
        return key.encode()


def facets_of(text: str) -> list[dict[str, Any]]:
    """The links of a text as facets, by their place in its UTF-8 bytes."""
    found = []
    for match in _LINK.finditer(text):
        link = match[0].rstrip(".,;:!?)]}»”")
        start = len(text[: match.start()].encode())
        found.append(
            {
                "index": {"byteStart": start, "byteEnd": start + len(link.encode())},
                "features": [{"$type": "app.bsky.richtext.facet#link", "uri": link}],
            }
        )
    return found


def _short(row: Mapping[str, Any]) -> str:
    return hashlib.sha256(f"{row.get('uri')} {row.get('reason')}".encode()).hexdigest()[:16]


def _record(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _records(value: Any) -> list[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _time(text: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
