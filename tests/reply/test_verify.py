from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from ownvoice.core.answers import Draft, Evidence, Habits, Sentence, SentenceRole
from ownvoice.reply.verify import verify
from tests.reply.samples import HABITS, STARTER_COURSE, TODAY, item

SOURCE = item(
    "Hi Anna, the rye dough rests 20 hours at 4 °C. I don't think you should eat it raw. "
    "It costs 3.50 euros at “Chez Marc”. Only in winter, add a spoon of honey. I have a daughter.",
    title="Rye",
    url="https://example.org/rye",
)


def verdict(
    text, role=SentenceRole.CLAIM, cites=("p1",), source=SOURCE, habits=HABITS, goals=(STARTER_COURSE,)
):
    draft = Draft((Sentence(text, role, cites),), "a model")
    return verify(draft, Evidence((source,), 0.8), habits, goals, TODAY)


def test_a_sentence_word_for_word_in_what_it_cites_may_stand():
    found = verdict("I have a daughter.")
    assert found.supported and found.confidence == pytest.approx(0.8)
    assert found.sentences[0].reason == "Word for word in “Rye”."


@pytest.mark.parametrize(
    "text",
    [
        "the rye dough rests 20 hours at 4 °C.",
        'It costs 3.50 euros at "Chez  Marc"',
        "I don’t think you should eat it raw.",
        "I don't think you should eat it raw. It costs 3.50 euros at “Chez Marc”.",
        "https://example.org/rye",
    ],
)
def test_white_space_quotes_and_the_last_mark_may_differ(text):
    assert verdict(text).supported


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("the rye dough rests 22 hours at 4 °C.", "number “22 hours”"),
        ("It costs 35 euros at “Chez Marc”.", "price “35 euros”"),
        ("It costs 3.50 euros at “Chez Paul”.", "name “Paul”"),
        ("the rye dough never rests 20 hours at 4 °C.", "negation “never”"),
        ("the rye dough rests 20 hours at -4 °C.", "number “-4 °C”"),
        ("the rye dough rests 20 hours at 4 °C, see https://evil.example", "link"),
        ("you should eat it raw.", "negation “don’t”"),
        ("I think you should eat it raw.", "own life"),
        ("add a spoon of honey.", "Leaves out “only”"),
        ("the rye dough rests 20 hours at 4 °C and is gluten free.", "Adds “gluten”"),
        ("I have a son.", "own life"),
        ("J'ai une fille.", "own life"),
        ("We will meet in May.", "own life"),
        ("My daughter loves rye.", "own life"),
        ("daughter.", "too short"),
        ("", "too short"),
        ("the hours rests 20 dough at 4 °C rye.", "number “20”"),
    ],
)
def test_anything_changed_fails_and_says_what(text, because):
    found = verdict(text)
    assert not found.supported and found.confidence == 0.0
    assert because in found.sentences[0].reason


def test_a_claim_with_other_articles_stands_with_less_confidence():
    found = verdict(
        "a rye dough rests 20 hours at 4 °C.", source=item("The rye dough rests 20 hours at 4 °C.")
    )
    assert found.supported and found.confidence == pytest.approx(0.64)


def test_a_claim_rests_on_what_it_cites_and_nothing_else():
    assert not verdict("I have a daughter.", cites=()).supported
    assert not verdict("I have a daughter.", cites=("p9",)).supported


def test_what_is_private_or_over_supports_nothing():
    assert not verdict("I have a daughter.", source=replace(SOURCE, public=False)).supported
    assert not verdict("I have a daughter.", source=replace(SOURCE, valid_until=date(2026, 2, 28))).supported


@pytest.mark.parametrize(
    "text",
    [
        "I'm a real person.",
        "I am human, like you.",
        "I'm not a bot!",
        "This is really me.",
        "Je suis humaine.",
        "Je ne suis pas un robot.",
        "C'est bien moi qui réponds.",
        "Non, je ne suis pas une IA.",
    ],
)
@pytest.mark.parametrize("role", [SentenceRole.CLAIM, SentenceRole.COURTESY])
def test_nothing_ever_claims_to_be_human_even_word_for_word(text, role):
    habits = Habits(openings={"en": (text,)})
    assert not verdict(text, role, source=item(text), habits=habits).supported


def test_courtesies_are_the_creators_or_plain_ones():
    assert verdict("Hope this helps!", SentenceRole.COURTESY).supported
    assert verdict("Merci !", SentenceRole.COURTESY).supported
    assert not verdict("Love you to the moon!", SentenceRole.COURTESY).supported
    assert not verdict(
        "Hi Paul!", SentenceRole.COURTESY, habits=Habits(openings={"en": ("Hi Paul!",)})
    ).supported


def test_goals_are_verbatim_and_in_date():
    assert verdict("My sourdough course opens in April.", SentenceRole.GOAL).supported
    assert not verdict("My sourdough course opens in May.", SentenceRole.GOAL).supported
    over = replace(STARTER_COURSE, valid_until=date(2026, 2, 1))
    assert not verdict(over.message, SentenceRole.GOAL, goals=(over,)).supported


def test_an_empty_draft_is_supported_by_nothing():
    found = verify(Draft((), "x"), Evidence(), HABITS, (), TODAY)
    assert not found.supported and found.confidence == 0.0


RECIPE = item(
    "The rye dough rests 20 hours at 4 °C in the fridge before it is baked in a closed pot.",
    id="p1",
    published_at=datetime(2020, 1, 1, tzinfo=UTC),
)


def judged(text, *items, cites=("p1",)):
    draft = Draft((Sentence(text, SentenceRole.CLAIM, cites),), "a model")
    return verify(draft, Evidence(items, 1.0), HABITS, (), TODAY).sentences[0]


@pytest.mark.parametrize(
    ("said", "source", "left"),
    [
        (
            "Client validation is now built on top of jQuery in an unobtrusive manner.",
            "Client validation is now built on top of jQuery Validation in an unobtrusive manner.",
            "Validation",
        ),
        (
            "Le concours de pain est organisé par Radio en juin à Lyon.",
            "Le concours de pain est organisé par Radio Nova en juin à Lyon.",
            "Nova",
        ),
    ],
)
def test_a_part_of_a_name_is_another_name(said, source, left):
    language = "fr" if left == "Nova" else "en"
    found = judged(said, item(source, id="p1", language=language))
    assert not found.supported and f"“{left}”" in found.reason


def test_a_claim_in_other_words_may_stand_and_the_creator_is_told_how_sure_that_is():
    found = judged(
        "Before it is baked in a closed pot, the rye dough rests twenty hours at 4 °C in the fridge.", RECIPE
    )
    assert found.supported
    assert found.reason.startswith("Says in other words what")


def test_the_same_price_in_another_form_is_the_same_price():
    assert verdict("It costs 3,50 euros at “Chez Marc”.").supported


def test_private_words_support_nothing_even_word_for_word_and_beside_public_ones():
    secret = replace(RECIPE, id="p2", text="My PIN is 4711. The bakery closes in June.", public=False)
    for text in ("My PIN is 4711.", "The bakery closes in June.", "In June, the bakery closes."):
        assert not judged(text, RECIPE, secret, cites=("p1", "p2")).supported


def test_what_is_over_supports_no_rewording():
    over = replace(RECIPE, valid_until=date(2026, 2, 28))
    assert not judged("In the fridge, the rye dough rests twenty hours at 4 °C.", over).supported


def test_a_newer_item_that_says_otherwise_takes_the_ground_away():
    newer = replace(
        RECIPE,
        id="p2",
        text="The rye dough rests 30 hours at 4 °C in the fridge before it is baked in a closed pot.",
        title="Rye, again",
        published_at=datetime(2025, 1, 1, tzinfo=UTC),
    )
    found = judged(RECIPE.text, RECIPE, newer)
    assert not found.supported and found.reason == "Something newer says otherwise: “Rye, again”."
    assert judged(newer.text, RECIPE, newer, cites=("p2",)).supported


def test_vectors_are_only_asked_for_claims_in_other_words():
    asked = []

    def embed(texts):
        asked.append(list(texts))
        vectors = np.ones((len(texts), 4), dtype=np.float32)
        return vectors / 2

    def with_vectors(text):
        draft = Draft((Sentence(text, SentenceRole.CLAIM, ("p1",)),), "a model")
        verify(draft, Evidence((RECIPE,), 1.0), HABITS, (), TODAY, embed)

    with_vectors(RECIPE.text)
    with_vectors("The rye dough rests 99 hours.")
    assert asked == []
    with_vectors("After twenty hours in the fridge, rye dough goes into a closed pot.")
    assert asked
