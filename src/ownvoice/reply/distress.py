"""Whether a message may be that of a person in distress. Recall comes first: a false alarm costs a look.

Two nets: wordings that public guidance on prevention quotes, and words that are no sign alone but add up in
one stretch of text. Nothing in a message can take a finding back. Word lists don't hear everything that
people say round about: a message they miss goes the way of any other, to the creator's review.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from ownvoice.core.answers import Turn
from ownvoice.reply.lexicon import all_lexicons, crisis_anywhere
from ownvoice.reply.phrases import Match, spoken_words

CRISIS_SIGNS = 4  # the weights of distinct signs that add up to distress, where somebody is spoken of,
SIGNS_ALONE = 6  # or where nobody is ("how many pills to die")
SIGN_SPAN = 16  # words within which signs add up
MAX_TURNS = 6  # the fan's latest turns that are read


def in_distress(
    said: list[str], turns: Sequence[Turn] = (), found: Mapping[str, Sequence[Match]] | None = None
) -> bool:
    """Whether the message or one of the fan's latest turns sounds like distress, alone or read together.

    `said`: the message's words as `spoken_words` gives them. `found`: what each lexicon found in them (by language),
    where that is known already.
    """
    earlier = [spoken_words(turn.text) for turn in turns if not turn.from_creator][-MAX_TURNS:]
    if not earlier and found is not None:
        return _sounds_so(crisis_anywhere().find(said)) or any(map(_sounds_so, found.values()))
    texts = [*earlier, [*(earlier[-1] if earlier else []), *said]]
    books = [crisis_anywhere(), *(book.triage for book in all_lexicons())]
    return any(_sounds_so(book.find(text)) for text in texts for book in books)


def _sounds_so(found: Sequence[Match]) -> bool:
    if any(match.label.group == "crisis" for match in found):
        return True
    signs = [match for match in found if match.label.group == "sign"]
    near: Counter[tuple[str, int]] = Counter()  # the signs in the stretch, with their weights
    first = 0
    for sign in signs:
        near[_key(sign), sign.label.weight] += 1
        while sign.start - signs[first].start > SIGN_SPAN:
            left = _key(signs[first]), signs[first].label.weight
            near[left] -= 1
            if not near[left]:
                del near[left]
            first += 1
        total = sum(weight for _, weight in near)
        of_somebody = any(weight == 0 for _, weight in near)
        if total >= (CRISIS_SIGNS if of_somebody else SIGNS_ALONE):
            return True
    return False


def _key(sign: Match) -> str:
    """What counts once: a phrase, however often it is said, and all means of doing harm together."""
    return sign.label.name if sign.label.name == "means" else sign.phrase
