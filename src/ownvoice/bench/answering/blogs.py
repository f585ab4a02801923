"""Real creators' publications and the questions their readers asked under them, each with the day it was asked."""

from __future__ import annotations

import json
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path, PurePosixPath

from ownvoice.bench.triaging.sets import share
from ownvoice.core.records import ItemRecord, Kind, Role
from ownvoice.sources.reading import registry
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import ReadOptions
from ownvoice.sources.reading.html_text import html_to_text

LONGER_THAN = 60  # characters of a reader's question
HAACKED = "creators/haacked-blog.tar.gz"
NHOIZEY = "creators/nhoizey-site.tar.gz"
NHOIZEY_COMMENTS = "creators/nhoizey-comments-early.json"
NHOIZEY_AUTHOR = "hoizey"
CNIL = "faq/cnil_fr_even.json"


@dataclass(frozen=True, slots=True)
class Asked:
    """A reader's question and the native id of the item it stands under; `at` is None where nobody knows."""

    text: str
    under: str
    language: str
    at: datetime | None = None

    @property
    def fits(self) -> bool:
        """Whether the item is of the half that is learned from; all questions under it are."""
        return share(self.under) < 0.5


@dataclass(frozen=True, slots=True)
class Blog:
    """A creator's publications as files (path → content), without any comments, and what readers asked under them.

    The questions come in an order told by hashes, so that the first thousand are a fair sample.
    """

    name: str
    languages: tuple[str, ...]
    files: dict[str, bytes]
    questions: tuple[Asked, ...]


def haacked(data: Path) -> Blog:
    """The English blog; the author's own comments aren't questions."""
    listed = records(data / HAACKED)
    posts = {one.native_id for one in listed if one.kind is Kind.POST and one.role is Role.CREATOR}
    asked = [
        Asked(one.text, one.root_id, "en", one.created_at)
        for one in listed
        if one.role is Role.FAN and one.root_id in posts and _is_question(one.text)
    ]
    return Blog("haacked", ("en",), _members(data / HAACKED, "_posts/"), _in_order(asked))


@cache
def records(archive: Path) -> tuple[ItemRecord, ...]:
    """Everything that an export holds, comments too."""
    with open_archive(archive) as opened:
        return tuple(
            record
            for detection in registry.recognise(opened)
            for record in registry.source(detection.source).read(opened, ReadOptions())
            if isinstance(record, ItemRecord)
        )


def nhoizey(data: Path) -> Blog:
    """The bilingual site, and the French questions of its early readers."""
    pages = json.loads((data / NHOIZEY_COMMENTS).read_text(encoding="utf-8"))
    files = _members(data / NHOIZEY, "src/")
    known = {str(PurePosixPath(path).parent) for path in files}
    asked = [
        Asked(text, f"src/{page}", "fr", datetime.fromisoformat(comment["date"]))
        for page, comments in pages.items()
        if f"src/{page}" in known
        for comment in comments
        if NHOIZEY_AUTHOR not in comment["author"]["name"].lower()
        and _is_question(text := html_to_text(comment["content"]).strip())
    ]
    return Blog("nhoizey", ("fr", "en"), files, _in_order(asked))


def cnil(data: Path) -> Blog:
    """Public questions and answers in French: each answer is a page, each question asks for one of them."""
    files, asked = {}, []
    for entry in json.loads((data / CNIL).read_text(encoding="utf-8"))["data"]:
        for number, paragraph in enumerate(entry["paragraphs"]):
            page = f"_posts/2020-01-01-page-{len(files)}-{number}"
            # A text that begins like a setting or a tag must stay a text.
            files[f"{page}.md"] = f"---\nlang: fr\n---\n\n{paragraph['context']}\n".encode()
            asked.extend(Asked(qa["question"], page, "fr") for qa in paragraph["qas"])
    return Blog("cnil", ("fr",), files, _in_order(asked))


@contextmanager
def as_folder(blog: Blog) -> Iterator[Path]:
    """The blog's files in a temporary folder, which is what is imported."""
    with tempfile.TemporaryDirectory(prefix="ownvoice-bench-blog-") as name:
        for path, content in blog.files.items():
            file = Path(name) / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        yield Path(name)


def _members(archive: Path, below: str) -> dict[str, bytes]:
    """The text files of the archive below this folder, by their path."""
    found = {}
    with tarfile.open(archive) as members:
        for member in members:
            wanted = member.isfile() and member.name.startswith(below)
            if wanted and member.name.endswith((".md", ".markdown", ".html")) and ".." not in member.name:
                file = members.extractfile(member)
                found[member.name] = file.read() if file else b""
    return found


def _is_question(text: str) -> bool:
    return "?" in text and len(text) > LONGER_THAN


def _in_order(asked: list[Asked]) -> tuple[Asked, ...]:
    return tuple(sorted(asked, key=lambda one: share(one.text)))
