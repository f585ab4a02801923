"""Discord's package and exported channels: whose messages, which answer which, what stays private."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ownvoice.core.errors import AmbiguousCreatorError
from ownvoice.core.records import AccountRecord, ItemRecord, Kind, Malformed, Role, Skipped, Visibility
from ownvoice.sources import discord
from ownvoice.sources.discord.text import plain_text
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import ReadOptions
from tests.real_files import real
from tests.sources.in_memory import InMemory, by_id, items, reasons, records

LEA = {
    "id": "100000000000000001",
    "name": "lea.m",
    "discriminator": "0000",
    "nickname": "Léa",
    "isBot": False,
}
BO = {"id": "100000000000000002", "name": "bo", "discriminator": "4711", "nickname": "Bo", "isBot": False}
C1, C2 = "200000000000000001", "200000000000000002"


def number(n: int) -> str:
    return str(300000000000000000 + n)


def said(
    n: int, author: dict[str, Any], text: str, answers: int | None = None, **more: Any
) -> dict[str, Any]:
    reply = (
        {"type": "Reply", "reference": {"messageId": number(answers), "channelId": C1}}
        if answers
        else {"type": "Default"}
    )
    return (
        {"id": number(n), "timestamp": "2023-01-06T14:03:03.853+01:00", "content": text, "author": author}
        | reply
        | more
    )


def exported(*messages: Any, kind: str = "GuildTextChat") -> str:
    channel = {"id": C1, "type": kind, "categoryId": "1", "name": "general"}
    return json.dumps(
        {"guild": {"id": "9", "name": "G"}, "channel": channel, "messages": messages, "messageCount": 9}
    )


def package(
    rows: str | list[Any], folder: str = "Nachrichten", kind: int = 0, prefix: str = "c"
) -> dict[str, str | bytes]:
    channel = {"id": C1, "type": kind} | ({"guild": {"id": "9", "name": "G"}} if kind == 0 else {})
    name = "messages.csv" if isinstance(rows, str) else "messages.json"
    return {
        f"{folder}/{prefix}{C1}/channel.json": json.dumps(channel),
        f"{folder}/{prefix}{C1}/{name}": rows if isinstance(rows, str) else json.dumps(rows),
        "Konto/user.json": json.dumps({"id": LEA["id"], "username": "lea.m", "global_name": "Léa", "email": "lea@example.org"}),
        "Activity/events.json": "{}",
    }  # fmt: skip


AS_LEA = ReadOptions(("lea.m",))
TALK = exported(
    said(1, BO, "Which flour?"), said(2, LEA, "Rye", 1), said(3, BO, "Thanks", 2), said(4, BO, "Anyone?")
)


def test_an_exported_channel_gives_the_creators_conversations() -> None:
    found = by_id(items(discord, {"a.json": TALK}, AS_LEA))
    assert {key: (item.role, item.kind) for key, item in found.items()} == {
        number(1): (Role.FAN, Kind.MESSAGE), number(2): (Role.CREATOR, Kind.REPLY), number(3): (Role.FAN, Kind.REPLY),
    }  # fmt: skip
    assert found[number(2)].parent_id == number(1) and found[number(1)].parent_id is None
    assert found[number(2)].visibility is Visibility.RESTRICTED
    assert found[number(2)].created_at is not None and found[number(2)].created_at.hour == 13
    assert reasons(records(discord, {"a.json": TALK}, AS_LEA)) == {"unrelated": 1}


@pytest.mark.parametrize("name", ["100000000000000001", "LÉA", "@lea.m"])
def test_the_creator_is_known_by_any_name(name: str) -> None:
    assert len(items(discord, {"a.json": TALK}, ReadOptions((name,)))) == 3


def test_who_the_creator_is_is_asked_with_the_likeliest_first() -> None:
    with pytest.raises(AmbiguousCreatorError) as raised:
        records(discord, {"a.json": TALK})
    assert raised.value.candidates == ("Bo", "Léa")
    assert len(items(discord, {"a.json": exported(said(1, BO, "alone"))})) == 1


def test_parts_of_a_channel_are_joined_and_a_cut_one_is_read_as_far_as_it_goes() -> None:
    second = exported(said(5, LEA, "Oats", 4))
    found = records(
        discord, {"G [part 2].json": second, "G.json": TALK[: TALK.index('"Anyone?"') + 8]}, AS_LEA
    )
    assert {r.native_id for r in found if isinstance(r, ItemRecord)} >= {number(n) for n in (1, 2, 3, 5)}
    assert [r.file for r in found if isinstance(r, Malformed)] == ["G.json"]


def test_direct_messages_are_private() -> None:
    files: dict[str, str | bytes] = {
        "dm.json": exported(said(1, BO, "Psst"), said(2, LEA, "Yes", 1), kind="DirectTextChat")
    }
    assert records(discord, files) == [Skipped("dm.json", "private", 2)]
    found = items(discord, files, ReadOptions(("Léa",), include_private=True))
    assert {item.visibility for item in found} == {Visibility.PRIVATE}


def test_bots_and_events_say_nothing() -> None:
    bot = BO | {"isBot": True}
    sample = exported(
        said(1, LEA, "Hi"), said(2, bot, "Beep", 1), said(3, LEA, "", type="Call"), said(4, LEA, " ")
    )
    assert reasons(records(discord, {"a.json": sample}, AS_LEA)) == {"not a text": 3}


@pytest.mark.parametrize(("folder", "prefix"), [("Messages", "c"), ("メッセージ", "c"), ("messages", "")])
def test_the_package_in_any_language(folder: str, prefix: str) -> None:
    rows = [
        {
            "ID": 1111111111111111112,
            "Timestamp": "2018-07-19 23:09:04",
            "Contents": "Hi <@100000000000000002> <:rye:100000000000000003>",
            "Attachments": "",
        }
    ]
    found = records(discord, package(rows, folder, prefix=prefix))
    assert AccountRecord("discord", LEA["id"], "lea.m", "Léa") in found
    (item,) = [record for record in found if isinstance(record, ItemRecord)]
    assert (item.native_id, item.text, item.parent_id) == ("1111111111111111112", "Hi :rye:", None)
    assert item.created_at is not None and item.created_at.isoformat() == "2018-07-19T23:09:04+00:00"
    assert item.url == f"https://discord.com/channels/9/{C1}/1111111111111111112"
    assert "example.org" not in repr(found)


def test_the_older_package_is_a_table() -> None:
    table = 'ID,Timestamp,Contents,Attachments\n7,2018-07-19 23:09:04.1+00:00,"One\ntwo",\n8,x,,https://cdn.example/a.png\n'
    found = records(discord, package(table))
    assert [r.text for r in found if isinstance(r, ItemRecord)] == ["One\ntwo"]
    assert reasons(found) == {"not a text": 1}


def test_the_packages_own_messages_join_an_exported_channel() -> None:
    rows = [{"ID": int(number(2)), "Timestamp": "2023-01-06 13:03:03", "Contents": "Rye", "Attachments": ""}]
    found = [r for r in records(discord, package(rows) | {"chats/a.json": TALK}) if isinstance(r, ItemRecord)]
    assert [r.parent_id for r in found if r.native_id == number(2)] == [None, number(1)]


def test_what_else_is_in_the_package_is_known() -> None:
    detection = discord.detect(InMemory(package([])))
    assert detection is not None and "Activity/events.json" in detection.ignored


def test_an_entry_that_is_no_message_doesnt_stop_the_others() -> None:
    found = records(
        discord,
        {"a.json": exported(said(1, LEA, "a"), {"id": "x", "author": LEA}, 7, said(2, LEA, "b"))},
        AS_LEA,
    )
    assert len([r for r in found if isinstance(r, ItemRecord)]) == 2
    assert len([r for r in found if isinstance(r, Malformed)]) == 2
    assert len([r for r in records(discord, package([{"ID": "?"}])) if isinstance(r, Malformed)]) == 1


def test_codes_in_a_text() -> None:
    assert (
        plain_text("<@!100000000000000002> see <#100000000000000003> at <t:1600000000:R> ||secret|| <3")
        == "see at secret <3"
    )


def test_other_json_is_not_discords() -> None:
    for other in ('{"messages": []}', '{"guild": {}, "x": 1}', "[]", "{"):
        assert discord.detect(InMemory({"a.json": other})) is None


SAMPLE = TALK.encode()


@given(st.integers(0, len(SAMPLE)), st.binary(max_size=3))
def test_damage_never_raises(at: int, put: bytes) -> None:
    for damaged in (SAMPLE[:at], SAMPLE[:at] + put + SAMPLE[at + len(put) :]):
        found = discord.read(InMemory({"a.json": damaged}), AS_LEA)
        try:
            assert all(isinstance(record, ItemRecord | Malformed | Skipped) for record in found)
        except AmbiguousCreatorError:
            continue


def test_the_sample_channels() -> None:
    """Counted in the files: five messages, three by mlomb; one by Adam; a direct chat of three."""
    with open_archive(real("discord/SV_5A_5M.json")) as archive:
        found = list(discord.read(archive, ReadOptions(("mlomb",))))
    assert len([r for r in found if isinstance(r, ItemRecord)]) == 3 and reasons(found) == {"unrelated": 2}
    with open_archive(real("discord/example_guild_general.json")) as archive:
        assert len([r for r in discord.read(archive, ReadOptions()) if isinstance(r, ItemRecord)]) == 1
    with open_archive(real("discord/DM_2A_2M.json")) as archive:
        assert reasons(list(discord.read(archive, ReadOptions()))) == {"private": 3}
