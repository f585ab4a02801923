from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ownvoice.core.answers import EvidenceKind, Fact
from ownvoice.reply.answerability import AnswerFeatures, answerable, features, fit_answerability
from ownvoice.reply.evidence import gather
from tests.reply.samples import TODAY, asking, exchange, item, said

ASKED = asking("How long does the rye dough rest?")


def ids(items, facts=()):
    return [found.id for found in gather(said(""), ASKED, lambda q, lang: items, facts, TODAY).items]


def test_the_search_is_asked_the_question_in_its_language():
    calls = []
    gather(said("Hi! How long?"), ASKED, lambda q, lang: calls.append((q, lang)) or [], (), TODAY)
    assert calls == [("How long does the rye dough rest?", "en")]


def test_nothing_is_searched_where_nothing_is_asked():
    assert gather(said("nice"), asking(""), lambda q, lang: pytest.fail("searched"), (), TODAY).items == ()


def test_the_best_comes_first_and_exchanges_before_passages_about_as_good():
    passage, earlier = item("Rye rests.", "p1", score=0.82), exchange("A day.", "How long?", "x1", score=0.80)
    far_better = item("Rye dough rests 20 hours.", "p2", score=0.95)
    assert ids([passage, earlier, far_better]) == ["p2", "x1", "p1"]


def test_newer_comes_before_older_about_as_good():
    old = item("Rye rests 10 hours.", "p1", score=0.8, published_at=datetime(2015, 1, 1, tzinfo=UTC))
    new = item("Rye rests 20 hours.", "p2", score=0.78, published_at=datetime(2025, 1, 1, tzinfo=UTC))
    assert ids([old, new]) == ["p2", "p1"]


def test_private_expired_and_empty_items_are_dropped():
    assert ids(
        [
            item("Secret.", "p1", public=False),
            item("Old.", "p2", valid_until=date(2026, 2, 28)),
            item("  ", "p3"),
            item("Holds to the end of today.", "p4", valid_until=TODAY),
        ]
    ) == ["p4"]


def test_facts_join_when_they_match_and_hold_today():
    fact = Fact(7, "The rye dough rests 20 hours.", language="en")
    assert ids([], [fact]) == ["f7"]
    assert ids([], [replace(fact, valid_until=date(2026, 2, 1))]) == []
    assert ids([], [replace(fact, valid_from=date(2026, 4, 1))]) == []
    assert ids([], [Fact(8, "The course costs 40 euros.", language="en")]) == []


def test_a_fact_that_covers_the_question_as_well_comes_before_what_was_once_said():
    fact = Fact(7, "The rye dough rests 20 hours, however long you wait.", language="en")
    found = gather(
        said(""), ASKED, lambda q, lang: [item("Rye dough rests long.", score=0.97)], [fact], TODAY
    )
    assert found.items[0].kind is EvidenceKind.FACT


def test_every_item_has_an_id_of_its_own():
    assert ids([item("A.", "p1", score=0.9), item("B.", "p1", score=0.5)]) == ["p1", "p1-2"]


def test_evidence_that_covers_the_question_makes_it_likelier_to_be_answerable():
    good = [item("The rye dough rests 20 hours.", coverage=1.0, similarity=0.92)]
    bad = [item("My new oven is blue.", coverage=0.1, similarity=0.78)]
    assert answerable(features(ASKED.question, "en", good)) > 0.9
    assert answerable(features(ASKED.question, "en", bad)) < 0.1
    assert answerable(features(ASKED.question, "en", [])) < 0.05


def test_a_missing_vector_counts_neither_way():
    assert features("rye?", "en", [item("Rye.", similarity=None)]).similarity == 0.0


def test_weights_can_be_fitted_on_examples():
    yes = AnswerFeatures(coverage=0.9, similarity=1.0, single=0.9)
    no = AnswerFeatures(coverage=0.3, similarity=-1.0, single=0.2)
    weights = fit_answerability([(yes, True), (no, False)] * 30)
    assert answerable(yes, weights) > 0.9 and answerable(no, weights) < 0.1
    with pytest.raises(ValueError, match="without one"):
        fit_answerability([(yes, True)])
