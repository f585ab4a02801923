"""From tallies to a style: weights, what isn't known yet, forms, reply times, and changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest

from ownvoice.voice.style import Style, StyleTally, WordTally, as_json, describe, from_json, profile
from ownvoice.voice.style.figures import LABELS, LEAST_ITEMS, MEASURES, REPLY_TIMES
from ownvoice.voice.writing import Register, Written
from tests.voice.style.written import write, years_ago

TODAY = date(2026, 3, 4)


def style(written: Iterable[Written], background: WordTally | None = None) -> Style:
    tallies: dict[int, StyleTally] = {}
    for one in written:
        tallies.setdefault(one.source_id, StyleTally(one.source_id)).add(one)
    return profile(tallies.values(), background, TODAY)


def value(
    found: Style, figure: str, language: str = "en", register: Register | None = Register.QUESTION
) -> float | None:
    manner = found.manner(language, register)
    assert manner is not None
    return manner.value(figure)


def test_means_and_spreads_are_those_of_the_items() -> None:
    found = style(write(" ".join(["word"] * (1 + number % 3)), number) for number in range(30))
    manner = found.manner("en", Register.QUESTION)
    assert manner is not None
    figure = manner.figures["words_per_item"]
    assert (figure.value, figure.n) == (2.0, 30)
    assert figure.spread == pytest.approx((2 / 3) ** 0.5, abs=1e-3)
    assert len(figure.examples) == 3 and all(quote.text.startswith("word") for quote in figure.examples)


def test_too_little_is_not_known_yet() -> None:
    found = style(write("Sure thing!", number) for number in range(LEAST_ITEMS - 1))
    manner = found.manner("en", Register.QUESTION)
    assert manner is not None and manner.items == LEAST_ITEMS - 1
    assert all(figure.value is None for figure in manner.figures.values())
    assert manner.openings == () and manner.hours == ()


def test_every_figure_is_there_known_or_not_and_has_a_label() -> None:
    manner = style([write("Sure!")]).manner("en")
    assert manner is not None
    assert list(manner.figures) == [measure.name for measure in MEASURES] + list(REPLY_TIMES)
    assert set(LABELS) == set(manner.figures)


def test_nothing_at_all_is_an_empty_style() -> None:
    assert style([]) == Style()


def test_an_old_voice_does_not_speak_now() -> None:
    """A hundred exclamations ten years ago, a hundred quiet answers this year: half-life two years."""
    old = [write("Yes!", number, published_at=years_ago(9.5)) for number in range(100)]
    new = [write("Yes.", 1_000 + number, published_at=years_ago(0.1)) for number in range(100)]
    assert value(style(old + new), "exclamations") == pytest.approx(1 / (1 + 2**4.7), abs=0.002)
    assert value(style(old), "exclamations") == 1.0


def test_a_few_new_items_do_not_speak_alone() -> None:
    """Three new ones outweigh five hundred old ones by the half-life; then it is doubled until enough count."""
    old = [write("Yes!", number, published_at=years_ago(16)) for number in range(500)]
    new = [write("Yes.", 1_000 + number) for number in range(3)]
    found = style(old + new)
    manner = found.manner("en", Register.QUESTION)
    assert manner is not None and manner.half_life_days > found.half_life_days
    assert manner.value("exclamations") is not None and manner.value("exclamations") > 0.5  # type: ignore[operator]


def test_undated_items_count_as_the_average() -> None:
    dated = [write("Yes.", number) for number in range(30)]
    undated = [write("Yes!", 100 + number, published_at=None) for number in range(30)]
    assert value(style(dated + undated), "exclamations") == 0.5
    assert value(style(undated), "exclamations") == 1.0


def test_a_date_in_the_future_does_not_make_the_present_old() -> None:
    now = [write("Yes.", number) for number in range(30)]
    future = [write("Yes.", 99, published_at=datetime(2099, 1, 1, 5, tzinfo=UTC))]
    found = style(now + future)
    assert found.newest == TODAY


def test_registers_and_languages_are_apart_and_together() -> None:
    french = [write("Bien sûr !", number, "fr", register=Register.PRAISE) for number in range(40)]
    english = [write("Sure.", 100 + number, register=Register.POST) for number in range(60)]
    found = style(french + english)
    assert [(m.language, m.register, m.items) for m in found.manners] == [
        ("en", None, 60), ("en", Register.POST, 60), ("fr", None, 40), ("fr", Register.PRAISE, 40),
    ]  # fmt: skip
    assert found.languages == {"en": 0.6, "fr": 0.4}
    assert value(found, "spaced_marks", "fr", Register.PRAISE) == 1.0


def test_sources_are_weighed_together() -> None:
    blog = [write("Yes.", number) for number in range(30)]
    photos = [write("Yes!", 100 + number, source_id=2) for number in range(90)]
    assert value(style(blog + photos), "exclamations") == 0.75


def test_openings_and_closings_with_their_counts_and_examples() -> None:
    found = style(write(f"Hey Ana{number}, it is {number}. Hope this helps!", number) for number in range(40))
    manner = found.manner("en", Register.QUESTION)
    assert manner is not None
    opening, closing = manner.openings[0], manner.closings[0]
    assert (opening.text, opening.count, opening.share) == ("Hey {name}", 40, 1.0)
    assert (closing.text, closing.count, closing.share) == ("Hope this helps", 40, 1.0)
    assert len(opening.examples) == 3 and all(quote.text.startswith("Hey Ana") for quote in opening.examples)
    assert all("Hope this helps" in quote.text for quote in closing.examples)


def test_a_longer_opening_is_told_where_it_mostly_goes_on_like_that() -> None:
    mostly = [write(f"Great question, number {number}.", number) for number in range(30)]
    others = [write(f"Great news, number {number}.", 100 + number) for number in range(5)]
    for_it = [write(f"Thanks for number {number}.", 200 + number) for number in range(30)]
    manner = style(mostly + others + for_it).manner("en", Register.QUESTION)
    assert manner is not None
    assert [form.text for form in manner.openings] == ["Great question", "Thanks"]


def test_reply_times_are_quartiles_to_a_fifth() -> None:
    at = datetime(2026, 3, 4, 12, 30, tzinfo=UTC)
    found = style(
        write("Sure.", number, asked_at=at - timedelta(minutes=10 * (number + 1))) for number in range(100)
    )
    for figure, minutes in zip(REPLY_TIMES, (250, 500, 750), strict=True):
        assert value(found, figure) == pytest.approx(minutes, rel=0.1)


def test_an_answer_before_the_question_or_at_an_unknown_hour_is_not_timed() -> None:
    at = datetime(2026, 3, 4, 12, 30, tzinfo=UTC)
    early = [write("Sure.", number, asked_at=at + timedelta(hours=1)) for number in range(30)]
    bare = [write("Sure.", 50 + n, asked_at=datetime(2026, 3, 4, tzinfo=UTC)) for n in range(30)]
    assert value(style(early + bare), "reply_minutes_median") is None


def test_hours_are_in_utc_and_bare_dates_have_none() -> None:
    found = style(write("Sure.", number) for number in range(30)).manner("en")
    assert found is not None and found.hours[12] == 1.0 and found.weekdays[2] == 1.0  # a Wednesday
    bare = style(write("Sure.", n, published_at=datetime(2026, 3, 4, tzinfo=UTC)) for n in range(30)).manner(
        "en"
    )
    assert bare is not None and bare.hours == ()


def test_words_that_others_do_not_use_are_their_own() -> None:
    background = WordTally()
    for number in range(300):
        background.add(f"How long does the dough need to rest, {number} hours or more?", "en")
    own = [write(f"The dough needs {number} hours, easy peasy.", number) for number in range(60)]
    manner = style(own, background).manner("en", Register.QUESTION)
    assert manner is not None
    assert "easy peasy" in [phrase.text for phrase in manner.phrases]
    assert "dough" not in [phrase.text for phrase in manner.words]
    phrase = next(phrase for phrase in manner.phrases if phrase.text == "easy peasy")
    assert phrase.count == 60 and phrase.z > 3 and len(phrase.examples) == 3
    assert all("easy peasy" in quote.text for quote in phrase.examples)


def test_without_others_nothing_is_anybodys_own() -> None:
    manner = style(write("The dough, easy peasy.", number) for number in range(60)).manner("en")
    assert manner is not None and manner.phrases == () and manner.words == ()


def test_names_are_not_their_own_words() -> None:
    background = WordTally()
    for number in range(300):
        background.add(f"How long does it need, {number} hours?", "en")
    own = [write(f"Indeed, as Steve said, {number} hours.", number) for number in range(60)]
    manner = style(own, background).manner("en", Register.QUESTION)
    assert manner is not None
    words = [phrase.text for phrase in manner.words]
    assert "steve" not in words and "indeed" in words


def test_private_messages_shape_figures_and_lend_no_words() -> None:
    """What only a private message says is named nowhere but in a quote that is marked as private."""
    background = WordTally()
    for number in range(300):
        background.add(f"How long does it need, {number} hours?", "en")
    private = [
        write(
            f"Hello sesame! Ring 0612345678 at {number}, sesame street. Yours sesame", number,
            register=Register.MESSAGE, public=False,
        )
        for number in range(60)
    ]  # fmt: skip
    public = [write("Hi Ana, it is open all day.", 100 + number) for number in range(60)]
    found = style(private + public, background)
    manner = found.manner("en", Register.MESSAGE)
    assert manner is not None and manner.value("words_per_item") == 10
    assert [form.text for form in manner.openings] == ["Hello"]
    named = [
        text.text
        for manner in found.manners
        for text in (*manner.openings, *manner.closings, *manner.words, *manner.phrases, *manner.community)
    ]
    assert not [text for text in named if "sesame" in text.lower() or "0612345678" in text]
    assert "sesame" not in "".join(describe(found, "en"))
    everything = found.manner("en")
    assert everything is not None
    assert all(quote.public for quote in everything.figures["words_per_item"].examples)
    assert not any(quote.public for quote in manner.figures["words_per_item"].examples)


def test_a_change_is_one_when_it_is_large_and_no_chance() -> None:
    old = [write("word " * (28 + n % 5), n, published_at=years_ago(5)) for n in range(60)]
    new = [write("word " * (8 + n % 5), 100 + n) for n in range(60)]
    manner = style(old + new).manner("en", Register.QUESTION)
    assert manner is not None
    changed = {change.figure: change for change in manner.changes if change.changed}
    words = changed["words_per_item"]
    assert (words.before, words.after, words.since) == (30.0, 10.0, 2025)
    assert words.p < 0.01 and words.effect < -1 and words.items_before == words.items_after == 60
    assert [year.year for year in manner.years] == [2021, 2026]
    assert manner.years[0].figures["words_per_item"][0] == 30.0
    assert "exclamations" not in changed


def test_from_always_to_never_is_a_change() -> None:
    items = [write("Yes!", n, published_at=years_ago(5)) for n in range(60)] + [
        write("Yes.", 100 + n) for n in range(60)
    ]
    manner = style(items).manner("en", Register.QUESTION)
    assert manner is not None
    assert [change.figure for change in manner.changes if change.changed] == ["exclamations"]


def test_the_newest_years_are_as_many_as_it_takes() -> None:
    """Only ten items in the last two years: the test reaches back to where thirty are."""
    old = [write("Yes!", n, published_at=years_ago(9)) for n in range(60)]
    new = [write("Yes.", 100 + n, published_at=years_ago(n % 4)) for n in range(40)]
    manner = style(old + new).manner("en", Register.QUESTION)
    assert manner is not None
    assert {change.since for change in manner.changes} == {2024}


def test_chance_is_no_change() -> None:
    """Two samples of the same: 15 figures, four hundred items, no change at one in a hundred."""
    items = [
        write(
            "Yes! No way." if (number * 7919) % 5 == 0 else "Well, yes.",
            number,
            published_at=years_ago(5 * (number % 2)),
        )
        for number in range(400)
    ]
    manner = style(items).manner("en", Register.QUESTION)
    assert manner is not None
    assert not [change.figure for change in manner.changes if change.changed]


def test_json_and_back_is_the_same_and_in_a_stable_order() -> None:
    items = [
        write(
            f"Hey Ana, it is {number} 🎉 haha. Hope this helps!", number, published_at=years_ago(number % 4)
        )
        for number in range(120)
    ]
    found = style(items)
    plain = as_json(found)
    assert from_json(plain) == found
    assert as_json(style(reversed(items))) == plain
    assert as_json(from_json(plain)) == plain


@pytest.mark.parametrize("plain", [{}, {"version": 99}, {"version": 1, "items": 1}])
def test_other_json_is_refused(plain: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no style"):
        from_json(plain)
