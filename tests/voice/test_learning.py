"""A persona learns what is new, counts again what changed, and keeps nothing of a source that was removed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from ownvoice.corpus.consent import set_consent
from ownvoice.corpus.models import Item, Source
from ownvoice.corpus.removal import remove_source
from ownvoice.reply.registers import register_of
from ownvoice.voice.keeping.set_by_creator import say
from ownvoice.voice.keeping.versions import current, document_of, keep_edited
from ownvoice.voice.learning import learn
from ownvoice.voice.models import Choice, Finding, Goal, Persona, SourceTally
from ownvoice.voice.persona.document import State, Word
from ownvoice.voice.persona.lines import stances_of
from tests.corpus.samples import blog, mastodon, status, takeout, ytdlp
from tests.corpus.test_importing import bring_in

pytestmark = pytest.mark.django_db(transaction=True)
TOKEN = "zyxquorlimbo"
SAYS = [
    f"I recommend {TOKEN} flour for rye. It costs 12 €. Happy baking!",
    f"I never use {TOKEN} yeast in my bread. Happy baking!",
    f"Join my newsletter at https://lea.example/{TOKEN} every Sunday. Happy baking!",
]


def statuses(texts: list[str], start: int = 1) -> list[dict[str, Any]]:
    return [status(start + i, text) for i, text in enumerate(texts)]


def planted(tables: str = "voice") -> list[str]:
    """The tables of the package that hold the token in any column, unpacked where it is packed."""
    found = []
    for model in apps.get_app_config(tables).get_models():
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*) FROM {model._meta.db_table} t WHERE t::text ILIKE %s", [f"%{TOKEN}%"]
            )
            if cursor.fetchone()[0]:
                found.append(model._meta.db_table)
    return found


def test_a_persona_says_where_it_has_each_line_from(acting: Any, tmp_path: Path) -> None:
    bring_in(acting, mastodon(tmp_path / "a", statuses(SAYS * 4)))
    learn(register_of)
    document = current()
    assert document is not None and document.style is not None and document.style.items == 12
    quotes = {stance.quote.text for stance, _ in stances_of(document)}
    assert f"I recommend {TOKEN} flour for rye." in quotes
    for stance, _ in stances_of(document):
        assert stance.quote.text in Item.objects.get(pk=stance.quote.item_id).text


def test_learning_again_without_anything_new_keeps_the_version(acting: Any, tmp_path: Path) -> None:
    bring_in(acting, mastodon(tmp_path / "a", statuses(SAYS)))
    first = learn(register_of)
    assert learn(register_of).number == first.number == 1


def test_learning_in_two_steps_is_learning_at_once(acting: Any, tmp_path: Path) -> None:
    texts = [f"Bread number {i} is out of the oven! I always weigh my flour." for i in range(40)]
    bring_in(acting, mastodon(tmp_path / "a", statuses(texts[:25])))
    learn(register_of)
    before = SourceTally.objects.get().up_to_item
    bring_in(acting, mastodon(tmp_path / "b", statuses(texts)))
    learn(register_of)
    in_steps = current()
    assert SourceTally.objects.get().up_to_item > before
    SourceTally.objects.all().delete()
    Finding.objects.all().delete()
    learn(register_of)
    at_once = current()
    assert in_steps is not None and at_once is not None and in_steps == at_once
    assert in_steps.style is not None and in_steps.style.items == 40


def test_an_edited_item_is_counted_as_it_is_now(acting: Any, tmp_path: Path) -> None:
    bring_in(acting, mastodon(tmp_path / "a", statuses([SAYS[0], "Rye again."])))
    learn(register_of)
    assert Finding.objects.filter(found__quote__text__icontains=TOKEN).exists()
    bring_in(acting, mastodon(tmp_path / "b", statuses(["I recommend plain flour.", "Rye again."])))
    learn(register_of)
    assert not Finding.objects.filter(found__quote__text__icontains=TOKEN).exists()
    document = current()
    assert document is not None and document.style is not None and document.style.items == 2
    assert {stance.quote.text for stance, _ in stances_of(document)} == {"I recommend plain flour."}


def test_after_removal_no_version_rests_on_the_source(acting: Any, tmp_path: Path) -> None:
    bring_in(acting, mastodon(tmp_path / "a", statuses(SAYS * 12)))
    bring_in(acting, blog(tmp_path / "b", [], "I never bake twice. I recommend patience."))
    learn(register_of)
    document = current()
    assert document is not None
    stance = next(s for s, _ in stances_of(document) if TOKEN in s.quote.text)
    say(stance.key, Word(State.CONFIRMED))
    keep_edited()
    source = Source.objects.get(platform="mastodon")
    Goal.objects.create(name="newsletter", message=SAYS[2], source=source)
    keep_edited()
    bring_in(acting, mastodon(tmp_path / "c", statuses([*SAYS * 12, f"{TOKEN} once more"])))
    learn(register_of)
    assert Persona.objects.count() >= 2
    assert "voice_persona" in planted() and "voice_finding" in planted() and "voice_goal" in planted()

    remove_source(source)
    assert planted() == []
    assert not SourceTally.objects.filter(source_id=source.pk).exists()
    assert not Choice.objects.filter(key=stance.key).exists()
    for version in Persona.objects.all():
        left = document_of(version.number)
        assert left is not None and left.style is None and version.habits.get("closings", {}) == {}
        assert source.pk not in {note.id for note in left.sources}

    learn(register_of)
    assert planted() == []
    document = current()
    assert document is not None and document.style is not None and document.style.items == 1
    assert {s.quote.text for s, _ in stances_of(document)} == {
        "I never bake twice.",
        "I recommend patience.",
    }


def test_the_fans_half_of_an_exchange_takes_its_register_along(acting: Any, tmp_path: Path) -> None:
    bring_in(acting, takeout(tmp_path / "t", "UgxFan", "Two days in the fridge"))
    bring_in(acting, ytdlp(tmp_path / "y", "UgxFan", f"How long does the {TOKEN} rest?"))
    learn(register_of)
    document = current()
    assert document is not None and document.style is not None
    assert document.style.manner("en") is not None
    registers = {m.register.value for m in document.style.manners if m.register}
    assert "reply to a question" in registers
    fans = Source.objects.filter(pk__in=Item.objects.filter(role="fan").values("source_id"))
    for source in fans:
        remove_source(source)
    learn(register_of)
    document = current()
    left = (
        {m.register.value for m in document.style.manners if m.register}
        if document and document.style
        else set()
    )
    assert "reply to a question" not in left and planted() == []


def test_without_consent_for_the_voice_a_source_shapes_nothing(acting: Any, tmp_path: Path) -> None:
    bring_in(acting, mastodon(tmp_path / "a", statuses(SAYS)))
    learn(register_of)
    assert "voice_persona" in planted()
    set_consent(Source.objects.get(), {"voice": False})
    assert planted() == []
    learn(register_of)
    document = current()
    assert document is not None and document.style is None and document.topics == ()
    assert not SourceTally.objects.exists() and not Finding.objects.exists()


def test_one_creators_persona_holds_nothing_of_anothers(acting: Any, tmp_path: Path) -> None:
    from ownvoice.tenants.models import Creator
    from ownvoice.tenants.scope import acting_for

    other = Creator.objects.create(slug="tom", name="Tom", languages=["en"])
    bring_in(acting, mastodon(tmp_path / "a", statuses(SAYS)))
    bring_in(other, mastodon(tmp_path / "b", statuses(["I never bake on Mondays."])))
    learn(register_of)
    with acting_for(other):
        learn(register_of)
        assert Persona.objects.get().number == 1
        document = current()
    assert document is not None and document.name == "Tom"
    assert [s.quote.text for s, _ in stances_of(document)] == ["I never bake on Mondays."]
