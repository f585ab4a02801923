"""Which language a text is in, out of a few that are possible.

py3langid (a compact rewrite of langid.py, Lui and Baldwin 2012) limited to the languages asked for. Its model
takes 100 MB for a moment while it is loaded, so that happens when it is first needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any


def identify(text: str, languages: Sequence[str]) -> str:
    """The likeliest ISO 639-1 code out of `languages`; "" where the model knows none of them.

    Take links, mentions and emoji out first: they look like a language and are none.
    """
    identifier = _identifier(tuple(languages))
    return str(identifier.classify(text)[0]) if identifier is not None else ""


@lru_cache(maxsize=32)
def _identifier(languages: tuple[str, ...]) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    known = [language for language in languages if language in set(identifier.labels)]
    if not known:
        return None
    identifier.set_languages(known)
    return identifier
