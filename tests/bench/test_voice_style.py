"""The benchmark of styles, on real creators where their exports lie beside the checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

from ownvoice.bench.voice_style import LEAST_ITEMS, learn, run, stability, style_of
from ownvoice.bench.written import ORIGINS, Corpus, corpora
from ownvoice.core.errors import OwnvoiceError
from ownvoice.voice.writing import Register
from tests.real_files import SHARED, real, real_creator


def corpus(name: str) -> Corpus:
    [found] = corpora(SHARED, [origin for origin in ORIGINS if origin.name == name])
    return found


def test_on_the_sample_creator_it_measures_what_learning_costs() -> None:
    figures = run(quick=True, data=None)
    assert figures["items_per_cpu_s"] > 500
    assert figures["stored_mb_largest"] < 5
    assert figures["update_of_1000_s"] < 30


def test_a_folder_without_exports_is_told(tmp_path: Path) -> None:
    with pytest.raises(OwnvoiceError, match="No creator's export"):
        run(quick=True, data=tmp_path)


def test_two_halves_of_a_real_creator_agree_and_two_creators_do_not() -> None:
    real("x/andreruffert"), real("mastodon/dealingwith")
    creators = [corpus("andreruffert"), corpus("dealingwith")]
    assert all(len(creator.items) >= LEAST_ITEMS for creator in creators)
    figures = stability(creators)
    assert figures["halves_rank_correlation_least"] >= 0.9
    assert figures["between_distance_least"] > figures["halves_distance_largest"]


def test_french_posts_of_a_real_site_are_as_counted_by_hand() -> None:
    """Of 489 French posts 54 hold 😉, 120 a long dash, and of 259 that quote 214 quote «like this»."""
    real_creator("nhoizey-site.tar.gz")
    style = style_of(corpus("nhoizey").items)
    french = style.manner("fr", Register.POST)
    assert french is not None and french.items == 489
    assert next(form.count for form in french.emoji if form.text == "😉") == 54
    assert french.figures["guillemets"].n == 259
    assert french.value("spaced_marks") == pytest.approx(0.95, abs=0.05)


def test_learning_twice_gives_the_same(tmp_path: Path) -> None:
    texts = tmp_path / "texts.json"
    texts.write_text('["en", "post", ["Hello there.", "It rests a day."]]\n')
    assert learn(texts, 1_000)["stored_mb"] == learn(texts, 1_000)["stored_mb"]
