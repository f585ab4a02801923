"""Which messages of a Telegram export the creator wrote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ownvoice.core.errors import AmbiguousCreatorError
from ownvoice.core.records import Malformed, Visibility
from ownvoice.sources.reading.contract import ReadOptions
from ownvoice.sources.reading.telegram_json import Chat, Messages, Owner

_VISIBILITIES = {
    "public_channel": Visibility.PUBLIC,
    "public_supergroup": Visibility.PUBLIC,
    "public_group": Visibility.PUBLIC,
    "private_channel": Visibility.RESTRICTED,
}


def visibility_of(chat: Chat) -> Visibility:
    """Who can read the chat; groups without a public address are private, channels for members restricted."""
    return _VISIBILITIES.get(chat.type, Visibility.PRIVATE)


def is_channel(chat: Chat) -> bool:
    """Whether only the chat's owners write in it."""
    return chat.type.endswith("_channel")


def peer(value: Any) -> str:
    """A sender's id as newer exports write it: "user123", "channel45"; old ones have numbers."""
    if isinstance(value, bool) or value is None:
        return ""
    written = str(value)
    return f"user{written}" if written.isascii() and written.isdigit() else written


def fold_name(name: object) -> str:
    """Names that differ in case, blanks or a leading @ are one."""
    return " ".join(name.casefold().lstrip("@").split()) if isinstance(name, str) else ""


@dataclass(slots=True)
class Creator:
    """Ids, and folded names or ids, that mark a message or a channel as the creator's."""

    ids: set[str] = field(default_factory=set)
    names: frozenset[str] = frozenset()

    def wrote(self, row: dict[str, Any]) -> bool:
        """Whether the creator sent the message."""
        return self._is(peer(row.get("from_id")), row.get("from"))

    def owns(self, chat: Chat) -> bool:
        """Whether the channel is the creator's: the only one exported, or named by them."""
        return is_channel(chat) and (not chat.whole_account or self._is(f"channel{chat.id}", chat.name))

    def _is(self, identity: str, name: object) -> bool:
        if identity and identity in self.ids:
            return True
        if not self.names:
            return False
        number = identity.lstrip("abcdefghijklmnopqrstuvwxyz")
        return not self.names.isdisjoint(key for key in (fold_name(name), identity, number) if key)


def find_creator(
    parts: Iterable[Owner | Messages | Malformed], options: ReadOptions, file: str, account: bool
) -> Creator:
    """Who the creator is in one file: the account's owner, the channel itself, or whom `own_names` says.

    A whole account holds channels that its owner only reads. If there is just one it counts as theirs.
    `account` says that another file of the archive has told whose account it is.

    Raises `AmbiguousCreatorError` when there are several channels, or a chat that gives no sign, and nobody
    was named.
    """
    names = frozenset(key for name in options.own_names if (key := fold_name(name)))
    if names:
        return Creator(_owner_ids(parts), names)
    creator = Creator()
    channels: Counter[tuple[str, str]] = Counter()
    writers: Counter[str] = Counter()
    told = account
    for part in parts:
        if isinstance(part, Owner):
            creator.ids |= _ids_of(part)
            told = told or bool(creator.ids)
        elif isinstance(part, Messages):
            chat = part.chat
            rows = [row for row in part.values if isinstance(row, dict)]
            if not rows:
                continue
            if is_channel(chat):
                channels[chat.id, chat.name] += len(rows)
                creator.ids.add(f"channel{chat.id}")
            elif not told and (options.include_private or visibility_of(chat) is not Visibility.PRIVATE):
                writers.update(_writer(row) for row in rows if row.get("type") != "service")
            if not chat.whole_account and (told or channels):
                break  # nothing further on in the file would change what is known
    if len(channels) > 1:
        raise AmbiguousCreatorError(
            f"{file} holds posts of {len(channels):,} channels and doesn't say which of them are yours.",
            "Say which with --as NAME, once for each; name yourself if none is.",
            tuple(name or number for (number, name), _ in channels.most_common(5)),
        )
    writers.pop("", None)
    if writers and not (account or any(identity.startswith("user") for identity in creator.ids)):
        raise AmbiguousCreatorError(
            f"{file} holds a conversation and doesn't say which of its {len(writers):,} writers you are.",
            "Say under which name you write with --as NAME.",
            tuple(name for name, _ in writers.most_common(5)),
        )
    return creator


def _writer(row: dict[str, Any]) -> str:
    name = row.get("from")
    return name if isinstance(name, str) and name else peer(row.get("from_id"))


def _owner_ids(parts: Iterable[Owner | Messages | Malformed]) -> set[str]:
    """The account's own id, which stands above the first message."""
    for part in parts:
        if isinstance(part, Owner):
            return _ids_of(part)
        if isinstance(part, Messages):
            break
    return set()


def _ids_of(owner: Owner) -> set[str]:
    identity = peer(owner.fields.get("user_id"))
    return {identity} if identity else set()
