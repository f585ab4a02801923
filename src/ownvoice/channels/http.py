"""Calls to a platform over HTTP: bounded in time and size, and every failure said in one of the four ways.

What decides is whether the platform may have acted. A connection that was never made, a 429 or a plain refusal means it
hasn't. A request that was written and not answered, or answered with 5xx, may have been carried out: for a call that
changes something that is uncertain; a reading call is simply made again later (RFC 9110, 9.2.2 and 10.2.3).
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson

from ownvoice import __version__
from ownvoice.channels.failing import (
    ChannelError,
    PermanentError,
    RetryLaterError,
    ShutOutError,
    UncertainError,
)
from ownvoice.core.errors import OwnvoiceError

LARGEST = 8_000_000  # bytes of an answer that are read
LONGEST_WAIT_S = 6 * 3600.0  # what a platform may make us wait for
USER_AGENT = f"Ownvoice/{__version__}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `headers` in lower case; `writes`: the call was to change something."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    writes: bool = False

    def json(self) -> Any:
        """The body as JSON. Where it isn't, something between us and the platform answered, and who knows for whom."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError as error:
            raise _doubtful(self.writes, "The platform answered with something that isn't JSON.") from error

    def reason(self) -> str:
        """What the platform says is wrong, in its words, shortened."""
        try:
            told = orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return ""
        if not isinstance(told, dict):
            return ""
        texts = [told.get(key) for key in ("error_description", "message", "error", "detail")]
        found = [text for text in texts if isinstance(text, str) and text]
        code = told.get("code") if isinstance(told.get("code"), str) else told.get("error")
        if not found:
            return ""
        named = f" ({code})" if isinstance(code, str) and code and code != found[0] else ""
        return f"{found[0][:300]}{named[:60]}"


class Web:
    """One platform's HTTP address. Redirects aren't followed: a key must not go where it wasn't meant for."""

    def __init__(
        self, base: str, headers: Mapping[str, str], timeout_s: float, auth: tuple[str, str] | None = None
    ) -> None:
        self.base = checked_address(base)
        self._timeout_s = timeout_s
        self._client = httpx.Client(
            base_url=self.base,
            headers={"User-Agent": USER_AGENT, "Accept": "application/json", **headers},
            auth=auth,
            timeout=httpx.Timeout(timeout_s, connect=min(timeout_s, 5.0), pool=timeout_s),
            follow_redirects=False,
        )

    def close(self) -> None:
        """Give up the connections."""
        self._client.close()

    def read(self, path: str, params: Mapping[str, Any] | None = None, **more: Any) -> Answer:
        """GET. Whatever fails can be tried again."""
        return self._call("GET", path, writes=False, params=params, **more)

    def write(self, method: str, path: str, **more: Any) -> Answer:
        """A call that changes something."""
        return self._call(method, path, writes=True, **more)

    def ask(self, path: str, **more: Any) -> Answer:
        """A POST that changes nothing that matters, such as signing in."""
        return self._call("POST", path, writes=False, **more)

    def _call(self, method: str, path: str, *, writes: bool, **more: Any) -> Answer:
        host = urlsplit(self.base).hostname
        begun = time.monotonic()
        more = {key: value for key, value in more.items() if value is not None}
        try:
            with self._client.stream(method, path, **more) as response:
                body = bytearray()
                for piece in response.iter_bytes():
                    body += piece
                    if len(body) > LARGEST:
                        raise _doubtful(writes, f"{host} answered with more than {LARGEST:,} bytes.")
                    if time.monotonic() - begun > self._timeout_s:
                        raise _doubtful(writes, f"{host} took longer than {self._timeout_s:g} s.")
                headers = {name.lower(): text for name, text in response.headers.items()}
                answer = Answer(response.status_code, headers, bytes(body), writes)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise RetryLaterError(f"{host} can't be reached.") from error
        except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
            raise PermanentError(f"{self.base} isn't a web address.", "Connect the channel again.") from error
        except httpx.HTTPError as error:
            raise _doubtful(writes, f"{host} didn't answer ({type(error).__name__}).") from error
        if answer.status < 300:
            return answer
        raise failure(answer, writes, host or "")


def failure(answer: Answer, writes: bool, host: str) -> ChannelError:
    """The error that an answer other than 2xx means."""
    told = answer.reason()
    told = f"{host} answered {answer.status}" + (f": {told}" if told else ".")
    after_s = retry_after(answer.headers)
    if answer.status == 429:
        return RetryLaterError(told, after_s=after_s)
    if answer.status == 401:
        return ShutOutError(told, "Connect the channel again with a new key.")
    if answer.status >= 500 or answer.status == 408:
        return UncertainError(told, after_s=after_s) if writes else RetryLaterError(told, after_s=after_s)
    if answer.status in (409, 423, 425):
        return RetryLaterError(told, after_s=after_s)
    return PermanentError(told)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, from `Retry-After` (seconds or a date) or a rate limit's reset; None where nothing is said."""
    text = headers.get("retry-after", "").strip()
    remaining = headers.get("x-ratelimit-remaining", headers.get("ratelimit-remaining", "")).strip()
    reset = headers.get("x-ratelimit-reset", headers.get("ratelimit-reset", "")).strip()
    if not text and remaining == "0":
        text = reset
    if not text:
        return None
    seconds: float
    if text.isascii() and text.replace(".", "", 1).isdigit():
        seconds = float(text[:20])
        if seconds > 1e9:  # a moment since 1970 rather than a span
            seconds = _until(datetime.fromtimestamp(min(seconds, 4e9), UTC), headers)
    else:
        try:
            at = parsedate_to_datetime(text) if "," in text else datetime.fromisoformat(text)
        except ValueError:
            return None
        seconds = _until(at if at.tzinfo else at.replace(tzinfo=UTC), headers)
    return min(max(0.0, seconds), LONGEST_WAIT_S)


def _until(at: datetime, headers: Mapping[str, str]) -> float:
    """Seconds until `at` by the platform's clock (its `Date`), so that a wrong clock of ours doesn't matter."""
    try:
        now = parsedate_to_datetime(headers["date"])
    except (KeyError, ValueError):
        now = datetime.now(UTC)
    return (at - (now if now.tzinfo else now.replace(tzinfo=UTC))).total_seconds()


def checked_address(address: str) -> str:
    """The address without what doesn't belong; only https, or http on this very machine."""
    parts = urlsplit(address.strip())
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if not parts.hostname or parts.scheme not in ("https", "http") or parts.username or parts.password:
        raise OwnvoiceError(f"{address!r} isn't the address of a site.", "Write it as https://example.org.")
    if parts.scheme == "http" and not local:
        raise OwnvoiceError(
            f"{address!r} isn't encrypted: the account's key would be readable on its way.",
            "Use its https address.",
        )
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def _doubtful(writes: bool, told: str) -> ChannelError:
    return UncertainError(told) if writes else RetryLaterError(told)
