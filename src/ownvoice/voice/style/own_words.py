"""What of an item's text is the creator's own: quoted lines, code, links and the mentions in front are left out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ownvoice.core.text import tidy

LONGEST = 50_000  # characters of an item that are read
GAP = "\x1f"  # stands where something was taken out; no phrase runs across it
_FENCE = re.compile(r"^(```|~~~)[^\n]*\n.*?(?:^\1|\Z)", re.DOTALL | re.MULTILINE)
_INLINE_CODE = re.compile(r"`[^`\n]{1,200}`")
_QUOTED = re.compile(r"^[ \t]{0,3}>.*$", re.MULTILINE)
_WROTE = re.compile(
    r"^(?:On|Le|Am|El|Il|Op)\b[^\n]{5,200}(?:wrote|a écrit|schrieb[^\n]{0,80}|escribió|ha scritto|schreef[^\n]{0,80})\s?:[ \t]*$",
    re.MULTILINE,
)
_DIVISION = re.compile(r"^:{3,}.*$", re.MULTILINE)  # Markdown's fenced divisions, where a reader left them
_SIGNATURE = "\n-- \n"  # RFC 3676, section 4.3: what follows is appended to every mail
_LINK = re.compile(r"<?(?:https?://|www\.)[^\s<>]{1,2000}>?", re.IGNORECASE)
_LEADING = re.compile(
    r"(?:@[\w.\-]{1,100}(?:@[\w.\-]{1,100})?[,:]?\s+)+|@[\w.\-]{1,100}(?:@[\w.\-]{1,100})?\s*$"
)
_TAG = re.compile(r"(?<![\w&])#[^\W\d_]\w{0,100}")
_MENTION = re.compile(r"(?<![\w@.])@\w[\w.\-]{0,100}")
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class OwnWords:
    """An item's own words. `text` has `GAP` where a link or code stood within a line.

    `links`, `hashtags` and `mentions` are how many there were (mentions not counting those in front);
    `names_in_front` tells that the text began with a mention.
    """

    text: str
    links: int = 0
    hashtags: int = 0
    mentions: int = 0
    names_in_front: bool = False


def own_words(text: str, links: int = 0) -> OwnWords:
    """What the creator wrote themselves in `text`.

    Taken out: code between fences and backticks, lines quoted with ">", the line that announces a quote ("On …
    wrote:"), a mail's signature, links, and mentions in front. Hashtags stay, as words. `links`: how many links the
    export lists beside the text; the larger number counts. Only the first `LONGEST` characters are read. Never
    raises.
    """
    text = without_half_characters(text[:LONGEST])
    if _SIGNATURE in text:
        text = text[: text.index(_SIGNATURE)]
    text = text.replace("\xa0", " ").replace("\u202f", " ")  # spaces before French marks; `tidy` keeps one
    if "```" in text or "~~~" in text:
        text = _FENCE.sub("\n", text)
    if ":::" in text:
        text = _DIVISION.sub("", text)
    text = tidy(text)
    if ">" in text:
        text = _QUOTED.sub("", text)
        text = _WROTE.sub("", text)
    if "`" in text:
        text = _INLINE_CODE.sub(GAP, text)
    found_links = 0
    if "://" in text or "www." in text or "WWW." in text:
        text, found_links = _LINK.subn(GAP, text)
    names_in_front = False
    hashtags = mentions = 0
    text = text.strip(GAP + " \n\t")
    if "@" in text:
        if text[0] == "@":
            leading = _LEADING.match(text)
            if leading:
                text, names_in_front = text[leading.end() :], True
        mentions = sum(1 for _ in _MENTION.finditer(text))
    if "#" in text:
        hashtags = sum(1 for _ in _TAG.finditer(text))
    return OwnWords(text.strip(GAP + " \n\t"), max(links, found_links), hashtags, mentions, names_in_front)


def without_half_characters(text: str) -> str:
    """The text with halves of characters (lone surrogates) replaced: they can't be stored."""
    return text if text.isascii() else _HALF_CHARACTER.sub("\ufffd", text)
