"""`ownvoice model`: what is set, what a model says, and what it was asked."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from ownvoice.cli.main import app
from ownvoice.core.errors import ConfigurationError
from ownvoice.llm import generate
from ownvoice.llm.generate import Scripted


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["model", *arguments])


def test_status_says_what_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert json.loads(run("status", "--json").stdout)["model"] is None
    assert "own sentences" in run("status").stdout
    monkeypatch.setenv("OWNVOICE_MODEL_URL", "http://127.0.0.1:11434/v1")
    monkeypatch.setenv("OWNVOICE_MODEL", "llama3")
    monkeypatch.setenv("OWNVOICE_MODEL_KEY", "very-secret")
    monkeypatch.setenv("OWNVOICE_MODEL_MONEY_PER_DAY", "0.50")
    told = run("status", "--json").stdout
    assert json.loads(told)["model"] == "llama3@http://127.0.0.1:11434/v1"
    assert json.loads(told)["money_per_day"] == "0.50"
    assert "very-secret" not in told + run("status").stdout


def test_try_shows_the_answer_or_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(run("try", "Hello?").exception, ConfigurationError)
    monkeypatch.setattr(generate, "configured_generator", lambda: Scripted("[bold]Hello[/] to you."))
    assert run("try", "Hello?").stdout.strip() == "[bold]Hello[/] to you."


@pytest.mark.django_db(transaction=True)
def test_calls_shows_prompts_and_answers_newest_first(acting: Any) -> None:
    from ownvoice.inbox.models import ModelCall

    assert "hasn't been asked" in run("calls").stdout
    prompt = [{"role": "system", "content": "Rules."}, {"role": "user", "content": "Notes. [b]How long?"}]
    ModelCall.objects.create(
        purpose="draft", model="m", prompt=prompt, answer="12 hours.", cost_millionths=12
    )
    ModelCall.objects.create(purpose="draft", model="m", prompt=prompt, problem="Struck by lightning.")
    shown = run("calls").stdout
    assert shown.index("Struck by lightning.") < shown.index("12 hours.")
    assert "[b]How long?" in shown and "Rules." not in shown and "0.000012" in shown
    assert "Rules." in run("calls", "--full").stdout
    assert [row["answer"] for row in json.loads(run("calls", "--json").stdout)] == ["", "12 hours."]
