"""How fast one fan may write: counted per conversation in the database, per address in the cache.

An address is kept only as a keyed hash and only for the length of the window.
"""

from __future__ import annotations

from datetime import timedelta

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ownvoice.inbox.models import Conversation, Message

WINDOW = timedelta(minutes=10)
MOST_IN_WINDOW = 20  # messages


def too_fast(request: HttpRequest, conversation: Conversation | None = None) -> bool:
    """Count one more message from this address; True where it, or the conversation, has had enough for now."""
    if conversation is not None and had_enough(conversation):
        return True
    return _of_address(request.META.get("REMOTE_ADDR", "")) > MOST_IN_WINDOW


def had_enough(conversation: Conversation) -> bool:
    """Whether a conversation has as many messages as it may have for now."""
    since = timezone.now() - WINDOW
    lately = Message.objects.filter(
        conversation=conversation, author=Message.Author.FAN, received_at__gte=since
    )
    return int(lately.count()) >= MOST_IN_WINDOW


def _of_address(address: str) -> int:
    key = "talk-" + salted_hmac("ownvoice.web.pace", address).hexdigest()[:40]
    cache.add(key, 0, int(WINDOW.total_seconds()))
    try:
        return int(cache.incr(key))
    except ValueError:  # it expired this very moment
        return 1
