"""The first step: what a message is, which risks it carries, whether and how soon it wants an answer.

Word lists and a small trained table look at each message. The lists (`reply/lexicon/`) can be read and corrected, and
give the reasons; the table (`classifier.py`) knows more wordings and can tell hatred from speech about it. Distress is
whatever either of them hears. Where they doubt whether a message insults somebody, a person looks. Distress and the
other risks are looked for in every language there is a list for, whatever language the message seems to be in.
Everything takes time in proportion to the message's length.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ownvoice.core.answers import FanMessage, Intent, Triage, Turn
from ownvoice.core.text import words
from ownvoice.reply.classifier import shipped
from ownvoice.reply.corrections import NOTHING_LEARNED, Learned
from ownvoice.reply.distress import in_distress
from ownvoice.reply.language import detect_language, wording
from ownvoice.reply.lexicon import (
    LANGUAGES,
    all_lexicons,
    instruction_markers,
    unexempted,
)
from ownvoice.reply.listed import Listed, listed
from ownvoice.reply.phrases import Match, spoken_words
from ownvoice.reply.question import (
    asking_sentences,
    requesting_sentences,
    with_what_was_said_before,
)
from ownvoice.reply.rewriting import standing_alone
from ownvoice.reply.rows import names_people
from ownvoice.reply.urgency import urgency

# Weights of the lists from which a message is what they say.
SPAM_THRESHOLD = 6  # for a message that asks something,
SPAM_UNASKING = 3  # and for one that doesn't
SCAM_THRESHOLD = 4
HATE_THRESHOLD = 3
BUSINESS_THRESHOLD = 3
CRITICISM_OVER_QUESTION = 4  # criticism this strong is criticism, even where it is put as a question
LINK_WEIGHT = 2  # what a link adds to a message that sounds like spam,
LINK_COUNTS_FROM = 2  # by a wording of at least this weight
# Estimates of the table, set on messages for development (docs/triage-model.md).
# For distress, recall comes before precision:
CRISIS_LIKELY = 0.25
CRISIS_POSSIBLE = 0.12  # from here on a person looks, and nothing is composed
SPAM_LIKELY = 0.65
SPAM_UNLIKELY = 0.2  # below this, what the lists call spam is a reader who uses such words
SCAM_LIKELY = 0.6
HATE_LIKELY = 0.35
HATE_POSSIBLE = 0.15  # from here on a person looks
BUSINESS_LIKELY = 0.5  # for what the lists don't see,
INTENT_LIKELY = 0.3
QUESTION_LEAD = 0.15  # and what asks is a question unless something else is likelier by this
READ_CHARS = (
    4_000  # of a message that are read; of a longer one, distress is looked for in as much of its end
)

_LINK = re.compile(
    r"https?://|www\.|watch\?v=|\b[a-z0-9\-]{3,40}\.(?:com|net|org|io|ly|me|tv|shop|xyz|info)\b",
    re.IGNORECASE,
)
# An intent is chosen in this order where the weights are equal.
_ORDER = (Intent.REQUEST, Intent.CRITICISM, Intent.THANKS, Intent.SMALLTALK)
_OF_BUSINESS = (Intent.BUSINESS, Intent.COLLABORATION, Intent.SUPPORT)
_UNWANTED = (Intent.SPAM, Intent.SCAM, Intent.HATE)
_ABOUT = {
    Intent.BUSINESS: "About business",
    Intent.COLLABORATION: "Wants to make something together",
    Intent.SUPPORT: "About an order or an account",
}
_SOUNDS_LIKE = {
    Intent.QUESTION: "Asks a question.",
    Intent.REQUEST: "Asks for something to be done.",
    Intent.CRITICISM: "Criticises.",
    Intent.THANKS: "Sounds like thanks.",
    Intent.SMALLTALK: "Says something without asking.",
    Intent.BUSINESS: "Sounds like a business enquiry.",
    Intent.COLLABORATION: "Sounds like somebody who wants to make something together.",
    Intent.SUPPORT: "Sounds like a matter of a purchase or an account.",
}


def triage(
    message: FanMessage, languages: Sequence[str] = ("en", "fr"), learned: Learned = NOTHING_LEARNED
) -> Triage:
    """What the message is. `languages`: ISO 639-1 codes the creator answers in, to choose from.

    `learned`: what the creator's corrections taught (`corrections.learn`); it never talks distress away.
    `wants_answer` is False for spam, scams, hate, messages without a word (emoji, mere links or mentions) and those
    not addressed to the creator. `question` is empty where nothing is asked. Never raises.
    """
    end = message.text[READ_CHARS:][-READ_CHARS:]
    message = replace(message, text=message.text[:READ_CHARS], turns=_shortened(message.turns))
    own_language = detect_language(message.text, languages)
    language = own_language or _language_of_turns(message.turns, languages)
    said = spoken_words(message.text)
    found = {book.language: book.triage.find(said) for book in all_lexicons()}
    lists = listed(said, language, found)
    likely = shipped().scores(message.text, said, lists.traits())
    if (
        in_distress(said, message.turns, found)
        or likely["crisis"] >= CRISIS_LIKELY
        or (end and in_distress(spoken_words(end)))
    ):
        return _finished(
            message,
            Triage(
                Intent.CRISIS,
                language,
                True,
                ("crisis",),
                "",
                "The words may be those of a person in distress.",
            ),
            lists,
        )
    risks = _risks(found, message.text, language)
    if likely["crisis"] >= CRISIS_POSSIBLE:
        risks = ("distress", *risks)
    asked = asking_sentences(message.text, language)
    if "instruction" in risks:  # whoever tries to instruct the AI is looked at, not thrown away
        likely = {**likely, "spam": 0.0, "scam": 0.0}
    intent, reason = _intent(message.text, said, bool(asked), lists, likely)
    taught = learned.intent(said, intent)
    if taught is not intent:
        intent, reason = taught, "You called messages like this so."
    elif intent not in _UNWANTED and (
        likely["hate"] >= HATE_POSSIBLE or lists.scores.get("hate", 0) >= HATE_THRESHOLD
    ):
        risks = (*risks, "hostile")
    if intent is Intent.BUSINESS or intent is Intent.COLLABORATION:
        risks = (*risks, "business")
    if lists.scores.get("support", 0) >= BUSINESS_THRESHOLD and intent not in _UNWANTED:
        risks = (*risks, "support")
    question = _question(message, intent, language, asked)
    wants, why_not = _wants_answer(message, intent, bool(own_language))
    return _finished(message, Triage(intent, language, wants, risks, question, why_not or reason), lists)


def _finished(message: FanMessage, kind: Triage, lists: Listed) -> Triage:
    level, because = urgency(kind, lists)
    return replace(kind, urgency=level, urgent_because=because, addressed=message.addressed)


def _shortened(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    return tuple(replace(turn, text=turn.text[:READ_CHARS]) for turn in turns)


def _language_of_turns(turns: Sequence[Turn], languages: Sequence[str]) -> str:
    for turn in reversed(turns):
        language = "" if turn.from_creator else detect_language(turn.text, languages)
        if language:
            return language
    return ""


def _risks(found: Mapping[str, Sequence[Match]], text: str, language: str) -> tuple[str, ...]:
    risks = [match.label.name for matches in found.values() for match in unexempted(list(matches), "risk")]
    lowered = text.lower()
    if any(marker in lowered for marker in instruction_markers()):
        risks.append("instruction")
    if language and language not in LANGUAGES:
        risks.append("language")  # no word list: nothing here could see what the message risks
    return tuple(dict.fromkeys(risks))


def _intent(
    text: str, said: Sequence[str], asks: bool, lists: Listed, likely: Mapping[str, float]
) -> tuple[Intent, str]:
    return (
        _unwanted(text, said, asks, lists, likely)
        or _of_business(lists, likely)
        or (_of_asking(lists, likely) if asks else _of_telling(lists, likely))
    )


def _unwanted(
    text: str, said: Sequence[str], asks: bool, lists: Listed, likely: Mapping[str, float]
) -> tuple[Intent, str] | None:
    """Spam, a scam, hatred or harassment. What the lists find counts unless the table is sure that it is nothing.

    Of speech about groups of people only the table can tell whether it is hateful; for an insult to a person the lists
    are enough.
    """
    scores, because = lists.scores, lists.because
    if scores.get("scam", 0) >= SCAM_THRESHOLD:
        return Intent.SCAM, f"Sounds like a scam: “{because['scam']}”."
    if likely["scam"] >= SCAM_LIKELY and likely["scam"] >= likely["spam"]:
        return Intent.SCAM, "Reads like a scam."
    spam = scores.get("spam", 0)
    if lists.heaviest.get("spam", 0) >= LINK_COUNTS_FROM and _LINK.search(text):
        spam += LINK_WEIGHT
    by_list = spam >= (SPAM_THRESHOLD if asks else SPAM_UNASKING) and likely["spam"] >= SPAM_UNLIKELY
    if by_list or likely["spam"] >= SPAM_LIKELY:
        why = f"Sounds like spam: “{because['spam']}”." if "spam" in because else "Reads like spam."
        return Intent.SPAM, why
    of_people = scores.get("hate", 0) >= HATE_THRESHOLD and names_people(said, shipped().is_ordinary)
    insults = scores.get("hate", 0) >= HATE_THRESHOLD and (likely["hate"] >= HATE_POSSIBLE or not of_people)
    if insults or likely["hate"] >= HATE_LIKELY:
        why = f"Insults or threatens: “{because['hate']}”." if "hate" in because else "Reads like hatred."
        return Intent.HATE, why
    return None


def _of_business(lists: Listed, likely: Mapping[str, float]) -> tuple[Intent, str] | None:
    named = [intent for intent in _OF_BUSINESS if lists.scores.get(intent.value, 0) >= BUSINESS_THRESHOLD]
    if named:
        best = max(named, key=lambda intent: likely[intent.value])
        return best, f"{_ABOUT[best]}: “{lists.because[best.value]}”."
    best = max(_OF_BUSINESS, key=lambda intent: likely[intent.value])
    others = (likely[name] for name in ("question", "request", "thanks", "criticism", "smalltalk"))
    if likely[best.value] >= BUSINESS_LIKELY and likely[best.value] > max(others):
        return best, _SOUNDS_LIKE[best]
    return None


def _of_asking(lists: Listed, likely: Mapping[str, float]) -> tuple[Intent, str]:
    if lists.scores.get("criticism", 0) >= CRITICISM_OVER_QUESTION:
        return Intent.CRITICISM, f"Criticises: “{lists.because['criticism']}”."
    if lists.scores.get("request", 0) >= 3:
        return Intent.REQUEST, f"Asks for something to be done: “{lists.because['request']}”."
    other = max((Intent.REQUEST, Intent.CRITICISM), key=lambda intent: likely[intent.value])
    if likely[other.value] >= max(INTENT_LIKELY, likely["question"] + QUESTION_LEAD):
        return other, _SOUNDS_LIKE[other]
    return Intent.QUESTION, "Asks a question."


def _of_telling(lists: Listed, likely: Mapping[str, float]) -> tuple[Intent, str]:
    best = max(_ORDER, key=lambda intent: lists.scores.get(intent.value, 0))
    score = lists.scores.get(best.value, 0)
    likeliest = max((Intent.QUESTION, *_ORDER), key=lambda intent: likely[intent.value])
    if score < 3 and likely[likeliest.value] >= INTENT_LIKELY and likeliest is not best:
        return likeliest, _SOUNDS_LIKE[likeliest]
    if score == 0:
        return Intent.SMALLTALK, "Says something without asking."
    return best, f"Sounds like {best.value}: “{lists.because[best.value]}”."


def _question(message: FanMessage, intent: Intent, language: str, asked: list[str]) -> str:
    if intent in _UNWANTED:
        return ""
    if intent is Intent.REQUEST:
        asked = list(dict.fromkeys([*asked, *requesting_sentences(message.text, language)]))
    if not asked:
        return ""
    question = with_what_was_said_before(asked, message.text, language)
    return standing_alone(question, message, language)


def _wants_answer(message: FanMessage, intent: Intent, has_wording: bool) -> tuple[bool, str]:
    """`has_wording`: it is known to hold words besides links, mentions and tags; a language was told by them."""
    if not message.addressed:
        return False, "Wasn't said to the creator."
    if has_wording:
        return intent not in _UNWANTED, ""
    if not words(message.text):
        return False, "Has no words to answer."
    if not words(wording(message.text)) and not any(c.isdigit() for c in message.text):
        return False, "Is only links, mentions or tags."
    if not words(wording(message.text)) and _LINK.search(message.text):
        return False, "Is only links, mentions or tags."
    if intent in _UNWANTED:
        return False, ""
    return True, ""
