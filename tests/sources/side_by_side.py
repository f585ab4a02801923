"""Ownvoice beside well-kept single-platform tools on the same real files, as `docs/sources/side-by-side.md` shows it.

`make side-by-side` runs the others in a venv of their own, keeps what they told, and writes the page.

python -m tests.sources.side_by_side      write the page from what the others told last
"""

from __future__ import annotations

import json
import re
from importlib import metadata
from pathlib import Path

from ownvoice.sources.reading.captions import timed_lines
from tests.real_files import SHARED
from tests.sources.conformance import outcome_of

ROOT = Path(__file__).resolve().parents[2]
TOLD = ROOT / "benchmarks" / "side_by_side" / "others.json"
LOCK = ROOT / "benchmarks" / "side_by_side" / "requirements.txt"
PAGE = ROOT / "docs" / "sources" / "side-by-side.md"

UNITS = {
    "atproto": "posts in a repository",
    "chat-miner": "messages",
    "feedparser": "entries",
    "google_takeout_parser": "comments, live-chat messages",
    "podcastparser": "episodes",
    "pysubs2": "cues",
    "python-frontmatter": "pages",
    "webvtt-py": "cues",
    "whatstk": "messages",
}
# An export of WordPress is a feed whose items hold comments, which a reader of feeds doesn't see.
_COMMENTS = ("comment", "reply", "pingback", "unapproved", "spam")
# Why a tool tells another count, by tool, file and what it told; the first that fits holds.
EXPLAINED: tuple[tuple[str, str, str, str], ...] = (
    (
        "chat-miner",
        r"whatsapp/chat-miner/.*",
        r"6",
        "It leaves out one message that shows only a dot (a self-destroying one). Ownvoice counts it among the private "
        "ones that it isn't asked to read, and reads no text in it where it is.",
    ),
    (
        "whatstk",
        r"whatsapp/chat-miner/.*",
        r"6",
        "It passes over the one message that shows only a dot, as above.",
    ),
    (
        "whatstk",
        r"whatsapp/timelinize_chat\.txt",
        r"16",
        "It takes the three lines with an invisible mark before the bracket (attachments) for parts of the messages before.",
    ),
    (
        "chat-miner",
        r"whatsapp/timelinize_chat\.txt",
        r"ValueError.*",
        "It expects one form of date in a file; this one has four.",
    ),
    (
        "chat-miner",
        r"telegram/.*",
        r"KeyError: 'date_unixtime'",
        "It needs `date_unixtime`, which Telegram writes since 2022; these chats are older.",
    ),
    (
        "chat-miner",
        r"facebook/2A_7M\.json",
        r"JSONDecodeError: Unexpected UTF-8 BOM.*",
        "It doesn't expect the byte order mark with which the file begins.",
    ),
    (
        "google_takeout_parser",
        r"youtube/takeout/Kommentare-example\.csv",
        r"0",
        "It knows the columns by their English names; these are German.",
    ),
    (
        "podcastparser",
        r".*",
        r"FeedParseError: .*XML or text declaration not at start.*",
        "It refuses white space above the XML declaration.",
    ),
    (
        "webvtt-py",
        r"captions/.*",
        r"MalformedFileError.*",
        "It refuses the whole file for one thing that isn't as the format says; Ownvoice keeps what can be read.",
    ),
    (
        "pysubs2",
        r"captions/.*",
        r"FormatAutodetectionError.*",
        "It finds no cue to tell the format by. There is none in it.",
    ),
)


def ours(name: str) -> int:
    """What Ownvoice counts in the file, in the unit of the tools that read it."""
    path = SHARED / "fixtures" / name
    if name.startswith("captions/"):
        return len(timed_lines(path.read_text(encoding="utf-8-sig"))[0])
    outcome = outcome_of(path)
    if name.endswith(".car"):
        return outcome.items.total() + outcome.skipped["empty"]
    if name.startswith("wordpress/") and outcome.recognised == ["wordpress"]:
        return outcome.told() - sum(outcome.items[kind] + outcome.skipped[kind] for kind in _COMMENTS)
    return outcome.told()


def why(tool: str, name: str, told: int | str) -> str:
    """The explanation of a difference; "" where there is none."""
    for of, files, telling, reason in EXPLAINED:
        if tool == of and re.fullmatch(files, name) and re.fullmatch(telling, str(told), re.DOTALL):
            return reason
    return ""


def differences() -> tuple[dict[str, tuple[int, int]], list[tuple[str, str, int, int | str, str]]]:
    """For each tool how many files it was given and in how many it told the same, and each difference."""
    told = json.loads(TOLD.read_text())
    agreed: dict[str, tuple[int, int]] = {}
    differing = []
    for name, counts in sorted(told.items()):
        own = ours(name)
        for tool, count in sorted(counts.items()):
            files, same = agreed.get(tool, (0, 0))
            agreed[tool] = files + 1, same + (count == own)
            if count != own:
                differing.append((tool, name, own, count, why(tool, name, count)))
    return agreed, sorted(differing)


def versions() -> dict[str, str]:
    """The versions the tools are locked to."""
    locked = re.findall(r"^([\w.-]+)==([\w.]+)", LOCK.read_text(), re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in locked}


def page() -> str:
    """The whole page."""
    agreed, differing = differences()
    locked = versions()
    lines = [
        "<!-- rendered by `make side-by-side`; a test keeps it true -->",
        "",
        "# Beside other tools",
        "",
        "Well-kept tools that read one platform each, on the same real files. A count is what the tool hands out; beside it "
        "stands what Ownvoice read, left out on purpose and called malformed together. Where the two differ, it is said why.",
        "",
        f"`make side-by-side` sets up a venv for the tools, runs them (the last time against Ownvoice with feedparser "
        f"{metadata.version('feedparser')}) and writes this page. The files lie beside the developers' checkouts and aren't "
        "part of the project.",
        "",
        "| tool | version | counts | files | same count |",
        "|---|---|---|---:|---:|",
    ]
    for tool, (files, same) in sorted(agreed.items()):
        version = locked.get(re.sub(r"[-_.]+", "-", tool).lower(), "?")
        lines.append(f"| {tool} | {version} | {UNITS[tool]} | {files} | {same} |")
    lines += [
        "",
        f"## Differences ({len(differing)})",
        "",
        "| tool | file | Ownvoice | the tool | why |",
        "|---|---|---:|---|---|",
    ]
    for tool, name, own, told, reason in differing:
        shown = re.sub(r"/\S*/fixtures/", "", str(told)).replace("|", "\\|")
        lines.append(f"| {tool} | `{name}` | {own:,} | {shown} | {reason or '**not explained**'} |")
    lines += [
        "",
        "Of rolling automatic captions each cue repeats the line before: both libraries keep the repetitions, Ownvoice says "
        "every line once. feedparser is what Ownvoice parses feeds with itself, so its counts can't differ but by what is "
        "done with them; podcastparser is independent of it. For WordPress, whose reader is Ownvoice's own, it counts the items, "
        "without their comments: no tool for it reads more than two of these files. "
        "mastodon-archive and discord_data read only what they made "
        "themselves, or exports of which no real one is at hand.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page())
