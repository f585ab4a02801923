"""Whether something newer says otherwise: then what a claim rests on doesn't count any more."""

from __future__ import annotations

from ownvoice.reply.checking.amount import Amounts
from ownvoice.reply.checking.amounts import amounts
from ownvoice.reply.checking.polarity import wrong_polarity
from ownvoice.reply.checking.reading import Reading, Said
from ownvoice.reply.checking.unmatched import unmatched

SAME = (
    0.7  # share of the claim's words of content, numbers aside, that a sentence has that speaks of the same
)
FEWEST = 3  # words of content that must be shared


def contradicting(claim: Reading, other: Reading) -> str:
    """The sentence of `other` that says of the same thing another number, date, or the reverse; "" where none does."""
    for mine in claim.said:
        content = {mine.stems[i] for i in mine.content if not mine.words[i][0].isdigit()}
        if len(content) < FEWEST or claim.language != other.language:
            continue
        own = amounts(mine.text, claim.language)
        for theirs in other.said:
            if len(content & theirs.known) < max(FEWEST, SAME * len(content)):
                continue
            if _other_amount(own, amounts(theirs.text, other.language)) or _reverse(
                mine, theirs, claim, other
            ):
                return theirs.text
    return ""


def _other_amount(mine: Amounts, theirs: Amounts) -> bool:
    """Whether the two give different values of the same measure, or different days, and neither has the other's."""
    for one in mine.numbers:
        alike = [
            other for other in theirs.numbers if other.unit.measure == one.unit.measure and not other.weak
        ]
        if not one.weak and alike and not any(other.values & one.values for other in alike):
            return len(mine.numbers) == len(theirs.numbers)
    if mine.days and len(mine.days) == len(theirs.days):
        return unmatched(Amounts(days=mine.days), theirs)[0] == "date"
    return False


def _reverse(mine: Said, theirs: Said, claim: Reading, other: Reading) -> bool:
    if abs(len(mine.words) - len(theirs.words)) > 4:
        return False
    return bool(wrong_polarity(mine, claim.lists, [theirs], other.lists))
