"""WordPress exports: what is read, who is the creator, and what damage does."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ownvoice.core.errors import OwnvoiceError
from ownvoice.core.records import (
    AccountRecord,
    ItemRecord,
    Kind,
    Malformed,
    Record,
    Role,
    Skipped,
    Visibility,
)
from ownvoice.sources import wordpress
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import ReadOptions
from ownvoice.sources.reading.wordpress_text import with_paragraphs, without_shortcodes, wordpress_text
from ownvoice.sources.reading.wxr import Item, read_wxr
from tests.real_files import real
from tests.sources.in_memory import InMemory

NAMESPACES = (
    'xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"'
)
LEA = {"id": "1", "login": "lea", "email": "lea@example.org", "name": "Lea Roy"}
TOM = {"id": "2", "login": "tom", "email": "tom@example.org", "name": "Tom"}


def author(row: dict[str, str]) -> str:
    names = {
        "id": "author_id",
        "login": "author_login",
        "email": "author_email",
        "name": "author_display_name",
    }
    inner = "".join(f"<wp:{names[key]}><![CDATA[{value}]]></wp:{names[key]}>" for key, value in row.items())
    return f"<wp:author>{inner}</wp:author>"


def comment(number: int, text: str = "Nice!", **more: object) -> str:
    row: dict[str, object] = {
        "id": number,
        "author": "Fan",
        "author_email": "fan@example.net",
        "author_IP": "203.0.113.7",
        "date_gmt": "2020-01-02 10:00:00",
        "content": text,
        "approved": 1,
        "type": "comment",
        "parent": 0,
        "user_id": 0,
        **more,
    }
    inner = "".join(
        f"<wp:comment_{key}><![CDATA[{value}]]></wp:comment_{key}>"
        for key, value in row.items()
        if value != ""
    )
    return f"<wp:comment>{inner}</wp:comment>"


def post(number: int, text: str = "<p>Hello</p>", inner: str = "", **more: str) -> str:
    row = {
        "title": f"Post {number}",
        "link": f"https://lea.example/{number}/",
        "dc:creator": "lea",
        "content:encoded": text,
        "wp:post_id": str(number),
        "wp:post_date_gmt": "2020-01-01 10:00:00",
        "wp:status": "publish",
        "wp:post_type": "post",
        **{key.replace("__", ":"): value for key, value in more.items()},
    }
    fields = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in row.items() if value)
    return f"<item>{fields}{inner}</item>\n"


def wxr(*items: str, authors: tuple[dict[str, str], ...] = (LEA,), site: str = "https://lea.example") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8" ?>\n<rss version="2.0" {NAMESPACES}>\n<channel>\n'
        f"<title>Lea bakes</title><link>{site}</link><language>fr-FR</language>\n"
        f"<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>{site}</wp:base_blog_url>\n"
        + "".join(author(row) for row in authors)
        + "".join(items)
        + "</channel>\n</rss>\n"
    )


class Reader:
    """Writes a file and reads it back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, text: str | bytes, **options: object) -> list[Record]:
        path = self.folder / "export.xml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read(path, **options)

    def items(self, text: str | bytes, **options: object) -> list[ItemRecord]:
        return [record for record in self(text, **options) if isinstance(record, ItemRecord)]


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    return Reader(tmp_path)


def read(path: Path, **options: object) -> list[Record]:
    with open_archive(path) as archive:
        return list(wordpress.read(archive, ReadOptions(**options)))  # type: ignore[arg-type]


def skipped(records: list[Record]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for record in records:
        if isinstance(record, Skipped):
            counts[record.reason] += record.count
    return counts


class TestPosts:
    def test_a_post_and_the_account(self, reader: Reader) -> None:
        account, item = reader(
            wxr(post(7, "<!-- wp:paragraph -->\n<p>Bon&nbsp;pain</p>\n<!-- /wp:paragraph -->"))
        )
        assert account == AccountRecord("wordpress", "1", "lea", "Lea Roy", "https://lea.example")
        assert isinstance(item, ItemRecord)
        assert (item.native_id, item.kind, item.role, item.title) == (
            "lea.example/7",
            Kind.POST,
            Role.CREATOR,
            "Post 7",
        )
        assert item.text == "Bon pain"
        assert item.created_at == datetime(2020, 1, 1, 10, tzinfo=UTC)
        assert (item.raw_time, item.lang, item.url) == ("2020-01-01 10:00:00", "fr", "https://lea.example/7/")
        assert (item.author.name, item.author.handle, item.author.id) == ("Lea Roy", "lea", "1")
        assert (item.parent_id, item.root_id) == (None, None)

    def test_pages_are_posts_and_what_holds_no_text_is_counted(self, reader: Reader) -> None:
        types = ("page", "attachment", "nav_menu_item", "revision", "wp_template", "shop_order", "feedback")
        records = reader(wxr(*(post(n, wp__post_type=kind) for n, kind in enumerate(types, 1))))
        assert [r.native_id for r in records if isinstance(r, ItemRecord)] == ["lea.example/1"]
        assert skipped(records) == {"not a text": 6}

    def test_drafts_and_private_posts_stay_out_with_their_comments(self, reader: Reader) -> None:
        states = ("draft", "pending", "future", "private", "auto-draft", "trash", "some-plugin-state")
        text = wxr(*(post(n, inner=comment(n), wp__status=state) for n, state in enumerate(states, 1)))
        records = reader(text)
        assert not [r for r in records if isinstance(r, ItemRecord)]
        assert skipped(records) == {"draft": 10, "private": 2, "deleted": 2}
        asked = reader.items(text, include_private=True)
        assert len(asked) == 10
        assert {item.visibility for item in asked} == {Visibility.PRIVATE}

    def test_a_password_makes_the_post_and_its_comments_restricted(self, reader: Reader) -> None:
        items = reader.items(wxr(post(1, inner=comment(1), wp__post_password="secret")))
        assert [item.visibility for item in items] == [Visibility.RESTRICTED] * 2

    def test_a_date_of_zeros_falls_back_to_what_else_is_stated(self, reader: Reader) -> None:
        zeros = {"wp__post_date_gmt": "0000-00-00 00:00:00"}
        by_mail, local = reader.items(
            wxr(
                post(1, pubDate="Sat, 02 Nov 2013 23:02:32 +0100", **zeros),
                post(2, wp__post_date="2013-11-02 23:02:32", **zeros),
            )
        )
        assert by_mail.created_at == datetime(2013, 11, 2, 22, 2, 32, tzinfo=UTC)
        assert (local.created_at, local.raw_time) == (
            datetime(2013, 11, 2, 23, 2, 32, tzinfo=UTC),
            "2013-11-02 23:02:32",
        )

    def test_a_later_change_is_kept(self, reader: Reader) -> None:
        (item,) = reader.items(wxr(post(1, wp__post_modified_gmt="2021-05-05 05:05:05")))
        assert item.edited_at == datetime(2021, 5, 5, 5, 5, 5, tzinfo=UTC)

    def test_relative_links_are_resolved_and_odd_ones_dropped(self, reader: Reader) -> None:
        items = reader.items(
            wxr(post(1, link="/blog/a.html"), post(2, link="javascript:x"), post(3, link="http://["))
        )
        assert [item.url for item in items] == ["https://lea.example/blog/a.html", "", ""]

    def test_ids_of_two_sites_do_not_collide(self, tmp_path: Path) -> None:
        path = tmp_path / "both.zip"
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("a.xml", wxr(post(1, inner=comment(1)), site="https://A.example/"))
            file.writestr("b/b.xml", wxr(post(1, inner=comment(1)), site="http://www.b.example/blog"))
            file.writestr("notes.txt", "not an export")
        ids = [record.native_id for record in read(path) if isinstance(record, ItemRecord)]
        assert ids == ["a.example/1", "a.example#comment-1", "b.example/blog/1", "b.example/blog#comment-1"]
        with open_archive(path) as archive:
            detection = wordpress.detect(archive)
        assert detection is not None
        assert detection.members == ("a.xml", "b/b.xml")


class TestText:
    @pytest.mark.parametrize(
        ("written", "text"),
        [
            ('Before [gallery ids="1,2"] after', "Before after"),
            ("[vc_row][vc_column]Kept[/vc_column][/vc_row]", "Kept"),
            ('[caption id="a" width="3"]<img src="x"> A loaf[/caption]', "A loaf"),
            ("A note [1], [sic], [my own words]", "A note [1], [sic], [my own words]"),
            ("Write [[gallery]] to show it", "Write [gallery] to show it"),
            ("[quote]said[/quote] yes", "said yes"),
            ("[youtube=http://youtu.be/x] Watch", "Watch"),
            ("An open [bracket", "An open [bracket"),
        ],
    )
    def test_shortcodes(self, written: str, text: str) -> None:
        assert wordpress_text(written).text == text

    def test_an_embedded_address_is_a_link(self) -> None:
        found = wordpress_text("See [embed]https://youtu.be/abc[/embed] it")
        assert (found.text, found.links) == ("See it", ("https://youtu.be/abc",))

    def test_line_breaks_of_the_classic_editor_are_shown(self) -> None:
        assert wordpress_text("One\ntwo\r\n\r\nThree").text == "One\ntwo\n\nThree"
        assert wordpress_text("<ul>\n<li>a</li>\n<li>b</li>\n</ul>\nend").text == "a\nb\n\nend"
        assert wordpress_text("<pre>a\nb</pre>").text == "a\nb"

    def test_block_editor_line_breaks_mean_nothing(self) -> None:
        text = "<!-- wp:paragraph -->\n<p>One\ntwo</p>\n<!-- /wp:paragraph -->"
        assert wordpress_text(text).text == "One two"

    def test_quotations_are_other_peoples_words(self) -> None:
        assert wordpress_text("<blockquote>Theirs</blockquote>Mine").text == "Mine"

    @pytest.mark.parametrize(
        "bad", ["[a" * 50_000, "<pre>" * 50_000, "\n \n" * 50_000, "<p " * 50_000 + "\n"]
    )
    def test_hostile_text_takes_linear_time(self, bad: str) -> None:
        without_shortcodes(bad)
        with_paragraphs(bad)

    def test_an_entry_that_ends_in_white_space_takes_linear_time(self, reader: Reader) -> None:
        assert [item.text for item in reader.items(wxr(post(1, inner=" " * 900_000)))] == ["Hello"]


class TestComments:
    def test_an_answer_leads_to_the_comment_and_a_comment_to_the_post(self, reader: Reader) -> None:
        thread = comment(10, "Why rye?") + comment(11, "For taste.", parent=10, user_id=1, author="Lea Roy")
        _, asked, answered = reader.items(wxr(post(1, inner=thread)))
        assert (asked.kind, asked.role, asked.parent_id) == (Kind.COMMENT, Role.FAN, "lea.example/1")
        assert (answered.kind, answered.role) == (Kind.REPLY, Role.CREATOR)
        assert answered.parent_id == asked.native_id == "lea.example#comment-10"
        assert answered.root_id == asked.root_id == "lea.example/1"
        assert answered.url == "https://lea.example/1/#comment-11"

    def test_only_approved_comments_of_people_are_read(self, reader: Reader) -> None:
        thread = "".join(
            [
                comment(1, approved=0),
                comment(2, approved="spam"),
                comment(3, approved="trash"),
                comment(4, approved="post-trashed"),
                comment(5, type="pingback"),
                comment(6, type="trackback"),
                comment(7, type="order_note"),
                comment(8, "<img>"),
                comment(9, type=""),
                comment(10, type="review"),
            ]
        )
        records = reader(wxr(post(1, inner=thread)))
        assert [r.native_id[-2:] for r in records if isinstance(r, ItemRecord)][1:] == ["-9", "10"]
        assert skipped(records) == {
            "unapproved": 1,
            "spam": 1,
            "deleted": 2,
            "pingback": 2,
            "not a text": 1,
            "empty": 1,
        }

    @pytest.mark.parametrize(
        ("row", "role"),
        [
            ({"user_id": 1}, Role.CREATOR),
            ({"user_id": 5}, Role.FAN),  # a registered reader
            ({"author_email": "Lea@Example.org"}, Role.CREATOR),
            ({"author": "LEA  Roy", "author_email": ""}, Role.CREATOR),
            ({"author": "lea", "author_email": ""}, Role.CREATOR),
            ({"author": "Lea Roy", "author_email": "someone@else.example"}, Role.FAN),  # anybody can type it
            ({"author": "Lea Roy", "author_email": "", "user_id": 5}, Role.FAN),
            ({"author": "Leanne"}, Role.FAN),
        ],
    )
    def test_who_wrote_a_comment(self, reader: Reader, row: dict[str, object], role: Role) -> None:
        items = reader.items(wxr(post(1, inner=comment(1, **row))))
        assert items[1].role is role

    def test_addresses_are_never_kept(self, reader: Reader) -> None:
        thread = comment(1, author="fan@example.net") + comment(2, author_email="lea@example.org")
        mail_login = {**LEA, "login": "lea@example.org"}
        records = reader(wxr(post(1, inner=thread, dc__creator="lea@example.org"), authors=(mail_login,)))
        written = repr(records)
        assert "fan@example.net" not in written
        assert "lea@example.org" not in written
        assert "203.0.113.7" not in written

    def test_a_user_id_learned_from_an_address_counts_where_authors_have_none(self, reader: Reader) -> None:
        no_id = {key: value for key, value in LEA.items() if key != "id"}
        thread = comment(1, author_email="lea@example.org", user_id=99) + comment(2, user_id=99)
        items = reader.items(wxr(post(1, inner=thread), authors=(no_id,)))
        assert [item.role for item in items[1:]] == [Role.CREATOR, Role.CREATOR]


class TestSeveralAuthors:
    TEXT = wxr(
        post(1, inner=comment(1, user_id=1) + comment(2, user_id=2)),
        post(2, dc__creator="tom"),
        authors=(LEA, TOM),
    )

    def test_all_are_the_creator_unless_one_is_named(self, reader: Reader) -> None:
        records = reader(self.TEXT)
        assert [r.name for r in records if isinstance(r, AccountRecord)] == ["Lea Roy", "Tom"]
        assert {r.role for r in records if isinstance(r, ItemRecord)} == {Role.CREATOR}

    @pytest.mark.parametrize("name", ["lea", "Lea Roy", "LEA@example.org", "1"])
    def test_own_names_say_who_is(self, reader: Reader, name: str) -> None:
        records = reader(self.TEXT, own_names=(name,))
        assert [r.name for r in records if isinstance(r, AccountRecord)] == ["Lea Roy"]
        assert [r.role for r in records if isinstance(r, ItemRecord)] == [
            Role.CREATOR,
            Role.CREATOR,
            Role.FAN,
        ]
        assert skipped(records) == {"another author": 1}

    def test_a_co_author_counts(self, reader: Reader) -> None:
        co_author = '<category domain="author" nicename="lea"><![CDATA[Lea Roy]]></category>'
        (item,) = reader.items(
            wxr(post(1, inner=co_author, dc__creator="tom"), authors=(LEA, TOM)), own_names=("Lea Roy",)
        )
        assert item.role is Role.CREATOR

    def test_without_a_list_of_authors_those_who_sign_posts_are(self, reader: Reader) -> None:
        thread = comment(1, author="lea", author_email="") + comment(2, author="fan")
        records = reader(wxr(post(1, inner=thread), authors=()))
        assert [r.role for r in records if isinstance(r, ItemRecord)] == [
            Role.CREATOR,
            Role.CREATOR,
            Role.FAN,
        ]
        assert records[0] == AccountRecord("wordpress", "lea.example", "", "Lea bakes", "https://lea.example")


class TestDamage:
    def test_a_split_cdata_is_one_text(self, reader: Reader) -> None:
        (item,) = reader.items(wxr(post(1, "a ]]]]><![CDATA[> b")))
        assert item.text == "a ]]> b"

    def test_marks_inside_cdata_do_not_count(self, reader: Reader) -> None:
        items = reader.items(wxr(post(1, "<item></item></channel></rss> text"), post(2)))
        assert [item.text for item in items] == ["text", "Hello"]

    def test_control_characters_bare_signs_and_unknown_entities(self, reader: Reader) -> None:
        text = wxr(post(1, "a\x0b\x00b")).replace("<![CDATA[Post 1]]>", "Salt & 1 < 2 &mdash; &amp; R&D")
        (item,) = reader.items(text)
        assert (item.text, item.title) == ("ab", "Salt & 1 < 2 — & R&D")

    def test_undeclared_prefixes(self, reader: Reader) -> None:
        text = wxr(post(1, inner="<odd:thing>x</odd:thing>" + comment(1))).replace(NAMESPACES, "")
        assert [item.native_id for item in reader.items(text)] == ["lea.example/1", "lea.example#comment-1"]

    def test_bytes_that_are_no_utf8_cost_only_themselves(self, reader: Reader) -> None:
        items = reader.items(wxr(post(1, "caf@"), post(2)).encode().replace(b"caf@", b"caf\xe9"))
        assert [item.text for item in items] == ["caf\ufffd", "Hello"]

    @pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-16"])
    def test_a_declared_encoding_is_followed(self, reader: Reader, encoding: str) -> None:
        text = wxr(post(1, "café")).replace("UTF-8", encoding)
        assert [item.text for item in reader.items(text.encode(encoding))] == ["café"]

    def test_what_stands_above_the_first_tag_is_dropped_with_its_entities(self, reader: Reader) -> None:
        bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
        junk = f'Warning: x in y.php\n<!DOCTYPE rss [<!ENTITY l0 "lol"><!ENTITY f SYSTEM "file:///etc/passwd">{bomb}]>'
        text = junk + wxr(post(1)).replace("<![CDATA[Post 1]]>", "&l11;&f;").replace(
            "<channel>", '<channel a="&l11;">'
        )
        (item,) = reader.items(text)
        assert item.title == "&l11;&f;"

    def test_a_broken_item_leaves_the_others_whole(self, reader: Reader) -> None:
        broken = "<item a=b c><title>x</rss><!DOCTYPE q><wp:post_id></item>"
        records = reader(wxr(post(1), broken, post(2)))
        assert [r.native_id for r in records if isinstance(r, ItemRecord)] == [
            "lea.example/1",
            "lea.example/2",
        ]
        (damage,) = [r for r in records if isinstance(r, Malformed)]
        assert damage.offset == 1

    def test_an_entry_without_an_id_is_told(self, reader: Reader) -> None:
        records = reader(wxr(post(1, wp__post_id=""), post(2)))
        assert Malformed("export.xml", 0, "The entry states no post id.") in records

    def test_a_file_cut_short_keeps_what_is_whole(self, reader: Reader) -> None:
        text = wxr(post(1), post(2, inner=comment(1, "whole") + comment(2, "cut here")))
        records = reader(text[: text.index("cut here") + 4])
        assert [r.text for r in records if isinstance(r, ItemRecord)] == ["Hello", "Hello", "whole"]
        assert [r.offset for r in records if isinstance(r, Malformed)] == [1]

    def test_a_post_cut_in_its_text_is_not_read(self, reader: Reader) -> None:
        text = wxr(post(1, "The whole text is longer than this"))
        records = reader(text[: text.index("longer")])
        assert not [r for r in records if isinstance(r, ItemRecord)]
        assert [r.reason for r in records if isinstance(r, Malformed)] == ["It breaks off before its end."]

    def test_memory_does_not_grow_with_the_number_of_comments(self) -> None:
        import tracemalloc

        def stream(count: int) -> io.BytesIO:
            return io.BytesIO(wxr(*(post(n, "x" * 2000) for n in range(count))).encode())

        peaks = []
        for count in (200, 2000):
            data = stream(count)
            tracemalloc.start()
            assert sum(isinstance(part, Item) for part in read_wxr(data)) == count
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        assert peaks[1] < peaks[0] * 2 + 1_000_000

    SAMPLE = wxr(post(1, inner=comment(1) + comment(2, parent=1, user_id=1)), post(2)).encode()

    @settings(max_examples=300, deadline=None)
    @given(
        cut=st.integers(0, len(SAMPLE)),
        flips=st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255)), max_size=6),
    )
    def test_any_damage_is_survived(
        self, tmp_path_factory: pytest.TempPathFactory, cut: int, flips: list[tuple[int, int]]
    ) -> None:
        data = bytearray(self.SAMPLE)
        for at, value in flips:
            data[at] = value
        path = tmp_path_factory.getbasetemp() / "damaged.xml"
        path.write_bytes(bytes(data[: cut or 1]))
        try:
            with open_archive(path) as archive:
                wordpress.detect(archive)
                records = list(wordpress.read(archive, ReadOptions()))
        except OwnvoiceError:
            return
        assert len([r for r in records if isinstance(r, ItemRecord)]) <= 8


class TestDetection:
    def test_feeds_and_other_files_are_not_claimed(self, tmp_path: Path) -> None:
        for text in ('<rss version="2.0"><channel/></rss>', "<feed/>", "hello", '{"a": 1}'):
            path = tmp_path / "other.xml"
            path.write_text(text)
            with open_archive(path) as archive:
                assert wordpress.detect(archive) is None


def counted(records: list[Record]) -> Counter[str]:
    counts: Counter[str] = Counter(record.reason for record in records if isinstance(record, Skipped))
    counts.update(f"{record.kind} {record.role}" for record in records if isinstance(record, ItemRecord))
    return counts


def test_the_theme_unit_test_data() -> None:
    """33 comments, 10 with a parent, 4 by a user; counted in the file with regular expressions, too."""
    path = real("wordpress/themeunittestdata.wordpress.xml")
    text = path.read_text(encoding="utf-8")
    blocks = re.findall(r"<wp:comment>.*?</wp:comment>", text, re.DOTALL)
    assert len(blocks) == 33
    assert sum("<wp:comment_parent>0<" not in block for block in blocks) == 10
    assert sum("<wp:comment_user_id>0<" not in block for block in blocks) == 4
    records = read(path)
    items = [record for record in records if isinstance(record, ItemRecord)]
    comments = [item for item in items if "#comment-" in item.native_id]
    left_out = skipped(records)
    assert len(comments) + left_out["unapproved"] + left_out["pingback"] == 33
    assert (left_out["unapproved"], left_out["pingback"]) == (3, 4)
    # One of the ten answers waits for approval.
    assert sum(item.kind is Kind.REPLY for item in comments) == 9
    by_creator = [item for item in comments if item.role is Role.CREATOR]
    assert sum(item.author.id != "" for item in by_creator) == 4
    assert len(by_creator) == 6
    assert not [record for record in records if isinstance(record, Malformed)]
    assert "@gmail.com" not in repr([record for record in records if isinstance(record, AccountRecord)])
    ids = {item.native_id for item in items}
    assert sum(item.parent_id in ids for item in comments) == len(comments)


def test_the_blog_of_pelicans_tests() -> None:
    counts = counted(read(real("wordpress/pelican/wordpressexport.xml")))
    assert counts["post creator"] == 9
    assert counts["reply creator"] == 2
    assert counts["comment fan"] == 1
    assert counts["pingback"] == 1


@pytest.mark.parametrize("folder", ["wordpress/importer", "wordpress/ghost-migrate", "wordpress"])
def test_every_real_export_is_read(folder: str) -> None:
    for path in sorted(real(folder).rglob("*.xml")):
        if path.name == "bloggerexport.xml":
            continue
        with open_archive(path) as archive:
            detection = wordpress.detect(archive)
            assert detection is not None, path.name
            records = list(wordpress.read(archive, ReadOptions(include_private=True)))
        items = path.read_bytes().count(b"<item>") + path.read_bytes().count(b"<item ")
        told = sum(
            isinstance(record, ItemRecord) and "#comment-" not in record.native_id for record in records
        )
        damaged = [record for record in records if isinstance(record, Malformed)]
        assert told + sum(isinstance(record, Skipped) for record in records) + len(damaged) >= items, (
            path.name
        )
        assert len(damaged) == (path.name == "namespace-edge-cases.xml"), path.name


def test_what_is_recognised_is_told_in_one_line() -> None:
    sample = wxr(post(1)).replace("<title>Lea bakes</title>", "<title>Lea\nbakes \r\n</title>")
    detection = wordpress.detect(InMemory({"a.xml": sample}))
    assert detection is not None and detection.description == "WordPress export of Lea bakes"
