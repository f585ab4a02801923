"""Discord: the data package of an account, and channels saved with DiscordChatExporter.

The package holds the account's own messages without what they answer; exported channels hold both sides. Both have
Discord's ids, so the two join. Channels of a server can be read by its members only and count as restricted, direct
messages as private.
"""

from __future__ import annotations

from ownvoice.core.errors import AmbiguousCreatorError
from ownvoice.core.records import AccountRecord, Author, ItemRecord, Records, Skipped
from ownvoice.sources.discord.chat_export import (
    Known,
    exported_channels,
    folded_names,
    is_private,
    note,
    read_export,
)
from ownvoice.sources.discord.package import account_of, channels, read_channel
from ownvoice.sources.reading.contract import Archive, Detection, ReadOptions

NAME = "discord"
TITLE = "Discord (data package, DiscordChatExporter)"


def detect(archive: Archive) -> Detection | None:
    """Folders of channels with messages, and files of exported channels."""
    packaged, exported = channels(archive), exported_channels(archive)
    if not packaged and not exported:
        return None
    read_members = [channel.messages.name for channel in packaged] + [member.name for member in exported]
    parts = [(len(packaged), "of the account's own"), (len(exported), "with both sides")]
    text = ", ".join(f"{count:,} channel{'s' if count > 1 else ''} {what}" for count, what in parts if count)
    # Beside a package's messages lie what the account did, bought and clicked; nothing of it is read.
    roots = tuple({_root(channel.messages.name) for channel in packaged})
    rest = {m.name for m in archive.members() if packaged and m.name.startswith(roots)} - set(read_members)
    return Detection(NAME, f"Discord: {text}", tuple(read_members), tuple(sorted(rest)))


def _root(messages: str) -> str:
    """The package's folder: "package/" of "package/Messages/c1/messages.json"."""
    return "".join(f"{part}/" for part in messages.split("/")[:-3])


def read(archive: Archive, options: ReadOptions) -> Records:
    """The account, the package's channels, then the exported ones; a message that came before is left out.

    Raises `AmbiguousCreatorError` before the first record where nothing tells who the creator is.
    """
    account = account_of(archive)
    packaged, exported = channels(archive), exported_channels(archive)
    stated = (account.id, account.handle, account.name) if account else ()
    known = Known(folded_names((*options.own_names, *(name for name in stated if name))))
    readable = [member for member in exported if options.include_private or not is_private(archive, member)]
    for member in readable:
        note(archive, member, known)
    if not known.names and len(known.others) == 1:
        known = Known(folded_names(tuple(known.others)))
        for member in readable:
            note(archive, member, known)
    if not known.own and not packaged and known.others:
        raise AmbiguousCreatorError(
            f"{archive.path.name} doesn't say which of the people in it you are.",
            "Say under which name you write on Discord with --as NAME.",
            tuple(name for name, _ in known.others.most_common(5)),
        )
    if account:
        yield AccountRecord(NAME, account.id, account.handle, account.name)
    seen: set[str] = set()
    author = account or Author()
    for channel in packaged:
        for record in read_channel(archive, channel, author, options.include_private):
            if isinstance(record, ItemRecord):
                seen.add(record.native_id)
            yield record
    for member in exported:
        repeated = 0
        for record in read_export(archive, member, known, options.include_private):
            if isinstance(record, ItemRecord):
                if record.native_id in seen and record.parent_id is None:
                    repeated += 1
                    continue
                seen.add(record.native_id)
            yield record
        if repeated:
            yield Skipped(member.name, "duplicate", repeated)
