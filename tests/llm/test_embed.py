"""Embeddings: the built-in model for real, an endpoint over real HTTP, and the fake."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest

from ownvoice.core.errors import ConfigurationError, OwnvoiceError
from ownvoice.llm.embed import BuiltIn, Endpoint, WordHashes


def test_the_built_in_model_knows_meaning_across_languages() -> None:
    model = BuiltIn()
    passages = model.passages(
        [
            "Le pain repose douze heures au réfrigérateur.",
            "The train to Paris leaves at noon.",
            "Sel : deux pour cent.",
        ]
    )
    query = model.queries(["How long does the bread rest in the fridge?"])
    assert passages.shape == (3, 384) and query.shape == (1, 384)
    assert np.allclose(np.linalg.norm(passages, axis=1), 1, atol=1e-3)
    assert int((passages @ query[0]).argmax()) == 0
    assert model.passages([]).shape == (0, 384)


class _Answers(BaseHTTPRequestHandler):
    reply: Any = None
    asked: Any = None

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        type(self).asked = (self.path, self.headers["Authorization"], body)
        status, answer = type(self).reply(body)
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def endpoint() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()


def test_an_endpoint_is_asked_and_its_vectors_are_put_in_order_and_made_unit(endpoint: str) -> None:
    _Answers.reply = lambda body: (
        200,
        {"data": [{"index": 1, "embedding": [0, 5]}, {"index": 0, "embedding": [3, 4]}]},
    )
    vectors = Endpoint(endpoint, "m", "secret", 2).queries(["a", "b"])
    assert vectors.tolist() == [[pytest.approx(0.6), pytest.approx(0.8)], [0.0, 1.0]]
    assert _Answers.asked == ("/v1/embeddings", "Bearer secret", {"model": "m", "input": ["a", "b"]})


@pytest.mark.parametrize("reply", [(500, {}), (200, {"nothing": 1}), (200, {"data": [{"index": 0}]})])
def test_a_failing_endpoint_is_a_sentence(endpoint: str, reply: Any) -> None:
    _Answers.reply = lambda body: reply
    with pytest.raises(OwnvoiceError, match="gave no vectors"):
        Endpoint(endpoint, "m", "", 2).passages(["a"])


def test_a_wrong_dimension_names_the_setting(endpoint: str) -> None:
    _Answers.reply = lambda body: (200, {"data": [{"index": 0, "embedding": [1, 2, 3]}]})
    with pytest.raises(ConfigurationError, match="OWNVOICE_EMBEDDINGS_DIMENSION"):
        Endpoint(endpoint, "m", "", 2).passages(["a"])


def test_the_fake_puts_texts_that_share_words_close() -> None:
    a, b, c = WordHashes().passages(["rye bread", "bread of rye", "blue train"])
    assert a @ b > 0.6 > a @ c
