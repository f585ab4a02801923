"""What all tallies and findings of a creator show together, today: the learned part of a persona."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone

from ownvoice.core.answers import Habits
from ownvoice.corpus.models import Item, Source
from ownvoice.tenants.scope import current_creator_id
from ownvoice.voice.facts.arrange import arrange_facts
from ownvoice.voice.facts.fact import FactLine, FaqEntry, FoundFact
from ownvoice.voice.facts.faq import Answered, faq
from ownvoice.voice.goals.detect import find_goals
from ownvoice.voice.goals.goal import FoundGoal
from ownvoice.voice.goals.tally import LinkTally
from ownvoice.voice.habits import measure_habits
from ownvoice.voice.learning.tallies import links_of
from ownvoice.voice.models import Finding, SourceTally
from ownvoice.voice.persona.document import PersonaDocument, SourceNote
from ownvoice.voice.stances.arrange import arrange
from ownvoice.voice.stances.stance import Stance, Topic
from ownvoice.voice.style import Style, StyleTally, WordTally, profile
from ownvoice.voice.writing import Quote

# A document is opened as a whole, by a page and by people: it holds what matters most of everything that was found.
TOPICS, STANCES = 200, 12  # the heaviest topics, and the latest stances of each
FACT_LINES, FACTS = 400, 6
FAQ_ENTRIES = 100
FOUND_GOALS = 30
FINDINGS_READ = 50_000  # the latest of each sort
EXCHANGES_READ = 100_000  # the latest
REPLIES_READ = 20_000  # the latest: how somebody opens and closes now

_EXCHANGES = """
SELECT r.id, r.source_id, r.text, r.published_at, r.title, r.url, r.lang,
       coalesce(m.text, r.parent_text), coalesce(m.author_id || m.author_name || m.author_handle, r.parent_author, ''),
       coalesce(r.root_native_id, r.parent_native_id, '')
FROM corpus_exchange e
JOIN corpus_item r ON r.id = e.reply_id
JOIN corpus_source s ON s.id = r.source_id AND s.consent_voice
LEFT JOIN corpus_item m ON m.id = e.message_id
LEFT JOIN corpus_source f ON f.id = m.source_id
WHERE e.creator_id = %(creator)s AND coalesce(f.consent_voice, true) AND r.visibility IN ('public', 'unlisted')
  AND coalesce(m.visibility, 'public') IN ('public', 'unlisted') AND coalesce(m.text, r.parent_text, '') LIKE '%%?%%'
ORDER BY e.id DESC LIMIT %(limit)s
"""


def measured(name: str, languages: tuple[str, ...]) -> PersonaDocument:
    """The persona as the corpus shows it: what was learned, nothing that the creator said or set."""
    today = timezone.localdate()
    tallies = list(SourceTally.objects.filter(source__consent_voice=True).order_by("source_id"))
    return PersonaDocument(
        name=name,
        languages=languages,
        sources=_sources(),
        style=_style(tallies, today),
        habits=_habits(),
        topics=_topics(today),
        found_facts=_fact_lines(today),
        faq=_faq(),
        found_goals=_found_goals(tallies),
    )


def _sources() -> tuple[SourceNote, ...]:
    rows = Source.objects.filter(consent_voice=True).order_by("pk")
    return tuple(SourceNote(row.pk, row.platform, row.account, row.label) for row in rows)


def _style(tallies: list[SourceTally], today: date) -> Style | None:
    counted = [StyleTally.from_bytes(bytes(tally.style)) for tally in tallies if tally.style]
    others = [WordTally.from_bytes(bytes(tally.background)) for tally in tallies if tally.background]
    style = profile(counted, WordTally.of_all(others), today)
    return style if style.items else None


def _habits() -> Habits:
    replies = (
        Item.objects.filter(
            role="creator", kind__in=("reply", "comment"), source__consent_voice=True, visibility="public"
        )
        .order_by("-published_at")
        .values_list("lang", "text")[:REPLIES_READ]
    )
    return measure_habits((lang, text) for lang, text in replies if text)


def _latest(sort: str) -> Iterator[dict[str, Any]]:
    rows = Finding.objects.filter(sort=sort, source__consent_voice=True).order_by("-published_at", "-pk")
    return rows.values_list("found", flat=True)[:FINDINGS_READ].iterator(chunk_size=5_000)


def _topics(today: date) -> tuple[Topic, ...]:
    arranged = arrange((Stance.from_json(found) for found in _latest(Finding.Sort.STANCE)), today)
    return tuple(
        Topic(topic.words, topic.stances[:STANCES], topic.pairs[:STANCES], topic.weight)
        for topic in arranged.topics[:TOPICS]
    )


def _fact_lines(today: date) -> tuple[FactLine, ...]:
    lines = arrange_facts((FoundFact.from_json(found) for found in _latest(Finding.Sort.FACT)), today)
    return tuple(
        FactLine(line.kind, line.key, line.facts[:FACTS], line.flags[:FACTS]) for line in lines[:FACT_LINES]
    )


def _faq() -> tuple[FaqEntry, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_EXCHANGES, {"creator": current_creator_id(), "limit": EXCHANGES_READ})
        rows = cursor.fetchall()
    return faq(
        Answered(asked, Quote(item_id, source_id, text, at, title, url), asker, thread, lang)
        for item_id, source_id, text, at, title, url, lang, asked, asker, thread in rows
    )[:FAQ_ENTRIES]


def _found_goals(tallies: list[SourceTally]) -> tuple[FoundGoal, ...]:
    together = LinkTally()
    for tally in tallies:
        together = together.merged(links_of(tally))
    return find_goals(together)[:FOUND_GOALS]
