"""Every setting there is: environment variables only, read in one place, documented in one table.

`docs/settings.md` is rendered from `SETTINGS`, and a test keeps the two together.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import platformdirs

from ownvoice.core.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: its name, what holds when it is unset, and what it does."""

    name: str
    default: str
    meaning: str


SETTINGS = (
    Setting("OWNVOICE_HOME", "a folder of the user's (as root: /var/lib/ownvoice)",
            "Where everything is kept: the embedded database, uploads, the secret key."),
    Setting("DATABASE_URL", "the embedded PostgreSQL",
            "A PostgreSQL server with pgvector instead: `postgresql://user:password@host/name`."),
    Setting("OWNVOICE_SECRET_KEY", "made on first start, kept in OWNVOICE_HOME",
            "Signs sessions, links and receipts. Set it when several machines serve the same site."),
    Setting("OWNVOICE_EARLIER_SECRET_KEYS", "",
            "Secret keys that were in use before, by commas: what they signed stays good, receipts for ever."),
    Setting("OWNVOICE_HOSTS", "localhost,127.0.0.1,[::1]", "Host names the pages are served under, by commas."),
    Setting("OWNVOICE_HTTPS", "0", "1 when a proxy serves the pages over HTTPS: cookies are then sent over HTTPS only."),
    Setting("OWNVOICE_DEBUG", "0", "1 shows tracebacks in the browser. Never on a machine others can reach."),
    Setting("OWNVOICE_LOG", "warning", "How much is logged to standard error: debug, info, warning, error."),
    Setting("OWNVOICE_LOG_JSON", "0", "1 logs one JSON object a line."),
    Setting("OWNVOICE_EMBEDDINGS_URL", "", "An OpenAI-compatible `/embeddings` endpoint instead of the model that is built in."),
    Setting("OWNVOICE_EMBEDDINGS_MODEL", "", "The model to ask that endpoint for."),
    Setting("OWNVOICE_EMBEDDINGS_KEY", "", "The key to show that endpoint."),
    Setting("OWNVOICE_EMBEDDINGS_DIMENSION", "384", "How many numbers that model's vectors have."),
    Setting("OWNVOICE_MODEL_URL", "",
            "An OpenAI-compatible `/chat/completions` endpoint (Ollama, llama.cpp, vLLM, a cloud) that words drafts, or "
            "`builtin` for the small model of `ownvoice model install`. When unset, drafts are made of the creator's own "
            "sentences alone and nothing is sent anywhere."),
    Setting("OWNVOICE_MODEL", "", "The model to ask that endpoint for."),
    Setting("OWNVOICE_MODEL_KEY", "", "The key to show that endpoint."),
    Setting("OWNVOICE_MODEL_TIMEOUT", "30", "Seconds until an answer counts as none, and the creator's own words are used."),
    Setting("OWNVOICE_MODEL_TOKENS_PER_DAY", "200000",
            "What one creator's drafts may use in a day (UTC), prompts and answers together; then own words. 0: none."),
    Setting("OWNVOICE_MODEL_PRICE_IN", "0", "What a million tokens of prompts costs, in the currency of your bill."),
    Setting("OWNVOICE_MODEL_PRICE_OUT", "0", "What a million tokens of answers costs."),
    Setting("OWNVOICE_MODEL_MONEY_PER_DAY", "",
            "What one creator's drafts may cost in a day, by these prices; no limit when unset."),
    Setting("OWNVOICE_MODEL_KEEP_DAYS", "30", "How long prompts and answers are kept for the creator to read."),
    Setting("OWNVOICE_TRANSCRIPTION_URL", "",
            "An OpenAI-compatible `/audio/transcriptions` endpoint: imported recordings without a transcript are sent there. "
            "Nothing is sent anywhere when unset."),
    Setting("OWNVOICE_TRANSCRIPTION_MODEL", "whisper-1", "The model to ask that endpoint for."),
    Setting("OWNVOICE_TRANSCRIPTION_KEY", "", "The key to show that endpoint."),
    Setting("OWNVOICE_TRANSCRIPTION_MAX_MB", "25", "Larger recordings aren't sent; 25 is what OpenAI takes."),
)  # fmt: skip

_KNOWN = {setting.name: setting for setting in SETTINGS}


def value(name: str, default: str = "") -> str:
    """The variable's text, or `default` where it is unset or empty. Only names in `SETTINGS` are read."""
    assert name in _KNOWN, f"{name} is read but not documented in SETTINGS"
    return os.environ.get(name, "").strip() or default


def flag(name: str) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off and unset."""
    text = value(name, "0").lower()
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off"}:
        return False
    raise ConfigurationError(f"{name} is {text!r}.", "Set it to 1 or 0.")


def whole_number(name: str, default: int) -> int:
    """The variable as a whole number."""
    text = value(name, str(default))
    if not text.isdigit():
        raise ConfigurationError(f"{name} is {text!r}.", "Set it to a whole number.")
    return int(text)


def amount(name: str) -> Decimal | None:
    """The variable as an amount of money with up to six decimals, None where it is unset."""
    text = value(name)
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,6})?", text):
        raise ConfigurationError(f"{name} is {text!r}.", "Set it to an amount, such as 0.25.")
    return Decimal(text)


def running_as_root() -> bool:
    """Whether this process may do anything on the machine (never on Windows)."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def home() -> Path:
    """The folder everything is kept in; made when it is missing.

    As root it is below /var/lib, since the database server then runs as a user of its own, who could get
    into root's home folder only if that were opened to everybody.
    """
    chosen = value("OWNVOICE_HOME")
    if chosen:
        path = Path(chosen).expanduser().resolve()
    elif running_as_root():
        path = Path("/var/lib/ownvoice")
    else:
        path = Path(platformdirs.user_data_dir("ownvoice", appauthor=False))
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"The folder {path} can't be made: {error.strerror}.",
            "Set OWNVOICE_HOME to a folder you may write to.",
        ) from error
    return path


def settings_table() -> str:
    """The settings as a Markdown table: what `docs/settings.md` shows."""
    rows = [f"| `{s.name}` | {s.default or '(unset)'} | {s.meaning} |" for s in SETTINGS]
    return "\n".join(["| variable | when unset | what it does |", "|---|---|---|", *rows]) + "\n"
