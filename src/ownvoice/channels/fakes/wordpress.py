"""A WordPress site's REST API for comments, from developer.wordpress.org/rest-api/reference/comments and what
`WP_REST_Comments_Controller` answers.

Kept as there: basic authentication with an application password (401 `incorrect_password`), numbers as ids, `X-WP-Total`,
`offset` and `per_page` (at most 100), `status` all / any / one, `context=edit` with the user agent, 409 for the same words by
the same author under the same post, 404 `rest_comment_invalid_id`, and comments that can be held, binned and marked as spam.
As there too, a reply to a comment that is gone is taken without a word.
"""

from __future__ import annotations

import base64
import html
import re
from datetime import UTC, datetime
from typing import Any

from ownvoice.channels.fakes.serving import Asked, FakePlatform, Reply, Trouble

USER = "lea"
PASSWORD = "abcd efgh ijkl mnop"  # noqa: S105
OWN_ID = 1
_API = "/wp-json/wp/v2"


class FakeWordPress(FakePlatform):
    """One site with one post (id 10) and one user who may moderate."""

    def __init__(
        self,
        trouble: Trouble | None = None,
        seed: int = 0,
        port: int = 0,
        moderates: bool = True,
        keeps_agents: bool = True,
    ) -> None:
        self.comments: dict[int, dict[str, Any]] = {}
        self.moderates = moderates
        self.keeps_agents = keeps_agents
        self.password = PASSWORD
        self._next = 1
        super().__init__(trouble, seed, port)

    def fan_writes(
        self,
        text: str,
        name: str = "sam",
        answering: str | None = None,
        status: str = "approved",
        kind: str = "comment",
    ) -> str:
        """A visitor comments; returns the comment's id."""
        with self.lock:
            escaped = html.escape(text, quote=False)
            row = self._put(
                0, name.title(), f"{name}@example.org", int(answering or 0), escaped, status, "Browser", kind
            )
            return str(row["id"])

    def replies_to(self, comment_id: str) -> list[dict[str, Any]]:
        """Our replies to a comment, but for those in the bin."""
        with self.lock:
            return [
                row
                for row in self.comments.values()
                if row["parent"] == int(comment_id) and row["author"] == OWN_ID and row["status"] != "trash"
            ]

    def bin(self, comment_id: str) -> None:
        """Take a comment down."""
        with self.lock:
            self.comments[int(comment_id)]["status"] = "trash"

    def respond(self, asked: Asked) -> Reply:
        """The answer to one call."""
        if not asked.path.startswith(_API):
            return Reply(
                404, {"code": "rest_no_route", "message": "No route was found.", "data": {"status": 404}}
            )
        given = asked.headers.get("authorization", "")
        if given != "Basic " + base64.b64encode(f"{USER}:{self.password}".encode()).decode():
            return _error(
                401, "incorrect_password", "The provided password is an invalid application password."
            )
        path = asked.path.removeprefix(_API)
        if path == "/users/me":
            capabilities = {"edit_posts": True} | ({"moderate_comments": True} if self.moderates else {})
            return Reply(200, {"id": OWN_ID, "name": "Léa", "link": "", "capabilities": capabilities})
        if path == "/comments":
            return self._create(asked) if asked.method == "POST" else self._list(asked)
        found = re.fullmatch(r"/comments/(\d+)", path)
        row = self.comments.get(int(found[1])) if found else None
        if row is None:
            return _error(404, "rest_comment_invalid_id", "Invalid comment ID.")
        if asked.method == "POST":
            row["status"] = str(asked.fields().get("status", row["status"]))
        return Reply(200, row)

    def lied(self, asked: Asked) -> Reply:
        """ "Created", and a cache or a plugin swallowed it."""
        self._next += 1
        return Reply(201, {"id": self._next, "status": "approved", "link": ""})

    def _list(self, asked: Asked) -> Reply:
        query = asked.query
        status = query.get("status", "approve")
        rows = [row for row in self.comments.values() if _has_status(row, status)]
        if "parent" in query:
            rows = [row for row in rows if row["parent"] == int(query["parent"])]
        if "author" in query:
            rows = [row for row in rows if row["author"] == int(query["author"])]
        if "post" in query:
            rows = [row for row in rows if row["post"] == int(query["post"])]
        rows.sort(key=lambda row: row["id"], reverse=query.get("order", "desc") == "desc")
        size, offset = min(int(query.get("per_page", 10)), 100), int(query.get("offset", 0))
        return Reply(200, rows[offset : offset + size], {"X-WP-Total": str(len(rows))})

    def _create(self, asked: Asked) -> Reply:
        fields = asked.fields()
        content = str(fields.get("content", ""))
        if not content.strip():
            return _error(400, "rest_comment_content_invalid", "Invalid comment content.")
        post, parent = int(fields.get("post", 0)), int(fields.get("parent", 0))
        if post != 10:
            return _error(
                403, "rest_comment_invalid_post_id", "Sorry, you are not allowed to create this comment."
            )
        for row in self.comments.values():
            same = (row["post"], row["parent"], row["author"], row["content"]["raw"])
            if same == (post, parent, OWN_ID, content) and row["status"] != "trash":
                return _error(
                    409,
                    "comment_duplicate",
                    "Duplicate comment detected; it looks as though you’ve already said that!",
                )
        agent = str(fields.get("author_user_agent", "")) if self.keeps_agents else ""
        return Reply(201, self._put(OWN_ID, "Léa", "", parent, content, "approved", agent, "comment"))

    def _put(
        self, author: int, name: str, mail: str, parent: int, content: str, status: str, agent: str, kind: str
    ) -> dict[str, Any]:
        comment_id, self._next = self._next, self._next + 1
        paragraphs = (
            content.replace("\n\n", "</p>\n<p>").replace("\n", "<br />\n").replace("</p><br />", "</p>")
        )
        row = {
            "id": comment_id, "post": 10, "parent": parent, "author": author, "author_name": name, "author_email": mail,
            "author_user_agent": agent, "type": kind, "status": status,
            "date_gmt": datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds"),
            "link": f"{self.address}/a-post/#comment-{comment_id}",
            "content": {"raw": content, "rendered": f"<p>{paragraphs}</p>\n"},
        }  # fmt: skip
        self.comments[comment_id] = row
        return row


def _has_status(row: dict[str, Any], wanted: str) -> bool:
    if wanted == "any":
        return True
    if wanted == "all":
        return row["status"] in ("approved", "hold")
    return bool(row["status"] == {"approve": "approved"}.get(wanted, wanted))


def _error(status: int, code: str, message: str) -> Reply:
    return Reply(status, {"code": code, "message": message, "data": {"status": status}})
