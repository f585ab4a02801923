"""Everything can be taken out, and no table is forgotten."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from ownvoice.trust.export import LEFT_OUT, TABLES, export_all
from tests.corpus.samples import mastodon, status
from tests.corpus.test_importing import bring_in


def test_every_table_with_a_creator_is_exported_or_left_out_for_a_reason() -> None:
    owned = {
        model._meta.db_table
        for model in apps.get_models()
        if model.__module__.startswith("ownvoice.")
        and any(field.name == "creator" for field in model._meta.fields)
    }
    assert owned == set(TABLES.values()) | set(LEFT_OUT)


@pytest.mark.django_db(transaction=True)
def test_items_come_out_as_json_lines(acting: Any, tmp_path: Path) -> None:
    bring_in(acting, mastodon(tmp_path / "m", [status(1, "Rye"), status(2, "Œuf, l'été")]))
    target = tmp_path / "all.zip"
    counts = export_all(acting, target)
    assert counts["items"] == 2
    with zipfile.ZipFile(target) as archive:
        items = [json.loads(line) for line in archive.read("items.jsonl").decode().splitlines()]
        assert "README.txt" in archive.namelist()
    assert {item["text"] for item in items} == {"Rye", "Œuf, l'été"}
    assert not list(tmp_path.glob(".*unfinished"))
