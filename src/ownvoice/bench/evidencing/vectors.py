"""Vectors of the built-in model for questions and passages, kept from one run to the next: they are what takes time."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from ownvoice.llm.embed import BuiltIn, Vectors

FOLDER = Path(tempfile.gettempdir()) / "ownvoice-bench-vectors"
BATCH = 100
READ = 2_000  # characters of a question


class KeptEmbedder:
    """The built-in model behind its own protocol; what it embedded once is read from the folder."""

    name = BuiltIn.name
    dimension = BuiltIn.dimension

    def __init__(self, folder: Path = FOLDER) -> None:
        self._file = folder / "evidence.npz"
        self._model = BuiltIn()
        self._known: dict[str, Vectors] = {}
        if self._file.is_file():
            with np.load(self._file, allow_pickle=False) as kept:
                self._known = dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))

    def queries(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder`."""
        return self._all("query", self._model.queries, texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder`."""
        return self._all("passage", self._model.passages, texts)

    def _all(self, role: str, embed: Callable[[Sequence[str]], Vectors], texts: Sequence[str]) -> Vectors:
        keys = [_key(role, text) for text in texts]
        missing = sorted({text for text, key in zip(texts, keys, strict=True) if key not in self._known})
        for number, start in enumerate(range(0, len(missing), BATCH), start=1):
            batch = missing[start : start + BATCH]
            for text, vector in zip(batch, embed(batch), strict=True):
                self._known[_key(role, text)] = vector.astype(np.float16)
            if number % 10 == 0:
                self.keep()
        if len(missing) > 1:
            self.keep()
        return np.array([self._known[key] for key in keys], dtype=np.float32).reshape(-1, self.dimension)

    def keep(self) -> None:
        """Write all vectors to the folder."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        keys = sorted(self._known)
        partial = self._file.with_suffix(".part.npz")
        np.savez(
            partial, keys=np.array(keys), vectors=np.array([self._known[key] for key in keys], np.float16)
        )
        partial.replace(self._file)


def _key(role: str, text: str) -> str:
    return hashlib.blake2b(f"{role}: {text}".encode(), digest_size=12).hexdigest()
