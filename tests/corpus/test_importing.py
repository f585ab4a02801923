"""An import: nothing twice, nothing lost, nothing half-done."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from ownvoice.core.errors import OwnvoiceError
from ownvoice.corpus.importing.run import prepare_import, run_import
from ownvoice.corpus.models import Exchange, Import, Item, ItemRevision, Passage, Source
from ownvoice.corpus.search import search
from tests.corpus.samples import BASE, blog, mastodon, status, takeout, ytdlp, zipped
from tests.sources import test_wordpress

pytestmark = pytest.mark.django_db(transaction=True)


def bring_in(creator: Any, *paths: Path, **options: Any) -> dict[str, Any]:
    return run_import(creator, prepare_import(creator, list(paths), **options).pk)


def test_the_report_counts_what_the_export_holds(acting: Any, tmp_path: Path) -> None:
    folder = mastodon(
        tmp_path / "m", [status(1, "Bread is ready"), status(2, "Yes!", "https://far.example/7")]
    )
    (folder / "notes.xyz").write_text("?")
    report = bring_in(acting, folder)
    assert report["items"] == {"post": 1, "reply": 1}
    assert report["by_role"] == {"creator": 2, "fan": 0}
    assert report["exchanges"] == {"whole": 0, "half": 1, "none": 0}
    assert report["unknown_files"] == ["notes.xyz"]
    assert report["malformed"] == []
    assert report["seconds"] > 0 and report["peak_rss_mb"] > 10


def test_words_are_found_at_once(acting: Any, tmp_path: Path) -> None:
    bring_in(acting, mastodon(tmp_path / "m", [status(1, "Rye needs more water"), status(2, "Good night")]))
    assert [hit.text for hit in search("rye water", "en")] == ["Rye needs more water"]


def test_importing_twice_adds_nothing(acting: Any, tmp_path: Path) -> None:
    folder = mastodon(tmp_path / "m", [status(n, f"Status number {n}") for n in range(50)])
    bring_in(acting, folder)
    before = list(Passage.objects.order_by("pk").values_list("pk", "item_id"))
    report = bring_in(acting, folder)
    assert (report["added"], report["changed"], report["unchanged"]) == (0, 0, 50)
    assert list(Passage.objects.order_by("pk").values_list("pk", "item_id")) == before


def test_a_newer_export_adds_the_new_and_updates_the_edited(acting: Any, tmp_path: Path) -> None:
    bring_in(acting, mastodon(tmp_path / "old", [status(1, "Oven at 230"), status(2, "Kept")]))
    report = bring_in(
        acting, mastodon(tmp_path / "new", [status(1, "Oven at 250"), status(2, "Kept"), status(3, "Fresh")])
    )
    assert (report["added"], report["changed"], report["unchanged"]) == (1, 1, 1)
    assert [hit.text for hit in search("oven", "en")] == ["Oven at 250"]
    assert search("230", "en") == []
    assert ItemRevision.objects.get().before["text"] == "Oven at 230"


def test_a_later_import_closes_half_exchanges(acting: Any, tmp_path: Path) -> None:
    half = bring_in(acting, takeout(tmp_path / "t", "UgFan", "Yes, for three weeks."))
    assert half["exchanges"] == {"whole": 0, "half": 1, "none": 0}
    bring_in(acting, ytdlp(tmp_path / "y", "UgFan", "Can I freeze it?"))
    exchange = Exchange.objects.get()
    assert exchange.message is not None and exchange.message.text == "Can I freeze it?"
    assert exchange.reply.text == "Yes, for three weeks."
    assert [hit.text for hit in search("freeze", "en", roles=("asked",))] == ["Can I freeze it?"]


def test_replies_are_joined_with_what_they_answer(acting: Any, tmp_path: Path) -> None:
    fan = {"id": "c1", "date": "2024-01-03T10:00:00Z", "name": "Sam", "message": "<p>Can I freeze it?</p>"}
    reply = {
        "id": "c2",
        "date": "2024-01-04T10:00:00Z",
        "name": "Léa",
        "message": "<p>Yes, for three weeks.</p>",
        "replyToId": "c1",
    }
    report = bring_in(acting, blog(tmp_path / "b", [fan, reply]))
    assert report["exchanges"]["whole"] == 1
    exchange = Exchange.objects.get()
    assert exchange.message is not None and exchange.message.text == "Can I freeze it?"
    assert [hit.role for hit in search("freeze", "en", roles=("asked",))] == ["asked"]


def test_what_is_malformed_is_named_and_the_rest_is_kept(acting: Any, tmp_path: Path) -> None:
    folder = mastodon(tmp_path / "m", [status(1, "First"), status(2, "Second"), status(3, "Third")])
    outbox = folder / "outbox.json"
    outbox.write_text(outbox.read_text().replace("Second", 'Sec"ond', 1))
    report = bring_in(acting, folder)
    assert report["malformed"] and report["malformed"][0]["file"].endswith("outbox.json")
    assert {item.text for item in Item.objects.all()} >= {"First", "Third"}


def test_nuls_in_names_and_ids_stop_nothing(acting: Any, tmp_path: Path) -> None:
    folder = mastodon(
        tmp_path / "m", [status(1, "Bre\0ad", url="https://a\0", answers="https://far.example/\0")]
    )
    actor = {"id": f"{BASE}\0", "type": "Person", "preferredUsername": "l\0ea", "name": "\0", "url": "x\0"}
    (folder / "actor.json").write_text(json.dumps(actor))
    assert bring_in(acting, folder)["added"] == 1
    assert [source.label for source in Source.objects.all()] == ["Mastodon archive: lea@example.social"]


def test_a_title_of_megabytes_stops_nothing(acting: Any, tmp_path: Path) -> None:
    """As where a tag is never closed and everything behind it is the title."""
    title = "Bread " + " ".join(f"w{number:x}q" for number in range(200_000))
    path = tmp_path / "a.xml"
    path.write_text(test_wordpress.wxr(test_wordpress.post(1, "Rye needs water", title=title)))
    assert bring_in(acting, path)["added"] == 1
    assert [hit.text for hit in search("bread", "en")] == ["Rye needs water"]


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: data[: len(data) * 2 // 3], id="truncated"),
        pytest.param(lambda data: b"", id="empty"),
        pytest.param(lambda data: b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF", id="a PDF"),
        pytest.param(lambda data: data[:200] + bytes(60) + data[260:], id="bytes lost in the middle"),
    ],
)
def test_a_damaged_archive_leaves_nothing_behind(acting: Any, tmp_path: Path, damage: Any) -> None:
    whole = zipped(
        mastodon(tmp_path / "m", [status(n, f"Status {n} {'x' * n}") for n in range(300)]), tmp_path / "a.zip"
    )
    whole.write_bytes(damage(whole.read_bytes()))
    with pytest.raises(OwnvoiceError) as caught:
        bring_in(acting, whole)
    assert "a.zip" in str(caught.value)
    assert caught.value.remedy, "says what to do"
    assert Item.objects.count() == 0 and Passage.objects.count() == 0
    assert Import.objects.get().state == Import.State.FAILED


def test_damage_found_late_puts_changed_items_back(acting: Any, tmp_path: Path, monkeypatch: Any) -> None:
    from ownvoice.core.errors import ArchiveError
    from ownvoice.sources import mastodon as reader

    bring_in(acting, mastodon(tmp_path / "old", [status(1, "As it was")]))
    read = reader.read

    def read_then_fail(archive: Any, options: Any) -> Any:
        yield from read(archive, options)
        raise ArchiveError("a.zip is damaged.", "Download it again.")

    monkeypatch.setattr(reader, "read", read_then_fail)
    monkeypatch.setattr("ownvoice.corpus.importing.run.BATCH", 1)
    with pytest.raises(OwnvoiceError, match="damaged"):
        bring_in(acting, mastodon(tmp_path / "new", [status(1, "Changed"), status(2, "New")]))
    assert [item.text for item in Item.objects.all()] == ["As it was"]
    assert ItemRevision.objects.count() == 0


def test_two_imports_of_one_creator_wait_for_each_other(creator: Any, tmp_path: Path) -> None:
    import threading

    from django.db import connection

    from ownvoice.tenants.scope import acting_for

    folder = mastodon(tmp_path / "m", [status(n, f"Status number {n}") for n in range(3_000)])
    reports: list[dict[str, Any]] = []

    def run() -> None:
        try:
            reports.append(bring_in(creator, folder))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(reports) == 3
    with acting_for(creator):
        assert Item.objects.count() == 3_000 and Passage.objects.count() == 3_000


def test_a_killed_import_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """In processes and a home of its own, with kill -9 in the middle."""
    import shutil
    import tempfile

    home = Path(tempfile.mkdtemp(prefix="ownvoice-kill-", dir="/var/lib" if os.geteuid() == 0 else None))
    home.chmod(0o755)
    total = 60_000
    folder = mastodon(tmp_path / "m", [status(n, f"Status number {n} about bread") for n in range(total)])
    command = [sys.executable, "-m", "ownvoice.cli.main", "import", str(folder), "--json"]
    environment = {**os.environ, "OWNVOICE_HOME": str(home)}
    try:
        victim = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        stored = _wait_for_some(home, environment)
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        assert 0 < stored < total
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        import json

        report = json.loads(done.stdout)
        assert report["items"] == {"post": total}
        assert 0 < report["added"] < total, "what was stored before isn't stored again"
        status_command = [sys.executable, "-m", "ownvoice.cli.main", "status", "--json"]
        now = json.loads(
            subprocess.run(status_command, env=environment, capture_output=True, check=True).stdout
        )
        assert now["creators"][0]["items"] == total and now["creators"][0]["passages"] == total
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _wait_for_some(home: Path, environment: dict[str, str]) -> int:
    import psycopg

    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        time.sleep(0.05)
        try:
            with psycopg.connect(f"postgresql://postgres@/ownvoice?host={home}/postgres") as connection:
                row = connection.execute("SELECT count(*) FROM corpus_item").fetchone()
        except psycopg.Error:
            continue
        if row and row[0] > 0:
            return int(row[0])
    raise AssertionError("nothing was stored within a minute")


def test_the_parts_of_one_export_are_read_together(acting: Any, tmp_path: Path) -> None:
    import zipfile

    folder = mastodon(tmp_path / "m", [status(1, "In two parts")])
    for number, name in (("001", "actor.json"), ("002", "outbox.json")):
        with zipfile.ZipFile(tmp_path / f"archive-{number}.zip", "w") as part:
            part.write(folder / name, name)
    report = bring_in(acting, tmp_path / "archive-001.zip", tmp_path / "archive-002.zip")
    assert report["items"] == {"post": 1} and len(report["recognised"]) == 1
