"""What drafts are made from: when it changes, what was proven about earlier drafts is proven no more.

The version of the persona that replies read, the model that words them, the sources that may answer, the goals that may be
mentioned, and this program's own version. A source that grows by a post stays the same source, a new fact is one more piece
of evidence, and a boundary only forbids: none of these changes it. Nor does a version of the persona that no reply could
be told by.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256

from ownvoice import __version__
from ownvoice.core.errors import ConfigurationError
from ownvoice.corpus.models import Source
from ownvoice.inbox.context import current_persona
from ownvoice.llm.generate import configured_generator
from ownvoice.voice.models import Goal


@dataclass(frozen=True, slots=True)
class MadeFrom:
    """`parts`: for each thing that drafts are made from a digest, by its name. `persona` is for people to read."""

    persona: int | None
    model: str
    parts: tuple[tuple[str, str], ...]

    @property
    def digest(self) -> str:
        """All parts in one line of at most 80 characters."""
        return " ".join(f"{name}:{digest}" for name, digest in self.parts)


def made_from() -> MadeFrom:
    """What drafts are made from now. Call within `acting_for(creator)`."""
    persona = current_persona()
    try:
        model = configured_generator()
    except ConfigurationError:
        model = None  # then drafts are made without one
    name = model.name if model else ""
    # What replies read of the persona (`voice.models.Persona`): other changes can't be told from a reply.
    read = (
        [persona.habits, persona.manner if model else "", persona.withdrawn, persona.switched_on]
        if persona
        else []
    )
    sources = list(Source.objects.filter(consent_answer=True).order_by("pk").values_list("pk", flat=True))
    goals = [
        [str(value) for value in row]
        for row in Goal.objects.order_by("pk").values_list("pk", "message", "messages", "url")
    ]
    parts = (
        ("persona", _digest(read)),
        ("model", _digest(name)),
        ("sources", _digest(sources)),
        ("goals", _digest(goals)),
        ("program", _digest(__version__)),
    )
    return MadeFrom(persona.number if persona else None, name[:300], parts)


def changed(before: str, after: str) -> tuple[str, ...]:
    """The names of the parts that differ between two digests: "persona", "model", "sources", "goals", "program"."""
    old = dict(part.split(":") for part in before.split() if part.count(":") == 1)
    new = dict(part.split(":") for part in after.split() if part.count(":") == 1)
    return tuple(name for name in new if old.get(name) != new[name])


def _digest(data: object) -> str:
    return sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:6]
