from ownvoice.voice.habits import measure_habits


def english(*replies, times=3):
    return measure_habits(("en", reply) for reply in replies for _ in range(times))


def test_openings_closings_and_thanks_are_what_recurs_verbatim():
    habits = english("Hello! It rests a day. Hope this helps!", "Thank you so much!")
    assert habits.openings == {"en": ("Hello!",)}
    assert habits.closings == {"en": ("Hope this helps!",)}
    assert habits.thanks == {"en": ("Thank you so much!",)}


def test_french_is_measured_like_english():
    habits = measure_habits(
        [("fr", "Bonjour !\nÇa repose 24 h.\nBonne journée !"), ("fr", "Merci beaucoup !")] * 3
    )
    assert (habits.openings["fr"], habits.closings["fr"]) == (("Bonjour !",), ("Bonne journée !",))
    assert habits.thanks["fr"] == ("Merci beaucoup !",)


def test_what_was_written_less_often_is_no_habit():
    assert english("Hello! It rests a day.", times=2).openings == {}


def test_the_most_frequent_spelling_stands_for_all_of_them():
    replies = [("en", "hello! Sure thing, a day.")] * 2 + [("en", "Hello! Sure thing, a day.")] * 3
    assert measure_habits(replies).openings == {"en": ("Hello!",)}


def test_the_most_frequent_habit_comes_first():
    replies = [("en", "Hi! A day it is.")] * 3 + [("en", "Hey! A day it is.")] * 5
    assert measure_habits(replies).openings["en"] == ("Hey!", "Hi!")


def test_names_numbers_mentions_and_links_never_become_habits():
    habits = english(
        "Hi Paul! A day.",
        "Hello 2 all! A day.",
        "Hey @anna! A day.",
        "Thanks https://x.example!",
        "john hello! A day.",
    )
    assert habits.openings == {} and habits.thanks == {}


def test_an_answer_is_no_opening_and_a_promise_no_closing():
    habits = english("Yes! It rests a day.", "No. Never do that. See you in Paris!", "Hello! Is it good?")
    assert habits.openings == {"en": ("Hello!",)} and habits.closings == {} and habits.thanks == {}


def test_a_language_without_courtesy_words_has_no_habits():
    assert measure_habits([("es", "¡Hola! Un día.")] * 5).openings == {}
    assert measure_habits([]).openings == {}
