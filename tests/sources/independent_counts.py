"""What a careful person counts in the real files with the plainest tool there is, independent of every reader.

Each count looks only at how a format separates its entries: `grep` for a tag or a mark, `json.load` and `len`, the rows
of a CSV. `test_counts.py` holds the readers against them, and the conformance page shows them.
"""

from __future__ import annotations

import csv
import json
import lzma
import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.real_files import SHARED

Count = Callable[[Path], int]


@dataclass(frozen=True, slots=True)
class Check:
    """How the entries of some files are counted.

    `files`: patterns below the fixtures. `how`: the tool, as one would type it. `count`: the same in Python. `less`:
    how many of those aren't told one by one, and why, by file. `only`: the kinds and reasons that it counts, () for all.
    """

    platform: str
    files: tuple[str, ...]
    how: str
    count: Count
    less: dict[str, tuple[int, str]] = field(default_factory=dict)
    only: tuple[str, ...] = ()


def grep(pattern: str, *names: str) -> Count:
    """Matches of a pattern in the file's bytes, or in these files of a folder."""
    compiled = re.compile(pattern.encode(), re.MULTILINE)

    def count(path: Path) -> int:
        return sum(len(compiled.findall(each.read_bytes())) for each in _in(path, names))

    return count


def length(*keys: str) -> Count:
    """The length of a JSON list, or of the lists under these keys together."""

    def count(path: Path) -> int:
        return _length(json.loads(_json_text(path / "outbox.json" if path.is_dir() else path)), keys)

    return count


def rows(*names: str, header: int = 1) -> Count:
    """The rows of a CSV that hold anything, without its header."""

    def count(path: Path) -> int:
        total = 0
        for each in _in(path, names):
            with each.open(encoding="utf-8-sig", newline="") as file:
                total += sum(any(cell.strip() for cell in row) for row in csv.reader(file)) - header
        return total

    return count


def dated_lines(path: Path) -> int:
    """Lines that begin like a chat's: with a date, perhaps in brackets and behind an invisible mark."""
    pattern = re.compile("^\u200e?\\[?\\d{1,4}[./-]\\d{1,2}[./-]\\d{1,4},? ", re.MULTILINE)
    return len(pattern.findall(path.read_text(encoding="utf-8-sig")))


def one(path: Path) -> int:
    """A file that is one entry."""
    return 1


def files_in(pattern: str) -> Count:
    """The files of a folder."""
    return lambda path: sum(1 for _ in path.glob(pattern))


def _in(path: Path, names: Iterable[str]) -> list[Path]:
    return [path / name for name in names] if path.is_dir() else [path]


def _json_text(path: Path) -> str:
    return (lzma.open(path).read() if path.suffix == ".xz" else path.read_bytes()).decode("utf-8-sig")


def _length(loaded: Any, keys: tuple[str, ...]) -> int:
    if not keys:
        return len(loaded)
    return sum(len(loaded[key]) for key in keys if isinstance(loaded.get(key), list))


def _rss(path: Path) -> int:
    text = path.read_bytes()
    return len(re.findall(rb"<(?:\w+:)?(?:item|entry)\b(?![^<>]*/>)", text))


def _wxr(path: Path) -> int:
    total = 0
    for each in sorted(path.glob("*.xml")) if path.is_dir() else [path]:
        data = re.sub(rb"<!\[CDATA\[.*?\]\]>", b"", each.read_bytes(), flags=re.DOTALL)
        total += len(re.findall(rb"<item\b|<wp:comment>", data))
    return total


def _car_posts(path: Path) -> int:
    # DAG-CBOR writes a short text as 0x60 + its length before its bytes.
    return len(re.findall(rb"\x65\$type\x72app\.bsky\.feed\.post(?!gate)", path.read_bytes()))


def _buttondown(path: Path) -> int:
    return rows("emails.csv")(path) + len(json.loads((path / "emails.json").read_text()))


def _escaped_rows(path: Path) -> int:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(any(cell.strip() for cell in row) for row in csv.reader(file, escapechar="\\")) - 1


def _tweets_and_answered_likes(path: Path) -> int:
    def entries(name: str) -> list[dict[str, Any]]:
        text = (path / "data" / name).read_text(encoding="utf-8").partition("=")[2]
        return [next(iter(entry.values())) for entry in json.loads(text)]

    tweets = entries("tweets.js")
    answered = {tweet.get("in_reply_to_status_id_str") for tweet in tweets}
    liked = [like for like in entries("like.js") if like["tweetId"] in answered and like.get("fullText")]
    return len(tweets) + len(liked)


def _tiktok(path: Path) -> int:
    with zipfile.ZipFile(path) as archive:
        text = archive.read("user_data_tiktok.json").decode()
    return len(re.findall(r'"(?:comment|CommentContent)"\s*:\s*"[^"]', text))


def _ghost(path: Path) -> int:
    loaded = json.loads(path.read_text())
    tables = loaded["db"][0]["data"] if "db" in loaded else loaded.get("data", loaded)
    return len(tables["posts"])


CHECKS: tuple[Check, ...] = (
    Check(
        "Mastodon",
        ("mastodon/*/outbox.json",),
        "`jq '.orderedItems | length' outbox.json`",
        length("orderedItems"),
    ),
    Check(
        "X",
        ("x/andreruffert",),
        "`sed 's/^[^=]*=//' tweets.js` piped to `jq length`, and of `like.js` those whose `tweetId` is among the tweets' "
        "`in_reply_to_status_id_str`",
        _tweets_and_answered_likes,
    ),
    Check(
        "Bluesky",
        ("bluesky/*.car",),
        "`grep -c` of the bytes `e$typerapp.bsky.feed.post`, with which DAG-CBOR begins a post; compared with posts, replies "
        "and empty ones",
        _car_posts,
        only=("post", "reply", "empty"),
    ),
    Check(
        "Bluesky",
        ("bluesky/capture_hackerdarkweb.json",),
        "`jq '.postRecords | length'`",
        length("postRecords"),
    ),
    Check("Discord", ("discord/*.json",), "`jq '.messages | length'`", length("messages")),
    Check(
        "Facebook",
        ("facebook/waultar/facebook_comments.json",),
        "`grep -c '\"comment\": {'`",
        grep(r'"comment": ?\{'),
    ),
    Check("Facebook", ("facebook/2A_7M.json",), "`jq '.messages | length'`", length("messages")),
    Check("Ghost", ("ghost/ghost*.json",), "`jq` to the length of `posts`", _ghost),
    Check(
        "Instagram",
        ("instagram/instagram-to-bluesky/*/posts.json",),
        "`jq length`",
        length(),
    ),
    Check(
        "Instagram",
        ("instagram/instagram-to-bluesky/*/reels.json",),
        "`grep -c '\"media\":'`",
        grep('"media":'),
    ),
    Check(
        "Instagram",
        ("instagram/waultar/post_comments_2021.json",),
        "`grep -c string_list_data`",
        grep('"string_list_data":'),
    ),
    Check("Instagram", ("instagram/test_export.json",), "`jq '.messages | length'`", length("messages")),
    Check(
        "LinkedIn",
        ("linkedin/comments-corpus.csv",),
        'rows of Python\'s `csv.reader` with `escapechar="\\\\"`, without the header',
        _escaped_rows,
    ),
    Check(
        "LinkedIn",
        ("linkedin/messages-corpus.csv", "linkedin/shares-parity.csv"),
        "rows of Python's `csv.reader`, without the header",
        rows(),
    ),
    Check("Mail", ("mail/*/*",), "each file is one mail", one),
    Check("Markdown blog", ("markdown_blog",), "`ls | wc -l`", files_in("*.*")),
    Check("Medium", ("medium/ghost-migrate",), "`ls posts | wc -l`", files_in("posts/*.html")),
    Check("Blogger", ("newsletter/blogger_api.json",), "`jq length`", length()),
    Check("Blogger", ("wordpress/pelican/bloggerexport.xml",), "`grep -c '<entry>'`", grep("<entry>")),
    Check(
        "Buttondown",
        ("newsletter/buttondown",),
        "rows of `emails.csv` and `jq length emails.json` together: what both tell is left out once",
        _buttondown,
    ),
    Check("Wix", ("newsletter/wix_posts.csv",), "rows of Python's `csv.reader`, without the header", rows()),
    Check(
        "Substack", ("substack/ghost-migrate",), "rows of `posts.csv`, without the header", rows("posts.csv")
    ),
    Check(
        "Feeds and podcasts",
        ("podcast/*.xml", "podcast/*.rss", "rss/*.rss", "rss/*.atom", "rss/feedparser/*.xml"),
        "`grep -c` of tags that open an `item` or `entry`",
        _rss,
    ),
    Check(
        "Reddit",
        ("reddit/*.xz",),
        "`xz -dc` piped to `jq '.comments + .submissions | length'`",
        length("comments", "submissions"),
    ),
    Check("Telegram", ("telegram/*.json",), "`jq '.messages | length'`", length("messages")),
    Check(
        "TikTok",
        ("tiktok/*.zip",),
        "`unzip -p` piped to `grep -c` of a `comment` or `CommentContent` that isn't empty",
        _tiktok,
    ),
    Check(
        "WhatsApp",
        ("whatsapp/*.txt", "whatsapp/*/*.txt"),
        "`grep -cP '^\\x{200e}?\\[?\\d+[./-]\\d+[./-]\\d+,? '`",
        dated_lines,
        {
            f"whatsapp/chat-miner/test_{order}_24hrs.txt": (2, "lines of the app's own, which name nobody")
            for order in ("ddmmyy", "mmddyy", "yyyymmdd")
        },
    ),
    Check(
        "WordPress",
        (
            "wordpress/*.xml",
            "wordpress/importer/*.xml",
            "wordpress/ghost-migrate/*.xml",
            "wordpress/ghost-migrate/multiple",
            "wordpress/pelican/wordpressexport.xml",
        ),
        "`grep -c` of `<item` and `<wp:comment>` outside of CDATA",
        _wxr,
    ),
    Check(
        "YouTube",
        ("youtube/takeout/*omment*.csv",),
        "rows of Python's `csv.reader`, without the header",
        rows(),
    ),
    Check(
        "YouTube",
        ("youtube/takeout/live_chats_no_header.csv",),
        "rows of Python's `csv.reader`; it has no header",
        rows(header=0),
    ),
    Check(
        "YouTube",
        ("youtube/data-api/commentConfig.js",),
        "`grep -o` of `youtube#comment` before a quotation mark",
        grep("youtube#comment[\"']"),
    ),
)


def files_of(check: Check) -> list[Path]:
    """The real files that are there of those a check is about."""
    base = SHARED / "fixtures"
    found = [path for pattern in check.files for path in sorted(base.glob(pattern))]
    return [path.parent if path.name == "outbox.json" else path for path in found]
