"""Speech to text behind one call: any OpenAI-compatible `/audio/transcriptions` endpoint.

https://platform.openai.com/docs/api-reference/audio/createTranscription, asked for `verbose_json`, whose segments have
times. Servers of one's own speak it, too (speaches, whisper.cpp, vLLM), so recordings needn't leave the machine. Without
`OWNVOICE_TRANSCRIPTION_URL` nothing is sent anywhere.
"""

from __future__ import annotations

import os
import tempfile
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, NamedTuple

import httpx
import orjson
import stamina

from ownvoice.core.errors import ConfigurationError, OwnvoiceError
from ownvoice.core.text import tidy
from ownvoice.runtime import environment

DEFAULT_MAX_MB = 25  # what OpenAI takes; one's own server may take more
_MAX_ANSWER = 64_000_000  # bytes; a day of speech has about six million
_MAX_MS = 1_000 * 3_600_000
_ATTEMPTS = 4
_LONGEST_WAIT_S = 60.0  # between two attempts, whatever the endpoint asks for
# One answer comes after all was heard, which takes a slow machine as long as the recording lasts.
_TIMEOUT = httpx.Timeout(connect=10.0, read=3_600.0, write=300.0, pool=10.0)
_AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
# Whisper's own rule for silence it put words into (`no_speech_threshold`, `logprob_threshold` in whisper/transcribe.py).
_NO_SPEECH, _LOW_LOGPROB = 0.6, -1.0

_SETTINGS = "OWNVOICE_TRANSCRIPTION_URL, _MODEL and _KEY"


class Segment(NamedTuple):
    """A stretch of speech. `start_ms`, `end_ms`: milliseconds from the beginning of the recording."""

    start_ms: int
    end_ms: int
    text: str


class RecordingRefusedError(OwnvoiceError):
    """This recording can't be transcribed; the endpoint may well take another."""


class TranscriptionError(OwnvoiceError):
    """The endpoint can't be reached, refuses everything, or gives no transcripts."""


class SpeechEndpoint:
    """One endpoint and the model to ask it for.

    `max_bytes`: of one recording; larger ones aren't sent, and needn't be opened (`refuse_size`).
    """

    def __init__(
        self, url: str, model: str, key: str = "", max_bytes: int = DEFAULT_MAX_MB * 1_000_000
    ) -> None:
        path = "/audio/transcriptions"
        self._url = url.rstrip("/") + ("" if url.rstrip("/").endswith(path) else path)
        self._model = model
        self.max_bytes = max_bytes
        self._client = httpx.Client(
            timeout=_TIMEOUT, headers={"Authorization": f"Bearer {key}"} if key else {}
        )

    def transcribe(self, audio: Path | IO[bytes], language: str = "", name: str = "") -> list[Segment]:
        """What is said in the recording, in order, without stretches the model holds for silence.

        `language`: ISO 639-1 where it is known. `name`: the file's name, whose ending tells the format; a path
        has one of its own. A stream is copied to a temporary file, since it is read again with each attempt.
        Raises `RecordingRefusedError` for what is wrong with this recording, `TranscriptionError` for the endpoint.
        """
        name = (name or (audio.name if isinstance(audio, Path) else "")).rpartition("/")[2] or "recording"
        with tempfile.TemporaryFile() as copy:
            if isinstance(audio, Path):
                with audio.open("rb") as file:
                    self._copy(file, copy, name)
            else:
                self._copy(audio, copy, name)
            return _segments(self._answer(copy, language, name), self._url)

    def refuse_size(self, name: str, size: int) -> None:
        """Raise `RecordingRefusedError` where a recording of `size` bytes is more than the endpoint takes."""
        if size > self.max_bytes:
            raise RecordingRefusedError(
                f"{name} is larger than the {self.max_bytes / 1e6:,.0f} MB the transcription endpoint takes.",
                "Give its sound alone in a small format (ffmpeg -i FILE -vn -ac 1 -b:a 32k SMALL.mp3), or captions.",
            )

    def _copy(self, source: IO[bytes], target: IO[bytes], name: str) -> None:
        while chunk := source.read(1 << 20):
            self.refuse_size(name, target.tell() + len(chunk))
            target.write(chunk)
        if target.tell() == 0:
            raise RecordingRefusedError(f"{name} is empty.", "Give the recording again.")

    def _answer(self, audio: IO[bytes], language: str, name: str) -> Any:
        form = {
            "model": self._model,
            "response_format": "verbose_json",
            "timestamp_granularities[]": "segment",
            **({"language": language} if language else {}),
        }
        # Without the quotation marks and line feeds that could end a header, and no longer than servers take.
        sent_as = (
            "".join(c for c in name[-100:] if c.isascii() and (c.isalnum() or c in "._- ")) or "recording"
        )
        try:
            for attempt in stamina.retry_context(
                on=_wait_or_give_up,
                attempts=_ATTEMPTS,
                timeout=None,
                wait_initial=1.0,
                wait_max=_LONGEST_WAIT_S,
            ):
                with attempt:
                    audio.seek(0, os.SEEK_SET)
                    return self._ask(form, audio, sent_as)
        except httpx.HTTPStatusError as error:
            raise _refusal(error, self._url, name) from error
        except (httpx.HTTPError, httpx.InvalidURL, orjson.JSONDecodeError) as error:
            raise TranscriptionError(
                f"The transcription endpoint {self._url} gave no transcript: {str(error) or type(error).__name__}.",
                f"Check {_SETTINGS}, or unset them to import without transcribing.",
            ) from error
        raise AssertionError("an attempt returns or raises")

    def _ask(self, form: dict[str, str], audio: IO[bytes], name: str) -> Any:
        with self._client.stream("POST", self._url, data=form, files={"file": (name, audio)}) as answer:
            body = bytearray()
            for chunk in answer.iter_bytes():
                body += chunk
                if len(body) > _MAX_ANSWER:
                    raise httpx.DecodingError(f"the answer is larger than {_MAX_ANSWER:,} bytes")
            if not answer.is_success:
                raise httpx.HTTPStatusError(
                    bytes(body[:500]).decode("utf-8", "replace"), request=answer.request, response=answer
                )
            return orjson.loads(body)


def _wait_or_give_up(error: Exception) -> bool | timedelta:
    """Whether asking again may help, and how long the endpoint wants to be left alone."""
    if isinstance(error, httpx.HTTPStatusError):
        if error.response.status_code not in _AGAIN:
            return False
        asked = error.response.headers.get("retry-after", "")
        if asked.isascii() and asked.isdigit():
            return timedelta(seconds=min(float(asked[:9]), _LONGEST_WAIT_S))
        return True
    return isinstance(error, httpx.TransportError) and not isinstance(
        error, httpx.UnsupportedProtocol | httpx.ReadTimeout
    )


def _refusal(error: httpx.HTTPStatusError, url: str, name: str) -> OwnvoiceError:
    status = error.response.status_code
    said = tidy(str(error)).replace("\n", " ")[:200]
    told = f"{status} {said}".strip()
    if status in (400, 413, 415, 422):
        return RecordingRefusedError(
            f"The transcription endpoint refused {name}: {told}.",
            "Give it as MP3, M4A, WAV, WebM or MP4, or give captions.",
        )
    return TranscriptionError(
        f"The transcription endpoint {url} gave no transcript: {told}.",
        f"Check {_SETTINGS}, or unset them to import without transcribing.",
    )


def _segments(answer: Any, url: str) -> list[Segment]:
    if not isinstance(answer, dict) or not ("segments" in answer or "text" in answer):
        raise TranscriptionError(
            f"The transcription endpoint {url} answered something else than a transcript.",
            f"Check {_SETTINGS}: the model has to know the format verbose_json.",
        )
    entries = answer.get("segments")
    found = [
        segment
        for entry in (entries if isinstance(entries, list) else [])
        if (segment := _segment(entry)) is not None
    ]
    text = answer.get("text")
    if not entries and isinstance(text, str) and tidy(text):
        return [Segment(0, _ms(answer.get("duration")) or 0, tidy(text))]
    return found


def _segment(entry: Any) -> Segment | None:
    """A segment, or None for one that is silence, empty, or without a time."""
    if not isinstance(entry, dict) or not isinstance(entry.get("text"), str):
        return None
    start, end, text = _ms(entry.get("start")), _ms(entry.get("end")), tidy(entry["text"])
    silence, certainty = entry.get("no_speech_prob"), entry.get("avg_logprob")
    if (
        isinstance(silence, int | float)
        and isinstance(certainty, int | float)
        and silence > _NO_SPEECH
        and certainty < _LOW_LOGPROB
    ):
        return None
    return Segment(start, max(start, end or 0), text) if start is not None and text else None


def _ms(seconds: Any) -> int | None:
    """Seconds as whole milliseconds; None for what is no believable time."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    return round(seconds * 1_000) if 0 <= seconds * 1_000 <= _MAX_MS else None


@lru_cache(maxsize=1)
def configured_transcriber() -> SpeechEndpoint | None:
    """The endpoint of `OWNVOICE_TRANSCRIPTION_URL`; None where none is set."""
    url = environment.value("OWNVOICE_TRANSCRIPTION_URL")
    if not url:
        return None
    if not url.startswith(("http://", "https://")):
        raise ConfigurationError(
            f"OWNVOICE_TRANSCRIPTION_URL is {url!r}.",
            "Set it to an address that begins with http:// or https://.",
        )
    return SpeechEndpoint(
        url,
        environment.value("OWNVOICE_TRANSCRIPTION_MODEL", "whisper-1"),
        environment.value("OWNVOICE_TRANSCRIPTION_KEY"),
        environment.whole_number("OWNVOICE_TRANSCRIPTION_MAX_MB", DEFAULT_MAX_MB) * 1_000_000,
    )
