"""`ownvoice autopilot` and `ownvoice feedback`: the page's verbs in a terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ownvoice.cli.main import app
from ownvoice.core.answers import Intent
from ownvoice.core.errors import OwnvoiceError
from ownvoice.inbox.autopilot import deciding
from ownvoice.inbox.models import Outgoing
from tests.inbox.autopilot_samples import as_if_earned, comes_in, conversation, earned

pytestmark = pytest.mark.django_db(transaction=True)


def run(*arguments: str) -> Any:
    done = CliRunner().invoke(app, list(arguments))
    if isinstance(done.exception, OwnvoiceError):
        raise done.exception
    return done


def test_from_the_first_review_to_the_red_switch(acting: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert json.loads(run("autopilot", "status", "--json").stdout)["permissions"] == []
    as_if_earned(conversation(), 41, Intent.THANKS)
    row = json.loads(run("autopilot", "status", "--json").stdout)["permissions"][0]
    assert (row["clean"], row["of"], row["needed"], row["mode"]) == (41, 164, 123, "draft")
    assert "41 of 164" in run("autopilot", "status").stdout
    with pytest.raises(OwnvoiceError, match="earned"):
        run("autopilot", "on", "webchat", "thanks")
    as_if_earned(conversation(), 130, Intent.THANKS)
    assert "On from a confidence of 0.00" in run("autopilot", "on", "Web chat", "thanks").stdout
    monkeypatch.setattr(deciding.secrets, "randbelow", lambda below: below - 1)
    draft = comes_in(monkeypatch, conversation("Rae"), intent=Intent.THANKS)
    assert "Taken back" in run("autopilot", "retract", str(draft.message_id)).stdout
    assert Outgoing.objects.get(draft=draft).state == "dropped"
    assert "Stopped." in run("autopilot", "stop").stdout
    assert json.loads(run("autopilot", "status", "--json").stdout)["stopped"] is True
    assert "leave again: 0" in run("autopilot", "resume").stdout
    assert "Every draft waits" in run("autopilot", "off", "webchat", "thanks").stdout
    assert "No drafts" in run("autopilot", "off", "webchat", "thanks", "--no-drafts").stdout


def test_feedback_is_a_line_a_decision(acting: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    earned(monkeypatch, conversation(), 2, errors=1)
    lines = [json.loads(line) for line in run("feedback").stdout.splitlines() if line.startswith("{")]
    assert [line["verb"] for line in lines] == ["reject", "approve"]
    run("feedback", "--to", str(tmp_path / "feedback.jsonl"))
    assert len((tmp_path / "feedback.jsonl").read_text().splitlines()) == 2
    with pytest.raises(OwnvoiceError, match="can't be written"):
        run("feedback", "--to", str(tmp_path))
