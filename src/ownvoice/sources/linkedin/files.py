"""Which files of an archive come from LinkedIn: tables by their header, articles by their folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from ownvoice.sources.reading.contract import Archive, Member
from ownvoice.sources.reading.csv_rows import header_of


class Table(StrEnum):
    """A table of the export; file names carry a member's number at times (`Comments_17529409.csv`)."""

    SHARES = "shares"
    COMMENTS = "comments"
    MESSAGES = "messages"
    REPOSTS = "instant reposts"
    PROFILE = "profile"


_COLUMNS = {
    Table.SHARES: {"date", "sharelink", "sharecommentary"},
    Table.COMMENTS: {"date", "link", "message"},
    Table.MESSAGES: {"conversation id", "from", "date", "content"},
    Table.PROFILE: {"first name", "last name", "headline"},
}
_ARTICLE_MARKS = (b'class="published"', b'class="created"', b"linkedin.com/", b"licdn.com/")


@dataclass(slots=True)
class Files:
    """The members that are read, by what they are."""

    tables: list[tuple[Member, Table]] = field(default_factory=list)
    articles: list[Member] = field(default_factory=list)

    def __bool__(self) -> bool:
        telling = (Table.SHARES, Table.COMMENTS, Table.MESSAGES)
        return bool(self.articles) or any(table in telling for _, table in self.tables)


def linkedin_files(archive: Archive) -> Files:
    """Everything of LinkedIn's in the archive."""
    files = Files()
    for member in archive.matching("*.csv"):
        table = _table(archive.head(member, 8192), member.name.rpartition("/")[2].lower())
        if table is not None:
            files.tables.append((member, table))
    for member in archive.matching("Articles/**/*.html"):
        head = archive.head(member, 65_536)
        if any(mark in head for mark in _ARTICLE_MARKS):
            files.articles.append(member)
    return files


def _table(head: bytes, name: str) -> Table | None:
    header = header_of(head)
    names = set(header)
    if header == ["date", "link"] and name.startswith("instantreposts"):
        return Table.REPOSTS
    for table, columns in _COLUMNS.items():
        if columns <= names and (table is not Table.COMMENTS or b"linkedin.com" in head):
            return table
    return None
