"""Reads every real file there is and says what came out, as the table `docs/sources/conformance.md` shows.

python -m tests.sources.conformance      write the table (needs the real files)
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ownvoice.core.errors import OwnvoiceError
from ownvoice.core.records import ItemRecord, Malformed, Role, Skipped
from ownvoice.sources.reading import registry
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import ReadOptions
from tests.real_files import SHARED
from tests.sources.independent_counts import CHECKS, Check, files_of

PAGE = Path(__file__).resolve().parents[2] / "docs" / "sources" / "conformance.md"

# Exports that are folders of several files; every other file is an export of its own.
FOLDERS = (
    "x/andreruffert",
    "mastodon/dealingwith",
    "mastodon/hawksworx",
    "markdown_blog",
    "medium/ghost-migrate",
    "medium/meh",
    "substack/ghost-migrate",
    "newsletter/buttondown",
    "wordpress/ghost-migrate/multiple",
)
# Who the creator is, where the file can't say.
OWN_NAMES = {
    "telegram": ("user",),
    "discord/SV_5A_5M.json": ("mlomb",),
    "ghost/ghost.json": ("Alice Johnson",),
    "rss/rss-1.rss": ("Yeston, J.",),
    "rss/reddit-home.rss": ("/u/MyL1ttlePwnys",),
}


@dataclass
class Outcome:
    """What one real export gave."""

    path: str
    recognised: list[str] = field(default_factory=list)
    items: Counter[str] = field(default_factory=Counter)
    by_creator: int = 0
    whole: int = 0
    half: int = 0
    times: list[datetime] = field(default_factory=list)
    languages: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    malformed: Counter[str] = field(default_factory=Counter)
    refused: str = ""
    counted: str = "–"

    def told(self) -> int:
        """Entries that are told of: read, left out or malformed. That a feed isn't sound is no entry."""
        broken = sum(
            count
            for why, count in self.malformed.items()
            if not why.startswith(("The feed isn't", "The repository"))
        )
        return self.items.total() + self.skipped.total() + broken

    def row(self) -> str:
        """The table's row."""
        days = [time.date().isoformat() for time in self.times]
        cells = [
            f"`{self.path}`",
            ", ".join(self.recognised) or "–",
            ", ".join(f"{count:,} {kind}" for kind, count in sorted(self.items.items())) or "–",
            self.counted,
            f"{self.by_creator:,}",
            f"{self.whole:,} / {self.half:,}",
            f"{min(days)} to {max(days)}" if days else "–",
            ", ".join(sorted(self.languages)) or "–",
            "; ".join(f"{count:,} {why}" for why, count in sorted(self.skipped.items())) or "–",
            self.refused
            or "; ".join(f"{count:,} × {why}" for why, count in sorted(self.malformed.items()))
            or "–",
        ]
        return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def exports() -> list[Path]:
    """Every real export, by path."""
    base = SHARED / "fixtures"
    folders = [base / name for name in FOLDERS]
    files = [
        path
        for path in base.rglob("*")
        if path.is_file()
        and path.name != "SOURCES.md"
        and not any(folder in path.parents for folder in folders)
    ]
    return sorted([*(folder for folder in folders if folder.is_dir()), *files])


def outcome_of(path: Path) -> Outcome:
    """Recognise and read one export as an import would, private items left out."""
    outcome = Outcome(path.relative_to(SHARED / "fixtures").as_posix())
    names = OWN_NAMES.get(outcome.path) or OWN_NAMES.get(outcome.path.split("/")[0], ())
    options = ReadOptions(own_names=names)
    try:
        with open_archive(path) as archive:
            for detection in registry.recognise(archive):
                outcome.recognised.append(detection.source)
                _read(registry.source(detection.source).read(archive, options), outcome)
    except OwnvoiceError as error:
        outcome.refused = f"refused: {error.problem}"
    return outcome


def _read(records: object, outcome: Outcome) -> None:
    fans: set[str] = set()
    own: set[str] = set()
    answered: list[tuple[str, bool]] = []
    for record in records:  # type: ignore[attr-defined]
        if isinstance(record, ItemRecord):
            outcome.items[record.kind.value] += 1
            outcome.by_creator += record.role is Role.CREATOR
            (own if record.role is Role.CREATOR else fans).add(record.native_id)
            if record.created_at:
                outcome.times.append(record.created_at)
            if record.lang:
                outcome.languages[record.lang[:2]] += 1
            if record.role is Role.CREATOR and record.parent_id:
                answered.append((record.parent_id, record.parent_text is not None))
        elif isinstance(record, Malformed):
            outcome.malformed[record.reason] += 1
        elif isinstance(record, Skipped):
            outcome.skipped[record.reason] += record.count
    for parent, has_text in answered:
        if parent not in own:
            outcome.whole += parent in fans or has_text
            outcome.half += not (parent in fans or has_text)


def _how(check: Check) -> str:
    patterns = ", ".join(f"`{pattern}`" for pattern in check.files)
    less = "; ".join(f"{count:+,} in `{file}`: {why}" for file, (count, why) in check.less.items()) or "–"
    cells = (check.platform, patterns, check.how, less)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def page() -> str:
    """The whole page."""
    outcomes = [outcome_of(path) for path in exports()]
    by_hand = {path: check.count(path) for check in CHECKS for path in files_of(check)}
    for outcome in outcomes:
        count = by_hand.get(SHARED / "fixtures" / outcome.path)
        outcome.counted = "–" if count is None else f"{count:,}"
    known = [outcome for outcome in outcomes if outcome.recognised]
    unknown = [outcome for outcome in outcomes if not outcome.recognised]
    return "\n".join(
        [
            "<!-- rendered by `python -m tests.sources.conformance`; a test keeps it true -->",
            "",
            "# What comes out of real files",
            "",
            "Files that other people published, read as an import reads them, private items left out. The files lie beside "
            "the developers' checkouts and aren't part of the project.",
            "",
            f"{len(known)} exports recognised, {sum(sum(o.items.values()) for o in known):,} items read. Entries were counted "
            f"by hand in {len(by_hand)} of them, as told below: what was read, left out and malformed adds up to that.",
            "",
            "| file | recognised as | items | counted by hand | by the creator | exchanges whole / half | from, to "
            "| languages stated | "
            "left out | malformed |",
            "|---|---|---|---:|---:|---:|---|---|---|---|",
            *(outcome.row() for outcome in known),
            "",
            "## How it was counted",
            "",
            "With the plainest tool there is, which knows nothing of the readers; a test counts again whenever it runs.",
            "",
            "| platform | files | counted by | what differs, and why |",
            "|---|---|---|---|",
            *(_how(check) for check in CHECKS),
            "",
            f"## Not recognised ({len(unknown)})",
            "",
            "Each is refused with a sentence that says what was seen in it; nothing of it is stored.",
            "",
            *(f"- `{outcome.path}`" for outcome in unknown),
            "",
        ]
    )


if __name__ == "__main__":
    PAGE.write_text(page())
