import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ownvoice.reply.checking.amounts import amounts
from ownvoice.reply.checking.unmatched import unmatched


@pytest.mark.parametrize(
    ("claim", "source", "languages"),
    [
        ("It rests twenty hours at 4 °C.", "It rests 20 hours at 4°C.", "en en"),
        ("It costs 3,50 €.", "It costs €3.50.", "fr en"),
        ("It costs 3.50 euros.", "Cela coûte 3,50 €.", "en fr"),
        ("On June 12th, 2002.", "le 12 juin 2002", "en fr"),
        ("In June 2002.", "On 12/06/2002.", "en en"),
        ("Since Sept. 3.", "Since 3 September.", "en en"),
        ("In 2002.", "On 12 June 2002.", "en en"),
        ("Two hundred and fifty-five people.", "255 people came.", "en en"),
        ("Quatre-vingt-dix jours.", "90 jours.", "fr fr"),
        ("Soixante et onze pages.", "71 pages.", "fr fr"),
        ("3 millions d'euros.", "3 000 000 €.", "fr fr"),
        ("At 8 pm.", "À 20h.", "en fr"),
        ("At 8:30 p.m.", "À 20h30.", "en fr"),
        ("In seven days.", "In a week.", "en en"),
        ("24 hours.", "One day.", "en en"),
        ("20 hours.", "20 to 24 hours.", "en en"),
        ("A 20-minute talk.", "It takes 20 minutes.", "en en"),
        ("The third time.", "The 3rd time.", "en en"),
        ("1,200 readers.", "1200 readers.", "en en"),
        ("100k users.", "100,000 users.", "en en"),
        ("5 pour cent.", "5 %.", "fr fr"),
        ("¾ of it.", "¾ of the dough.", "en en"),
    ],
)
def test_an_amount_is_the_same_however_it_is_written(claim, source, languages):
    mine, theirs = languages.split()
    assert unmatched(amounts(claim, mine), amounts(source, theirs)) == ("", "")


@pytest.mark.parametrize(
    ("claim", "source", "kind"),
    [
        ("It rests 4 hours at 20 °C.", "It rests 20 hours at 4 °C.", "number"),
        ("It costs 3.05 €.", "It costs 3.50 €.", "price"),
        ("It costs 3 dollars.", "It costs 3 euros.", "price"),
        ("In July 2002.", "On 12 June 2002.", "date"),
        ("On Friday.", "On Monday.", "date"),
        ("In May.", "We may go.", "date"),
        ("At 9 pm.", "At 8 pm.", "time"),
        ("-4 °C.", "4 °C.", "number"),
        ("3 cats.", "3 dogs and 2 cats.", "number"),
        ("One bike.", "Two bikes.", "number"),
        ("Version 5.2.1.", "Version 5.2.0.", "number"),
        ("20 minutes.", "20 hours.", "number"),
        ("Forty people.", "Fourteen people.", "number"),
        ("Twice a day.", "Three times a day.", "number"),
    ],
)
def test_another_amount_is_found_and_named(claim, source, kind):
    assert unmatched(amounts(claim, "en"), amounts(source, "en"))[0] == kind


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["en", "fr", "de", ""]))
def test_any_text_can_be_read_and_matches_itself_or_says_what_not(text, language):
    found = amounts(text, language)
    kind, said = unmatched(found, found)
    assert kind == "" or said


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_two_different_numbers_never_match(one, other):
    matched = unmatched(amounts(f"It has {one} parts.", "en"), amounts(f"It has {other} parts.", "en"))
    assert (matched == ("", "")) == (one == other)


def test_a_table_of_numbers_is_read_in_time_that_grows_with_it():
    assert len(amounts("12 " * 50_000, "en").numbers) <= 400


def test_long_versions_that_differ_at_their_end_are_not_the_same() -> None:
    claimed, source = (amounts(f"It runs on version {one}.", "en") for one in ("2024.1.12", "2024.1.10"))
    assert unmatched(claimed, source) == ("number", "2024.1.12")
    assert unmatched(claimed, claimed) == ("", "")
