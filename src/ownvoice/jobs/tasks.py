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
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, UniqueViolation
from procrastinate.jobs import Status

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


@app.periodic(cron="*/5 * * * *")
@app.task(name="inbox.look_for_clusters", queueing_lock="inbox.look_for_clusters", pass_context=False)
@_closing_connections
def look_for_clusters(timestamp: int) -> None:
    """Queue a look at the open messages of creators who got new ones."""
    from ownvoice.inbox.kept_clusters import look_is_due
    from ownvoice.runtime.queue import enqueue

    for creator_id in Creator.objects.values_list("pk", flat=True):
        with acting_for(creator_id):
            if look_is_due():
                enqueue("inbox.keep_clusters", once=f"clusters-{creator_id}", creator_id=creator_id)


@app.task(name="inbox.keep_clusters")
@_closing_connections
def keep_clusters(creator_id: int) -> None:
    """Fold a creator's open messages by what they ask."""
    from ownvoice.inbox.kept_clusters import keep_clusters as keep

    with acting_for(creator_id):
        keep()


@app.task(name="inbox.prepare_shared", retry=_RETRY)
@_closing_connections
def prepare_shared(creator_id: int, answer_id: int) -> None:
    """Adapt an answer for all to some of its messages."""
    from ownvoice.inbox.sharing import prepare_some

    with acting_for(creator_id):
        prepare_some(answer_id)


@app.task(name="inbox.send_shared", retry=_RETRY)
@_closing_connections
def send_shared(creator_id: int, answer_id: int) -> None:
    """Let some replies of an approved answer for all leave."""
    from ownvoice.inbox.sharing import send_some

    with acting_for(creator_id):
        send_some(answer_id)


@app.task(name="outbox.send", retry=_RETRY)
@_closing_connections
def send(outgoing_id: int) -> None:
    """Let a decided reply leave."""
    from ownvoice.inbox.outbox import send as deliver

    deliver(outgoing_id)


@app.task(name="channels.deliver", retry=_RETRY)
@_closing_connections
def deliver(channel_id: int) -> None:
    """A turn of one channel: what is due leaves."""
    from ownvoice.channels.delivery import deliver as carry

    carry(channel_id)


@app.task(name="channels.receive")
@_closing_connections
def receive(channel_id: int) -> None:
    """Fetch what fans wrote on one channel. The minute after asks again, whatever happens."""
    from ownvoice.channels.receiving import receive as fetch

    fetch(channel_id)


@app.periodic(cron="* * * * *")
@app.task(name="channels.sweep", queueing_lock="channels.sweep", pass_context=False)
@_closing_connections
def sweep(timestamp: int = 0) -> None:
    """Every minute: each live channel is asked for news, and what is due to leave gets its turn."""
    from ownvoice.channels.delivery import sweep as wake_channels
    from ownvoice.channels.models import Connection
    from ownvoice.runtime.queue import enqueue

    wake_channels()
    for channel_id in Connection.everyone.filter(state="live").values_list("channel_id", flat=True):
        enqueue(
            "channels.receive",
            once=f"receive-{channel_id}",
            lock=f"receive-{channel_id}",
            priority=4,
            channel_id=channel_id,
        )


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
    await queue_again(app.job_manager)


async def queue_again(manager: Any) -> None:
    """Queue the jobs of lost workers again; one whose equal waits already has nothing left to do.

    Several workers may do this at the same moment: whoever comes second finds the job taken care of, and goes on.
    """
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=60):
        log.warning("job of a lost worker is queued again", job=job.task_name, id=job.id)
        try:
            try:
                await manager.retry_job(job)
            except (AlreadyEnqueued, UniqueViolation):
                await manager.finish_job(job, status=Status.ABORTED, delete_job=True)
        except ConnectorException:
            log.warning("another worker was faster", job=job.task_name, id=job.id)
