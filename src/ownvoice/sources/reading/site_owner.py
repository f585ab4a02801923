"""Whose site it is, found out before anything is read: from its settings, its posts, its commenters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from ownvoice.core.errors import AmbiguousCreatorError
from ownvoice.core.records import Malformed
from ownvoice.sources.reading.contract import Archive, Member, ReadOptions
from ownvoice.sources.reading.front_matter import FrontMatterError, parse_yaml, split_page, text_of
from ownvoice.sources.reading.site_names import language_code
from ownvoice.sources.reading.static_comments import StaticComment, name_key, parse_comments

MAX_PAGE = 8_000_000  # bytes; the longest book on one page is smaller
_MAX_COMMENT = 4_000_000
_CONFIGS = ("_config.yml", "_config.yaml", "hugo.toml", "hugo.yaml", "config.toml", "config.yaml")
_DOMINANCE = 3  # times as many threads as the second
_PRESENCE = 0.05  # of all comments

Threads = list[tuple[str, list[Member]]]


@dataclass(slots=True)
class Site:
    """What is known before the first post is read.

    `own`: the names the creator writes under, as `name_key` has them. `posts` fills while posts are read: the
    keys of `slug_keys` with the post's id and address, None where two posts share a key.
    """

    own: frozenset[str] = frozenset()
    name: str = ""
    address: str = ""
    lang: str = ""
    posts: dict[str, tuple[str, str] | None] = field(default_factory=dict)


def config_members(archive: Archive) -> list[Member]:
    """The settings files, the outermost first."""
    return sorted(archive.matching(*_CONFIGS), key=lambda member: member.name.count("/"))


def survey(archive: Archive, options: ReadOptions, pages: list[Member], threads: Threads) -> Site:
    """The site, with the creator's names: given, or stated and found as the module's docstring says.

    Raises `AmbiguousCreatorError` when there are comments and nothing tells which are the creator's.
    """
    site = _settings(archive)
    if options.own_names:
        site.own = frozenset(name_key(name) for name in options.own_names)
        site.name = site.name or options.own_names[0]
        return site
    stated = {name_key(site.name)} if site.name else _author_of_posts(archive, pages)
    shown, present, written, total = _commenters(archive, threads)
    if total and not any(name in present for name in stated):
        dominant = _dominant(present, written, total)
        if dominant is None:
            likeliest = tuple(shown[key] for key, _ in present.most_common(5))
            raise AmbiguousCreatorError(
                f"{archive.path.name} holds {total:,} comments and doesn't say which are the creator's.",
                "Say under which name you comment there.",
                likeliest,
            )
        stated = stated | {dominant}
        site.name = site.name or shown[dominant]
    site.own = frozenset(stated)
    return site


def _settings(archive: Archive) -> Site:
    for member in config_members(archive):
        text = page_text(archive, member)
        try:
            fence = "+++" if member.name.endswith(".toml") else "---"
            settings = split_page(f"{fence}\n{text}\n{fence}\n").settings or {}
        except FrontMatterError:
            try:
                settings = parse_yaml(text)
            except FrontMatterError:
                continue
        address = text_of(settings, "url", "baseurl").rstrip("/")
        return Site(
            name=author_of(settings),
            address=address if address.startswith("http") else "",
            lang=language_code(text_of(settings, "lang", "locale", "languagecode", "defaultcontentlanguage")),
        )
    return Site()


def author_of(settings: dict[str, object]) -> str:
    """The one author that front matter or settings name, or ""."""
    author = settings.get("author")
    if isinstance(author, dict):
        author = author.get("name")
    if isinstance(author, list) and len(author) == 1:
        author = author[0]
    return author.strip() if isinstance(author, str) else text_of(settings, "author_name")


def _author_of_posts(archive: Archive, pages: list[Member]) -> set[str]:
    """The author most posts name; none if two are about equally frequent: a site of several people."""
    authors: Counter[str] = Counter()
    for page in pages:
        head = archive.head(page, 8192).decode("utf-8-sig", "replace")
        if "author" not in head.lower():
            continue
        try:
            settings = split_page(head).settings
        except FrontMatterError:
            continue
        if settings and (author := author_of(settings)):
            authors[name_key(author)] += 1
    ranked = authors.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] < _DOMINANCE * ranked[1][1]):
        return set()
    return {ranked[0][0]}


def _commenters(archive: Archive, threads: Threads) -> tuple[dict[str, str], Counter[str], Counter[str], int]:
    """How each name is written, in how many threads it is, how many comments it wrote, and all comments."""
    shown: dict[str, str] = {}
    present: Counter[str] = Counter()
    written: Counter[str] = Counter()
    for _, members in threads:
        names: Counter[str] = Counter()
        for member in members:
            for comment in read_comments(archive, member):
                if isinstance(comment, StaticComment) and comment.name:
                    shown.setdefault(comment.key, comment.name)
                    names[comment.key] += 1
        present.update(names.keys())
        written.update(names)
    return shown, present, written, sum(written.values())


def _dominant(present: Counter[str], written: Counter[str], total: int) -> str | None:
    ranked = present.most_common(2)
    first, threads = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0
    by_far = threads >= _DOMINANCE * second and written[first] >= _PRESENCE * total
    return first if by_far and threads > 1 else None


def read_comments(archive: Archive, member: Member) -> Iterator[StaticComment | Malformed]:
    """The comments in one file, or what is wrong with it."""
    if member.size > _MAX_COMMENT:
        yield Malformed(member.name, 0, f"The comment file is larger than {_MAX_COMMENT:,} bytes.")
        return
    try:
        with archive.open(member) as stream:
            yield from parse_comments(stream.read(_MAX_COMMENT), member.name)
    except FrontMatterError as error:
        yield Malformed(member.name, 0, str(error))


def page_text(archive: Archive, member: Member) -> str:
    """A member as text; bytes that are no UTF-8 are replaced."""
    with archive.open(member) as stream:
        return stream.read(MAX_PAGE).decode("utf-8-sig", "replace")
