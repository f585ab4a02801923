"""Blogger's backups of both kinds and its API: what an entry is, whose it is, what answers what, and damage."""

from __future__ import annotations

import contextlib
import io
import json
import time
from datetime import UTC, datetime
from html import escape
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ownvoice.core.errors import AmbiguousCreatorError, OwnvoiceError
from ownvoice.core.records import AccountRecord, ItemRecord, Kind, Malformed, Role, Visibility
from ownvoice.sources import blogger
from ownvoice.sources.blogger import atom
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import ReadOptions
from tests.real_files import real
from tests.sources.in_memory import InMemory, by_id, items, reasons, records

LEA, BO, FAN = ("Lea", "11"), ("Bo", "22"), ("Fan Ny", "33")
TAG = "tag:blogger.com,1999:blog-5."
Person = tuple[str, str]


def _author(person: Person | None, more: str = "") -> str:
    if person is None:
        return ""
    name, number = person
    uri = f"<uri>https://www.blogger.com/profile/{number}</uri>" if number else ""
    return f"<author><name>{name}</name>{uri}<email>noreply@blogger.com</email>{more}</author>"


def old(number: int, kind: str, text: str, by: Person | None = LEA, more: str = "", title: str = "T") -> str:
    """An entry of `blog-*.xml`."""
    return (
        f"<entry><id>{TAG}{'page' if kind == 'page' else 'post'}-{number}</id>"
        "<published>2020-01-02T03:04:05.000-08:00</published><updated>2020-01-02T03:04:05.000-08:00</updated>"
        "<category scheme='http://schemas.google.com/g/2005#kind' "
        f"term='http://schemas.google.com/blogger/2008/kind#{kind}'/><title type='text'>{title}</title>"
        f"<content type='html'>{escape(text)}</content>{_author(by)}{more}</entry>"
    )


def under(post: int, answers: int = 0) -> str:
    related = (
        f"<link rel='related' href='http://www.blogger.com/feeds/5/{post}/comments/default/{answers}'/>"
        if answers
        else ""
    )
    return f"<thr:in-reply-to ref='{TAG}post-{post}' href='https://lea.example/x'/>{related}"


def backup(*entries: str) -> str:
    return (
        "<?xml version='1.0' encoding='UTF-8'?><?xml-stylesheet href='https://www.blogger.com/styles/atom.css'?>"
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:thr='http://purl.org/syndication/thread/1.0'>"
        f"<id>{TAG}archive</id><title>Lea bakes</title>"
        "<link rel='alternate' type='text/html' href='https://lea.example/'/>" + "".join(entries) + "</feed>"
    )


def new(
    number: int,
    kind: str,
    text: str,
    by: Person = LEA,
    more: str = "",
    status: str = "LIVE",
    trashed: str = "",
) -> str:
    """An entry of Takeout's `feed.atom`."""
    return (
        f"<entry><id>{TAG}post-{number}</id><blogger:type>{kind}</blogger:type>"
        f"<blogger:status>{status}</blogger:status>{_author(by, '<blogger:type>BLOGGER</blogger:type>')}"
        f"<title>T{number}</title><content type='html'>{escape(text)}</content>{more}"
        "<published>2024-05-06T07:08:09Z</published><updated>2024-05-07T07:08:09Z</updated>"
        f"<blogger:filename>/2024/05/x.html</blogger:filename><blogger:trashed>{trashed}</blogger:trashed></entry>"
    )


def takeout(*entries: str) -> str:
    return (
        "<?xml version='1.0' encoding='utf-8'?><feed xmlns='http://www.w3.org/2005/Atom' "
        f"xmlns:blogger='http://schemas.google.com/blogger/2018'><id>{TAG[:-1]}</id><title>Lea bakes</title>"
        + "".join(entries)
        + "</feed>"
    )


TALK = (
    old(
        1, "post", "<p>Rye &amp; <b>oats</b></p>", more="<link rel='alternate' href='https://lea.example/1'/>"
    ),
    old(2, "comment", "Why rye?", FAN, under(1)),
    old(3, "comment", "It drinks more.", LEA, under(1, 2)),
)
NEW_TALK = (
    new(1, "POST", "<p>Rye</p>"),
    new(2, "COMMENT", "Why?", FAN, f"<blogger:parent>{TAG}post-1</blogger:parent><blogger:inReplyTo/>"),
    new(3, "COMMENT", "So.", LEA, f"<blogger:parent>{TAG}post-1</blogger:parent>"
        f"<blogger:inReplyTo>{TAG}post-2</blogger:inReplyTo>"),
)  # fmt: skip


class TestBackup:
    def test_a_post_and_what_was_said_under_it(self) -> None:
        found = by_id(items(blogger, {"blog-1.xml": backup(*TALK)}))
        post, question, answer = (found[key] for key in "123")
        assert (post.text, post.title, post.kind, post.url) == (
            "Rye & oats", "T", Kind.POST, "https://lea.example/1",
        )  # fmt: skip
        assert post.created_at == datetime(2020, 1, 2, 11, 4, 5, tzinfo=UTC)
        assert (post.author.id, post.author.name, post.edited_at) == ("11", "Lea", None)
        assert (question.role, question.kind, question.parent_id, question.root_id) == (
            Role.FAN, Kind.COMMENT, "1", "1",
        )  # fmt: skip
        assert (answer.role, answer.kind, answer.parent_id, answer.root_id, answer.title) == (
            Role.CREATOR, Kind.REPLY, "2", "1", "",
        )  # fmt: skip

    def test_the_account_comes_first(self) -> None:
        first = records(blogger, {"blog-1.xml": backup(*TALK)})[0]
        assert first == AccountRecord("blogger", "11", "", "Lea", "https://lea.example/")

    def test_settings_templates_and_drafts_are_left_out(self) -> None:
        draft = "<app:control><app:draft>yes</app:draft></app:control>"  # the prefix is declared nowhere
        entries = (
            old(7, "settings", "true"), old(8, "template", "css"), old(9, "post", "Not yet", more=draft),
            old(1, "page", "About me"), old(4, "post", "<img src='x.jpg'/>"),
        )  # fmt: skip
        found = records(blogger, {"blog-1.xml": backup(*entries)})
        assert reasons(found) == {"not a text": 2, "draft": 1, "empty": 1}
        assert [r.text for r in found if isinstance(r, ItemRecord)] == ["About me"]
        asked = items(blogger, {"blog-1.xml": backup(*entries)}, ReadOptions(include_private=True))
        assert [(i.text, i.visibility) for i in asked] == [
            ("Not yet", Visibility.PRIVATE),
            ("About me", Visibility.PUBLIC),
        ]

    def test_a_removed_comment(self) -> None:
        gone = under(1) + "<gd:extendedProperty name='blogger.contentRemoved' value='true'/>"
        found = records(blogger, {"b.xml": backup(TALK[0], old(2, "comment", "Removed.", FAN, gone))})
        assert reasons(found) == {"deleted": 1}

    def test_no_address_of_a_person_is_kept(self) -> None:
        signed = old(2, "comment", "Hi", ("fan@mail.example", ""), under(1))
        assert "@" not in repr(records(blogger, {"b.xml": backup(TALK[0], signed)}))


class TestTakeout:
    NAME = "Takeout/Blogger/Blogs/Lea bakes/feed.atom"

    def test_what_answers_what_is_in_its_own_elements(self) -> None:
        found = by_id(items(blogger, {self.NAME: takeout(*NEW_TALK)}))
        assert [(i.kind, i.role, i.parent_id, i.root_id) for i in found.values()] == [
            (Kind.POST, Role.CREATOR, None, None),
            (Kind.COMMENT, Role.FAN, "1", "1"),
            (Kind.REPLY, Role.CREATOR, "2", "1"),
        ]
        assert found["1"].url == ""  # the blog's address is unknown
        assert found["1"].edited_at == datetime(2024, 5, 7, 7, 8, 9, tzinfo=UTC)

    def test_what_is_not_live_is_left_out(self) -> None:
        entries = (
            NEW_TALK[0], new(4, "POST", "x", status="DRAFT"), new(5, "POST", "x", status="SCHEDULED"),
            new(6, "COMMENT", "x", FAN, status="SPAM_COMMENT"), new(7, "COMMENT", "x", FAN, status="PENDING"),
            new(8, "POST", "x", status="SOFT_TRASHED"), new(9, "POST", "x", trashed="2024-06-01T00:00:00Z"),
        )  # fmt: skip
        found = records(blogger, {self.NAME: takeout(*entries)})
        assert reasons(found) == {"draft": 2, "spam": 1, "unapproved": 1, "deleted": 2}

    def test_detection_knows_what_is_left_alone(self) -> None:
        beside = "Takeout/Blogger/Blogs/Lea bakes/settings.csv"
        detection = blogger.detect(InMemory({self.NAME: takeout(*NEW_TALK), beside: "a,b\n"}))
        assert detection is not None
        assert (detection.members, detection.ignored) == ((self.NAME,), (beside,))

    def test_other_feeds_are_not_claimed(self) -> None:
        live = backup(*TALK).replace("blog-5.archive", "blog-5")
        for other in (live, "<feed/>", "<rss/>", "", '{"kind": "drive#file"}', '{"posts": []}'):
            assert blogger.detect(InMemory({"a.xml": other})) is None


class TestCreator:
    def test_several_authors_are_asked_about(self) -> None:
        files: dict[str, str | bytes] = {"b.xml": backup(*TALK, old(4, "post", "By Bo", BO))}
        for options in (ReadOptions(), ReadOptions(("Somebody",))):
            with pytest.raises(AmbiguousCreatorError) as raised:
                records(blogger, files, options)
            assert set(raised.value.candidates) == {"Lea", "Bo"}
        for name in ("bo", "22"):
            found = records(blogger, files, ReadOptions((name,)))
            assert reasons(found) == {"another author": 1}
            own = [r.native_id for r in found if isinstance(r, ItemRecord) and r.role is Role.CREATOR]
            assert own == ["4"]

    def test_two_profiles_under_one_name_are_one(self) -> None:
        found = items(blogger, {"b.xml": backup(*TALK, old(4, "post", "Later", ("Lea", "99")))})
        assert {i.native_id for i in found if i.role is Role.CREATOR} == {"1", "3", "4"}

    def test_two_profiles_without_a_name_are_two(self) -> None:
        entries = (old(1, "post", "x", ("Unknown", "1")), old(2, "post", "y", ("Unknown", "2")))
        with pytest.raises(AmbiguousCreatorError):
            records(blogger, {"b.xml": backup(*entries)})

    def test_a_name_that_anybody_can_type_is_not_enough(self) -> None:
        typed = old(2, "comment", "It's me", ("Lea", ""), under(1))
        (_, comment) = items(blogger, {"b.xml": backup(TALK[0], typed)})
        assert comment.role is Role.FAN
        (_, comment) = items(blogger, {"b.xml": backup(TALK[0], typed)}, ReadOptions(("Lea",)))
        assert comment.role is Role.CREATOR

    def test_without_profiles_the_name_tells(self) -> None:
        entries = (old(1, "post", "x", ("Lea", "")), old(2, "comment", "y", ("Lea", ""), under(1)))
        assert {i.role for i in items(blogger, {"b.xml": backup(*entries)})} == {Role.CREATOR}

    def test_comments_alone_dont_tell_whose_blog_it_is(self) -> None:
        with pytest.raises(AmbiguousCreatorError) as raised:
            records(blogger, {"b.xml": backup(*TALK[1:])})
        assert set(raised.value.candidates) == {"Fan Ny", "Lea"}
        found = items(blogger, {"b.xml": backup(*TALK[1:])}, ReadOptions(("Lea",)))
        assert [i.role for i in found] == [Role.FAN, Role.CREATOR]


class TestApi:
    def post(self, number: int, **more: Any) -> dict[str, Any]:
        author = {"id": "11", "displayName": "Lea &amp; Co"}
        return {
            "kind": "blogger#post", "id": str(number), "title": "Rye &amp; me", "content": "<p>Rye</p>",
            "published": "2024-05-06T07:08:09Z", "url": "https://lea.example/1", "author": author,
        } | more  # fmt: skip

    def comment(self, number: int, by: str, **more: Any) -> dict[str, Any]:
        author = {"id": by, "displayName": "N"}
        return {
            "kind": "blogger#comment",
            "id": number,
            "post": {"id": "1"},
            "content": "Hm",
            "author": author,
        } | more

    def test_a_list_with_comments_in_it(self) -> None:
        replies = {"items": [self.comment(2, "33"), self.comment(3, "11", inReplyTo={"id": "2"})]}
        answer = {"kind": "blogger#postList", "items": [self.post(1, replies=replies)]}
        for document in (answer, answer["items"], self.post(1, replies=replies)):
            found = items(blogger, {"a.json": json.dumps(document)})
            assert [(i.native_id, i.role, i.parent_id, i.root_id) for i in found] == [
                ("1", Role.CREATOR, None, None),
                ("2", Role.FAN, "1", "1"),
                ("3", Role.CREATOR, "2", "1"),
            ]
            assert (found[0].title, found[0].author.name) == ("Rye & me", "Lea & Co")

    def test_what_is_no_entry_and_what_is_not_live(self) -> None:
        rows = [self.post(1), {"kind": "blogger#post"}, 7, self.post(2, status="DRAFT"),
                self.comment(3, "33", status="spam")]  # fmt: skip
        found = records(blogger, {"a.json": json.dumps(rows)})
        assert reasons(found) == {"draft": 1, "spam": 1}
        assert len([r for r in found if isinstance(r, Malformed)]) == 2


class TestDamage:
    WHOLE = backup(*TALK).encode()
    SAMPLES = (
        WHOLE,
        takeout(*NEW_TALK).encode(),
        json.dumps([TestApi().post(1), TestApi().post(2)]).encode(),
    )

    @settings(max_examples=300, deadline=None)
    @given(
        which=st.integers(0, 2),
        cut=st.integers(0, 3_000),
        flips=st.lists(st.tuples(st.integers(0, 3_000), st.integers(0, 255)), max_size=6),
    )
    def test_any_damage_is_survived(self, which: int, cut: int, flips: list[tuple[int, int]]) -> None:
        data = bytearray(self.SAMPLES[which])
        for at, value in flips:
            data[at % len(data)] = value
        archive = InMemory({"a.xml": bytes(data[:cut])})
        try:
            blogger.detect(archive)
            list(blogger.read(archive, ReadOptions(("Lea",))))
        except OwnvoiceError:
            pass

    def test_cut_at_every_place_what_precedes_is_kept(self) -> None:
        ends = [at + 8 for at in range(len(self.WHOLE)) if self.WHOLE.startswith(b"</entry>", at)]
        for cut in range(len(self.WHOLE)):
            if blogger.detect(InMemory({"a.xml": self.WHOLE[:cut]})) is None:
                continue
            found = records(blogger, {"a.xml": self.WHOLE[:cut]})
            assert len([r for r in found if isinstance(r, ItemRecord)]) == sum(end <= cut for end in ends)
            told = [r for r in found if isinstance(r, Malformed)]
            assert len(told) == 1, cut

    def test_damage_in_one_entry_leaves_the_others_whole(self) -> None:
        for broken in ("</b></entry>", "<entry><id>", "&nope;</entry>"):
            middle = TALK[1].replace("</entry>", broken)
            found = records(blogger, {"a.xml": backup(TALK[0], middle, TALK[2])})
            assert [r.native_id for r in found if isinstance(r, ItemRecord)] == ["1", "3"], broken
            assert {r.offset for r in found if isinstance(r, Malformed)} <= {1, 2}

    def test_entities_and_files_from_outside_are_not_followed(self) -> None:
        document = backup(*TALK).replace(
            "<feed ", "<!DOCTYPE feed [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><feed ", 1
        )
        found = records(blogger, {"a.xml": document.replace("Why rye?", "&f;")})
        assert "root:" not in repr(found)
        assert len([r for r in found if isinstance(r, Malformed)]) == 1

    def test_an_entry_beyond_all_measure(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(atom, "ENTRY_BYTES", 100_000)
        monkeypatch.setattr(atom, "_CHUNK_BYTES", 1_000)
        huge = old(4, "post", "x" * 300_000)
        found = records(blogger, {"a.xml": backup(TALK[0], huge, *TALK[1:])})
        assert [r.native_id for r in found if isinstance(r, ItemRecord)] == ["1", "2", "3"]
        assert [r.offset for r in found if isinstance(r, Malformed)] == [1]

    def test_chunks_may_end_anywhere(self, monkeypatch: pytest.MonkeyPatch) -> None:
        whole = list(atom.read_atom(io.BytesIO(self.WHOLE), "a.xml"))
        for size in (1, 7, 64, 1_000):
            monkeypatch.setattr(atom, "_CHUNK_BYTES", size)
            assert list(atom.read_atom(io.BytesIO(self.WHOLE), "a.xml")) == whole

    def test_time_is_linear_in_the_size(self) -> None:
        started = time.process_time()
        records(blogger, {"a.xml": backup(*(old(n, "post", "x" * 500) for n in range(5_000)))})
        for hostile in ("<entry>" * 50_000, "<" * 200_000, "<entry " + "a:" * 100_000):
            with contextlib.suppress(OwnvoiceError):
                records(blogger, {"a.xml": backup(TALK[0], hostile)})
        assert time.process_time() - started < 10


def test_the_sample_backup() -> None:
    """2 posts, 2 pages and 1 comment beside 58 settings and a template; a post and a page are drafts."""
    with open_archive(real("wordpress/pelican/bloggerexport.xml")) as archive:
        found = list(blogger.read(archive, ReadOptions()))
    assert not [r for r in found if isinstance(r, Malformed)]
    assert reasons(found) == {"not a text": 59, "draft": 2}
    assert [(r.kind, r.role, r.author.id) for r in found if isinstance(r, ItemRecord)] == [
        (Kind.POST, Role.CREATOR, "000082957"),
        (Kind.POST, Role.CREATOR, "000082957"),
        (Kind.COMMENT, Role.FAN, "0617349827"),
    ]
    comment = next(r for r in found if isinstance(r, ItemRecord) and r.kind is Kind.COMMENT)
    assert comment.parent_id == comment.root_id == "1858599377741856733"


def test_the_sample_of_the_api() -> None:
    """Three posts of one author, whose name is written in two ways."""
    with open_archive(real("newsletter/blogger_api.json")) as archive:
        found = list(blogger.read(archive, ReadOptions()))
    posts = [r for r in found if isinstance(r, ItemRecord)]
    assert [(r.title, r.role) for r in posts] == [(t, Role.CREATOR) for t in ("Lorem", "Ipsum", "Dolor")]
    assert len(found) == 4
