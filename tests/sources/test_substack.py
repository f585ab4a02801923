"""Substack's table of posts and the texts beside it."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from ownvoice.core.records import ItemRecord, Kind, Malformed, Skipped, Visibility
from ownvoice.sources import substack
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import ReadOptions
from tests.real_files import real
from tests.sources.in_memory import InMemory, by_id, items, reasons, records

HEADER = (
    "post_id,post_date,is_published,email_sent_at,inbox_sent_at,type,audience,title,subtitle,podcast_url\n"
)


def row(
    post_id: str,
    published: str = "true",
    kind: str = "newsletter",
    audience: str = "everyone",
    more: str = "Rye,",
) -> str:
    date = "2022-08-12T12:11:23.230Z" if published.lower() == "true" else ""
    return f"{post_id},{date},{published},,,{kind},{audience},{more},\n"


def files(*rows: str, **texts: str) -> dict[str, str | bytes]:
    pages = {f"posts/{name.lstrip('_')}.html": text for name, text in texts.items()}
    return {"posts.csv": HEADER + "".join(rows), **pages}


def test_a_post_has_its_text_from_the_file_beside() -> None:
    sample = files(row("12.rye", more="On rye,&#x201C;Water&#x201D;")) | {
        "posts/12.rye.html": '<p>Use <b>more</b>.</p><p class="button-wrapper" data-attrs="{}"><a class="button">'
        '<span>Sign up now</span></a></p><p>See <a href="https://a.example/x">this</a></p>'
    }
    (item,) = items(substack, sample)
    assert (item.native_id, item.kind, item.title) == ("12", Kind.POST, "On rye")
    assert item.text == "“Water”\n\nUse more.\n\nSee this"
    assert item.created_at is not None and item.created_at.year == 2022
    assert item.links == ("https://a.example/x",) and item.url == ""


def test_the_file_is_found_by_number_when_the_address_changed() -> None:
    (item,) = items(substack, files(row("12.new-name")) | {"posts/12.old-name.html": "<p>Text</p>"})
    assert item.text == "Text"


def test_drafts_restacks_and_paid_posts() -> None:
    sample = files(
        row("1.a", "false"), row("2.b", "TRUE"), row("3.c", kind="restacks"), row("4.d", audience="only_paid")
    )
    sample |= {f"posts/{name}.html": f"<p>Text {name}</p>" for name in ("1.a", "2.b", "3.c", "4.d")}
    found = records(substack, sample)
    assert reasons(found) == {"draft": 1, "boost": 1}
    kept = by_id([r for r in found if isinstance(r, ItemRecord)])
    assert kept["2"].visibility is Visibility.PUBLIC and kept["4"].visibility is Visibility.RESTRICTED


def test_a_podcast_is_an_episode() -> None:
    (item,) = items(substack, files(row("1.a", kind="podcast")) | {"posts/1.a.html": "<p>About</p>"})
    assert item.kind is Kind.VIDEO


def test_rows_that_name_the_same_text_read_it_once() -> None:
    text = "<p>" + "a<b>b</b>" * 2_000
    before = time.process_time()
    found = records(substack, files(*[row(f"12.rye-{n}") for n in range(500)]) | {"posts/12.rye.html": text})
    assert len([record for record in found if isinstance(record, ItemRecord)]) == 1
    assert reasons(found) == {"duplicate": 499}
    assert time.process_time() - before < 2


def test_a_missing_text_is_told() -> None:
    found = records(substack, files(row("1.a", more="Rye,")))
    assert [r.reason for r in found if isinstance(r, Malformed)] == ["The text of 1.a is not in the export."]


def test_addresses_of_readers_are_known_and_never_read() -> None:
    archive = InMemory(
        files(row("1.a")) | {"email_list.lea.csv": "email\nfan@example.org\n", "posts/1.a.opens.csv": "email"}
    )
    detection = substack.detect(archive)
    assert detection is not None
    assert set(detection.ignored) == {"email_list.lea.csv", "posts/1.a.opens.csv"}
    assert not set(detection.ignored) & set(detection.members)


def test_another_table_of_posts_is_not_substacks() -> None:
    assert substack.detect(InMemory({"posts.csv": "id,permalink,date\n1,a,b\n"})) is None


def test_a_page_of_buttons_takes_no_time() -> None:
    hostile = '<p class="button-wrapper">' * 50_000
    started = time.process_time()
    list(substack.read(InMemory(files(row("1.a")) | {"posts/1.a.html": hostile}), ReadOptions()))
    assert time.process_time() - started < 5


SAMPLE = (HEADER + row("1.a") + row("2.b", more='"Quoted, ""title""",')).encode()


@given(st.integers(0, len(SAMPLE)), st.binary(max_size=3))
def test_damage_never_raises(at: int, put: bytes) -> None:
    for damaged in (SAMPLE[:at], SAMPLE[:at] + put + SAMPLE[at + len(put) :]):
        archive = InMemory(
            {"posts.csv": damaged, "posts/1.a.html": "<p>A</p>", "posts/2.b.html": b"\xff<p>B"}
        )
        for record in substack.read(archive, ReadOptions()):
            assert isinstance(record, ItemRecord | Malformed | Skipped)


def test_the_sample_export() -> None:
    """Five rows, one unpublished; the texts of all four others lie beside, counted in the files."""
    with open_archive(real("substack/ghost-migrate")) as archive:
        found = list(substack.read(archive, ReadOptions()))
        detection = substack.detect(archive)
    kinds = [r.kind for r in found if isinstance(r, ItemRecord)]
    assert (kinds.count(Kind.POST), kinds.count(Kind.VIDEO)) == (3, 1)
    assert reasons(found) == {"draft": 1}
    assert not any("Sign up" in r.text for r in found if isinstance(r, ItemRecord))
    assert detection is not None and not any("email" in name for name in detection.members)
