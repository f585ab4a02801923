"""`ownvoice serve` and `ownvoice worker`."""

from __future__ import annotations

from typing import Annotated

import typer

from ownvoice.cli.output import console, errors
from ownvoice.runtime.starting import start


def serve_command(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8765,
    worker: Annotated[bool, typer.Option(help="Also do the queued work in this process.")] = True,
) -> None:
    """Serve the pages until Ctrl-C. The first start prints a link that works once, to make your account."""
    start()
    from ownvoice.tenants.models import Creator
    from ownvoice.web.serve import serve

    base = f"http://{host}:{port}"
    console.print(f"Ownvoice is at [bold]{base}[/] (Ctrl-C ends it).")
    link = first_link()
    if link:
        console.print(f"Make your account through this link, which works once: [bold]{base}/setup/{link}[/]")
    for slug in Creator.objects.filter(public_chat=True).order_by("pk").values_list("slug", flat=True)[:5]:
        console.print(f"Fans talk to {slug} at [bold]{base}/talk/{slug}[/]")
    serve(host, port, workers_in_process=worker)


def first_link() -> str | None:
    """The token of the one-time link for the first owner; None once somebody has an account."""
    from ownvoice.tenants.models import SetupLink, User

    if User.objects.filter(is_active=True).exists():
        return None
    link = (
        SetupLink.objects.filter(used_at=None, role="owner").order_by("-pk").first()
        or SetupLink.objects.create()
    )
    return link.token


def worker_command(
    once: Annotated[bool, typer.Option("--once", help="Do what is queued now, then end.")] = False,
    concurrency: Annotated[int, typer.Option(min=1, max=64, help="Jobs at once.")] = 2,
) -> None:
    """Do the queued work: imports, embeddings, drafts, sending."""
    start()
    from ownvoice.jobs.worker import run_until_empty, run_worker

    if once:
        with errors.status("Doing what is queued …"):
            run_until_empty(concurrency)
    else:
        console.print("Working; Ctrl-C ends it after the jobs in hand.")
        run_worker(concurrency)
