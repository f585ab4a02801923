"""A style in plain sentences: for the creator to read, and for a model to be told how to write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ownvoice.voice.style.figures import LEAST_ITEMS, MEASURES
from ownvoice.voice.style.salutations import NAME as SOMEBODY
from ownvoice.voice.style.sentences import (
    CHANGED,
    LANGUAGES,
    LENGTHS,
    NAME,
    PRONOUNS,
    QUOTED,
    SENTENCES,
    SITUATIONS,
)
from ownvoice.voice.style.style import Form, Manner, Phrase, Style
from ownvoice.voice.style.words_of_languages import COMMON
from ownvoice.voice.writing import Quote

SHOWN = 4  # forms named in a sentence
OWN_SHOWN = 8  # own words and phrases named
HABIT = 0.03  # the share from which an opening or a closing is one
OFTEN = 0.05  # the share from which a habit is worth a sentence,
SOME = 0.10  # and that of habits that most people have a little
NEVER = 0.005  # below it a habit is absent, if there are
ENOUGH = 50  # items to say so
WAKING_HOURS = 6  # the stretch of a day that is looked for,
MOSTLY = 0.5  # and the share of items in it that makes it worth saying
_SHARES = frozenset(measure.name for measure in MEASURES if measure.unit == "share")


def describe(style: Style, language: str) -> list[str]:
    """What can be said of the style, in sentences. `language`: of the sentences, "en" or "fr" (else English).

    Each line stands for itself: it names the situation and, where the creator writes several languages, the
    language. Nothing is said of what isn't known yet. Largest language first, registers in their order; where no
    register has enough, what they write altogether. What is in no known language is left out.
    """
    known = [manner for manner in style.manners if manner.language and manner.items >= LEAST_ITEMS]
    told = [manner for manner in known if manner.register is not None]
    languages = {manner.language for manner in told}
    told += [manner for manner in known if manner.register is None and manner.language not in languages]
    several = len({manner.language for manner in told}) > 1
    return [line for manner in told for line in describe_manner(manner, language, several)]


def describe_manner(manner: Manner, language: str, name_language: bool = False) -> list[str]:
    """The same of one language and register. `name_language`: say which language it is about."""
    return [told.text for told in tell(manner, language, name_language)]


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence on a manner. `name` stays the same when the figures in it change; `examples` show what it says."""

    name: str
    text: str
    examples: tuple[Quote, ...] = ()


def tell(manner: Manner, language: str, name_language: bool = False) -> list[Told]:
    """The sentences on one language and register, with the quotes they rest on."""
    return list(_Teller(manner, language if language in SENTENCES else "en", name_language).lines())


class _Teller:
    """Says what is true of one manner, in one language."""

    def __init__(self, manner: Manner, language: str, name_language: bool) -> None:
        self.manner = manner
        self.language = language
        self.texts = SENTENCES[language]
        self.in_language = ""
        if name_language:
            named = LANGUAGES[language].get(manner.language)
            self.in_language = " " + (named or self.texts["in language"].format(code=manner.language))
        self.where = SITUATIONS[language][manner.register] + self.in_language

    def lines(self) -> Iterator[Told]:
        yield from self._length()
        yield from self._forms("openings", self._telling(self.manner.openings))
        yield from self._forms("closings", [form for form in self.manner.closings if form.share >= HABIT])
        yield from self._address()
        yield from self._emoji()
        yield from self._marks()
        yield from self._share("laughs", "laughing", OFTEN, forms=self._laughs())
        yield from self._share("smileys", "smileys", OFTEN)
        yield from self._share("links", "with_links", SOME)
        yield from self._share("hashtags", "with_hashtags", SOME)
        yield from self._share("mixes", "other_language_sentences", 0.03)
        yield from self._own()
        yield from self._times()
        yield from self._changes()

    def _say(self, name: str, examples: Sequence[Quote] = (), **values: str) -> Told:
        return Told(name, self.texts[name].format(where=self.where, **values), tuple(examples))

    def _shown(self, figure: str) -> tuple[Quote, ...]:
        found = self.manner.figures.get(figure)
        return found.examples if found else ()

    def _length(self) -> Iterator[Told]:
        words, sentences = self.manner.value("words_per_item"), self.manner.value("sentences_per_item")
        per_sentence, single = self.manner.value("words_per_sentence"), self.manner.value("one_liners")
        if words is None or sentences is None or per_sentence is None or single is None:
            return
        length = LENGTHS[self.language][self.manner.register].format(words=self._number(words))
        yield self._say(
            "one sentence" if single > 0.95 else "sentences or one" if single >= OFTEN else "sentences",
            self._shown("words_per_item"),
            length=length,
            language=self.in_language,
            sentences=self._number(sentences),
            per_sentence=self._number(per_sentence),
            share=self._percent(single),
        )

    def _telling(self, openings: Sequence[Form]) -> list[Form]:
        """Openings that are more than the commonest word of the language."""
        common = COMMON.get(self.manner.language, frozenset()) | {"i", "a", "so", "if", "we", "on"}
        return [
            form
            for form in openings
            if form.share >= HABIT
            and form.text.lower().replace("’", "'") not in common
            and len(form.text) > 1
        ]

    def _forms(self, name: str, forms: Sequence[Form]) -> Iterator[Told]:
        if forms:
            yield self._say(
                name,
                [quote for form in forms[:SHOWN] for quote in form.examples[:1]],
                forms=", ".join(f"{self._list([f.text])} ({self._percent(f.share)})" for f in forms[:SHOWN]),
            )

    def _address(self) -> Iterator[Told]:
        named = self.manner.figures.get("names_the_fan")
        if named and named.value is not None:
            if named.value >= OFTEN:
                yield self._say("names", named.examples, share=self._percent(named.value))
            elif named.value < NEVER and named.n >= ENOUGH:
                yield self._say("no names")
        polite = self.manner.value("polite_address")
        if polite is not None and self.manner.language in PRONOUNS:
            formal, familiar = PRONOUNS[self.manner.language]
            name = "polite" if polite >= 0.9 else "familiar" if polite <= 0.1 else "both"
            yield self._say(
                name,
                self._shown("polite_address"),
                polite=formal,
                familiar=familiar,
                share=self._percent(polite),
            )
        if (self.manner.value("addresses_community") or 0) >= 0.02:
            yield from self._forms("community", self.manner.community)

    def _emoji(self) -> Iterator[Told]:
        figure = self.manner.figures.get("with_emoji")
        if figure is None or figure.value is None:
            return
        if figure.value < NEVER and figure.n >= ENOUGH:
            yield self._say("no emoji")
        if figure.value < OFTEN or not self.manner.emoji:
            return
        place = next(
            (
                self.texts[text]
                for text, name in (
                    (" at the end", "emoji_at_end"),
                    (" at the start", "emoji_at_start"),
                    (" in the middle", "emoji_in_middle"),
                )
                if (self.manner.value(name) or 0) >= 0.6
            ),
            "",
        )
        shown = " ".join(form.text for form in self.manner.emoji[:SHOWN])
        yield self._say("emoji", figure.examples, share=self._percent(figure.value), forms=shown, place=place)

    def _marks(self) -> Iterator[Told]:
        yield from self._share("exclaims", "exclamations", OFTEN, absent="no exclaims")
        yield from self._share("asks", "questions", SOME)
        yield from self._share("ellipses", "ellipses", SOME)
        spaced = self.manner.value("spaced_marks")
        if spaced is not None and self.manner.language == "fr" and not 0.2 < spaced < 0.8:
            yield self._say("spaced" if spaced > 0.5 else "unspaced", self._shown("spaced_marks"))
        yield from self._share("lowercase", "lowercase_starts", SOME)
        yield from self._share("no end", "no_end_mark", 0.3)
        yield from self._share("long dashes", "long_dashes", SOME, absent="no long dashes")

    def _share(self, name: str, figure: str, least: float, absent: str = "", **values: str) -> Iterator[Told]:
        found = self.manner.figures.get(figure)
        if found is None or found.value is None:
            return
        if found.value >= least:
            yield self._say(name, found.examples, share=self._percent(found.value), **values)
        elif absent and found.value < NEVER and found.n >= ENOUGH:
            yield self._say(absent)

    def _laughs(self) -> str:
        laughs = [form.text for form in self.manner.laughs[:SHOWN]]
        return f" ({self._list(laughs)})" if laughs else ""

    def _own(self) -> Iterator[Told]:
        own: list[Phrase] = sorted((*self.manner.phrases, *self.manner.words), key=lambda phrase: -phrase.z)
        chosen: list[Phrase] = []
        for phrase in own:
            if not any(
                f" {phrase.text} " in f" {other.text} " or f" {other.text} " in f" {phrase.text} "
                for other in chosen
            ):
                chosen.append(phrase)
        if chosen:
            shown = chosen[:OWN_SHOWN]
            quotes = [quote for phrase in shown for quote in phrase.examples[:1]]
            yield self._say("own", quotes, forms=self._list([phrase.text for phrase in shown]))

    def _times(self) -> Iterator[Told]:
        minutes = self.manner.value("reply_minutes_median")
        if minutes is not None:
            yield self._say("reply time", self._shown("reply_minutes_median"), time=self._duration(minutes))
        if self.manner.hours:
            hours = self.manner.hours
            sums = [sum(hours[(start + i) % 24] for i in range(WAKING_HOURS)) for start in range(24)]
            start = max(range(24), key=lambda hour: sums[hour])
            if sums[start] >= MOSTLY:
                end = (start + WAKING_HOURS) % 24
                yield self._say("hours", share=self._percent(sums[start]), start=str(start), end=str(end))

    def _changes(self) -> Iterator[Told]:
        for change in self.manner.changes:
            if change.changed:
                shown = self._percent if change.figure in _SHARES else self._number
                yield self._say(
                    "changed",
                    year=str(change.since),
                    figure=CHANGED[self.language][change.figure],
                    before=shown(change.before),
                    after=shown(change.after),
                )

    def _list(self, forms: Sequence[str]) -> str:
        quoted = QUOTED[self.language]
        return ", ".join(quoted.replace("{}", form.replace(SOMEBODY, NAME[self.language])) for form in forms)

    def _percent(self, share: float) -> str:
        return f"{self._number(share * 100)}{self.texts['percent']}"

    def _number(self, value: float) -> str:
        plain = f"{value:,.0f}" if value >= 10 else f"{value:.1f}".removesuffix(".0")
        return (
            plain.replace(",", "\0")
            .replace(".", self.texts["decimal"])
            .replace("\0", self.texts["thousands"])
        )

    def _duration(self, minutes: float) -> str:
        if minutes < 90:
            return self.texts["minutes"].format(n=self._number(max(1, round(minutes))))
        if minutes < 48 * 60:
            return self.texts["hours long"].format(n=self._number(round(minutes / 60)))
        return self.texts["days"].format(n=self._number(round(minutes / 60 / 24)))
