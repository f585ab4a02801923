"""The ASGI application (`uvicorn ownvoice.web.asgi:application`)."""

from __future__ import annotations

from ownvoice.runtime.starting import start

start()

from django.core.asgi import get_asgi_application  # noqa: E402 - settings must be ready first

application = get_asgi_application()
