"""The messages triage learns from and is measured on, with their splits.

`written/` holds messages of our own; everything else lies in the folder given by `--data` and is other people's.
Which split a message is in follows from a hash of it, so that it never changes sides.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import yaml

from ownvoice.core.errors import OwnvoiceError
from ownvoice.sources.reading.html_text import html_to_text

LANGUAGES = ("en", "fr")
VIDEOS = ((0, 350), (350, 700), (700, 1_138))  # rows of the comments under each video
BLOG = "creators/haacked-blog.tar.gz"
BLOG_AUTHOR = "haacked"
FRENCH_BLOG = "creators/nhoizey-comments-early.json"
FRENCH_AUTHOR = "hoizey"
SPAM = "spam/youtube_comments.csv"
HATE_TRAIN = {language: f"hate/mlma_train_{language}.csv" for language in LANGUAGES}
HATE_CHECK = {"en": "hate/hatecheck.csv", "fr": "hate/hatecheck_fr.csv"}
CRISIS_DEV = 0.4  # shares of our own sets that are for development; the rest is held back
INTENTS_DEV = 0.5
_AT = re.compile(r"@user|@url")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message with what it is; `kind` is the test's own name for the sort of case."""

    text: str
    label: str
    language: str
    kind: str = ""


def share(text: str) -> float:
    """A number in [0, 1) that depends on the text alone."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") / 2**32


@cache
def written(name: str) -> tuple[Labelled, ...]:
    """Our own messages of `written/<name>_<language>.txt`; `kind` is the heading they stand under."""
    found = []
    for language in LANGUAGES:
        heading = ""
        text = files(__package__).joinpath("written", f"{name}_{language}.txt").read_text(encoding="utf-8")
        for line in text.splitlines():
            if line.startswith("# "):
                heading = line[2:]
            elif line.strip():
                found.append(Labelled(line.strip(), name, language, heading))
    return tuple(found)


def crisis(held_back: bool) -> list[Labelled]:
    """Messages of people in distress, or (label "harmless") that only use its words."""
    both = [*written("crisis"), *written("harmless")]
    return [case for case in both if (share(case.text) >= CRISIS_DEV) is held_back]


def intents(held_back: bool) -> list[Labelled]:
    """Messages whose label is their intent."""
    cases = [Labelled(case.text, case.kind, case.language) for case in written("intents")]
    return [case for case in cases if (share(case.text) >= INTENTS_DEV) is held_back]


def present(data: Path | None, path: str) -> Path | None:
    """The file of the evaluation sets, or None where there is none."""
    return data / path if data and (data / path).exists() else None


def needed(data: Path, path: str) -> Path:
    """The file of the evaluation sets; raises OwnvoiceError where it is missing."""
    if not (data / path).exists():
        raise OwnvoiceError(
            f"{path} is missing in {data}.", "Give the folder of the evaluation sets as --data."
        )
    return data / path


@cache
def videos(data: Path) -> tuple[tuple[Labelled, ...], ...]:
    """Comments under three videos, one tuple a video; label "spam" or "ham"."""
    with needed(data, SPAM).open(encoding="utf-8", newline="") as file:
        rows = [
            Labelled(row["CONTENT"].strip("\ufeff "), "spam" if row["CLASS"] == "1" else "ham", "en")
            for row in csv.DictReader(file)
        ]
    return tuple(tuple(rows[start:end]) for start, end in VIDEOS)


@cache
def hate_training(data: Path, language: str) -> tuple[Labelled, ...]:
    """Posts that annotators called hateful (label "hate") or nothing but normal ("ham"); "" for the unclear."""
    found = []
    with needed(data, HATE_TRAIN[language]).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            said = row["sentiment"].split("_")
            label = (
                "hate" if "hateful" in said and "normal" not in said else "ham" if said == ["normal"] else ""
            )
            found.append(Labelled(_AT.sub(" ", row["tweet"]).strip(), label, language))
    return tuple(found)


@cache
def hate_check(data: Path, language: str) -> tuple[Labelled, ...]:
    """The functional test, never trained on; `kind` is the function, label "hate" or "ham"."""
    with needed(data, HATE_CHECK[language]).open(encoding="utf-8", newline="") as file:
        return tuple(
            Labelled(
                row["test_case"],
                "hate" if row["label_gold"] == "hateful" else "ham",
                language,
                row["functionality"],
            )
            for row in csv.DictReader(file)
        )


@cache
def readers(data: Path) -> tuple[Labelled, ...]:
    """Real comments under a real blog, not by its author; `kind` is the post they stand under."""
    found = []
    with tarfile.open(needed(data, BLOG)) as archive:
        for member in archive:
            if not (member.isfile() and "/comments/" in member.name and member.name.endswith(".yml")):
                continue
            file = archive.extractfile(member)
            row = yaml.load(file.read(), yaml.CSafeLoader) if file else None
            if row and BLOG_AUTHOR not in str(row.get("name", "")).lower():
                text = html_to_text(str(row.get("message", ""))).strip()
                if text:
                    found.append(Labelled(text, "ham", "en", member.name.split("/")[-2]))
    return tuple(sorted(found, key=lambda case: share(case.text)))


@cache
def french_readers(data: Path) -> tuple[Labelled, ...]:
    """Real comments under a French site, not by its author; `kind` is the page."""
    pages = json.loads(needed(data, FRENCH_BLOG).read_text(encoding="utf-8"))
    found = [
        Labelled(text, "ham", "fr", page)
        for page, comments in pages.items()
        for comment in comments
        if FRENCH_AUTHOR not in comment["author"]["name"].lower()
        and (text := html_to_text(comment["content"]).strip())
    ]
    return tuple(sorted(found, key=lambda case: share(case.text)))


def split(cases: tuple[Labelled, ...], held_back: bool) -> list[Labelled]:
    """Half of the threads or pages (`kind`), the other half for the other answer."""
    return [case for case in cases if (share(case.kind) >= 0.5) is held_back]


def posts(data: Path) -> Iterator[str]:
    """The texts of the blog's posts, for words that ordinary texts hold."""
    with tarfile.open(needed(data, BLOG)) as archive:
        for member in archive:
            if member.isfile() and "_posts/" in member.name:
                file = archive.extractfile(member)
                if file:
                    yield file.read().decode("utf-8", "replace")


Guess = Callable[[Labelled], str]
