"""Prices: an amount with its currency, and in the same clause what it is the price of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from ownvoice.voice.facts.fact import FactKind
from ownvoice.voice.facts.statement import Statement, key_of
from ownvoice.voice.own_sentences import OwnSentence

_SIGNS = {
    "$": "USD",
    "us$": "USD",
    "usd": "USD",
    "dollar": "USD",
    "dollars": "USD",
    "bucks": "USD",
    "€": "EUR",
    "eur": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "£": "GBP",
    "gbp": "GBP",
    "pounds": "GBP",
    "pound": "GBP",
    "chf": "CHF",
    "cad": "CAD",
    "ca$": "CAD",
    "aud": "AUD",
    "a$": "AUD",
}
_NUMBER = r"\d{1,3}(?:[ ,.\u00a0\u202f]\d{3}){1,3}(?:[.,]\d{1,2})?(?!\d)|\d{1,7}(?:[.,]\d{1,2})?(?!\d)"
_AMOUNT = (
    rf"(?:(?P<before>us\$|ca\$|a\$|[$€£])\s?(?P<first>{_NUMBER})(?![\d%]|\s?[kmb]\b|\s?(?:million|billion|thousand))|"
    rf"(?<![\d.,$€£])(?P<second>{_NUMBER})\s?(?P<after>€|£|euros?\b|eur\b|dollars?\b|usd\b|bucks\b|gbp\b|"
    rf"chf\b|cad\b|aud\b))"
)
_PERIOD = re.compile(
    r"^\s?(?:/|per |a |an |each |every |par )\s?(month|year|week|day|hour|mo\b|yr\b|person|mois|an\b|"
    r"annee|semaine|jour|heure|personne)"
)
_PERIODS = {
    "mo": "month",
    "mois": "month",
    "yr": "year",
    "an": "year",
    "annee": "year",
    "semaine": "week",
    "jour": "day",
    "heure": "hour",
    "personne": "person",
}
# What stands between the thing and its price. The thing is at most eight words before it.
_THING = r"(?P<thing>(?:[\w'’+#.\-]+ ){0,7}[\w'’+#.\-]+)"
_COSTS = re.compile(
    rf"(?:^|[,;:(]\s?|\b(?:and|but|so|that|et|mais|que|because|since)\s){_THING}(?:,)? "
    r"(?:(?:will |now |currently |only |normally |usually |still |also )?(?:costs?|sells? for|goes for|"
    r"retails? (?:for|at)|starts? (?:at|from)|"
    r"is (?:now |only |just |currently |available (?:for|at) |priced at |on sale for |listed at )|"
    r"are (?:now |only |just )?|costing|"
    r"coutent?|coute|est (?:vendue? |proposee? |disponible )?(?:a|au prix de)|sont (?:vendu\w* )?a|"
    r"est a|demarre a|commence a))\s?"
    r"(?:(?:only|just|about|around|roughly|approximately|a mere|a whopping|seulement|environ|"
    r"a partir de|me|you|us) ){0,2}"
    rf"{_AMOUNT}"
)
_PRICE_OF = re.compile(
    rf"\b(?:price (?:of|for)|cost of|prix (?:de|du|des|d'|pour) ?) ?(?:(?:the|a|an|my|our|le|la|les|l') ?)?{_THING} "
    rf"(?:is|was set at|est|est de|:) ?(?:now |only |de )?{_AMOUNT}"
)
# "Tickets: 25 €", "Early bird ($49)", "livre dispo à 20 €"
_LISTED = re.compile(
    rf"(?:^|[,;•|·–-]\s?){_THING}(?: ?[:=] ?| ?\()(?:from |only |just |a partir de |des )?{_AMOUNT}"
)
_OFFERED = re.compile(
    rf"(?:^|[,;:]\s?|\b(?:and|but|et|mais)\s){_THING},? (?:now |en vente |dispo(?:nible)?s? |out now |"
    rf"available )(?:for|at|a|pour) (?:only |just |seulement )?{_AMOUNT}"
)
_SOLD = re.compile(
    r"\b(?:tickets?|books?|ebook|e-book|courses?|class|pass|passes|memberships?|subscriptions?|kits?|"
    r"plans?|packs?|bird|prices?|rates?|fee|fees|"
    r"prints?|shirts?|t-shirts?|posters?|album|licen[cs]es?|admission|entry|registration|workshops?|"
    r"version|edition|vinyl|cd|mug|bundle|"
    r"livres?|billets?|tarifs?|abonnements?|places?|stages?|formations?|cours|ateliers?|entrees?|"
    r"tirages?|affiches?|inscription|adhesion|coffret)\b"
)
_CLAUSE = re.compile(r"\b(?:because|that|and|but|so|since|which|though|que|mais|et|parce)\b")
_VAGUE = frozenset(
    "it this that they he she these those there which who what one i you we ca cela il elle ils elles "
    "ce c'est qui on all each "
    "everything something nothing total rest difference price cost value prix tout celui celle ceci result bill".split()
)
_NO_PRICE = re.compile(
    r"\b(?:donat\w+|rais(?:e|ed|ing)|paid|pay|spent|save[ds]?|earn\w*|mak(?:e|es|ing)|lost|lose|won|"
    r"worth|revenue|salary|salaries|compensation|income|rent|prize|award\w*|fine|fined|"
    r"budget|bet|owe[ds]?|bonus|tip|stock|shares?|market cap|was|were|had|would|could|if|used to|might|suppose|"
    r"donner|dons?|gagn\w+|paye\w*|depens\w+|economis\w+|salaire|amende|etait|etaient|si|aurait|serait|coutait)\b"
)


def prices_in(sentence: OwnSentence) -> Iterator[Statement]:
    """The prices a sentence states, each with what it is the price of. What was paid, saved, raised or won is none."""
    plain = sentence.plain
    if not any(
        sign in plain for sign in ("$", "€", "£", "euro", "eur", "dollar", "usd", "bucks", "gbp", "chf")
    ):
        return
    if _NO_PRICE.search(plain) or sentence.quoted:
        return
    for pattern in (_PRICE_OF, _COSTS, _OFFERED, _LISTED):
        for match in pattern.finditer(plain):
            value = _value(match, plain)
            key = key_of(_CLAUSE.split(match["thing"])[-1])
            if (
                value
                and key
                and (pattern is not _LISTED or _SOLD.search(match["thing"]))
                and _VAGUE.isdisjoint(match["thing"].split()[-1:])
                and _VAGUE.isdisjoint(key.split())
            ):
                yield Statement(FactKind.PRICE, key, value)
                return


def _value(match: re.Match[str], plain: str) -> str:
    number, sign = (match["first"], match["before"]) if match["first"] else (match["second"], match["after"])
    amount = _decimal(number)
    if amount is None or not 0 < amount < 10_000_000:
        return ""
    period = _PERIOD.match(plain[match.end() :])
    every = f"/{_PERIODS.get(period[1], period[1])}" if period else ""
    return f"{_SIGNS[sign.strip()]} {amount:.2f}{every}"


def _decimal(number: str) -> Decimal | None:
    """ "1,299.00", "1 299,00", "19,99" and "1.299" are read as people write them."""
    bare = re.sub(r"[ \u00a0\u202f]", "", number)
    last = max(bare.rfind(","), bare.rfind("."))
    if last >= 0:
        digits = bare[last + 1 :]
        whole = re.sub(r"[.,]", "", bare[:last])
        bare = f"{whole}{digits}" if len(digits) == 3 else f"{whole}.{digits}"
    try:
        return Decimal(bare)
    except InvalidOperation:
        return None
