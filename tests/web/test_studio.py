"""The studio: every line of the persona with its evidence, and what the creator says to it holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ownvoice.corpus.models import Fact, Source
from ownvoice.inbox.context import reply_context
from ownvoice.reply.registers import register_of
from ownvoice.tenants.models import Creator
from ownvoice.tenants.scope import acting_for
from ownvoice.voice.keeping.versions import current
from ownvoice.voice.learning import learn
from ownvoice.voice.models import Boundary, Choice, Goal, Persona
from ownvoice.voice.persona.lines import stances_of
from ownvoice.voice.style import LABELS
from ownvoice.web.persona_words import FIGURES
from tests.corpus.samples import mastodon, status
from tests.corpus.test_importing import bring_in

pytestmark = pytest.mark.django_db(transaction=True)
LETTER = "https://lea.example/newsletter"
SAYS = [
    "I recommend rye flour. I never use yeast! My sister and I always bake on Sundays.",
    f'Join my newsletter <a href="{LETTER}">{LETTER}</a> every week. Bread is out of the oven!',
    "My course costs 89 €. I always weigh my flour, and I use a cast-iron pot.",
]
TABS = ("studio", "stands", "states", "goals", "limits", "replies", "versions")


@pytest.fixture
def learned(creator: Creator, tmp_path: Path, word_hashes: Any) -> Creator:
    texts = [SAYS[i % 3] + f" Day {i}." for i in range(48)]
    posts = [
        status(i + 1, text, published=f"{2020 + i // 10}-03-0{i % 9 + 1}T10:00:00Z")
        for i, text in enumerate(texts)
    ]
    bring_in(creator, mastodon(tmp_path / "m", posts))
    with acting_for(creator):
        learn(register_of)
    return creator


def at(name: str, *args: Any) -> str:
    return reverse(name, args=["lea", *args])


def page(client: Client, name: str) -> str:
    answer = client.get(at(name))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("name", TABS)
def test_every_page_opens_before_anything_is_known(client_of_lea: Client, name: str) -> None:
    assert "Studio" in page(client_of_lea, name)


@pytest.mark.parametrize("name", TABS)
def test_every_page_shows_what_is_known_and_nothing_inline(
    client_of_lea: Client, learned: Creator, name: str
) -> None:
    shown = page(client_of_lea, name)
    for inline in ("<style", " style=", "onclick=", "javascript:", "<script>"):
        assert inline not in shown


def test_a_style_is_told_in_sentences_figures_and_plots(client_of_lea: Client, learned: Creator) -> None:
    shown = page(client_of_lea, "studio")
    assert "Your posts have" in shown and "not known yet" in shown and "Evidence" in shown
    for kind in ("drift", "hours"):
        plot = client_of_lea.get(at("studio-plot", kind, "en-all", "dark"))
        assert plot.status_code == 200 and plot.content.startswith(b"<svg")
    for bad in (
        ("drift", "xx-all", "dark"),
        ("drift", "en-nothing", "dark"),
        ("pie", "en-all", "dark"),
        ("drift", "en-all", "pink"),
    ):
        assert client_of_lea.get(at("studio-plot", *bad)).status_code == 404


def test_a_line_is_confirmed_corrected_forgotten_and_taken_back(
    client_of_lea: Client, learned: Creator
) -> None:
    with acting_for(learned):
        document = current()
        assert document is not None
        key = next(s.key for s, _ in stances_of(document) if s.quote.text == "I recommend rye flour.")
    word = at("say-word")
    client_of_lea.post(word, {"key": key, "verb": "confirm"})
    assert "You confirmed this" in page(client_of_lea, "stands")
    client_of_lea.post(word, {"key": key, "verb": "correct", "text": "I mostly recommend rye."})
    assert "I mostly recommend rye." in page(client_of_lea, "stands")
    part = client_of_lea.post(
        word, {"key": key, "verb": "forget"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "Forgotten" in part and "<html" not in part
    with acting_for(learned):
        assert "I recommend rye flour." in reply_context(learned).withdrawn
    client_of_lea.post(word, {"key": key, "verb": "take back"})
    with acting_for(learned):
        assert not Choice.objects.exists() and not reply_context(learned).withdrawn


def test_a_sensitive_line_says_so_and_can_be_switched_on(client_of_lea: Client, learned: Creator) -> None:
    assert "family · never in a reply" in " ".join(page(client_of_lea, "stands").split())
    with acting_for(learned):
        document = current()
        assert document is not None
        stance = next(s for s, _ in stances_of(document) if s.sensitive)
    client_of_lea.post(at("say-word"), {"key": stance.key, "verb": "use"})
    with acting_for(learned):
        assert reply_context(learned).switched_on == {stance.quote.text}


def test_a_proposed_goal_becomes_one_and_goes_with_its_source(
    client_of_lea: Client, learned: Creator
) -> None:
    shown = page(client_of_lea, "goals")

    assert "https://lea.example/newsletter" in shown and "linked 16 times" in shown
    with acting_for(learned):
        source = Source.objects.get()
    said = "Join my newsletter every week."
    form = {"name": "letter", "kind": "newsletter", "message": said, "found": said, "source": source.pk,
            "url": "https://lea.example/newsletter", "topics": "rye, oven", "per_fan": "2", "intents": ["question"]}  # fmt: skip
    client_of_lea.post(at("save-goal"), form)
    with acting_for(learned):
        goal = Goal.objects.get()
        assert (goal.topics, goal.per_fan, goal.per_day, goal.intents) == (
            ["rye", "oven"],
            2,
            None,
            ["question"],
        )
        assert goal.source_id == source.pk
    client_of_lea.post(at("save-goal"), form | {"pk": goal.pk, "message": "Read my letter."})
    with acting_for(learned):
        assert Goal.objects.get().source_id is None
    client_of_lea.post(at("save-goal"), {"pk": goal.pk, "verb": "remove"})
    with acting_for(learned):
        assert not Goal.objects.exists()


def test_facts_are_added_changed_expired_and_removed(client_of_lea: Client, learned: Creator) -> None:
    save = at("save-fact")
    client_of_lea.post(save, {"text": "The course costs 89 €.", "lang": "en", "valid_until": "2030-01-01"})
    with acting_for(learned):
        fact = Fact.objects.get()
        assert str(fact.valid_until) == "2030-01-01"
    client_of_lea.post(save, {"pk": fact.pk, "verb": "expire"})
    with acting_for(learned):
        assert str(Fact.objects.get().valid_until) < "2030"
    client_of_lea.post(save, {"text": ""})
    client_of_lea.post(save, {"pk": fact.pk, "verb": "remove"})
    with acting_for(learned):
        assert not Fact.objects.exists()


def test_a_boundary_is_added_and_tried(client_of_lea: Client, learned: Creator) -> None:
    form = {"name": "wine", "kind": "topic", "patterns": "wine, whisky", "probe": "Which wine do you drink?"}
    client_of_lea.post(at("save-boundary"), form)
    with acting_for(learned):
        assert Boundary.objects.get().patterns == ["wine", "whisky"]
    tried = client_of_lea.get(at("limits"), {"try": "Which wine do you drink?"}).content.decode()
    assert "hand over" in tried and "wine" in tried and "Nothing was sent." in tried


def test_a_persona_is_taken_away_brought_back_and_rolled_back(
    client_of_lea: Client, learned: Creator
) -> None:
    with acting_for(learned):
        Fact.objects.create(text="The course costs 89 €.", lang="en")
    client_of_lea.post(at("studio-about"), {"about": "I bake."})
    for form, start in (
        ("yaml", b"# The persona"),
        ("card.json", b"{"),
        ("card.png", b"\x89PNG"),
        ("txt", b"You draft"),
    ):
        file = client_of_lea.get(at("persona-file", form))
        assert file.status_code == 200 and file.content.startswith(start)
        assert file.headers["Content-Disposition"].startswith("attachment")
    saved = client_of_lea.get(at("persona-file", "card.png")).content
    with acting_for(learned):
        Fact.objects.all().delete()
    client_of_lea.post(at("persona-upload"), {"file": SimpleUploadedFile("lea.png", saved)})
    with acting_for(learned):
        assert Fact.objects.get().text == "The course costs 89 €."
        number = Persona.objects.order_by("-number").first().number
    assert "imported" in page(client_of_lea, "versions")
    client_of_lea.post(at("persona-back", 1))
    with acting_for(learned):
        assert not Fact.objects.exists()
    shown = client_of_lea.get(at("versions"), {"before": "1", "after": str(number)}).content.decode()
    assert "The course costs 89 €." in shown
    wrong = client_of_lea.post(
        at("persona-upload"), {"file": SimpleUploadedFile("x.yaml", b"a: 1")}, follow=True
    )
    assert "is no persona" in wrong.content.decode()


def test_what_a_card_holds_is_never_html(client_of_lea: Client, learned: Creator) -> None:
    hostile = "<script>alert(1)</script>"
    card = {"spec": "chara_card_v2", "data": {"name": hostile, "description": hostile, "system_prompt": hostile,
            "character_book": {"entries": [{"keys": [hostile], "content": hostile, "enabled": True}]}}}  # fmt: skip
    client_of_lea.post(
        at("persona-upload"), {"file": SimpleUploadedFile("c.json", json.dumps(card).encode())}
    )
    for name in TABS:
        assert "<script>alert" not in page(client_of_lea, name)


def test_you_and_i_shows_a_real_exchange_beside_a_draft(
    client_of_lea: Client, learned: Creator, tmp_path: Path
) -> None:
    from tests.corpus.samples import takeout, ytdlp

    bring_in(learned, takeout(tmp_path / "t", "UgxFan", "I always weigh it on a scale, 500 grams"))
    bring_in(learned, ytdlp(tmp_path / "y", "UgxFan", "How do you weigh your flour?"))
    shown = page(client_of_lea, "replies")
    assert "How do you weigh your flour?" in shown and "500 grams" in shown and shown.count("500 grams") == 1


def test_every_figure_has_a_label_in_the_words_of_the_pages() -> None:
    assert set(LABELS.values()) == FIGURES
