"""Buttondown's archive: a table and the texts beside it."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from ownvoice.core.records import ItemRecord, Malformed, Skipped
from ownvoice.sources import buttondown
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import ReadOptions
from tests.real_files import real
from tests.sources.in_memory import InMemory, items, reasons, records

ROW = {
    "id": "a1",
    "subject": "On rye",
    "publish_date": "2023-01-02 16:55:00+00:00",
    "source": "app",
    "slug": "on-rye",
}
TABLE = "id,subject,publish_date,source,slug\na1,On rye,2023-01-02 16:55:00+00:00,app,on-rye\n"
TEXT = "<!-- buttondown-editor-mode: plaintext -->## Rye\n\nUse *more* water, [see](https://a.example)."


def test_a_mail_has_its_text_from_the_file_beside() -> None:
    for table in ({"emails.csv": TABLE}, {"emails.json": json.dumps([ROW])}):
        (item,) = items(buttondown, {**table, "emails/on-rye.md": TEXT})
        assert (item.native_id, item.title, item.text) == ("a1", "On rye", "Rye\n\nUse more water, see.")
        assert item.created_at is not None and item.created_at.isoformat() == "2023-01-02T16:55:00+00:00"
        assert item.links == ("https://a.example",)


def test_both_tables_tell_of_the_same_mails() -> None:
    found = records(
        buttondown, {"emails.csv": TABLE, "emails.json": json.dumps([ROW]), "emails/on-rye.md": TEXT}
    )
    assert reasons(found) == {"duplicate": 1} and len([r for r in found if isinstance(r, ItemRecord)]) == 1


def test_the_other_editor_writes_html() -> None:
    html = "<!-- buttondown-editor-mode: fancy --><p>Rye &amp; oats</p>"
    (item,) = items(buttondown, {"emails.csv": TABLE, "emails/on-rye.md": html})
    assert item.text == "Rye & oats"


def test_drafts_and_missing_texts() -> None:
    rows = [ROW | {"id": "b", "publish_date": None}, ROW | {"id": "c", "slug": "gone"}, ROW | {"id": ""}, 7]
    found = records(buttondown, {"emails.json": json.dumps(rows)})
    assert reasons(found) == {"draft": 1}
    assert [r.reason for r in found if isinstance(r, Malformed)] == [
        "The text of gone is not in the export.", "this mail has no id", "this mail has no id",
    ]  # fmt: skip


def test_subscribers_are_known_and_never_read() -> None:
    detection = buttondown.detect(InMemory({"emails.csv": TABLE, "subscribers.csv": "email\na@example.org"}))
    assert detection is not None and detection.ignored == ("subscribers.csv",)
    assert buttondown.detect(InMemory({"emails.csv": "email,name\n"})) is None


@given(st.integers(0, len(TABLE)), st.binary(max_size=3))
def test_damage_never_raises(at: int, put: bytes) -> None:
    data = TABLE.encode()
    for damaged in (data[:at], data[:at] + put + data[at + len(put) :]):
        archive = InMemory(
            {"emails.csv": damaged, "emails.json": damaged, "emails/on-rye.md": TEXT.encode()[:at]}
        )
        for record in buttondown.read(archive, ReadOptions()):
            assert isinstance(record, ItemRecord | Malformed | Skipped)


def test_the_sample_archive() -> None:
    """Two mails in two tables, and the text of one: seen in the folder."""
    with open_archive(real("newsletter/buttondown")) as archive:
        found = list(buttondown.read(archive, ReadOptions()))
    assert [r.title for r in found if isinstance(r, ItemRecord)] == ["This is a Plain Post"]
    assert reasons(found) == {"duplicate": 2}
    assert len([r for r in found if isinstance(r, Malformed)]) == 1
