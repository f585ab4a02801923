"""What is fuzzed: every reader, and the layers they share. A target takes any bytes and raises only for a finding."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from ownvoice.core.errors import OwnvoiceError
from ownvoice.core.records import Malformed
from ownvoice.sources.blogger import atom
from ownvoice.sources.documents import pdf_pages, pdf_process, word_parts
from ownvoice.sources.reading import front_matter, json_array, json_events, registry, tiktok_json, wxr_bytes
from ownvoice.sources.reading.captions import MAX_OFFSET_MS, parse_captions
from ownvoice.sources.reading.car_repository import CarError, open_repository
from ownvoice.sources.reading.contract import Source
from ownvoice.sources.reading.csv_rows import Row, iter_records, iter_rows
from ownvoice.sources.reading.html_text import read_html
from ownvoice.sources.reading.json_lines import iter_json_lines
from ownvoice.sources.reading.markdown_text import markdown_to_text
from ownvoice.sources.reading.members import DAMAGE
from ownvoice.sources.reading.survey import survey
from tests.fuzz.bundle import Bundle, unpacked
from tests.sources.oracle import REFUSALS, BrokenPromiseError, judge, read_and_judge, timed

MOST_BYTES = 64 << 10
MOST_SECONDS = 5.0  # of processor time for one input
Target = Callable[[bytes], None]
_MOST_READ = 32 << 20
# How much is read at once: made tiny, entries lie across the edges.
_WINDOWS: list[tuple[Any, str]] = [
    (json_array, "CHUNK_BYTES"),
    (json_events, "_CHUNK_BYTES"),
    (tiktok_json, "_CHUNK_BYTES"),
    (wxr_bytes, "_CHUNK_BYTES"),
    (atom, "_CHUNK_BYTES"),
]


def targets() -> dict[str, Target]:
    """By name: the layers, then the sources."""
    layers: dict[str, Target] = {
        name.removeprefix("fuzz_"): partial(_bundled, function)
        for name, function in globals().items()
        if name.startswith("fuzz_")
    }
    sources: dict[str, Target] = {
        source.NAME: partial(_bundled, partial(_source, source)) for source in registry.sources()
    }
    return layers | sources


def _bundled(judge_bundle: Callable[[Bundle], None], data: bytes) -> None:
    bundle = unpacked(data[:MOST_BYTES])
    with small_windows() if bundle.small_windows else ExitStack():
        judge_bundle(bundle)


@contextmanager
def small_windows(size: int = 24) -> Iterator[None]:
    """Read windows of a few bytes."""
    whole = [getattr(module, name) for module, name in _WINDOWS]
    for module, name in _WINDOWS:
        setattr(module, name, size)
    try:
        yield
    finally:
        for (module, name), value in zip(_WINDOWS, whole, strict=True):
            setattr(module, name, value)


def _source(source: Source, bundle: Bundle) -> None:
    files = bundle.files
    if source.NAME == "documents":  # each PDF starts a process; they have a target of their own
        files = {name: data for name, data in files.items() if not name.lower().endswith(".pdf")}
    read_and_judge(source, files, bundle.options)


def _one(bundle: Bundle) -> tuple[str, bytes]:
    return next(iter(bundle.files.items()), ("a", b""))


def fuzz_json_array(bundle: Bundle) -> None:
    """Sound lists are read as `json.loads` reads them, and cut ones up to where they are cut."""
    _, data = _one(bundle)
    keys = [None, *bundle.own_names[:1]]
    for key in keys:
        found = timed("json_array", MOST_SECONDS, lambda: _elements(data, key))  # noqa: B023
        at = -1
        for part in found:
            if isinstance(part, Malformed):
                judge(part, "")
            else:
                _owe(at < part.offset < len(data), "an element's place isn't behind the one before")
                at = part.offset
    try:
        sound = orjson.loads(data)
    except orjson.JSONDecodeError:
        return
    if isinstance(sound, list) and data.lstrip()[:1] == b"[":
        found = _elements(data, None)
        values = [part.value for part in found if not isinstance(part, Malformed)]
        _owe(orjson.dumps(values) == orjson.dumps(sound), f"a sound list was read otherwise: {values!r:.200}")
        cut = len(data) // 2
        whole = [part for part in found if not isinstance(part, Malformed)]
        until = [part for part in whole if part.offset < cut][:-1]
        kept = [part for part in _elements(data[:cut], None) if not isinstance(part, Malformed)]
        _owe(kept[: len(until)] == until, "what precedes a cut wasn't kept")


def _elements(data: bytes, key: str | None) -> list[Any]:
    return list(json_array.iter_array(io.BytesIO(data), "a.json", key))


def fuzz_json_events(bundle: Bundle) -> None:
    """Events end with the document or with one `Malformed`."""
    _, data = _one(bundle)

    def read() -> list[Any]:
        return [
            part for part in json_events.iter_events(io.BytesIO(data), "a") if isinstance(part, Malformed)
        ]

    for part in timed("json_events", MOST_SECONDS, read):
        judge(part, "")


def fuzz_json_lines(bundle: Bundle) -> None:
    """Each line is a value or a `Malformed`, and what precedes a cut is kept."""
    _, data = _one(bundle)
    found = timed("json_lines", MOST_SECONDS, lambda: list(iter_json_lines(io.BytesIO(data), "a")))
    for part in found:
        if isinstance(part, Malformed):
            judge(part, "")
    cut = len(data) // 2
    kept = list(iter_json_lines(io.BytesIO(data[:cut]), "a"))
    until = [part for part in found if part.offset < cut][:-1]
    _owe(kept[: len(until)] == until, "what precedes a cut wasn't kept")


def fuzz_csv_rows(bundle: Bundle) -> None:
    """Rows are numbered in order, and what precedes a cut is kept."""
    _, data = _one(bundle)
    for escape in (None, "\\"):
        read = partial(_rows, data, escape)
        found = timed("csv_rows", MOST_SECONDS, read)
        numbers = [part.number if isinstance(part, Row) else part.offset for part in found]
        _owe(numbers == sorted(set(numbers)), "rows out of order")
        kept = [part for part in _rows(data[: len(data) // 2], escape) if isinstance(part, Row)][:-1]
        _owe([part for part in found if isinstance(part, Row)][: len(kept)] == kept, "a cut changed rows")
        for part in iter_records(io.BytesIO(data), "a", escape):
            if isinstance(part, Malformed):
                judge(part, "")


def _rows(data: bytes, escape: str | None) -> list[Row | Malformed]:
    return list(iter_rows(io.BytesIO(data), "a", escape))


def fuzz_captions(bundle: Bundle) -> None:
    """Cues lie in the text, one behind the other."""
    name, data = _one(bundle)
    spoken = timed("captions", MOST_SECONDS, lambda: parse_captions(data, name))
    at = 0
    for cue in spoken.cues:
        _owe(
            at <= cue.start < cue.end <= len(spoken.text) and 0 <= cue.offset_ms <= MAX_OFFSET_MS,
            "a cue outside",
        )
        at = cue.end
    spoken.text.encode()


def fuzz_front_matter(bundle: Bundle) -> None:
    """A page is split, or is no page."""
    _, data = _one(bundle)
    text = data.decode("utf-8", "replace")

    def split() -> None:
        try:
            page = front_matter.split_page(text)
        except front_matter.FrontMatterError as error:
            str(error).encode()
            return
        for name in ("title", "date", "tags", "author"):
            if page.settings is not None:
                front_matter.text_of(page.settings, name).encode()
                "".join(front_matter.texts_of(page.settings, name)).encode()
                front_matter.parse_date(front_matter.text_of(page.settings, name))

    timed("front_matter", MOST_SECONDS, split)


def fuzz_markdown(bundle: Bundle) -> None:
    """Markdown becomes text."""
    text = _one(bundle)[1].decode("utf-8", "replace")
    for lazy in (True, False):
        timed("markdown", MOST_SECONDS, lambda: markdown_to_text(text, lazy_quotes=lazy).text.encode())  # noqa: B023


def fuzz_html(bundle: Bundle) -> None:
    """HTML becomes text."""
    text = _one(bundle)[1].decode("utf-8", "replace")
    timed("html", MOST_SECONDS, lambda: read_html(text).text.encode())
    timed("html", MOST_SECONDS, lambda: read_html(text, "drop").text.encode())


def fuzz_car(bundle: Bundle) -> None:
    """A repository's records come in order, or the file is no repository."""
    _, data = _one(bundle)

    def read() -> int:
        try:
            return sum(1 for _ in open_repository(io.BytesIO(data)).records())
        except CarError as error:
            str(error).encode()
            return 0

    timed("car", MOST_SECONDS, read)


def fuzz_word(bundle: Bundle) -> None:
    """A Word document is read, or is damaged."""
    _, data = _one(bundle)

    def read() -> None:
        try:
            document = word_parts.read_packed_word(data)
        except (*DAMAGE, ValueError, OwnvoiceError) as error:
            str(error).encode("utf-8", "replace")
            return
        (document.text + document.title + "".join(document.problems)).encode()

    timed("word", MOST_SECONDS, read)


def fuzz_pdf(bundle: Bundle) -> None:
    """A PDF is answered for, whatever its reader does; here within this process, without its limits."""
    _, data = _one(bundle)
    answer = timed("pdf", float(pdf_process.CPU_S), lambda: pdf_process.answer(data))
    loaded = json.loads(json.dumps(answer))
    whole, pdf_pages._answer = pdf_pages._answer, lambda _: loaded
    try:
        document = timed("pdf_pages", MOST_SECONDS, lambda: pdf_pages.read_pdf(data))
    finally:
        pdf_pages._answer = whole
    (document.text + document.title + "".join(document.problems)).encode()


def fuzz_archive(bundle: Bundle) -> None:
    """An archive is opened and all of it read, or refused in a sentence; nested ones, too."""
    name, data = _one(bundle)
    with tempfile.TemporaryDirectory(prefix="ownvoice-fuzz-") as folder:
        path = Path(folder, name.rpartition("/")[2][-80:] or "a")
        try:
            path.write_bytes(data)
        except (OSError, ValueError):
            return
        first = timed("archive", MOST_SECONDS, lambda: _opened(path))
        _owe(first == _opened(path), "opening twice gave different members")


def _opened(path: Path) -> list[tuple[str, str, int]] | str:
    found: list[tuple[str, str, int]] = []
    with ExitStack() as opened:
        try:
            for export in survey([path], opened):
                export.label.encode()
                for member in export.archive.members():
                    with export.archive.open(member) as stream:
                        length = len(stream.read(_MOST_READ))
                    # A directory may claim more than there is, as the checksum fits; never less.
                    _owe(length <= member.size, "a member is longer than it says")
                    found.append((export.label, member.name, length))
        except REFUSALS as error:
            return _told(error, path)
        except OwnvoiceError as error:  # nothing was recognised
            return _told(error, path)
    return found


def _told(error: Exception, path: Path) -> str:
    text = str(error)
    text.encode()
    _owe("Traceback" not in text, "an error that is no sentence")
    return text.replace(str(path.parent), "")


def _owe(kept: bool, otherwise: str) -> None:
    if not kept:
        raise BrokenPromiseError(otherwise)
