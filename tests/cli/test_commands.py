"""The commands: what they print for people and for programs, and how they end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ownvoice.cli.main import app
from ownvoice.core.errors import OwnvoiceError
from tests.corpus.samples import mastodon, status

pytestmark = pytest.mark.django_db(transaction=True)
TEXTS = ["I keep the dough in the fridge for 12 hours.", "Rye needs more water.", "Salt at 2 percent."]


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def imported(tmp_path: Path, word_hashes: Any) -> Any:
    folder = mastodon(tmp_path / "m", [status(n, text) for n, text in enumerate(TEXTS)])
    return run("import", str(folder), "--json")


def test_import_prints_one_json_document(imported: Any) -> None:
    assert imported.exit_code == 0
    report = json.loads(imported.stdout)
    assert report["items"] == {"post": 3} and report["by_role"] == {"creator": 3, "fan": 0}
    assert set(report["exchanges"]) == {"whole", "half", "none"}
    for key in ("malformed", "unknown_files", "seconds", "peak_rss_mb"):
        assert key in report


def test_search_prints_passages_and_fails_softly(imported: Any) -> None:
    assert "Rye needs more water." in run("search", "rye").stdout
    assert json.loads(run("search", "rye", "--json").stdout)[0]["text"] == "Rye needs more water."
    nothing = run("search", "zeppelin", "--json")
    assert nothing.exit_code == 1 and json.loads(nothing.stdout) == []


def test_ask_answers_with_its_source_or_hands_over(imported: Any) -> None:
    asked = run("ask", "How many hours do you keep the dough in the fridge?", "--json")
    answer = json.loads(asked.stdout)
    assert asked.exit_code == 0 and "12 hours" in answer["answer"]
    cited = answer["sentences"][0]["evidence_ids"] or answer["sentences"][1]["evidence_ids"]
    assert (
        next(item["url"] for item in answer["evidence"] if item["id"] in cited)
        == "https://example.social/@lea/0"
    )
    handed = run("ask", "Which zeppelin museum do you like best?", "--json")
    assert handed.exit_code == 1 and json.loads(handed.stdout)["answer"] == ""


def test_inbox_is_empty_then_holds_what_came_in(imported: Any) -> None:
    from ownvoice.inbox.drafting import draft_reply, receive
    from ownvoice.inbox.models import Channel, Conversation, Message
    from ownvoice.tenants.models import Creator
    from ownvoice.tenants.scope import acting_for

    assert json.loads(run("inbox", "--json").stdout) == []
    with acting_for(Creator.objects.get()):
        channel = Channel.objects.create(kind="sample", label="Sample")
        message = receive(
            Conversation.objects.create(channel=channel),
            "How many hours do you keep the dough in the fridge?",
        )
        draft_reply(message)
    assert json.loads(run("inbox", "--json").stdout)[0]["draft"]["action"] == "review"
    assert run("inbox", "approve", str(message.pk)).exit_code == 0
    with acting_for(Creator.objects.get()):
        assert Message.objects.filter(author="ai").count() == 1


def test_one_answer_goes_to_all_who_ask_the_same(imported: Any) -> None:
    from ownvoice.inbox.drafting import draft_reply, receive
    from ownvoice.inbox.models import Channel, Conversation, Message
    from ownvoice.tenants.models import Creator
    from ownvoice.tenants.scope import acting_for

    creator = Creator.objects.get()
    with acting_for(creator):
        channel = Channel.objects.create(kind="webchat", label="Web chat")
        for text in (
            "How many hours do you keep the dough in the fridge?",
            "how many hours do you keep dough in the fridge??",
        ):
            message = receive(Conversation.objects.create(channel=channel, fan_name="Sam"), text)
            draft_reply(message)
    shown = CliRunner().invoke(app, ["inbox", "answer-all", str(message.pk)], input="n\n")
    assert shown.stdout.count("12 hours") == 2 and "Nothing was sent." in shown.stdout
    done = run("inbox", "answer-all", str(message.pk), "--yes")
    assert "Sent 2" in done.stdout, done.stdout
    with acting_for(creator):
        assert Message.objects.filter(author="ai").count() == 2
        assert Message.objects.filter(author="fan", state="done").count() == 2


def test_status_counts(imported: Any) -> None:
    about = json.loads(run("status", "--json").stdout)["creators"][0]
    assert about["items"] == 3 and about["passages"] == 3


def test_export_writes_a_zip(imported: Any, tmp_path: Path) -> None:
    written = run("export", str(tmp_path / "all.zip"), "--json")
    assert json.loads(written.stdout)["rows"]["items"] == 3 and (tmp_path / "all.zip").exists()


def test_sources_are_listed_and_their_use_changed(imported: Any) -> None:
    (source,) = json.loads(run("sources", "--json").stdout)
    assert source["items"] == 3 and source["may"] == {"answer": True, "voice": True, "training": False}
    (changed,) = json.loads(
        run("sources", str(source["number"]), "--no-answers", "--training", "--json").stdout
    )
    assert changed["may"] == {"answer": False, "voice": True, "training": True}
    shown = run("sources").stdout
    assert "Mastodon" in shown and "no" in shown
    assert run("sources", "--no-answers").exit_code == 2


def test_who_the_creator_is_is_asked_at_a_terminal(
    tmp_path: Path, word_hashes: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = tmp_path / "WhatsApp Chat with Tom.txt"
    chat.write_text(
        "".join(
            f"{day:02}/01/24, 10:00 - {who}: Rye {day}\n" for day in range(13, 17) for who in ("Léa", "Tom")
        )
    )
    refused = CliRunner().invoke(app, ["import", str(chat), "--private"])
    assert isinstance(refused.exception, OwnvoiceError)
    monkeypatch.setattr("ownvoice.cli.importing.is_conversation", lambda: True)
    answered = CliRunner().invoke(app, ["import", str(chat), "--private"], input="1\n")
    assert answered.exit_code == 0 and "Who are you there?" in answered.stdout
    (source,) = json.loads(run("sources", "--json").stdout)
    assert source["items"] == 4
    again = CliRunner().invoke(app, ["import", str(chat), "--private"])
    assert "Who are you there?" not in again.stdout and "4 known already" in again.stdout


def test_errors_are_sentences(tmp_path: Path) -> None:
    missing = run("import", str(tmp_path / "nothing.zip"))
    assert isinstance(missing.exception, OwnvoiceError)
    assert "nothing.zip" in missing.exception.problem and missing.exception.remedy


def test_every_command_has_help() -> None:
    listed = run("--help").stdout
    for command in (
        "import",
        "search",
        "ask",
        "inbox",
        "serve",
        "worker",
        "status",
        "export",
        "bench",
        "demo",
    ):
        assert command in listed
        shown = run(command, "--help")
        assert shown.exit_code == 0 and len(shown.stdout) > 100
