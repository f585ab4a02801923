"""One answer to all open messages that ask the same: adapted to each, shown, and sent when a person says so.

Each message gets its answer through the one pipeline: its own triage, laws and boundaries, its own evidence beside what the
answer rests on, and the verifier. Where the answer doesn't suit a message, or anything in it isn't supported there, that
message stays open as it was. Before a reply leaves it is worked out once more; where it isn't word for word what the
person looked at (a source was removed, a boundary set, the thread went on), it doesn't leave. What leaves goes through
`review.approve` and the outbox like any draft.

Two jobs work off an answer's messages a few at a time (`AT_ONCE`), each message in its own transaction: killed anywhere,
the next one goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from ownvoice.core.answers import (
    Action,
    EvidenceItem,
    Reply,
    Sentence,
    SentenceRole,
)
from ownvoice.core.errors import OwnvoiceError
from ownvoice.corpus.search.evidence import find_evidence
from ownvoice.inbox import kept_clusters, review
from ownvoice.inbox.context import reply_context
from ownvoice.inbox.drafting import as_fan_message, as_work
from ownvoice.inbox.models import Cluster, Conversation, Draft, Message, SharedAnswer, SharedReply
from ownvoice.llm.embed import Embedder, configured_embedder
from ownvoice.reply import shared
from ownvoice.reply.pipeline import answer
from ownvoice.runtime.queue import enqueue

if TYPE_CHECKING:
    from ownvoice.tenants.models import User

MOST_MESSAGES = 10_000  # of a cluster that one answer goes to; those left over are asked again
AT_ONCE = 100  # messages that one job works off before it makes room for others
MOST_WORDINGS = 2
ADAPTED = "Your answer to all who ask this, adapted to this message."
ASKS_OTHERWISE = "This message seems to ask for something else."
NOT_ALL_STANDS = "A sentence of the answer isn't supported here."
DEALT_WITH = "Somebody has dealt with it already."
CHANGED = "Something changed after you looked, so it wasn't sent."
UNDER_WAY = (SharedAnswer.State.PREPARING, SharedAnswer.State.READY, SharedAnswer.State.SENDING)


@dataclass(frozen=True, slots=True)
class Adapted:
    """A shared answer for one message: what would be sent, or "" and the reason."""

    text: str
    reason: str
    work: dict[str, Any]


def prepare(
    cluster: Cluster,
    by: User | None,
    draft: Draft | None = None,
    texts: Sequence[str] = (),
    by_name: bool = False,
) -> SharedAnswer:
    """Begin an answer to all waiting messages of the cluster: `draft`'s sentences, or `texts` that a person wrote.

    Nothing is sent. A job adapts it to each message; then `replies` of the answer say what each would get. Raises
    OwnvoiceError where there is nothing to say or nobody to say it to. Call within `acting_for(creator)`.
    """
    texts = [review.sendable(text) for text in texts if text.strip()][:MOST_WORDINGS]
    if not texts and (draft is None or not _claims(draft)):
        raise OwnvoiceError(_("There is no answer to send."), _("Write one, or choose a draft."))
    with transaction.atomic():
        messages = list(
            kept_clusters.answerable([cluster]).values_list("message_id", flat=True)[:MOST_MESSAGES]
        )
        if not messages:
            raise OwnvoiceError(_("Nobody waits for this answer any more."))
        made: SharedAnswer = SharedAnswer.objects.create(
            asked_in_id=cluster.named_by_id,
            question=cluster.name,
            language=cluster.language,
            draft=None if texts else draft,
            texts=texts,
            by_name=by_name,
            by=by,
        )
        SharedReply.objects.bulk_create(
            (SharedReply(creator_id=made.creator_id, answer=made, message_id=pk) for pk in messages),
            batch_size=2_000,
        )
        _go_on("inbox.prepare_shared", made)
    return made


def prepare_some(answer_id: int, embedder: Embedder | None = None) -> bool:
    """Adapt the answer to the next messages; returns whether some are left. Call within `acting_for(creator)`."""
    made = SharedAnswer.objects.select_related("draft", "creator").get(pk=answer_id)
    if made.state != SharedAnswer.State.PREPARING:
        return False
    said = _shared(made, embedder)
    waiting = made.replies.filter(state=SharedReply.State.WAITING).order_by("pk")
    for row in waiting.select_related("message__conversation__channel")[:AT_ONCE]:
        adapted = adapt(made, said, row.message, embedder)
        state = SharedReply.State.FITS if adapted.text else SharedReply.State.FAILED
        SharedReply.objects.filter(pk=row.pk, state=SharedReply.State.WAITING).update(
            text=adapted.text, reason=adapted.reason, state=state
        )
    if waiting.exists():
        _go_on("inbox.prepare_shared", made)
        return True
    SharedAnswer.objects.filter(pk=made.pk, state=SharedAnswer.State.PREPARING).update(
        state=SharedAnswer.State.READY
    )
    return False


def leave_out(reply: SharedReply, out: bool = True) -> None:
    """Take one message out of those that get the answer, or back in. It stays open as it is."""
    before, after = SharedReply.State.FITS, SharedReply.State.LEFT_OUT
    if not out:
        before, after = after, before
    ready = SharedReply.objects.filter(pk=reply.pk, answer__state=SharedAnswer.State.READY).exclude(text="")
    if not ready.filter(state=before).update(state=after):
        raise OwnvoiceError(_("This answer isn't waiting for your word any more."))


def cancel(made: SharedAnswer) -> None:
    """Send nothing, or nothing more."""
    _from_state(made, UNDER_WAY, SharedAnswer.State.CANCELLED)
    made.replies.exclude(state=SharedReply.State.SENT).delete()


def send_all(made: SharedAnswer, by: User | None) -> None:
    """The person has looked: every reply that fits and wasn't left out may leave. Said twice, it happens once."""
    with transaction.atomic():
        _from_state(made, (SharedAnswer.State.READY,), SharedAnswer.State.SENDING)
        SharedAnswer.objects.filter(pk=made.pk).update(by=by)
        _go_on("inbox.send_shared", made)


def send_some(answer_id: int, embedder: Embedder | None = None) -> bool:
    """Let the next replies leave; returns whether some are left. Call within `acting_for(creator)`."""
    made = SharedAnswer.objects.select_related("draft", "creator", "by").get(pk=answer_id)
    if made.state != SharedAnswer.State.SENDING:
        return False
    said = _shared(made, embedder)
    left = made.replies.filter(state=SharedReply.State.FITS).order_by("pk")
    for pk in list(left.values_list("pk", flat=True)[:AT_ONCE]):
        _send_one(made, said, pk, embedder)
    if left.exists():
        _go_on("inbox.send_shared", made)
        return True
    sending = SharedAnswer.objects.filter(pk=made.pk, state=SharedAnswer.State.SENDING)
    sending.update(state=SharedAnswer.State.DONE)
    return False


def _send_one(made: SharedAnswer, said: shared.SharedAnswer, pk: int, embedder: Embedder | None) -> None:
    row = SharedReply.objects.select_related("message__conversation__channel").filter(pk=pk).first()
    if row is None:
        return  # cancelled meanwhile
    adapted = adapt(made, said, row.message, embedder)
    try:
        with transaction.atomic():
            row = SharedReply.objects.select_for_update().filter(pk=pk).first()
            if row is None or row.state != SharedReply.State.FITS:
                return  # another worker was quicker, or it was cancelled
            if adapted.text != row.text:
                row.state, row.reason = SharedReply.State.LEFT_OUT, CHANGED
            else:
                wrote = said.composer == shared.WRITTEN
                draft = Draft.objects.create(
                    message_id=row.message_id,
                    text="" if wrote else row.text,
                    composer=said.composer,
                    action=Action.REVIEW.value,
                    rule="review",
                    reason=ADAPTED,
                    confidence=0.0,
                    work=adapted.work,
                )
                if wrote:  # a person's words, not a draft's: what is shown to the fan says so
                    review.edit(draft, row.text, made.by)
                else:
                    review.approve(draft, made.by)
                row.state = SharedReply.State.SENT
            row.save(update_fields=["state", "reason"])
    except OwnvoiceError as error:  # decided or taken meanwhile
        SharedReply.objects.filter(pk=pk, state=SharedReply.State.FITS).update(
            state=SharedReply.State.LEFT_OUT, reason=str(error)
        )


def adapt(
    made: SharedAnswer, said: shared.SharedAnswer, message: Message, embedder: Embedder | None = None
) -> Adapted:
    """The answer for one message, by the one pipeline, or why it doesn't suit it. Call within `acting_for(creator)`."""
    if message.state not in kept_clusters.WAITING or message.conversation.hands != Conversation.Hands.AI:
        return Adapted("", DEALT_WITH, {})
    fan = as_fan_message(message)

    def search(question: str, language: str) -> Sequence[EvidenceItem]:
        found = find_evidence(question, language, embedder)
        known = {item.id for item in found}
        own = [item for item in said.evidence if item.id not in known]
        if said.composer == shared.WRITTEN:
            near = _nearness(made.question, question, embedder or configured_embedder())
            own = [replace(item, similarity=near) for item in own]
        return [*found, *own]

    context = replace(
        reply_context(made.creator, embedder, True, message, said),
        search=search,
        recent=None,
        embed=None,
        answerable_threshold=0.0,  # whether the corpus answers it isn't asked: this answer must, and says so itself
    )
    reply = answer(fan, context)
    return _judged(reply, said, made, fan.author_name)


def _judged(reply: Reply, said: shared.SharedAnswer, made: SharedAnswer, name: str) -> Adapted:
    if reply.decision.action is not Action.REVIEW:
        return Adapted("", reply.decision.reason, {})
    if reply.draft.composer != said.composer:
        return Adapted("", ASKS_OTHERWISE, {})
    kept = [sentence for sentence in reply.draft.sentences if sentence.role is SentenceRole.CLAIM]
    if tuple(kept) not in said.wordings:
        return Adapted("", NOT_ALL_STANDS, {})
    work = as_work(reply)
    texts = [sentence.text for sentence in reply.draft.sentences]
    if made.by_name:
        # After the verdict: the greeting that was judged is the creator's, the name is the fan's own.
        texts = [shared.with_name(sentence, name).text for sentence in reply.draft.sentences]
        for told, text in zip(work["sentences"], texts, strict=True):
            told["text"] = text
    for item in work["evidence"]:
        if item["id"].startswith(shared.OWN):
            item["asked"] = ""  # another fan's words: they go when that fan's message goes
    return Adapted(" ".join(texts), ADAPTED, work)


def _shared(made: SharedAnswer, embedder: Embedder | None) -> shared.SharedAnswer:
    """The answer as the composer offers it.

    What a draft's sentences rest on is looked up in the corpus as it is now: what was removed since, or may not answer any
    more, is not among it.
    """
    if made.texts:
        return shared.written(made.texts, made.question, made.language)
    assert made.draft is not None
    claims, triage = _claims(made.draft), made.draft.work["triage"]
    language = made.language or triage["language"]
    cited = {name for sentence in claims for name in sentence.evidence_ids}
    found = find_evidence(triage["question"] or made.question, language, embedder)
    # How near they are to that question says nothing about another one.
    items = (replace(item, similarity=None, sought=()) for item in found if item.id in cited)
    return shared.SharedAnswer((claims,), tuple(items), language)


def _nearness(one: str, other: str, embedder: Embedder) -> float | None:
    """The cosine of two questions' vectors; None where the model can't be asked."""
    try:
        return float(embedder.queries([other])[0] @ _vector(embedder, one))
    except OwnvoiceError:
        return None


@lru_cache(maxsize=256)
def _vector(embedder: Embedder, text: str) -> Any:
    return embedder.passages([text])[0]


def _claims(draft: Draft) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(stored["text"], SentenceRole.CLAIM, tuple(stored["evidence_ids"]))
        for stored in draft.work.get("sentences", ())
        if stored["role"] == SentenceRole.CLAIM.value and stored["supported"] and stored["text"]
    )


def _go_on(task: str, made: SharedAnswer) -> None:
    enqueue(task, lock=f"shared-{made.pk}", creator_id=made.creator_id, answer_id=made.pk)


def _from_state(made: SharedAnswer, before: Sequence[str], after: str) -> None:
    if not SharedAnswer.objects.filter(pk=made.pk, state__in=before).update(state=after):
        raise OwnvoiceError(_("This answer isn't waiting for your word any more."))
    made.state = after
