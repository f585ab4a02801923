"""Real authors to try the voice score on: who wrote what, when and in which conversation, parted by time.

Read with the program's own readers from a folder that holds `eval/` and `fixtures/` (or either's content).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ownvoice.core.errors import OwnvoiceError
from ownvoice.core.records import ItemRecord, Role
from ownvoice.sources.reading import registry
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import ReadOptions
from ownvoice.sources.reading.html_text import read_html
from ownvoice.voice.score import Sample

EARLIER = 0.7  # share of the creator's conversations that are learned from
MOST_TESTED = 1_200  # of the others' later texts
MOST_POSTS = 600  # of a blog
CREATOR = "the creator"
_HELD_BACK = 2  # commenters whose name hashes to 0 modulo this chose the method; they are not tested on
_LEAST_BY_COMMENTER = 90
# Trackbacks, copies of the creator's own posts, and first names that many share.
_NOT_ONE_PERSON = re.compile(r"haack|dotnetkicks|community blogs|christopher steen|^\S+$|phil", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Case:
    """One author against others. `earlier` is learned from, `later` tested on; no conversation is in both."""

    name: str
    language: str
    earlier: tuple[Sample, ...]
    later: tuple[Sample, ...]

    def own(self, samples: Iterable[Sample]) -> list[Sample]:
        """The author's."""
        return [sample for sample in samples if sample.author == CREATOR]

    def others(self, samples: Iterable[Sample]) -> list[Sample]:
        """Everybody else's."""
        return [sample for sample in samples if sample.author != CREATOR]


def cases(data: Path, quick: bool) -> Iterator[Case]:
    """Every case that the folder has the files for; raises `OwnvoiceError` where it has none."""
    found = False
    comments: list[Sample] = []
    posts: dict[str, list[Sample]] = {}
    for blog in _files(data, "haacked-blog.tar.gz"):
        comments, of_blog = _blog(blog)
        posts["haacked.com, posts"] = some(of_blog, MOST_POSTS)
        yield by_conversation("haacked.com, replies", "en", comments)
        found = True
    if quick and found:
        return
    for path in _files(data, "nhoizey-comments-early.json"):
        yield by_conversation("nicolas-hoizey.com, comments", "fr", _static_comments(path))
        found = True
    for name, author in () if quick else _commenters(comments):
        renamed = {CREATOR: "the blog's author", author: CREATOR}
        theirs = [replace(sample, author=renamed.get(sample.author, sample.author)) for sample in comments]
        yield by_conversation(name, "en", theirs)
    for name, path in _short_posts(data):
        posts[name] = _own_items(path, "en")
    readers = some([sample for sample in comments if sample.author != CREATOR], 2_000)
    for name in sorted(name for name, samples in posts.items() if len(samples) >= _LEAST_BY_COMMENTER):
        others = [
            replace(sample, author=other)
            for other, samples in posts.items()
            if other != name
            for sample in samples
        ]
        yield by_author(name, "en", [*posts[name], *others, *readers])
        found = True
    if not found:
        raise OwnvoiceError(
            f"{data} holds no authors to compare.",
            "Give the folder that holds eval/ and fixtures/ with --data.",
        )


def by_conversation(name: str, language: str, samples: Sequence[Sample]) -> Case:
    """Conversations that began before the creator's 70th hundredth against later ones.

    What was written in an earlier conversation after the first later one began is left out.
    """
    first: dict[str, datetime] = {}
    dated = [(sample, sample.written_at) for sample in samples if sample.written_at]
    for sample, time in dated:
        first[sample.thread] = min(time, first.get(sample.thread, time))
    ours = sorted({(first[sample.thread], sample.thread) for sample, _ in dated if sample.author == CREATOR})
    border = ours[int(EARLIER * len(ours))][0]
    earlier = [sample for sample, time in dated if first[sample.thread] < border and time < border]
    later = [sample for sample, _ in dated if first[sample.thread] >= border]
    return _case(name, language, earlier, later)


def by_author(name: str, language: str, samples: Sequence[Sample]) -> Case:
    """The earlier 70 hundredths of each author's texts against the later ones; for texts that stand alone."""
    dated = sorted(samples, key=lambda sample: (str(sample.written_at), sample.text))
    total = Counter(sample.author for sample in dated)
    seen: Counter[str] = Counter()
    earlier, later = [], []
    threads: set[str] = set()
    for sample in dated:
        seen[sample.author] += 1
        if seen[sample.author] <= EARLIER * total[sample.author] and total[sample.author] > 1:
            earlier.append(sample)
            threads.add(sample.thread)
        elif not sample.thread or sample.thread not in threads:
            later.append(sample)
    threads -= {""}
    return _case(name, language, earlier, [sample for sample in later if sample.thread not in threads])


def _case(name: str, language: str, earlier: Sequence[Sample], later: Sequence[Sample]) -> Case:
    known = {sample.text for sample in earlier}
    new = [replace(sample, language=language) for sample in later if sample.text not in known]
    own = [sample for sample in new if sample.author == CREATOR]
    others = some([sample for sample in new if sample.author != CREATOR], MOST_TESTED)
    return Case(
        name, language, tuple(replace(sample, language=language) for sample in earlier), (*own, *others)
    )


def some(samples: Sequence[Sample], most: int) -> list[Sample]:
    """At most so many, by a hash of the text."""
    return sorted(samples, key=lambda sample: hashlib.sha256(sample.text.encode()).digest())[:most]


def _files(data: Path, name: str) -> list[Path]:
    return sorted(data.rglob(name))[:1]


def _items(path: Path) -> Iterator[ItemRecord]:
    with open_archive(path) as archive:
        for detection in registry.recognise(archive):
            for record in registry.source(detection.source).read(archive, ReadOptions()):
                if isinstance(record, ItemRecord) and len(record.text) >= 20:
                    yield record


def _blog(path: Path) -> tuple[list[Sample], list[Sample]]:
    """The comments of all, the creator's under one name; and the creator's posts."""
    comments, posts = [], []
    for item in _items(path):
        by_creator = item.role is Role.CREATOR
        author = CREATOR if by_creator else item.author.name.strip().casefold()
        sample = Sample(item.text, "en", item.created_at, item.root_id or item.native_id, author)
        if str(item.kind) == "post":
            posts.append(sample)
        elif by_creator or not re.search("haack|dotnetkicks|community blogs|^phil$", author):
            comments.append(sample)
    return comments, posts


def _static_comments(path: Path) -> list[Sample]:
    found = []
    for thread, entries in json.loads(path.read_text(encoding="utf-8")).items():
        for entry in entries:
            author = str(entry["author"].get("name", "")).strip().casefold()
            text = read_html(entry["content"]).text
            if len(text) >= 20:
                by = CREATOR if author == "nicolas hoizey" else author
                found.append(Sample(text, "fr", datetime.fromisoformat(entry["date"]), thread, by))
    return found


def _commenters(comments: Sequence[Sample]) -> list[tuple[str, str]]:
    """Frequent commenters with a full name, of those that were not used to choose the method; nameless in figures."""
    often = Counter(sample.author for sample in comments)
    named = [
        author
        for author, times in sorted(often.items())
        if times >= _LEAST_BY_COMMENTER
        and not _NOT_ONE_PERSON.search(author)
        and author != CREATOR
        and int(hashlib.sha256(author.encode()).hexdigest(), 16) % _HELD_BACK
    ]
    return [(f"commenter {number}", author) for number, author in enumerate(named, start=1)]


def _short_posts(data: Path) -> Iterator[tuple[str, Path]]:
    for name, tail in (
        ("X, one account", "x/andreruffert"),
        ("Mastodon, first account", "mastodon/dealingwith"),
        ("Mastodon, second account", "mastodon/hawksworx"),
        ("nicolas-hoizey.com, posts", "creators/nhoizey-site.tar.gz"),
    ):
        for folder in (data, data / "fixtures", data / "eval"):
            if (folder / tail).exists():
                yield name, folder / tail
                break


def _own_items(path: Path, language: str) -> list[Sample]:
    """The creator's own items, in the language where the export says one."""
    return [
        Sample(item.text, language, item.created_at, "", CREATOR)
        for item in _items(path)
        if item.role is Role.CREATOR and (item.lang == language or "." not in path.name)
    ]
