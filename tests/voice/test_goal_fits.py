from dataclasses import replace
from datetime import date

import pytest

from ownvoice.core.answers import FanMessage, Goal, GoalKind, Intent, Mentions, Setting, Stage, Triage, Turn
from ownvoice.voice.goals.fits import fits, settings_of
from ownvoice.voice.goals.goal import goal_as_json, goal_from_json
from ownvoice.voice.goals.mention import goal_text

TODAY = date(2026, 3, 1)
COURSE = Goal(
    1,
    "course",
    "My sourdough course opens in April.",
    "https://example.org/course",
    "en",
    ("starter", "sourdough"),
    kind=GoalKind.COURSE,
    messages={"fr": "Ma formation levain ouvre en avril."},
    per_fan=1,
    per_day=3,
)
ASKED = Triage(Intent.QUESTION, "en", True, (), "How do I feed a starter?")
SAID = FanMessage("How do I feed a starter?")


def fit(goal=COURSE, message=SAID, triage=ASKED, mentions=Mentions(), today=TODAY, stage=None):  # noqa: B008
    return fits(goal, message, triage, mentions, today, stage)


def test_it_fits_where_its_topic_is_asked_about():
    assert fit().fits and "starter" in fit().reason


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"triage": replace(ASKED, question="How hot is the oven?")}, "None of its topics"),
        ({"triage": replace(ASKED, intent=Intent.SMALLTALK)}, "smalltalk"),
        ({"triage": replace(ASKED, intent=Intent.CRITICISM)}, "criticism"),
        ({"triage": replace(ASKED, risks=("medical",))}, "risk"),
        ({"triage": replace(ASKED, language="de")}, "no words"),
        ({"goal": replace(COURSE, valid_until=date(2026, 2, 28))}, "today"),
        ({"goal": replace(COURSE, valid_from=date(2026, 3, 2))}, "today"),
        ({"goal": replace(COURSE, stages=(Stage.REGULAR,)), "stage": Stage.FIRST_CONTACT}, "stage"),
        ({"goal": replace(COURSE, stages=(Stage.REGULAR,))}, "stage"),
        ({"mentions": Mentions(to_fan=1)}, "heard of it once"),
        ({"mentions": Mentions(today=3)}, "3 times today"),
        ({"message": FanMessage("My dad died. How do I feed his starter?")}, "grief"),
        ({"message": FanMessage("I'm so disappointed. How do I feed a starter?")}, "complaint"),
        ({"message": FanMessage("I'm 12 years old. How do I feed a starter?")}, "minors"),
    ],
)
def test_one_reason_against_it_is_enough(change, why):
    found = fit(**change)
    assert not found.fits and why in found.reason


def test_what_was_said_a_turn_ago_counts_and_what_the_creator_said_does_not():
    earlier = replace(SAID, turns=(Turn("J'ai perdu mon père.", False),))
    assert not fit(message=earlier).fits
    assert fit(message=replace(SAID, turns=(Turn("I lost my father too.", True),))).fits


def test_dates_are_inclusive_and_limits_may_be_lifted():
    assert fit(goal=replace(COURSE, valid_from=TODAY, valid_until=TODAY)).fits
    endless = replace(COURSE, per_fan=None, per_day=None)
    assert fit(goal=endless, mentions=Mentions(99, 999)).fits
    assert not fit(goal=replace(COURSE, per_day=0)).fits


def test_a_setting_that_the_creator_allows_is_no_reason():
    told = FanMessage("My dad died. How do I feed his starter?")
    assert fit(goal=replace(COURSE, never_in=(Setting.MINORS,)), message=told).fits


def test_a_stage_that_it_is_for_fits():
    assert fit(goal=replace(COURSE, stages=(Stage.REGULAR, Stage.SUPPORTER)), stage=Stage.SUPPORTER).fits


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ("My grandmother passed away last week", {Setting.GRIEF}),
        ("Je suis en deuil", {Setting.GRIEF}),
        ("Where is my refund?", {Setting.COMPLAINT}),
        ("C'est une arnaque", {Setting.COMPLAINT}),
        ("my 9 year old wants to bake", {Setting.MINORS}),
        ("J'ai 13 ans et je cuisine", {Setting.MINORS}),
        ("How long does rye rest?", set()),
        ("Combien de temps repose le seigle ?", set()),
        ("It rests 12 hours", set()),
    ],
)
def test_settings_are_heard_in_both_languages(text, settings):
    assert set(settings_of(FanMessage(text), replace(ASKED, question=text))) == settings


def test_it_is_said_in_the_fans_language():
    assert goal_text(COURSE, "fr") == "Ma formation levain ouvre en avril. https://example.org/course"
    assert goal_text(COURSE, "en").startswith("My sourdough course")
    assert goal_text(replace(COURSE, language=""), "de").startswith("My sourdough course")
    assert COURSE.said_in("de") == ""


def test_a_goal_survives_its_json_form_and_leaves_defaults_out():
    assert goal_from_json(goal_as_json(COURSE)) == COURSE
    plain = goal_as_json(Goal(1, "x", "y"))
    assert plain == {"id": 1, "name": "x", "message": "y"} and goal_from_json(plain) == Goal(1, "x", "y")
