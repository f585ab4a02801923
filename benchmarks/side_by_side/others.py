"""What well-kept single-platform tools count in the same files. Runs in a venv of its own and knows nothing of Ownvoice.

python others.py FIXTURES      prints one JSON document: {file: {tool: count, or the error it ended with}}
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import atproto
import feedparser
import frontmatter
import podcastparser
import pysubs2
import webvtt
from chatminer import chatparsers
from google_takeout_parser import parse_csv
from whatstk import WhatsAppChat

Count = Callable[[Path], int]


def chat_miner(parser: type[chatparsers.Parser]) -> Count:
    """Messages that chat-miner keeps."""

    def count(path: Path) -> int:
        reading = parser(str(path))
        reading.parse_file()
        return len(reading.parsed_messages._parsed_messages)

    return count


def captions(path: Path) -> int:
    """Cues of webvtt-py."""
    read = {".srt": webvtt.from_srt, ".sbv": webvtt.from_sbv}.get(path.suffix, webvtt.read)
    return len(read(str(path)))


def subtitles(path: Path) -> int:
    """Cues of pysubs2."""
    return sum(not event.is_comment for event in pysubs2.load(str(path), encoding="utf-8"))


def takeout(path: Path) -> int:
    """Comments that google_takeout_parser understands."""
    return sum(not isinstance(row, Exception) for row in parse_csv._parse_youtube_comments_csv(path))


def live_chats(path: Path) -> int:
    """Live-chat messages that it understands; the file has no header."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(parse_csv._parse_youtube_live_chats_buffer(file, skip_first=False))
    return sum(not isinstance(row, Exception) for row in rows)


def repository(path: Path) -> int:
    """Posts among the blocks of a repository."""
    blocks = atproto.CAR.from_bytes(path.read_bytes()).blocks.values()
    return sum(isinstance(block, dict) and block.get("$type") == "app.bsky.feed.post" for block in blocks)


def episodes(path: Path) -> int:
    """Episodes of a podcast."""
    with path.open("rb") as file:
        return len(podcastparser.parse("https://example.org/feed", file)["episodes"])


def pages(path: Path) -> int:
    """Pages of a blog whose front matter can be read."""
    return sum(bool(frontmatter.load(str(page)).content is not None) for page in sorted(path.iterdir()))


TOOLS: tuple[tuple[str, str, Count], ...] = (
    ("feedparser", "rss/*.*", lambda path: len(feedparser.parse(str(path)).entries)),
    ("feedparser", "rss/feedparser/*.xml", lambda path: len(feedparser.parse(str(path)).entries)),
    ("feedparser", "podcast/*.*", lambda path: len(feedparser.parse(str(path)).entries)),
    ("podcastparser", "podcast/*.*", episodes),
    ("chat-miner", "whatsapp/**/*.txt", chat_miner(chatparsers.WhatsAppParser)),
    ("whatstk", "whatsapp/**/*.txt", lambda path: len(WhatsAppChat.from_source(filepath=str(path)).df)),
    ("chat-miner", "telegram/*.json", chat_miner(chatparsers.TelegramJsonParser)),
    ("chat-miner", "facebook/2A_7M.json", chat_miner(chatparsers.FacebookMessengerParser)),
    ("chat-miner", "instagram/test_export.json", chat_miner(chatparsers.InstagramJsonParser)),
    ("google_takeout_parser", "youtube/takeout/*omment*.csv", takeout),
    ("google_takeout_parser", "youtube/takeout/live_chats_no_header.csv", live_chats),
    ("atproto", "bluesky/*.car", repository),
    ("feedparser", "wordpress/**/*.xml", lambda path: len(feedparser.parse(str(path)).entries)),
    ("webvtt-py", "captions/*.*", captions),
    ("pysubs2", "captions/*.*", subtitles),
    ("python-frontmatter", "markdown_blog", pages),
)


def main(fixtures: Path) -> None:
    """Run every tool on every file it is for."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    found: dict[str, dict[str, int | str]] = {}
    for tool, pattern, count in TOOLS:
        for path in sorted(fixtures.glob(pattern)):
            if path.suffix == ".ttml":
                continue
            name = path.relative_to(fixtures).as_posix()
            told: int | str
            try:
                with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                    told = count(path)
            except Exception as error:
                # Where the file lies on this machine is nobody's business.
                problem = (str(error).replace(f"{fixtures}/", "").splitlines() or [""])[0][:120]
                told = f"{type(error).__name__}: {problem}".rstrip(": ")
            found.setdefault(name, {})[tool] = told
    json.dump(found, sys.stdout, indent=1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
