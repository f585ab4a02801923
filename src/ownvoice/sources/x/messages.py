"""Direct messages, alone and in groups. The archive names people by id only."""

from __future__ import annotations

from typing import Any

from ownvoice.core.records import (
    AccountRecord,
    Author,
    ItemRecord,
    Kind,
    Malformed,
    Records,
    Role,
    Skipped,
    Visibility,
)
from ownvoice.core.text import tidy
from ownvoice.sources.reading.contract import Archive, Member
from ownvoice.sources.reading.json_array import iter_array
from ownvoice.sources.reading.timestamps import parse_iso


def read_messages(archive: Archive, member: Member, account: AccountRecord, include_private: bool) -> Records:
    """The messages of each conversation, oldest first; only their number unless `include_private`.

    `root_id` is the conversation's id: what the archive states about what belongs together. It doesn't state
    which message answers which.
    """
    left_out = empty = 0
    with archive.open(member) as stream:
        for element in iter_array(stream, member.name):
            if isinstance(element, Malformed):
                yield element
                continue
            conversation = element.value.get("dmConversation") if isinstance(element.value, dict) else None
            if not isinstance(conversation, dict) or not isinstance(conversation.get("messages"), list):
                yield Malformed(member.name, element.offset, "this is no conversation", "byte")
                continue
            texts = [m["messageCreate"] for m in conversation["messages"] if _is_text(m)]
            if not include_private:
                left_out += len(texts)
                continue
            for message in reversed(texts):
                record = _record(message, str(conversation.get("conversationId") or ""), account)
                if record is None:
                    yield Malformed(member.name, element.offset, "a message has no id", "byte")
                elif record.text:
                    yield record
                else:
                    empty += 1
    if left_out:
        yield Skipped(member.name, "private", left_out)
    if empty:
        yield Skipped(member.name, "empty", empty)


def _is_text(message: object) -> bool:
    return isinstance(message, dict) and isinstance(message.get("messageCreate"), dict)


def _record(message: dict[str, Any], conversation: str, account: AccountRecord) -> ItemRecord | None:
    native_id, sender, text = message.get("id"), message.get("senderId"), message.get("text")
    if not isinstance(native_id, str) or not native_id:
        return None
    raw = text if isinstance(text, str) else ""
    shown = raw
    links = []
    urls = message.get("urls")
    for url in urls if isinstance(urls, list) else []:
        if isinstance(url, dict) and isinstance(url.get("url"), str) and isinstance(url.get("expanded"), str):
            shown = shown.replace(url["url"], url["expanded"]) if url["url"] else shown
            links.append(url["expanded"])
    shown = tidy(shown)
    own = bool(account.id) and sender == account.id
    written = message.get("createdAt")
    return ItemRecord(
        platform="x",
        native_id=native_id,
        kind=Kind.MESSAGE,
        role=Role.CREATOR if own else Role.FAN,
        author=Author(account.id, account.name, account.handle) if own else Author(str(sender or "")),
        text=shown,
        created_at=parse_iso(written),
        raw=raw if raw != shown else "",
        raw_time=written if isinstance(written, str) else "",
        visibility=Visibility.PRIVATE,
        root_id=conversation or None,
        links=tuple(links),
    )
