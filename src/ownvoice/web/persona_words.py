"""The fixed words of a persona, which the lower layers say in English only, in the language of the page."""

from __future__ import annotations

from django.utils import formats
from django.utils.translation import gettext, gettext_noop

from ownvoice.voice.style import LABELS
from ownvoice.voice.writing import Figure

TERMS = frozenset(
    {
        # registers
        gettext_noop("reply to praise"),
        gettext_noop("reply to a question"),
        gettext_noop("reply to criticism"),
        gettext_noop("private message"),
        # stances
        gettext_noop("believes"),
        gettext_noop("does"),
        gettext_noop("refuses"),
        gettext_noop("recommends"),
        gettext_noop("changed mind"),
        gettext_noop("contradiction"),
        gettext_noop("change of mind"),
        # sensitive categories
        gettext_noop("health"),
        gettext_noop("religion"),
        gettext_noop("politics"),
        gettext_noop("sexuality"),
        gettext_noop("family"),
        gettext_noop("home"),
        # facts
        gettext_noop("product"),
        gettext_noop("price"),
        gettext_noop("date"),
        gettext_noop("link"),
        gettext_noop("tool"),
        gettext_noop("person"),
        gettext_noop("its date is past"),
        gettext_noop("a later value is known"),
        gettext_noop("another value was stated about the same time"),
        # goals
        gettext_noop("newsletter"),
        gettext_noop("course"),
        gettext_noop("shop"),
        gettext_noop("event"),
        gettext_noop("cause"),
        gettext_noop("hiring"),
        gettext_noop("community"),
        gettext_noop("other"),
        gettext_noop("first contact"),
        gettext_noop("regular"),
        gettext_noop("supporter"),
        gettext_noop("grief"),
        gettext_noop("complaint"),
        gettext_noop("minors"),
        # boundaries
        gettext_noop("topic"),
        gettext_noop("promise"),
        gettext_noop("word"),
        # versions
        gettext_noop("learned"),
        gettext_noop("edited"),
        gettext_noop("imported"),
        gettext_noop("rolled back"),
        gettext_noop("source removed"),
        gettext_noop("added"),
        gettext_noop("gone"),
        gettext_noop("changed"),
    }
)
FIGURES = frozenset(
    {
        gettext_noop("Words per item"),
        gettext_noop("Sentences per item"),
        gettext_noop("Words per sentence"),
        gettext_noop("Letters per word"),
        gettext_noop("Paragraphs per item"),
        gettext_noop("Items of one sentence"),
        gettext_noop("Items with a list"),
        gettext_noop("Items that speak to the reader"),
        gettext_noop("Polite address (vous, Sie, usted) where the reader is addressed"),
        gettext_noop("Replies that address the fan by name"),
        gettext_noop("Items that greet the community as a whole"),
        gettext_noop("Items that say “I”"),
        gettext_noop("Items that say “we”"),
        gettext_noop("Emoji per item"),
        gettext_noop("Items with an emoji"),
        gettext_noop("Emoji that stand at the start"),
        gettext_noop("Emoji that stand in the middle"),
        gettext_noop("Emoji that stand at the end"),
        gettext_noop("Items that are nothing but emoji, of those with any"),
        gettext_noop("Sentences that end with “!”"),
        gettext_noop("Sentences that end with “?”"),
        gettext_noop("Items with “…” or “...”"),
        gettext_noop("Items with “!!”, “??” or “?!”"),
        gettext_noop("Marks ! ? : ; with a space before them"),
        gettext_noop("Items that end without a mark"),
        gettext_noop("Commas per sentence"),
        gettext_noop("Items with a parenthesis"),
        gettext_noop("Items with a semicolon"),
        gettext_noop("Items with a dash between words"),
        gettext_noop("Items with “—”"),
        gettext_noop('Items with "straight" quotes, of those with any'),
        gettext_noop("Items with “curly” quotes, of those with any"),
        gettext_noop("Items with « guillemets », of those with any"),
        gettext_noop("Items with ’ rather than ', of those with any"),
        gettext_noop("Sentences that start in lower case"),
        gettext_noop("Words in CAPITALS, acronyms too"),
        gettext_noop("Items that laugh (haha, lol, mdr, 😂)"),
        gettext_noop("Items with a typed smiley :)"),
        gettext_noop("Links per item"),
        gettext_noop("Items with a link"),
        gettext_noop("Hashtags per item"),
        gettext_noop("Items with a hashtag"),
        gettext_noop("Items that mention somebody"),
        gettext_noop("Sentences in another language than the item"),
        gettext_noop("Common words of another language"),
        gettext_noop("A quarter of the answers come within (minutes)"),
        gettext_noop("Half of the answers come within (minutes)"),
        gettext_noop("Three quarters of the answers come within (minutes)"),
    }
)


def persona_term(word: str) -> str:
    """A fixed word in the language of the page; one this table doesn't know as it is."""
    return gettext(word) if word in TERMS else word


def figure_label(name: str) -> str:
    """What a figure is, in the language of the page."""
    label = LABELS.get(name, name)
    return gettext(label) if label in FIGURES else label


def shown_figure(figure: Figure, spread: bool = False) -> str:
    """A figure's value, or its spread, as people write it: shares in per cent; "" where it isn't known."""
    value = figure.spread if spread else figure.value
    if value is None:
        return ""
    if figure.unit == "share":
        return f"{formats.number_format(100 * value, 1 if value < 0.1 else 0)} %"
    return formats.number_format(value, 0 if value >= 10 else 1)
