"""Whose archive it is, and how many tweets it says it holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ownvoice.core.records import AccountRecord, Malformed
from ownvoice.sources.reading.contract import Archive, Member
from ownvoice.sources.reading.json_array import iter_array


def read_account(archive: Archive, members: Sequence[Member]) -> AccountRecord | None:
    """The account from `account.js`, else from `manifest.js` or the `user_details.js` of old archives."""
    for wanted in ("account.js", "manifest.js", "user_details.js"):
        for member in members:
            if member.name.lower().endswith(wanted):
                account = _account(_only_object(archive, member))
                if account is not None:
                    return account
    return None


def planned_count(archive: Archive, manifests: Sequence[Member]) -> int:
    """The number of tweets that the manifest states; 0 where it states none."""
    for member in manifests:
        kinds = _dict(_only_object(archive, member).get("dataTypes"))
        files = _dict(kinds.get("tweets") or kinds.get("tweet")).get("files")
        counts = [_dict(file).get("count") for file in files] if isinstance(files, list) else []
        written = [count for count in counts if isinstance(count, str) and len(count) < 10]
        return sum(int(count) for count in written if count.isdecimal())
    return 0


def _only_object(archive: Archive, member: Member) -> dict[str, Any]:
    with archive.open(member) as stream:
        for element in iter_array(stream, member.name):
            return {} if isinstance(element, Malformed) else _dict(element.value)
    return {}


def _account(value: dict[str, Any]) -> AccountRecord | None:
    told = _dict(value.get("account")) or _dict(value.get("userInfo")) or value
    handle = _text(told, "username", "userName", "screen_name")
    account_id = _text(told, "accountId", "id")
    if not handle and not account_id:
        return None
    return AccountRecord(
        platform="x",
        id=account_id,
        handle=handle,
        name=_text(told, "accountDisplayName", "displayName", "full_name"),
        url=f"https://x.com/{handle}" if handle else "",
    )


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(told: dict[str, Any], *keys: str) -> str:
    return next((told[key] for key in keys if isinstance(told.get(key), str)), "")
