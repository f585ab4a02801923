"""Posts of profiles, Pages and in groups, notes, and the texts of films and photos uploaded on their own.

A post's text is in `data`; the `title` ("Lea Roy shared a link.") is Facebook's and no one's words. What is
attached isn't the creator's either, but a poll's question and a photo's own description. Edits are stated by
their time only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ownvoice.core.records import ItemRecord, Kind, Malformed, Records, Role, Skipped, Visibility
from ownvoice.core.text import tidy
from ownvoice.sources.facebook.account import Account
from ownvoice.sources.facebook.text import shown
from ownvoice.sources.reading.contract import Archive, Member
from ownvoice.sources.reading.html_text import html_to_text
from ownvoice.sources.reading.made_ids import made_id
from ownvoice.sources.reading.meta_json import file_name, iter_entries, labelled_values
from ownvoice.sources.reading.timestamps import from_unix

_SEEN_MOST = 200_000  # texts of posts that are remembered
_MESSAGE_LABELS = frozenset(
    {"message", "post", "text", "bericht", "nachricht", "beitrag", "publication", "mensaje", "publicación",
     "mensagem", "messaggio", "besked", "meddelande", "wiadomość", "mesaj", "сообщение", "メッセージ"}
)  # fmt: skip


class Seen:
    """Texts that were read as posts, so that a film's own entry doesn't say them again."""

    def __init__(self) -> None:
        self._texts: set[int] = set()

    def add(self, text: str) -> None:
        if len(self._texts) < _SEEN_MOST:
            self._texts.add(hash(text))

    def __contains__(self, text: str) -> bool:
        return hash(text) in self._texts


def read_posts(
    archive: Archive, member: Member, account: Account, visibility: Visibility, seen: Seen
) -> Records:
    """The posts of one file in its order; those without words of the creator's are counted."""
    skipped = {"share": 0, "empty": 0}
    for element in iter_entries(archive, member):
        if isinstance(element, Malformed):
            yield element
        elif not isinstance(element.value, dict):
            yield Malformed(member.name, element.offset, "this entry is no post", "byte")
        else:
            found = _post(element.value, account, visibility)
            if isinstance(found, str):
                skipped[found] += 1
            else:
                seen.add(found.text)
                yield found
    for reason, count in skipped.items():
        if count:
            yield Skipped(member.name, reason, count)


def read_media(
    archive: Archive, member: Member, account: Account, visibility: Visibility, kind: Kind, seen: Seen
) -> Records:
    """The descriptions of films (`Kind.VIDEO`) or photos, but those that were read as posts."""
    empty = 0
    for element in iter_entries(archive, member):
        if isinstance(element, Malformed):
            yield element
            continue
        if not isinstance(element.value, dict):
            yield Malformed(member.name, element.offset, "this entry is no film or photo", "byte")
            continue
        entry = element.value
        text = shown(entry.get("description"))
        if not text:
            empty += 1
        elif text not in seen:
            seen.add(text)
            title = entry.get("title")
            yield _record(
                text, entry.get("description"), entry.get("creation_timestamp"), account, visibility, kind,
                uri=file_name(entry.get("uri")),
                title=tidy(title) if kind is Kind.VIDEO and isinstance(title, str) else "",
            )  # fmt: skip
    if empty:
        yield Skipped(member.name, "empty", empty)


def read_notes(archive: Archive, member: Member, account: Account, visibility: Visibility) -> Records:
    """Notes: longer texts with a title, written until 2020."""
    empty = 0
    for element in iter_entries(archive, member):
        if isinstance(element, Malformed):
            yield element
            continue
        entry = element.value
        if not isinstance(entry, dict):
            yield Malformed(member.name, element.offset, "this entry is no note", "byte")
            continue
        written, title = entry.get("text"), entry.get("title")
        text = html_to_text(written) if isinstance(written, str) and "<p" in written else shown(written)
        if not text:
            empty += 1
            continue
        stamp = entry.get("created_timestamp") or entry.get("timestamp")
        yield _record(
            text, written, stamp, account, visibility, Kind.POST,
            title=tidy(title) if isinstance(title, str) else "",
        )  # fmt: skip
    if empty:
        yield Skipped(member.name, "empty", empty)


def _post(entry: dict[str, Any], account: Account, visibility: Visibility) -> ItemRecord | str:
    data = [part for part in _list(entry.get("data")) if isinstance(part, dict)]
    attached = list(attachments(entry))
    pieces = [part["post"] for part in data if isinstance(part.get("post"), str)]
    written = "\n\n".join(pieces) or _message(entry) or _poll(attached) or _description(attached)
    text = shown(written)
    if not text:
        return "share" if any("external_context" in part for part in attached) else "empty"
    edited = next((part["update_timestamp"] for part in data if part.get("update_timestamp")), None)
    return _record(
        text, written, entry.get("timestamp"), account, visibility, Kind.POST,
        uri=first_uri(attached), edited=edited, links=external_links(attached),
    )  # fmt: skip


def _record(
    text: str,
    written: object,
    stamp: object,
    account: Account,
    visibility: Visibility,
    kind: Kind,
    *,
    uri: str = "",
    title: str = "",
    edited: object = None,
    links: tuple[str, ...] = (),
) -> ItemRecord:
    moment, edited_at = from_unix(stamp), from_unix(edited)
    return ItemRecord(
        platform="facebook",
        native_id=made_id(moment, text, uri),
        kind=kind,
        role=Role.CREATOR,
        author=account.author(),
        text=text,
        created_at=moment,
        raw=written if isinstance(written, str) and written != text else "",
        raw_time=str(stamp) if isinstance(stamp, int | float | str) else "",
        edited_at=edited_at if edited_at and moment and edited_at > moment else None,
        title=title,
        visibility=visibility,
        links=links,
    )


def attachments(entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What is attached to a post or comment, one thing at a time."""
    for attachment in _list(entry.get("attachments")):
        if isinstance(attachment, dict):
            for part in _list(attachment.get("data")):
                if isinstance(part, dict):
                    yield part


def external_links(attached: list[dict[str, Any]]) -> tuple[str, ...]:
    """The addresses that were shared."""
    contexts = (part.get("external_context") for part in attached)
    urls = [context.get("url") for context in contexts if isinstance(context, dict)]
    return tuple(
        dict.fromkeys(url for url in urls if isinstance(url, str) and url.startswith(("http://", "https://")))
    )


def first_uri(attached: list[dict[str, Any]]) -> str:
    """The file name of the first photo or film."""
    for part in attached:
        medium = part.get("media")
        if isinstance(medium, dict) and medium.get("uri"):
            return file_name(medium["uri"])
    return ""


def _message(entry: dict[str, Any]) -> str:
    """The text under a label, as on others' profiles since 2024."""
    if "label_values" not in entry:
        return ""
    return next(
        (field.value for field in labelled_values(entry) if field.label.casefold() in _MESSAGE_LABELS), ""
    )


def _poll(attached: list[dict[str, Any]]) -> str:
    for part in attached:
        poll = part.get("poll")
        if isinstance(poll, dict) and isinstance(question := poll.get("question"), str):
            options = (
                option.get("option") for option in _list(poll.get("options")) if isinstance(option, dict)
            )
            return "\n".join([question, *(f"- {option}" for option in options if isinstance(option, str))])
    return ""


def _description(attached: list[dict[str, Any]]) -> str:
    media = (part.get("media") for part in attached)
    texts = (medium.get("description") for medium in media if isinstance(medium, dict))
    return next((text for text in texts if isinstance(text, str) and text.strip()), "")


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
