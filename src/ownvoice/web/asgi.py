"""The ASGI application (`uvicorn ownvoice.web.asgi:application`)."""

from __future__ import annotations

import warnings

from ownvoice.runtime.starting import start

# WhiteNoise hands out its files as ordinary iterators; Django reads them ahead, and they are small.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
start()

from django.core.asgi import get_asgi_application  # noqa: E402 - settings must be ready first

from ownvoice.web.completions.bounded import bounded  # noqa: E402
from ownvoice.web.pool import share_connections  # noqa: E402

share_connections()
application = bounded(get_asgi_application())
