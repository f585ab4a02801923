"""Messages where the person behind matters most: a person should answer these first, and no machine ever alone.

What counts is looked for in the order of `Why`: the first that applies gives the one line that the creator reads. Phrases are
whole words, folded; they are few and plain on purpose, since a message that is put on top in vain costs a glance.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from ownvoice.core.answers import FanMessage, Intent, Stage, Triage
from ownvoice.core.text import words

MANY_FOLLOWERS = 10_000  # from which on many people read what the fan reads
LONG_TIME = 365  # days since the first message that is known
OFTEN = 10  # messages that are known
MOST_WORDS = 400  # of a message that are read


class Why(StrEnum):
    """Why a person comes first, the weightiest first."""

    DISTRESS = "distress"
    LOSS = "loss"  # somebody died, or is very ill
    APOLOGY = "apology"  # they were hurt, or wait in vain: something is owed
    MILESTONE = "milestone"  # a birth, a wedding, an exam passed, thanks to the creator or not
    SUPPORTER = "supporter"  # pays, or has been around for long
    REACH = "reach"
    BUSINESS = "business"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about the fan. `days` since their first message, `messages` before this one; None: not known."""

    stage: Stage | None = None
    days: int | None = None
    messages: int = 0
    followers: int | None = None


@dataclass(frozen=True, slots=True)
class HumanFirst:
    """Why, and the reason in one line."""

    why: Why
    reason: str


_PHRASES = {
    Why.LOSS: (
        "passed away", "she died", "he died", "they died", "died last", "died this", "lost my mother", "lost my mom",
        "lost my mum", "lost my father", "lost my dad", "lost my husband", "lost my wife", "lost my son",
        "lost my daughter", "lost my brother", "lost my sister", "my late husband", "my late wife", "my late mother",
        "my late father", "funeral", "diagnosed with", "my chemo", "terminal", "miscarriage",
        "est décédé", "est décédée", "est mort", "est morte", "nous a quittés", "j'ai perdu ma mère", "j'ai perdu mon père",
        "j'ai perdu mon mari", "j'ai perdu ma femme", "j'ai perdu mon fils", "j'ai perdu ma fille", "enterrement",
        "obsèques", "on m'a diagnostiqué", "ma chimio", "fausse couche",
    ),
    Why.APOLOGY: (
        "you ignored me", "ignored my message", "never answered", "never replied", "still waiting", "third time i ask",
        "i was hurt", "that hurt", "you promised", "you were wrong", "i feel insulted", "very disappointed",
        "owe me an apology", "owe an apology",
        "vous m'avez ignoré", "vous m'avez ignorée", "jamais répondu", "j'attends toujours", "toujours pas de réponse",
        "ça m'a blessé", "ça m'a blessée", "vous aviez promis", "vous vous êtes trompé", "très déçu", "très déçue",
    ),
    Why.MILESTONE: (
        "got married", "getting married", "our wedding", "my wedding", "we are expecting", "i'm pregnant", "i am pregnant",
        "gave birth", "our baby", "newborn", "passed my exam", "passed my exams", "i graduated", "got my degree",
        "got the job", "my first job", "quit smoking", "years sober", "months sober", "in remission", "opened my own",
        "changed my life", "saved my life", "because of you i",
        "je me marie", "on se marie", "notre mariage", "mon mariage", "je suis enceinte", "notre bébé", "nouveau né",
        "est née", "est né", "j'ai réussi mon examen", "j'ai eu mon bac", "mon diplôme", "j'ai eu le poste",
        "mon premier emploi", "en rémission", "ans d'abstinence", "j'ai ouvert ma", "j'ai ouvert mon", "changé ma vie",
        "changé la vie", "sauvé la vie", "grâce à vous j'ai", "grâce à toi j'ai",
    ),
}  # fmt: skip
_LINES = {
    Why.LOSS: "Speaks of a death or an illness (“{0}”).",
    Why.APOLOGY: "May be owed an apology (“{0}”).",
    Why.MILESTONE: "A moment that matters in their life (“{0}”).",
}


def human_first(message: FanMessage, triage: Triage, known: Known | None = None) -> HumanFirst | None:
    """Why a person should answer this first; None where nothing says so. What wasn't said to the creator never is."""
    if not message.addressed or triage.intent in (Intent.SPAM, Intent.SCAM, Intent.HATE):
        return None
    known = known or Known()
    if triage.intent is Intent.CRISIS or not {"crisis", "distress"}.isdisjoint(triage.risks):
        return HumanFirst(Why.DISTRESS, "May be from a person in distress.")
    said = words(message.text)[:MOST_WORDS]
    for why, line in _LINES.items():
        found = _found(said, why)
        if found:
            return HumanFirst(why, line.format(found))
    if known.stage is Stage.SUPPORTER:
        return HumanFirst(Why.SUPPORTER, "Supports you with money.")
    if known.days is not None and known.days >= LONG_TIME and known.messages >= OFTEN:
        return HumanFirst(
            Why.SUPPORTER, f"Has written to you for long: {known.messages} messages before this one."
        )
    if known.followers is not None and known.followers >= MANY_FOLLOWERS:
        return HumanFirst(Why.REACH, f"Is read by many: {known.followers} followers.")
    if triage.intent in (Intent.BUSINESS, Intent.COLLABORATION) or "business" in triage.risks:
        return HumanFirst(Why.BUSINESS, "Is about business: money, press or cooperation.")
    return None


def _found(said: list[str], why: Why) -> str:
    for at, word in enumerate(said):
        for phrase, wanted in _by_first(why).get(word, ()):
            if said[at : at + len(wanted)] == wanted:
                return phrase
    return ""


@cache
def _by_first(why: Why) -> dict[str, list[tuple[str, list[str]]]]:
    found: dict[str, list[tuple[str, list[str]]]] = {}
    for phrase in _PHRASES[why]:
        wanted = words(phrase)
        found.setdefault(wanted[0], []).append((phrase, wanted))
    return found
