"""What a client asks for, read from the request's body: bounded, and every word of it data.

https://platform.openai.com/docs/api-reference/chat/create. Messages of the roles system, developer, tool and function are
left out: here nobody but the creator says how their AI behaves. Earlier turns of user and assistant are context. Settings
of a language model (temperature, tools, stop, ...) have nothing to set and are ignored.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from ownvoice.core.answers import Turn
from ownvoice.web.completions.problems import Refused
from ownvoice.web.completions.wording import without_disclosure

MOST_MESSAGES = 500
MOST_PARTS = 100  # of one message
LONGEST_MESSAGE = 20_000  # characters
LONGEST_USER = 512  # characters of the name a client has for its user
MOST_TURNS = 10  # earlier messages that are read; the inbox reads as many
LONGEST_WAIT_S = 60.0
WAIT_S = 20.0  # for a person's approval, where the client says nothing
PREFIX = "ownvoice/"

_IGNORED_ROLES = frozenset({"system", "developer", "tool", "function"})
_ADDRESS = re.compile(r"/talk/([-\w]{1,60})/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. `slug`: the creator's; `text`: what the fan says; `turns`: what was said before, oldest first.

    `conversation`, `user`: how the client knows the conversation ("" and None where it says neither); `addressed`: a
    conversation whose address stands in what we answered before. `wait_s`: how long to wait for a person. `store`: put
    the message into the inbox where the token's scope alone wouldn't.
    """

    slug: str
    text: str
    turns: tuple[Turn, ...] = ()
    stream: bool = False
    with_usage: bool = False
    conversation: uuid.UUID | None = None
    addressed: uuid.UUID | None = None
    user: str = ""
    wait_s: float = WAIT_S
    store: bool = False
    size: int = 0  # characters of all messages that were read


def read(body: bytes) -> Asked:
    """The request in this body; raises `Refused` with what is wrong."""
    data = _object(body)
    slug = slug_of(data.get("model"))
    said, size = _messages(data.get("messages"))
    if not said or said[-1][0] != "user":
        raise _wrong(
            "The last message must be one of the role user: it is the one that is answered.", "messages"
        )
    text = said[-1][1].strip()
    if not text:
        raise _wrong("The last message is empty.", "messages")
    if _integer(data, "n", 1) != 1:
        raise _wrong("There is one answer to a message: n must be 1.", "n")
    form = data.get("response_format")
    if isinstance(form, dict) and form.get("type", "text") != "text":
        raise _wrong("Answers are the creator's sentences: response_format must be text.", "response_format")
    options = data.get("stream_options")
    own = data.get("ownvoice")
    if own is not None and not isinstance(own, dict):
        raise _wrong("ownvoice must be an object.", "ownvoice")
    own = own or {}
    earlier = said[:-1][-MOST_TURNS:]
    return Asked(
        slug=slug,
        text=text,
        turns=tuple(Turn(_turn(role, words), role == "assistant") for role, words in earlier),
        stream=_boolean(data, "stream"),
        with_usage=isinstance(options, dict) and options.get("include_usage") is True,
        conversation=_conversation(own.get("conversation")),
        addressed=_address(said, slug),
        user=_user(data.get("user")),
        wait_s=_wait(own.get("wait_s")),
        store=_boolean(data, "store"),
        size=size,
    )


def slug_of(model: Any) -> str:
    """The creator a model's name means: `ownvoice/SLUG`, or the slug alone."""
    if not isinstance(model, str) or not model.strip():
        raise _wrong("model must name a creator, such as ownvoice/NAME; GET /v1/models lists them.", "model")
    return model.strip().removeprefix(PREFIX)[:200]


def _object(body: bytes) -> dict[str, Any]:
    try:
        data = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise _wrong(f"The request isn't JSON in UTF-8: {str(error)[:200]}.", None) from None
    if not isinstance(data, dict):
        raise _wrong("The request must be a JSON object.", None)
    return data


def _messages(given: Any) -> tuple[list[tuple[str, str]], int]:
    """Role and text of each message of user and assistant, and how much text there is."""
    if not isinstance(given, list) or not given:
        raise _wrong("messages must be a list with at least one message.", "messages")
    if len(given) > MOST_MESSAGES:
        raise _wrong(f"There may be at most {MOST_MESSAGES} messages.", "messages")
    said = []
    for number, message in enumerate(given):
        where = f"messages[{number}]"
        if not isinstance(message, dict):
            raise _wrong(f"{where} must be an object.", where)
        role = message.get("role")
        if isinstance(role, str) and role in _IGNORED_ROLES:
            continue
        if role not in ("user", "assistant"):
            raise _wrong(f"{where}.role must be system, developer, user, assistant or tool.", f"{where}.role")
        text = _content(message.get("content"), f"{where}.content", role)
        if len(text) > LONGEST_MESSAGE:
            raise _wrong(
                f"{where} has {len(text)} characters; at most {LONGEST_MESSAGE} are read.",
                where,
                "string_above_max_length",
            )
        said.append((str(role), text))
    return said, sum(len(text) for _, text in said)


def _content(content: Any, where: str, role: str) -> str:
    if isinstance(content, str):
        return _plain(content)
    if content is None and role == "assistant":  # it called a tool
        return ""
    if not isinstance(content, list):
        raise _wrong(f"{where} must be text, or a list of parts of the type text.", where)
    if len(content) > MOST_PARTS:
        raise _wrong(f"{where} may have at most {MOST_PARTS} parts.", where)
    return "\n".join(_part(part, f"{where}[{number}]") for number, part in enumerate(content))


def _part(part: Any, where: str) -> str:
    kind = part.get("type") if isinstance(part, dict) else None
    if kind == "text" and isinstance(part.get("text"), str):
        return _plain(part["text"])
    if kind == "refusal":
        return ""
    if isinstance(kind, str) and kind in ("image_url", "input_image", "input_audio", "file", "input_file"):
        raise _wrong(
            "Only text can be read here: please describe in words what the image, recording or file shows.",
            where,
        )
    raise _wrong(f"{where} must be a part of the type text.", where)


def _plain(text: str) -> str:
    return text.replace("\x00", "")


def _turn(role: str, text: str) -> str:
    return without_disclosure(text) if role == "assistant" else text


def _address(said: Sequence[tuple[str, str]], slug: str) -> uuid.UUID | None:
    """A conversation whose address we gave out: chat clients send back what was answered, and often nothing else."""
    for role, text in reversed(said):
        if role == "assistant":
            for found in _ADDRESS.finditer(text):
                if found[1] == slug:
                    return uuid.UUID(found[2])
    return None


def _conversation(given: Any) -> uuid.UUID | None:
    if given is None:
        return None
    try:
        return uuid.UUID(given)
    except (ValueError, AttributeError, TypeError):
        raise _wrong(
            "ownvoice.conversation must be the id that an earlier answer gave.", "ownvoice.conversation"
        ) from None


def _user(given: Any) -> str:
    if given is None:
        return ""
    if not isinstance(given, str) or len(given) > LONGEST_USER:
        raise _wrong(f"user must be text of at most {LONGEST_USER} characters.", "user")
    return given


def _wait(given: Any) -> float:
    if given is None:
        return WAIT_S
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 <= given <= LONGEST_WAIT_S:
        raise _wrong(
            f"ownvoice.wait_s must be a number of seconds from 0 to {LONGEST_WAIT_S:.0f}.", "ownvoice.wait_s"
        )
    return float(given)


def _integer(data: Mapping[str, Any], name: str, default: int) -> int:
    given = data.get(name)
    if given is None:
        return default
    if isinstance(given, bool) or not isinstance(given, int):
        raise _wrong(f"{name} must be a whole number.", name)
    return given


def _boolean(data: Mapping[str, Any], name: str) -> bool:
    given = data.get(name)
    if given is not None and not isinstance(given, bool):
        raise _wrong(f"{name} must be true or false.", name)
    return bool(given)


def _wrong(message: str, param: str | None, code: str | None = None) -> Refused:
    return Refused(400, message, param=param, code=code)
