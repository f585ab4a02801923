"""An answer as its parts, each with the originals it rests on, before it is put into OpenAI's form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ownvoice.core.answers import Action, Reply
from ownvoice.inbox.drafting import as_work
from ownvoice.web.completions import wording
from ownvoice.web.originals import original_url

LONGEST_QUOTE = 1_500  # characters of a piece of evidence that are shown
_SHOWN = ("id", "kind", "text", "title", "platform", "offset_ms", "published_at")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the answer's text as it is appended, and the originals (`title`, `url`) it rests on."""

    text: str
    originals: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said, part by part, and what our own field tells beside it."""

    parts: tuple[Part, ...]
    about: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(part.text for part in self.parts)


def of_draft(reply: Reply, creator: Any) -> Answer:
    """A draft that nobody approved, marked as one; or what would happen with the message instead."""
    work = as_work(reply)
    language = reply.triage.language
    rule = reply.decision.rule
    disclosed = Part(wording.disclosure(creator.name, language, draft=True) + "\n\n")
    about = {
        "scope": "drafts",
        "creator": creator.slug,
        "ai": True,
        "approved": False,
        "state": _state(reply),
        "decision": {
            "action": reply.decision.action.value,
            "rule": rule,
            "reason": reply.decision.reason,
        },
        "intent": reply.triage.intent.value,
        "language": language,
        "confidence": round(reply.verdict.confidence, 4),
        "composer": reply.draft.composer,
        "sentences": work["sentences"] if reply.draft.sentences else [],
        "evidence": _cited(work) if reply.draft.sentences else [],
    }
    if reply.draft.sentences:
        return Answer((disclosed, *_sentences(work)), about)
    if rule in ("crisis", "distress"):
        text = wording.help_lines(creator.name, language)
    else:
        ignored = reply.decision.action is Action.IGNORE
        text = wording.not_answered(creator.name, language, rule, ignored=ignored)
    return Answer((disclosed, Part(text)), about)


def of_reply(text: str, citations: Sequence[Mapping[str, Any]], before: str = "") -> tuple[Part, ...]:
    """A reply that was sent, with everything it cites."""
    originals = tuple((str(one.get("title") or ""), url) for one in citations if (url := original_url(one)))
    return (Part(before + text, originals),)


def _state(reply: Reply) -> str:
    if reply.draft.sentences:
        return "draft"
    return "ignored" if reply.decision.action is Action.IGNORE else "handed over"


def _sentences(work: Mapping[str, Any]) -> Iterable[Part]:
    by_id = {item["id"]: item for item in work["evidence"]}
    for number, sentence in enumerate(work["sentences"]):
        originals = tuple(
            (by_id[pk]["title"], url)
            for pk in sentence["evidence_ids"]
            if pk in by_id and (url := original_url(by_id[pk]))
        )
        yield Part((" " if number else "") + sentence["text"], originals)


def _cited(work: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The evidence that the draft rests on. What fans wrote is left out: it is theirs."""
    used = {pk for sentence in work["sentences"] for pk in sentence["evidence_ids"]}
    return [
        {
            **{name: item[name] for name in _SHOWN},
            "text": item["text"][:LONGEST_QUOTE],
            "url": original_url(item),
        }
        for item in work["evidence"]
        if item["id"] in used
    ]
