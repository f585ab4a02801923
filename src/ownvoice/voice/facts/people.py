"""People the creator names together with what they are to them: "my colleague Ana Ruiz", "mon frère Paul"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ownvoice.voice.facts.fact import FactKind
from ownvoice.voice.facts.statement import Statement
from ownvoice.voice.own_sentences import OwnSentence

_RELATIONS = (
    r"friend|best friend|colleague|co-worker|coworker|teammate|team mate|boss|manager|former boss|former colleague|"
    r"former co-worker|former coworker|co-author|coauthor|co-host|cohost|co-founder|cofounder|"
    r"business partner|partner|assistant|"
    r"editor|publisher|producer|mentor|teacher|coach|roommate|neighbor|neighbour|wife|husband|"
    r"girlfriend|boyfriend|fiancee|"
    r"son|daughter|brother|sister|mother|father|mom|mum|dad|cousin|uncle|aunt|nephew|niece|"
    r"brother-in-law|sister-in-law|buddy|pal"
)
_RELATIONS_FR = (
    r"amie?|pote|copine?|copain|meilleure? amie?|collegue|ancien collegue|ancienne collegue|associee?|"
    r"patron|patronne|chef|"
    r"co-auteur|coauteur|assistante?|monteuse?|monteur|editeur|editrice|productrice|producteur|mentor|"
    r"prof|coach|coloc|colocataire|"
    r"voisine?|femme|mari|compagne|compagnon|epouse|fils|fille|frere|s(?:oe|œ)ur|mere|pere|cousine?|"
    r"oncle|tante|neveu|niece|"
    r"beau-frere|belle-s(?:oe|œ)ur"
)
_FIRST = r"[A-ZÀ-Ý][a-zà-ÿ]+(?:-[A-ZÀ-Ý][a-zà-ÿ]+)?"
_NAME = re.compile(rf"{_FIRST}(?: (?:de |van |von |Mc|Mac|O['’])?{_FIRST}){{0,2}}(?![\w])")
_MY = re.compile(
    rf"(?<![\w'’])(?:my (?:(?!former|ex)\w+ )?(?P<en>{_RELATIONS})|(?:mon|"
    rf"ma) (?:(?!ancien|ex)\w+ )?(?P<fr>{_RELATIONS_FR})),? (?:named |called |nommee? )?(?=\S)"
)
_AFTER = re.compile(
    rf"^,? (?:who is |is |qui est |est )?(?:my (?:(?!former|ex)\w+ )?(?P<en>{_RELATIONS})|(?:mon|"
    rf"ma) (?:(?!ancien|ex)\w+ )?(?P<fr>{_RELATIONS_FR}))\b(?! (?:of|d'|de|du|and|et)\b)(?!['-])"
)
_ENDS = re.compile(r"[,.;:!?()]|$| (?:who|is|and)\b")
_NOT_PEOPLE = frozenset(
    "Mr Mrs Ms Dr Prof Mme I It The This That And But So We You He She They In On At For With When If "
    "Then There Here What "
    "Why How Monday Tuesday "
    "Wednesday Thursday Friday Saturday Sunday January February March April May June July August "
    "September October November "
    "December Microsoft Google Apple Github Et Mais Donc Je Il Elle On Nous Vous Ils Elles Le La Les "
    "Un Une Des Ce Cette "
    "Facebook Twitter Windows Linux Mac Amazon Bonjour Hello Hi Thanks Merci English French Not No Yes "
    "Also Just".split()
)


def people_in(sentence: OwnSentence) -> Iterator[Statement]:
    """The people a sentence names with their relation to its author; the key is the name, the value the relation."""
    if "my " not in sentence.plain and "mon " not in sentence.plain and "ma " not in sentence.plain:
        return
    for match in _MY.finditer(sentence.plain):
        if sentence.said_by_others(match.start()):
            continue
        named = _NAME.match(sentence.text, match.end())
        mine = sentence.text[match.start() : match.start() + 3]
        if named and named.group().split()[0] not in _NOT_PEOPLE and not mine.isupper():
            # "the birth of my son, Subkismet was also born": after a comma a full name, or a comma behind it
            if (
                "," in match.group()
                and " " not in named.group()
                and not _ENDS.match(sentence.text, named.end())
            ):
                continue
            yield Statement(FactKind.PERSON, _person(named.group()), match["en"] or match["fr"])
    for named in _NAME.finditer(sentence.text):
        after = _AFTER.match(sentence.plain[named.end() : named.end() + 60])
        name = named.group()
        if (
            after
            and " " in name
            and name.split()[0] not in _NOT_PEOPLE
            and not sentence.said_by_others(named.start())
        ):
            yield Statement(FactKind.PERSON, _person(name), after["en"] or after["fr"])


def _person(name: str) -> str:
    return " ".join(part for part in name.split() if part not in _NOT_PEOPLE)
