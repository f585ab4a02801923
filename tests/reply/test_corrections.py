"""A creator's corrections move what is like them, nothing else, and never distress."""

import json

from hypothesis import given
from hypothesis import strategies as st

from ownvoice.core.answers import FanMessage, Intent
from ownvoice.reply.corrections import LARGEST, NOTHING_LEARNED, Correction, from_json, learn
from ownvoice.reply.phrases import spoken_words
from ownvoice.reply.triage import triage

VINYL = "When is the next vinyl drop?"
DROPS = Correction(VINYL, triage(FanMessage(VINYL)).intent, Intent.COLLABORATION)
corrections = st.lists(
    st.builds(Correction, st.text(max_size=60), st.sampled_from(Intent), st.sampled_from(Intent)), max_size=12
)


def test_a_corrected_message_and_those_like_it_are_taken_for_what_they_are():
    learned = learn([DROPS])
    assert triage(FanMessage(DROPS.text), learned=learned).intent is Intent.COLLABORATION
    assert (
        triage(FanMessage("so when is the next vinyl drop?"), learned=learned).intent is Intent.COLLABORATION
    )


def test_what_is_unlike_every_correction_stays_as_it_was():
    learned = learn([DROPS])
    for text in (
        "How long does the dough rest?",
        "Thank you so much!",
        "Check out my channel https://x.example",
    ):
        assert triage(FanMessage(text), learned=learned).intent is triage(FanMessage(text)).intent


def test_the_last_word_on_a_message_counts():
    learned = learn([DROPS, Correction(VINYL, DROPS.found, DROPS.found)])
    assert learned.intent(spoken_words(VINYL), DROPS.found) is DROPS.found


def test_distress_is_neither_unlearned_nor_learned():
    text = "I want to kill myself"
    learned = learn([Correction(text, Intent.CRISIS, Intent.SMALLTALK)] * 5)
    assert triage(FanMessage(text), learned=learned).intent is Intent.CRISIS
    assert learn([Correction("hi there", Intent.SMALLTALK, Intent.CRISIS)]) == NOTHING_LEARNED


@given(corrections)
def test_what_is_learned_is_bounded_the_same_each_time_and_survives_storage(given_corrections):
    learned = learn(given_corrections)
    assert learned == learn(given_corrections)
    assert all(
        abs(weight) <= LARGEST for of_place in learned.weights.values() for weight in of_place.values()
    )
    assert from_json(json.loads(json.dumps(learned.as_json()))) == learned
