from dataclasses import replace

import pytest

from ownvoice.voice.sensitive import Sensitive
from ownvoice.voice.stances.find import stances_in
from ownvoice.voice.stances.stance import Stance, StanceKind
from tests.voice.samples import written

BELIEVES, DOES, REFUSES = StanceKind.BELIEVES, StanceKind.DOES, StanceKind.REFUSES
RECOMMENDS, CHANGED = StanceKind.RECOMMENDS, StanceKind.CHANGED_MIND


def found(text, language="en", **more):
    return list(stances_in(written(text, language, **more)))


@pytest.mark.parametrize(
    ("text", "kind", "polarity"),
    [
        ("I firmly believe that bread needs time.", BELIEVES, 1),
        ("I believe every baker should weigh the flour.", BELIEVES, 1),
        ("I believe in slow fermentation.", BELIEVES, 1),
        ("I don't believe in secret recipes.", BELIEVES, -1),
        ("I think beginners should start with wheat.", BELIEVES, 1),
        ("I don't think beginners should start with rye.", BELIEVES, -1),
        ("I firmly believe that kneading is not a science.", BELIEVES, -1),
        ("I'm a big fan of cast iron pots.", BELIEVES, 1),
        ("My favourite flour is Kronprinz 1150.", BELIEVES, 1),
        ("I always bake on stone.", DOES, 1),
        ("I never use bleached flour.", DOES, -1),
        ("I use Markdown for every recipe.", DOES, 1),
        ("I don't drink coffee after noon.", DOES, -1),
        ("I prefer wholemeal over white flour.", DOES, 1),
        ("I avoid palm oil wherever possible.", DOES, -1),
        ("I refuse to add sugar to rye bread.", REFUSES, -1),
        ("I will never sell your address to anybody.", REFUSES, -1),
        ("I'm against single-use baking paper.", REFUSES, -1),
        ("I highly recommend Tartine Bread by Chad Robertson.", RECOMMENDS, 1),
        ("I don't recommend baking stones made of granite.", RECOMMENDS, -1),
        ("I'd advise against frozen starter.", RECOMMENDS, -1),
        ("I switched from Photoshop to Affinity Photo.", CHANGED, 1),
        ("I've changed my mind about bread machines.", CHANGED, 1),
        ("I stopped eating meat in 2019.", CHANGED, -1),
        ("I no longer sell gift cards.", CHANGED, -1),
        ("I used to knead by hand, but now I fold the dough.", CHANGED, 1),
        ("Personally, I never use bleached flour.", DOES, -1),
        ("Wheat is fine, but I always bake rye on stone.", DOES, 1),
    ],
)
def test_english_wordings_are_found(text, kind, polarity):
    (stance,) = found(text)
    assert (stance.kind, stance.polarity, stance.quote.text) == (kind, polarity, text)
    assert stance.language == "en" and stance.topics


@pytest.mark.parametrize(
    ("text", "kind", "polarity"),
    [
        ("Je pense que chaque boulanger devrait peser sa farine.", BELIEVES, 1),
        ("Je suis convaincue que le pain a besoin de temps.", BELIEVES, 1),
        ("Je ne pense pas que les débutants doivent commencer par le seigle.", BELIEVES, -1),
        ("Ma farine préférée est la T80.", BELIEVES, 1),
        ("Je crois en la fermentation lente.", BELIEVES, 1),
        ("J'utilise Lightroom pour toutes mes photos.", DOES, 1),
        ("J’utilise toujours mon vieux pétrin.", DOES, 1),
        ("Je n'utilise jamais de farine blanchie.", DOES, -1),
        ("Je ne mets jamais de sucre dans le seigle.", DOES, -1),
        ("Je préfère la farine complète à la farine blanche.", DOES, 1),
        ("J'évite l'huile de palme.", DOES, -1),
        ("Je refuse de faire de la publicité pour des robots.", REFUSES, -1),
        ("Je suis contre le papier jetable.", REFUSES, -1),
        ("Je boycotte Amazon depuis 2018.", REFUSES, -1),
        ("Je recommande vivement la farine de Pierre Dupont.", RECOMMENDS, 1),
        ("Je vous conseille la balance Terraillon.", RECOMMENDS, 1),
        ("Je déconseille les pierres en granit.", RECOMMENDS, -1),
        ("Je suis passé de Windows à Ubuntu.", CHANGED, 1),
        ("J'ai changé d'avis sur les machines à pain.", CHANGED, 1),
        ("J'ai arrêté de pétrir à la main.", CHANGED, -1),
        ("Je n'utilise plus Photoshop.", CHANGED, -1),
    ],
)
def test_french_wordings_are_found(text, kind, polarity):
    (stance,) = found(text, "fr")
    assert (stance.kind, stance.polarity, stance.quote.text) == (kind, polarity, text)
    assert stance.language == "fr" and stance.topics


@pytest.mark.parametrize(
    "text",
    [
        "Do I believe in slow fermentation?",
        "Should I always bake on stone?",
        "If I always baked on stone, I would need a bigger oven.",
        "If I had the room I never use anything else.",
        "I would use rye if I were you.",
        "He said I never use bleached flour.",
        "My neighbour says I always bake too late.",
        '"I never use bleached flour," she told me.',
        "She wrote: “I believe every baker should weigh the flour.”",
        "People ask whether I use Markdown for recipes.",
        "Imagine I refuse to add sugar.",
        "I recommend it.",
        "I highly recommend reading it.",
        "I stopped using it when it broke.",
        "I always recommend the following:",
        "I never knew that rye could do this.",
        "I never thought I'd say this.",
        "I always wanted a stone oven.",
        "I think that's a good idea.",
        "I think I saw you at the market.",
        "I believe he moved to Lyon.",
        "I use it every day.",
        "I don't know.",
        "I refuse to believe the weather report.",
        "You never use enough water.",
        "I never use bleached flour, just kidding.",
        "> I never use bleached flour.",
        "```\nI use Markdown for every recipe.\n```",
        "const i = I use(Markdown); return i;",
        "We should all bake more.",
    ],
)
def test_what_only_looks_like_a_stance_in_english_is_none(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Est-ce que j'utilise Lightroom ?",
        "Si j'utilise Lightroom, c'est par habitude.",
        "Il dit que je n'utilise jamais de sucre.",
        "« Je ne mets jamais de sucre », m'a-t-elle répondu.",
        "Je le recommande.",
        "Je vous conseille d'y aller.",
        "Je ne sais jamais quoi dire.",
        "Je n'oublierai jamais cette journée.",
        "Je pense que c'est bon.",
        "Je crois qu'il est parti.",
        "Je suis pour l'instant à Lyon.",
        "Je préfère ça.",
        "Tu ne mets jamais de sucre.",
        "Je refuse d'y croire.",
        "Je suis passé à côté.",
    ],
)
def test_what_only_looks_like_a_stance_in_french_is_none(text):
    assert found(text, "fr") == []


def test_a_stance_says_where_it_stands_and_what_about():
    text = "Hello all! I never use bleached flour in rye bread. See you."
    (stance,) = found(text, title="On flour", url="https://example.org/flour", item_id=7)
    assert stance.quote.text == "I never use bleached flour in rye bread."
    assert (stance.quote.item_id, stance.quote.title, stance.quote.url) == (
        7,
        "On flour",
        "https://example.org/flour",
    )
    assert stance.topics == ("bleached", "flour", "rye", "bread")


def test_quotation_marks_may_open_in_one_sentence_and_close_in_another():
    said = "The miller told me: “Listen. I never use bleached flour. Nobody should.” I always bake on stone."
    assert [stance.quote.text for stance in found(said)] == ["I always bake on stone."]


@pytest.mark.parametrize(
    ("text", "language", "category"),
    [
        ("I always take my medication with bread.", "en", Sensitive.HEALTH),
        ("I firmly believe that God listens.", "en", Sensitive.RELIGION),
        ("I believe every voter should read the programme.", "en", Sensitive.POLITICS),
        ("I never talk about my sexual orientation.", "en", Sensitive.SEXUALITY),
        ("I always bake with my daughter.", "en", Sensitive.FAMILY),
        ("I always bake at home.", "en", Sensitive.HOME),
        ("Je ne mange jamais de gluten, je suis malade sinon.", "fr", Sensitive.HEALTH),
        ("Je crois en Dieu.", "fr", Sensitive.RELIGION),
        ("Je pense que le gouvernement devrait taxer le sucre industriel.", "fr", Sensitive.POLITICS),
        ("Je refuse de parler de ma sexualité.", "fr", Sensitive.SEXUALITY),
        ("Je ne filme jamais mes enfants.", "fr", Sensitive.FAMILY),
        ("Je ne montre jamais ma maison.", "fr", Sensitive.HOME),
    ],
)
def test_a_sensitive_stance_is_used_only_when_that_very_item_is_switched_on(text, language, category):
    (stance,) = found(text, language)
    assert stance.sensitive is category and not stance.usable
    assert replace(stance, allowed=True).usable


def test_what_not_everybody_could_read_is_never_used():
    (stance,) = found("I always bake on stone.", public=False)
    assert not stance.usable and not replace(stance, allowed=True).usable


def test_bread_is_no_pain():
    (stance,) = found("Je recommande vivement le pain de seigle.", "fr")
    assert stance.sensitive is None


def test_each_item_is_read_for_itself():
    one, other = "I always bake on stone.", "I never use bleached flour."
    together = [*found(one, item_id=1), *found(other, item_id=2)]
    assert together == [s for i, t in ((1, one), (2, other)) for s in stances_in(written(t, item_id=i))]
    assert {s.key for s in together} == {s.key for s in (*found(one, item_id=1), *found(other, item_id=2))}
    assert found(one, item_id=1)[0].key == found(one, item_id=3)[0].key != found(other, item_id=1)[0].key


def test_a_stance_survives_its_json_form():
    for stance in (*found("I always bake with my daughter."), *found("Je n'utilise plus Photoshop.", "fr")):
        plain = stance.as_json()
        assert list(plain)[:4] == ["kind", "quote", "topics", "language"]
        assert Stance.from_json(plain) == stance
