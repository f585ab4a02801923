"""How long the steps of one reply take, told apart without changing them: their functions are timed where they are called."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any


class Stopwatch:
    """Milliseconds by step since the last `reset`. A step's time is its own: steps called within it are taken off."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self._lock = threading.Lock()
        self._local = threading.local()

    def reset(self) -> None:
        """Forget what was measured."""
        self.spent = {}

    def timed(self, step: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, with its time counted for `step`. Calls in other threads count too, and aren't taken off."""

        @wraps(function)
        def wrapped(*args: Any, **arguments: Any) -> Any:
            within: list[float] = self._local.__dict__.setdefault("within", [])
            within.append(0.0)
            started = time.perf_counter()
            try:
                return function(*args, **arguments)
            finally:
                took = (time.perf_counter() - started) * 1000
                own = took - within.pop()
                if within:
                    within[-1] += took
                with self._lock:
                    self.spent[step] = self.spent.get(step, 0.0) + own

        return wrapped

    @contextmanager
    def over(self, steps: dict[str, tuple[Any, str]]) -> Iterator[None]:
        """Within: each step's function (an owner and the name of its attribute) is timed."""
        before = {step: getattr(owner, name) for step, (owner, name) in steps.items()}
        for step, (owner, name) in steps.items():
            setattr(owner, name, self.timed(step, before[step]))
        try:
            yield
        finally:
            for step, (owner, name) in steps.items():
                setattr(owner, name, before[step])
