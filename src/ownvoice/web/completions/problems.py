"""Refusals in the form that OpenAI's clients understand.

https://platform.openai.com/docs/guides/error-codes: an object `error` with message, type, param and code.
"""

from __future__ import annotations

from typing import Any

from django.http import JsonResponse


class Refused(Exception):  # noqa: N818 - it names what happened
    """A request that isn't answered: the status, a sentence for whoever wrote the client, and OpenAI's words for it."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        retry_after_s: int | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.code, self.param = status, message, code, param
        self.retry_after_s = retry_after_s

    @property
    def kind(self) -> str:
        """OpenAI's type of error for the status."""
        return _KINDS.get(self.status, "server_error" if self.status >= 500 else "invalid_request_error")

    @property
    def body(self) -> dict[str, Any]:
        """The answer's JSON object."""
        return {"error": {"message": self.message, "type": self.kind, "param": self.param, "code": self.code}}

    def response(self) -> JsonResponse:
        """The answer."""
        headers = {"Retry-After": str(self.retry_after_s)} if self.retry_after_s is not None else {}
        if self.status == 401:
            headers["WWW-Authenticate"] = "Bearer"
        return JsonResponse(self.body, status=self.status, headers=headers)


_KINDS = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}
