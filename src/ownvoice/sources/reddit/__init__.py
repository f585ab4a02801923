"""Reddit: the tables of a data request, answers of the API, backups of an account, public dumps.

The data request holds the account's own posts and comments with the ids of what they answer, not its text;
dumps (Pushshift, Arctic Shift; NDJSON, packed or not) and answers of the API hold both sides. All ids are
Reddit's, so the two join. A parent is what a comment states (`parent_id`, or in tables `parent`, where empty
the post). Of a dump only the creator's conversations are kept.

The creator is whom `own_names` names, else the account of the data request, else the only author there is.
Private messages, chats and private communities are read only when the creator asks for them. What an account
saved or voted for are other people's words and never read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ownvoice.core.errors import AmbiguousCreatorError
from ownvoice.core.records import AccountRecord, Author, ItemRecord, Malformed, Records, Skipped
from ownvoice.sources.reading.contract import Archive, Detection, Member, ReadOptions
from ownvoice.sources.reading.csv_rows import iter_records
from ownvoice.sources.reading.json_array import Elements, iter_batches
from ownvoice.sources.reading.json_lines import Keep, iter_line_batches
from ownvoice.sources.reading.members import DAMAGE
from ownvoice.sources.reading.packed_members import open_unpacked
from ownvoice.sources.reddit.conversations import Conversations, find_conversations, lines_of, note_own
from ownvoice.sources.reddit.entries import PLATFORM, Entry, entry_of, fold_author, item_of, rows_in
from ownvoice.sources.reddit.files import Dump, Files, Table, reddit_files
from ownvoice.sources.reddit.tables import account_name, read_row, sender_column

NAME = PLATFORM
TITLE = "Reddit (data request, API, public dumps)"

_PRIVATE = (Table.MESSAGES, Table.CHAT)


def detect(archive: Archive) -> Detection | None:
    """Tables of a data request, and files with objects of the API."""
    files = reddit_files(archive)
    if not files:
        return None
    tables, dumps = [member.name for member, _ in files.tables], [member.name for member, _ in files.dumps]
    parts = [(len(tables), "table", "of a data request"), (len(dumps), "dump", "of posts and comments")]
    text = ", ".join(f"{count:,} {what}{'s' if count > 1 else ''} {of}" for count, what, of in parts if count)
    folders = {name.rpartition("/")[0] for name in tables}
    beside = (m.name for m in archive.members() if m.name.rpartition("/")[0] in folders)
    ignored = (name for name in beside if name.lower().endswith((".csv", ".json")))
    taken = {*tables, *dumps}
    return Detection(NAME, f"Reddit: {text}", (*tables, *dumps), tuple(n for n in ignored if n not in taken))


def read(archive: Archive, options: ReadOptions) -> Records:
    """The account, then the tables, then the dumps; an entry that came before is left out.

    Dumps are read twice, to know the creator's conversations before the first is given out. Raises
    `AmbiguousCreatorError` before the first record where nothing tells who the creator is.
    """
    files = reddit_files(archive)
    stated = _stated_account(archive, files)
    names = frozenset(folded for name in (*options.own_names, stated) if (folded := fold_author(name)))
    known = Conversations(names)
    if files.dumps:
        _note_tables(archive, files, known)
        _find_conversations(archive, files, known)
    if options.include_private and not known.names:
        _ask_for_the_name(archive, files)
    author = Author(known.id, known.shown or stated, known.shown or stated)
    if author.name:
        yield AccountRecord(
            NAME, author.id, author.handle, author.name, f"https://www.reddit.com/user/{author.handle}"
        )
    seen: set[str] = set()
    for member, table in files.tables:
        if table is not Table.STATISTICS:
            yield from _once(_read_table(archive, member, table, author, known, options), seen, member.name)
    for member, dump in files.dumps:
        yield from _once(_read_dump(archive, member, dump, known, options), seen, member.name)


def _once(records: Records, seen: set[str], file: str) -> Records:
    """`records` without those whose id came before."""
    repeated = 0
    for record in records:
        if isinstance(record, ItemRecord):
            if record.native_id in seen:
                repeated += 1
                continue
            seen.add(record.native_id)
        yield record
    if repeated:
        yield Skipped(file, "duplicate", repeated)


def _find_conversations(archive: Archive, files: Files, known: Conversations) -> None:
    """Where the creator's name is known, only the lines that name them as an author need be parsed for it."""
    keep = lines_of(known.names)
    if keep is not None:
        note_own(_entries(archive, files, keep), known)
        if known.shown:
            return
    find_conversations(_entries(archive, files), known, archive.path.name)


# Tables


def _stated_account(archive: Archive, files: Files) -> str:
    for member, table in files.tables:
        if table is Table.STATISTICS:
            with archive.open(member) as stream:
                for row in iter_records(stream, member.name):
                    if not isinstance(row, Malformed) and (name := account_name(row[1])):
                        return name
    return ""


def _note_tables(archive: Archive, files: Files, known: Conversations) -> None:
    """The account's own posts and comments, and what they answer, so that dumps can be joined to them."""
    for member, table in files.tables:
        if table in (Table.POSTS, Table.COMMENTS):
            for record in _read_table(archive, member, table, Author(), known, ReadOptions()):
                if isinstance(record, ItemRecord):
                    known.own.add(record.native_id)
                    if record.parent_id:
                        known.asked.add(record.parent_id)


def _ask_for_the_name(archive: Archive, files: Files) -> None:
    senders: Counter[str] = Counter()
    for member, table in files.tables:
        if table in _PRIVATE:
            with archive.open(member) as stream:
                for row in iter_records(stream, member.name):
                    if not isinstance(row, Malformed):
                        senders[row[1].get(sender_column(table), "").strip()] += 1
    senders.pop("", None)
    if senders:
        raise AmbiguousCreatorError(
            f"{archive.path.name} holds messages and doesn't say which of their senders you are.",
            "Say under which name you write on Reddit with --as NAME.",
            tuple(name for name, _ in senders.most_common(5)),
        )


def _read_table(
    archive: Archive, member: Member, table: Table, author: Author, known: Conversations, options: ReadOptions
) -> Records:
    skipped: Counter[str] = Counter()
    closed = table in _PRIVATE and not options.include_private
    with archive.open(member) as stream:
        for row in iter_records(stream, member.name):
            if isinstance(row, Malformed):
                yield row
                continue
            number, cells = row
            found = "private" if closed else read_row(table, cells, author, known.wrote)
            if isinstance(found, str):
                skipped[found] += 1
            elif isinstance(found, Malformed):
                yield Malformed(member.name, number, found.reason, found.unit)
            else:
                yield found
    for reason, count in sorted(skipped.items()):
        yield Skipped(member.name, reason, count)


# Dumps


def _batches(
    archive: Archive, member: Member, dump: Dump, keep: Keep | None = None
) -> Iterator[Elements | Malformed]:
    """The values in a dump; damage in how it is packed ends it, and what precedes is kept.

    `keep` says which lines of a dump of lines are wanted.
    """
    try:
        if dump is Dump.BACKUP:
            for key in ("comments", "submissions"):
                with open_unpacked(archive, member) as stream:
                    for part in iter_batches(stream, member.name, key):
                        missing = isinstance(part, Malformed) and "there is no" in part.reason
                        if not missing:
                            yield part
            return
        with open_unpacked(archive, member) as stream:
            if dump is Dump.LINES:
                yield from iter_line_batches(stream, member.name, keep)
            else:
                yield from iter_batches(stream, member.name)
    except DAMAGE as error:
        reason = f"Nothing behind this place was read: the packed file is damaged ({error})."
        yield Malformed(member.name, 0, reason)


def _entries(archive: Archive, files: Files, keep: Keep | None = None) -> Iterator[Entry]:
    for member, dump in files.dumps:
        for part in _batches(archive, member, dump, keep):
            if isinstance(part, Elements):
                for value in part.values:
                    for row in rows_in(value):
                        entry = entry_of(row)
                        if entry is not None:
                            yield entry


def _read_dump(
    archive: Archive, member: Member, dump: Dump, known: Conversations, options: ReadOptions
) -> Records:
    skipped: Counter[str] = Counter()
    private = options.include_private
    for part in _batches(archive, member, dump):
        if isinstance(part, Malformed):
            yield part
            continue
        for number, value in enumerate(part.values):
            for row in rows_in(value):
                entry = entry_of(row)
                if entry is None:
                    reason = "this is no post or comment, or it lacks its id"
                    yield Malformed(member.name, part.offset(number), reason, "byte")
                    continue
                role = known.role(entry)
                found = item_of(entry, role, private) if role else "unrelated"
                if isinstance(found, str):
                    skipped[found] += 1
                else:
                    yield found
    for reason, count in sorted(skipped.items()):
        yield Skipped(member.name, reason, count)
