"""One import from start to end: recognise, read, store, join, report. Streams; resumes; leaves nothing half-done."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from ownvoice.core.errors import AmbiguousCreatorError, ArchiveError, OwnvoiceError
from ownvoice.core.records import AccountRecord, ItemRecord, Malformed, Record, Skipped
from ownvoice.corpus.consent import set_consent
from ownvoice.corpus.exchanges import Awaited, count_exchanges, join_exchanges
from ownvoice.corpus.importing.bulk import platform_is_new
from ownvoice.corpus.importing.copying import storable
from ownvoice.corpus.importing.names import names_on, read_as
from ownvoice.corpus.importing.others import only_answered, without_unpaired
from ownvoice.corpus.importing.progress import CountingArchive
from ownvoice.corpus.importing.report import ImportReport
from ownvoice.corpus.importing.rows import Batch, RowMaker
from ownvoice.corpus.importing.speech import with_speech
from ownvoice.corpus.importing.undo import undo_import
from ownvoice.corpus.importing.writing import Job, WriterThread
from ownvoice.corpus.models import Import, Source
from ownvoice.corpus.statistics import recount_words, settle_index
from ownvoice.runtime.memory import peak_rss_mb
from ownvoice.runtime.queue import enqueue
from ownvoice.sources import documents
from ownvoice.sources.reading import registry
from ownvoice.sources.reading.contract import Detection, ReadOptions
from ownvoice.sources.reading.parts import group_parts
from ownvoice.sources.reading.survey import Found, describe, survey
from ownvoice.tenants.models import Creator
from ownvoice.tenants.scope import acting_for

BATCH = 4_000  # items written together: about a third of a second's work
BATCH_CHARACTERS = 2_000_000  # of items' texts in a batch; four batches may wait, each in several copies
OPEN_AT_ONCE = 100  # exports recognised together before the first is read; each may keep a file open
CHECKPOINT_RECORDS = 50_000  # a part that yields few items still moves its checkpoint this often
CHECKPOINT_S = 30.0  # and so does one whose items are slow to come by, as recordings being transcribed are

_WHAT = re.compile(r" \([^()]*\)$")  # which of a platform's files, said in parentheses behind its name

Progress = Callable[[float, int], None]
"""Called now and then with the share of bytes read (0 to 1) and the number of records so far."""
Announce = Callable[[list[str]], None]
"""Called with one line for each export that was recognised, before it is read."""


def fingerprint(paths: Sequence[Path]) -> str:
    """Tells whether these files are still the ones an interrupted import was reading."""
    digest = hashlib.sha256()
    for path in paths:
        status = path.stat()
        digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def prepare_import(
    creator: Creator,
    paths: Sequence[Path],
    own_names: Sequence[str] = (),
    include_private: bool = False,
    *,
    consent: Mapping[str, bool] | None = None,
    of_somebody_else: bool = False,
) -> Import:
    """The import of these files to run: an unfinished one of the very same files, or a new one.

    `consent`: what its sources may be used for ("answer", "voice", "training"), as far as it is said; a source that
    is new may otherwise answer and shape the voice, and one that is known keeps what was said of it.
    `of_somebody_else`: the files are a friend's; of them only what the creator answered is kept.
    """
    absolute = [path.expanduser().resolve() for path in paths]
    for path in absolute:
        if not path.exists():
            raise ArchiveError(f"There is no file or folder {path}.", "Check the spelling of the path.")
    mark = fingerprint(absolute)
    with acting_for(creator):
        waiting = (
            Import.objects.filter(
                fingerprint=mark,
                state=Import.State.RUNNING,
                include_private=include_private,
                of_somebody_else=of_somebody_else,
            )
            .order_by("-pk")
            .first()
        )
        if waiting and list(waiting.own_names) == list(own_names):
            return waiting
        return Import.objects.create(
            paths=[str(path) for path in absolute],
            fingerprint=mark,
            own_names=list(own_names),
            include_private=include_private,
            consent=dict(consent or {}),
            of_somebody_else=of_somebody_else,
        )


def run_import(
    creator: Creator, import_id: int, on_progress: Progress | None = None, on_found: Announce | None = None
) -> dict[str, Any]:
    """Run (or go on with) an import and return its report.

    Raises the `OwnvoiceError` that ended it, after taking back whatever it had stored: an archive is imported
    as a whole or not at all. A killed process leaves it RUNNING, and the next call goes on from there.
    """
    with acting_for(creator), one_import_at_a_time(creator.pk):
        run = Import.objects.get(pk=import_id)
        if run.state == Import.State.DONE:
            return dict(run.report)
        run.state = Import.State.RUNNING
        run.save(update_fields=["state"])
        importer = _Importer(
            creator, run, on_progress or (lambda share, records: None), on_found or (lambda lines: None)
        )
        try:
            report = importer.run()
        except Exception as error:
            importer.abandon()
            undo_import(creator.pk, run.pk)
            run.state, run.finished_at, run.done = Import.State.FAILED, timezone.now(), {}
            run.error = str(error) if isinstance(error, OwnvoiceError) else f"{type(error).__name__}: {error}"
            run.candidates = list(error.candidates) if isinstance(error, AmbiguousCreatorError) else []
            run.save()
            raise
        run.refresh_from_db(fields=["done"])
        run.state, run.report, run.progress, run.finished_at = Import.State.DONE, report, 1.0, timezone.now()
        run.save()
        enqueue("corpus.index", once=f"index-{creator.pk}", creator_id=creator.pk)
        return report


@contextmanager
def one_import_at_a_time(creator_id: int) -> Iterator[None]:
    """A creator's imports run one after the other; the lock goes with the connection, so a crash frees it.

    Two processes given the same files end well too: the second waits and finds the import done.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(10, %s)", [creator_id])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(10, %s)", [creator_id])


def batched(groups: Sequence[list[Path]], size: int) -> Iterator[Sequence[list[Path]]]:
    """`groups` in order, at most `size` together."""
    for first in range(0, len(groups), size):
        yield groups[first : first + size]


class _Importer:
    """The state of one run."""

    def __init__(self, creator: Creator, run: Import, on_progress: Progress, on_found: Announce) -> None:
        self.creator = creator
        self.run_row = run
        self.on_progress = on_progress
        self.on_found = on_found
        self.report = ImportReport()
        self.rows = RowMaker(creator.pk, creator.languages)
        self.done: dict[str, int] = dict(run.done)
        self.writer = WriterThread(creator.pk, run.pk)
        self.sources: set[int] = set()
        self.records = 0
        self.own_names: set[str] = set()
        self.bytes_before = 0
        self.bytes_total = 1

    def abandon(self) -> None:
        self.writer.abandon()

    def run(self) -> dict[str, Any]:
        started = time.monotonic()
        paths = [Path(path) for path in self.run_row.paths]
        for some in batched(group_parts(paths), OPEN_AT_ONCE):
            with ExitStack() as opened:
                found = survey([path for parts in some for path in parts], opened)
                self.bytes_total += sum(export.bytes_to_read for export in found)
                self.on_found(describe(found))
                for export in found:
                    self._read_export(export)
        self.writer.finish()
        self.report.added, self.report.changed = self.writer.added, self.writer.changed
        join_exchanges(self.creator.pk)
        recount_words(self.creator.pk)
        settle_index()
        self._remember_names()
        counts = count_exchanges(self.creator.pk, sorted(self.sources))
        labels = dict(Source.objects.filter(pk__in=self.sources).values_list("pk", "label"))
        return self.report.as_json(
            exchanges={
                "whole": sum(count.whole for count in counts.values()),
                "half": sum(count.half for count in counts.values()),
                "none": sum(count.none for count in counts.values()),
            },
            by_source=[
                {"source": labels[pk], "whole": count.whole, "half": count.half, "none": count.none}
                for pk, count in counts.items()
            ],
            warnings=self._warnings(),
            seconds=round(time.monotonic() - started, 3),
            peak_rss_mb=peak_rss_mb(),
        )

    def _warnings(self) -> list[str]:
        """What the creator should look at before relying on the result."""
        if self.run_row.of_somebody_else:
            if self.report.items:
                return []
            return ["Nothing in it was answered by you, as far as is known here, so nothing of it was kept."]
        if self.run_row.own_names and not self.report.by_role["creator"] and self.report.items:
            names = ", ".join(self.run_row.own_names)
            return [f"Nothing here was written by {names}. Check the spelling of the name given with --as."]
        return []

    def _read_export(self, export: Found) -> None:
        self.report.count_unknown(list(export.unknown))
        counting = CountingArchive(export.archive)
        for detection in export.detections:
            awaited = Awaited(self.creator.pk, detection.source)
            options = ReadOptions(
                own_names=(*self.run_row.own_names, *names_on(self.creator, detection.source)),
                include_private=self.run_row.include_private,
                awaited=awaited,
            )
            self.report.recognised.append(detection.description)
            reader = registry.source(detection.source)
            records = read_as(reader, counting, options, self.creator.own_names)
            if detection.source == documents.NAME:
                records = with_speech(records, counting, self.creator.languages)
            if self.run_row.of_somebody_else:
                records = only_answered(records, awaited)
            elif self.run_row.include_private:
                records = without_unpaired(records)
            self._read_part(f"{export.label}:{detection.source}", detection, records, counting)
        self.bytes_before += counting.bytes_read

    def _read_part(
        self, part: str, detection: Detection, records: Iterator[Record], counting: CountingArchive
    ) -> None:
        stored = self.done.get(part, 0)
        source: Source | None = None
        is_new = platform_is_new(self.creator.pk, detection.source) and stored == 0
        batch = Batch()
        position = flushed_at = 0
        due = time.monotonic() + CHECKPOINT_S
        for record in records:
            position += 1
            if isinstance(record, ItemRecord):
                self.report.count_item(record)
                if source is None:
                    source = self._source(detection, AccountRecord(detection.source), Path(part))
                if position > stored:
                    self.rows.add(batch, record)
            elif isinstance(record, Malformed):
                self.report.count_malformed(record)
            elif isinstance(record, Skipped):
                self.report.count_skipped(record)
            else:
                account = _storable(record)
                self._account(account)
                source = source or self._source(detection, account, Path(part))
            if (
                len(batch) >= BATCH
                or batch.characters >= BATCH_CHARACTERS
                or (position - flushed_at >= CHECKPOINT_RECORDS and source and position > stored)
                or (batch.items and time.monotonic() >= due)
            ):
                assert source is not None
                self._flush(batch, source, is_new, part, position, counting)
                batch, flushed_at, due = Batch(), position, time.monotonic() + CHECKPOINT_S
            elif position % 512 == 0:
                self.on_progress(self._share(counting), self.records + position)
        if source is not None:
            self._flush(batch, source, is_new, part, position, counting)
        self.records += position

    def _flush(
        self, batch: Batch, source: Source, is_new: bool, part: str, position: int, counting: CountingArchive
    ) -> None:
        self.done[part] = max(position, self.done.get(part, 0))
        share = self._share(counting)
        self.writer.put(Job(batch, source.pk, is_new, dict(self.done), share))
        self.on_progress(share, self.records + position)

    def _share(self, counting: CountingArchive) -> float:
        return min(0.99, (self.bytes_before + counting.bytes_read) / self.bytes_total)

    def _account(self, account: AccountRecord) -> None:
        if self.run_row.of_somebody_else:
            return
        self.own_names.update(name for name in (account.handle, account.name) if name)

    def _source(self, detection: Detection, account: AccountRecord, part: Path) -> Source:
        key = account.id or account.url or account.handle or account.name
        title = _WHAT.sub("", registry.source(detection.source).TITLE)
        file = part.name.removesuffix(f":{detection.source}")
        label = f"{title}: {account.handle or account.name or account.url or file}"
        source, _ = Source.objects.get_or_create(
            platform=detection.source, account=key[:300], defaults={"label": label[:300]}
        )
        if source.pk not in self.sources and self.run_row.consent:
            set_consent(source, self.run_row.consent)
        self.sources.add(source.pk)
        return source

    def _remember_names(self) -> None:
        """What the export says the creator is called helps the next import to recognise them."""
        known = list(self.creator.own_names)
        new = [name for name in (*self.run_row.own_names, *sorted(self.own_names)) if name not in known]
        if new:
            self.creator.own_names = known + new
            self.creator.save(update_fields=["own_names"])


def _storable(account: AccountRecord) -> AccountRecord:
    """Without the characters that no database takes; items lose them on their way into rows."""
    named = (storable(text) for text in (account.id, account.handle, account.name, account.url))
    return AccountRecord(account.platform, *named)
