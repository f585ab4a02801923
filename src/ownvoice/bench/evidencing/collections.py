"""Collections to search in, with questions of which it is known what they were asked about.

Read with the program's own readers. Nothing a reader wrote is in a collection: only what the creator published.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ownvoice.bench.triaging.sets import needed
from ownvoice.core.records import ItemRecord, Kind, Role
from ownvoice.sources.reading import registry
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import ReadOptions
from ownvoice.sources.reading.html_text import html_to_text

BLOG = "creators/haacked-blog.tar.gz"
SITE = "creators/nhoizey-site.tar.gz"
SITE_COMMENTS = "creators/nhoizey-comments-early.json"
SITE_AUTHOR = "hoizey"
FAQ = "faq/cnil_fr_even.json"
BLOG_QUESTIONS = 2_000
LONGER_THAN = 60  # characters of a blog reader's question


@dataclass(frozen=True, slots=True)
class Place:
    """Something published that a question may be about. `raw`: its original form, with code and links."""

    key: str
    title: str
    text: str
    raw: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the index of the place it stands under; `to_fit` tells which half of the places that is in."""

    key: str
    text: str
    truth: int
    to_fit: bool
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Collection:
    """What is searched in, and what is asked; both in `language`."""

    name: str
    language: str
    places: tuple[Place, ...]
    questions: tuple[Asked, ...]


def share(key: str) -> float:
    """A number in [0, 1) that depends on the key alone: the order of questions and the half of a post."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") / 2**32


def records(path: Path) -> Iterator[ItemRecord]:
    """All items of an archive."""
    with open_archive(path) as archive:
        for detection in registry.recognise(archive):
            for record in registry.source(detection.source).read(archive, ReadOptions()):
                if isinstance(record, ItemRecord):
                    yield record


def blog(data: Path) -> Collection:
    """A blog's posts, and 2,000 of the questions under them.

    A question is a comment that isn't the author's, has a "?" and more than 60 characters; which 2,000 follows from
    a hash of the comment's id, and which half of the posts is fitted on from a hash of the post's.
    """
    items = list(records(needed(data, BLOG)))
    places = [_place(item, "en") for item in items if item.kind is Kind.POST]
    index = {place.key: n for n, place in enumerate(places)}
    asked = [
        Asked(item.native_id, item.text, index[item.root_id], share(item.root_id) < 0.5, item.created_at)
        for item in items
        if item.role is Role.FAN
        and "?" in item.text
        and len(item.text) > LONGER_THAN
        and item.root_id in index
    ]
    asked.sort(key=lambda one: share(one.key))
    return Collection("blog", "en", tuple(places), tuple(asked[:BLOG_QUESTIONS]))


def site(data: Path) -> Collection:
    """A bilingual site's articles, links and notes, and the French questions under them: comments with a "?"."""
    places = [_place(item, item.lang or "fr") for item in records(needed(data, SITE))]
    index = {place.key.removeprefix("src/"): n for n, place in enumerate(places)}
    comments = json.loads(needed(data, SITE_COMMENTS).read_text(encoding="utf-8"))
    asked = [
        Asked(entry["id"], text, index[page], share(page) < 0.5)
        for page, entries in comments.items()
        for entry in entries
        if page in index
        and SITE_AUTHOR not in entry["author"]["name"].lower()
        and "?" in (text := html_to_text(entry["content"]).strip())
    ]
    return Collection("site", "fr", tuple(places), tuple(sorted(asked, key=lambda one: share(one.key))))


def faq(data: Path) -> Collection:
    """A public French FAQ: its paragraphs, and the questions that they answer."""
    places: list[Place] = []
    asked: list[Asked] = []
    for entry in json.loads(needed(data, FAQ).read_text(encoding="utf-8"))["data"]:
        for paragraph in entry["paragraphs"]:
            key = f"faq-{len(places)}"
            places.append(Place(key, "", paragraph["context"], language="fr"))
            for number, pair in enumerate(paragraph["qas"]):
                asked.append(Asked(f"{key}-{number}", pair["question"], len(places) - 1, share(key) < 0.5))
    return Collection("faq", "fr", tuple(places), tuple(sorted(asked, key=lambda one: share(one.key))))


def smaller(collection: Collection, questions: int) -> Collection:
    """The same places with the first so many questions."""
    return Collection(
        collection.name, collection.language, collection.places, collection.questions[:questions]
    )


def _place(item: ItemRecord, language: str) -> Place:
    return Place(item.native_id, item.title, item.text, item.raw, language)


def keys(places: Sequence[Place]) -> dict[str, int]:
    """Place's key → its index."""
    return {place.key: n for n, place in enumerate(places)}
