"""What an import recognised and what came of it, printed for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

# Kinds of items and reasons for leaving entries out, one and many; what isn't here is the same for both.
_MANY = {
    "reply": "replies",
    "boost": "boosts",
    "retweet": "retweets",
    "repost": "reposts",
    "like": "likes",
    "draft": "drafts",
    "pingback": "pingbacks",
    "duplicate": "duplicates",
    "share": "shares",
    "not a text": "without a text",
    "not a post": "not posts",
    "unrelated": "not the creator's",
    "another author": "by another author",
    "another person": "by another person",
    "no transcript": "recordings without a transcript",
}
_KINDS = ("post", "video", "caption", "transcript", "comment", "reply", "message")


def print_recognised(lines: Sequence[str], shown: Console) -> None:
    """What will be read: a line for each export, and last how much it is together."""
    *exports, total = lines or ("Nothing was recognised.",)
    if exports:
        shown.print("Recognised", style="bold")
    for line in exports:
        shown.print(Padding(Text(line, overflow="fold"), (0, 0, 0, 2)))
    shown.print(Text(total))


def print_report(report: Mapping[str, Any], shown: Console) -> None:
    """The counts, by source where there are several, and what could not be read."""
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    roles, exchanges = report["by_role"], report["exchanges"]
    table.add_row("Items", _listed(report["items"]) or "none")
    table.add_row("By", f"{roles['creator']:,} by the creator, {roles['fan']:,} by others")
    table.add_row(
        "Stored",
        f"{report['added']:,} new, {report['changed']:,} changed, {report['unchanged']:,} known already",
    )
    table.add_row(
        "Replies",
        f"{exchanges['whole']:,} with the message they answer, {exchanges['half']:,} with its id only, "
        f"{exchanges['none']:,} without",
    )
    if report["skipped"]:
        table.add_row("Left out", _listed(report["skipped"]))
    table.add_row("Malformed", f"{report['malformed_count']:,}")
    table.add_row("Unknown", f"{report['unknown_count']:,} file{'s' if report['unknown_count'] != 1 else ''}")
    table.add_row("Took", f"{report['seconds']:.1f} s, at most {report['peak_rss_mb']:.0f} MB")
    shown.print(table)
    if len(report.get("by_source", ())) > 1:
        shown.print(_by_source(report["by_source"]))
    for warning in report.get("warnings", ()):
        shown.print(f"Warning: {warning}", style="yellow", markup=False)
    for entry in report["malformed"][:10]:
        shown.print(f"  {entry['file']}, {entry['unit']} {entry['offset']}: {entry['reason']}", markup=False)
    _more(report["malformed_count"], "malformed", shown)
    for unknown in report["unknown_files"][:10]:
        shown.print(f"  not read: {unknown}", markup=False)
    _more(report["unknown_count"], "unknown", shown)


def _by_source(counted: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("Replies of each source", overflow="fold", ratio=1)
    for name in ("with message", "id only", "without"):
        table.add_column(name, justify="right", no_wrap=True)
    for source in counted:
        numbers = (f"{source[count]:,}" for count in ("whole", "half", "none"))
        table.add_row(Text(source["source"]), *numbers)
    return table


def _listed(counts: Mapping[str, int]) -> str:
    """ "515 posts, 1 reply": kinds in their order, reasons with the most first."""
    known = sorted((name for name in counts if name in _KINDS), key=_KINDS.index)
    others = sorted((name for name in counts if name not in _KINDS), key=lambda name: (-counts[name], name))
    return ", ".join(f"{counts[name]:,} {_word(name, counts[name])}" for name in (*known, *others))


def _word(name: str, count: int) -> str:
    if name in ("not a text", "not a post", "unrelated", "another author", "another person"):
        return _MANY[name]
    if count == 1:
        return name
    return _MANY.get(name, f"{name}s" if name in _KINDS else name)


def _more(count: int, what: str, shown: Console) -> None:
    if count > 10:
        shown.print(f"  and {count - 10:,} more {what}; all of them with --json")
