"""What a search needs to know about a creator before it can look for anything, in two short queries."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ownvoice.corpus.models import EmbeddingModel

_CONSENTS = ("answer", "voice", "training")
USUAL_LENGTH = 20.0  # stems in a passage, where none has been counted

_ABOUT = """
SELECT c.languages, ARRAY(SELECT s.id FROM corpus_source s WHERE s.creator_id = c.id AND s.consent_{consent}),
       coalesce(z.passages, 0), coalesce(nullif(z.items, 0), z.passages, 0), coalesce(z.stems, 0), m.id, m.dimension
FROM tenants_creator c
LEFT JOIN corpus_corpussize z ON z.creator_id = c.id
LEFT JOIN corpus_embeddingmodel m ON m.name = %s
WHERE c.id = %s
"""
# Where items haven't been counted yet (since the last import), passages stand for them.
_COUNTS = """
SELECT word, passages, coalesce(nullif(items, 0), passages) FROM corpus_wordcount WHERE creator_id = %s AND word = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Ground:
    """A creator's languages, the sources with consent, the corpus's size, and the model its vectors are from.

    `passages`, `items`: how many there are to be found. `average_length`: stems in a passage. `model` is None
    where nothing has been embedded with it yet.
    """

    languages: tuple[str, ...]
    sources: tuple[int, ...]
    passages: int
    items: int
    average_length: float
    model: EmbeddingModel | None


def look_up(cursor: Any, creator_id: int, consent: str, model_name: str) -> Ground:
    """What holds for this creator now. `consent` is "answer", "voice" or "training"."""
    if consent not in _CONSENTS:
        raise ValueError(f"there is no consent {consent!r}; there are {', '.join(_CONSENTS)}")
    cursor.execute(_ABOUT.format(consent=consent), [model_name, creator_id])
    languages, sources, passages, items, stems, model_id, dimension = cursor.fetchone()
    if isinstance(languages, str):
        languages = json.loads(languages)
    return Ground(
        tuple(languages) or ("en",),
        tuple(sources),
        passages,
        items,
        stems / passages if passages else USUAL_LENGTH,
        EmbeddingModel(pk=model_id, name=model_name, dimension=dimension) if model_id is not None else None,
    )


def word_counts(cursor: Any, creator_id: int, stems: Sequence[str]) -> dict[str, tuple[int, int]]:
    """In how many passages and items each of the stems occurs; those that occur at most once are missing."""
    cursor.execute(_COUNTS, [creator_id, list(stems)])
    return {word: (passages, items) for word, passages, items in cursor.fetchall()}
