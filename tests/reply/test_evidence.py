from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ownvoice.core.answers import Fact, SoughtWord
from ownvoice.reply.answerability import answerable, fit_answerability
from ownvoice.reply.evidence import gather
from ownvoice.reply.matching import Match, matches, sought
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
    passage = item("Rye dough rests long.", "p1")
    earlier = exchange("A day.", "How long does dough of rye rest?", "x1")
    worse = item("Rye grows in the north.", "p2")
    assert ids([worse, passage, earlier]) == ["x1", "p1", "p2"]


def test_newer_comes_before_older_about_as_good():
    old = item("Rye dough rests 10 hours.", "p1", published_at=datetime(2015, 1, 1, tzinfo=UTC))
    new = item("Rye dough rests 20 hours.", "p2", published_at=datetime(2025, 1, 1, tzinfo=UTC))
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
    fact = Fact(7, "The rye dough rests 20 hours.", "How long does the rye dough rest?", language="en")
    said_once = exchange("20 hours.", "How long does the rye dough rest?")
    assert ids([said_once], [fact]) == ["f7", "x1"]


def test_every_item_has_an_id_of_its_own():
    assert ids([item("A.", "p1", score=0.9), item("B.", "p1", score=0.5)]) == ["p1", "p1-2"]


def chance(question, found, language="en"):
    (match,) = matches(sought(question, language, [found]), language, [found])
    return answerable(match)


def test_evidence_that_covers_the_question_makes_it_likelier_to_be_answerable():
    assert chance(ASKED.question, item("The rye dough rests 20 hours.", similarity=0.92)) > 0.9
    assert chance(ASKED.question, item("My new oven is blue.", similarity=0.78)) < 0.1


def test_one_rare_word_that_is_missing_decides_more_than_many_common_ones_that_are_there():
    words = (
        SoughtWord("starter", ("starter",), 2.0),
        SoughtWord("kit", ("kit",), 3.5),
        SoughtWord("ship", ("ship",), 4.0),
        SoughtWord("japan", ("japan",), 6.5, counted=False),
    )
    kit = item("The starter kit ships to France and Belgium.", sought=words, similarity=0.88)
    assert chance("Does the starter kit ship to Japan?", kit) < 0.5
    known = item("The starter kit ships to France and Japan.", sought=words, similarity=0.88)
    assert chance("Does the starter kit ship to Japan?", known) > 0.9


def test_the_words_that_the_best_item_lacks_are_named():
    found = gather(
        said(""), asking("Does the kit ship to Japan?"), lambda q, lang: [item("The kit ships.")], (), TODAY
    )
    assert found.missing == ("japan",)


@pytest.mark.parametrize(
    ("question", "text", "language"),
    [
        ("What is the price of the course?", "The course is 89 €.", "en"),
        ("At which temperature does rye bake?", "Rye bakes at 250 °C.", "en"),
        ("Quel est le prix du cours ?", "Le cours coûte 89 euros.", "fr"),
        (
            "Combien de temps attendre avant de couper le pain ?",
            "Le pain attend un jour avant d'être tranché.",
            "fr",
        ),
    ],
)
def test_what_a_number_measures_and_words_that_ask_for_the_same_count(question, text, language):
    assert chance(question, item(text, language=language), language) > 0.7


def test_a_question_of_the_creators_own_is_no_answer():
    asked_back = item("Who knows how long rye dough rests?")
    (match,) = matches(sought(ASKED.question, "en", [asked_back]), "en", [asked_back])
    assert match.stretch == 0.0


def test_a_missing_vector_counts_neither_way():
    (match,) = matches(sought("rye?", "en", ()), "en", [item("Rye.", similarity=None)])
    assert match.similarity == 0.0


def test_weights_can_be_fitted_on_questions():
    yes, no = Match(whole=0.9, stretch=0.9, lacks=0.1, similarity=1.0), Match(whole=0.3, similarity=-1.0)
    weights = fit_answerability([[(no, False), (yes, True)], [(no, False), (no, False)]] * 15)
    assert answerable(yes, weights) > 0.8 and answerable(no, weights) < 0.2
    with pytest.raises(ValueError, match="without one"):
        fit_answerability([[(yes, True)]])


def test_a_word_that_limits_the_question_must_be_met():
    price = Fact(1, "A workshop costs 135 € with an apron.", "What does a workshop cost?", language="en")

    def asked(question):
        return gather(said(""), asking(question), lambda q, lang: [], [price], TODAY).answerable

    assert asked("How much does the workshop cost with the apron?") > 0.5
    assert asked("How much does the apron cost without the workshop, alone?") < 0.5
