"""A request's body is counted before anything else sees it: the framework would first keep all of it, however long."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import orjson

from ownvoice.web.completions.problems import Refused

MOST_BYTES = 1_000_000
PATH = "/v1/"

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]

TOO_LARGE = (
    f"The request is too large: at most {MOST_BYTES:,} bytes are read. Send fewer or shorter messages."
)


def bounded(application: Application, most: int = MOST_BYTES) -> Application:
    """The ASGI application, answering 413 under `/v1/` where a body has more than `most` bytes."""

    async def counted(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PATH):
            await application(scope, receive, send)
            return
        if _declared(scope) > most:
            await _refuse(send)
            return
        body, more = bytearray(), True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > most:
                await _refuse(send)
                return
        handed = False

        async def whole() -> Message:
            nonlocal handed
            if handed:
                return await receive()
            handed = True
            return {"type": "http.request", "body": bytes(body), "more_body": False}

        await application(scope, whole, send)

    return counted


def _declared(scope: dict[str, Any]) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() and len(value) < 20 else 0
    return 0


async def _refuse(send: Send) -> None:
    body = orjson.dumps(Refused(413, TOO_LARGE, code="request_too_large").body)
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),  # what is still on its way isn't read
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
