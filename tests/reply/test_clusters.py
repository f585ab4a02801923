"""Messages that ask for the same come together, under the name of one of them."""

import time

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ownvoice.reply.clusters import LONGEST_NAME, OpenMessage, clusters
from ownvoice.reply.signatures import groups_alike, near_duplicates, signature, similarity

ASKED = [
    "Which microphone do you use?",
    "hi! what microphone is that?",
    "Do you ship to Australia?",
    "is shipping to Australia possible?",
    "Love this. Which microphone do you record with?",
    "How long does rye dough rest?",
    "Thanks!",
]


def waiting(texts, language="en"):
    return [OpenMessage(i, text, language) for i, text in enumerate(texts)]


def test_those_who_ask_for_the_same_are_one_group_the_largest_first():
    found = clusters(waiting(ASKED))
    assert [sorted(cluster.ids) for cluster in found] == [[0, 1, 4], [2, 3]]
    assert "microphone" in found[0].name and "Australia" in found[1].name


def test_a_group_is_within_one_language():
    mixed = [
        OpenMessage(1, "Which camera do you use?", "en"),
        OpenMessage(2, "Quelle camera utilises-tu ?", "fr"),
    ]
    assert clusters(mixed) == []


def test_copies_are_one_group_however_many():
    found = clusters(waiting(["When does the workshop open?"] * 500 + ["Where is my parcel?"] * 3))
    assert [len(cluster.ids) for cluster in found] == [500, 3]


def test_many_messages_are_quick():
    texts = [f"Where can I buy item{i % 700} in colour{i % 13}?" for i in range(5_000)]
    started = time.process_time()
    clusters(waiting(texts))
    assert time.process_time() - started < 15


@settings(deadline=None)
@given(st.lists(st.text(max_size=80), max_size=20), st.sampled_from(["en", "fr", "es", ""]))
def test_every_message_is_in_at_most_one_group_and_groups_have_short_names(texts, language):
    found = clusters(waiting(texts, language))
    ids = [pk for cluster in found for pk in cluster.ids]
    assert len(ids) == len(set(ids))
    assert all(len(cluster.ids) >= 2 and len(cluster.name) <= LONGEST_NAME for cluster in found)
    assert found == clusters(waiting(texts, language))


def test_nearly_the_same_words_are_near_duplicates_and_others_are_not():
    said = signature("Please make a video about rye bread and its crust", "en")
    again = signature("please make a video about rye bread and its crust!!", "en")
    other = signature("Where do you buy your flour in winter?", "en")
    assert similarity(said, again) == 1.0 and similarity(said, other) < 0.3
    assert near_duplicates(said, [(7, other), (8, again)]) == [8]


def test_groups_of_copies_are_found_without_comparing_everything():
    import numpy as np

    texts = ["free followers at fast grow"] * 3 + ["how long does it rest", "something else entirely here"]
    assert groups_alike(np.stack([signature(text, "en") for text in texts])) == [[0, 1, 2]]


def test_messages_without_words_are_alike_to_nothing():
    import numpy as np

    assert groups_alike(np.stack([signature("😍", "en"), signature("!!", "en")])) == []


@given(st.sets(st.integers(0, 400), min_size=30, max_size=60), st.integers(0, 30), st.integers(0, 10_000))
def test_the_similarity_is_near_the_share_of_stems_that_two_messages_have_in_common(numbers, kept, salt):
    own = [f"w{salt}x{n}" for n in sorted(numbers)]
    other = [*own[:kept], *(f"o{salt}x{n}" for n in range(len(own) - kept))]

    def held(said):
        return {*said, *map(" ".join, zip(said, said[1:], strict=False))}

    truth = len(held(own) & held(other)) / len(held(own) | held(other))
    found = similarity(signature(" ".join(own), "xx"), signature(" ".join(other), "xx"))
    assert abs(found - truth) < 0.45  # five standard errors of 32 hash functions


def test_messages_with_nothing_in_common_are_not_alike_even_where_they_share_a_word():
    texts = [f"apple {' '.join(f'n{i}x{j}' for j in range(5))}" for i in range(60)]
    signatures = [signature(text, "en") for text in texts]
    worst = max(similarity(a, b) for i, a in enumerate(signatures) for b in signatures[i + 1 :])
    assert worst < 0.4
    assert groups_alike(np.stack(signatures)) == []
