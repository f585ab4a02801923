import time

import pytest

from ownvoice.reply.lexicon import LANGUAGES, lexicon
from ownvoice.reply.phrases import Label, PhraseBook, spoken_words

HIT = Label("test", "hit")


def found(phrase: str, text: str) -> bool:
    book = PhraseBook({"beast": ["rats", "sea monsters"]})
    book.add(phrase, HIT)
    return bool(book.find(spoken_words(text)))


def test_a_phrase_is_found_on_whole_words_whatever_the_accents_and_capitals():
    assert found("mere link", "A Mère LINK.")
    assert not found("ass", "a class of grass")


def test_a_star_stands_for_any_ending_and_a_bar_for_either_word():
    assert found("suicid*", "suicidaire")
    assert found("kill|hurt me", "hurt me") and not found("kill|hurt me", "kill hurt")


def test_two_dots_stand_for_up_to_three_words():
    assert found("want .. die", "want die") and found("want .. die", "want to really just die")
    assert not found("want .. die", "want to go and really die")


def test_a_class_may_hold_several_words():
    assert found("<beast> are here", "Sea monsters are here")


def test_apostrophes_and_hyphens_may_be_missing():
    assert found("don't", "dont") and found("don't", "don’t") and found("self-harm", "selfharm")


@pytest.mark.parametrize("written", ["su1c1de", "suiiiicide", "s u i c i d e", "sui\u200bcide", "SUICIDE"])
def test_disguised_words_are_read_as_meant(written):
    assert spoken_words(written) == ["suicide"]


@pytest.mark.parametrize("wrong", ["", "..", ".. die", "want ..", "the <nobody>", "a !"])
def test_a_phrase_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match=r"[Tt]he phrase|<nobody>"):
        PhraseBook().add(wrong, HIT)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_kinds_of_wordings(language):
    lists = lexicon(language)
    assert lists.frames and lists.first_person and lists.negations


def test_finding_takes_time_in_proportion_to_the_text():
    def seconds(text: str) -> float:
        words = spoken_words(text)
        took = []
        for _ in range(3):
            started = time.process_time()
            for language in LANGUAGES:
                lexicon(language).triage.find(words)
            took.append(time.process_time() - started)
        return min(took)

    nasty = "i want want to to die i i je veux ne plus "
    seconds(nasty)
    assert seconds(nasty * 4_000) < 40 * max(seconds(nasty * 400), 0.01)


def test_what_follows_a_first_word_is_told_apart_whichever_way_it_goes_on():
    book = PhraseBook()
    for phrase in ("good", "good morning", "goo* .. day", "great show", "great sho*", "very .. .. good"):
        book.add(phrase, Label("test", phrase))
    matches = [(m.phrase, m.start, m.end) for m in book.find(spoken_words("great show good fine day great"))]
    assert sorted(matches) == [
        ("goo* .. day", 2, 5),
        ("good", 2, 3),
        ("great sho*", 0, 2),
        ("great show", 0, 2),
    ]
    assert book.find(["great"]) == [] and book.find([]) == [] and book.starting([]) == []
    assert [m.phrase for m in book.starting(["good", "luck"])] == ["good"]
