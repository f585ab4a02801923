"""Bluesky: repositories, whole and in pieces, and what the API answers."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import libipld
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ownvoice.core.errors import AmbiguousCreatorError
from ownvoice.core.records import AccountRecord, ItemRecord, Kind, Malformed, Role
from ownvoice.sources import bluesky
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.bluesky_posts import parse_address, tid_time
from ownvoice.sources.reading.contract import ReadOptions
from tests.real_files import real
from tests.sources.in_memory import InMemory, by_id, items, reasons, records

LEA, TOM = "did:plc:leabakes", "did:plc:tom"
RKEY = "3kfxt2dprhx22"  # of a real post, which its author's program dated 2023-12-07T16:49:34.125Z
RKEY_TIME = datetime(2023, 12, 7, 16, 49, 34, 125_000, tzinfo=UTC)
WHEN = "2023-12-07T15:00:00.123456789-01:00"


def uri(did: str, rkey: str = RKEY) -> str:
    return f"at://{did}/app.bsky.feed.post/{rkey}"


def post(text: str, **more: Any) -> dict[str, Any]:
    return {"$type": "app.bsky.feed.post", "text": text, "createdAt": WHEN, "langs": ["fr", "en"]} | more


def answering(parent: str, root: str) -> dict[str, Any]:
    return {"reply": {"parent": {"uri": parent, "cid": "b"}, "root": {"uri": root, "cid": "b"}}}


class Car:
    """Builds a repository the way its owner would download it."""

    def __init__(self) -> None:
        self.blocks: dict[bytes, bytes] = {}

    def add(self, value: object) -> bytes:
        packed: bytes = libipld.encode_dag_cbor(value)
        cid = b"\x01\x71\x12\x20" + hashlib.sha256(packed).digest()
        self.blocks[cid] = packed
        return cid

    def node(self, rows: dict[str, bytes], left: bytes | None = None, right: bytes | None = None) -> bytes:
        """A tree node whose keys leave out what they share with the key before; `right` is after the last."""
        entries: list[dict[str, Any]] = []
        before = b""
        for text, link in rows.items():
            key = text.encode()
            shared = next(
                (i for i, (a, b) in enumerate(zip(before, key, strict=False)) if a != b), len(before)
            )
            entries.append({"p": shared, "k": key[shared:], "v": link, "t": None})
            before = key
        if right:
            entries[-1]["t"] = right
        return self.add({"l": left, "e": entries})

    def file(self, tree: bytes, without: bytes | None = None) -> bytes:
        root = self.add({"did": LEA, "version": 3, "data": tree, "rev": RKEY, "prev": None, "sig": b"x"})
        sections = [libipld.encode_dag_cbor({"roots": [root], "version": 1})]
        sections += [cid + packed for cid, packed in self.blocks.items() if cid != without]
        return b"".join(_varint(len(section)) + section for section in sections)


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def repository(*posts: dict[str, Any]) -> bytes:
    car = Car()
    return car.file(
        car.node({f"app.bsky.feed.post/{RKEY[:-1]}{n + 2}": car.add(p) for n, p in enumerate(posts)})
    )


def test_a_repository_is_its_tree_in_order() -> None:
    car = Car()
    low = car.node({"app.bsky.actor.profile/self": car.add({"displayName": "Lea"})})
    high = car.node(
        {
            "app.bsky.feed.repost/3k": car.add({"subject": {}}),
            "app.bsky.graph.follow/3k": car.add({"subject": TOM}),
        }
    )
    root = car.node(
        {
            "app.bsky.feed.like/3k": car.add({"subject": {}}),
            f"app.bsky.feed.post/{RKEY}": car.add(post("Bread")),
        },
        low,
        high,
    )
    found = records(bluesky, {"repo.car": car.file(root)})
    account, item = found[0], found[1]
    assert isinstance(account, AccountRecord) and (account.id, account.name) == (LEA, "Lea")
    assert isinstance(item, ItemRecord)
    assert (item.native_id, item.text, item.lang, item.kind) == (uri(LEA), "Bread", "fr", Kind.POST)
    assert item.url == f"https://bsky.app/profile/{LEA}/post/{RKEY}"
    assert (item.role, item.author.id, item.author.name) == (Role.CREATOR, LEA, "Lea")
    assert item.created_at == datetime(2023, 12, 7, 16, 0, 0, 123_456, tzinfo=UTC)
    assert reasons(found) == {"like": 1, "repost": 1, "not a text": 2}


def test_what_a_reply_answers_is_stated() -> None:
    (item,) = items(bluesky, {"repo.car": repository(post("Yes", **answering(uri(TOM), uri(LEA, "3kroot"))))})
    assert (item.kind, item.parent_id, item.root_id, item.parent_author) == (
        Kind.REPLY,
        uri(TOM),
        uri(LEA, "3kroot"),
        TOM,
    )


def test_a_repository_with_missing_blocks_is_read_as_far_as_it_goes() -> None:
    car = Car()
    gone = car.add(post("Gone"))
    tree = car.node({"app.bsky.feed.post/3ka": car.add(post("Here")), "app.bsky.feed.post/3kb": gone})
    found = records(bluesky, {"repo.car": car.file(tree, without=gone)})
    assert [record.text for record in found if isinstance(record, ItemRecord)] == ["Here"]
    (problem,) = [record for record in found if isinstance(record, Malformed)]
    assert "1 blocks are missing" in problem.reason


def test_a_second_version_of_the_container_wraps_the_first() -> None:
    inner = repository(post("Here"))
    pragma = bytes.fromhex("0aa16776657273696f6e02")
    places = b"".join(number.to_bytes(8, "little") for number in (51 + 9, len(inner), 0))
    wrapped = pragma + bytes(16) + places + bytes(9) + inner + b"an index of the blocks"
    assert pragma == b"\x0a" + libipld.encode_dag_cbor({"version": 2})
    found = records(bluesky, {"repo.car": wrapped})
    assert [record.text for record in found if isinstance(record, ItemRecord)] == ["Here"]
    assert not [record for record in found if isinstance(record, Malformed)]
    for cut in range(0, len(wrapped), 7):
        records(bluesky, {"repo.car": wrapped[:cut]})


def test_a_tree_that_bites_its_tail_ends() -> None:
    car = Car()
    tree = car.node({"app.bsky.feed.post/3ka": car.add(post("Once"))})
    again = car.node({"app.bsky.feed.post/3kb": car.add(post("Twice"))}, tree, tree)
    assert len(items(bluesky, {"repo.car": car.file(again)})) == 2


def facet(start: int, end: int, **feature: str) -> dict[str, Any]:
    return {"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}


def test_shortened_links_are_written_out_by_byte_offsets() -> None:
    text = "Été 🍞 example.org/very/lo… and my site"
    start = len("Été 🍞 ".encode())
    end = start + len("example.org/very/lo…".encode())
    site = len(text.encode()) - len("my site")
    item = items(
        bluesky,
        {"repo.car": repository(post(text, facets=[
            facet(site, len(text.encode()), **{"$type": "app.bsky.richtext.facet#link", "uri": "https://lea.example"}),
            facet(start, end, **{"$type": "app.bsky.richtext.facet#link", "uri": "https://example.org/very/long/path"}),
            facet(1, 2, **{"$type": "app.bsky.richtext.facet#link", "uri": "https://inside.a.character"}),
            facet(5, 9_999, **{"$type": "app.bsky.richtext.facet#link", "uri": "https://outside"}),
        ]))},
    )[0]  # fmt: skip
    assert item.text == "Été 🍞 https://example.org/very/long/path and my site"
    assert item.links == ("https://example.org/very/long/path", "https://lea.example")
    assert item.raw == text


def test_leading_mentions_of_a_reply_go() -> None:
    mention = facet(0, 4, **{"$type": "app.bsky.richtext.facet#mention", "did": TOM})
    reply = post("@tom yes", facets=[mention], **answering(uri(TOM), uri(TOM)))
    first = post("@tom yes", facets=[mention])
    found = items(bluesky, {"repo.car": repository(reply, first)})
    assert [item.text for item in found] == ["yes", "@tom yes"]


def test_entities_of_2023_count_utf16_units() -> None:
    entity = {"index": {"start": 3, "end": 15}, "type": "link", "value": "https://example.org/x"}
    (item,) = items(bluesky, {"repo.car": repository(post("🍞 example.org/", entities=[entity]))})
    assert item.text == "🍞 https://example.org/x"


@pytest.mark.parametrize(
    "written", ["yesterday", "", None, 7, "2099-01-01T00:00:00Z", "0000-01-01T00:00:00Z"]
)
def test_the_key_tells_the_time_where_the_post_does_not(written: object) -> None:
    (item,) = items(bluesky, {"repo.car": repository(post("x", createdAt=written))})
    assert item.created_at is not None
    assert abs((item.created_at - RKEY_TIME).total_seconds()) < 2


def view(did: str, rkey: str, text: str, **more: Any) -> dict[str, Any]:
    author = {"did": did, "handle": f"{did[8:]}.example", "displayName": did[8:].title()}
    return {
        "uri": uri(did, rkey),
        "cid": "b",
        "author": author,
        "record": post(text, **more),
        "indexedAt": WHEN,
    }


def thread() -> dict[str, Any]:
    reply = view(LEA, "3k3", "An hour", **answering(uri(TOM, "3k2"), uri(LEA, "3k1")))
    fan = view(TOM, "3k2", "How long?", **answering(uri(LEA, "3k1"), uri(LEA, "3k1")))
    quoted = {
        "$type": "app.bsky.embed.record#view",
        "record": {"uri": uri("did:plc:ana"), "value": post("Quoted")},
    }
    return {"thread": {
        "$type": "app.bsky.feed.defs#threadViewPost",
        "post": view(LEA, "3k1", "Bread") | {"embed": quoted},
        "replies": [
            {"post": fan, "replies": [{"post": reply, "replies": []}]},
            {"uri": uri("did:plc:ana", "3k9"), "notFound": True},
        ],
    }}  # fmt: skip


def test_a_thread_has_both_sides() -> None:
    found = records(bluesky, {"thread.json": json.dumps(thread())})
    keyed = by_id([record for record in found if isinstance(record, ItemRecord)])
    assert keyed.keys() == {uri(LEA, "3k1"), uri(TOM, "3k2"), uri(LEA, "3k3")}
    reply = keyed[uri(LEA, "3k3")]
    assert (reply.role, reply.parent_text, reply.parent_author) == (Role.CREATOR, "How long?", "tom.example")
    assert keyed[uri(TOM, "3k2")].role is Role.FAN
    assert reasons(found) == {"deleted": 1}


def test_a_thread_seen_from_its_last_reply() -> None:
    parent = {"post": view(LEA, "3k1", "Bread")}
    fan = view(TOM, "3k2", "How long?", **answering(uri(LEA, "3k1"), uri(LEA, "3k1")))
    found = by_id(items(bluesky, {"t.json": json.dumps({"thread": {"post": fan, "parent": parent}})}))
    assert (found[uri(LEA, "3k1")].role, found[uri(TOM, "3k2")].role) == (Role.CREATOR, Role.FAN)


def test_a_feed_without_its_reposts() -> None:
    fan = view(TOM, "3k2", "How long?")
    answer = view(LEA, "3k3", "An hour", **answering(uri(TOM, "3k2"), uri(TOM, "3k2")))
    repost = {"post": view(TOM, "3k7", "Other"), "reason": {"$type": "app.bsky.feed.defs#reasonRepost"}}
    feed = {"feed": [{"post": answer, "reply": {"root": fan, "parent": fan}}, repost]}
    found = records(bluesky, {"feed.json": json.dumps(feed)})
    keyed = by_id([record for record in found if isinstance(record, ItemRecord)])
    assert keyed[uri(LEA, "3k3")].parent_text == "How long?"
    assert keyed[uri(TOM, "3k2")].role is Role.FAN
    assert reasons(found) == {"repost": 1}


def test_jetstream_lines() -> None:
    def event(operation: str, collection: str, **more: Any) -> dict[str, Any]:
        commit = {"operation": operation, "collection": collection, "rkey": RKEY} | more
        return {"did": LEA, "time_us": 1, "kind": "commit", "commit": commit}

    lines = [
        event("create", "app.bsky.feed.post", record=post("Bread")),
        event("delete", "app.bsky.feed.post"),
        event("create", "app.bsky.feed.like", record={}),
        {"did": LEA, "time_us": 4, "kind": "identity", "identity": {}},
    ]
    text = "\n".join(json.dumps(line, separators=(",", ":")) for line in lines) + "\n{broken\n"
    found = records(bluesky, {"stream.json": text})
    assert [record.native_id for record in found if isinstance(record, ItemRecord)] == [uri(LEA)]
    assert reasons(found) == {"deleted": 1, "like": 1, "not a text": 1}
    assert [record.offset for record in found if isinstance(record, Malformed)] == [4]


def test_a_repository_and_a_thread_join_and_nothing_comes_twice() -> None:
    found = items(bluesky, {"repo.car": repository(post("Bread")), "thread.json": json.dumps(thread())})
    assert len(by_id(found)) == 4
    assert {item.author.id: item.role for item in found} == {LEA: Role.CREATOR, TOM: Role.FAN}


def test_posts_of_several_accounts_need_a_word_from_the_creator() -> None:
    posts = json.dumps({"posts": [view(LEA, "3k1", "Bread"), view(TOM, "3k2", "Cake")]})
    with pytest.raises(AmbiguousCreatorError) as error:
        items(bluesky, {"posts.json": posts})
    assert set(error.value.candidates) == {"leabakes.example", "tom.example"}
    found = by_id(items(bluesky, {"posts.json": posts}, ReadOptions(own_names=("@leabakes.example",))))
    assert (found[uri(LEA, "3k1")].role, found[uri(TOM, "3k2")].role) == (Role.CREATOR, Role.FAN)


def test_other_files_are_not_blueskys() -> None:
    other: dict[str, str | bytes] = {
        "a.json": '{"uri": "at://x/app.bsky.feed.generator/y"}',
        "b.txt": "app.bsky.feed.post",
    }
    assert bluesky.detect(InMemory(other)) is None


@pytest.mark.parametrize(
    ("name", "posts", "malformed"),
    [
        ("greenground.repo.car", 0, 0),
        ("paul_staging.repo.car", 87, 0),
        ("repo_slice.car", 1, 1),
        ("slice_bafyreieovf.car", 5, 0),
    ],
)
def test_real_repositories(name: str, posts: int, malformed: int) -> None:
    with open_archive(real(f"bluesky/{name}")) as archive:
        found = list(bluesky.read(archive, ReadOptions()))
    read = [record for record in found if isinstance(record, ItemRecord)]
    assert len(read) == posts
    assert sum(isinstance(record, Malformed) for record in found) == malformed
    assert all(item.created_at and item.native_id.startswith("at://did:plc:") for item in read)


def test_a_real_repository_states_its_parents() -> None:
    with open_archive(real("bluesky/paul_staging.repo.car")) as archive:
        read = [record for record in bluesky.read(archive, ReadOptions()) if isinstance(record, ItemRecord)]
    replies = [item for item in read if item.kind is Kind.REPLY]
    assert len(replies) == 19
    assert all(parse_address(item.parent_id) and parse_address(item.root_id) for item in replies)


def test_a_real_capture_of_an_account() -> None:
    with open_archive(real("bluesky/capture_hackerdarkweb.json")) as archive:
        read = [record for record in bluesky.read(archive, ReadOptions()) if isinstance(record, ItemRecord)]
    assert len(read) == 20
    assert {item.role for item in read} == {Role.CREATOR}


def test_all_real_files_together() -> None:
    with open_archive(real("bluesky")) as archive:
        detection = bluesky.detect(archive)
        assert detection is not None
        found = list(bluesky.read(archive, ReadOptions()))
    assert {name.rsplit("/", 1)[-1] for name in detection.members} == {
        "capture_hackerdarkweb.json", "extended_post_record.json", "post_record.json", "greenground.repo.car",
        "paul_staging.repo.car", "repo_slice.car", "slice_bafyreieovf.car",
    }  # fmt: skip
    assert sum(isinstance(record, Malformed) for record in found) == 1


@pytest.mark.parametrize("state", ["valid", "invalid"])
def test_official_addresses_and_times(state: str) -> None:
    for line in real(f"bluesky/interop/aturi_syntax_{state}.txt").read_text().splitlines():
        address = parse_address(line)
        if state == "valid" and address:
            assert str(address) == line
    for line in real(f"bluesky/interop/datetime_syntax_{state}.txt").read_text().splitlines():
        (item,) = items(bluesky, {"repo.car": repository(post("x", createdAt=line))})
        assert item.created_at is not None


def test_official_records_of_every_state() -> None:
    for state in ("valid", "invalid", "fixtures"):
        for case in json.loads(real(f"bluesky/data-model-{state}.json").read_text()):
            record = case["json"] if isinstance(case["json"], dict) else {"x": case["json"]}
            wrapped = {
                "uri": uri(LEA),
                "cid": "b",
                "value": post("x", embed=record, facets=record, reply=record),
            }
            (item,) = items(bluesky, {"record.json": json.dumps(wrapped)})
            assert item.text == "x"


def test_tids() -> None:
    made = tid_time(RKEY)
    assert made is not None and abs((made - RKEY_TIME).total_seconds()) < 2
    assert tid_time("self") is None and tid_time("zzzzzzzzzzzzz") is None


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damage_is_reported_and_never_raised(data: st.DataObject) -> None:
    files: dict[str, str | bytes] = {
        "repo.car": repository(post("Bread"), post("Yes", **answering(uri(TOM), uri(LEA)))),
        "thread.json": json.dumps(thread()),
    }
    name = data.draw(st.sampled_from(sorted(files)))
    whole = files[name]
    whole = whole.encode() if isinstance(whole, str) else whole
    at = data.draw(st.integers(0, len(whole) - 1))
    flipped = whole[:at] + bytes([data.draw(st.integers(0, 255))]) + whole[at + 1 :]
    files[name] = data.draw(st.sampled_from([whole[:at], flipped]))
    bluesky.detect(InMemory(files))
    records(bluesky, files, ReadOptions(own_names=(LEA,)))
