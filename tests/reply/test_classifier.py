"""The trained table is plain numbers: packed and unpacked it says the same, and any text gets probabilities."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ownvoice.reply import features
from ownvoice.reply.classifier import Classifier, packed, shipped, unpacked
from ownvoice.reply.phrases import spoken_words


def test_the_shipped_table_knows_its_classes_and_is_small():
    known = shipped()
    assert {"spam", "scam", "hate", "crisis", "question", "thanks"} <= set(known.names)
    assert known.table.shape == (features.PLACES, len(known.names) + 1)
    assert len(packed(known)) < 3_000_000


def test_packing_keeps_the_estimates():
    chance = np.random.default_rng(1)
    table = chance.normal(size=(features.PLACES, 3)).astype(np.float32)
    table[:, -1] = 0.25
    made = Classifier(("a", "b"), table, np.zeros(2, dtype=np.float32), frozenset({1, 2}))
    again = unpacked(packed(made))
    said = spoken_words("Check this out, please!")
    before, after = (
        made.scores("Check this out, please!", said),
        again.scores("Check this out, please!", said),
    )
    assert again.names == made.names and again.ordinary == made.ordinary
    assert all(abs(before[name] - after[name]) < 0.05 for name in before)


@given(st.text(max_size=400))
def test_any_text_gets_a_probability_for_each_class_and_always_the_same(text):
    said = spoken_words(text)
    once, twice = shipped().scores(text, said), shipped().scores(text, said)
    assert once == twice
    assert all(0 <= value <= 1 for value in once.values())


def test_of_a_long_message_the_beginning_and_the_end_are_read():
    said = [str(i) for i in range(10_000)]
    read = features.read_words(said)
    assert len(read) == 2 * features.MOST_WORDS
    assert read[0] == "0" and read[-1] == "9999"
