"""`/v1/chat/completions` and `/v1/models`: who asks, may they, and what they get, whole or as a stream."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import wraps
from typing import Any

import structlog
from asgiref.sync import sync_to_async
from django.db import connections
from django.http import HttpRequest, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.views.decorators.csrf import csrf_exempt

from ownvoice.tenants.models import ApiToken
from ownvoice.tenants.tokens import Counted, count_request, token_of
from ownvoice.web import live
from ownvoice.web.completions import asking, drafting, fans, objects
from ownvoice.web.completions.bounded import MOST_BYTES, TOO_LARGE
from ownvoice.web.completions.objects import Completion
from ownvoice.web.completions.problems import Refused

log = structlog.get_logger()

View = Callable[..., Awaitable[HttpResponseBase]]
UNKNOWN = "This token opens nothing: it is unknown or revoked. Send `Authorization: Bearer ov_…`."
FAILED = "Something went wrong on our side; it is in the server's log."


def _spoken_as_openai(*methods: str) -> Callable[[View], View]:
    """Let a token in, count the request, and tell every refusal in OpenAI's form."""

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        async def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                if methods and request.method not in methods:
                    raise Refused(405, f"Only {' and '.join(methods)} can be used here.")
                token, counted = await sync_to_async(_admitted)(request)
                response = await view(request, token, *args, **kwargs)
            except Refused as refused:
                return refused.response()
            except Exception:
                log.exception("a completion failed")
                return Refused(500, FAILED).response()
            response.headers["x-ratelimit-limit-requests"] = str(counted.limit)
            response.headers["x-ratelimit-remaining-requests"] = str(counted.left)
            return response

        return answered

    return decorate


def _admitted(request: HttpRequest) -> tuple[ApiToken, Counted]:
    """The token that is shown; its request is counted. The thread's connection goes back at once."""
    try:
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        token = token_of(secret.strip()) if kind.lower() == "bearer" else None
        if token is None:
            raise Refused(401, UNKNOWN, code="invalid_api_key")
        counted = count_request(token)
    finally:
        connections.close_all()
    if counted.wait_s:
        raise Refused(
            429,
            f"This token's {counted.limit} requests a {counted.per} are used up.",
            code="rate_limit_exceeded",
            retry_after_s=counted.wait_s,
        )
    return token, counted


@_spoken_as_openai("GET")
async def models(request: HttpRequest, token: ApiToken) -> HttpResponseBase:
    """The creators this token may talk to, each as a model."""
    return JsonResponse({"object": "list", "data": [_model(token)]})


@_spoken_as_openai("GET")
async def model(request: HttpRequest, token: ApiToken, name: str) -> HttpResponseBase:
    """One of them."""
    _check(token, asking.slug_of(name))
    return JsonResponse(_model(token))


@_spoken_as_openai("POST")
async def chat_completions(request: HttpRequest, token: ApiToken) -> HttpResponseBase:
    """An answer to the last message."""
    body = request.body
    if len(body) > MOST_BYTES:
        raise Refused(413, TOO_LARGE, code="request_too_large")
    asked = asking.read(body)
    _check(token, asked.slug)
    completion = Completion(asked)
    if token.scope == ApiToken.Scope.FANS:
        return await _for_fans(request, token, completion)
    if asked.store:
        await sync_to_async(_entered)(token, asked, request)
    if not asked.stream:
        return JsonResponse(completion.whole(await drafting.whole(token.creator, asked)))
    making = drafting.begin(token.creator, asked)
    return _stream(drafting.streamed(token.creator, completion, making))


@_spoken_as_openai()
async def nothing_here(request: HttpRequest, token: ApiToken, path: str) -> HttpResponseBase:
    """Every other address below `/v1/`."""
    raise Refused(404, "There is nothing here. What there is: /v1/chat/completions and /v1/models.")


async def _for_fans(request: HttpRequest, token: ApiToken, completion: Completion) -> HttpResponseBase:
    asked = completion.asked
    if live.crowded():
        raise Refused(503, "Too many conversations wait right now.", retry_after_s=30)
    entered = await sync_to_async(_entered)(token, asked, request)
    if asked.stream:
        return _stream(fans.streamed(completion, entered, asked.wait_s))
    return JsonResponse(completion.whole(await fans.whole(entered, asked.wait_s)))


def _entered(token: ApiToken, asked: asking.Asked, request: HttpRequest) -> fans.Entered:
    try:
        return fans.enter(token, asked, request)
    finally:
        connections.close_all()


def _check(token: ApiToken, slug: str) -> None:
    if slug != token.creator.slug:
        raise Refused(
            404,
            f"There is no model {slug[:80]!r} for this token. GET /v1/models lists what there is.",
            param="model",
            code="model_not_found",
        )


def _model(token: ApiToken) -> dict[str, Any]:
    creator = token.creator
    return objects.model(creator.slug, int(creator.created_at.timestamp()))


def _stream(chunks: AsyncIterator[str]) -> StreamingHttpResponse:
    response = StreamingHttpResponse(_told(chunks), content_type="text/event-stream; charset=utf-8")
    response.headers["X-Accel-Buffering"] = "no"
    return response


async def _told(chunks: AsyncIterator[str]) -> AsyncIterator[str]:
    """The chunks; what fails in their midst is told as an error, since the status has been sent."""
    try:
        async for chunk in chunks:
            yield chunk
    except (asyncio.CancelledError, GeneratorExit):
        raise
    except Refused as refused:
        yield objects.failed(refused.body)
    except Exception:
        log.exception("a streamed completion failed")
        yield objects.failed(Refused(500, FAILED).body)
    finally:
        await chunks.aclose()  # type: ignore[attr-defined]
