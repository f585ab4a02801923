"""Whose a dump is, and what in it belongs to the creator's conversations.

A dump of a whole community holds far more of other people's words than the creator ever met. Kept are what
the creator wrote, what they answered, what answered them, and everything under their own posts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from ownvoice.core.errors import AmbiguousCreatorError
from ownvoice.core.records import Role
from ownvoice.sources.reddit.entries import Entry, fold_author

_MOST_AUTHORS = 50_000
_NAME = re.compile(r"[a-z0-9_-]{1,40}")


@dataclass(slots=True)
class Conversations:
    """The creator's names (folded), and the ids that tell what belongs to their conversations."""

    names: frozenset[str]
    shown: str = ""  # the creator's name as they write it
    id: str = ""
    own: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)  # what the creator answered

    def wrote(self, name: str) -> bool:
        """Whether this is one of the creator's names."""
        return bool(name) and fold_author(name) in self.names

    def role(self, entry: Entry) -> Role | None:
        """Whose an entry is; None where it belongs to none of the creator's conversations."""
        author = entry.author
        if author and fold_author(author) in self.names:
            return Role.CREATOR
        own = self.own
        related = entry.root in own or entry.parent in own or entry.name in self.asked
        return Role.FAN if related else None


def lines_of(names: frozenset[str]) -> Callable[[bytes], bytes] | None:
    """What finds the lines of a dump that one of these authors may have written; None for odd names.

    Reddit's names are ASCII. To look for one takes a tenth of the time that it takes to parse what it stands in.
    """
    if not names or not all(_NAME.fullmatch(name) for name in names):
        return None
    author = re.compile(
        rb'"author"\s{0,9}:\s{0,9}(?:\{|"[\s@/\\]{0,9}(?:u/)?(?:'
        + b"|".join(re.escape(name.encode()) for name in sorted(names))
        + rb')\s{0,9}")'
    )

    def keep(lines: bytes) -> bytes:
        folded = lines.lower()
        found: list[bytes] = []
        end = 0
        while (match := author.search(folded, end)) is not None:
            start = lines.rfind(b"\n", 0, match.start()) + 1
            end = lines.find(b"\n", match.end()) + 1 or len(lines)
            found.append(lines[start:end])
        return b"".join(found)

    return keep


def note_own(entries: Iterable[Entry], found: Conversations) -> None:
    """Note what the creator wrote, by their names."""
    for entry in entries:
        if found.wrote(entry.author):
            _note(found, entry)


def find_conversations(entries: Iterable[Entry], found: Conversations, file: str) -> Conversations:
    """Look through all entries of the dumps once; memory grows with what the creator wrote, not with the dumps.

    `found` is what the creator and the account's own tables say already. Without a name the creator is whoever
    wrote something that is in the tables, or the only author there is. Reddit marks comments by the author of
    the post (`is_submitter`): so one of the creator's tells that the post is theirs, too.

    Raises `AmbiguousCreatorError` where nothing tells who they are, or where nobody has the name given.
    """
    authors: Counter[str] = Counter()
    identities: dict[str, str] = {}
    tables, given = bool(found.own), bool(found.names)
    for entry in entries:
        if not entry.author:
            continue
        authors[entry.author] += 1
        if len(authors) > _MOST_AUTHORS:
            authors = Counter(dict(authors.most_common(_MOST_AUTHORS // 50)))
        if not found.names and entry.name in found.own:
            found.names = frozenset({fold_author(entry.author)})
        if found.wrote(entry.author):
            _note(found, entry)
        elif len(authors) == 1:
            identities[entry.author] = entry.author_id
    likeliest = tuple(author for author, _ in authors.most_common(5))
    if given and authors and not found.own:
        raise AmbiguousCreatorError(
            f"Nobody in {file} writes under the name that was given.",
            "Say under which name you write on Reddit with --as NAME.",
            likeliest,
        )
    if not found.names and not tables and likeliest:
        if len({fold_author(author) for author in authors}) > 1:
            raise AmbiguousCreatorError(
                f"{file} holds what several people wrote and doesn't say which of them you are.",
                "Say under which name you write on Reddit with --as NAME.",
                likeliest,
            )
        found.names, found.shown = frozenset({fold_author(likeliest[0])}), likeliest[0]
        found.id = identities.get(likeliest[0], "")
    return found


def _note(found: Conversations, entry: Entry) -> None:
    found.shown, found.id = found.shown or entry.author, found.id or entry.author_id
    found.own.add(entry.name)
    if entry.parent:
        found.asked.add(entry.parent)
    if entry.root and entry.row.get("is_submitter") is True:
        found.own.add(entry.root)
