"""The exact checks: a claim that fails one of them isn't what its source says, however alike the two look."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ownvoice.core.text import words
from ownvoice.reply.checking.features import Comparison
from ownvoice.reply.checking.miscopied import miscopied
from ownvoice.reply.checking.names import cut_name, missing_link, missing_name
from ownvoice.reply.checking.own_life import own_life
from ownvoice.reply.checking.polarity import overstated, unfounded_promise, wrong_polarity
from ownvoice.reply.checking.reading import Said
from ownvoice.reply.checking.unmatched import unmatched
from ownvoice.reply.checking.wording import difference, exchanged_names, opposite, torn

FEWEST_WORDS = 3  # a claim of fewer is too short to be judged by its words
FEWEST_IN_ONE = 2  # words of a sentence, where the claim has several
CLOSEST = 2  # sentences of the source whose wording is compared


def objection(
    compared: Comparison, title: str = "", url: str = "", around: Collection[str] = frozenset()
) -> str:
    """Why the claim can't be what the source says, in one line; "" where nothing speaks against it.

    Numbers, dates, prices, links and names are compared with the whole source; denials, quantities and the wording with
    the sentences that the claim is closest to. `around`: folded words that stand in the question or in other evidence;
    they are no slips.
    """
    claim, source = compared.claim, compared.source
    for one in claim.said:
        shown = own_life(one)
        if shown:
            return f"Speaks of the creator's own life or plans (“{shown}”) in other words than theirs."
    link = missing_link(claim.text, source.text, url)
    if link:
        return f"The link “{link}” isn't in what it cites."
    kind, said = unmatched(claim.amounts, source.amounts)
    if said:
        return f"The {kind} “{said}” isn't in what it cites."
    name = missing_name(claim.text, claim.lists, source, title)
    if name:
        return f"The name “{name}” isn't in what it cites."
    slip = miscopied(claim, source, {*around, *words(title)})
    if slip:
        return f"“{slip.mine}” looks miscopied: what it cites says “{slip.theirs}”."
    if len(claim.words) < FEWEST_WORDS or any(len(one.words) < FEWEST_IN_ONE for one in claim.said):
        return "Is too short to tell whether it is said so in what it cites."
    if claim.text.rstrip().endswith("?"):
        return "Asks something, which isn't said in what it cites."
    closest = compared.chosen(compared.grounds.best[:CLOSEST])
    near = _once(
        [*closest, *compared.chosen(compared.grounds.window), *compared.chosen(compared.grounds.adding)]
    )
    for one in claim.said:
        problem = _turned(one, compared, closest, near)
        if problem:
            return problem
    return ""


def _turned(one: Said, compared: Comparison, closest: Sequence[Said], near: Sequence[Said]) -> str:
    claim, source = compared.claim, compared.source
    word = wrong_polarity(one, claim.lists, [*closest, *near], source.lists)
    if word:
        return f"The negation “{word}” is in only one of it and what it cites."
    word = overstated(one, claim.lists, near, source.lists)
    if word:
        return f"Says “{word}”, which what it cites doesn't."
    word = unfounded_promise(one, claim.lists, near, source.lists)
    if word:
        return f"Announces something (“{word}”) that what it cites doesn't."
    piece = "Is a piece of a sentence, which as a whole may say something else."
    cut = any(torn(one, sentence) for sentence in closest)
    if claim.language != source.language:
        return piece if cut else ""
    for sentence in closest:
        found = opposite(one, sentence, source.lists) or exchanged_names(one, sentence, source.lists)
        if found:
            return f"Says “{found.mine}” where what it cites says “{found.theirs}”."
    if closest:
        found = difference(one, closest[0], source.lists)
        if found and found.mine and found.theirs:
            return f"Says “{found.mine}” where what it cites says “{found.theirs}”."
        if found and found.mine:
            return f"Adds “{found.mine}” to what it cites."
        if found:
            return f"Leaves out “{found.theirs}”, which limits what it cites."
        left, whole = cut_name(one, closest[0], source.lists)
        if left:
            return f"Leaves out “{left}” of the name “{whole}”."
    return piece if cut else ""


def _once(said: Sequence[Said]) -> list[Said]:
    seen: set[int] = set()
    return [one for one in said if not (id(one) in seen or seen.add(id(one)))]  # type: ignore[func-returns-value]
