"""Who writes a WordPress site, and which of its comments the creator wrote.

E-mail addresses are compared and never leave this module.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from ownvoice.core.text import unescape_once
from ownvoice.sources.reading.wxr_fields import Row


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """Names that differ in case or blanks are one."""
    return " ".join(unescape_once(name).casefold().split())


@lru_cache(maxsize=4096)
def public_name(name: str) -> str:
    """A name as shown to people; "" for an e-mail address in a name's place."""
    shown = " ".join(unescape_once(name).split())
    return "" if "@" in shown[1:] and " " not in shown else shown


@dataclass(frozen=True, slots=True)
class SiteAuthor:
    """A `wp:author`: somebody who may publish on the site."""

    id: str
    login: str
    name: str
    email: str

    def answers_to(self, names: frozenset[str]) -> bool:
        """Whether one of the folded `names` is this author's name, login, address or id."""
        return not names.isdisjoint(key for key in (self.id, *self.name_keys(), name_key(self.email)) if key)

    def name_keys(self) -> tuple[str, ...]:
        """The names this author may sign with, folded."""
        return tuple(key for key in (name_key(self.login), name_key(self.name)) if key)


def author_of(row: Row) -> SiteAuthor:
    """The author that a row for a `wp:author` describes."""
    return SiteAuthor(
        row.get("author_id", ""),
        row.get("author_login", ""),
        row.get("author_display_name", ""),
        row.get("author_email", ""),
    )


@dataclass(slots=True)
class Site:
    """One site, from the headers of all files of its export. `key` stands in ids, `address` in links."""

    key: str
    address: str
    title: str
    lang: str
    own_names: frozenset[str]
    authors: dict[str, SiteAuthor] = field(default_factory=dict)
    _ids: set[str] = field(default_factory=set)
    _names: set[str] = field(default_factory=set)
    _emails: set[str] = field(default_factory=set)
    _named_emails: dict[str, set[str]] = field(default_factory=dict)

    def add_authors(self, rows: Iterable[Row]) -> None:
        """Learn who writes here; without `own_names` all of them together are the creator."""
        for row in rows:
            author = author_of(row)
            key = name_key(author.login) or name_key(author.name)
            if not key:
                continue
            self.authors.setdefault(key, author)
            if self.own_names and not author.answers_to(self.own_names):
                continue
            self._ids.add(author.id)
            self._names.update(author.name_keys())
            self._emails.add(name_key(author.email))
            for name in author.name_keys():
                self._named_emails.setdefault(name, set()).add(name_key(author.email))
        for known in (self._ids, self._names, self._emails):
            known.difference_update({"", "0"})

    def own_authors(self) -> list[SiteAuthor]:
        """The authors who are the creator."""
        return [
            author
            for author in self.authors.values()
            if not self.own_names or author.answers_to(self.own_names)
        ]

    def wrote_post(self, logins: list[str]) -> bool:
        """Whether one of the post's authors is the creator; a post that names nobody is."""
        keys = {name_key(login) for login in logins if login}
        if not self.own_names:
            if not self.authors:
                self._names.update(keys)  # WXR 1.0 lists no authors: whoever signs posts is one
            return True
        return not keys or not keys.isdisjoint(self.own_names | self._names)

    def wrote_comment(self, row: Row) -> bool:
        """Whether the creator wrote the comment: by user id, by address, by name.

        A name alone can be typed by anybody. It doesn't count beside an e-mail address that isn't the
        author's, or the id of a user who isn't one, unless the creator said that the name is theirs.
        """
        user = row.get("comment_user_id", "0").lstrip("0")
        if user and user in self._ids:
            return True
        name = name_key(row.get("comment_author", ""))
        email = name_key(row.get("comment_author_email", ""))
        if email and (email in self._emails or email in self.own_names):
            if user:
                self._ids.add(user)  # some exports list authors without their ids
            return True
        if name in self.own_names:
            return True
        if name not in self._names:
            return False
        known = self._named_emails.get(name, set()) - {""}
        return not (email and known) and not (user and self._ids)
