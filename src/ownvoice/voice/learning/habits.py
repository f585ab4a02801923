"""Learning from the corpus what the persona holds, and keeping it as a new version when it changed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ownvoice.corpus.models import Item
from ownvoice.voice.habits import measure_habits
from ownvoice.voice.models import Persona

REPLIES_READ = 20_000  # the latest ones: how somebody sounds now


def learn_habits() -> Persona:
    """Measure how the current creator opens and closes replies, within consent, and store it if it changed."""
    replies = (
        Item.objects.filter(
            role="creator", kind__in=("reply", "comment"), source__consent_voice=True, visibility="public"
        )
        .order_by("-published_at")
        .values_list("lang", "text")[:REPLIES_READ]
    )
    habits = measure_habits((lang, text) for lang, text in replies if text)
    stored: dict[str, Any] = {
        part: {lang: list(phrases) for lang, phrases in by_language.items()}
        for part, by_language in asdict(habits).items()
    }
    latest: Persona | None = Persona.objects.order_by("-pk").first()
    if latest and latest.habits == stored:
        return latest
    persona: Persona = Persona.objects.create(habits=stored)
    return persona
