"""What the creator says to a line holds, is kept as a version, and can be taken back."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ownvoice.core.answers import GoalKind
from ownvoice.core.errors import OwnvoiceError
from ownvoice.corpus.models import Fact, Source
from ownvoice.corpus.removal import remove_source
from ownvoice.inbox.context import current_persona, reply_context
from ownvoice.reply.registers import register_of
from ownvoice.voice.goals.goal import FoundGoal
from ownvoice.voice.keeping.exchanging import bring_back
from ownvoice.voice.keeping.set_by_creator import ABOUT, say, set_by_creator
from ownvoice.voice.keeping.versions import current, document_of, go_back, keep, keep_edited
from ownvoice.voice.learning import learn
from ownvoice.voice.models import Boundary, Choice, Goal, Persona
from ownvoice.voice.persona.difference import Side, differences
from ownvoice.voice.persona.document import State, Word
from ownvoice.voice.persona.lines import stances_of
from ownvoice.voice.writing import Quote
from tests.corpus.samples import mastodon, status
from tests.corpus.test_importing import bring_in

pytestmark = pytest.mark.django_db(transaction=True)
SAYS = ["I recommend rye flour.", "I never use yeast.", "My wife and I always bake on Sundays."]


@pytest.fixture
def learned(acting: Any, tmp_path: Path) -> Any:
    bring_in(acting, mastodon(tmp_path / "a", [status(i + 1, text) for i, text in enumerate(SAYS)]))
    learn(register_of)
    return acting


def key_of(text: str) -> str:
    document = current()
    assert document is not None
    return next(stance.key for stance, _ in stances_of(document) if stance.quote.text == text)


def test_what_was_forgotten_or_corrected_is_withdrawn_from_replies(learned: Any) -> None:
    say(key_of("I recommend rye flour."), Word(State.FORGOTTEN))
    say(key_of("I never use yeast."), Word(State.CORRECTED, "I rarely use yeast."))
    keep_edited()
    assert reply_context(learned).withdrawn == {"I recommend rye flour.", "I never use yeast."}
    say(key_of("I recommend rye flour."), Word())
    keep_edited()
    assert reply_context(learned).withdrawn == {"I never use yeast."}


def test_a_sensitive_line_is_off_until_that_very_line_is_switched_on(learned: Any) -> None:
    family = "My wife and I always bake on Sundays."
    assert family not in reply_context(learned).switched_on
    say(key_of(family), Word(usable=True))
    keep_edited()
    assert reply_context(learned).switched_on == {family}


def test_edits_that_follow_each_other_are_one_version(learned: Any) -> None:
    Fact.objects.create(text="The course costs 89 €.", lang="en")
    keep_edited()
    Fact.objects.create(text="It lasts six weeks.", lang="en")
    keep_edited()
    assert list(Persona.objects.order_by("number").values_list("number", "cause")) == [
        (1, "learned"),
        (2, "edited"),
    ]
    document = document_of(2)
    assert document is not None and len(document.facts) == 2


def test_going_back_restores_what_was_said_and_set(learned: Any) -> None:
    goal = Goal.objects.create(name="newsletter", message="Read my letter", lang="en", per_day=3)
    Boundary.objects.create(name="politics", patterns=["election"], lang="en")
    say(ABOUT, Word(text="I bake."))
    say(key_of("I recommend rye flour."), Word(State.CONFIRMED))
    kept = keep_edited()
    assert kept is not None
    Persona.objects.filter(pk=kept.pk).update(cause="learned")  # so that what follows is a version of its own
    goal.per_day = 9
    goal.save()
    Boundary.objects.all().delete()
    Fact.objects.create(text="New.", lang="en")
    Choice.objects.all().delete()
    keep_edited()
    back = go_back(kept.number)
    assert back.number == 4 and back.cause == "rolled back"
    assert Goal.objects.get().per_day == 3 and Goal.objects.get().pk == goal.pk
    assert Boundary.objects.get().patterns == ["election"] and not Fact.objects.exists()
    document = current()
    assert document is not None and document.about == "I bake."
    assert document.word(key_of("I recommend rye flour.")).state is State.CONFIRMED
    with pytest.raises(OwnvoiceError, match="no version 99"):
        go_back(99)


def test_a_diff_names_what_came_went_and_changed(learned: Any) -> None:
    Fact.objects.create(text="The course costs 89 €.", lang="en")
    goal = Goal.objects.create(name="newsletter", message="Read my letter", lang="en")
    first = keep_edited()
    assert first is not None
    Persona.objects.filter(pk=first.pk).update(cause="learned")
    Fact.objects.all().delete()
    goal.message = "Read my new letter"
    goal.save()
    Boundary.objects.create(name="politics", patterns=["election"], lang="en")
    keep_edited()
    before, after = document_of(first.number), document_of()
    assert before is not None and after is not None
    found = {(one.part, one.side, one.what) for one in differences(before, after)}
    assert found == {
        ("facts", Side.GONE, "The course costs 89 €."),
        ("goals", Side.CHANGED, "newsletter (en)"),
        ("boundaries", Side.ADDED, "politics (en)"),
    }
    assert differences(before, before) == ()


def test_a_reply_reads_no_document(learned: Any, django_assert_num_queries: Any) -> None:
    persona = current_persona()
    assert persona is not None and "document" in persona.get_deferred_fields()


def test_what_no_row_can_hold_is_told_and_changes_nothing(learned: Any) -> None:
    Goal.objects.create(name="letter", message="Read it", lang="en")
    for part in (
        "goals: [{id: 1, name: " + "n" * 300 + ", message: x, url: ''}]",
        "goals: [{id: 1, name: n, message: x, url: '', per_fan: 3000000000}]",
    ):
        with pytest.raises(OwnvoiceError, match="can't be kept"):
            bring_back(f"ownvoice_persona: 1\nname: x\n{part}\n".encode(), "p.yaml")
    assert Goal.objects.get().name == "letter"


def test_a_goal_that_came_back_goes_with_the_source_whose_words_it_holds(learned: Any) -> None:
    source = Source.objects.get()
    document = current()
    assert document is not None
    carrier = Quote(1, source.pk, "Read my letter.")
    found = FoundGoal(GoalKind.NEWSLETTER, "https://lea.example", 3, 0.5, carriers=(carrier,))
    Goal.objects.create(name="letter", message="Read my letter.", source=source)
    kept = keep(set_by_creator(replace(document, found_goals=(found,))), "edited")
    Goal.objects.all().delete()
    go_back(kept.number)
    assert Goal.objects.get().source_id == source.pk  # type: ignore[attr-defined]
    remove_source(source)
    assert not Goal.objects.exists()


def test_a_source_that_went_while_it_was_measured_is_in_no_version(
    learned: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ownvoice.voice.learning import learn as learning

    module = sys.modules[learning.__module__]
    measure = module.measured  # type: ignore[attr-defined]

    def slowly(*given: Any) -> Any:
        shown = measure(*given)
        remove_source(Source.objects.get())
        return shown

    Persona.objects.update(cause=Persona.Cause.REMOVED)  # so that it is measured again
    monkeypatch.setattr(module, "measured", slowly)
    learn(register_of)
    assert "rye" not in json.dumps(list(Persona.objects.values_list("document", flat=True)))
