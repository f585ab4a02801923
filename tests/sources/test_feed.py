"""Feeds: what an entry becomes, whose it is, and what damage does."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ownvoice.core.errors import AmbiguousCreatorError, ArchiveError, OwnvoiceError
from ownvoice.core.records import AccountRecord, ItemRecord, Kind, Malformed, Record, Role
from ownvoice.sources import feed, wordpress
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import ReadOptions
from tests.real_files import real
from tests.sources.in_memory import InMemory, items, reasons, records


def rss(*entries: str, channel: str = "") -> str:
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">'
        f"<channel><title>Lea bakes</title><link>https://lea.example/</link>{channel}{''.join(entries)}</channel></rss>"
    )


def item(inner: str, guid: str = "https://lea.example/1") -> str:
    return f"<item><guid>{guid}</guid>{inner}</item>"


def atom(*entries: str, author: str = "Lea") -> str:
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0">'
        f"<title>Lea bakes</title><link href='https://lea.example/'/><author><name>{author}</name></author>"
        + "".join(entries)
        + "</feed>"
    )


def entry(number: int, text: str, inner: str = "") -> str:
    return (
        f"<entry><id>tag:lea.example,2020:{number}</id><title>T{number}</title>"
        f"<content type='html'>{text}</content>{inner}</entry>"
    )


def json_feed(*rows: object, **more: object) -> str:
    row = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Lea bakes",
        "home_page_url": "https://lea.example/",
        "authors": [{"name": "Lea"}],
        **more,
        "items": rows,
    }
    return json.dumps(row)


def read(text: str | bytes, *names: str) -> list[Record]:
    return records(feed, {"feed.xml": text}, ReadOptions(own_names=names))


def read_items(text: str | bytes, *names: str) -> list[ItemRecord]:
    return items(feed, {"feed.xml": text}, ReadOptions(own_names=names))


class TestEntries:
    def test_an_rss_item(self) -> None:
        account, record = read(
            rss(
                item(
                    "<title>Bread &amp;amp; salt</title><link>https://lea.example/bread</link>"
                    "<pubDate>Mon, 09 Apr 2018 18:55:38 +0200</pubDate><description>Short</description>"
                    "<content:encoded><![CDATA[<p>Long <a href='https://x.example/'>text</a></p>"
                    "<script>bad()</script>]]></content:encoded>"
                ),
                channel="<language>fr-fr</language><managingEditor>lea@x.example (Lea Roy)</managingEditor>",
            )
        )
        assert account == AccountRecord("feed", "lea.example", "", "Lea Roy", "https://lea.example/")
        assert isinstance(record, ItemRecord)
        assert (record.native_id, record.kind, record.role) == (
            "https://lea.example/1",
            Kind.POST,
            Role.CREATOR,
        )
        assert (record.title, record.text) == ("Bread & salt", "Long text")
        assert record.created_at == datetime(2018, 4, 9, 16, 55, 38, tzinfo=UTC)
        assert (record.url, record.lang) == ("https://lea.example/bread", "fr")
        assert record.links == ("https://x.example/",)
        assert record.author.name == "Lea Roy"
        assert "lea@" not in repr((account, record))

    def test_the_summary_where_there_is_no_content(self) -> None:
        (record,) = read_items(rss(item("<description>Only &lt;b&gt;this&lt;/b&gt;</description>")))
        assert record.text == "Only this"

    def test_an_atom_entry(self) -> None:
        (record,) = read_items(
            atom(
                entry(
                    1,
                    "&lt;p&gt;Hi&lt;/p&gt;",
                    "<link href='https://lea.example/hi'/><published>2020-01-01T10:00:00Z</published>"
                    "<updated>2020-02-01T10:00:00Z</updated>",
                )
            )
        )
        assert (record.native_id, record.text) == ("tag:lea.example,2020:1", "Hi")
        assert record.created_at == datetime(2020, 1, 1, 10, tzinfo=UTC)
        assert record.edited_at == datetime(2020, 2, 1, 10, tzinfo=UTC)
        assert (record.url, record.author.name) == ("https://lea.example/hi", "Lea")

    def test_a_date_without_a_zone_is_utc_and_kept_as_written(self) -> None:
        (record,) = read_items(rss(item("<title>x</title><pubDate>Mon, 09 Apr 2018 18:55:38</pubDate>")))
        assert record.created_at == datetime(2018, 4, 9, 18, 55, 38, tzinfo=UTC)
        assert record.raw_time == "Mon, 09 Apr 2018 18:55:38"

    def test_a_date_nobody_understands_is_kept_as_written(self) -> None:
        (record,) = read_items(rss(item("<title>x</title><pubDate>next week</pubDate>")))
        assert (record.created_at, record.raw_time) == (None, "next week")

    @pytest.mark.parametrize("kind", ["audio/mpeg", "video/mp4", "x-audio/mp3"])
    def test_an_episode_is_a_video_with_the_address_of_its_page(self, kind: str) -> None:
        (record,) = read_items(
            rss(
                item(
                    f"<title>Ep 1</title><link>https://lea.example/ep1</link>"
                    f'<enclosure url="https://cdn.example/1.mp3" type="{kind}"/>'
                )
            )
        )
        assert (record.kind, record.url) == (Kind.VIDEO, "https://lea.example/ep1")

    def test_a_picture_makes_no_episode(self) -> None:
        (record,) = read_items(
            rss(item('<title>x</title><enclosure url="https://x/a.jpg" type="image/jpeg"/>'))
        )
        assert record.kind is Kind.POST

    def test_numbers_for_ids_are_told_apart_by_feed(self) -> None:
        (record,) = read_items(rss(item("<title>x</title>", guid="12")))
        assert record.native_id == "lea.example#12"

    def test_quotations_are_left_out_and_nothing_at_all_is_counted(self) -> None:
        found = read(rss(item("<description>&lt;blockquote&gt;x&lt;/blockquote&gt;</description>")))
        assert reasons(found) == {"empty": 1}

    def test_a_json_feed(self) -> None:
        first, second = read_items(
            json_feed(
                {
                    "id": "1",
                    "url": "https://lea.example/1",
                    "content_html": "<p>Hi</p>",
                    "content_text": "other",
                    "date_published": "2020-01-01T10:00:00+01:00",
                    "attachments": [{"url": "https://x/1.m4a", "mime_type": "audio/x-m4a"}],
                },
                {"id": 2, "content_text": "1 < 2 <b>"},
                language="en-US",
            )
        )
        assert (first.text, first.kind, first.lang) == ("Hi", Kind.VIDEO, "en")
        assert first.created_at == datetime(2020, 1, 1, 9, tzinfo=UTC)
        assert (first.author.name, first.native_id) == ("Lea", "lea.example#1")
        assert second.text == "1 < 2 <b>"


class TestComments:
    REPLY = "<thr:in-reply-to ref='tag:lea.example,2020:1'/>"

    def test_the_threading_extension_states_the_parent(self) -> None:
        fan = "<author><name>Fan</name></author>"
        _, asked, answered = read_items(
            atom(entry(1, "Post"), entry(2, "Why?", self.REPLY + fan), entry(3, "Because.", self.REPLY)),
            "Lea",
        )
        assert (asked.kind, asked.role, asked.author.name) == (Kind.COMMENT, Role.FAN, "Fan")
        assert asked.parent_id == asked.root_id == "tag:lea.example,2020:1"
        # A comment that names nobody isn't taken for the creator's.
        assert answered.role is Role.FAN

    def test_bloggers_link_to_the_comment_answered(self) -> None:
        related = "<link rel='related' href='https://www.blogger.com/feeds/5/7/comments/default/22'/>"
        text = entry(9, "Yes", self.REPLY + related + "<author><name>Lea</name></author>")
        (record,) = read_items(
            atom(text.replace("tag:lea.example,2020:9", "tag:blogger.com,1999:blog-5.post-9"))
        )
        assert (record.kind, record.role) == (Kind.REPLY, Role.CREATOR)
        assert record.parent_id == "tag:blogger.com,1999:blog-5.post-22"
        assert record.root_id == "tag:lea.example,2020:1"

    def test_a_feed_of_comments_has_fans_without_parents(self) -> None:
        texts = [
            item(
                f"<link>https://lea.example/p#comment-{n}</link><dc:creator>{who}</dc:creator>"
                "<description>x</description>",
                guid=f"https://lea.example/?c={n}",
            )
            for n, who in enumerate(("Fan", "Lea", "Other"))
        ]
        found = read_items(rss(*texts), "lea")
        assert [record.role for record in found] == [Role.FAN, Role.CREATOR, Role.FAN]
        assert {(record.kind, record.parent_id) for record in found} == {(Kind.COMMENT, None)}


def by(*authors: str) -> list[str]:
    return [
        item(f"<title>x{n}</title><dc:creator>{name}</dc:creator>", guid=f"https://lea.example/{n}")
        for n, name in enumerate(authors)
    ]


class TestWhoseFeed:
    def test_others_than_the_feeds_authors_are_left_out(self) -> None:
        found = read(rss(*by("Lea", "Guest"), channel="<dc:creator>Lea</dc:creator>"))
        assert [r.author.name for r in found if isinstance(r, ItemRecord)] == ["Lea"]
        assert reasons(found) == {"another author": 1}

    def test_the_only_author_counts_whatever_the_feed_says(self) -> None:
        found = read_items(rss(*by("Lea", "Lea"), channel="<dc:creator>The Network</dc:creator>"))
        assert [record.role for record in found] == [Role.CREATOR] * 2

    def test_who_wrote_by_far_the_most_counts(self) -> None:
        found = read(rss(*by("Lea", "Lea", "Lea", "Guest")))
        assert len([r for r in found if isinstance(r, ItemRecord)]) == 3

    def test_several_authors_must_be_told_apart(self) -> None:
        with pytest.raises(AmbiguousCreatorError) as error:
            read(rss(*by("Lea", "Tom", "Lea")))
        assert error.value.candidates == ("Lea", "Tom")
        assert "--as NAME" in error.value.remedy

    @pytest.mark.parametrize(
        "written", ["lea@x.photography (Lea Roy)", "Lea Roy &lt;lea@x.photography&gt;", "lea@x.org (Lea Roy)"]
    )
    def test_an_address_beside_the_name_is_not_kept(self, written: str) -> None:
        (record,) = read_items(rss(item(f"<title>x</title><author>{written}</author>")))
        assert record.author.name == "Lea Roy"

    def test_own_names_decide(self) -> None:
        found = read(rss(*by("Lea", "Tom")), "tom")
        assert [r.author.name for r in found if isinstance(r, ItemRecord)] == ["Tom"]
        assert reasons(found) == {"another author": 1}

    def test_an_address_that_a_platform_gives_everybody_identifies_nobody(self) -> None:
        text = atom(entry(1, "x", "<author><name>Guest</name><email>noreply@blogger.com</email></author>"))
        text = text.replace("<name>Lea</name>", "<name>Lea</name><email>noreply@blogger.com</email>")
        found = read(text.replace("</feed>", entry(2, "y") + "</feed>"))
        assert reasons(found) == {}  # the guest is the only one named: it is their feed
        assert len([r for r in found if isinstance(r, ItemRecord)]) == 2


class TestDamage:
    def test_a_feed_that_is_not_sound_keeps_what_was_parsed(self) -> None:
        found = read(
            rss(item("<title>a & b</title>"), item("<title>second</title>", "https://lea.example/2"))
        )
        (damage,) = [r for r in found if isinstance(r, Malformed)]
        assert "isn't sound" in damage.reason
        assert [r.title for r in found if isinstance(r, ItemRecord)] == ["a & b", "second"]

    def test_no_file_and_no_address_is_ever_opened(self, tmp_path: Path) -> None:
        secret = tmp_path / "secret"
        secret.write_text("TOPSECRET")
        text = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}">]>' + rss(item("<title>&x; y</title>"))
        assert "TOPSECRET" not in repr(read(text.replace('<?xml version="1.0"?>', "")))

    def test_entities_that_multiply_do_not(self) -> None:
        bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
        text = f'<!DOCTYPE rss [<!ENTITY l0 "lol">{bomb}]>' + rss(item("<title>&l11;</title>"))
        assert len(repr(read(text.replace('<?xml version="1.0"?>', "")))) < 10_000

    def test_white_space_above_the_declaration_does_no_harm(self) -> None:
        assert len(read_items("\n\n" + rss(item("<title>x</title>")))) == 1

    def test_a_json_feed_cut_short_keeps_its_whole_items(self) -> None:
        text = json_feed({"id": "1", "content_text": "one"}, {"id": "2", "content_text": "two"})
        found = read(text[: text.index("two")])
        assert [r.text for r in found if isinstance(r, ItemRecord)] == ["one"]
        assert [r for r in found if isinstance(r, Malformed)]

    def test_odd_json_is_told(self) -> None:
        found = read(json_feed(3, {"id": "1", "content_text": "one"}, authors="x", title=5))
        assert [r.offset for r in found if isinstance(r, Malformed)] == [0]
        assert [r.text for r in found if isinstance(r, ItemRecord)] == ["one"]

    def test_a_feed_too_large_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(feed, "_LARGEST", 100)
        with pytest.raises(ArchiveError, match=r"feed\.xml .* too large"):
            read(rss(item("<title>x</title>")))

    XML = rss(*by("Lea", "Lea")).encode()
    JSON = json_feed(
        {"id": "1", "content_html": "<p>é</p>"}, {"id": "2", "authors": [{"name": "x"}]}
    ).encode()

    @settings(max_examples=300, deadline=None)
    @given(
        data=st.sampled_from((XML, JSON)),
        cut=st.integers(1, 1000),
        flips=st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 255)), max_size=6),
    )
    def test_any_damage_is_survived(self, data: bytes, cut: int, flips: list[tuple[int, int]]) -> None:
        changed = bytearray(data)
        for at, value in flips:
            changed[at % len(changed)] = value
        archive = InMemory({"feed.xml": bytes(changed[:cut])})
        try:
            feed.detect(archive)
            list(feed.read(archive, ReadOptions()))
        except OwnvoiceError:
            pass


class TestDetection:
    @pytest.mark.parametrize(
        "text",
        [
            rss(),
            atom(),
            json_feed(),
            "<!-- <b> --><?x y?>\n<rss version='0.91'>",
            "<rdf:RDF xmlns='http://purl.org/rss/1.0/'>",
            json_feed().replace("/", "\\/"),
        ],
    )
    def test_feeds_are_recognised(self, text: str) -> None:
        assert feed.detect(InMemory({"a.xml": text, "b.jpg": "x"})) is not None

    @pytest.mark.parametrize(
        "text",
        [
            "<rss xmlns:wp='http://wordpress.org/export/1.2/'>",
            "<html><rss>",
            "---\nlayout: null\n---\n<rss>",
            '{"version": "2"}',
            "<rdf:RDF xmlns:foaf='http://xmlns.com/foaf/0.1/'>",
            "<feedback>",
            "",
        ],
    )
    def test_other_files_are_not(self, text: str) -> None:
        assert feed.detect(InMemory({"a.xml": text})) is None


def test_every_real_feed_is_read() -> None:
    """The number of entries is what is counted in the file; two are by many authors and say so."""
    folder = real("rss")
    expected = {"heise.atom": 15, "feedburner.atom": 25, "craigslist.rss": 25, "reddit-atom.rss": 24}
    ambiguous = set()
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        with open_archive(path) as archive:
            if feed.detect(archive) is None:
                assert path.name in ("unrecognized.rss", "illformed__rss_empty_document.xml"), path.name
                continue
            assert wordpress.detect(archive) is None
            try:
                found = list(feed.read(archive, ReadOptions()))
            except AmbiguousCreatorError:
                ambiguous.add(path.name)
                continue
        entries = [record for record in found if isinstance(record, ItemRecord)]
        if path.name in expected:
            data = path.read_bytes()
            assert (
                data.count(b"<entry") + data.count(b"<item ") + data.count(b"<item>") == expected[path.name]
            )
            assert len(entries) == expected[path.name]
    assert ambiguous == {"rss-1.rss", "reddit-home.rss"}


def test_a_real_podcast_with_names_in_many_spellings_is_one_creators() -> None:
    with open_archive(real("podcast/itunes-missing-image.rss")) as archive:
        found = list(feed.read(archive, ReadOptions()))
    episodes = [record for record in found if isinstance(record, ItemRecord)]
    assert len(episodes) == 131
    assert {(episode.kind, episode.role) for episode in episodes} == {(Kind.VIDEO, Role.CREATOR)}


def test_bloggers_backups_are_left_to_their_own_source() -> None:
    backup = atom(entry(1, "x")).replace("<title>", "<id>tag:blogger.com,1999:blog-5.archive</id><title>", 1)
    live = backup.replace("blog-5.archive", "blog-5")
    takeout = atom(entry(1, "x")).replace(
        "<feed ", "<feed xmlns:blogger='http://schemas.google.com/blogger/2018' ", 1
    )
    assert feed.detect(InMemory({"blog-1.xml": backup})) is None
    assert feed.detect(InMemory({"feed.atom": takeout})) is None
    assert feed.detect(InMemory({"live.xml": live})) is not None
