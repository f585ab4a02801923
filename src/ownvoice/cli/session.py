"""What every command needs first: the program started, and the creator it is about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ownvoice.core.errors import ConfigurationError
from ownvoice.runtime.starting import start

if TYPE_CHECKING:
    from ownvoice.tenants.models import Creator


def find_creator(slug: str | None) -> Creator:
    """The creator named, or the only one there is."""
    from ownvoice.tenants.models import Creator

    if slug:
        creator = Creator.objects.filter(slug=slug).first()
        if creator is None:
            known = ", ".join(Creator.objects.values_list("slug", flat=True)) or "none yet"
            raise ConfigurationError(f"There is no creator {slug!r}.", f"Known: {known}.")
        return creator
    creators = list(Creator.objects.order_by("pk")[:2])
    if not creators:
        raise ConfigurationError(
            "Nothing has been imported yet.", "Begin with `ownvoice import PATH`, or try `ownvoice demo`."
        )
    if len(creators) > 1:
        raise ConfigurationError("There are several creators here.", "Say which one with --creator NAME.")
    return creators[0]


def find_or_make_creator(slug: str | None, name: str | None, languages: str | None) -> Creator:
    """The creator to import for; the first import makes them."""
    from django.utils.text import slugify

    from ownvoice.tenants.models import Creator

    chosen = Creator.objects.filter(slug=slug) if slug else Creator.objects.order_by("pk")
    creator = chosen.first()
    if creator is None:
        shown = name or slug or "Me"
        creator = Creator.objects.create(
            slug=slug or slugify(shown) or "me",
            name=shown,
            languages=_languages(languages) if languages else ["en", "fr"],
        )
    elif slug is None and Creator.objects.count() > 1:
        raise ConfigurationError("There are several creators here.", "Say which one with --creator NAME.")
    elif languages:
        creator.languages = _languages(languages)
        creator.save(update_fields=["languages"])
    return creator


def _languages(text: str) -> list[str]:
    codes = [code.strip().lower() for code in text.split(",") if code.strip()]
    if not codes or any(len(code) != 2 or not code.isalpha() for code in codes):
        raise ConfigurationError(
            f"{text!r} is not a list of languages.", "Write two-letter codes, such as en,fr."
        )
    return codes


@contextmanager
def acting(slug: str | None) -> Iterator[Creator]:
    """Start everything and act for the creator named (or the only one)."""
    start()
    from ownvoice.tenants.scope import acting_for

    creator = find_creator(slug)
    with acting_for(creator):
        yield creator
