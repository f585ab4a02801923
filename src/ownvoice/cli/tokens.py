"""`ownvoice tokens`: what programs show to talk to a creator's AI: made, listed, revoked."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from ownvoice.cli import session
from ownvoice.cli.output import CreatorOption, JsonOption, console, print_json
from ownvoice.core.errors import OwnvoiceError

app = typer.Typer(
    help="Tokens for programs that talk to a creator's AI through the OpenAI-compatible API (docs/api.md).",
    no_args_is_help=True,
)


@app.command("make")
def make_command(
    name: Annotated[str, typer.Argument(help="What will use it.")],
    scope: Annotated[
        str,
        typer.Option(
            help="drafts: answers with unapproved drafts, for your own tools and tests. "
            "fans: messages go into the inbox, and approved replies come back."
        ),
    ] = "drafts",
    per_minute: Annotated[int, typer.Option(min=1, help="Requests a minute.")] = 60,
    per_day: Annotated[int, typer.Option(min=1, help="Requests a day (UTC).")] = 2_000,
    creator: CreatorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a token. It is shown now and never again."""
    with session.acting(creator) as owner:
        from ownvoice.tenants.tokens import make_token

        made, secret = make_token(owner, name, scope, per_minute=per_minute, per_day=per_day)
    if as_json:
        print_json({"id": made.pk, "name": made.name, "scope": made.scope, "token": secret})
        return
    console.print(
        f"Token {made.pk} ({made.scope}) for {owner.name}; keep it now, it isn't shown again:", markup=False
    )
    console.print(secret, soft_wrap=True, markup=False)


@app.command("list")
def list_command(creator: CreatorOption = None, as_json: JsonOption = False) -> None:
    """List the tokens that open something, with when each was last used."""
    with session.acting(creator) as owner:
        from ownvoice.tenants.tokens import tokens_of

        rows = tokens_of(owner)
    if as_json:
        fields = ("name", "scope", "begins", "per_minute", "per_day", "created_at", "last_used_at")
        print_json([{"id": row.pk, **{field: getattr(row, field) for field in fields}} for row in rows])
        return
    if not rows:
        console.print("There are no tokens. Make one with `ownvoice tokens make NAME`.")
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("ID", "Name", "Scope", "Begins", "Limits", "Last used"):
        table.add_column(heading)
    for row in rows:
        used = f"{row.last_used_at:%Y-%m-%d %H:%M}" if row.last_used_at else "never"
        limits = f"{row.per_minute:,}/min, {row.per_day:,}/day"
        table.add_row(str(row.pk), escape(row.name), row.scope, f"{row.begins}…", limits, used)
    console.print(table)


@app.command("revoke")
def revoke_command(
    number: Annotated[int, typer.Argument(metavar="ID", help="The token's number in the list.")],
    creator: CreatorOption = None,
) -> None:
    """Revoke a token: from the next request on it opens nothing."""
    with session.acting(creator) as owner:
        from ownvoice.tenants.tokens import revoke

        if not revoke(owner, number):
            raise OwnvoiceError(
                f"There is no token {number}.", "`ownvoice tokens list` shows those there are."
            )
    console.print(f"Token {number} is revoked.")
