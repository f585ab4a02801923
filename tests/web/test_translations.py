"""French is complete: no text of the pages is left untranslated, and what is checked in is what is compiled."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import ownvoice.web

LOCALE = Path(ownvoice.web.__file__).parent / "locale" / "fr" / "LC_MESSAGES"
TEMPLATES = Path(ownvoice.web.__file__).parent / "templates"


def test_every_entry_is_translated() -> None:
    blocks = (LOCALE / "django.po").read_text().split("\n\n")[1:]
    assert len(blocks) > 100
    empty = [
        block
        for block in blocks
        if re.search(r'msgstr(\[\d\])? ""\s*$', block.strip()) or "#, fuzzy" in block
    ]
    assert empty == []


def test_the_compiled_file_is_the_written_one() -> None:
    with (LOCALE / "django.mo").open("rb") as compiled:
        catalogue = gettext.GNUTranslations(compiled)
    for simple in ("Inbox", "Approve", "This is an AI, not a person."):
        assert catalogue.gettext(simple) != simple


def test_every_text_in_the_templates_is_in_the_catalogue() -> None:
    with (LOCALE / "django.mo").open("rb") as compiled:
        catalogue = gettext.GNUTranslations(compiled)
    known = {key if isinstance(key, str) else key[0] for key in catalogue._catalog}  # type: ignore[attr-defined]
    used = set()
    for path in TEMPLATES.rglob("*.html"):
        used |= set(re.findall(r"""{% translate "([^"]+)" %}""", path.read_text()))
        used |= set(re.findall(r"""{% translate '([^']+)' %}""", path.read_text()))
    assert used - known == set()
