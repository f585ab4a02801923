"""Small exports made on the spot, in the shape of real ones."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

BASE = "https://example.social/users/lea"


def status(number: int, text: str, answers: str | None = None, **more: Any) -> dict[str, Any]:
    """A public Mastodon status as an outbox holds it."""
    identifier = f"{BASE}/statuses/{number}"
    note = {
        "id": identifier,
        "type": "Note",
        "inReplyTo": answers,
        "published": f"2024-03-{number % 28 + 1:02}T10:00:00Z",
        "url": f"https://example.social/@lea/{number}",
        "attributedTo": BASE,
        "to": ["https://www.w3.org/ns/activitystreams#Public"],
        "cc": [f"{BASE}/followers"],
        "content": f"<p>{text}</p>",
        "contentMap": {"en": f"<p>{text}</p>"},
        "tag": [],
        "attachment": [],
        **more,
    }
    return {
        "id": f"{identifier}/activity",
        "type": "Create",
        "actor": BASE,
        "published": note["published"],
        "to": note["to"],
        "cc": note["cc"],
        "object": note,
    }


def mastodon(folder: Path, statuses: Sequence[dict[str, Any]]) -> Path:
    """A Mastodon archive as a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    actor = {
        "id": BASE,
        "type": "Person",
        "preferredUsername": "lea",
        "name": "Léa",
        "url": "https://example.social/@lea",
    }
    (folder / "actor.json").write_text(json.dumps(actor))
    outbox = {"type": "OrderedCollection", "totalItems": len(statuses), "orderedItems": list(statuses)}
    (folder / "outbox.json").write_text(json.dumps(outbox))
    return folder


def blog(
    folder: Path, comments: Sequence[dict[str, Any]], text: str = "Bread rests for 12 hours at 4 °C."
) -> Path:
    """A Jekyll blog of one post with static comments."""
    (folder / "_posts").mkdir(parents=True, exist_ok=True)
    (folder / "_data" / "comments" / "rest").mkdir(parents=True, exist_ok=True)
    (folder / "_config.yml").write_text("title: Bread\nauthor: Léa\nurl: https://bread.example\n")
    (folder / "_posts" / "2024-01-02-rest.md").write_text(
        f"---\ntitle: Rest\nlang: en\npermalink: https://bread.example/rest\n---\n\n{text}\n"
    )
    for comment in comments:
        path = folder / "_data" / "comments" / "rest" / f"{comment['id']}.yml"
        path.write_text("".join(f"{key}: {json.dumps(value)}\n" for key, value in comment.items()))
    return folder


def takeout(folder: Path, reply_to: str, text: str) -> Path:
    """A Google Takeout with one comment of the creator's, a reply to `reply_to`."""
    comments = folder / "Takeout" / "YouTube and YouTube Music" / "comments"
    comments.mkdir(parents=True)
    (comments / "comments.csv").write_text(
        "Comment ID,Channel ID,Comment create timestamp,Price,Parent comment ID,Video ID,Comment text,Top-level comment ID\n"
        f'{reply_to}.r1,UCme,2025-03-01T10:00:00+00:00,0,{reply_to},dQw4w9WgXcQ,"{{""text"":""{text}""}}",{reply_to}\n'
    )
    return folder


def ytdlp(folder: Path, comment_id: str, text: str) -> Path:
    """yt-dlp's dump of a video with one fan's comment."""
    folder.mkdir(parents=True)
    dump = {
        "id": "dQw4w9WgXcQ",
        "title": "Bread",
        "description": "How I bake",
        "channel_id": "UCme",
        "uploader_id": "@lea",
        "uploader": "Léa",
        "extractor_key": "Youtube",
        "upload_date": "20250201",
        "webpage_url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "comments": [
            {
                "id": comment_id,
                "parent": "root",
                "text": text,
                "author": "@sam",
                "author_id": "UCsam",
                "author_is_uploader": False,
                "timestamp": 1740800000,
            }
        ],
    }
    (folder / "Bread [dQw4w9WgXcQ].info.json").write_text(json.dumps(dump))
    return folder


def zipped(folder: Path, target: Path) -> Path:
    """The folder as a zip."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder).as_posix())
    return target
