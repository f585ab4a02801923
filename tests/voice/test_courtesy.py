import pytest

from ownvoice.voice.courtesy import capitalised_names, fit_to_reuse, is_courtesy


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Thank you so much!", "en"),
        ("You're welcome 😊", "en"),
        ("Hope this helps!", "en"),
        ("Avec plaisir !", "fr"),
        ("Merci beaucoup pour ton message !", "fr"),
        ("À bientôt", "fr"),
    ],
)
def test_a_courtesy_says_nothing_but_kindness(sentence, language):
    assert is_courtesy(sentence, language)


@pytest.mark.parametrize(
    "sentence",
    [
        "Thanks Paul!",
        "Thanks, it costs nothing!",
        "Thanks for 2 years!",
        "So much",
        "Thanks?",
        "Thanks, see example.org",
        "",
        "Yes!",
    ],
)
def test_anything_more_is_no_courtesy(sentence):
    assert not is_courtesy(sentence, "en")


def test_names_are_capitals_inside_a_sentence():
    assert capitalised_names("Hello Ana and I’m Bob-Lee") == ("Ana", "Bob-Lee")


def test_a_courtesy_with_the_fans_own_name_in_it_is_not_reused():
    assert fit_to_reuse("hello marie!") and not fit_to_reuse("hello marie!", "Marie Dupont")
