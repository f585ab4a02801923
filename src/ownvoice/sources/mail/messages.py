"""Single mails out of mailboxes (mbox, RFC 4155), of folders as Maildir has them, and of `.eml` files (RFC 5322)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.utils import parseaddr
from typing import BinaryIO, NamedTuple

from ownvoice.core.records import Malformed
from ownvoice.core.text import tidy
from ownvoice.sources.reading.contract import Archive, Member
from ownvoice.sources.reading.html_text import html_to_text
from ownvoice.sources.reading.text_lines import decoded, iter_lines

HELD_BYTES = 8 << 20  # of a mail: its texts come first, what is attached comes after them
_POSTMARK = re.compile(rb"From \S.{0,300}\d{4}\s*$")
_HEADER = re.compile(rb"[!-9;-~]{1,76}:(?: |\t|\r?\n|$)")
_STUFFED = re.compile(rb"^>(>*From )")
_TELLING = re.compile(
    rb"^(?:from|date|subject|message-id|received|mime-version|to|delivered-to|return-path):", re.I | re.M
)
_MOST_PARTS = 200
_MAILS = BytesParser(policy=policy.compat32)
_HEADERS = BytesHeaderParser(policy=policy.compat32)


class Mail(NamedTuple):
    """One mail, parsed, and the position of its first byte in the member."""

    offset: int
    message: Message


def is_mailbox(head: bytes) -> bool:
    """Whether a file that begins so is an mbox."""
    first, _, rest = head.partition(b"\n")
    return bool(_POSTMARK.match(first) and _HEADER.match(rest))


def is_mail(head: bytes) -> bool:
    """Whether a file that begins so is a single mail: headers, then an empty line."""
    headers = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    return bool(_HEADER.match(head)) and len(_TELLING.findall(headers)) >= 3


def read_mails(archive: Archive, member: Member, headers_only: bool = False) -> Iterator[Mail | Malformed]:
    """The mails in a member, or only their headers; one that can't be parsed is a `Malformed`."""
    with archive.open(member) as stream:
        pieces = _pieces(stream) if is_mailbox(archive.head(member)) else _whole(stream)
        for offset, data in pieces:
            try:
                yield Mail(offset, _HEADERS.parsebytes(data) if headers_only else _MAILS.parsebytes(data))
            except (RecursionError, ValueError, LookupError, AttributeError, TypeError) as error:
                yield Malformed(
                    member.name, offset, f"This mail can't be read ({type(error).__name__}).", "byte"
                )


def _whole(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    yield 0, stream.read(HELD_BYTES)


def _pieces(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Each mail of an mbox. A line "From …" begins one only after an empty line and before a header."""
    held: list[bytes] = []
    size = offset = 0
    postmark: tuple[int, bytes] | None = None
    blank = True
    for line in iter_lines(stream, 1 << 20):
        data = line.data
        if postmark is not None:
            if _HEADER.match(data):
                if held:
                    yield offset, b"".join(held)
                held, size, offset = [], 0, postmark[0]
            else:
                held.append(postmark[1])
            postmark = None
        if blank and data.startswith(b"From ") and _POSTMARK.match(data):
            postmark = line.offset, data
            continue
        if size < HELD_BYTES:
            held.append(_STUFFED.sub(rb"\1", data) if data.startswith(b">") else data)
            size += len(data)
        blank = not data.strip()
    if held:
        yield offset, b"".join(held)


def header(message: Message, name: str) -> str:
    """A header's text, decoded (RFC 2047) as far as it can be, in one line."""
    written = message.get(name)
    if written is None:
        return ""
    if isinstance(written, str) and "=?" not in written:
        return tidy(written.replace("\n", " "))[:2_000]
    try:
        text = str(make_header(decode_header(written)))
    except (LookupError, UnicodeError, ValueError, TypeError, AttributeError, MessageError):
        text = str(written)
    return tidy(text.encode("utf-8", "replace").decode().replace("\n", " "))[:2_000]


def sender(message: Message) -> tuple[str, str]:
    """The name and the address in From; mailing lists' archives write "lea at example.org (Léa)"."""
    written = header(message, "From")
    hidden = re.match(r"(\S+) at (\S+) \((.{0,200})\)$", written)
    if hidden:
        return hidden.group(3), f"{hidden.group(1)}@{hidden.group(2)}".lower()
    try:
        name, address = parseaddr(written)
    except RecursionError:  # of comments within comments
        return "", ""
    return ("" if "@" in name else name.strip("\"' ")), address.lower()


def texts(message: Message) -> tuple[str, bool]:
    """What the mail says, with what it quotes, and whether it had to be taken from HTML."""
    html = ""
    for number, part in enumerate(message.walk()):
        if number > _MOST_PARTS:
            break
        if part.is_multipart() or part.get_content_disposition() == "attachment":
            continue
        kind = part.get_content_type()
        if kind == "text/plain":
            plain = _decoded(part)
            if plain.strip():
                return plain, False
        elif kind == "text/html" and not html:
            html = _decoded(part)
    return html, bool(html)


def _decoded(part: Message) -> str:
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, TypeError, LookupError, AttributeError):
        return ""
    if not isinstance(payload, bytes):
        return ""
    try:
        return payload.decode(part.get_content_charset("utf-8"))
    except (LookupError, UnicodeError, ValueError):
        return decoded(payload)


def plain_of_html(html: str) -> str:
    """An HTML mail's own words: what is quoted in it stands in block quotes."""
    cut = html.find('<div class="gmail_quote')
    return html_to_text(html if cut < 0 else html[:cut], quotes="drop")
