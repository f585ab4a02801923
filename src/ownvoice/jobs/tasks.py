"""The jobs there are. Each is a thin shell: it says whose data it works on and calls the package that knows how."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.db import connections
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from ownvoice.core.errors import OwnvoiceError
from ownvoice.tenants.models import Creator
from ownvoice.tenants.scope import acting_for

log = structlog.get_logger()

_RETRY = RetryStrategy(max_attempts=6, exponential_wait=3)


def _closing_connections(function: Callable[..., Any]) -> Callable[..., Any]:
    """Jobs run in threads that come and go; their database connections must go with them."""

    @wraps(function)
    def wrapped(*args: Any, **arguments: Any) -> Any:
        try:
            return function(*args, **arguments)
        finally:
            connections.close_all()

    return wrapped


@app.task(name="corpus.import")
@_closing_connections
def import_files(creator_id: int, import_id: int) -> None:
    """Read an upload into the corpus. What is wrong with it stands in the import's row."""
    from ownvoice.corpus.importing.run import run_import

    try:
        run_import(Creator.objects.get(pk=creator_id), import_id)
    except OwnvoiceError as error:  # trying again would find the same file
        log.warning("import failed", import_id=import_id, problem=str(error))
    _forget_upload(creator_id, import_id)


def _forget_upload(creator_id: int, import_id: int) -> None:
    """What was uploaded is in the corpus now, or can't be read: the copy on this machine has done its work."""
    from ownvoice.corpus.importing.uploads import forget_upload
    from ownvoice.corpus.models import Import

    with acting_for(creator_id):
        run = Import.objects.get(pk=import_id)
    if not run.candidates:  # else the creator is asked who they are there; the answer reads the same files
        forget_upload(settings.UPLOADS, [Path(path) for path in run.paths])


@app.task(name="corpus.index", retry=_RETRY)
@_closing_connections
def index_corpus(creator_id: int) -> None:
    """Everything that catches up after an import: how the creator sounds and what they stand for, then the vectors."""
    from ownvoice.corpus.vectors import embed_waiting
    from ownvoice.llm.embed import configured_embedder
    from ownvoice.reply.registers import register_of
    from ownvoice.voice.learning import learn
    from ownvoice.voice.learning.voice_score import update_voice_score

    with acting_for(creator_id):
        learn(register_of)
        update_voice_score()
    embed_waiting(creator_id, configured_embedder())


@app.task(name="inbox.draft", retry=_RETRY)
@_closing_connections
def draft(creator_id: int, message_id: int) -> None:
    """Work out a draft for a message that came in."""
    from ownvoice.inbox.drafting import draft_reply
    from ownvoice.inbox.models import Message

    with acting_for(creator_id):
        message = Message.objects.select_related("creator", "conversation__channel").get(pk=message_id)
        if message.state == Message.State.NEW:
            draft_reply(message)


@app.task(name="outbox.send", retry=_RETRY)
@_closing_connections
def send(outgoing_id: int) -> None:
    """Let a decided reply leave."""
    from ownvoice.inbox.outbox import send as deliver

    deliver(outgoing_id)


@app.periodic(cron="17 3 * * *")
@app.task(name="inbox.forget_model_calls", queueing_lock="inbox.forget_model_calls", pass_context=False)
@_closing_connections
def forget_model_calls(timestamp: int) -> None:
    """Prompts and answers older than they are to be kept go."""
    from ownvoice.inbox.modelling import forget_old_calls

    forget_old_calls()


@app.periodic(cron="43 3 * * *")
@app.task(name="corpus.forget_uploads", queueing_lock="corpus.forget_uploads", pass_context=False)
@_closing_connections
def forget_uploads(timestamp: int) -> None:
    """Uploads that broke off, or whose question nobody answered, go."""
    from ownvoice.corpus.importing.uploads import forget_left_over

    gone = forget_left_over(settings.UPLOADS)
    if gone:
        log.info("uploads that nobody needs were deleted", files_and_folders=gone)


@app.periodic(cron="* * * * *")
@app.task(name="jobs.rescue", queueing_lock="jobs.rescue", pass_context=False)
async def rescue_stalled(timestamp: int) -> None:
    """Jobs of workers that died without a word are queued again."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=60):
        log.warning("job of a lost worker is queued again", job=job.task_name, id=job.id)
        await app.job_manager.retry_job(job)
