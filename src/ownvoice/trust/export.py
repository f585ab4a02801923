"""Everything out again: one zip of JSON lines, each file documented in the README inside it.

Nobody is locked in: what is written here needs no program of ours to be read.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from ownvoice.core.clock import now
from ownvoice.core.errors import OwnvoiceError
from ownvoice.tenants.models import Creator

README = """\
Everything Ownvoice kept of {name}, written on {day}.

Each .jsonl file holds one JSON object a line, UTF-8, times in ISO 8601 with zone.

sources.jsonl       accounts, sites and feeds, with the consent given for each
items.jsonl         everything published: platform, native_id, kind, role (creator or fan), author, text (cleaned),
                    raw (as exported, empty when the same), times, url, parent and root ids as the platform has them,
                    cues as [start, end, offset in milliseconds]
revisions.jsonl     what items said before a later import changed them
exchanges.jsonl     reply (an item's id) and the message it answers (an item's id, or only the platform's id)
facts.jsonl, goals.jsonl, boundaries.jsonl
personas.jsonl      every version of the persona (docs/persona.schema.json describes `document`)
findings.jsonl, choices.jsonl
                    stances and facts found in items, and the creator's word on each line of the persona
conversations.jsonl, messages.jsonl, drafts.jsonl, feedback.jsonl, outgoing.jsonl, corrections.jsonl
                    the inbox: what came in, what was proposed and from what, what was decided, what was sent, and
                    which messages were said to be something else than they were taken for
model_calls.jsonl, model_days.jsonl
                    what a model was asked and answered, as long as that is kept, and what it used each day
shared_answers.jsonl, shared_replies.jsonl
                    answers to all who asked the same, and what each message got
autopilot.jsonl, permissions.jsonl, autopilot_cases.jsonl, humans_only.jsonl
                    what may be sent without review and what proved it, how each draft was treated, and the fans whom only
                    a person answers

Not included: vectors and word counts (they are made again from the items) and passwords.
"""

# File name → table. Every table with a creator column is here or in `LEFT_OUT`; a test sees to it.
TABLES = {
    "sources": "corpus_source",
    "imports": "corpus_import",
    "items": "corpus_item",
    "revisions": "corpus_itemrevision",
    "exchanges": "corpus_exchange",
    "facts": "corpus_fact",
    "goals": "voice_goal",
    "boundaries": "voice_boundary",
    "personas": "voice_persona",
    "findings": "voice_finding",
    "choices": "voice_choice",
    "channels": "inbox_channel",
    "conversations": "inbox_conversation",
    "messages": "inbox_message",
    "drafts": "inbox_draft",
    "feedback": "inbox_feedback",
    "outgoing": "inbox_outgoing",
    "corrections": "inbox_intentcorrection",
    "model_calls": "inbox_modelcall",
    "model_days": "inbox_modelday",
    "shared_answers": "inbox_sharedanswer",
    "shared_replies": "inbox_sharedreply",
    "opt_outs": "channels_optout",
    "autopilot": "inbox_autopilotsettings",
    "permissions": "inbox_permission",
    "autopilot_cases": "inbox_autopilotcase",
    "humans_only": "inbox_humansonly",
}
LEFT_OUT = {
    "voice_sourcetally": "counted again from the items",
    "voice_voicescore": "trained again from the items",
    "channels_connection": "holds the keys of accounts; they are connected again where one moves to",
    "channels_allowance": "what may still be sent now",
    "inbox_cluster": "folded again from the open messages",
    "inbox_clustermember": "folded again from the open messages",
    "inbox_clusterlook": "when they were last folded",
    "inbox_learnedtriage": "made again from the corrections",
    "corpus_passage": "made again from the items",
    "corpus_passagevector": "made again from the items",
    "corpus_wordcount": "made again from the items",
    "corpus_corpussize": "made again from the items",
    "tenants_membership": "who may sign in, not the creator's content",
    "tenants_setuplink": "secrets",
    "tenants_apitoken": "what programs sign in with, not the creator's content",
}


def export_all(creator: Creator, target: Path) -> dict[str, int]:
    """Write the zip, in one consistent view of the database; returns the number of rows by file.

    A half-written file never stands under the final name.
    """
    unfinished = target.with_name(f".{target.name}.unfinished")
    counts: dict[str, int] = {}
    try:
        with (
            transaction.atomic(),
            zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive,
        ):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            archive.writestr("README.txt", README.format(name=creator.name, day=now().date().isoformat()))
            archive.writestr("creator.json", json.dumps(_about(creator), ensure_ascii=False, indent=2))
            for name, table in TABLES.items():
                counts[name] = 0
                with archive.open(f"{name}.jsonl", "w", force_zip64=True) as out:
                    for line in _lines(table, creator.pk):
                        out.write(line)
                        counts[name] += 1
        unfinished.replace(target)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise OwnvoiceError(
            f"{target} can't be written: {error.strerror}.", "Choose another place."
        ) from error
    return counts


def _about(creator: Creator) -> dict[str, Any]:
    return {
        "slug": creator.slug,
        "name": creator.name,
        "languages": creator.languages,
        "own_names": creator.own_names,
        "created_at": creator.created_at.isoformat(),
    }


def _lines(table: str, creator_id: int) -> Iterator[bytes]:
    # A server-side cursor: a corpus may be larger than memory.
    connection.ensure_connection()
    with connection.connection.cursor(name=f"export_{table}") as cursor:
        cursor.itersize = 2_000
        cursor.execute(
            f"SELECT (to_jsonb(t) - 'creator_id' - 'content_hash')::text FROM {table} t WHERE creator_id = %s ORDER BY id",  # noqa: S608
            [creator_id],
        )
        for (line,) in cursor:
            yield (line if isinstance(line, str) else json.dumps(line)).encode() + b"\n"
