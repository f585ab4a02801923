"""Instagram's "Download your information" as JSON, every generation from 2018 on.

Posts, reels and stories have their text as caption; comments are the creator's own only. There are no ids:
`native_id` is a hash (see `made_ids`) and the same for the same post in any export. There are no
parents either, see `comments` for what is known instead. Archived posts are private, as are conversations;
of broadcast channels the creator's own messages are read as posts to followers.

An export made as HTML is recognised, read as far as that goes, and told to be asked for again as JSON.
What lies below `threads/` is another source's.
"""

from __future__ import annotations

from ownvoice.core.records import ItemRecord, Records, Skipped, Visibility
from ownvoice.sources.instagram import first_generation
from ownvoice.sources.instagram.comments import read_comments
from ownvoice.sources.instagram.files import instagram_files
from ownvoice.sources.instagram.posts import read_posts
from ownvoice.sources.reading.contract import Archive, Detection, Member, ReadOptions
from ownvoice.sources.reading.meta_account import read_account
from ownvoice.sources.reading.meta_html import read_html_export
from ownvoice.sources.reading.meta_messages import (
    conversations,
    decided_names,
    own_names,
    read_conversations,
)
from ownvoice.sources.reading.telegram_creator import fold_name

NAME = "instagram"
TITLE = "Instagram export"


def detect(archive: Archive) -> Detection | None:
    """Whether there are posts, comments or conversations of Instagram's, by name, place and first bytes."""
    files = instagram_files(archive)
    if not files:
        return None
    account = read_account(archive, files.account, files.read())
    owner = f" of @{account.handle}" if account.handle else ""
    form = " (HTML)" if files.html and not files.read_as_json() else ""
    return Detection(
        NAME,
        f"Instagram export{owner}{form}",
        tuple(sorted({member.name for member in (*files.account, *files.read())})),
        files.ignored,
    )


def read(archive: Archive, options: ReadOptions) -> Records:
    """The account, posts, comments and (if asked for) conversations.

    Raises `AmbiguousCreatorError` before the first record where conversations are to be read and nothing
    tells which of the writers the creator is.
    """
    files = instagram_files(archive)
    account = read_account(archive, files.account, files.read())
    stated = (account.name, account.handle, *options.own_names)
    talks = conversations(archive, files.messages)
    names = frozenset(key for name in stated if (key := fold_name(name)))
    old_names = names
    if options.include_private:
        names = own_names(archive, talks, stated, TITLE)
        counted = first_generation.count_participants(archive, files.old_messages)
        old_names = decided_names(*counted, stated, TITLE)
    record = account.record(NAME)
    if record is not None:
        yield record
    public = Visibility.RESTRICTED if account.private else Visibility.PUBLIC
    for member in files.posts:
        yield from read_posts(archive, member, account, public)
    for member in files.archived:
        archived = read_posts(archive, member, account, Visibility.PRIVATE)
        yield from archived if options.include_private else _only_counted(archived, member)
    for member in files.old_media:
        yield from first_generation.read_media(archive, member, account)
    for member in files.comments:
        yield from read_comments(archive, member, account)
    for member in files.old_comments:
        yield from first_generation.read_comments(archive, member, account)
    yield from read_conversations(archive, NAME, talks, names, options.include_private)
    for member in files.old_messages:
        yield from first_generation.read_messages(archive, member, old_names, options.include_private)
    yield from read_html_export(archive, files.html, NAME, account.author(), public)


def _only_counted(records: Records, member: Member) -> Records:
    """How many items there would have been, in their place."""
    private = 0
    for record in records:
        if isinstance(record, ItemRecord):
            private += 1
        else:
            yield record
    if private:
        yield Skipped(member.name, "private", private)
