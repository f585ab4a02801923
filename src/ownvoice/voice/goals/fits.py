"""Whether a goal may be mentioned in the answer to this message. Where in doubt, it isn't."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from ownvoice.core.answers import FanMessage, Goal, Intent, Mentions, Setting, Stage, Triage
from ownvoice.core.text import fold, stem, words

READ_CHARS = 4_000  # of a message and of each earlier turn
TURNS_READ = 6

# Folded wordings of loss, English and French. Recall comes first: a goal left out costs nothing.
_GRIEF = re.compile(
    r"\b(?:passed away|passing of|died|dying|dead|death|deceased|funeral\w*|burial|cremat\w+|"
    r"grie[fv]\w*|mourn\w*|bereave\w*|"
    r"condolence\w*|sorry for your loss|my loss|our loss|we lost (?:him|her|our|my)|i lost (?:him|her|"
    r"my (?:\w+ )?(?:mom|mum|mother|"
    r"dad|father|son|daughter|baby|child|husband|wife|partner|brother|sister|friend|dog|cat|gran\w*))|"
    r"losing my|widow\w*|"
    r"terminal(?:ly)?|cancer|hospice|miscarr\w+|stillb\w+|rest in peace|rip|heartbroken|in memory of|"
    r"decede\w*|deces|mort|morte|morts|mourir|mourant\w*|meurt|enterrement\w*|obseques|funerailles|"
    r"deuil|endeuill\w+|condoleances|"
    r"perdu (?:mon|ma|mes|notre|nos)|perte de (?:mon|ma)|vient de nous quitter|nous a quittes?|veuf|"
    r"veuve|fausse couche|"
    r"soins palliatifs|en memoire de|repose en paix)\b"
)
_COMPLAINT = re.compile(
    r"\b(?:refund\w*|money back|complain\w*|complaint|scam\w*|ripped off|rip-?off|disappoint\w+|"
    r"unacceptable|never arrived|"
    r"still (?:haven't|have not|hasn't|waiting)|broken|doesn't work|does not work|didn't work|"
    r"not working|waste of (?:money|time)|"
    r"cancel my|unsubscribe|furious|angry|terrible|awful|worst|rembours\w+|plainte|reclamation\w*|arnaque\w*|decu\w*|"
    r"decevant\w*|inadmissible\w*|inacceptable\w*|jamais recu|pas recu|toujours pas|ne marche pas|"
    r"ne fonctionne pas|marche plus|"
    r"annuler mon|desabonn\w+|furieu\w+|enerve\w*|honteux|scandaleux|nul|nulle)\b"
)
_MINORS = re.compile(
    r"\b(?:i(?:'m| am) (?:only )?(?:[6-9]|1[0-7])(?! ?(?:%|am|pm|min|hours?|days?|weeks?|months?|cm|kg|km|percent))\b|"
    r"(?:[1-9]|1[0-7])[- ]?(?:years?|yrs?)[- ]?old|(?:my|our) (?:kids?|child|children|son|daughter|"
    r"toddler|baby|pupils?|class)|"
    r"teen(?:s|ager\w*)?|minors?|my (?:mom|mum|dad|parents) (?:says?|won't|will not|lets?)|"
    r"middle school|elementary school|"
    r"high school|j'ai (?:[6-9]|1[0-7]) ans|(?:[1-9]|1[0-7]) ans|(?:mon|ma|mes) (?:fils|fille|filles|"
    r"enfants?|bebe|gamins?|eleves?)|"
    r"ados?|adolescent\w*|mineure?s?|collegien\w*|lyceen\w*|au college|en cm[12]|en ce[12]|mes parents)\b"
)
_SAID = {Setting.GRIEF: _GRIEF, Setting.COMPLAINT: _COMPLAINT, Setting.MINORS: _MINORS}


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether a goal fits, and in one line why not (or why)."""

    fits: bool
    reason: str


def fits(
    goal: Goal,
    message: FanMessage,
    triage: Triage,
    mentions: Mentions,
    today: date,
    stage: Stage | None = None,
) -> Fit:
    """Whether the goal may be mentioned now. `stage` is None where nothing is known of the fan.

    It must suit the message (see `suits`), the day must be within its dates, the fan at one of its stages, and
    neither limit reached.
    """
    if (goal.valid_from and today < goal.valid_from) or (goal.valid_until and today > goal.valid_until):
        return Fit(False, "It doesn't hold today.")
    if goal.stages and stage not in goal.stages:
        return Fit(False, "It isn't for a fan at this stage.")
    if goal.per_fan is not None and mentions.to_fan >= goal.per_fan:
        return Fit(False, f"This fan heard of it {_times(mentions.to_fan)}.")
    if goal.per_day is not None and mentions.today >= goal.per_day:
        return Fit(False, f"It was mentioned {_times(mentions.today)} today.")
    return suits(goal, message, triage)


def suits(goal: Goal, message: FanMessage, triage: Triage) -> Fit:
    """Whether the message is one that the goal belongs in the answer to, whoever wrote it and whenever.

    The message carries no risk, is none of the goal's `never_in` settings and has one of its intents; the creator has
    words for the goal in the fan's language; one of its topics is asked about.
    """
    if triage.risks or triage.intent in (Intent.CRISIS, Intent.HATE, Intent.SPAM, Intent.SCAM):
        return Fit(False, "The message carries a risk.")
    if triage.intent not in goal.intents:
        return Fit(False, f"It isn't mentioned in answer to {triage.intent.value}.")
    if not goal.said_in(triage.language):
        return Fit(False, "There are no words of the creator's for it in this language.")
    topic = asked_topic(goal, triage)
    if not topic:
        return Fit(False, "None of its topics is asked about.")
    setting = next((one for one in settings_of(message, triage) if one in goal.never_in), None)
    if setting is not None:
        return Fit(False, f"Never where it is about {setting.value}.")
    return Fit(True, f"“{topic}” is asked about.")


def asked_topic(goal: Goal, triage: Triage) -> str:
    """The first topic of the goal all of whose words the question has, in any of their forms; "" where none is."""
    asked = {stem(word, triage.language) for word in words(triage.question)}
    for topic in goal.topics:
        said = {stem(word, triage.language) for word in words(topic)}
        if said and said <= asked:
            return topic
    return ""


def settings_of(message: FanMessage, triage: Triage) -> tuple[Setting, ...]:
    """What the message or one of the fan's latest turns is about that goals may have to keep out of."""
    fans = [turn.text for turn in message.turns if not turn.from_creator][-TURNS_READ:]
    said = fold("\n".join(text[:READ_CHARS] for text in (*fans, message.text)))
    found = [setting for setting, pattern in _SAID.items() if pattern.search(said)]
    if triage.intent is Intent.CRITICISM:
        found.append(Setting.COMPLAINT)
    if "minor" in triage.risks:
        found.append(Setting.MINORS)
    return tuple(dict.fromkeys(found))


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
