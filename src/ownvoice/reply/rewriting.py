"""A follow-up made complete: the words it leans on, taken from the thread, put before it.

"And in winter?" is found by no search. What it is about was said before: in what the fan asked last, in what the
creator answered, or in the post that it stands under. Those sentences are put before the question as they are; nothing
is generated, so nothing can be made up. (Of the ways to rewrite a question in a conversation, adding what was said
before needs no model: Mele et al., "Topic Propagation in Conversational Search", 2020.)
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Flag, auto
from urllib.parse import urlsplit

from ownvoice.core.answers import FanMessage, Turn
from ownvoice.core.text import sentences, words
from ownvoice.reply.phrases import spoken_words
from ownvoice.reply.question import (
    FEW_TERMS,
    LONG_FOLLOW_UP,
    SHORT_FOLLOW_UP,
    asking_sentences,
    books_of,
    content_terms,
    without_greeting,
)
from ownvoice.voice.courtesy import COURTESY, is_courtesy

CHAIN = 3  # turns of the fan that a follow-up of a follow-up is followed back through
LONGEST = 220  # characters of one earlier turn that are put before the question
SAYS_SOMETHING = 2  # terms that a sentence has that a question can lean on
ABOUT_TERMS = 8  # of a post's title


class Leans(Flag):
    """What a question needs to be understood."""

    NOTHING = 0
    TURN = auto()  # what was asked before: it goes on from it, or has hardly a word of its own
    THING = auto()  # something named before: it says "it" or "ça"
    POST = auto()  # the post it stands under: "your example", "cet article"


def leaning(question: str, language: str) -> Leans:
    """What the question leans on. One that is long, or names what it is about, leans on nothing but a post."""
    found = spoken_words(question)
    if not found:
        return Leans.NOTHING
    books = books_of(language)
    leans = Leans.NOTHING
    if any(book.of_the_post.find(found) for book in books):
        leans |= Leans.POST
    if len(found) > LONG_FOLLOW_UP:
        return leans
    content = len(content_terms(question, language))
    goes_on = any(book.follow_ups.starting(found) for book in books)
    stands_in = any(book.stand_ins.find(found) for book in books)
    bare = content == 0 or (content == 1 and len(found) <= SHORT_FOLLOW_UP - 1)
    if bare or (goes_on and content <= FEW_TERMS):
        leans |= Leans.TURN
    if stands_in and content <= FEW_TERMS:
        leans |= Leans.THING
    return leans


def standing_alone(question: str, message: FanMessage, language: str) -> str:
    """The question with what it leans on before it; as it is where it leans on nothing, or nothing was said before."""
    leans = leaning(question, language)
    if not leans or not question:
        return question
    parts: list[str] = []
    if leans & (Leans.TURN | Leans.THING):
        parts.extend(_from_turns(message.turns, leans, language))
    if leans & Leans.POST or not parts:
        parts = [*_from_post(message.about, language), *parts]
    return " ".join([*dict.fromkeys(part for part in parts if part not in question), question])


def _from_turns(turns: Sequence[Turn], leans: Leans, language: str) -> list[str]:
    """What the fan asked before, oldest first, and what the creator named since, where the question says "it"."""
    asked: list[str] = []
    fan = [turn.text for turn in turns if not turn.from_creator and turn.text.strip()]
    for text in fan[-1 : -CHAIN - 1 : -1]:
        before = _asked_in(text, language)
        asked.insert(0, before)
        if not leaning(before, language) & (Leans.TURN | Leans.THING):
            break
    named = ""
    if leans & Leans.THING and turns and turns[-1].from_creator:
        named = _named_in(turns[-1].text, language)
    return [part for part in (*asked, named) if part]


def _asked_in(text: str, language: str) -> str:
    """What a turn asked; where it asked nothing, what it said last."""
    asked = asking_sentences(text, language)
    if asked:
        return _within(asked)
    said = [without_greeting(sentence) for sentence in sentences(text)]
    telling = [one for one in said if len(content_terms(one, language)) >= SAYS_SOMETHING]
    named = [one for one in said[-1:] if content_terms(one, language) and not _is_courtesy(one)]
    return _within(telling[-2:] or named)


def _is_courtesy(sentence: str) -> bool:
    return any(is_courtesy(sentence, code) for code in COURTESY)


def _named_in(text: str, language: str) -> str:
    """The first sentence of the creator's that names something."""
    for sentence in sentences(text):
        bare = without_greeting(sentence)
        named = [term for term in content_terms(bare, language) if not term[0].isdigit()]
        if len(named) >= SAYS_SOMETHING and not bare.endswith("?"):
            return _within([bare])
    return ""


def _from_post(about: str, language: str) -> list[str]:
    """The title of the post, or the words of its address."""
    title = about.strip().splitlines()[0] if about.strip() else ""
    if title.startswith(("http://", "https://")):
        try:
            path = urlsplit(title).path
        except ValueError:
            return []
        last = [part for part in path.split("/") if part and not part.isdigit()]
        title = " ".join(words(last[-1].rsplit(".", 1)[0])) if last else ""
    told = content_terms(title, language)
    return (
        [title]
        if told and len(told) <= 2 * ABOUT_TERMS
        else [" ".join(title.split()[:ABOUT_TERMS])]
        if told
        else []
    )


def _within(said: Sequence[str]) -> str:
    """The sentences up to `LONGEST` characters, whole words."""
    text = " ".join(said)
    if len(text) <= LONGEST:
        return text
    cut = text.rfind(" ", 0, LONGEST)
    return text[: cut if cut > 0 else LONGEST]
