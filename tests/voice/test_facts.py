from datetime import UTC, date, datetime

import pytest

from ownvoice.voice.facts.arrange import arrange_facts
from ownvoice.voice.facts.fact import FactKind, FactLine, Flag, FoundFact
from ownvoice.voice.facts.find import facts_in
from ownvoice.voice.sensitive import Sensitive
from tests.voice.samples import quote, written

PRICE, DATE, LINK, TOOL, PERSON, PRODUCT = (
    FactKind.PRICE,
    FactKind.DATE,
    FactKind.LINK,
    FactKind.TOOL,
    FactKind.PERSON,
    FactKind.PRODUCT,
)
TODAY = date(2026, 1, 1)


def found(text, language="en", **more):
    return [(fact.kind, fact.key, fact.value) for fact in facts_in(written(text, language, **more))]


@pytest.mark.parametrize(
    ("text", "language", "key", "value"),
    [
        ("My sourdough course costs $49.", "en", "sourdough course", "USD 49.00"),
        ("The membership is only 5 euros per month.", "en", "membership", "EUR 5.00/month"),
        ("The preset pack sells for £12.50.", "en", "preset pack", "GBP 12.50"),
        ("The price of the workshop is €1,290.", "en", "workshop", "EUR 1290.00"),
        ("Early bird ticket: $25", "en", "early bird ticket", "USD 25.00"),
        ("Le stage coûte 290 € par personne.", "fr", "stage", "EUR 290.00/person"),
        ("Le livre est à 24,90 €.", "fr", "livre", "EUR 24.90"),
        ("La formation est disponible au prix de 1 290 euros.", "fr", "formation", "EUR 1290.00"),
        ("Le prix de la formation est de 99 €.", "fr", "formation", "EUR 99.00"),
    ],
)
def test_prices_say_what_they_are_the_price_of(text, language, key, value):
    assert (PRICE, key, value) in found(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "It costs $49.",
        "I paid $49 for the course.",
        "We raised $4,000 for the shelter.",
        "The company is worth $3 billion.",
        "Does the course cost $49?",
        "If the course costs $49, I'm in.",
        "The course was $49 last year.",
        "Twitter made $500 million.",
        "My $0.02.",
        "I lost 20 dollars on the train.",
        "J'ai payé le livre 20 €.",
        "Nous avons récolté 4 000 € de dons.",
        "echo $1 > out; rm $2;",
    ],
)
def test_amounts_that_are_no_price_of_anything_named_are_left_alone(text):
    assert [fact for fact in found(text) if fact[0] is PRICE] == []


@pytest.mark.parametrize(
    ("text", "language", "value", "until"),
    [
        ("The rye workshop is on 12 March 2027.", "en", "2027-03-12", date(2027, 3, 12)),
        ("Join the baking workshop on March 12th, 2027!", "en", "2027-03-12", date(2027, 3, 12)),
        ("Next conference: 2027-03-12, see you there.", "en", "2027-03-12", date(2027, 3, 12)),
        (
            "The autumn workshop will be on October 16-17, 2027.",
            "en",
            "2027-10-16/2027-10-17",
            date(2027, 10, 17),
        ),
        ("The meetup takes place on 3 March.", "en", "2025-03-03", date(2025, 3, 3)),
        (
            "Le stage de seigle aura lieu du 16 au 17 octobre 2027.",
            "fr",
            "2027-10-16/2027-10-17",
            date(2027, 10, 17),
        ),
        (
            "Le festival aura lieu du 30 juin au 13 juillet 2027.",
            "fr",
            "2027-06-30/2027-07-13",
            date(2027, 7, 13),
        ),
        ("Rendez-vous à l'atelier le 1er mars 2027.", "fr", "2027-03-01", date(2027, 3, 1)),
    ],
)
def test_events_have_their_day(text, language, value, until):
    (fact,) = [fact for fact in facts_in(written(text, language)) if fact.kind is DATE]
    assert (fact.value, fact.valid_until) == (value, until) and fact.key


@pytest.mark.parametrize(
    "text",
    [
        "The workshop was on 12 March 2027.",
        "On 12 March 2027 I will be fifty.",
        "The workshop will be on 31 February 2027.",
        "The workshop of 2019 starts on 12 March.",
        "Is the workshop on 12 March 2027?",
        "The conference starts on 12 March 2019.",
        "My first workshop took place on 12 March 2027.",
    ],
)
def test_days_without_an_event_to_come_are_no_fact(text):
    assert [fact for fact in found(text) if fact[0] is DATE] == []


def test_a_day_without_a_year_needs_to_know_when_it_was_written():
    assert found("The meetup takes place on 3 March.", published_at=None) == []


@pytest.mark.parametrize(
    ("text", "language", "key", "value"),
    [
        ("I use a Shure SM7B for voice.", "en", "voice", "Shure SM7B"),
        ("I edit with DaVinci Resolve.", "en", "", "DaVinci Resolve"),
        ("My camera is a Sony A7 IV.", "en", "camera", "Sony A7 IV"),
        ("I'm currently using Obsidian for notes.", "en", "notes", "Obsidian"),
        ("J'utilise Lightroom pour les photos.", "fr", "photos", "Lightroom"),
        ("Mon micro est un Rode NT1.", "fr", "micro", "Rode NT1"),
        ("Je monte avec Final Cut Pro.", "fr", "", "Final Cut Pro"),
    ],
)
def test_tools_are_named_with_what_for(text, language, key, value):
    assert (TOOL, key, value) in found(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "I use a microphone.",
        "Do you use a Shure SM7B?",
        "If I use a Shure SM7B, it hums.",
        '"I use a Shure SM7B," says Ana.',
        "I'm using 1.0.2.",
        "I use a Blackberry emulator.",
        "I use the TimedLock because it has a timeout.",
        "I use It every day.",
    ],
)
def test_what_names_no_tool_of_theirs_is_none(text):
    assert [fact for fact in found(text) if fact[0] is TOOL] == []


@pytest.mark.parametrize(
    ("text", "language", "name", "relation"),
    [
        ("My colleague Ana Ruiz took the photos.", "en", "Ana Ruiz", "colleague"),
        ("Thanks to Ana Ruiz, my editor, for everything.", "en", "Ana Ruiz", "editor"),
        ("My good friend Walter sent this.", "en", "Walter", "friend"),
        ("Mon associé Paul Durand arrive demain.", "fr", "Paul Durand", "associe"),
        ("Ma sœur Claire a tout filmé.", "fr", "Claire", "sœur"),
    ],
)
def test_people_are_named_with_what_they_are_to_the_creator(text, language, name, relation):
    assert (PERSON, name, relation) in found(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "My colleague took the photos.",
        "Your colleague Ana Ruiz called.",
        "TOUT SUR MA MERE Pedro Almodovar",
        "My friend I told you about.",
        "Ana Ruiz, my editor's dog, barks.",
    ],
)
def test_who_is_not_named_or_not_theirs_is_no_fact(text):
    assert [fact for fact in found(text) if fact[0] is PERSON] == []


def test_a_relative_is_sensitive():
    (fact,) = facts_in(written("My wife Claire took the photos."))
    assert fact.sensitive is Sensitive.FAMILY and not fact.usable


@pytest.mark.parametrize(
    ("text", "language", "key", "value"),
    [
        ("My new book, Slow Rye, is out.", "en", "book", "Slow Rye"),
        ("I just released Tern, a small app for bakers.", "en", "app", "Tern"),
        ("Mon podcast « Levain tranquille » revient.", "fr", "podcast", "Levain tranquille"),
        ("J'ai lancé Fournil, une appli pour boulangers.", "fr", "appli", "Fournil"),
    ],
)
def test_their_own_products_are_known_by_name(text, language, key, value):
    assert (PRODUCT, key, value) in found(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "My book is late.",
        "My app is English only.",
        "What Does My Site Cost?",
        "Your book Slow Rye is out.",
        "I released the brakes.",
        "My package ID is wrong.",
    ],
)
def test_what_names_no_product_of_theirs_is_none(text):
    assert [fact for fact in found(text) if fact[0] is PRODUCT] == []


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("My newsletter: https://www.example.org/news/?utm_source=x", "newsletter", "example.org/news"),
        ("Slides: https://example.org/slides", "slides", "example.org/slides"),
        ("Ma boutique est ici : https://example.org/boutique", "boutique", "example.org/boutique"),
        ("Inscriptions : https://example.org/stage", "inscriptions", "example.org/stage"),
    ],
)
def test_links_say_what_they_lead_to(text, key, value):
    assert (LINK, key, value) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Look at this: https://example.org/cat",
        "If you like my newsletter: https://example.org/news",
        "Your newsletter: https://example.org/news",
    ],
)
def test_links_to_anything_are_no_fact(text):
    assert [fact for fact in found(text) if fact[0] is LINK] == []


def fact(value, year, month=1, kind=PRICE, key="sourdough course", **more):
    at = datetime(year, month, 1, tzinfo=UTC)
    stated = quote(f"{key}: {value}", item_id=year * 100 + month)
    return FoundFact(kind, key, value, type(stated)(stated.item_id, 1, stated.text, at), "en", **more)


def test_a_later_value_takes_an_older_ones_place():
    (line,) = arrange_facts([fact("EUR 39.00", 2022), fact("EUR 49.00", 2025)], TODAY)
    assert [one.value for one in line.facts] == ["EUR 49.00", "EUR 39.00"]
    assert line.flags == ((), (Flag.OLDER,)) and line.current == line.facts[0]


def test_two_values_at_the_same_time_contradict_each_other():
    (line,) = arrange_facts([fact("EUR 39.00", 2025, 1), fact("EUR 49.00", 2025, 2)], TODAY)
    assert line.flags == ((Flag.CONTRADICTED,), (Flag.CONTRADICTED,)) and line.current is None


def test_what_has_passed_is_stale():
    gone = fact("2025-03-12", 2025, kind=DATE, key="rye workshop", valid_until=date(2025, 3, 12))
    (line,) = arrange_facts([gone], TODAY)
    assert line.flags == ((Flag.PAST,),) and line.current is None


def test_next_years_edition_contradicts_nothing():
    editions = [
        fact(
            f"{year}-03-12",
            year,
            kind=DATE,
            key="rye workshop",
            valid_from=date(year, 3, 12),
            valid_until=date(year, 3, 12),
        )
        for year in (2025, 2026)
    ]
    (line,) = arrange_facts(editions, TODAY)
    assert line.flags == ((), (Flag.PAST,))


def test_the_same_value_again_stands_once_by_its_latest_quote():
    (line,) = arrange_facts([fact("EUR 49.00", 2023), fact("EUR 49.00", 2025)], TODAY)
    assert len(line.facts) == 1 and line.facts[0].quote.item_id == 202501


def test_word_forms_and_order_make_no_new_thing():
    (line,) = arrange_facts(
        [fact("EUR 49.00", 2025, key="courses sourdough"), fact("EUR 39.00", 2022)], TODAY
    )
    assert len(line.facts) == 2


def test_there_may_be_many_tools_and_links_of_a_kind():
    tools = [fact("Shure SM7B", 2025, kind=TOOL, key="voice"), fact("Rode NT1", 2025, kind=TOOL, key="voice")]
    assert all(line.current for line in arrange_facts(tools, TODAY)) and len(arrange_facts(tools, TODAY)) == 2


def test_facts_survive_their_json_form():
    (one,) = facts_in(written("The autumn workshop will be on October 16-17, 2027."))
    assert FoundFact.from_json(one.as_json()) == one
    (line,) = arrange_facts([one, fact("2027-10-18", 2025, kind=DATE, key="autumn workshop")], TODAY)
    assert FactLine.from_json(line.as_json()) == line
