"""LinkedIn's export: two ways of quoting, links that name comments, articles, messages."""

from __future__ import annotations

import csv
import io
import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ownvoice.core.errors import AmbiguousCreatorError, OwnvoiceError
from ownvoice.core.records import AccountRecord, ItemRecord, Kind, Malformed, Record, Role, Visibility
from ownvoice.sources import linkedin
from ownvoice.sources.linkedin.files import Table
from ownvoice.sources.linkedin.quoting import table_rows, without_pieces
from ownvoice.sources.linkedin.urns import Target, target_of
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import ReadOptions
from tests.real_files import real
from tests.sources.in_memory import InMemory, items, reasons, records

UPDATE = "https://www.linkedin.com/feed/update/"
SHARES_HEADER = "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n"
SHARES = (
    SHARES_HEADER
    + f'2026-01-05 10:00:00,{UPDATE}urn%3Ali%3Ashare%3A1,"First ""line"".""\n""""\n""Second\\n line.",'
    "https://mill.example/,,MEMBER_NETWORK\n"
    f"2026-01-06 10:00:00,{UPDATE}urn:li:ugcPost:2,For friends &amp; family,,,CONNECTIONS\n"
    f"2026-01-07 10:00:00,{UPDATE}urn:li:share:3,,,,MEMBER_NETWORK\n"
)
COMMENTS = (
    "Date,Link,Message\n"
    f'2026-02-01 08:00:00,{UPDATE}urn%3Ali%3AugcPost%3A2,"Say \\"rye\\", not C:\\\\wheat"\n'
    f"2026-02-02 08:00:00,{UPDATE}urn:li:activity:9?commentUrn=urn%3Ali%3Acomment%3A%28activity%3A9%2C10%29,Nice\n"
    f"2026-02-03 08:00:00,{UPDATE}urn:li:activity:9?commentUrn=urn%3Ali%3Acomment%3A%28activity%3A9%2C10%29"
    "&replyUrn=urn%3Ali%3Acomment%3A(activity%3A9%2C11),It is\n"
    f"2026-02-04 08:00:00,{UPDATE}urn:li:activity:9,\n"
)
PROFILE = "First Name,Last Name,Maiden Name,Address,Birth Date,Headline\nLea,Roy,,1 Mill Rd,Jan 1,Baker\n"
MESSAGES = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER,"
    "IS MESSAGE DRAFT\n"
    "c1,,Fan Ny,https://www.linkedin.com/in/fan,Lea Roy,,2026-03-01 08:00:00 UTC,Rye,"
    "<p>Which &amp; why?</p><p>Thanks</p>,INBOX,No\n"
    "c1,,Lea Roy,https://www.linkedin.com/in/lea,Fan Ny,,2026-03-01 09:00:00 UTC,,Mine <3,INBOX,No\n"
    "c1,,Lea Roy,,Fan Ny,,2026-03-01 09:30:00 UTC,,Not sent,INBOX,Yes\n"
    "c1,,Fan Ny,,Lea Roy,,2026-03-01 10:00:00 UTC,,,INBOX,No\n"
    "c2,,Ad,,Lea Roy,,2026-03-01 10:00:00 UTC,,Buy!,SPAM,No\n"
)
ARTICLE = (
    '<html><head><title>Rye</title><style>p {}</style></head><body><img src="https://media.licdn.com/x">'
    '<h1><a href="https://www.linkedin.com/pulse/rye-lea-roy-x1">On rye &amp; water</a></h1>\n'
    '<p class="created">Created on 2026-02-24 00:06</p>\n<p class="published">Published on 2026-02-24 00:09</p>\n'
    '<div><p>Rye drinks <a href="https://mill.example/">more</a>.</p><p>Much more.</p></div></body></html>'
)
FILES: dict[str, str | bytes] = {
    "Basic/Shares.csv": "\ufeff" + SHARES,
    "Basic/Comments_17529409.csv": COMMENTS,
    "Basic/messages.csv": MESSAGES,
    "Basic/Profile.csv": PROFILE,
    "Basic/InstantReposts.csv": f"Date,Link\n2026-01-01 00:00:00,{UPDATE}urn:li:activity:5\n",
    "Basic/Connections.csv": "Notes:\nx\n\nFirst Name,Last Name,URL,Email Address\nA,B,,a@b.example\n",
    "Basic/Articles/Articles/2026-02-24 00:09:00.0-On rye.html": ARTICLE,
}


def one(data: str, name: str = "Shares.csv") -> list[Record]:
    return records(linkedin, {name: data})


class TestExport:
    def test_everything_of_the_accounts(self) -> None:
        found = records(linkedin, FILES)
        assert found[0] == AccountRecord("linkedin", name="Lea Roy")
        by_kind = [(r.kind, r.author.name) for r in found if isinstance(r, ItemRecord)]
        assert by_kind == [
            (Kind.COMMENT, "Lea Roy"),
            (Kind.COMMENT, "Lea Roy"),
            (Kind.REPLY, "Lea Roy"),
            (Kind.POST, "Lea Roy"),
            (Kind.POST, "Lea Roy"),
            (Kind.POST, "Lea Roy"),
        ]
        assert reasons(found) == {"share": 2, "not a text": 1, "private": 5}

    def test_detection_knows_what_is_left_alone(self) -> None:
        detection = linkedin.detect(InMemory(FILES))
        assert detection is not None
        assert detection.description == "LinkedIn: comments, instant reposts, shares, messages, 1 article"
        assert detection.ignored == ("Basic/Connections.csv",)

    @pytest.mark.parametrize(
        "text",
        [
            "Date,Link,Message\n2026-01-01,https://other.example/,Hi\n",
            "Comment ID,Channel ID\nUgx,UC\n",
            "First Name,Last Name,Headline\nA,B,C\n",
            "",
        ],
    )
    def test_other_tables_are_not_claimed(self, text: str) -> None:
        assert linkedin.detect(InMemory({"Comments.csv": text})) is None

    def test_addresses_and_contacts_are_never_read(self) -> None:
        found = repr(records(linkedin, FILES, ReadOptions(include_private=True)))
        assert "a@b.example" not in found
        assert "Mill Rd" not in found


class TestPosts:
    def test_a_post_in_quoted_pieces(self) -> None:
        item = items(linkedin, {"Shares.csv": SHARES})[0]
        assert (item.native_id, item.text) == ("urn:li:share:1", 'First "line".\n\nSecond\\n line.')
        assert item.created_at == datetime(2026, 1, 5, 10, tzinfo=UTC)
        assert (item.visibility, item.links) == (Visibility.PUBLIC, ("https://mill.example/",))

    def test_a_post_for_connections(self) -> None:
        item = items(linkedin, {"Shares.csv": SHARES})[1]
        assert (item.text, item.visibility) == ("For friends & family", Visibility.RESTRICTED)

    def test_pieces_that_fell_apart_into_rows_are_joined(self) -> None:
        data = SHARES_HEADER + f'2026-01-05 10:00:00,{UPDATE}urn:li:share:1,"one"\n"two",,,PUBLIC\n'
        (item,) = items(linkedin, {"Shares.csv": data})
        assert (item.text, item.visibility) == ("one\ntwo", Visibility.PUBLIC)

    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ('one"\n"two', "one\ntwo"),
            ('one"\r\n""\r\n"two', "one\n\ntwo"),
            ('She said "hi"\nand left', 'She said "hi"\nand left'),
            ('"one"', '"one"'),
            ("one\ntwo", "one\ntwo"),
        ],
    )
    def test_quotation_marks_go_only_where_every_line_has_them(self, written: str, meant: str) -> None:
        assert without_pieces(written) == meant

    def test_a_time_that_is_none_is_kept_as_written(self) -> None:
        (item,) = items(
            linkedin, {"Shares.csv": SHARES_HEADER + f"2026-02-30 10:00:00,{UPDATE}urn:li:share:5,Hi,,,\n"}
        )
        assert (item.created_at, item.raw_time) == (None, "2026-02-30 10:00:00")

    def test_what_is_no_utf8_is_windows_1252(self) -> None:
        data = (
            SHARES_HEADER.encode() + b"2026-01-30 10:00:00,https://www.linkedin.com/x,Jos\xe9 \x80,,,PUBLIC\n"
        )
        (item,) = items(linkedin, {"Shares.csv": data})
        assert (item.text, len(item.native_id)) == ("José €", 20)


class TestComments:
    def test_quotation_marks_behind_backslashes(self) -> None:
        item = items(linkedin, {"Comments.csv": COMMENTS})[0]
        assert item.text == 'Say "rye", not C:\\wheat'

    def test_a_link_to_a_post_tells_the_thread_and_no_parent(self) -> None:
        item = items(linkedin, {"Comments.csv": COMMENTS})[0]
        assert (item.parent_id, item.root_id, item.kind) == (None, "urn:li:ugcPost:2", Kind.COMMENT)

    def test_a_link_to_a_comment_tells_the_parent(self) -> None:
        _, comment, reply = items(linkedin, {"Comments.csv": COMMENTS})
        assert (comment.native_id, comment.parent_id) == (
            "urn:li:comment:(activity:9,10)",
            "urn:li:activity:9",
        )
        assert (reply.native_id, reply.parent_id) == (
            "urn:li:comment:(activity:9,11)",
            "urn:li:comment:(activity:9,10)",
        )
        assert (reply.kind, reply.root_id) == (Kind.REPLY, "urn:li:activity:9")

    def test_links_that_name_nothing(self) -> None:
        assert target_of("https://www.linkedin.com/in/lea") == Target()
        assert target_of(f"{UPDATE}urn:li:activity:1?commentUrn=x&replyUrn=%28") == Target(
            "urn:li:activity:1"
        )
        assert target_of("x" * 10_000) == Target()

    def test_a_row_that_fell_apart_is_joined(self) -> None:
        data = COMMENTS.replace(",Nice\n", ",Nice\nand warm\n")
        assert items(linkedin, {"Comments.csv": data})[1].text == "Nice\nand warm"

    def test_a_row_too_wide_is_told(self) -> None:
        found = one(COMMENTS.replace(",Nice\n", ",Nice, very\n"), "Comments.csv")
        assert [(r.offset, r.unit) for r in found if isinstance(r, Malformed)] == [(2, "row")]
        assert len([r for r in found if isinstance(r, ItemRecord)]) == 2


class TestArticles:
    NAME = "Articles/2026-02-24 00:09:00.0-On rye.html"

    def test_an_article(self) -> None:
        (item,) = items(linkedin, {self.NAME: ARTICLE})
        assert (item.title, item.text) == ("On rye & water", "Rye drinks more.\n\nMuch more.")
        assert item.native_id == item.url == "https://www.linkedin.com/pulse/rye-lea-roy-x1"
        assert item.created_at == datetime(2026, 2, 24, 0, 9, tzinfo=UTC)
        assert item.links == ("https://mill.example/",)

    def test_drafts_and_empty_ones_are_left_out(self) -> None:
        draft = ARTICLE.replace('<p class="published">Published on 2026-02-24 00:09</p>', "")
        assert reasons(records(linkedin, {self.NAME: draft})) == {"draft": 1}
        empty = ARTICLE[: ARTICLE.index("<div>")]
        assert reasons(records(linkedin, {self.NAME: empty})) == {"empty": 1}

    def test_an_old_page_has_its_time_in_its_name(self) -> None:
        page = '<h1>Old</h1><p>Text of <a href="https://www.linkedin.com/x">old</a></p>'
        (item,) = items(linkedin, {"Articles/2017-01-21 10:31:04.0-Old.html": page})
        assert (item.text, item.created_at) == ("Text of old", datetime(2017, 1, 21, 10, 31, 4, tzinfo=UTC))

    def test_pages_of_others_are_not_claimed(self) -> None:
        assert linkedin.detect(InMemory({"articles/hello.html": "<h1>Hello</h1><p>World</p>"})) is None


class TestMessages:
    PRIVATE = ReadOptions(include_private=True)

    def test_on_request_with_the_account_from_the_profile(self) -> None:
        found = [i for i in items(linkedin, FILES, self.PRIVATE) if i.kind is Kind.MESSAGE]
        assert [(i.text, i.role, i.author.name) for i in found] == [
            ("Which & why?\n\nThanks", Role.FAN, "Fan Ny"),
            ("Mine <3", Role.CREATOR, "Lea Roy"),
        ]
        assert {(i.visibility, i.root_id, i.parent_id) for i in found} == {(Visibility.PRIVATE, "c1", None)}
        assert reasons(records(linkedin, FILES, self.PRIVATE)) == {
            "share": 2,
            "not a text": 2,
            "draft": 1,
            "spam": 1,
        }

    def test_without_a_profile_the_creator_has_to_say(self) -> None:
        with pytest.raises(AmbiguousCreatorError) as error:
            records(linkedin, {"messages.csv": MESSAGES}, self.PRIVATE)
        assert set(error.value.candidates) == {"Fan Ny", "Lea Roy", "Ad"}
        found = items(linkedin, {"messages.csv": MESSAGES}, ReadOptions(("lea roy",), include_private=True))
        assert [i.role for i in found] == [Role.FAN, Role.CREATOR]


class TestDamage:
    SAMPLES = [(name.rpartition("/")[2], str(data).encode()) for name, data in FILES.items()]

    @settings(max_examples=300, deadline=None)
    @given(
        which=st.integers(0, len(SAMPLES) - 1),
        cut=st.integers(1, 1_500),
        flips=st.lists(st.tuples(st.integers(0, 1_500), st.integers(0, 255)), max_size=6),
        private=st.booleans(),
    )
    def test_any_damage_is_survived(
        self, which: int, cut: int, flips: list[tuple[int, int]], private: bool
    ) -> None:
        name, whole = self.SAMPLES[which]
        data = bytearray(whole)
        for at, value in flips:
            data[at % len(data)] = value
        archive = InMemory({f"Articles/{name}": bytes(data[:cut])})
        try:
            linkedin.detect(archive)
            list(linkedin.read(archive, ReadOptions(include_private=private)))
        except OwnvoiceError:
            pass

    def test_a_file_cut_short_keeps_what_precedes(self) -> None:
        found = one(COMMENTS[: COMMENTS.index("not C:")], "Comments.csv")
        assert [type(r) for r in found] == [Malformed]
        rows = COMMENTS + f'2026-02-05 08:00:00,{UPDATE}urn:li:activity:9,"half'
        found = one(rows, "Comments.csv")
        assert len([r for r in found if isinstance(r, ItemRecord)]) == 3
        assert len([r for r in found if isinstance(r, Malformed)]) == 1

    def test_time_is_linear_in_the_size(self) -> None:
        started = time.process_time()
        one(COMMENTS + "x\n" * 100_000, "Comments.csv")
        one(SHARES + '"' * 300_001)
        one(SHARES_HEADER + f'2026-01-01,{UPDATE}urn:li:share:1,"' + '""\n""' * 60_000 + '",,,\n')
        for hostile in ("<h1>" * 50_000, "<p class=" * 50_000, ARTICLE + "<p><" * 50_000):
            records(linkedin, {TestArticles.NAME: ARTICLE[:200] + hostile})
        assert time.process_time() - started < 10


def _plain_rows(path: Path, **how: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")), **how))


def test_the_sample_tables() -> None:
    with open_archive(real("linkedin/shares-parity.csv")) as archive:
        shares = [r for r in linkedin.read(archive, ReadOptions()) if isinstance(r, ItemRecord)]
    assert [item.native_id for item in shares] == [f"urn:li:share:{n}" for n in range(1, 7)]
    assert shares[0].text == 'He said "hi".\n\nNext "line" here.'

    path = real("linkedin/comments-corpus.csv")
    expected = _plain_rows(path, doublequote=True, escapechar="\\")
    worded = [row for row in expected if row["Message"].strip()]
    with open_archive(path) as archive:
        found = list(linkedin.read(archive, ReadOptions()))
    comments = [r for r in found if isinstance(r, ItemRecord)]
    assert (len(expected), len(comments)) == (220, len(worded))
    assert [item.url for item in comments] == [row["Link"] for row in worded]
    assert sum(row["Message"] == item.text for row, item in zip(worded, comments, strict=True)) >= 190
    assert not [r for r in found if isinstance(r, Malformed)]
    assert reasons(found) == {"not a text": len(expected) - len(worded)}


def test_the_sample_messages() -> None:
    path = real("linkedin/messages-corpus.csv")
    expected = [row for row in _plain_rows(path) if row["CONTENT"].strip()]
    with open_archive(path) as archive:
        assert reasons(list(linkedin.read(archive, ReadOptions()))) == {"private": len(_plain_rows(path))}
        found = list(linkedin.read(archive, ReadOptions(("Ada Lovelace",), include_private=True)))
    messages = [r for r in found if isinstance(r, ItemRecord)]
    assert len(messages) == len(expected)
    own = sum(row["FROM"] == "Ada Lovelace" for row in expected)
    assert sum(item.role is Role.CREATOR for item in messages) == own > 0


def test_the_sample_of_malformed_tables() -> None:
    cases = json.loads(real("linkedin/malformed-csv-outcomes.json").read_text())["cases"]
    told: dict[str, bool] = {}
    for case in cases:
        if (
            case["fileType"] in ("shares", "comments", "messages")
            and "header" not in case["expected"]["python"]
        ):
            rows = list(table_rows(io.BytesIO(case["csv"].encode()), "a.csv", Table(case["fileType"])))
            told[case["id"]] = any(isinstance(row, Malformed) for row in rows)
    for case in cases:
        if case["id"] in told:
            assert told[case["id"]] == (case["expected"]["python"] == "parse_error"), case["id"]


def test_the_sample_of_encodings() -> None:
    sample = json.loads(real("linkedin/byte-decoding-parity.json").read_text())
    for case in sample["cases"]:
        data = sample["csvPrefix"].encode() + bytes(case["bytes"]) + sample["csvSuffix"].encode()
        ((_, cells),) = table_rows(io.BytesIO(data), "Shares.csv", Table.SHARES)  # type: ignore[misc]
        assert [ord(c) for c in cells["sharecommentary"]] == case["expectedCodePoints"], case["id"]
