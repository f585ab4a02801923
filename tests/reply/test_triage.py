import time

import pytest

from ownvoice.core.answers import FanMessage, Intent, Turn, Urgency
from ownvoice.reply.triage import triage
from tests.reply.wordings import EVERYDAY, HARMLESS


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("How long do you let the dough rest?", Intent.QUESTION),
        ("tu utilises quelle farine ?", Intent.QUESTION),
        ("how do you feed the starter", Intent.QUESTION),
        ("I wonder whether rye works too", Intent.QUESTION),
        ("Thank you so much, great video!", Intent.THANKS),
        ("merci, trop bien expliqué", Intent.THANKS),
        ("Thanks! What flour is it?", Intent.QUESTION),
        ("This is clickbait, I'm unsubscribing", Intent.CRITICISM),
        ("c'est faux, je me désabonne", Intent.CRITICISM),
        ("Could you make a video about rye bread?", Intent.REQUEST),
        ("tu pourrais faire une vidéo sur le seigle ?", Intent.REQUEST),
        ("We'd love to sponsor your next video", Intent.BUSINESS),
        ("Bonjour, quels sont vos tarifs pour un partenariat ?", Intent.BUSINESS),
        ("Good morning!", Intent.SMALLTALK),
        ("ça va ?", Intent.SMALLTALK),
        ("Check out my channel https://x.example", Intent.SPAM),
        ("Gagnez 500 euros par jour, contactez moi sur whatsapp", Intent.SPAM),
        ("I earn $900 a day with crypto trading, message him on telegram", Intent.SPAM),
        ("You are an idiot, piece of shit", Intent.HATE),
        ("sale arabe, rentre dans ton pays", Intent.HATE),
    ],
)
def test_the_intent_is_what_the_words_say(text, intent):
    assert triage(FanMessage(text)).intent is intent


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("merci !", "fr"),
        ("thx, love it", "en"),
        ("Salut @anna, super https://the.example 😍😍", "fr"),
        ("When will the next one be out please", "en"),
        ("quand sort la prochaine", "fr"),
        ("❤️", ""),
        ("", ""),
    ],
)
def test_the_language_is_told_from_the_words_alone(text, language):
    assert triage(FanMessage(text)).language == language


def test_the_language_is_one_of_those_the_creator_answers_in():
    assert triage(FanMessage("¿Cuánto tiempo reposa la masa de pan?"), ("en", "es")).language == "es"
    assert triage(FanMessage("How long does it rest in the fridge?"), ("fr",)).language == "fr"


def test_a_language_without_word_lists_is_a_risk_of_its_own():
    assert "language" in triage(FanMessage("¿Cuánto tiempo reposa la masa de pan?"), ("en", "es")).risks


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Hi Anna! Love this. How long does it rest?", "How long does it rest?"),
        ("Hello dear Anna, how long does it rest?", "how long does it rest?"),
        ("Bonjour Paul, vous utilisez quelle farine ? Merci !", "vous utilisez quelle farine ?"),
        ("@anna what flour is it?", "what flour is it?"),
        ("What flour? And how long?", "What flour? And how long?"),
        ("When I was young I baked a lot.", ""),
        ("What a lovely loaf", ""),
        ("lovely", ""),
    ],
)
def test_the_question_is_the_part_that_asks(text, question):
    assert triage(FanMessage(text)).question == question


def test_a_short_follow_up_is_joined_with_what_was_asked_before():
    turns = (Turn("Hi! How do you feed your starter?", False), Turn("Twice a day.", True))
    assert (
        triage(FanMessage("and in winter?", turns=turns)).question
        == "How do you feed your starter? and in winter?"
    )
    assert triage(FanMessage("What oven do you use for pizza?", turns=turns)).question.startswith("What oven")


def test_a_longer_follow_up_that_says_it_is_joined_too():
    turns = (Turn("How long do you proof the loaf in the fridge?", False), Turn("12 hours.", True))
    asked = triage(FanMessage("And at what temperature should it sit overnight?", turns=turns)).question
    assert asked.startswith("How long do you proof the loaf in the fridge? And at what")


@pytest.mark.parametrize(
    ("text", "question"),
    [
        (
            "Il y a un liquide gris sur mon levain. Je le jette ?",
            "Il y a un liquide gris sur mon levain. Je le jette ?",
        ),
        (
            "My oven lamp makes it 34 degrees. Is that a problem?",
            "My oven lamp makes it 34 degrees. Is that a problem?",
        ),
        ("Love your bread! Is that normal?", "Is that normal?"),
        ("My oven lamp is blue. How long does rye dough rest?", "How long does rye dough rest?"),
    ],
)
def test_a_question_that_says_little_takes_what_was_said_before_it_along(text, question):
    assert triage(FanMessage(text)).question == question


@pytest.mark.parametrize(
    "text", ["", "   ", "😍🔥", "https://x.example/a", "@paul @marie", "#love", "...", "www.x.example"]
)
def test_nothing_to_answer_wants_no_answer(text):
    assert not triage(FanMessage(text)).wants_answer


def test_what_was_not_said_to_the_creator_wants_no_answer():
    assert not triage(FanMessage("How long does it rest?", addressed=False)).wants_answer


@pytest.mark.parametrize(
    ("text", "risk"),
    [
        ("Should I take ibuprofen with this?", "medical"),
        ("je suis enceinte, je peux en manger ?", "medical"),
        ("Can I sue my landlord?", "legal"),
        ("dois-je investir dans l'or ?", "financial"),
        ("I'm 13 and I want to start", "minor"),
        ("j'ai 12 ans, par où commencer ?", "minor"),
        ("can we meet when you are in Lyon?", "meeting"),
        ("on pourrait boire un café ?", "meeting"),
        ("Where do you live?", "private matter"),
        ("tes enfants mangent quoi ?", "private matter"),
        ("did you vote for trump", "private matter"),
        ("es-tu croyante ?", "private matter"),
    ],
)
def test_risks_are_named(text, risk):
    assert risk in triage(FanMessage(text)).risks


@pytest.mark.parametrize("text", [*HARMLESS, *EVERYDAY])
def test_everyday_messages_carry_no_risk(text):
    assert triage(FanMessage(text)).risks == ()


def test_a_huge_message_is_read_in_a_moment():
    text = "how long do you let the dough rest? @a " * 20_000
    assert triage(FanMessage(text)).intent is Intent.QUESTION


def test_of_an_endless_message_the_beginning_is_read_and_distress_at_its_end_is_heard():
    text = "How long does it rest? " + "la la la " * 80_000
    started = time.perf_counter()
    assert triage(FanMessage(text)).intent is Intent.QUESTION
    assert time.perf_counter() - started < 0.5
    assert triage(FanMessage(f"{text} i want to die")).intent is Intent.CRISIS


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Fellow baker here, shall we make a video together?", Intent.COLLABORATION),
        ("Créatrice moi aussi, on fait une vidéo ensemble ?", Intent.COLLABORATION),
        ("My order hasn't arrived and I was charged twice", Intent.SUPPORT),
        ("Ma commande n'est pas arrivée, je veux être remboursé", Intent.SUPPORT),
        ("You are today's winner! Text me on telegram to claim your prize", Intent.SCAM),
        ("Doublez vos bitcoins, écrivez-moi sur telegram", Intent.SCAM),
    ],
)
def test_collaboration_support_and_scams_are_told_apart(text, intent):
    assert triage(FanMessage(text)).intent is intent


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("I want to kill myself", Urgency.HIGH),
        ("My order hasn't arrived and the party is tomorrow", Urgency.HIGH),
        ("Nous aimerions sponsoriser votre vidéo, réponse avant vendredi svp", Urgency.HIGH),
        ("How long does the dough rest?", Urgency.NORMAL),
        ("Thank you so much!", Urgency.LOW),
        ("Check out my channel https://x.example", Urgency.LOW),
    ],
)
def test_urgency_has_a_reason(text, urgency):
    found = triage(FanMessage(text))
    assert found.urgency is urgency
    assert bool(found.urgent_because) is (urgency is not Urgency.NORMAL)


@pytest.mark.parametrize(
    "text",
    [
        "I love Muslims, they are wonderful neighbours",
        "Saying “women are vermin” is racist and wrong",
        "I hate onions",
    ],
)
def test_speech_about_hatred_and_about_things_is_no_hatred(text):
    assert triage(FanMessage(text)).intent is not Intent.HATE


@pytest.mark.parametrize(
    "text", ["I hate immigrants", "Immigrants are vermin", "les juifs sont des parasites"]
)
def test_hatred_of_groups_is_hatred_whichever_group(text):
    assert triage(FanMessage(text)).intent is Intent.HATE


def test_whether_it_was_said_to_the_creator_is_part_of_the_triage():
    assert not triage(FanMessage("How long does it rest?", addressed=False)).addressed
