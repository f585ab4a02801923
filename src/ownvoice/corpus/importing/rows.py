"""From a reader's records to the rows of the bulk tables: language, identity, passages, stems.

Runs once per item of an import, so everything here counts in microseconds.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ownvoice.core.language import identify
from ownvoice.core.records import ItemRecord, Role, Visibility
from ownvoice.core.text import terms, tidy
from ownvoice.corpus.identifiers import parts_of_names
from ownvoice.corpus.importing.copying import NULL, SEPARATOR, is_storable_row, storable
from ownvoice.corpus.passages import WHOLE_UP_TO, cut

ITEM_COLUMNS = (
    "platform", "native_id", "kind", "role", "author_id", "author_name", "author_handle", "text", "raw", "title",
    "url", "lang", "visibility", "published_at", "raw_time", "edited_at", "parent_native_id", "root_native_id",
    "parent_author", "parent_text", "cues", "links", "content_hash",
)  # fmt: skip
PASSAGE_COLUMNS = (
    "role", "kind", "lang", "public", "start", "end", "offset_ms", "published_at", "length", "words",
)  # fmt: skip

_PUBLIC = (Visibility.PUBLIC, Visibility.UNLISTED)
_NOISE = re.compile(r"https?://\S+|[@#]\w+|[^\w\s'’.,;:!?-]+")
_LETTER = re.compile(r"[^\W\d_]")
ASKED_LIMIT = 1_000  # characters of a fan's message that are searched by
BESIDE_LIMIT = (
    20_000  # characters of an item's original form that are looked through for words beside its text,
)
BESIDE_WORDS = 400  # and how many of those it is found by
WHOLE_WORDS = 3_500  # different stems a long item is found by, its most frequent ones; a megabyte at most
WHOLE_TITLE = 3  # times that a title's word counts more
MOST_TIMES = 10_000  # that a word is counted; positions in a `tsvector` end at 16,383
SEARCHED_TITLE = 2_000  # characters of a title that a passage is found by; a `tsvector` ends at a megabyte


@dataclass(slots=True)
class Batch:
    """Rows waiting to be written together, as COPY reads them, by the native id of the item they belong to.

    A later item with the same id replaces an earlier one.
    """

    items: dict[str, str] = field(default_factory=dict)
    passages: dict[str, list[str]] = field(default_factory=dict)
    characters: int = 0

    def __len__(self) -> int:
        return len(self.items)


def lexeme_text(stems: Sequence[str], creator_id: int) -> str:
    """A `tsvector` literal of the stems, each behind the creator's id ("12.flour 12.rest")."""
    prefix = f"{creator_id}."
    unique = set(stems)
    return prefix + f" {prefix}".join(unique) if unique else ""


class RowMaker:
    """Makes rows for one creator's import.

    `languages`: the creator's, ISO 639-1; an item's language is what its export states if that is one of
    them or a language with a stemmer, else the likeliest of the creator's.
    """

    def __init__(self, creator_id: int, languages: Sequence[str]) -> None:
        self.creator_id = creator_id
        self.languages = tuple(languages) or ("en", "fr")

    def add(self, batch: Batch, record: ItemRecord) -> None:
        """Put the record's item row and, for the creator's own words, its passage rows into the batch."""
        text = tidy(record.text)
        title = tidy(record.title) if record.title else ""
        lang = storable(record.lang[:2].lower()) if record.lang else self.language(text or title)
        cues = record.cues
        if cues and text != record.text:
            cues = ()  # offsets no longer fit; readers hand over tidy transcripts, so this is the exception
        native_id = record.native_id
        if not native_id.isprintable():
            native_id = storable(native_id)
        author = record.author
        parent, root, to, said = record.parent_id, record.root_id, record.parent_author, record.parent_text
        published = str(record.created_at) if record.created_at else NULL
        values = (
            record.platform, native_id, record.kind, record.role, author.id, author.name, author.handle, text,
            record.raw, title, record.url, lang, record.visibility, published, record.raw_time[:80],
            str(record.edited_at) if record.edited_at else NULL,
            NULL if parent is None else parent, NULL if root is None else root, NULL if to is None else to,
            NULL if said is None else said,
            json.dumps([[c.start, c.end, c.offset_ms] for c in cues]) if cues else NULL,
            json.dumps([storable(link) for link in record.links]) if record.links else NULL,
            str(content_hash(record, text, title)),
        )  # fmt: skip
        row = SEPARATOR.join(values)
        if row.count(SEPARATOR) != len(values) - 1 or not is_storable_row(row):
            row = SEPARATOR.join(map(storable, values))
        batch.items[native_id] = row
        batch.characters += len(row)
        if record.role is Role.CREATOR:
            public = record.visibility in _PUBLIC
            batch.passages[native_id] = self._said(
                record.kind, text, title, lang, public, published, cues, record.raw
            )
        elif native_id in batch.passages:
            del batch.passages[native_id]

    def _said(
        self,
        kind: str,
        text: str,
        title: str,
        lang: str,
        public: bool,
        published: str,
        cues: Any,
        raw: str,
    ) -> list[str]:
        rows: list[str] = []
        title_stems = terms(title[:SEARCHED_TITLE], lang) if title else []
        start = f"said{SEPARATOR}{kind}{SEPARATOR}{lang}{SEPARATOR}{public}{SEPARATOR}"
        if 0 < len(text) <= WHOLE_UP_TO and not cues:  # as most are
            stems = terms(text, lang)
            words = lexeme_text(stems + title_stems, self.creator_id)
            return [
                f"{start}0{SEPARATOR}{len(text)}{SEPARATOR}{NULL}{SEPARATOR}{published}"
                f"{SEPARATOR}{len(stems)}{SEPARATOR}{words}"
            ]
        for span in cut(text, cues):
            stems = terms(text[span.start : span.end], lang)
            # The title helps to find any passage of a long text, but doesn't lengthen it.
            words = lexeme_text(stems + title_stems, self.creator_id)
            offset = NULL if span.offset_ms is None else span.offset_ms
            rows.append(
                f"{start}{span.start}{SEPARATOR}{span.end}{SEPARATOR}{offset}{SEPARATOR}{published}"
                f"{SEPARATOR}{len(stems)}{SEPARATOR}{words}"
            )
        if len(rows) > 1:
            counts = whole_words(text, title, raw, lang)
            rows.append(
                f"whole{SEPARATOR}{kind}{SEPARATOR}{lang}{SEPARATOR}{public}{SEPARATOR}0{SEPARATOR}0{SEPARATOR}{NULL}"
                f"{SEPARATOR}{published}{SEPARATOR}{counts.total()}{SEPARATOR}{counted_lexemes(counts, self.creator_id)}"
            )
        return rows

    def language(self, text: str) -> str:
        """The likeliest of the creator's languages; "" for a text without letters."""
        if len(self.languages) == 1:
            return self.languages[0]
        stripped = _NOISE.sub(" ", text[:600]).strip()
        if not _LETTER.search(stripped):
            return ""
        return _classify(stripped, self.languages)


def whole_words(text: str, title: str, raw: str, language: str) -> Counter[str]:
    """The stems a long item is found by as a whole, with how often each counts.

    Its text's as often as they stand there, its title's more, and once each the words beside the text: in code, in
    links' addresses and pictures' names (`raw`: its original form), and those that names written in one word hold.
    """
    said = Counter(terms(text, language))
    beside = Counter(terms(raw[:BESIDE_LIMIT], language)) - said if raw else Counter[str]()
    beside.update(parts_of_names(f"{title} {raw or text}", language))
    for word in terms(title[:SEARCHED_TITLE], language):
        said[word] += WHOLE_TITLE
    said.update(list(beside)[:BESIDE_WORDS])
    return Counter(dict(said.most_common(WHOLE_WORDS)))


def counted_lexemes(counts: Mapping[str, int], creator_id: int) -> str:
    """A `tsvector` literal in which each stem's position says how often it occurs ("'12:flour':3").

    The colon keeps it apart from passages' words, so that looking for items doesn't walk through passages.
    """
    return " ".join([f"'{creator_id}:{word}':{min(count, MOST_TIMES)}" for word, count in counts.items()])


@lru_cache(maxsize=4096)
def _classify(text: str, languages: tuple[str, ...]) -> str:
    return identify(text, languages)


def content_hash(record: ItemRecord, text: str, title: str) -> int:
    """A signed 64-bit fingerprint of everything about an item that a newer export might change."""
    edited = record.edited_at.timestamp() if record.edited_at else 0
    created = record.created_at.timestamp() if record.created_at else 0
    stated = (
        f"{text}\x1f{title}\x1f{record.kind}\x1f{record.role}\x1f{record.visibility}\x1f{record.url}"
        f"\x1f{record.parent_id}\x1f{record.parent_text}\x1f{edited}\x1f{created}"
    )
    digest = hashlib.blake2b(stated.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
