"""The scope `fans`: a message goes into the inbox as on the web chat page, and what comes back was approved there."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import salted_hmac

from ownvoice.inbox.drafting import as_fan_message, receive
from ownvoice.inbox.models import Channel, Conversation, Message
from ownvoice.reply.triage import triage
from ownvoice.tenants.models import ApiToken, Creator
from ownvoice.tenants.scope import acting_for
from ownvoice.web import pace
from ownvoice.web.completions import wording
from ownvoice.web.completions.answers import Answer, Part
from ownvoice.web.completions.asking import Asked
from ownvoice.web.completions.objects import Completion
from ownvoice.web.completions.problems import Refused
from ownvoice.web.live import watch
from ownvoice.web.originals import original_url
from ownvoice.web.talking import Told, told_about

LONGEST_MESSAGE = 2_000  # characters, as on the page
FINAL = frozenset({"crisis", "closed", "unknown", "passed on"})  # no use in waiting for more


@dataclass(frozen=True, slots=True)
class Entered:
    """A message that stands in the inbox, and what is needed to speak of it."""

    creator: Creator
    message_id: int
    conversation: uuid.UUID
    address: str
    language: str


def enter(token: ApiToken, asked: Asked, request: HttpRequest) -> Entered:
    """Put the message into its conversation; the same message again, before anything else was said, is the same one.

    The conversation is the one the client names, else its user's, else the one whose address we gave before, else a new
    one. Raises `Refused`.
    """
    creator = token.creator
    if not creator.public_chat:
        raise Refused(403, f"{creator.name} doesn't talk to fans here: the public chat is switched off.")
    if len(asked.text) > LONGEST_MESSAGE:
        raise Refused(
            400,
            f"The message has {len(asked.text)} characters; please keep it under {LONGEST_MESSAGE}.",
            param="messages",
            code="string_above_max_length",
        )
    with acting_for(creator), transaction.atomic():
        conversation = _conversation(token, asked, request.headers.get("Idempotency-Key", "")[:300])
        last = Message.objects.filter(conversation=conversation, author=Message.Author.FAN).order_by("-pk")
        message = last.first()
        if message is None or message.text != asked.text:
            if pace.had_enough(conversation):
                raise Refused(
                    429,
                    "That was a lot of messages in one conversation. Please wait a few minutes.",
                    code="rate_limit_exceeded",
                    retry_after_s=60,
                )
            message = receive(conversation, asked.text)
        heard = triage(as_fan_message(message), tuple(creator.languages) or ("en", "fr"))
    path = reverse("talk-conversation", args=[creator.slug, conversation.token])
    return Entered(creator, message.pk, conversation.token, request.build_absolute_uri(path), heard.language)


def _conversation(token: ApiToken, asked: Asked, key: str) -> Conversation:
    """Found or begun, and locked, so that a message sent twice at once is seen to be the same."""
    web = Conversation.objects.filter(channel__kind="webchat").select_for_update(of=("self",))
    if asked.conversation is not None:
        named: Conversation | None = web.filter(token=asked.conversation).first()
        if named is None:
            raise Refused(
                404,
                "There is no conversation with this id.",
                param="ownvoice.conversation",
                code="conversation_not_found",
            )
        return named
    if not asked.user and asked.addressed is not None:
        before: Conversation | None = web.filter(token=asked.addressed).first()
        if before is not None:
            return before
    channel, _made = Channel.objects.get_or_create(kind="webchat", label="Web chat")
    known = _address_of(token, "user", asked.user) if asked.user else None
    known = known or (_address_of(token, "key", key) if key else None)
    if known is None:
        begun: Conversation = Conversation.objects.create(channel=channel)
        return begun
    Conversation.objects.get_or_create(token=known, defaults={"channel": channel})
    found: Conversation = web.get(token=known)
    return found


def _address_of(token: ApiToken, kind: str, name: str) -> uuid.UUID:
    """The same name gives the same address, which nobody else can work out; the name itself isn't kept."""
    mixed = salted_hmac("ownvoice.web.completions", f"{token.pk}\n{kind}\n{name}", algorithm="sha256")
    return uuid.UUID(bytes=mixed.digest()[:16], version=4)


def told(entered: Entered) -> Told:
    """How far the message is."""
    with acting_for(entered.creator):
        message = Message.objects.select_related("conversation").filter(pk=entered.message_id).first()
        return told_about(message) if message is not None else Told("closed")


async def whole(entered: Entered, wait_s: float) -> Answer:
    """The approved reply, where it comes in time; else what happens with the message, and where to look."""
    last = Told("reading")
    async with aclosing(watch(lambda: told(entered), wait_s)) as finds:
        async for _news, found in finds:
            last = found
            if _settled(found):
                break
    return _answer(entered, last)


async def streamed(completion: Completion, entered: Entered, wait_s: float) -> AsyncIterator[str]:
    """The same as chunks: who speaks at once, then in our own field how far it is, then what is to be said."""
    first = _disclosed(entered)
    yield completion.begin(_about(entered, Told("reading")))
    for chunk in completion.parts((first,)):
        yield chunk
    last = Told("reading")
    async with aclosing(watch(lambda: told(entered), wait_s)) as finds:
        async for news, found in finds:
            last = found
            if _settled(found):
                break
            yield completion.note({"state": _state(found)}) if news else ": still here\n\n"
    answer = _answer(entered, last)
    for chunk in completion.parts(answer.parts[1:], len(first.text)):
        yield chunk
    for chunk in completion.end(answer):
        yield chunk


def _settled(found: Told) -> bool:
    return found.reply is not None or found.word in FINAL


def _answer(entered: Entered, found: Told) -> Answer:
    parts = [_disclosed(entered)]
    name, language = entered.creator.name, entered.language
    if found.word == "crisis":
        parts.append(Part(wording.help_lines(name, language)))
    if found.reply is not None:
        gap = "\n\n" if found.word == "crisis" else ""
        if found.reply.author == Message.Author.CREATOR:
            gap += wording.in_person(name, language) + "\n"
        parts += ([Part(gap)] if gap else []) + _pieces(found)
    elif found.word == "crisis":
        parts.append(Part("\n\n" + wording.with_the_person(name, language)))
    else:
        parts.append(Part(wording.told(found.word, name, language, entered.address)))
    return Answer(tuple(parts), _about(entered, found))


def _pieces(found: Told) -> list[Part]:
    reply = found.reply
    assert reply is not None
    opened = [(str(one.get("title") or ""), original_url(one)) for one in reply.citations]
    marked = any(piece.numbers for piece in found.pieces)
    parts = []
    for place, piece in enumerate(found.pieces):
        numbers = piece.numbers if marked else (range(1, len(opened) + 1) if place == 0 else ())
        originals = tuple(opened[n - 1] for n in numbers if n <= len(opened) and opened[n - 1][1])
        parts.append(Part(piece.text, originals))
    return parts


def _disclosed(entered: Entered) -> Part:
    return Part(wording.disclosure(entered.creator.name, entered.language, draft=False) + "\n\n")


def _state(found: Told) -> str:
    return "answered" if found.reply is not None else found.word


def _about(entered: Entered, found: Told) -> dict[str, Any]:
    reply = found.reply
    return {
        "scope": "fans",
        "creator": entered.creator.slug,
        "ai": reply is None or reply.author == Message.Author.AI,
        "approved": reply is not None,
        "written_by": reply.author if reply is not None else None,
        "state": _state(found),
        "conversation": str(entered.conversation),
        "url": entered.address,
        "evidence": [{**one, "url": original_url(one)} for one in reply.citations] if reply else [],
    }
