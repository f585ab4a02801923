"""Words by which a fan says that they want to hear nothing more, and those that take it back.

The whole message must be the word (with a please or a mark, in any case): "stop it, you're killing me" is no request. The
words in capitals are those of the carriers' handbook for text messages (CTIA Messaging Principles, 5.1.3); the others
are how people say it, for every language there are drafts in.
"""

from __future__ import annotations

import re
import unicodedata

STOP = {
    "en": (
        "stop", "stop all", "stopall", "unsubscribe", "cancel", "end", "quit", "opt out", "opt-out", "optout",
        "remove me", "leave me alone", "stop messaging me", "stop replying", "stop replying to me", "no more bot",
        "do not contact me", "don't contact me", "do not reply to me", "don't reply to me", "stop the bot", "no ai",
    ),
    "fr": (
        "stop", "arret", "arrete", "arretez", "desabonner", "desinscrire", "me desinscrire", "desinscription",
        "desabonnement", "desabonnez-moi", "laissez-moi tranquille", "laisse-moi tranquille", "ne me repondez plus",
        "ne me reponds plus", "ne me contactez plus", "ne m'ecrivez plus", "plus de robot", "pas d'ia",
        "arretez de me repondre", "arrete de me repondre",
    ),
}  # fmt: skip
START = {
    "en": ("start", "unstop", "opt in", "opt-in", "subscribe", "resume"),
    "fr": ("start", "reprendre", "reprends", "m'abonner", "reabonner", "recommencer"),
}
_POLITE = re.compile(r"^(?:please|pls|svp|s'il te plait|s'il vous plait|merci de|merci)\s+|\s+(?:please|pls|svp|stp|"
                     r"s'il te plait|s'il vous plait|merci|thanks|thank you)$")  # fmt: skip
_LONGEST = 60  # characters: a longer message is no such word
_MENTION = re.compile(r"@[\w.-]+(?:@[\w.-]+)?")


def asks_to_stop(text: str) -> str:
    """The word by which the whole of `text` asks for silence; "" where it doesn't."""
    plain = _plain(text)
    return plain if any(plain in words for words in STOP.values()) else ""


def asks_to_start(text: str) -> bool:
    """Whether the whole of `text` takes it back."""
    plain = _plain(text)
    return any(plain in words for words in START.values())


def _plain(text: str) -> str:
    if len(text) > 3 * _LONGEST:
        return ""
    text = _MENTION.sub(" ", text)
    text = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = " ".join(re.sub(r"[^\w'\s-]", " ", text).split())
    if len(text) > _LONGEST:
        return ""
    return _POLITE.sub("", text)
