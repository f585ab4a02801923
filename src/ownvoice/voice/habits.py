"""How the creator opens and closes replies and answers thanks, measured from their real replies."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from ownvoice.core.answers import Habits
from ownvoice.core.text import sentences, words
from ownvoice.voice.courtesy import (
    fit_to_reuse,
    is_closing,
    is_courtesy,
    is_greeting,
    is_thanks,
    says_little,
)

MIN_TIMES = 3  # written fewer times, it is no habit
OFTEN = 5  # different replies in which a sentence must stand to count for its frequency alone,
SHARE = 0.02  # and the share of all replies in the language
KEPT = 5  # how many of each kind are kept, most frequent first
MAX_CHARS = 80


@dataclass(slots=True)
class _Forms:
    """Every spelling of the same courtesy, counted: those with the same folded words."""

    times: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def count(self, sentence: str) -> None:
        self.times[" ".join(words(sentence))][sentence] += 1

    def habits(self, min_times: int) -> tuple[str, ...]:
        """The most frequent spelling of each frequent enough courtesy, most frequent first."""
        often = [(forms.total(), forms) for forms in self.times.values() if forms.total() >= min_times]
        often.sort(key=lambda pair: -pair[0])
        return tuple(forms.most_common(1)[0][0] for _, forms in often[:KEPT])


def measure_habits(
    replies: Iterable[tuple[str, str]], min_times: int = MIN_TIMES, often: int = OFTEN
) -> Habits:
    """The courtesies that recur in the creator's replies, verbatim.

    `replies`: (ISO 639-1 language, the reply's text). An opening is a reply's first sentence, a closing its last;
    thanks are either, or a whole reply. A sentence counts when it is made of words of courtesy only and was
    written `min_times`; or when it says little (see `courtesy.py`) and stands first or last in at least `often`
    different replies and two in a hundred of that language. So no name, number, fact or promise becomes a habit.
    """
    openings: dict[str, _Forms] = defaultdict(_Forms)
    closings: dict[str, _Forms] = defaultdict(_Forms)
    thanks: dict[str, _Forms] = defaultdict(_Forms)
    first = _Frequent(defaultdict(_Forms))
    last = _Frequent(defaultdict(_Forms))
    total: Counter[str] = Counter()
    for language, text in replies:
        said = sentences(text)
        if not said:
            continue
        total[language] += 1
        if _reusable(said[0], language):
            if is_thanks(said[0], language):
                thanks[language].count(said[0])
            elif len(said) > 1 and is_greeting(said[0], language):
                openings[language].count(said[0])
        elif len(said) > 1:
            first.count(language, said[0], text)
        if len(said) > 1 and _reusable(said[-1], language):
            if is_thanks(said[-1], language):
                thanks[language].count(said[-1])
            elif is_closing(said[-1], language):
                closings[language].count(said[-1])
        elif len(said) > 1:
            last.count(language, said[-1], text)
    return Habits(
        openings=_kept(first.joined(openings, total, often), min_times),
        closings=_kept(last.joined(closings, total, often), min_times),
        thanks=_kept(thanks, min_times),
    )


@dataclass(slots=True)
class _Frequent:
    """Sentences that nothing but their frequency shows to be courtesies, each counted once per different reply."""

    forms: dict[str, _Forms]
    seen: set[int] = field(default_factory=set)

    def count(self, language: str, sentence: str, reply: str) -> None:
        key = hash((language, reply))
        if len(sentence) <= MAX_CHARS and key not in self.seen and says_little(sentence):
            self.seen.add(key)
            self.forms[language].count(sentence)

    def joined(self, known: dict[str, _Forms], total: Counter[str], often: int) -> dict[str, _Forms]:
        """The known courtesies and those that are frequent enough."""
        joined: dict[str, _Forms] = defaultdict(_Forms, known)
        for language, forms in self.forms.items():
            least = max(often, SHARE * total[language])
            for words_said, spellings in forms.times.items():
                if spellings.total() >= least:
                    joined[language].times[words_said] = spellings
        return joined


def _reusable(sentence: str, language: str) -> bool:
    return len(sentence) <= MAX_CHARS and is_courtesy(sentence, language) and fit_to_reuse(sentence)


def _kept(found: dict[str, _Forms], min_times: int) -> dict[str, tuple[str, ...]]:
    kept = {language: forms.habits(min_times) for language, forms in found.items()}
    return {language: habits for language, habits in kept.items() if habits}
