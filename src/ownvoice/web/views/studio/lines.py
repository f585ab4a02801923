"""One line of the persona as the pages show it, and the creator's word on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ownvoice.tenants.models import Role
from ownvoice.voice.keeping.set_by_creator import said, say
from ownvoice.voice.keeping.versions import keep_edited
from ownvoice.voice.persona.document import State, Word
from ownvoice.voice.writing import Quote
from ownvoice.web.access import member
from ownvoice.web.fields import text_of
from ownvoice.web.originals import original_url

LONGEST_KEY, LONGEST_TEXT = 160, 2_000


@dataclass(frozen=True, slots=True)
class Line:
    """What a line says, with its evidence and the creator's word. `note`: a few words beside it (a kind, a day)."""

    key: str
    text: str
    word: Word = field(default_factory=Word)
    note: str = ""
    quotes: tuple[dict[str, Any], ...] = ()
    sensitive: str = ""
    is_quote: bool = False
    flags: tuple[str, ...] = ()

    @property
    def forgotten(self) -> bool:
        """Whether the creator asked to forget it."""
        return self.word.state is State.FORGOTTEN


def shown_quotes(quotes: Iterable[Quote], slug: str) -> tuple[dict[str, Any], ...]:
    """Quotes with the page or the original that each opens."""
    found = []
    for quote in quotes:
        page = reverse("item", args=[slug, quote.item_id]) if quote.item_id else ""
        found.append(
            {
                "text": quote.text,
                "title": quote.title,
                "at": quote.published_at,
                "public": quote.public,
                "open": original_url({"url": quote.url}) or page,
                "item": page,
            }
        )
    return tuple(found)


@require_POST
@member(Role.MANAGER)
def say_word(request: HttpRequest) -> HttpResponse:
    """Confirm, correct or forget a line, switch a sensitive one on or off, or take the word back."""
    key = text_of(request.POST, "key", LONGEST_KEY)
    now = said(key)
    verb = request.POST.get("verb", "")
    text = text_of(request.POST, "text", LONGEST_TEXT)
    if verb == "confirm":
        word = Word(State.CONFIRMED, "", now.usable)
    elif verb == "correct" and text:
        word = Word(State.CORRECTED, text, now.usable)
    elif verb == "forget":
        word = Word(State.FORGOTTEN)
    elif verb == "use":
        word = Word(now.state, now.text, True)
    elif verb == "keep back":
        word = Word(now.state, now.text, False)
    elif verb == "take back":
        word = Word(usable=now.usable)
    else:
        word = now
    if key and word != now:
        say(key, word)
        keep_edited()
    if getattr(request, "htmx", False):
        return render(request, "web/studio/_verbs.html", _context(request, key, word))
    return redirect(_back(request))


def _context(request: HttpRequest, key: str, word: Word) -> dict[str, Any]:
    line = Line(key, "", word, sensitive="?" if request.POST.get("sensitive") else "")
    return {"creator": request.creator, "line": line, "done": _("Saved.")}  # type: ignore[attr-defined]


def _back(request: HttpRequest) -> str:
    """The page of ours that the form stood on."""
    sent = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(sent, {request.get_host()}, request.is_secure()):
        return sent
    return reverse("studio", args=[request.creator.slug])  # type: ignore[attr-defined]


def without_forgotten(lines: Sequence[Line]) -> list[Line]:
    """Lines still shown first, forgotten ones last: what was forgotten can be taken back."""
    return sorted(lines, key=lambda line: line.forgotten)
