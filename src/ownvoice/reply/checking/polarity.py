"""Negations, quantities without numbers, limits and promises: what turns a sentence round without being its subject."""

from __future__ import annotations

from collections.abc import Sequence

from ownvoice.reply.checking.reading import Said
from ownvoice.reply.checking.wordlists import LANGUAGES, WordLists, wordlists

SCOPE = 3  # words of content after (or, for "pas", before) a negation that it denies


def negations(said: Sequence[str], lists: WordLists) -> list[int]:
    """Places of the words that deny ("ne" with its "pas" counts twice; "n't" is the word "t" after its verb)."""
    found = []
    for at, word in enumerate(said):
        if word == "non" and not at:
            continue  # answers the question, and says nothing that the rest doesn't
        if (word in lists.negations and not _no_denial(said, at, lists)) or (
            word == "t" and at and _contracted(said[at - 1])
        ):
            found.append(at)
    return found


def _contracted(before: str) -> bool:
    return before in _CONTRACTED


_CONTRACTED = frozenset(
    "don doesn didn isn aren wasn weren won wouldn can couldn shouldn hasn haven hadn ain mustn needn".split()
)


def _no_denial(said: Sequence[str], at: int, lists: WordLists) -> bool:
    word = said[at]
    after = said[at + 1] if at + 1 < len(said) else ""
    if lists.language == "en":
        if word == "no" and after in ("matter", "doubt", "longer") and after != "longer":
            return True
        return (word == "not" and after in ("only", "just")) or (word == "nothing" and after == "but")
    if word in ("ne", "n"):  # alone, or with "que", it doesn't deny
        rest = said[at + 1 : at + 7]
        return not any(one == "plus" or one in lists.negations - {"ne", "n"} for one in rest)
    return word == "pas" and after in ("seulement", "mal")


def wrong_polarity(claim: Said, claim_lists: WordLists, best: Sequence[Said], lists: WordLists) -> str:
    """The negation that only one of the claim and the sentences it rests on has, or "".

    `best`: those sentences, closest first. A claim that denies needs one of them to deny something it speaks of
    too; a claim that doesn't mustn't speak of what the first one denies.
    """
    foreign = _foreign_denial(claim, claim_lists, best)
    if foreign:
        return foreign
    mine = negations(claim.words, claim_lists)
    denied = [_scope(one, at, lists) for one in best for at in negations(one.words, lists)]
    if claim_lists.language != lists.language:
        # What a denial is about can't be compared by words then: both deny as often.
        ours, theirs = _denials(claim), _denials(best[0]) if best else []
        return "" if len(ours) == len(theirs) else (*ours, *theirs)[0]
    if mine:
        if any(_denies_softly(one, lists) for one in best):
            return ""
        spoken = set(claim.stems)
        return "" if any(scope & spoken for scope in denied) else _named(claim, mine[0])
    if not best:
        return ""
    if _denies_softly(claim, claim_lists):
        return ""
    content = {claim.stems[i] for i in claim.content}
    first = best[0]
    for at in negations(first.words, lists):
        if _scope(first, at, lists) & content:
            return _named(first, at)
    return ""


def _denials(said: Said) -> list[str]:
    """The words that deny in any language, "ne" left out since another word goes with it."""
    lists = [wordlists(code) for code in LANGUAGES]
    denying = {said.words[at] for one in lists for at in negations(said.words, one)}
    return [word for word in said.words if word in denying - {"ne", "n"}]


def _foreign_denial(claim: Said, claim_lists: WordLists, best: Sequence[Said]) -> str:
    """A word that denies in another language than the claim's and that its source doesn't have: "ne", "never"."""
    own = claim_lists.negations.union(claim_lists.numbers, *(one.words for one in best))
    foreign = [wordlists(code).negations for code in LANGUAGES if code != claim_lists.language]
    denying = frozenset().union(*foreign) - own
    return next((word for word in claim.words if len(word) > 1 and word in denying), "")


def _denies_softly(said: Said, lists: WordLists) -> bool:
    return any(word in lists.denials for word in said.words) or not lists.denial_stems.isdisjoint(said.stems)


def _named(said: Said, at: int) -> str:
    return f"{said.words[at - 1]}’t" if said.words[at] == "t" and at else said.words[at]


def _scope(said: Said, at: int, lists: WordLists) -> set[str]:
    """Stems of what a negation denies: the next words of content, and in French the verb before "pas"."""
    after = [i for i in said.content if i > at][:SCOPE]
    before = [i for i in said.content if i < at][-1:] if lists.language == "fr" else []
    denied = {said.stems[i] for i in (*after, *before) if said.words[i] not in lists.negations}
    if not after and not before and at:  # "It does not." denies what stands before
        denied |= {said.stems[i] for i in said.content if i < at}
    return denied.union(*(lists.alike.get(stem, ()) for stem in denied))


def overstated(claim: Said, claim_lists: WordLists, source: Sequence[Said], lists: WordLists) -> str:
    """The word of quantity ("all", "only", "most") that the claim has and the source says nothing alike of, or ""."""
    for name, phrases in claim_lists.quantifiers.items():
        if name in ("some", "many"):
            continue
        found = phrases.found(list(claim.words))
        if name == "only" and claim_lists.language == "fr":
            found = [word for word in found if word != "que"] or _ne_que(claim.words)
        if found and not any(_has(name, one, lists) for one in source):
            if name == "all" and found[0] == "any" and negations(claim.words, claim_lists):
                continue
            return found[0]
    return ""


def _has(name: str, said: Said, lists: WordLists) -> bool:
    listed = lists.quantifiers.get(name)
    spoken = list(said.words)
    if name == "only" and lists.language == "fr":
        return (
            bool([word for word in listed.found(spoken) if word != "que"] or _ne_que(said.words))
            if listed
            else False
        )
    return bool(listed and listed.found(spoken))


def _ne_que(said: Sequence[str]) -> list[str]:
    for at, word in enumerate(said):
        rest = said[at + 1 : at + 6]
        if word in ("ne", "n") and ("que" in rest or "qu" in rest) and not _FULL.intersection(rest):
            return ["ne … que"]
    return []


def unfounded_promise(claim: Said, claim_lists: WordLists, source: Sequence[Said], lists: WordLists) -> str:
    """The word that promises or announces ("will", "tomorrow") where the source does neither, or ""."""
    found = claim_lists.promises.found(list(claim.words))
    if not found:
        return ""
    theirs = [word for one in source for word in lists.promises.found(list(one.words))]
    relative = [word for word in found if word in _DAYS]
    if relative:
        return next((word for word in relative if word not in theirs), "") if lists is claim_lists else ""
    return "" if theirs else found[0]


_FULL = frozenset("pas jamais rien plus aucun aucune guere ni".split())
_DAYS = frozenset(
    {"tomorrow", "tonight", "next week", "next month", "next year", "soon"}
    | {"demain", "ce soir", "bientot", "semaine prochaine", "mois prochain", "annee prochaine"}
)
