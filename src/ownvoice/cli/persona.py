"""`ownvoice persona`: what was learned of the creator: shown, compared, taken away, brought back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from ownvoice.cli import session
from ownvoice.cli.output import CreatorOption, JsonOption, console, errors, print_json
from ownvoice.core.errors import OwnvoiceError

app = typer.Typer(
    help="How the creator sounds, what they stand for, what they are after: learned, shown, taken away.",
    no_args_is_help=True,
)
_SHOWN = 12  # lines of each part
_MOST_BYTES = 60_000_000  # of a file that is brought back


@app.command("learn")
def learn_command(creator: CreatorOption = None, as_json: JsonOption = False) -> None:
    """Learn from what was imported since the last time, now. (A worker does it after each import.)"""
    with session.acting(creator):
        from ownvoice.reply.registers import register_of
        from ownvoice.voice.learning import learn
        from ownvoice.voice.learning.voice_score import update_voice_score, voice_report

        with errors.status("Reading what is new …"):
            version = learn(register_of)
            update_voice_score()
        report = voice_report()
    if as_json:
        print_json({"version": version.number, "cause": version.cause, "voice_score": report})
        return
    console.print(f"Version {version.number} of the persona holds.")
    for language, known in report.get("languages", {}).items():
        told = ", ".join(f"{h['auc']:.2f} at {h['chars']} characters" for h in known["held_out"])
        console.print(f"Your texts in {language} are told from others' with an AUC of {told}.")
    for language, reason in report.get("unknown", {}).items():
        console.print(f"{language}: {reason}", markup=False)
    if "reason" in report:
        console.print(report["reason"], markup=False)


@app.command("score")
def score_command(
    text: Annotated[str, typer.Argument(help="The text to hold against the creator's own.")],
    language: Annotated[str | None, typer.Option(help="Its language; found out otherwise.")] = None,
    creator: CreatorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say how likely it is that a text is by this creator, or why that can't be said."""
    with session.acting(creator) as owner:
        from ownvoice.reply.language import detect_language
        from ownvoice.voice.learning.voice_score import current_voice, voice_report

        voice = current_voice()
        code = language or detect_language(text, tuple(owner.languages))
        score = voice.score(text, code) if voice else None
        unknown = voice.why_not(text, code) if voice else None
        why = unknown.reason if unknown else voice_report().get("reason", "")
    if as_json:
        print_json({"language": code, "probability": score.probability if score else None, "why_not": why})
    elif score:
        console.print(
            f"{score.probability:.0%} likely by {owner.name}, of {score.chars} characters in {code}."
        )
    else:
        console.print(why or "No voice score was learned yet: `ownvoice persona learn`.", markup=False)
        raise typer.Exit(1)


@app.command("show")
def show_command(
    language: Annotated[str, typer.Option(help="Of the sentences: en or fr.")] = "en",
    version: Annotated[int | None, typer.Option(help="An older version, by its number.")] = None,
    creator: CreatorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show how the creator sounds, what they stand for and what they are after."""
    with session.acting(creator) as owner:
        from ownvoice.voice.keeping.versions import current, document_of
        from ownvoice.voice.persona.lines import stances_of
        from ownvoice.voice.persona.prompt import manner_lines

        document = current() if version is None else document_of(version)
        if document is None:
            raise OwnvoiceError("No persona has been learned yet.", "Run `ownvoice persona learn`.")
        if as_json:
            print_json(document.as_json())
            return
        items = document.style.items if document.style else 0
        console.print(f"[bold]{owner.name}[/], from {items:,} items of {len(document.sources)} sources\n")
        _part("How you sound", manner_lines(document, language)[: 2 * _SHOWN])
        stances = [stance for stance, _ in stances_of(document)][:_SHOWN]
        _part(
            "What you stand for",
            [f"{s.kind.value}: “{_flat(s.quote.text)}” {_when(s.quote.published_at)}" for s in stances],
        )
        pairs = [pair for topic in document.topics for pair in topic.pairs][:_SHOWN]
        _part(
            "Where you said one thing and another",
            [
                f"“{_flat(p.latest.quote.text)}” — before: “{_flat(p.earlier.quote.text)}”. {p.reason}"
                for p in pairs
            ],
        )
        facts = [line for line in document.found_facts if line.current][:_SHOWN]
        _part("What you state", [f"{f.kind.value} · {f.key}: {f.facts[0].value}" for f in facts])
        _part(
            "What you are asked again and again",
            [f"{e.question} ({e.askers} people)" for e in document.faq[:_SHOWN]],
        )
        _part(
            "What you seem to be after",
            [f"{g.kind.value}: {g.url} ({g.times} times)" for g in document.found_goals[:_SHOWN]],
        )


def _part(title: str, lines: list[str]) -> None:
    if not lines:
        return
    console.print(f"[bold]{title}[/]")
    listed = Table.grid(padding=(0, 1, 0, 0))
    for line in lines:
        listed.add_row(" ·", Text(line))
    console.print(listed)
    console.print()


def _flat(text: str) -> str:
    return " ".join(text.split())


def _when(at: object) -> str:
    return f"({at:%Y-%m-%d})" if at else ""


@app.command("export")
def export_command(
    target: Annotated[
        Path, typer.Argument(metavar="FILE", help="Its ending tells the form: .yaml, .json, .png, .txt.")
    ],
    form: Annotated[
        str | None,
        typer.Option("--as", help="yaml, card-v3, card-v2 or prompt; by the file's ending otherwise."),
    ] = None,
    picture: Annotated[Path | None, typer.Option(help="A PNG picture to put a card into.")] = None,
    version: Annotated[int | None, typer.Option(help="An older version, by its number.")] = None,
    creator: CreatorOption = None,
) -> None:
    """Take the persona away: as YAML, as a Character Card for chat programs, or as a system prompt."""
    chosen = form or {
        ".yaml": "yaml",
        ".yml": "yaml",
        ".json": "card-v3",
        ".png": "card-v3",
        ".txt": "prompt",
    }.get(target.suffix.lower(), "")
    with session.acting(creator):
        from ownvoice.voice.keeping.exchanging import FORMS, take_away

        if chosen not in FORMS:
            raise OwnvoiceError(
                f"How to write {target.name} isn't clear.", f"Say it with --as: {', '.join(FORMS)}."
            )
        content = take_away(
            chosen, target.suffix.lower() == ".png", version, picture.read_bytes() if picture else None
        )
    try:
        target.write_bytes(content)
    except OSError as error:
        raise OwnvoiceError(
            f"{target} can't be written: {error.strerror}.", "Choose another place."
        ) from error
    console.print(f"Wrote {target}: {FORMS[chosen]}.")


@app.command("import")
def import_command(
    source: Annotated[
        Path, typer.Argument(metavar="FILE", help="A persona (.yaml) or a Character Card (.json, .png).")
    ],
    creator: CreatorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring a persona back: what was said and set becomes as in the file, as a new version."""
    try:
        if source.stat().st_size > _MOST_BYTES:
            raise OwnvoiceError(f"{source.name} is larger than 60 MB.", "No persona is that large.")
        content = source.read_bytes()
    except OSError as error:
        raise OwnvoiceError(f"{source} can't be read: {error.strerror}.", "Check the path.") from error
    with session.acting(creator):
        from ownvoice.voice.keeping.exchanging import bring_back

        brought = bring_back(content, source.name)
    if as_json:
        print_json({"version": brought.persona.number, "lost": list(brought.lost)})
        return
    console.print(f"Version {brought.persona.number} of the persona holds.")
    for line in brought.lost:
        console.print(f"  · {line}", markup=False)


@app.command("history")
def history_command(creator: CreatorOption = None, as_json: JsonOption = False) -> None:
    """List the versions, newest first."""
    with session.acting(creator):
        from ownvoice.voice.models import Persona

        rows = list(Persona.objects.order_by("-number").values("number", "made_at", "cause", "note"))
    if as_json:
        print_json(rows)
        return
    table = Table("Version", "Made", "Because", "Note", box=None, padding=(0, 2, 0, 0))
    for row in rows:
        table.add_row(str(row["number"]), f"{row['made_at']:%Y-%m-%d %H:%M}", row["cause"], row["note"])
    console.print(table)


@app.command("diff")
def diff_command(
    before: Annotated[int, typer.Argument(help="The version to compare with.")],
    after: Annotated[int | None, typer.Argument(help="The other one; the latest otherwise.")] = None,
    creator: CreatorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what differs between two versions, line by line."""
    with session.acting(creator):
        from ownvoice.voice.keeping.versions import document_of
        from ownvoice.voice.persona.difference import differences

        old, new = document_of(before), document_of(after)
        assert old is not None and new is not None
        found = differences(old, new)
    if as_json:
        print_json(
            [
                {"part": d.part, "side": d.side, "what": d.what, "before": d.before, "after": d.after}
                for d in found
            ]
        )
        return
    marks = {"added": ("+", "green"), "gone": ("−", "red"), "changed": ("~", "yellow")}
    for one in found:
        mark, colour = marks[one.side.value]
        change = f": {one.before} → {one.after}" if one.side.value == "changed" else ""
        console.print(f"[{colour}]{mark}[/] {one.part}: ", end="")
        console.print(f"{_flat(one.what)}{change}", markup=False)
    if not found:
        console.print("Nothing differs.")


@app.command("rollback")
def rollback_command(
    number: Annotated[int, typer.Argument(help="The version to go back to.")], creator: CreatorOption = None
) -> None:
    """Make what was said and set be as it was in a version; what is measured stays as it is now."""
    with session.acting(creator):
        from ownvoice.voice.keeping.versions import go_back

        version = go_back(number)
    console.print(f"Version {version.number} of the persona holds.")
