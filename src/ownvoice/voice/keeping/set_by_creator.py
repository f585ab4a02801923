"""What the creator said and set: rows in the database, records in a persona's document, and the way between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from ownvoice.core import answers
from ownvoice.core.errors import OwnvoiceError
from ownvoice.corpus.models import Fact, Source
from ownvoice.tenants.models import Creator
from ownvoice.tenants.scope import current_creator_id
from ownvoice.voice.models import Boundary, Choice, Goal
from ownvoice.voice.persona.document import PersonaDocument, State, Word

ABOUT = "about"  # the key of the creator's own sentence on who they are
FACTS_READ, GOALS_READ, BOUNDARIES_READ = 1_000, 100, 500


def facts() -> tuple[answers.Fact, ...]:
    """The facts the creator stated."""
    return tuple(
        answers.Fact(row.pk, row.text, row.question, row.url, row.lang, row.valid_from, row.valid_until)
        for row in Fact.objects.order_by("pk")[:FACTS_READ]
    )


def goals() -> tuple[answers.Goal, ...]:
    """The goals the creator set."""
    return tuple(
        answers.Goal(
            id=row.pk,
            name=row.name,
            message=row.message,
            url=row.url,
            language=row.lang,
            topics=tuple(row.topics),
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            kind=answers.GoalKind(row.kind),
            messages=dict(row.messages),
            intents=tuple(answers.Intent(value) for value in row.intents),
            stages=tuple(answers.Stage(value) for value in row.stages),
            per_fan=row.per_fan,
            per_day=row.per_day,
            never_in=tuple(answers.Setting(value) for value in row.never_in),
        )
        for row in Goal.objects.order_by("pk")[:GOALS_READ]
    )


def boundaries() -> tuple[answers.Boundary, ...]:
    """The boundaries the creator set, beside the defaults that always hold."""
    return tuple(
        answers.Boundary(
            row.pk, row.name, tuple(row.patterns), row.lang, answers.BoundaryKind(row.kind), row.probe
        )
        for row in Boundary.objects.order_by("pk")[:BOUNDARIES_READ]
    )


def set_by_creator(document: PersonaDocument) -> PersonaDocument:
    """The document with what the creator has said and set by now, in place of what they had."""
    creator = Creator.objects.get(pk=current_creator_id())
    words = {row.key: _word(row) for row in Choice.objects.order_by("key")}
    about = words.pop(ABOUT, Word()).text
    return replace(
        document,
        name=creator.name,
        languages=tuple(creator.languages),
        about=about,
        facts=facts(),
        goals=goals(),
        boundaries=boundaries(),
        words=words,
    )


def _word(row: Choice) -> Word:
    return Word(State(row.state or State.FOUND), row.text, row.usable)


def said(key: str) -> Word:
    """The creator's word on one line by now."""
    row = Choice.objects.filter(key=key).first()
    return _word(row) if row else Word()


def say(key: str, word: Word) -> None:
    """Keep the creator's word on one line; saying nothing takes an earlier one back."""
    if word == Word():
        Choice.objects.filter(key=key).delete()
        return
    state = "" if word.state is State.FOUND else word.state.value
    Choice.objects.update_or_create(
        key=key, defaults={"state": state, "text": word.text, "usable": word.usable}
    )


def restore(document: PersonaDocument) -> None:
    """Make what the creator said and set be as in the document: an older version, or one from a file.

    Rows that are the same by content keep their ids, so that what refers to them still does. Raises `OwnvoiceError`
    for what no row can hold.
    """
    with transaction.atomic():
        _restore(Fact, document.facts, lambda fact: {"text": fact.text, "lang": fact.language}, _fact_columns)
        _restore(Goal, document.goals, lambda goal: {"name": goal.name, "lang": goal.language}, _goal_columns)
        _restore(
            Boundary,
            document.boundaries,
            lambda one: {"name": one.name, "lang": one.language, "kind": one.kind.value},
            _boundary_columns,
        )
        Choice.objects.all().delete()
        for key, word in document.words.items():
            say(key[:160], word)
        if document.about:
            say(ABOUT, Word(text=document.about))


def _restore(
    model: type[models.Model],
    wanted: Iterable[Any],
    identity: Callable[[Any], dict[str, Any]],
    columns: Callable[[Any], dict[str, Any]],
) -> None:
    kept: list[int] = []
    rows: Any = model._default_manager
    for record in wanted:
        _check(model, columns(record))
        row = rows.filter(**identity(record)).exclude(pk__in=kept).order_by("pk").first()
        if row is None:
            row = rows.create(**columns(record))
        else:
            for name, value in columns(record).items():
                setattr(row, name, value)
            row.save()
        kept.append(row.pk)
    rows.exclude(pk__in=kept).delete()


def _check(model: type[models.Model], columns: dict[str, Any]) -> None:
    for name, value in columns.items():
        field: Any = model._meta.get_field(name)
        try:
            field.run_validators(value)
        except ValidationError as error:
            raise OwnvoiceError(
                f"The {name} of a {model.__name__.lower()} can't be kept: {' '.join(error.messages)}",
                "Change it in the file, then import it again.",
            ) from error


def note_whose_words(*documents: PersonaDocument) -> None:
    """Note at goals that came back whose words their messages are, so that they go when that source goes."""
    theirs = {
        quote.text: quote.source_id
        for document in documents
        for goal in document.found_goals
        for quote in goal.carriers
    }
    here = set(Source.objects.filter(pk__in=theirs.values()).values_list("pk", flat=True))
    for row in Goal.objects.filter(source=None, message__in=list(theirs)):
        if theirs[row.message] in here:
            row.source_id = theirs[row.message]
            row.save(update_fields=["source"])


def _fact_columns(fact: answers.Fact) -> dict[str, Any]:
    return {
        "text": fact.text,
        "question": fact.question,
        "url": fact.url,
        "lang": fact.language,
        "valid_from": fact.valid_from,
        "valid_until": fact.valid_until,
    }


def _goal_columns(goal: answers.Goal) -> dict[str, Any]:
    return {
        "name": goal.name,
        "kind": goal.kind.value,
        "message": goal.message,
        "messages": dict(goal.messages),
        "url": goal.url,
        "lang": goal.language,
        "topics": list(goal.topics),
        "intents": [intent.value for intent in goal.intents],
        "stages": [stage.value for stage in goal.stages],
        "never_in": [setting.value for setting in goal.never_in],
        "valid_from": goal.valid_from,
        "valid_until": goal.valid_until,
        "per_fan": goal.per_fan,
        "per_day": goal.per_day,
    }


def _boundary_columns(boundary: answers.Boundary) -> dict[str, Any]:
    return {
        "name": boundary.name,
        "kind": boundary.kind.value,
        "patterns": list(boundary.patterns),
        "lang": boundary.language,
        "probe": boundary.probe,
    }
