"""Names of files in a static site: which are posts, which are comments, which post a thread is about."""

from __future__ import annotations

import re
from collections.abc import Iterable

_PAGE = (".md", ".markdown", ".mdown", ".mkd", ".html")
_COMMENT = (".yml", ".yaml", ".json")
# Folders of a site that hold templates, settings, built pages or other people's code.
_OTHER_FOLDERS = frozenset(
    {"_includes", "_layouts", "_sass", "_site", "_data", "_plugins", "_pages", "node_modules", ".github",
     "vendor", "themes", "layouts", "archetypes", "public", "static", "assets", "templates", "docs"}
)  # fmt: skip
_OTHER_NAMES = frozenset(
    {"readme", "license", "changelog", "contributing", "code_of_conduct", "security", "404"}
)
# Where the part of a path begins that stays the same wherever the site lies.
_ANCHORS = frozenset({"_posts", "_drafts", "content", "src", "articles", "posts", "blog", "notes", "links"})
_DATED = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})-(.+)", re.DOTALL)
_DATED_FOLDERS = re.compile(r"(?:^|/)(\d{4})/(\d{1,2})/(\d{1,2})/")
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{2,4})?")
_PRIMARY = re.compile(r"[A-Za-z]{2}(?![A-Za-z])")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")

_LANGUAGE_CODES = (
    "ar bg ca cs da de el en es et eu fa fi fr gl he hi hr hu id is it ja ko lt lv nb nl no pl pt ro ru sk "
    "sl sr sv th tr uk vi zh"
)
LANGUAGES = frozenset(_LANGUAGE_CODES.split())


def is_page(name: str) -> bool:
    """Whether the member may be a post, going by its name alone."""
    *folders, last = name.lower().split("/")
    if not last.endswith(_PAGE) or not _OTHER_FOLDERS.isdisjoint(folders):
        return False
    stem = last.rsplit(".", 1)[0]
    if last.endswith(".html") and not ("_posts" in folders or _DATED.match(stem)):
        return False
    return stem not in _OTHER_NAMES


def is_draft_name(name: str) -> bool:
    """Jekyll keeps drafts in a folder of their own."""
    return "_drafts" in name.lower().split("/")[:-1]


def in_site_folder(name: str) -> bool:
    """Whether the path alone says that this is a static site's post."""
    return "_posts" in name.lower().split("/")[:-1]


def thread_name(name: str) -> str | None:
    """The thread of a comment file: what stands between `data/comments/` and the file; None for others."""
    parts = name.split("/")
    lowered = [part.lower() for part in parts]
    if not lowered[-1].endswith(_COMMENT):
        return None
    for index in range(len(parts) - 2, 0, -1):
        if lowered[index] == "comments" and lowered[index - 1] in ("_data", "data"):
            inner = parts[index + 1 : -1]
            return "/".join(inner) if inner else parts[-1].rsplit(".", 1)[0]
    return None


def page_id(name: str) -> str:
    """What identifies a page across exports: its path from the content folder on, without the ending."""
    parts = name.split("/")
    start = next((i for i, part in enumerate(parts[:-1]) if part.lower() in _ANCHORS), len(parts) - 1)
    stem = "/".join(parts[start:]).rsplit(".", 1)[0]
    return stem.removesuffix("/index").removesuffix("/_index")


def date_in_name(name: str) -> str:
    """The day a path states (`2021-9-1-title.md`, `2008/01/30/title/index.md`) as `2021-9-1`, else ""."""
    match = _DATED.match(name.rsplit("/", 1)[-1])
    if match:
        return match[1]
    folders = _DATED_FOLDERS.search(name)
    return "-".join(folders.groups()) if folders else ""


def language_in_name(name: str) -> str:
    """The language that a folder states (`content/fr/post.md`), or the name (`post.fr.md`), else ""."""
    *folders, last = name.split("/")
    named = last.rsplit(".", 2)
    candidates = folders + ([named[1]] if len(named) == 3 else [])
    return next(
        (code for part in reversed(candidates) if (code := language_code(part)) and len(part) < 6), ""
    )


def language_code(written: str) -> str:
    """The ISO 639-1 code of a language tag (`fr`, `pt-BR`, `en_US`), or ""."""
    written = written.strip()
    code = written[:2].lower()
    return code if _LANGUAGE.fullmatch(code + written[2:]) and code in LANGUAGES else ""


def primary_code(tag: str) -> str:
    """The two letters that a language tag begins with, of a language known here or not; "" where it has none."""
    found = _PRIMARY.match(tag)
    return found.group().lower() if found else ""


def slug_keys(name: str, addresses: Iterable[str]) -> set[str]:
    """What a thread about a page may be called, as keys to compare `thread_key` with.

    The file name without its date, the path, and the last parts of every address the page has or had.
    """
    identity = page_id(name)
    last = identity.rsplit("/", 1)[-1]
    dated = _DATED.match(last)
    keys = {slug(identity), slug(last), slug(dated[2] if dated else last)}
    for address in addresses:
        path = address.split("://", 1)[-1].split("?", 1)[0].split("#", 1)[0].strip("/")
        keys.add(slug(path))
        keys.add(slug(path.rsplit("/", 1)[-1]))
    return keys - {""}


def slug(text: str) -> str:
    """Lower-case letters and digits joined by hyphens, so that "on.net.aspx" and "on-net-aspx" are one."""
    return _NOT_SLUG.sub("-", text.lower()).strip("-")


def title_from_slug(name: str) -> str:
    """A readable title from a file name, for pages that state none."""
    last = page_id(name).rsplit("/", 1)[-1]
    dated = _DATED.match(last)
    return (dated[2] if dated else last).replace("-", " ").replace("_", " ").strip()
