"""Mail: mailboxes (mbox, as Gmail's Takeout and Thunderbird write them), `.eml` files, Maildir, archives of lists.

Newsletters and posts to mailing lists are public; everything else is private and read only when the creator asks,
and then only what the creator wrote and what that answers. A parent is what In-Reply-To names (RFC 5322, section
3.6.4); where that mail isn't there, what the reply quotes of it is the parent's text. Message ids hold addresses, so
ids are hashes of them; no address is ever kept.

The creator is whom `own_names` names (names or addresses), else whose mailbox it is, else the only sender.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message

from ownvoice.core.errors import AmbiguousCreatorError
from ownvoice.core.records import Author, ItemRecord, Kind, Malformed, Records, Role, Skipped, Visibility
from ownvoice.core.text import fold
from ownvoice.sources.mail.messages import (
    header,
    is_mail,
    is_mailbox,
    plain_of_html,
    read_mails,
    sender,
    texts,
)
from ownvoice.sources.mail.quotes import Parts, split_quotes
from ownvoice.sources.reading.contract import Archive, Detection, Member, ReadOptions
from ownvoice.sources.reading.made_ids import made_id
from ownvoice.sources.reading.timestamps import parse_rfc2822

NAME = "mail"
TITLE = "Mail (mbox, eml)"

_MESSAGE_ID = re.compile(r"<([^<>\s]{1,300}@[^<>\s]{1,300})>")
_SUBJECT_PREFIX = re.compile(
    r"^(?:\s*(?:re|aw|sv|rif|r|fwd?|tr|wg|rv|enc)(?:\[\d+\])?\s?:)+\s*", re.IGNORECASE
)
_LIST_TAG = re.compile(r"^\s*\[[^\]]{1,40}\]\s*")
# Gmail's labels, in the languages our first users have.
_LABELS = {
    "spam": "spam", "courrier indesirable": "spam", "trash": "deleted", "corbeille": "deleted",
    "papierkorb": "deleted", "drafts": "draft", "brouillons": "draft", "entwurfe": "draft", "borradores": "draft",
    "papelera": "deleted", "bozze": "draft", "cestino": "deleted", "rascunhos": "draft", "lixeira": "deleted",
}  # fmt: skip
_SENT = frozenset({"sent", "messages envoyes", "envoyes", "gesendet", "enviados", "inviati"})


@dataclass(slots=True)
class _Box:
    """What the first reading finds: who sends, whose mailbox it is, and which mails the creator answered."""

    senders: Counter[str] = field(default_factory=Counter)
    names: dict[str, str] = field(default_factory=dict)
    owners: Counter[str] = field(default_factory=Counter)
    answered: dict[str, set[str]] = field(default_factory=dict)  # by the address that answered
    own: frozenset[str] = frozenset()
    own_names: frozenset[str] = frozenset()
    wanted: set[str] = field(default_factory=set)
    mine: set[str] = field(default_factory=set)

    def is_creator(self, name: str, address: str) -> bool:
        return address in self.own or (bool(name) and fold(name) in self.own_names)


def detect(archive: Archive) -> Detection | None:
    """Files that begin like a mailbox or a mail."""
    boxes = _members(archive)
    if not boxes:
        return None
    text = f"Mail: {len(boxes):,} file{'s' if len(boxes) > 1 else ''}"
    return Detection(NAME, text, tuple(member.name for member in boxes))


def read(archive: Archive, options: ReadOptions) -> Records:
    """The mails in the order of the files. Reads everything twice, to know who answered whom.

    Raises `AmbiguousCreatorError` before the first record where nothing tells who the creator is.
    """
    members = _members(archive)
    box = _survey(archive, members)
    _find_creator(archive, box, options)
    seen: set[str] = set()
    for member in members:
        skipped: Counter[str] = Counter()
        for mail in read_mails(archive, member):
            if isinstance(mail, Malformed):
                yield mail
                continue
            try:
                found = _record(mail.message, box, options)
            except (RecursionError, ValueError, LookupError, TypeError, AttributeError) as error:
                reason = f"This mail can't be read ({type(error).__name__})."
                yield Malformed(member.name, mail.offset, reason, "byte")
                continue
            if isinstance(found, ItemRecord) and found.native_id in seen:
                found = "duplicate"
            if isinstance(found, str):
                skipped[found] += 1
            else:
                seen.add(found.native_id)
                yield found
        for reason, count in sorted(skipped.items()):
            yield Skipped(member.name, reason, count)


def _members(archive: Archive) -> list[Member]:
    found = []
    for member in archive.matching("*.mbox", "*.eml", "*.txt", "*.mbx", "cur/*", "new/*"):
        head = archive.head(member, 16_384)
        is_text = member.name.lower().endswith(".txt")
        if is_mailbox(head) or (is_mail(head) and (not is_text or b"\nmessage-id:" in head.lower())):
            found.append(member)
    return found


# Who the creator is


def _survey(archive: Archive, members: list[Member]) -> _Box:
    box = _Box()
    for message in _messages(archive, members):
        name, address = sender(message)
        if not address or _left_out(message):
            continue
        box.senders[address] += 1
        if name:
            box.names.setdefault(address, name)
        delivered = header(message, "Delivered-To").strip("<> ").lower()
        if delivered:
            box.owners[delivered] += 1
        if _labels(message) & _SENT:
            box.owners[address] += 10
        parent = _parent(message)
        if parent:
            box.answered.setdefault(address, set()).add(parent)
    return box


def _messages(archive: Archive, members: list[Member]) -> Iterator[Message]:
    for member in members:
        for mail in read_mails(archive, member, headers_only=True):
            if not isinstance(mail, Malformed):
                yield mail.message


def _find_creator(archive: Archive, box: _Box, options: ReadOptions) -> None:
    names = frozenset(fold(name).strip().lstrip("@") for name in options.own_names)
    box.own_names = names
    own = {a for a in box.senders if a in names or fold(box.names.get(a, "")) in names}
    if not own and box.owners:
        own = {box.owners.most_common(1)[0][0]}
    if not own and len(box.senders) == 1:
        own = set(box.senders)
    if not own and box.senders:
        candidates = tuple(box.names.get(a, a.partition("@")[0]) for a, _ in box.senders.most_common(5))
        raise AmbiguousCreatorError(
            f"{archive.path.name} holds mails of {len(box.senders):,} senders and doesn't say which of them you are.",
            "Say under which name or address you write with --as NAME.",
            candidates,
        )
    box.own = frozenset(own)
    for address in own:
        box.wanted |= box.answered.get(address, set())


# One mail


def _record(message: Message, box: _Box, options: ReadOptions) -> ItemRecord | str:
    left_out = _left_out(message)
    if left_out:
        return left_out
    name, address = sender(message)
    ours = box.is_creator(name, address)
    native_id = _identity(message)
    parent = _parent(message)
    public = _is_public(message, ours)
    if not public and not options.include_private:
        return "private"
    if not ours and native_id not in box.wanted and not (public and parent in box.mine):
        return "unrelated"
    if ours:
        box.mine.add(native_id)
    written, is_html = texts(message)
    parts = Parts(plain_of_html(written), "") if is_html else split_quotes(written)
    if not parts.said:
        return "empty"
    raw_time = header(message, "Date")
    newsletter = public and not header(message, "List-Post") and parent is None
    title = header(message, "Subject") if newsletter else ""
    subject = _LIST_TAG.sub("", _SUBJECT_PREFIX.sub("", header(message, "Subject")))
    return ItemRecord(
        platform=NAME,
        native_id=native_id,
        kind=_kind(public, parent, newsletter),
        role=Role.CREATOR if ours else Role.FAN,
        author=Author(name=name),
        text=parts.said,
        created_at=parse_rfc2822(raw_time),
        raw_time=raw_time[:80],
        title=title or (subject if parent is None else ""),
        visibility=Visibility.PUBLIC if public else Visibility.PRIVATE,
        parent_id=parent,
        parent_text=parts.quoted if ours and parent and parts.quoted else None,
    )


def _kind(public: bool, parent: str | None, newsletter: bool) -> Kind:
    if parent is not None:
        return Kind.REPLY
    return Kind.POST if newsletter or public else Kind.MESSAGE


def _left_out(message: Message) -> str:
    """The word for why a mail isn't read at all; "" where it is."""
    for label in _labels(message):
        if label in _LABELS:
            return _LABELS[label]
    automatic = header(message, "Auto-Submitted").lower()
    if (automatic and automatic != "no") or message.get_content_type() == "multipart/report":
        return "automatic"
    return "not a text" if message.get_content_type() == "text/calendar" else ""


def _labels(message: Message) -> frozenset[str]:
    return frozenset(fold(label).strip(' "') for label in header(message, "X-Gmail-Labels").split(","))


def _is_public(message: Message, ours: bool) -> bool:
    """Mailing lists are; a newsletter is the creator's own words to everybody, or somebody else's to the creator."""
    if (
        header(message, "List-Post")
        or header(message, "Archived-At")
        or " at " in str(message.get("From") or "")
    ):
        return True
    bulk = header(message, "List-Unsubscribe") or header(message, "List-Id") or header(message, "Precedence")
    return ours and bool(bulk)


def _identity(message: Message) -> str:
    stated = _MESSAGE_ID.search(header(message, "Message-ID"))
    if stated:
        return _hashed(stated.group(1))
    moment = parse_rfc2822(header(message, "Date"))
    return made_id(moment, header(message, "Subject"), sender(message)[1])


def _parent(message: Message) -> str | None:
    """The first id in In-Reply-To, which often holds several, or prose."""
    stated = _MESSAGE_ID.search(header(message, "In-Reply-To"))
    return _hashed(stated.group(1)) if stated else None


def _hashed(message_id: str) -> str:
    return hashlib.sha256(message_id.encode("utf-8", "replace")).hexdigest()[:24]
