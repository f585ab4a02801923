import pytest

from ownvoice.core.answers import Boundary
from ownvoice.voice.boundaries import BOUNDARY_PROBES, default_boundaries, touched


@pytest.mark.parametrize(("which", "message"), BOUNDARY_PROBES.items(), ids=str)
def test_every_default_boundary_holds_its_probe(which, message):
    _, language = which
    only = [b for b in default_boundaries() if (b.name, b.language) == which]
    assert touched(only, message, language) == only[0]


def test_every_default_boundary_has_a_probe_and_an_id_of_its_own():
    defaults = default_boundaries()
    assert {(b.name, b.language) for b in defaults} == set(BOUNDARY_PROBES)
    assert len({b.id for b in defaults}) == len(defaults) and all(b.id < 0 for b in defaults)


@pytest.mark.parametrize(
    ("pattern", "text", "holds"),
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
def test_a_pattern_is_found_on_whole_words_in_any_form(pattern, text, holds):
    assert (touched([Boundary(1, "x", (pattern,), "en")], text, "en") is not None) is holds


def test_a_boundary_without_a_language_reads_the_text_in_its_own():
    boundary = Boundary(1, "x", ("enfant",))
    assert touched([boundary], "et tes enfants ?", "fr") is boundary
