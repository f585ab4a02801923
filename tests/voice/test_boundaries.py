import pytest

from ownvoice.core.answers import Boundary, BoundaryKind
from ownvoice.voice.boundaries import INCOMING, Touch, check, default_boundaries, holds, touched

DEFAULTS = default_boundaries()


@pytest.mark.parametrize("boundary", DEFAULTS, ids=lambda b: f"{b.name} {b.language}")
def test_every_default_boundary_holds_its_probe(boundary):
    assert boundary.probe and holds(boundary)
    assert check((boundary,), boundary.probe, boundary.language)[0].boundary == boundary
    if boundary.kind in INCOMING:
        assert touched((boundary,), boundary.probe, boundary.language) == boundary


def test_the_defaults_cover_what_nobody_should_answer_for_somebody_else_in_both_languages():
    names = {boundary.name for boundary in DEFAULTS}
    assert {(b.name, b.language) for b in DEFAULTS} == {(n, code) for n in names for code in ("en", "fr")}
    assert names >= {
        "medical advice",
        "legal advice",
        "financial advice",
        "other people's private matters",
        "meeting in person",
        "anything about minors",
        "crises",
        "promises",
    }
    assert len({b.id for b in DEFAULTS}) == len(DEFAULTS) and all(b.id < 0 for b in DEFAULTS)


def test_crises_and_minors_are_handed_over_at_once():
    kinds = {b.name: b.kind for b in DEFAULTS}
    assert kinds["crises"] is kinds["anything about minors"] is BoundaryKind.HAND_OVER


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("divorce", "When did you get divorced?", True),
        ("Élection", "the ELECTIONS are near", True),
        ("your house", "Your  house!", True),
        ("your house", "your big house", False),
        ("ex", "an example", False),
        ("", "anything", False),
        ("!!", "anything !!", False),
        ("house", "", False),
    ],
)
def test_a_pattern_is_found_on_whole_words_in_any_form(pattern, text, found):
    assert (touched([Boundary(1, "x", (pattern,), "en")], text, "en") is not None) is found


def test_a_boundary_without_a_language_reads_the_text_in_its_own():
    boundary = Boundary(1, "x", ("enfant",))
    assert touched([boundary], "et tes enfants ?", "fr") is boundary


WORD = Boundary(1, "swearing", ("damn",), "en", BoundaryKind.WORD)
PROMISE = Boundary(2, "delivery", ("arrive tomorrow",), "en", BoundaryKind.PROMISE)
PERSON = Boundary(3, "my ex-partner", ("Robert Dumas",), "", BoundaryKind.PERSON)


def test_words_and_promises_bind_what_is_said_and_not_who_asks():
    assert touched([WORD, PROMISE], "Damn, will it arrive tomorrow?", "en") is None
    said = check([WORD, PROMISE], "Damn, it will arrive tomorrow.", "en")
    assert said == (Touch(WORD, "damn"), Touch(PROMISE, "arrive tomorrow"))


def test_people_never_spoken_of_are_found_in_both_directions():
    assert touched([PERSON], "What does Robert Dumas do now?", "en") is PERSON
    assert check([PERSON], "Merci à Robert Dumas !", "fr") == (Touch(PERSON, "Robert Dumas"),)


def test_what_breaks_nothing_is_left_alone():
    assert check(DEFAULTS, "The rye dough rests for twenty hours in the fridge.", "en") == ()
    assert check(DEFAULTS, "La pâte de seigle repose vingt heures au frais.", "fr") == ()


def test_a_probe_that_touches_nothing_is_told():
    assert not holds(Boundary(1, "x", ("house",), "en", probe="Nothing of the kind."))
    assert holds(Boundary(1, "x", ("house",), "en"))


def test_an_endless_text_is_read_as_far_as_anything_is():
    assert touched(DEFAULTS, "word " * 2_000_000 + "suicide", "en") is None
