"""How you sound, and what you stand for: what was measured and found, each line with its evidence."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ownvoice.core.errors import OwnvoiceError
from ownvoice.inbox.sounding import sent_drift
from ownvoice.tenants.models import Role
from ownvoice.voice.keeping.versions import current
from ownvoice.voice.learning.voice_score import voice_report
from ownvoice.voice.persona.document import PersonaDocument
from ownvoice.voice.persona.lines import manners_of, style_key
from ownvoice.voice.stances.stance import Stance
from ownvoice.voice.style import Manner, tell
from ownvoice.voice.writing import Register
from ownvoice.web.access import member
from ownvoice.web.persona_words import figure_label, shown_figure
from ownvoice.web.plots import drift_plot, hours_plot
from ownvoice.web.views.studio.lines import Line, shown_quotes, without_forgotten

TOPICS = 60  # shown on the page; all of them are in the file


@member(Role.MANAGER)
def sounds(request: HttpRequest) -> HttpResponse:
    """How you sound: sentences to confirm, figures to look at, what changed over the years."""
    document = current()
    slug = request.creator.slug  # type: ignore[attr-defined]
    manners = [_shown(manner, document, slug) for manner in _told(document)] if document else []
    context = {
        "document": document,
        "manners": manners,
        "about": document.about if document else "",
        "score": voice_report(),
        "drift": sent_drift(tuple(request.creator.languages)),  # type: ignore[attr-defined]
    }
    return render(request, "web/studio/sounds.html", _frame(request, "studio") | context)


def _told(document: PersonaDocument) -> list[Manner]:
    """Every manner that something is known of."""
    return [m for m in manners_of(document) if any(figure.value is not None for figure in m.figures.values())]


def _shown(manner: Manner, document: PersonaDocument, slug: str) -> dict[str, Any]:
    several = document.style is not None and len(document.style.languages) > 1
    lines = []
    for told in tell(manner, get_language() or "en", several):
        key = style_key(manner.language, manner.register, told.name)
        lines.append(Line(key, told.text, document.word(key), quotes=shown_quotes(told.examples[:4], slug)))
    return {
        "language": manner.language,
        "register": manner.register.value if manner.register else "",
        "place": _place(manner),
        "items": manner.items,
        "lines": without_forgotten(lines),
        "figures": [
            {
                "label": figure_label(figure.name),
                "value": shown_figure(figure),
                "spread": shown_figure(figure, spread=True),
                "n": figure.n,
                "quotes": shown_quotes(figure.examples, slug),
            }
            for figure in manner.figures.values()
        ],
        "drift": len(manner.years) > 2,
        "hours": bool(manner.hours),
        "years": [{"year": year.year, "items": year.items} for year in manner.years],
    }


def _place(manner: Manner) -> str:
    return f"{manner.language}-{manner.register.name.lower() if manner.register else 'all'}"


@member(Role.MANAGER)
def plot(request: HttpRequest, kind: str, place: str, theme: str) -> HttpResponse:
    """A plot of one manner as SVG, drawn on the server. `place`: "en-question" or "fr-all"."""
    document = current()
    language, _dash, name = place.partition("-")
    register = None if name == "all" else Register.__members__.get(name.upper())
    manner = document.style.manner(language, register) if document and document.style else None
    if manner is None or (register is None and name != "all") or theme not in ("light", "dark"):
        raise Http404
    drawn = {"drift": drift_plot, "hours": hours_plot}.get(kind)
    if drawn is None:
        raise Http404
    try:
        svg = drawn(manner, theme == "dark")
    except OwnvoiceError as error:
        raise Http404 from error
    return HttpResponse(svg, content_type="image/svg+xml")


@member(Role.MANAGER)
def stands(request: HttpRequest) -> HttpResponse:
    """What you stand for: quotes by topic, and where two of them don't go together."""
    document = current()
    slug = request.creator.slug  # type: ignore[attr-defined]
    topics = []
    for topic in document.topics[:TOPICS] if document else ():
        assert document is not None
        pairs = [
            {
                "kind": pair.kind.value,
                "reason": pair.reason,
                "latest": _line(pair.latest, document, slug),
                "earlier": _line(pair.earlier, document, slug),
            }
            for pair in topic.pairs
        ]
        paired = {stance.key for pair in topic.pairs for stance in (pair.latest, pair.earlier)}
        alone = [_line(stance, document, slug) for stance in topic.stances if stance.key not in paired]
        topics.append({"words": " ".join(topic.words[:4]), "pairs": pairs, "lines": without_forgotten(alone)})
    return render(
        request,
        "web/studio/stands.html",
        _frame(request, "stands") | {"document": document, "topics": topics},
    )


def _line(stance: Stance, document: PersonaDocument, slug: str) -> Line:
    return Line(
        stance.key,
        stance.quote.text,
        document.word(stance.key),
        stance.kind.value,
        shown_quotes([stance.quote], slug),
        stance.sensitive.value if stance.sensitive else "",
        is_quote=True,
    )


def _frame(request: HttpRequest, tab: str) -> dict[str, Any]:
    return {"creator": request.creator, "page": "studio", "tab": tab, "title": _("Studio")}  # type: ignore[attr-defined]
