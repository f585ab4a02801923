"""Medium's pages: stories, responses, drafts, and what else lies in the export."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from ownvoice.core.records import AccountRecord, ItemRecord, Kind, Malformed, Role, Skipped
from ownvoice.sources import medium
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import ReadOptions
from tests.real_files import real
from tests.sources.in_memory import InMemory, items, reasons, records

BY = '<p>By <a href="https://medium.com/@lea" class="p-author h-card">Léa M</a>{on}.</p>'
ON = ' on <a href="https://medium.com/p/{id}"><time class="dt-published" datetime="2021-03-04T05:06:07.000Z">x</time></a>'


def page(
    title: str, body: str, number: str = "0123456789ab", subtitle: str = "", published: bool = True
) -> str:
    on = ON.format(id=number) if published else ""
    summary = f'<section data-field="subtitle" class="p-summary">{subtitle}</section>' if subtitle else ""
    return (
        f'<!DOCTYPE html><html><head><title>{title}</title></head><body><article class="h-entry"><header>'
        f'<h1 class="p-name">{title}</h1></header>{summary}<section data-field="body" class="e-content">'
        f'<section class="section"><div class="section-content">{body}</div></section></section><footer>'
        f'{BY.format(on=on)}<p><a href="https://medium.com/@lea/{title.lower().replace(" ", "-")}-{number}" '
        'class="p-canonical">Canonical link</a></p><p>Exported from <a href="https://medium.com">Medium</a></p>'
        "</footer></article></body></html>"
    )


STORY = page(
    "On rye",
    "<h3>On rye</h3><p>Rye wants water.</p><p>See <a href='https://a.example/b'>this</a> &amp; that.</p>",
)


def test_a_story_is_a_post_without_its_title_repeated() -> None:
    (item,) = items(medium, {"posts/2021-03-04_On-rye-0123456789ab.html": STORY})
    assert (item.kind, item.role, item.title) == (Kind.POST, Role.CREATOR, "On rye")
    assert item.text == "Rye wants water.\n\nSee this & that."
    assert item.created_at == datetime(2021, 3, 4, 5, 6, 7, tzinfo=UTC)
    assert (item.native_id, item.url) == ("0123456789ab", "https://medium.com/@lea/on-rye-0123456789ab")
    assert item.links == ("https://a.example/b",)
    assert (item.parent_id, item.author.handle) == (None, "lea")


def test_a_response_is_a_comment_on_something_unknown() -> None:
    text = "I bake it longer, and it works"
    (item,) = items(medium, {"posts/a-0123456789ab.html": page(text, f"<p>{text} in any oven.</p>")})
    assert (item.kind, item.title, item.text) == (Kind.COMMENT, "", f"{text} in any oven.")
    assert item.parent_id is None


def test_a_short_story_with_a_picture_or_heading_is_none() -> None:
    for more in ("<figure><img></figure>", "<h4>Then</h4>"):
        (item,) = items(medium, {"posts/a.html": page("Rye", f"<p>Rye is good.</p>{more}")})
        assert item.kind is Kind.POST


def test_drafts_stay_drafts() -> None:
    found = records(
        medium, {"posts/draft_A.html": STORY, "posts/b.html": page("B", "<p>B!</p>", published=False)}
    )
    assert reasons(found) == {"draft": 2}
    assert not [record for record in found if isinstance(record, ItemRecord)]


def test_the_subtitle_is_said_once() -> None:
    (item,) = items(medium, {"posts/a.html": page("Rye", "<p>Text.</p>", subtitle="About water")})
    assert item.text == "About water\n\nText."
    (item,) = items(
        medium, {"posts/a.html": page("Rye", "<h4>About water</h4><p>Text.</p>", subtitle="About water")}
    )
    assert item.text == "About water\n\nText."


def test_other_folders_are_known_and_left_alone() -> None:
    archive = InMemory(
        {
            "posts/a.html": STORY,
            "ips/ips.html": STORY,
            "claps/claps-0001.html": STORY,
            "README.html": "<p>hello</p>",
        }
    )
    detection = medium.detect(archive)
    assert detection is not None and detection.members == ("posts/a.html",)
    assert set(detection.ignored) == {"ips/ips.html", "claps/claps-0001.html", "README.html"}


def test_any_other_page_is_not_mediums() -> None:
    for other in ("<html><p>medium.com</p></html>", '<article class="h-entry"><p>mine</p></article>', ""):
        assert medium.detect(InMemory({"index.html": other or "x"})) is None


def test_the_account_is_told_once() -> None:
    found = records(
        medium, {"posts/a.html": STORY, "posts/b.html": STORY.replace("0123456789ab", "ba9876543210")}
    )
    assert [r for r in found if isinstance(r, AccountRecord)] == [
        AccountRecord("medium", "", "lea", "Léa M", "https://medium.com/@lea")
    ]


@given(st.integers(0, len(STORY.encode())), st.binary(max_size=3))
def test_damage_never_raises(at: int, put: bytes) -> None:
    data = STORY.encode()
    for damaged in (data[:at], data[:at] + put + data[at + len(put) :]):
        for record in medium.read(InMemory({"posts/a.html": damaged}), ReadOptions()):
            assert isinstance(record, ItemRecord | Malformed | Skipped | AccountRecord)


def test_the_sample_pages() -> None:
    """Nine pages, counted by looking at them: six stories, one response, one draft, one without a date."""
    with open_archive(real("medium/ghost-migrate")) as archive:
        found = list(medium.read(archive, ReadOptions()))
    kinds = [record.kind for record in found if isinstance(record, ItemRecord)]
    assert (kinds.count(Kind.POST), kinds.count(Kind.COMMENT)) == (6, 1)
    assert reasons(found) == {"draft": 2}
