"""`ownvoice search` and `ownvoice ask`: what the corpus holds, and what would be answered."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.padding import Padding
from rich.text import Text

from ownvoice.cli import session
from ownvoice.cli.output import CreatorOption, JsonOption, console, print_json, source_label, time_label


def search_command(
    query: Annotated[str, typer.Argument(help="Words or a question.")],
    creator: CreatorOption = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many passages.")] = 10,
    language: Annotated[str | None, typer.Option(help="Only passages in this language (en, fr, …).")] = None,
    kind: Annotated[
        list[str] | None, typer.Option(help="Only this kind of item; may be given often.")
    ] = None,
    since: Annotated[datetime | None, typer.Option(help="Only from this day on.")] = None,
    until: Annotated[datetime | None, typer.Option(help="Only before this day.")] = None,
    private: Annotated[bool, typer.Option("--private", help="Private items too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Search what the creator said."""
    with session.acting(creator):
        from ownvoice.corpus.search import search

        hits = search(
            query, None, limit, kinds=kind or None, passage_language=language, since=_day(since), until=_day(until),
            public_only=not private,
        )  # fmt: skip
    if as_json:
        print_json([asdict(hit) for hit in hits])
    else:
        for number, hit in enumerate(hits, 1):
            day = hit.published_at.date().isoformat() if hit.published_at else "no date"
            at = f", at {time_label(hit.offset_ms)}" if hit.offset_ms is not None else ""
            console.print(
                Text(f"{number}. {hit.score:.2f}  {hit.platform} {hit.kind}, {day}{at}", style="bold")
            )
            console.print(Padding(Text(hit.text), (0, 0, 0, 3)))
            also = "".join(f"\nalso {place.platform}: {place.url}" for place in hit.also_at)
            label = source_label(hit.url, hit.title, hit.platform, hit.offset_ms)
            console.print(Padding(Text(f"{label}{also}"), (0, 0, 1, 3)))
    if not hits:
        raise typer.Exit(1)


def _day(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment else None


def ask_command(
    question: Annotated[str, typer.Argument(help="What a fan might write.")],
    creator: CreatorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what would be answered, what it rests on, and why. Nothing is stored or sent."""
    with session.acting(creator) as owner:
        from ownvoice.core.answers import Action, FanMessage
        from ownvoice.inbox.drafting import as_work, work_out

        reply = work_out(owner, FanMessage(question))
        work = as_work(reply)
    answered = reply.decision.action in (Action.REVIEW, Action.SEND)
    if as_json:
        decision = {**asdict(reply.decision), "confidence": reply.verdict.confidence}
        print_json({"question": question, "answer": reply.draft.text, "decision": decision, **work})
    else:
        print_answer(reply.draft.text, reply.decision.action.value, reply.decision.reason, work)
    if not answered:
        raise typer.Exit(1)


def print_answer(text: str, action: str, reason: str, work: dict[str, Any], indent: int = 0) -> None:
    """A draft with its numbered sources, or why there is none."""
    if text:
        cited = list(dict.fromkeys(pk for sentence in work["sentences"] for pk in sentence["evidence_ids"]))
        body = Text()
        for sentence in work["sentences"]:
            body.append(sentence["text"])
            marks = "".join(f"[{cited.index(pk) + 1}]" for pk in sentence["evidence_ids"])
            body.append(f" {marks} " if marks else " ", style="cyan")
        console.print(Padding(body, (0, 0, 0, indent)))
        by_id = {item["id"]: item for item in work["evidence"]}
        for number, pk in enumerate(cited, 1):
            item = by_id.get(pk)
            if item:
                day = f" ({item['published_at'][:10]})" if item["published_at"] else ""
                where = source_label(item["url"], item["title"], item["platform"], item["offset_ms"])
                line = Text(f"[{number}] {item['kind']}: {where}{day}", style="cyan")
                console.print(Padding(line, (0, 0, 0, indent)))
    console.print(
        Padding(Text(f"→ {action}: {reason}", style="bold" if text else "yellow"), (0, 0, 0, indent))
    )
