"""Vectors of the built-in model, kept in a temporary folder from one run to the next: embedding is what takes time."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ownvoice.reply.checking.features import Vectors

FOLDER = Path(tempfile.gettempdir()) / "ownvoice-bench-vectors"
BATCH = 100


class KeptVectors:
    """Passage vectors (or, with `asking`, those of questions) by text; call `keep` to write what is new."""

    def __init__(self, folder: Path = FOLDER, asking: bool = False) -> None:
        self._asking = asking
        self._file = folder / "multilingual-e5-small-q4.npz"
        self._known: dict[str, Vectors] = {}
        self._new = False
        if self._file.is_file():
            with np.load(self._file, allow_pickle=False) as kept:
                self._known = dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), rows of length 1."""
        self.prepare(texts)
        return np.array([self._known[_key(text)] for text in texts], dtype=np.float32)

    def prepare(self, texts: Sequence[str]) -> None:
        """Embed those of `texts` that aren't known yet, in batches."""
        from ownvoice.llm.embed import BuiltIn

        missing = sorted({text for text in texts if _key(text) not in self._known})
        model = BuiltIn() if missing else None
        for start in range(0, len(missing), BATCH):
            batch = missing[start : start + BATCH]
            assert model is not None
            made = model.queries(batch) if self._asking else model.passages(batch)
            for text, vector in zip(batch, made, strict=True):
                self._known[_key(text)] = vector.astype(np.float16)
            self._new = True
            if start % (5 * BATCH) == 0:
                self.keep()

    def keep(self) -> None:
        """Write the vectors to the folder."""
        if not self._new:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        keys = sorted(self._known)
        vectors = np.array([self._known[key] for key in keys], dtype=np.float16)
        partial = self._file.with_suffix(".part.npz")
        np.savez(partial, keys=np.array(keys), vectors=vectors)
        partial.replace(self._file)
        self._new = False


def _key(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
