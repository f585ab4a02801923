"""Search results as evidence: passages the creator said, and exchanges in which they answered something close."""

from __future__ import annotations

from collections.abc import Sequence

from ownvoice.core.answers import EvidenceItem, EvidenceKind
from ownvoice.core.text import sentence_spans
from ownvoice.corpus.models import Exchange, Item
from ownvoice.corpus.search.engine import Hit, search
from ownvoice.llm.embed import Embedder

FOUND = 24  # hits asked of the search
REPLY_LIMIT = 1_500  # characters of an old reply that are shown as evidence


def find_evidence(
    question: str, language: str, embedder: Embedder | None = None, by_meaning: bool = True
) -> list[EvidenceItem]:
    """Public evidence for a question within consent, best first; each original item at most twice."""
    hits = search(
        question, language or None, FOUND, roles=("said", "asked"), embedder=embedder, by_meaning=by_meaning
    )
    asked = [hit for hit in hits if hit.role == "asked"]
    replies = _replies(asked)
    items: list[EvidenceItem] = []
    times_used: dict[int, int] = {}
    for hit in hits:
        found = (
            _from_exchange(hit, replies.get(hit.item_id, ())) if hit.role == "asked" else [_from_passage(hit)]
        )
        for item in found:
            assert item.item_id is not None
            times_used[item.item_id] = times_used.get(item.item_id, 0) + 1
            if times_used[item.item_id] <= 2 and not any(item.text == other.text for other in items):
                items.append(item)
    return items


def whole_sentences(text: str, limit: int) -> str:
    """The first sentences of a text up to `limit` characters: half a sentence may say the opposite of the whole."""
    if len(text) <= limit:
        return text
    ends = [end for _, end in sentence_spans(text) if end <= limit]
    return text[: ends[-1]] if ends else ""


def _replies(asked: Sequence[Hit]) -> dict[int, list[Item]]:
    """The creator's public replies to these fans' items, of sources that may answer."""
    wanted = [hit.item_id for hit in asked]
    if not wanted:
        return {}
    found: dict[int, list[Item]] = {}
    exchanges = Exchange.objects.filter(
        message_id__in=wanted,
        reply__source__consent_answer=True,
        reply__visibility__in=("public", "unlisted"),
    ).select_related("reply")
    for exchange in exchanges:
        found.setdefault(exchange.message_id, []).append(exchange.reply)
    return found


def _from_exchange(hit: Hit, replies: Sequence[Item]) -> list[EvidenceItem]:
    return [
        EvidenceItem(
            id=f"x{reply.pk}",
            kind=EvidenceKind.EXCHANGE,
            text=whole_sentences(reply.text, REPLY_LIMIT),
            score=hit.score,
            item_id=reply.pk,
            asked=hit.text,
            title=reply.title,
            url=reply.url,
            platform=reply.platform,
            language=reply.lang,
            published_at=reply.published_at,
            coverage=hit.coverage,
            similarity=hit.similarity,
        )
        for reply in replies
        if whole_sentences(reply.text, REPLY_LIMIT)
    ]


def _from_passage(hit: Hit) -> EvidenceItem:
    return EvidenceItem(
        id=f"p{hit.passage_id}",
        kind=EvidenceKind.PASSAGE,
        text=hit.text,
        score=hit.score,
        item_id=hit.item_id,
        title=hit.title,
        url=hit.url,
        platform=hit.platform,
        offset_ms=hit.offset_ms,
        language=hit.language,
        published_at=hit.published_at,
        coverage=hit.coverage,
        similarity=hit.similarity,
        public=hit.public,
    )
