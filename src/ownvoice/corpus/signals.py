"""What other packages may want to do in the same transaction in which the corpus changes."""

from __future__ import annotations

from django.dispatch import Signal

# Sent by `removal.remove_source` with `creator_id` and `source_id`, before the source's row goes.
source_removed = Signal()

# Sent by `consent.set_consent` with `creator_id`, `source_id` and `use` ("answer", "voice", "training").
consent_withdrawn = Signal()
