"""The writer's thread: takes full batches from the reader and stores them while the reader goes on."""

from __future__ import annotations

import queue
import sys
import threading
from dataclasses import dataclass

from ownvoice.corpus.importing.bulk import BulkWriter
from ownvoice.corpus.importing.rows import Batch

# How long (seconds) the reader may keep the interpreter while the writer waits for it. At Python's own 5 ms the
# database waits for its next bytes two fifths of the time.
_HAND_OVER_S = 0.001


@dataclass(frozen=True, slots=True)
class Job:
    """One batch with where it belongs and how far the import is once it is stored."""

    batch: Batch
    source_id: int
    platform_is_new: bool
    done: dict[str, int]
    progress: float


class WriterThread:
    """Stores batches in order. At most four wait, so that memory stays bounded."""

    def __init__(self, creator_id: int, import_id: int) -> None:
        self.added = 0
        self.changed = 0
        self._writer = BulkWriter(creator_id, import_id)
        self._jobs: queue.Queue[Job | None] = queue.Queue(maxsize=4)
        self._failure: BaseException | None = None
        self._usual_hand_over = sys.getswitchinterval()
        sys.setswitchinterval(_HAND_OVER_S)
        self._thread = threading.Thread(target=self._run, name="import-writer", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            if self._failure is not None:
                continue  # drain, so that the reader never waits for ever
            try:
                added, changed = self._writer.write(
                    job.batch, job.source_id, job.platform_is_new, job.done, job.progress
                )
                self.added += added
                self.changed += changed
            except BaseException as error:  # handed to the reader's thread, which raises it
                self._failure = error

    def put(self, job: Job) -> None:
        """Hand over a batch; waits while four are waiting. Raises what an earlier batch failed with."""
        self._raise_failure()
        self._jobs.put(job)

    def finish(self) -> None:
        """Wait until everything is stored."""
        self._end()
        self._raise_failure()

    def abandon(self) -> None:
        """Stop after the batch in hand, without raising."""
        if self._failure is None:
            self._failure = RuntimeError("abandoned")
        self._end()

    def _end(self) -> None:
        self._jobs.put(None)
        self._thread.join()
        self._writer.close()
        sys.setswitchinterval(self._usual_hand_over)

    def _raise_failure(self) -> None:
        if self._failure is not None:
            raise self._failure
