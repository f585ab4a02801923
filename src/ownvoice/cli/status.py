"""`ownvoice status`: what is here and what still waits."""

from __future__ import annotations

from typing import Any

from rich.table import Table

from ownvoice.cli import session
from ownvoice.cli.output import CreatorOption, JsonOption, console, print_json
from ownvoice.runtime.starting import start


def status_command(creator: CreatorOption = None, as_json: JsonOption = False) -> None:
    """Show each creator's corpus, inbox and waiting work."""
    start()
    from ownvoice.runtime import environment
    from ownvoice.tenants.models import Creator

    creators = [session.find_creator(creator)] if creator else list(Creator.objects.order_by("pk"))
    document = {
        "home": str(environment.home()),
        "creators": [_about(one) for one in creators],
        "jobs": _jobs(),
    }
    if as_json:
        print_json(document)
        return
    console.print(f"Everything is kept in {document['home']}")
    if not creators:
        console.print(
            "Nothing has been imported yet. Begin with `ownvoice import PATH`, or try `ownvoice demo`."
        )
    for about in document["creators"]:
        table = Table(
            title=about["name"], title_justify="left", show_header=False, box=None, padding=(0, 2, 0, 0)
        )
        for label, value in about.items():
            if label not in ("name", "sources"):
                table.add_row(label.replace("_", " "), f"{value:,}" if isinstance(value, int) else str(value))
        for source in about["sources"]:
            table.add_row("source", source)
        console.print(table)
    waiting = ", ".join(f"{count} {name}" for name, count in sorted(document["jobs"].items())) or "none"
    console.print(f"Jobs waiting: {waiting}")


def _about(creator: Any) -> dict[str, Any]:
    from ownvoice.corpus.models import Exchange, Fact, Item, Passage, PassageVector, Source
    from ownvoice.inbox.models import Message
    from ownvoice.tenants.scope import acting_for

    with acting_for(creator):
        return {
            "name": creator.name,
            "slug": creator.slug,
            "languages": ", ".join(creator.languages),
            "sources": list(Source.objects.order_by("pk").values_list("label", flat=True)),
            "items": Item.objects.count(),
            "by_the_creator": Item.objects.filter(role="creator").count(),
            "exchanges_whole": Exchange.objects.filter(message__isnull=False).count(),
            "exchanges_half": Exchange.objects.filter(message__isnull=True).count(),
            "passages": Passage.objects.exclude(role=Passage.Role.WHOLE).count(),
            "with_vectors": PassageVector.objects.count(),
            "facts": Fact.objects.count(),
            "to_review": Message.objects.filter(state="open").count(),
            "for_the_creator_in_person": Message.objects.filter(state="person").count(),
        }


def _jobs() -> dict[str, int]:
    from django.db.models import Count
    from procrastinate.contrib.django.models import ProcrastinateJob

    waiting = ProcrastinateJob.objects.filter(status__in=["todo", "doing"])
    return dict(waiting.values_list("task_name").annotate(Count("pk")))
