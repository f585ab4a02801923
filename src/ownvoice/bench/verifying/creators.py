"""True sentences of real creators, read from the archives that the evaluation data holds."""

from __future__ import annotations

import hashlib
import json
import random
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ownvoice.core.text import sentences, tidy, words
from ownvoice.reply.checking.wordlists import language_of

_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_CODE = re.compile(
    r"```.*?```|~~~.*?~~~|\{%.*?%\}|\{\{.*?\}\}|<[^>\n]*>|^ {4,}.*$|^>.*$", re.DOTALL | re.MULTILINE
)
_LINKED = re.compile(r"!?\[([^\]\n]*)\](?:\([^)\n]*\)|\[[^\]\n]*\])?")
_MARKS = re.compile(r"[*_`]{1,3}|^#+ .*$|^[-=]{3,}$|^\s*[-*+] |^\[[^\]]+\]:.*$", re.MULTILINE)
_SEED = 20_240_601
MOST_SENTENCES = 6  # around a sentence that are its evidence


@dataclass(frozen=True, slots=True)
class TrueSentence:
    """A sentence and the passage it was published in: itself and the sentences around it."""

    text: str
    passage: str
    language: str
    where: str

    @property
    def key(self) -> str:
        """What names the sentence without quoting it."""
        return hashlib.blake2b(" ".join(words(self.text)).encode(), digest_size=6).hexdigest()


@lru_cache(maxsize=4)
def true_sentences(data: Path) -> tuple[TrueSentence, ...]:
    """The usable sentences of all creators under `data`, in a fixed order shuffled once."""
    found: dict[str, TrueSentence] = {}
    for where, text in _texts(data):
        for sentence in _usable(where, text):
            found.setdefault(sentence.key, sentence)
    ordered = sorted(found.values(), key=lambda one: one.key)
    random.Random(_SEED).shuffle(ordered)  # noqa: S311
    return tuple(ordered)


def _texts(data: Path) -> Iterator[tuple[str, str]]:
    for archive in sorted((data / "creators").glob("*.tar.gz")):
        with tarfile.open(archive) as members:
            for member in members:
                file = members.extractfile(member) if member.isfile() else None
                if file is None or not member.name.endswith((".md", ".markdown")):
                    continue
                text = _FRONT.sub("", file.read().decode("utf-8", "replace").replace("\r\n", "\n"))
                text = _MARKS.sub("", _LINKED.sub(r"\1", _CODE.sub("\n\n", text)))
                yield member.name, text
    for faq in sorted((data / "faq").glob("*.json")):
        for entry in json.loads(faq.read_text(encoding="utf-8"))["data"]:
            for paragraph in entry["paragraphs"]:
                yield f"{faq.name}#{entry.get('id', '')}", paragraph["context"]


def _usable(where: str, text: str) -> Iterator[TrueSentence]:
    for paragraph in re.split(r"\n\s*\n", text):
        said = sentences(tidy(paragraph.replace("\n", " ")))
        for i, sentence in enumerate(said):
            spoken = words(sentence)
            if not 8 <= len(spoken) <= 32 or not sentence[0].isupper() or sentence[-1] not in ".!":
                continue
            if re.search(r"https?:|[\[\]{}<>|=\\]|\w{25}", sentence):
                continue
            start = max(0, i - MOST_SENTENCES // 2)
            passage = " ".join(said[start : start + MOST_SENTENCES])
            yield TrueSentence(sentence, passage, language_of(spoken), where)
