"""A style as plain dicts, lists, texts and numbers: what is stored, and what a persona file holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from ownvoice.voice.style.style import Change, Form, Manner, Phrase, Style, Year
from ownvoice.voice.writing import Figure, Quote, Register

VERSION = 1
ALL = "all"  # stands for all registers together in the plain form


def as_json(style: Style) -> dict[str, Any]:
    """Plain dicts, lists, texts and numbers, always in the same order."""
    return {
        "version": VERSION,
        "items": style.items,
        "newest": style.newest.isoformat() if style.newest else None,
        "half_life_days": style.half_life_days,
        "background_items": dict(sorted(style.background_items.items())),
        "manners": [_plain_manner(manner) for manner in style.manners],
    }


def from_json(plain: Mapping[str, Any]) -> Style:
    """The inverse of `as_json`. Raises `ValueError` where it isn't one."""
    try:
        if plain["version"] != VERSION:
            raise ValueError(f"version {plain['version']}")
        return Style(
            plain["items"],
            date.fromisoformat(plain["newest"]) if plain["newest"] else None,
            float(plain["half_life_days"]),
            dict(plain["background_items"]),
            tuple(_manner(manner) for manner in plain["manners"]),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"This is no style of version {VERSION}: {error!r}.") from error


def _plain_manner(manner: Manner) -> dict[str, Any]:
    return {
        "language": manner.language,
        "register": manner.register.value if manner.register else ALL,
        "items": manner.items,
        "half_life_days": manner.half_life_days,
        "figures": [_plain_figure(figure) for figure in manner.figures.values()],
        "openings": list(map(_plain_form, manner.openings)),
        "closings": list(map(_plain_form, manner.closings)),
        "community": list(map(_plain_form, manner.community)),
        "emoji": list(map(_plain_form, manner.emoji)),
        "laughs": list(map(_plain_form, manner.laughs)),
        "words": list(map(_plain_phrase, manner.words)),
        "phrases": list(map(_plain_phrase, manner.phrases)),
        "hours": list(manner.hours),
        "weekdays": list(manner.weekdays),
        "years": [
            {"year": year.year, "items": year.items, "figures": {k: list(v) for k, v in year.figures.items()}}
            for year in manner.years
        ],
        "changes": [
            {name: getattr(change, name) for name in Change.__dataclass_fields__} for change in manner.changes
        ],
    }


def _manner(plain: Mapping[str, Any]) -> Manner:
    figures = [_figure(figure) for figure in plain["figures"]]
    return Manner(
        plain["language"],
        None if plain["register"] == ALL else Register(plain["register"]),
        plain["items"],
        plain["half_life_days"],
        {figure.name: figure for figure in figures},
        openings=_forms(plain["openings"]),
        closings=_forms(plain["closings"]),
        community=_forms(plain["community"]),
        emoji=_forms(plain["emoji"]),
        laughs=_forms(plain["laughs"]),
        words=_phrases(plain["words"]),
        phrases=_phrases(plain["phrases"]),
        hours=tuple(plain["hours"]),
        weekdays=tuple(plain["weekdays"]),
        years=tuple(
            Year(year["year"], year["items"], {k: (v[0], v[1], v[2]) for k, v in year["figures"].items()})
            for year in plain["years"]
        ),
        changes=tuple(Change(**change) for change in plain["changes"]),
    )


def _plain_figure(figure: Figure) -> dict[str, Any]:
    return {
        "name": figure.name,
        "value": figure.value,
        "unit": str(figure.unit),
        "n": figure.n,
        "spread": figure.spread,
        "examples": [_plain_quote(quote) for quote in figure.examples],
    }


def _figure(plain: Mapping[str, Any]) -> Figure:
    return Figure(
        plain["name"], plain["value"], plain["n"], plain["unit"], plain["spread"], _quotes(plain["examples"])
    )


def _plain_form(form: Form) -> dict[str, Any]:
    return {
        "text": form.text,
        "count": form.count,
        "share": form.share,
        "examples": [_plain_quote(quote) for quote in form.examples],
    }


def _plain_phrase(phrase: Phrase) -> dict[str, Any]:
    return {
        "text": phrase.text,
        "z": phrase.z,
        "count": phrase.count,
        "examples": [_plain_quote(quote) for quote in phrase.examples],
    }


def _plain_quote(quote: Quote) -> dict[str, Any]:
    return {
        "item": quote.item_id,
        "source": quote.source_id,
        "text": quote.text,
        "published_at": quote.published_at.isoformat() if quote.published_at else None,
        "title": quote.title,
        "url": quote.url,
        "public": quote.public,
    }


def _forms(plain: list[Mapping[str, Any]]) -> tuple[Form, ...]:
    return tuple(
        Form(form["text"], form["count"], form["share"], _quotes(form["examples"])) for form in plain
    )


def _phrases(plain: list[Mapping[str, Any]]) -> tuple[Phrase, ...]:
    return tuple(
        Phrase(phrase["text"], phrase["z"], phrase["count"], _quotes(phrase["examples"])) for phrase in plain
    )


def _quotes(plain: list[Mapping[str, Any]]) -> tuple[Quote, ...]:
    return tuple(
        Quote(
            quote["item"],
            quote["source"],
            quote["text"],
            datetime.fromisoformat(quote["published_at"]) if quote["published_at"] else None,
            quote["title"],
            quote["url"],
            quote["public"],
        )
        for quote in plain
    )
