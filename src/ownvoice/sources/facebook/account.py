"""Whose account a Facebook export is: `profile_information.json`, else the export's own name.

Addresses, telephone numbers, relations, work and beliefs stand there too; they are never looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ownvoice.core.records import AccountRecord, Author, Malformed
from ownvoice.sources.reading.contract import Archive, Member
from ownvoice.sources.reading.meta_json import iter_entries
from ownvoice.sources.reading.meta_tree import account_in_names


@dataclass(frozen=True, slots=True)
class Account:
    """The profile or Page as the export states it."""

    name: str = ""
    handle: str = ""
    url: str = ""

    def author(self, stated: str = "") -> Author:
        """The account as the author of what it posted; `stated` is the name beside the text, where there is one."""
        return Author(name=stated or self.name, handle=self.handle)

    def record(self) -> AccountRecord | None:
        """The account's record; None where nothing is known of it."""
        if not self.name and not self.handle:
            return None
        return AccountRecord("facebook", handle=self.handle, name=self.name, url=self.url)


def read_account(archive: Archive, members: Iterable[Member], others: Iterable[Member]) -> Account:
    """The account that the profile files `members` state; `others` are files whose folder may name it."""
    handle = account_in_names(archive, "facebook", others)
    for member in members:
        for element in iter_entries(archive, member):
            if isinstance(element, Malformed):
                break
            if isinstance(element.value, dict):
                found = _from_profile(element.value, handle)
                if found.name:
                    return found
    return Account(handle=handle)


def _from_profile(profile: dict[str, Any], handle: str) -> Account:
    name = profile.get("name")
    if isinstance(name, dict):
        name = name.get("full_name") or name.get("name")
    username, url = profile.get("username"), profile.get("profile_uri")
    return Account(
        name if isinstance(name, str) else "",
        username if isinstance(username, str) and username else handle,
        url if isinstance(url, str) and url.startswith("https://") else "",
    )
