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


def different(*parts, times=6):
    return [("en", " ".join(parts).format(n)) for n in range(times)]


def test_what_opens_and_closes_many_different_replies_is_a_habit_whatever_its_words():
    habits = measure_habits(different("Howdy partner!", "It rests {} hours.", "Happy baking!"))
    assert habits.openings == {"en": ("Howdy partner!",)} and habits.closings == {"en": ("Happy baking!",)}


def test_a_language_without_courtesy_words_is_learned_by_frequency():
    replies = [("es", f"¡Buenas! Reposa {n} horas. Feliz horneado.") for n in range(6)]
    habits = measure_habits(replies)
    assert (habits.openings["es"], habits.closings["es"]) == (("¡Buenas!",), ("Feliz horneado.",))


def test_the_same_reply_written_often_shows_nothing():
    assert measure_habits([("en", "Howdy partner! It rests a day. Happy baking!")] * 20).closings == {}


def test_what_is_rare_among_many_replies_is_no_habit():
    many = [("en", f"It rests {n} hours, {n} more.") for n in range(400)]
    assert measure_habits([*different("It rests {} hours.", "Happy baking!"), *many]).closings == {}


def test_frequent_answers_promises_excuses_and_pointers_are_no_habits():
    for sentence in (
        "Yes!",
        "Not really.",
        "Sorry!",
        "I love it.",
        "It rises overnight.",
        "Link in bio.",
        "See Paris!",
        "Call 555.",
        "Bien sûr !",
        "Je reviens.",
    ):
        habits = measure_habits(different(sentence, "It rests {} hours.", sentence))
        assert habits.openings == {} and habits.closings == {}, sentence
