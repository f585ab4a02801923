from datetime import UTC, date, datetime

import pytest

from ownvoice.voice.stances.arrange import arrange, contradiction, same_thing
from ownvoice.voice.stances.find import stances_in
from ownvoice.voice.stances.stance import Arranged, PairKind
from tests.voice.samples import written

TODAY = date(2026, 1, 1)


def said(*texts, language="en", years=None):
    """One stance per text, the first the latest."""
    found = []
    for number, text in enumerate(texts):
        year = years[number] if years else 2025 - number
        item = written(text, language, number + 1, published_at=datetime(year, 6, 1, tzinfo=UTC))
        (stance,) = stances_in(item)
        found.append(stance)
    return found


@pytest.mark.parametrize(
    ("latest", "earlier", "language"),
    [
        ("I never use bleached flour.", "I always use bleached flour.", "en"),
        ("I recommend granite baking stones.", "I don't recommend granite baking stones.", "en"),
        ("I prefer tabs over spaces.", "I prefer spaces over tabs.", "en"),
        ("I always bake 3 loaves a week on Sunday.", "I always bake 5 loaves a week on Sunday.", "en"),
        ("Je n'utilise jamais de farine blanchie.", "J'utilise toujours de la farine blanchie.", "fr"),
        (
            "Je préfère la farine complète à la farine blanche.",
            "Je préfère la farine blanche à la farine complète.",
            "fr",
        ),
    ],
)
def test_opposites_about_the_same_thing_stand_side_by_side_the_latest_on_top(latest, earlier, language):
    (topic,) = arrange(said(earlier, latest, language=language, years=(2019, 2025)), TODAY).topics
    (pair,) = topic.pairs
    assert (pair.latest.quote.text, pair.earlier.quote.text) == (latest, earlier)
    assert pair.kind is PairKind.CONTRADICTION and pair.reason
    assert [stance.quote.text for stance in topic.stances] == [latest, earlier]


def test_who_says_that_they_changed_changed_their_mind():
    stances = said("I no longer use bleached flour.", "I always use bleached flour.")
    (topic,) = arrange(stances, TODAY).topics
    assert [pair.kind for pair in topic.pairs] == [PairKind.CHANGE_OF_MIND]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("I never use bleached flour.", "I always use organic butter."),
        ("I never use bleached flour.", "I never buy bleached flour."),
        ("I always bake rye on stone.", "I never bake wheat in tins."),
        ("I recommend the Terraillon scale.", "I don't recommend the Ooni oven."),
    ],
)
def test_what_agrees_or_is_about_something_else_is_no_contradiction(one, other):
    first, second = said(one, other)
    assert not (same_thing(first, second, {}) and contradiction(first, second))
    assert all(not topic.pairs for topic in arrange([first, second], TODAY).topics)


def test_topics_come_by_how_often_and_how_lately_they_are_spoken_of():
    old = said("I always bake rye on stone.", "I never bake rye bread in tins.", years=(2009, 2008))
    new = said("I recommend organic butter.", years=(2025,))
    arranged = arrange([*old, *new], TODAY)
    assert arranged.quotes == 3
    assert arranged.topics[0].words[:2] == ("organic", "butter")
    weights = [topic.weight for topic in arranged.topics]
    assert weights == sorted(weights, reverse=True) and 0.5 < weights[0] < 1


def test_the_same_words_published_twice_count_once():
    (one,) = said("I always bake on stone.", years=(2019,))
    (copy,) = stances_in(written("I always bake on stone!", item_id=9))
    arranged = arrange([one, copy], TODAY)
    assert arranged.quotes == 1 and arranged.topics[0].stances[0].quote.item_id == 9


def test_stances_without_a_date_come_last_and_nothing_at_all_is_fine():
    (undated,) = stances_in(written("I never bake rye on stone.", published_at=None))
    (dated,) = said("I always bake rye on stone.")
    (topic,) = arrange([undated, dated], TODAY).topics
    assert topic.stances == (dated, undated)
    assert arrange([], TODAY) == Arranged()


def test_the_order_in_which_stances_come_changes_nothing():
    stances = said(
        "I never use bleached flour.",
        "I always use bleached flour.",
        "I recommend organic butter.",
        "I prefer rye over wheat flour.",
    )
    assert arrange(stances, TODAY) == arrange(stances[::-1], TODAY)


def test_what_is_arranged_survives_its_json_form():
    arranged = arrange(said("I never use bleached flour.", "I always use bleached flour."), TODAY)
    assert Arranged.from_json(arranged.as_json()) == arranged
