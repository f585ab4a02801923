import pytest

from ownvoice.voice.sensitive import Sensitive, sensitive_category

HEALTH, RELIGION, POLITICS = Sensitive.HEALTH, Sensitive.RELIGION, Sensitive.POLITICS
SEXUALITY, FAMILY, HOME = Sensitive.SEXUALITY, Sensitive.FAMILY, Sensitive.HOME

ENGLISH = [
    (HEALTH, "I was diagnosed with diabetes at thirty."),
    (HEALTH, "I never skip my physical therapy."),
    (HEALTH, "I take antidepressants and I'm fine with it."),
    (HEALTH, "I stopped drinking alcohol in 2015."),
    (HEALTH, "I'm vegan."),
    (HEALTH, "I got my covid shot."),
    (HEALTH, "I live with chronic migraines."),
    (HEALTH, "I was pregnant when I wrote this."),
    (RELIGION, "I pray before every trip."),
    (RELIGION, "I don't believe in God."),
    (RELIGION, "I converted to Judaism."),
    (RELIGION, "I never bake during Ramadan."),
    (RELIGION, "I'm an atheist."),
    (POLITICS, "I always vote."),
    (POLITICS, "I'm against the war."),
    (POLITICS, "I believe taxes should be higher."),
    (POLITICS, "I support the strike."),
    (POLITICS, "I'm a feminist."),
    (POLITICS, "I refuse to fly to Russia."),
    (SEXUALITY, "I came out at twenty."),
    (SEXUALITY, "I'm gay and proud."),
    (SEXUALITY, "My pronouns are they and them."),
    (SEXUALITY, "I never shoot nudes."),
    (FAMILY, "My husband films everything."),
    (FAMILY, "I never show my kids."),
    (FAMILY, "I got divorced last year."),
    (FAMILY, "I call my grandmother on Sundays."),
    (FAMILY, "I got married in Lyon."),
    (HOME, "I live in a small flat near the station."),
    (HOME, "I never film in my bedroom."),
    (HOME, "I moved to Lisbon in spring."),
    (HOME, "My landlord hates flour."),
]
FRENCH = [
    (HEALTH, "J'ai été diagnostiquée l'an dernier."),
    (HEALTH, "Je prends un traitement depuis dix ans."),
    (HEALTH, "J'ai fait un burnout."),
    (HEALTH, "Je ne bois plus d'alcool."),
    (HEALTH, "Je suis végétarienne."),
    (HEALTH, "Je suis allergique aux noix."),
    (HEALTH, "J'étais enceinte à ce moment-là."),
    (RELIGION, "Je prie tous les matins."),
    (RELIGION, "Je ne crois pas en Dieu."),
    (RELIGION, "Je suis catholique."),
    (RELIGION, "Je ne cuis rien pendant le ramadan."),
    (POLITICS, "Je vote à chaque élection."),
    (POLITICS, "Je suis contre la guerre."),
    (POLITICS, "Je soutiens la grève."),
    (POLITICS, "Je pense que les impôts devraient baisser."),
    (POLITICS, "Je suis féministe."),
    (SEXUALITY, "Je suis lesbienne."),
    (SEXUALITY, "Je refuse de parler de sexe."),
    (FAMILY, "Mon mari filme tout."),
    (FAMILY, "Je ne montre jamais mes enfants."),
    (FAMILY, "J'ai divorcé l'an dernier."),
    (FAMILY, "Ma grand-mère m'a tout appris."),
    (HOME, "J'habite à Lyon."),
    (HOME, "Je ne filme jamais chez moi."),
    (HOME, "J'ai déménagé au printemps."),
    (HOME, "Mon propriétaire déteste la farine."),
]


@pytest.mark.parametrize(("category", "text"), ENGLISH, ids=str)
def test_what_nobody_should_say_for_somebody_else_is_seen_in_english(category, text):
    assert sensitive_category(text, "en") is not None
    assert sensitive_category(text) is not None  # whatever language it seems to be in


@pytest.mark.parametrize(("category", "text"), FRENCH, ids=str)
def test_what_nobody_should_say_for_somebody_else_is_seen_in_french(category, text):
    assert sensitive_category(text, "fr") is not None
    assert sensitive_category(text) is not None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I always weigh the flour.", "en"),
        ("I use Markdown for every recipe.", "en"),
        ("I switched from Photoshop to Affinity Photo.", "en"),
        ("Je pèse toujours la farine.", "fr"),
        ("Le pain de seigle demande du temps.", "fr"),
        ("J'utilise Lightroom pour mes photos.", "fr"),
    ],
)
def test_everyday_words_are_left_alone(text, language):
    assert sensitive_category(text, language) is None
