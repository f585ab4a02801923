"""Facebook's "Download your information" as JSON: profiles, Pages, groups, Messenger.

Read are posts (also in groups and on others' profiles), notes, texts of films and photos, comments, and, if
asked for, conversations with those that were end-to-end encrypted, whose download is one of its own. There are
no ids: `native_id` is a hash (see `made_ids`). There are no parents: `titles` says what is known
instead.

Who could see a post isn't in the export. What a profile posted counts as restricted, what a Page posted as
public. An export made as HTML is recognised, read as far as that goes, and told to be asked for again.
"""

from __future__ import annotations

from ownvoice.core.records import Kind, Records, Visibility
from ownvoice.sources.facebook.account import read_account
from ownvoice.sources.facebook.comments import read_comments
from ownvoice.sources.facebook.files import facebook_files, is_page
from ownvoice.sources.facebook.posts import Seen, read_media, read_notes, read_posts
from ownvoice.sources.reading.contract import Archive, Detection, Member, ReadOptions
from ownvoice.sources.reading.meta_html import read_html_export
from ownvoice.sources.reading.meta_messages import conversations, own_names, read_conversations
from ownvoice.sources.reading.telegram_creator import fold_name

NAME = "facebook"
TITLE = "Facebook export"


def detect(archive: Archive) -> Detection | None:
    """Whether there are posts, comments or conversations of Facebook's, by name, place and first bytes."""
    files = facebook_files(archive)
    if not files:
        return None
    account = read_account(archive, files.account, files.read())
    owner = f" of {account.name or account.handle}" if account.name or account.handle else ""
    form = " (HTML)" if files.html and not files.read_as_json() else ""
    return Detection(
        NAME,
        f"Facebook export{owner}{form}",
        tuple(sorted({member.name for member in (*files.account, *files.read())})),
        files.ignored,
    )


def read(archive: Archive, options: ReadOptions) -> Records:
    """The account, posts, notes, films and photos, comments, and (if asked for) conversations.

    Raises `AmbiguousCreatorError` before the first record where conversations are to be read and nothing
    tells which of the writers the creator is.
    """
    files = facebook_files(archive)
    account = read_account(archive, files.account, files.read())
    stated = (account.name, account.handle, *options.own_names)
    talks = conversations(archive, files.messages)
    names = frozenset(key for name in stated if (key := fold_name(name)))
    if options.include_private:
        names = own_names(archive, talks, stated, TITLE)
    record = account.record()
    if record is not None:
        yield record
    seen = Seen()
    for member in files.posts:
        yield from read_posts(archive, member, account, _visibility(member), seen)
    for member in files.notes:
        yield from read_notes(archive, member, account, _visibility(member))
    for kind, members in ((Kind.VIDEO, files.videos), (Kind.CAPTION, files.photos)):
        for member in members:
            yield from read_media(archive, member, account, _visibility(member), kind, seen)
    for member in files.comments:
        yield from read_comments(archive, member, account, _visibility(member))
    yield from read_conversations(archive, NAME, talks, names, options.include_private)
    yield from read_html_export(archive, files.html, NAME, account.author(), Visibility.RESTRICTED)


def _visibility(member: Member) -> Visibility:
    return Visibility.PUBLIC if is_page(member) else Visibility.RESTRICTED
