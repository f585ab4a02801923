import pytest

from ownvoice.core.answers import Evidence, Goal, Habits, Intent, SentenceRole
from ownvoice.reply.compose import compose_own_words
from ownvoice.reply.quoting import quotes
from tests.reply.samples import HABITS, STARTER_COURSE, asking, exchange, item, said

REST = asking("How long does the rye dough rest?")


def claims(items, triage=REST, habits=HABITS, goals=(), **more):
    draft = compose_own_words(
        said(triage.question), triage, Evidence(tuple(items), 0.9), habits, goals, **more
    )
    return [s.text for s in draft.sentences if s.role is SentenceRole.CLAIM]


def text(items, triage=REST, habits=HABITS, goals=(), **message):
    evidence = Evidence(tuple(items), 0.9)
    return compose_own_words(said(triage.question, **message), triage, evidence, habits, goals).text


def test_a_short_earlier_answer_is_used_whole():
    earlier = exchange("Twenty hours in the fridge. In winter a bit longer.", "how long does rye rest?")
    assert text([earlier]) == "Hello! Twenty hours in the fridge. In winter a bit longer. Hope this helps!"


def test_what_was_said_to_somebody_else_by_name_stays_out():
    earlier = exchange(
        "Thanks Sophie! Hi Anna, the rye dough rests 20 hours. @paul see you. Did yours rise?", "how long?"
    )
    assert claims([earlier]) == ["the rye dough rests 20 hours."]


def test_of_a_passage_the_best_sentence_and_its_neighbour_are_quoted_with_a_link():
    passage = item(
        "Welcome back. The rye dough rests 20 hours. This makes it sour. Wash your hands.",
        url="https://example.org/v?t=31",
    )
    assert claims([passage]) == [
        "The rye dough rests 20 hours.",
        "This makes it sour.",
        "https://example.org/v?t=31",
    ]


def test_a_sentence_that_leans_on_another_is_never_said_without_it():
    assert claims([item("Use rye? This is why the rye dough rests 20 hours.")]) == []
    assert claims([item("Rye is slow. This is why the dough rests 20 hours.")]) == [
        "Rye is slow.",
        "This is why the dough rests 20 hours.",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "How long does your rye dough rest?",
        "As I said above, the rye dough rests.",
        "Comme dit plus haut, la pâte de seigle repose.",
        "Thanks Paul for asking how long rye dough rests.",
        "Ask @rye_dough how long it rests.",
        "Here is how long rye dough rests:",
        "I'm a real person and my rye dough rests.",
        "Thank you!",
        "#rye #dough rests",
        "Tomorrow the rye dough rests.",
        "Le cours de seigle ouvre la semaine prochaine.",
    ],
)
def test_some_sentences_are_never_quoted(sentence):
    assert quotes(item(sentence, language="")) == []


def test_a_passage_cut_inside_a_sentence_isnt_quoted_from_its_stump():
    assert [q.text for q in quotes(item("never eat raw dough. Bake it first."))] == ["Bake it first."]


def test_at_most_so_many_claims_are_made():
    long = exchange(" ".join(f"Rye dough rests {n} hours." for n in range(12)), "how long?")
    assert len(claims([long], max_sentences=3)) == 3


def test_what_a_second_item_knows_of_an_open_question_is_added():
    asked = asking("How long does rye dough rest, and which oven temperature for baking?")
    first = item("Rye dough rests 20 hours.", "p1")
    second = item("For baking I set the oven temperature to 250 degrees.", "p2")
    assert claims([first, second], asked) == [first.text, second.text]


def test_no_good_evidence_makes_no_sentences():
    assert text([]) == ""
    assert text([item("The rye dough rests.", score=0.1)]) == ""
    assert text([item("Secret rye dough rests.", public=False)]) == ""


def test_the_answer_is_in_the_fans_language_where_there_is_one():
    french = item("La pâte de seigle repose 20 heures.", "p1", language="fr")
    english = item("The rye dough rests 20 hours.", "p2")
    assert claims([french, english]) == [english.text]


def test_another_language_is_quoted_with_the_link_to_the_original():
    french = item(
        "La pâte de seigle repose 20 heures.", language="fr", url="https://example.org/seigle", similarity=0.9
    )
    assert claims([french]) == [french.text, "https://example.org/seigle"]
    assert claims([item(french.text, language="fr")]) == []


def test_a_habit_with_a_name_in_it_is_never_used():
    habits = Habits(openings={"en": ("Hi Paul!", "Hey you 2!", "Hi!")}, closings={})
    assert text([item("The rye dough rests 20 hours.")], habits=habits).startswith("Hi! The")
    named = Habits(openings={"en": ("hello marie!",)})
    assert text([item("The rye dough rests.")], habits=named, author_name="Marie D").startswith("The rye")


def test_a_goal_is_mentioned_only_where_its_topic_is_asked_about():
    starter = asking("How do you feed a starter?")
    passage = item("Feed a starter twice a day.")
    mention = "My sourdough course opens in April. https://example.org/course"
    assert mention in text([passage], starter, goals=[STARTER_COURSE])
    assert mention not in text([item("The rye dough rests.")], goals=[STARTER_COURSE])
    assert mention not in text([], starter, goals=[STARTER_COURSE])
    assert "No topic" not in text([passage], starter, goals=[Goal(2, "x", "No topic.", language="en")])


@pytest.mark.parametrize("intent", [Intent.CRITICISM, Intent.SMALLTALK])
def test_a_goal_never_goes_with_criticism_or_chatter(intent):
    asked = asking("How do you feed a starter?", intent=intent)
    assert "course" not in text([item("Feed a starter twice a day.")], asked, goals=[STARTER_COURSE])


def test_the_creators_courtesies_are_said_once():
    baker = Habits(openings={"en": ("Good question!",)}, closings={"en": ("Happy baking!",)})
    earlier = exchange("Good question! Twenty hours. Happy baking!", "how long does rye rest?")
    assert claims([earlier], habits=baker) == ["Twenty hours."]
    assert text([earlier], habits=baker) == "Good question! Twenty hours. Happy baking!"


def test_nobody_who_asked_nothing_is_told_that_it_was_a_good_question():
    baker = Habits(openings={"en": ("Good question!", "Hello!")})
    chat = asking("The rye dough rests too long", intent=Intent.CRITICISM)
    assert text([item("The rye dough rests 20 hours.")], chat, habits=baker).startswith("Hello! The rye")


@pytest.mark.parametrize(
    "passage",
    [
        "Resting Rye Dough Redux\nOven Dreams",
        "Rye dough rests\nand other stories",
        "“How long does rye dough rest?” is what they ask.",
        "« La pâte de seigle repose. »",
        "The rye dough in this post rests.",
    ],
)
def test_headlines_others_words_and_pointers_are_no_answer(passage):
    assert claims([item(passage, language="")]) == []


def test_what_only_repeats_the_question_gives_way_to_what_answers():
    blog = item("How the rye dough rests. I mix it at noon. My rye needs a cold night of 20 hours.")
    assert "How the rye dough rests." not in claims([blog], max_sentences=1)


def test_a_question_of_the_creators_own_says_what_the_next_sentence_is_about():
    faq = item(
        "Do you fold it? Four times, gently. And how long does rye dough rest? About 20 hours, covered."
    )
    assert claims([faq], max_sentences=1) == ["About 20 hours, covered."]


def test_where_a_number_is_asked_for_the_sentence_that_has_one_is_chosen():
    passage = item("The rye dough rests in its basket. Rye dough needs 20 hours of that.")
    assert claims([passage], max_sentences=1) == ["Rye dough needs 20 hours of that."]
