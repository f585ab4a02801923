"""A sent reply is shown sentence by sentence, each with the numbers of what it rests on."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ownvoice.web.pieces import pieces_of

WORK: dict[str, Any] = {
    "sentences": [
        {"text": "Hello hello!", "evidence_ids": []},
        {"text": "It rests for 12 hours.", "evidence_ids": ["p1"]},
        {"text": "Salt at 2 percent.", "evidence_ids": ["p2", "p1"]},
    ],
    "evidence": [{"id": "p1", "item_id": 1}, {"id": "p2", "item_id": 2}, {"id": "p3", "item_id": 3}],
}
TEXT = "Hello hello! It rests for 12 hours. Salt at 2 percent.\n\n— Léa's AI; approved by a person."
CITED = [{"item_id": 1}, {"item_id": 2}]


def test_a_draft_that_was_sent_keeps_its_marks() -> None:
    pieces = pieces_of(TEXT, WORK, CITED)
    assert [piece.numbers for piece in pieces[:3]] == [(), (1,), (2, 1)]
    assert "".join(piece.text for piece in pieces) == TEXT
    assert pieces[1].words == "It rests for 12 hours." and pieces[1].gap == " "


def test_where_its_sources_are_gone_or_it_was_edited_there_are_none() -> None:
    for work, cited in ((WORK, [{"item_id": 2}]), ({**WORK, "evidence": []}, CITED), (None, CITED)):
        pieces = pieces_of(TEXT, work, cited)
        assert not any(piece.numbers for piece in pieces)
        assert len(pieces) >= 3 and "".join(piece.text for piece in pieces) == TEXT


@given(st.text(max_size=300))
def test_pieces_joined_are_the_text(text: str) -> None:
    assert "".join(piece.text for piece in pieces_of(text, WORK, CITED)) == text
