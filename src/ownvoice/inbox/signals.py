"""What other packages may want to do in the same transaction in which the inbox changes."""

from __future__ import annotations

from django.dispatch import Signal

# Sent by `review` with `feedback`, a person's decision that was just stored.
decided = Signal()
