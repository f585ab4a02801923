"""Where signed webhooks come in. Who isn't signed learns nothing, not even which channels there are."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from ownvoice.channels import webhook
from ownvoice.channels.allowance import database_now
from ownvoice.channels.failing import ChannelError, ShutOutError
from ownvoice.channels.models import Connection
from ownvoice.channels.receiving import accept
from ownvoice.channels.sealing import unseal


@csrf_exempt  # signed by the sender; there is no session to forge
@require_POST
def take(request: HttpRequest, number: int) -> HttpResponse:
    """Store the messages of a signed call, each once. 202: how many were new; 401, 400: why not; 503: paused."""
    row = Connection.everyone.filter(channel_id=number, channel__kind=webhook.KIND).first()
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        length = int(headers.get("content-length") or 0)
        if length > webhook.LARGEST:
            return JsonResponse({"problem": f"More than {webhook.LARGEST:,} bytes in one call."}, status=413)
        secret = unseal(row.secret)["secret"] if row is not None else ""
        if not secret:
            raise ShutOutError("The signature isn't made with the secret of this channel.")
        incoming = webhook.accept(secret, headers, request.body, database_now().timestamp())
    except ShutOutError as error:
        return JsonResponse({"problem": error.problem}, status=401)
    except ChannelError as error:
        return JsonResponse({"problem": error.problem}, status=400)
    assert row is not None
    if row.state != Connection.State.LIVE:
        return JsonResponse({"problem": "The channel is paused."}, status=503, headers={"Retry-After": "300"})
    return JsonResponse({"new": accept(row.channel_id, incoming)}, status=202)
