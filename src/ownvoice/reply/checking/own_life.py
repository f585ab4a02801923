"""Whether a sentence tells of the creator's own life, feelings, plans or belongings: that must be quoted."""

from __future__ import annotations

from ownvoice.core.text import words
from ownvoice.reply.checking.reading import Said
from ownvoice.reply.checking.wordlists import LANGUAGES, wordlists
from ownvoice.reply.lexicon import all_lexicons


def in_first_person(text: str) -> bool:
    """Whether "I", "my", "we" or the like stands in the text, in any language there is a lexicon for."""
    return any(word in book.first_person for word in words(text) for book in all_lexicons())


def tells_of_family_or_state(text: str) -> bool:
    """Whether the text speaks of the creator or their family without a word for them: "Diagnosed with …", "the wife".

    Wider than `own_life`: for texts that have a word in them of what is nobody's business.
    """
    said = words(text)
    for code in LANGUAGES:
        lists = wordlists(code)
        if said and said[0] in lists.own_states and len(said) > 1:
            return True
        if lists.relatives.found(said) or lists.own_life.opens(said):
            return True
    return said[:1] == ["on"] and len(said) > 1


def speaks_of_others(text: str) -> bool:
    """Whether the text begins with somebody who was named before: "She …", "Sa …"."""
    said = words(text)
    return bool(said) and any(said[0] in wordlists(code).others for code in LANGUAGES)


def own_life(said: Said) -> str:
    """The word that shows it ("I", "loved it", "hâte de"), or "".

    In every language there is a list for: a reply may mix them. A sentence that begins with a verb and has no
    subject ("Moved to Berlin last year") is told of oneself.
    """
    spoken = list(said.words)
    for code in LANGUAGES:
        lists = wordlists(code)
        for at, word in enumerate(spoken):
            if word in lists.first_person and not _not_a_person(spoken, at):
                return word
        opening = lists.own_life.opens(spoken)
        if opening:
            return opening
        if (
            spoken
            and spoken[0] in lists.self_verbs
            and len(spoken) > 1
            and not said.text.rstrip().endswith(":")
        ):
            return spoken[0]
    if (
        spoken[:1] == ["on"]
        and len(spoken) > 2
        and spoken[1] in ("a", "est", "va", "part", "vit", "se", "habite")
    ):
        return "on"
    return ""


def _not_a_person(said: list[str], at: int) -> bool:
    """Letters that only look like a person: "I" of "World War I", "m" of "5 m", "j" and "me" of other words."""
    word = said[at]
    before = said[at - 1] if at else ""
    if word == "m":
        return before.isdigit() or before not in ("i", "")
    if word == "i":
        return before in ("war", "type", "part", "phase", "volume", "chapter", "section")
    return word == "j" and at + 1 < len(said) and len(said[at + 1]) <= 1
