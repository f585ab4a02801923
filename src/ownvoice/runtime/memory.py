"""How much memory the process has needed."""

from __future__ import annotations

import resource
import sys


def peak_rss_mb() -> float:
    """The most memory this process ever held, in megabytes (10**6 bytes)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6, 1)
