import random
import time
from datetime import UTC, datetime

import pytest

from ownvoice.voice.facts.fact import FaqEntry
from ownvoice.voice.facts.faq import Answered, asked_in, faq, stands_alone
from ownvoice.voice.sensitive import Sensitive
from ownvoice.voice.writing import Quote
from tests.voice.samples import quote

RYE = "Rye dough rests for twenty hours in the fridge, then an hour at room temperature."


def asked(text, answer=RYE, asker="", number=1, year=2025, language="en", public=True):
    reply = Quote(number, 1, answer, datetime(year, 1, 1, tzinfo=UTC), public=public)
    return Answered(text, reply, asker or f"fan {number}", f"thread {number}", language)


HOW_LONG = [
    asked("How long does the rye dough rest?", number=1),
    asked("Hi Léa! How long should rye dough rest?", "As for rye dough: let it rest for a night.", number=2),
    asked("how long do you let rye dough rest", "A night is enough for rye dough at rest.", number=3),
]


def test_what_three_people_ask_becomes_an_entry_with_the_best_past_answer():
    (entry,) = faq(HOW_LONG)
    assert entry.question == "How long should rye dough rest?"  # the shortest form
    assert (entry.askers, entry.times, entry.usable) == (3, 3, True)
    assert entry.answer is not None and entry.answer.text in {e.answer.text for e in HOW_LONG}
    assert entry.reason and len(entry.others) == 2


def test_two_are_too_few_and_one_person_asking_thrice_is_one():
    assert faq(HOW_LONG[:2]) == ()
    assert faq([asked("How long does the rye dough rest?", asker="Ana", number=n) for n in (1, 2, 3)]) == ()


def test_other_questions_and_other_languages_stay_apart():
    others = [
        asked("Which flour do you buy for brioche?", number=4),
        asked("How long does the wheat dough rise?", number=5),
        asked("How long does the rye dough rest?", number=6, language="fr"),
    ]
    (entry,) = faq([*HOW_LONG, *others])
    assert entry.times == 3


def test_french_questions_are_counted_too():
    texts = (
        "Combien de temps repose la pâte de seigle ?",
        "Bonjour, la pâte de seigle repose combien de temps ?",
    )
    found = faq(
        asked(text, "La pâte de seigle repose vingt heures au frais.", number=n, language="fr")
        for n, text in enumerate((*texts, texts[0]))
    )
    assert [entry.times for entry in found] == [3] and found[0].language == "fr"


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        (RYE, True),
        ("Twenty hours.", False),
        ("Yes, twenty hours in the fridge, as always.", False),
        ("It rests for twenty hours in the fridge.", False),
        ("@ana Rye dough rests for twenty hours in the fridge.", False),
        ("Thanks for your message, rye dough rests twenty hours.", False),
        ("Rye dough rests for twenty hours, or what did you do?", False),
        ("Oui, vingt heures au frais pour la pâte de seigle.", False),
    ],
)
def test_an_answer_must_stand_alone(text, alone):
    assert stands_alone(quote(text)) is alone


def test_private_answers_are_never_given_to_anybody_else():
    private = [asked("How long does the rye dough rest?", number=n, public=False) for n in (1, 2, 3)]
    (entry,) = faq(private)
    assert entry.answer is None and not entry.usable and entry.others == ()


def test_of_two_equal_answers_the_recent_one_is_taken():
    old = "Rye dough rests for thirty hours in the fridge, then an hour at room temperature."
    exchanges = [
        asked("How long does the rye dough rest?", old, number=1, year=2012),
        asked("How long does the rye dough rest?", RYE, number=2, year=2025),
        asked("How long does the rye dough rest?", "No idea!", number=3),
    ]
    (entry,) = faq(exchanges)
    assert entry.answer is not None and entry.answer.text == RYE


def test_a_sensitive_question_is_flagged():
    question = "Are you allergic to gluten?"
    (entry,) = faq(asked(question, "Allergic to gluten I am not, luckily.", number=n) for n in (1, 2, 3))
    assert entry.sensitive is Sensitive.HEALTH and not entry.usable


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Love it! How long does it rest? Greetings from Lyon.", "How long does it rest?"),
        ("Is it rye? How long does it rest?", "How long does it rest?"),
        ("how long does it rest", "how long does it rest"),
        ("Lovely bread.", ""),
        ("", ""),
    ],
)
def test_the_sentence_that_asks_is_found(text, question):
    assert asked_in(text) == question


def test_an_entry_survives_its_json_form():
    (entry,) = faq(HOW_LONG)
    assert FaqEntry.from_json(entry.as_json()) == entry


def test_the_time_grows_with_the_number_of_exchanges():
    rng = random.Random(1)
    vocabulary = [f"word{n}" for n in range(3_000)]

    def many(count):
        return [
            asked(f"How does the {' '.join(rng.choices(vocabulary, k=4))} work?", number=n)
            for n in range(count)
        ]

    def seconds(count):
        exchanges = many(count)
        start = time.process_time()
        faq(exchanges)
        return time.process_time() - start

    seconds(500)
    small, large = seconds(2_000), seconds(8_000)
    assert large < 12 * small + 0.5
