"""A personal data server with an app view behind it, as far as the channel uses them, from docs.bsky.app and the lexicons.

Kept as there: sessions (401 `AuthenticationRequired`, 400 `ExpiredToken`), notifications newest first with a cursor, records by
key with `swapRecord`, 400 `RecordNotFound`, posts of at most 300 graphemes and 3,000 bytes, and replies to what is gone
being taken without a word.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from ownvoice.channels.fakes.serving import Asked, FakePlatform, Reply, Trouble

HANDLE = "lea.example"
PASSWORD = "abcd-efgh-ijkl-mnop"  # noqa: S105
DID = "did:plc:lea"
POST = "app.bsky.feed.post"


class FakeBluesky(FakePlatform):
    """One server with our account and fans."""

    def __init__(self, trouble: Trouble | None = None, seed: int = 0, port: int = 0) -> None:
        self.posts: dict[str, dict[str, Any]] = {}
        self.notifications: list[dict[str, Any]] = []
        self.password = PASSWORD
        self.token = "jwt-1"  # noqa: S105
        self.signed_in = 0
        self.bot = True
        self.blocked_by: set[str] = set()
        self.closed: set[str] = set()  # posts that limit who may answer
        self._clock = datetime.now(UTC)
        super().__init__(trouble, seed, port)

    def fan_writes(
        self,
        text: str,
        name: str = "sam",
        answering: str | None = None,
        bot: bool = False,
        reason: str = "mention",
    ) -> str:
        """A fan mentions or answers us; returns the post's address."""
        with self.lock:
            self._clock += timedelta(milliseconds=1)
            at = self._clock.isoformat(timespec="milliseconds").replace("+00:00", "Z")
            did = f"did:plc:{name}"
            uri = f"at://{did}/{POST}/{len(self.posts)}"
            record: dict[str, Any] = {"$type": POST, "text": text, "createdAt": at}
            if answering:
                reference = {"uri": answering, "cid": self.posts[answering]["cid"]}
                record["reply"] = {"root": reference, "parent": reference}
            labels = [{"val": "bot", "src": did}] if bot else []
            author = {"did": did, "handle": f"{name}.example", "displayName": name.title(), "labels": labels}
            self._put(uri, record, author)
            self.notifications.append(
                {"uri": uri, "cid": self.posts[uri]["cid"], "author": author, "reason": reason, "record": record,
                 "indexedAt": at, "isRead": False}
            )  # fmt: skip
            return uri

    def replies_to(self, uri: str) -> list[dict[str, Any]]:
        """Our records that answer a post."""
        with self.lock:
            return [
                post["record"]
                for post in self.posts.values()
                if post["author"]["did"] == DID
                and post["record"].get("reply", {}).get("parent", {}).get("uri") == uri
            ]

    def delete(self, uri: str) -> None:
        """Take a post down."""
        with self.lock:
            del self.posts[uri]

    def expire(self) -> None:
        """Sessions that exist end."""
        self.token = f"jwt-{self.signed_in + 100}"

    def respond(self, asked: Asked) -> Reply:
        """The answer to one call."""
        name = asked.path.removeprefix("/xrpc/")
        if name == "com.atproto.server.createSession":
            fields = asked.fields()
            if (fields.get("identifier"), fields.get("password")) != (HANDLE, self.password):
                return _error(401, "AuthenticationRequired", "Invalid identifier or password")
            self.signed_in += 1
            return Reply(200, {"did": DID, "handle": HANDLE, "accessJwt": self.token, "refreshJwt": "r"})
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return _error(400, "ExpiredToken", "Token has expired")
        if name == "app.bsky.actor.getProfile":
            labels = [{"val": "bot", "src": DID}] if self.bot else []
            return Reply(200, {"did": DID, "handle": HANDLE, "labels": labels})
        if name == "app.bsky.notification.listNotifications":
            rows = self.notifications[::-1]
            begin, limit = int(asked.query.get("cursor", 0)), int(asked.query.get("limit", 50))
            more = {"cursor": str(begin + limit)} if begin + limit < len(rows) else {}
            return Reply(200, {"notifications": rows[begin : begin + limit], **more})
        if name == "app.bsky.feed.getPosts":
            post = self.posts.get(asked.query["uris"])
            return Reply(200, {"posts": [self._seen(post)] if post else []})
        if name == "app.bsky.feed.getPostThread":
            return self._thread(asked.query["uri"])
        if name == "com.atproto.repo.getRecord":
            post = self.posts.get(f"at://{asked.query['repo']}/{POST}/{asked.query['rkey']}")
            if post is None:
                return _error(400, "RecordNotFound", f"Could not locate record: {asked.query['rkey']}")
            return Reply(200, {"uri": post["uri"], "cid": post["cid"], "value": post["record"]})
        if name == "com.atproto.repo.putRecord":
            return self._put_record(asked.fields())
        if name == "com.atproto.repo.deleteRecord":
            self.posts.pop(f"at://{DID}/{POST}/{asked.fields()['rkey']}", None)
            return Reply(200, {})
        return _error(501, "MethodNotImplemented", "Method Not Implemented")

    def lied(self, asked: Asked) -> Reply:
        """ "Put", and lost."""
        return Reply(200, {"uri": f"at://{DID}/{POST}/lost", "cid": "lost"})

    def _way(self, asked: Asked) -> str:
        # Signing in changes nothing; trouble is for what does.
        return "" if asked.path.endswith("createSession") else super()._way(asked)

    def _put_record(self, fields: dict[str, Any]) -> Reply:
        uri, record = f"at://{fields['repo']}/{POST}/{fields['rkey']}", fields["record"]
        text = record.get("text", "")
        if len(text) > 300 or len(text.encode()) > 3000:
            return _error(
                400, "InvalidRequest", "Invalid record: Record/text must not be longer than 300 graphemes"
            )
        if "swapRecord" in fields and fields["swapRecord"] is None and uri in self.posts:
            return _error(400, "InvalidSwap", "Record was at another cid")
        self._put(uri, record, {"did": DID, "handle": HANDLE, "displayName": "Léa", "labels": []})
        return Reply(200, {"uri": uri, "cid": self.posts[uri]["cid"]})

    def _put(self, uri: str, record: dict[str, Any], author: dict[str, Any]) -> None:
        cid = "bafy" + hashlib.sha256(repr(record).encode()).hexdigest()[:20]
        self.posts[uri] = {"uri": uri, "cid": cid, "record": record, "author": author}

    def _seen(self, post: dict[str, Any]) -> dict[str, Any]:
        blocked = post["author"]["handle"].split(".")[0] in self.blocked_by
        author = {**post["author"], "viewer": {"blockedBy": blocked}}
        return {**post, "author": author, "viewer": {"replyDisabled": post["uri"] in self.closed}}

    def _thread(self, uri: str) -> Reply:
        if uri not in self.posts:
            return _error(400, "NotFound", f"Post not found: {uri}")

        def node(at: str) -> dict[str, Any]:
            post = self.posts[at]
            parent = post["record"].get("reply", {}).get("parent", {}).get("uri")
            return {"post": post, **({"parent": node(parent)} if parent in self.posts else {})}

        return Reply(200, {"thread": node(uri)})


def _error(status: int, code: str, message: str) -> Reply:
    return Reply(status, {"error": code, "message": message})
