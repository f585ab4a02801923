"""What is parsed many elements at a time is what is parsed one by one: values, places, damage, whatever the layout."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ownvoice.core.records import Malformed
from ownvoice.sources.reading import json_array, json_lines, json_nested
from ownvoice.sources.reading.json_array import iter_array, iter_batches
from ownvoice.sources.reading.json_lines import iter_json_lines, iter_line_batches
from ownvoice.sources.reading.telegram_json import Messages, read_telegram
from ownvoice.sources.reading.wxr import Item, read_wxr

TEXT = st.text(st.sampled_from('ab{}[]",:\\/\n é🙂'), max_size=12)
OBJECTS = st.fixed_dictionaries(
    {"id": st.integers(0, 9)}, optional={"text": TEXT, "more": st.lists(st.fixed_dictionaries({"id": TEXT}))}
)
LAYOUTS: list[dict[str, Any]] = [{}, {"indent": 1}, {"separators": (",", ":")}, {"indent": "\t"}]


@pytest.fixture(autouse=True)
def small_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretches of a few elements, so that many of them are looked at."""
    monkeypatch.setattr(json_array, "BATCH_BYTES", 64)
    monkeypatch.setattr(json_lines, "_BLOCK_BYTES", 64)
    monkeypatch.setattr(json_nested, "_BATCH_BYTES", 64)


def flat(parts: Any) -> list[Any]:
    """Values with their places, and damage."""
    found: list[Any] = []
    for part in parts:
        if isinstance(part, Malformed):
            found.append(part)
        else:
            found += [(part.offset(number), value) for number, value in enumerate(part.values)]
    return found


def singly(parts: Any) -> list[Any]:
    return [part if isinstance(part, Malformed) else (part.offset, part.value) for part in parts]


@settings(max_examples=200, deadline=None)
@given(st.lists(OBJECTS, max_size=12), st.sampled_from(LAYOUTS), st.integers(0, 400), st.integers(0, 255))
def test_a_list_is_read_as_element_by_element(
    values: list[Any], layout: dict[str, Any], place: int, byte: int
) -> None:
    raw = json.dumps(values, **layout).encode()
    damaged = raw[:place] + bytes([byte]) + raw[place + 1 :]
    for data in (raw, raw[:place], damaged):
        assert flat(iter_batches(io.BytesIO(data), "f")) == singly(iter_array(io.BytesIO(data), "f"))


@settings(max_examples=200, deadline=None)
@given(st.lists(OBJECTS, max_size=12), st.integers(0, 400), st.integers(0, 255))
def test_lines_are_read_as_line_by_line(values: list[Any], place: int, byte: int) -> None:
    raw = b"".join(json.dumps(value).encode() + b"\n" for value in values)
    damaged = raw[:place] + bytes([byte]) + raw[place + 1 :]
    for data in (raw, raw[:place], damaged, raw.replace(b"\n", b"\r\n\r\n")):
        assert flat(iter_line_batches(io.BytesIO(data), "f")) == singly(
            iter_json_lines(io.BytesIO(data), "f")
        )


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(OBJECTS, max_size=9), max_size=5), st.sampled_from(LAYOUTS), st.booleans())
def test_an_accounts_messages_are_those_of_its_chats(
    chats: list[list[Any]], layout: dict[str, Any], windows: bool
) -> None:
    listed = [{"name": f"{n}", "id": n, "messages": messages} for n, messages in enumerate(chats)]
    text = json.dumps({"personal_information": {"user_id": 1}, "chats": {"list": listed}}, **layout)
    data = (text.replace("\n", "\r\n") if windows else text).encode()
    found = [part for part in read_telegram(io.BytesIO(data), "f") if isinstance(part, Messages)]
    assert [(part.chat.id, value) for part in found for value in part.values] == [
        (str(n) if n else "0", message) for n, messages in enumerate(chats) for message in messages
    ]
    assert [part.first for part in found] == [
        sum(len(before.values) for before in found[:at]) for at in range(len(found))
    ]


def test_an_element_that_only_the_events_can_read_keeps_its_place() -> None:
    listed = [{"id": n, "big": 10**30 if n == 7 else n} for n in range(20)]
    data = json.dumps({"chats": {"list": [{"id": 5, "messages": listed}]}}, indent=1).encode()
    found = [part for part in read_telegram(io.BytesIO(data), "f") if isinstance(part, Messages)]
    assert [value["id"] for part in found for value in part.values] == list(range(20))


WXR = (
    '<rss xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
    "<channel><title>S</title>{}</channel></rss>"
)


@pytest.mark.parametrize(
    "text",
    [
        "plain", "a &amp; b &lt;i&gt;", "<![CDATA[ <p>x</p> ]]>", "<![CDATA[a]]]]><![CDATA[>b]]>", "&#233;&nbsp;é", "a & b",
        "<![CDATA[</item>]]>", "<![CDATA[<item>]]>", "<!-- c -->x", "1 ]]> 2", "a\r\nb\rc", "<b>x</b>", "",
    ],
)  # fmt: skip
def test_an_item_taken_apart_is_what_a_parser_makes_of_it(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    item = (
        f'<item><title>{text}</title><category domain="author" nicename="x">{text}</category>'
        f"<wp:post_id>7</wp:post_id><wp:postmeta><wp:meta_key>{text}</wp:meta_key></wp:postmeta>"
        f"<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_content>{text}</wp:comment_content>"
        f"<wp:commentmeta><wp:meta_key>k</wp:meta_key></wp:commentmeta></wp:comment></item>\n"
    )
    data = WXR.format(item * 3).encode()
    fast = [part for part in read_wxr(io.BytesIO(data)) if isinstance(part, Item)]
    monkeypatch.setattr("ownvoice.sources.reading.wxr.take_apart", lambda written, names: None)
    assert fast == [part for part in read_wxr(io.BytesIO(data)) if isinstance(part, Item)]
    assert len(fast) == 3
