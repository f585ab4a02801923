"""Which figures a style is made of: their names, units, least numbers of items, and English labels.

Names are stable: they stand in persona files. Labels are for people and are translated where they are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

LEAST_ITEMS = 20  # measured on fewer items, a figure is not known yet
LEAST_TIMES = 10  # for reply times: fewer answers whose question's time is known


class Unit(StrEnum):
    """What a figure counts."""

    WORDS = "words"
    SENTENCES = "sentences"
    PARAGRAPHS = "paragraphs"
    CHARACTERS = "characters"
    COUNT = "per item"
    PER_SENTENCE = "per sentence"
    SHARE = "share"  # 0 to 1
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure: the mean, over items, of a number that each item gives.

    The number is kept in whole steps of `1 / scale`, so that sums are exact and don't depend on the order of adding;
    numbers above `most` count as `most`, so that one strange item doesn't make the figure. `main`: kept year by
    year. `label`: in English, for people.
    """

    name: str
    unit: Unit
    label: str
    scale: int = 1
    most: int = 20_000
    main: bool = False


def _share(name: str, label: str, main: bool = False) -> Measure:
    return Measure(name, Unit.SHARE, label, scale=1000, most=1, main=main)


MEASURES: tuple[Measure, ...] = (
    Measure("words_per_item", Unit.WORDS, "Words per item", main=True),
    Measure("sentences_per_item", Unit.SENTENCES, "Sentences per item", most=2_000),
    Measure("words_per_sentence", Unit.WORDS, "Words per sentence", 100, 500, main=True),
    Measure("characters_per_word", Unit.CHARACTERS, "Letters per word", 100, 40),
    Measure("paragraphs_per_item", Unit.PARAGRAPHS, "Paragraphs per item", most=1_000),
    _share("one_liners", "Items of one sentence", main=True),
    _share("lists", "Items with a list"),
    # Address
    _share("addresses_reader", "Items that speak to the reader", main=True),
    _share("polite_address", "Polite address (vous, Sie, usted) where the reader is addressed", main=True),
    _share("names_the_fan", "Replies that address the fan by name", main=True),
    _share("addresses_community", "Items that greet the community as a whole"),
    _share("says_i", "Items that say “I”", main=True),
    _share("says_we", "Items that say “we”"),
    # Emoji
    Measure("emoji_per_item", Unit.COUNT, "Emoji per item", most=100),
    _share("with_emoji", "Items with an emoji", main=True),
    _share("emoji_at_start", "Emoji that stand at the start"),
    _share("emoji_in_middle", "Emoji that stand in the middle"),
    _share("emoji_at_end", "Emoji that stand at the end"),
    _share("emoji_alone", "Items that are nothing but emoji, of those with any"),
    # Punctuation
    _share("exclamations", "Sentences that end with “!”", main=True),
    _share("questions", "Sentences that end with “?”", main=True),
    _share("ellipses", "Items with “…” or “...”", main=True),
    _share("double_marks", "Items with “!!”, “??” or “?!”"),
    _share("spaced_marks", "Marks ! ? : ; with a space before them"),
    _share("no_end_mark", "Items that end without a mark"),
    Measure("commas_per_sentence", Unit.PER_SENTENCE, "Commas per sentence", 100, 100),
    _share("parentheses", "Items with a parenthesis"),
    _share("semicolons", "Items with a semicolon"),
    _share("dashes", "Items with a dash between words"),
    _share("long_dashes", "Items with “—”"),
    _share("straight_quotes", "Items with \"straight\" quotes, of those with any"),
    _share("curly_quotes", "Items with “curly” quotes, of those with any"),
    _share("guillemets", "Items with « guillemets », of those with any"),
    _share("curly_apostrophes", "Items with ’ rather than ', of those with any"),
    # Casing
    _share("lowercase_starts", "Sentences that start in lower case", main=True),
    _share("words_in_capitals", "Words in CAPITALS, acronyms too"),
    # Humour
    _share("laughing", "Items that laugh (haha, lol, mdr, 😂)", main=True),
    _share("smileys", "Items with a typed smiley :)"),
    # Links and tags
    Measure("links_per_item", Unit.COUNT, "Links per item", most=200),
    _share("with_links", "Items with a link", main=True),
    Measure("hashtags_per_item", Unit.COUNT, "Hashtags per item", most=100),
    _share("with_hashtags", "Items with a hashtag", main=True),
    _share("with_mentions", "Items that mention somebody"),
    # Languages
    _share("other_language_sentences", "Sentences in another language than the item"),
    _share("other_language_words", "Common words of another language"),
)  # fmt: skip
INDEX = {measure.name: place for place, measure in enumerate(MEASURES)}
MAIN = tuple(measure for measure in MEASURES if measure.main)

REPLY_TIMES = ("reply_minutes_lower_quartile", "reply_minutes_median", "reply_minutes_upper_quartile")
"""From the fan's message to the answer, where both times are known."""

LABELS: dict[str, str] = {measure.name: measure.label for measure in MEASURES} | {
    "reply_minutes_lower_quartile": "A quarter of the answers come within (minutes)",
    "reply_minutes_median": "Half of the answers come within (minutes)",
    "reply_minutes_upper_quartile": "Three quarters of the answers come within (minutes)",
}
