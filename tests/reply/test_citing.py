"""A sentence with a wrong citation is cited to the note that says it; a citation that holds stays."""

from __future__ import annotations

import json

import pytest

from ownvoice.core.answers import Draft, Evidence, EvidenceItem, Sentence, SentenceRole
from ownvoice.reply.citing import cited_truly
from ownvoice.reply.model_draft import judged_proposal
from ownvoice.reply.verify import verify
from tests.reply.samples import HABITS, TODAY, asking, item

SALT = item("Use 10 g of salt for 500 g of rye flour.", "p1")
FRIDGE = item("Keep the dough in the fridge for 12 hours.", "p2")
NOTES = (SALT, FRIDGE)


def stands(sentence: Sentence) -> bool:
    return verify(Draft((sentence,), "a model"), Evidence(NOTES, 1.0), HABITS, (), TODAY).supported


def cites(text: str, *named: str, role: SentenceRole = SentenceRole.CLAIM) -> tuple[str, ...]:
    draft = cited_truly(Draft((Sentence(text, role, named),), "a model"), NOTES, stands)
    return draft.sentences[0].evidence_ids


def test_the_note_that_says_it_takes_the_place_of_the_one_that_doesnt() -> None:
    assert cites(FRIDGE.text, "p1") == ("p2",)
    assert cites("Keep dough in the fridge for 12 hours.", "p1") == ("p2",)


def test_a_citation_that_holds_is_never_exchanged() -> None:
    assert cites(FRIDGE.text, "p2") == ("p2",)
    assert cites(SALT.text, "p1") == ("p1",)


def test_of_several_notes_those_stay_that_say_it_by_themselves() -> None:
    assert cites(FRIDGE.text, "p1", "p2") == ("p2",)


def test_what_no_note_says_keeps_its_citation_and_falls() -> None:
    assert cites("Keep the dough in the fridge for 48 hours.", "p1") == ("p1",)
    assert not stands(Sentence("Keep the dough in the fridge for 48 hours.", SentenceRole.CLAIM, ("p1",)))


def test_in_other_words_nothing_is_cited_to_another_note() -> None:
    said = "The dough stays in the fridge for twelve hours."
    assert cites(said, "p1") == ("p1",)


def test_a_sentence_without_a_citation_gets_the_one_it_rests_on_and_a_courtesy_none() -> None:
    assert cites(FRIDGE.text, role=SentenceRole.COURTESY) == ("p2",)
    assert cites("Hope this helps!", role=SentenceRole.COURTESY) == ()


@pytest.mark.parametrize(
    ("question", "language", "notes", "said", "true"),
    [
        ("How long does the dough stay in the fridge?", "en", NOTES, FRIDGE.text, "p2"),
        (
            "Combien de temps la pâte reste-t-elle au frigo ?",
            "fr",
            (
                item("Il faut 10 g de sel pour 500 g de farine.", "p1", language="fr"),
                item("La pâte reste 12 heures au frigo.", "p2", language="fr"),
            ),
            "La pâte reste 12 heures au frigo.",
            "p2",
        ),
    ],
)
def test_a_proposal_is_judged_with_its_citations_repaired(
    question: str, language: str, notes: tuple[EvidenceItem, ...], said: str, true: str
) -> None:
    answer = json.dumps({"sentences": [{"text": said, "notes": ["p1"]}]})
    found = judged_proposal(
        answer, asking(question, language), Evidence(notes, 1.0), notes, HABITS, (), TODAY
    )
    assert found.supported and found.sentences[0].sentence.evidence_ids == (true,)
