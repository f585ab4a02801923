"""French is complete: no text of the pages is left untranslated, and what is checked in is what is compiled."""

from __future__ import annotations

import ast
import gettext
import re
from pathlib import Path

import pytest
from django.utils.translation.template import templatize

import ownvoice.web
from ownvoice.inbox import review

WEB = Path(ownvoice.web.__file__).parent
LOCALE = WEB / "locale" / "fr" / "LC_MESSAGES"
MARKS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "pgettext"}
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')


def written() -> dict[str, str]:
    """The entries of the .po file without plural, by their English text."""
    entries = {}
    for block in (LOCALE / "django.po").read_text(encoding="utf-8").split("\n\n")[1:]:
        if "msgid_plural" in block:
            continue
        source, _, target = block.partition("\nmsgstr")
        source = source[source.index("msgid") :]
        entries[_joined(source)] = _joined(target)
    return entries


def _joined(lines: str) -> str:
    return "".join(_STRING.findall(lines)).replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")


def used() -> set[str]:
    """Every text that the pages and the views mark for translation."""
    sources = [templatize(path.read_text(encoding="utf-8")) for path in WEB.rglob("*.html")]
    found = set()
    for source in sources:
        for call in re.findall(r"""gettext\(u?((?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))""", source):
            found.add(ast.literal_eval(call))
        found |= {ast.literal_eval(call) for call in re.findall(r"""\b_\(((?:"[^"]*"|'[^']*'))\)""", source)}
    for path in [*WEB.rglob("*.py"), Path(review.__file__)]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.add(first.value)
    return found


@pytest.fixture(scope="module")
def compiled() -> gettext.GNUTranslations:
    with (LOCALE / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def test_every_entry_is_translated() -> None:
    entries = written()
    assert len(entries) > 250
    assert [source for source, target in entries.items() if not target] == []
    assert ", fuzzy" not in (LOCALE / "django.po").read_text(encoding="utf-8")


def test_the_compiled_file_is_the_written_one(compiled: gettext.GNUTranslations) -> None:
    assert {source: compiled.gettext(source) for source in written()} == written()


def test_every_text_that_is_used_is_in_the_catalogue(compiled: gettext.GNUTranslations) -> None:
    known = {key if isinstance(key, str) else key[0] for key in compiled._catalog}  # type: ignore[attr-defined]
    texts = used()
    assert len(texts) > 250
    assert texts - known == set()


def test_what_is_filled_in_stays_filled_in() -> None:
    for source, target in written().items():
        assert sorted(re.findall(r"%\(\w+\)[sd]|%s", source)) == sorted(
            re.findall(r"%\(\w+\)[sd]|%s", target)
        ), source
