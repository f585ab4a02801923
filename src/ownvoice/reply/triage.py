"""The first step: what a message is, which risks it carries, and whether it wants an answer.

Word lists, no model: every finding can be read and corrected in `reply/lexicon/`. Distress and the other
risks are looked for in every language there is a list for, whatever language the message seems to be in.
Everything takes time in proportion to the message's length.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ownvoice.core.answers import FanMessage, Intent, Triage, Turn
from ownvoice.core.text import words
from ownvoice.reply.distress import in_distress
from ownvoice.reply.language import detect_language, wording
from ownvoice.reply.lexicon import (
    LANGUAGES,
    all_lexicons,
    instruction_markers,
    lexicon,
    unexempted,
)
from ownvoice.reply.phrases import Match, spoken_words
from ownvoice.reply.question import (
    asking_sentences,
    requesting_sentences,
    with_earlier_turn,
    with_what_was_said_before,
)

SPAM_THRESHOLD = 6  # for a message that asks something,
SPAM_UNASKING = 3  # and for one that doesn't
HATE_THRESHOLD = 3
BUSINESS_THRESHOLD = 3
CRITICISM_OVER_QUESTION = 4  # criticism this strong is criticism, even where it is put as a question
READ_CHARS = (
    4_000  # of a message that are read; of a longer one, distress is looked for in as much of its end
)
LINK_WEIGHT = 2  # what a link adds to a message that sounds like spam,
LINK_COUNTS_FROM = 2  # by a wording of at least this weight

_LINK = re.compile(
    r"https?://|www\.|watch\?v=|\b[a-z0-9\-]{3,40}\.(?:com|net|org|io|ly|me|tv|shop|xyz|info)\b",
    re.IGNORECASE,
)
# An intent is chosen in this order where the weights are equal.
_ORDER = (Intent.REQUEST, Intent.CRITICISM, Intent.THANKS, Intent.SMALLTALK)


def triage(message: FanMessage, languages: Sequence[str] = ("en", "fr")) -> Triage:
    """What the message is. `languages`: ISO 639-1 codes the creator answers in, to choose from.

    `wants_answer` is False for spam, hate, messages without a word (emoji, mere links or mentions) and those
    not addressed to the creator. `question` is empty where nothing is asked. Never raises.
    """
    end = message.text[READ_CHARS:][-READ_CHARS:]
    message = replace(message, text=message.text[:READ_CHARS], turns=_shortened(message.turns))
    language = detect_language(message.text, languages) or _language_of_turns(message.turns, languages)
    said = spoken_words(message.text)
    if in_distress(said, message.turns) or (end and in_distress(spoken_words(end))):
        return Triage(
            Intent.CRISIS, language, True, ("crisis",), "", "The words may be those of a person in distress."
        )
    found = [match for book in all_lexicons() for match in book.triage.find(said)]
    risks = _risks(found, message.text, language)
    intent, reason = _intent(message.text, said, language)
    if intent is Intent.BUSINESS:
        risks = (*risks, "business")
    question = _question(message, intent, language)
    wants, why_not = _wants_answer(message, intent)
    return Triage(intent, language, wants, risks, question, why_not or reason)


def _shortened(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    return tuple(replace(turn, text=turn.text[:READ_CHARS]) for turn in turns)


def _language_of_turns(turns: Sequence[Turn], languages: Sequence[str]) -> str:
    for turn in reversed(turns):
        language = "" if turn.from_creator else detect_language(turn.text, languages)
        if language:
            return language
    return ""


def _risks(found: list[Match], text: str, language: str) -> tuple[str, ...]:
    risks = [match.label.name for match in unexempted(found, "risk")]
    lowered = text.lower()
    if any(marker in lowered for marker in instruction_markers()):
        risks.append("instruction")
    if language and language not in LANGUAGES:
        risks.append("language")  # no word list: nothing here could see what the message risks
    return tuple(dict.fromkeys(risks))


def _intent(text: str, said: list[str], language: str) -> tuple[Intent, str]:
    scores, heaviest, because = _intent_scores(said, language)
    spam = scores.get("spam", 0)
    if heaviest.get("spam", 0) >= LINK_COUNTS_FROM and _LINK.search(text):
        spam += LINK_WEIGHT
    asks = bool(asking_sentences(text, language))
    if spam >= (SPAM_THRESHOLD if asks else SPAM_UNASKING):
        return Intent.SPAM, f"Sounds like spam: “{because['spam']}”."
    if scores.get("hate", 0) >= HATE_THRESHOLD:
        return Intent.HATE, f"Insults or threatens: “{because['hate']}”."
    if scores.get("business", 0) >= BUSINESS_THRESHOLD:
        return Intent.BUSINESS, f"About business: “{because['business']}”."
    if asks:
        if scores.get("criticism", 0) >= CRITICISM_OVER_QUESTION:
            return Intent.CRITICISM, f"Criticises: “{because['criticism']}”."
        if scores.get("request", 0) >= 3:
            return Intent.REQUEST, f"Asks for something to be done: “{because['request']}”."
        return Intent.QUESTION, "Asks a question."
    best = max(_ORDER, key=lambda intent: scores.get(intent.value, 0))
    if scores.get(best.value, 0) == 0:
        return Intent.SMALLTALK, "Says something without asking."
    return best, f"Sounds like {best.value}: “{because[best.value]}”."


def _intent_scores(said: list[str], language: str) -> tuple[dict[str, int], dict[str, int], dict[str, str]]:
    """Of each intent: the sum of its distinct phrases' weights, the heaviest weight, and that phrase.

    Only the message's own language is read: "en retard" is no insult in French.
    """
    books = [lexicon(language)] if language in LANGUAGES else list(all_lexicons())
    scores: dict[str, int] = {}
    heaviest: dict[str, tuple[int, str]] = {}
    seen: set[tuple[str, str]] = set()
    for book in books:
        for match in unexempted(book.triage.find(said), "intent"):
            name, key = match.label.name, (match.label.name, " ".join(said[match.start : match.end]))
            if key in seen:
                continue
            seen.add(key)
            scores[name] = scores.get(name, 0) + match.label.weight
            heaviest[name] = max(heaviest.get(name, (0, "")), (match.label.weight, key[1]))
    weights = {name: weight for name, (weight, _) in heaviest.items()}
    return scores, weights, {name: phrase for name, (_, phrase) in heaviest.items()}


def _question(message: FanMessage, intent: Intent, language: str) -> str:
    if intent in (Intent.SPAM, Intent.HATE):
        return ""
    asked = asking_sentences(message.text, language)
    if intent is Intent.REQUEST:
        asked = list(dict.fromkeys([*asked, *requesting_sentences(message.text, language)]))
    if not asked:
        return ""
    question = with_what_was_said_before(asked, message.text, language)
    return with_earlier_turn(question, message.turns, language)


def _wants_answer(message: FanMessage, intent: Intent) -> tuple[bool, str]:
    if not message.addressed:
        return False, "Wasn't said to the creator."
    if not words(message.text):
        return False, "Has no words to answer."
    if not words(wording(message.text)) and not any(c.isdigit() for c in message.text):
        return False, "Is only links, mentions or tags."
    if not words(wording(message.text)) and _LINK.search(message.text):
        return False, "Is only links, mentions or tags."
    if intent is Intent.SPAM or intent is Intent.HATE:
        return False, ""
    return True, ""
