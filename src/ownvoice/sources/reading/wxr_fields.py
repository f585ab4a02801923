"""An item of a WordPress export taken apart without an XML parser, where it is written as WordPress itself writes it.

That is fields one after the other, each with nothing in it but text or one CDATA section, and comments and metadata
that are such fields again. Cutting these at their tags takes a third of the time that an XML parser and its tree take;
whatever looks different is left to the parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Row = dict[str, str]

# Of ASCII and of what XML calls white space alone, since looking classes of Unicode up takes longer. What has other
# letters in a tag is left to the parser.
_NAME = r"[A-Za-z0-9_.-]"
_PART = re.compile(
    rf"[ \t\n]*+<(?:([A-Za-z_]{_NAME}*+(?::{_NAME}++)?+)((?:[ \t\n]++[A-Za-z0-9_:.-]++=\"[^\"<&]*+\")*+)>"  # a start tag,
    r"(?:<!\[CDATA\[((?:[^\]]++|\](?!\]>))*+)\]\]>|([^<\]]*+))</\1>"  # its field's text, its end tag
    r"|(/?wp:(?:comment|postmeta|commentmeta))>)"  # or where something with fields begins or ends
    r"|[ \t\n]*+(.)",  # or anything else
    re.DOTALL,
)
_XML_SPACE = " \t\n"  # no \r, which is mended before
_UNKNOWN = re.compile("&(?!(?:amp|lt|gt|quot|apos);)")
_NO_XML = re.compile("[\ufffe\uffff]")
_PARENTS = {"wp:comment": "", "wp:postmeta": "", "wp:commentmeta": "wp:comment"}


class FieldNames(dict[str, str | None]):
    """What a tag's field is called: "" for one that isn't read, None where only the parser knows."""

    def __init__(self, declared: dict[str, str], name_of: Callable[[str], str]) -> None:
        super().__init__()
        self._declared = declared
        self._name_of = name_of

    def __missing__(self, tag: str) -> str | None:
        prefix, colon, local = tag.rpartition(":")
        name: str | None = None
        if not colon:
            name = self._name_of(tag)
        elif prefix in self._declared and tag not in _PARENTS:
            name = self._name_of(f"{{{self._declared[prefix]}}}{local}")
        if len(self) < 1_000:  # names are a few; what invents more is not worth remembering
            self[tag] = name
        return name


def take_apart(written: str, names: FieldNames) -> tuple[Row, list[Row], list[str]] | None:
    """The fields, the comments and the co-authors between an item's tags; None where a parser is needed."""
    if "\r" in written:
        written = written.replace("\r\n", "\n").replace("\r", "\n")
    if not written.isascii() and _NO_XML.search(written):
        return None
    fields: Row = {}
    comments: list[Row] = []
    co_authors: list[str] = []
    inside = ""  # the open tag, if any
    row = fields  # what is being filled
    # Without white space at its end, behind which nothing stands: it would be looked at anew from each of its blanks.
    for tag, attributes, section, text, bracket, other in _PART.findall(written.rstrip(_XML_SPACE)):
        if tag:
            name = names[tag]
            if name is None:
                return None
            if "&" in text:
                if _UNKNOWN.search(text):
                    return None
                text = _resolved(text)
            if attributes:
                if "xmlns" in attributes or attributes.count("domain=") > 1:
                    return None
                if not inside and tag == "category" and 'domain="author"' in attributes:
                    co_authors.append((section or text).strip())
            if name and name not in row:
                row[name] = (section or text).strip()
        elif other:
            return None
        elif bracket[0] != "/":
            if inside != _PARENTS[bracket]:
                return None
            inside, row = bracket, {}
            if bracket == "wp:comment":
                comments.append(row)
        else:
            if inside != bracket[1:]:
                return None
            inside = _PARENTS[inside]
            row = comments[-1] if inside else fields
    return None if inside or not fields else (fields, comments, co_authors)


def _resolved(text: str) -> str:
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&apos;", "'")
    return text.replace("&amp;", "&")
