"""Days on which something takes place: a date and an event named in the same sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ownvoice.voice.facts.fact import FactKind
from ownvoice.voice.facts.statement import Statement, key_of
from ownvoice.voice.own_sentences import OwnSentence

_MONTHS = {
    "january": 1,
    "february": 2,
    "march": 3,
    "april": 4,
    "may": 5,
    "june": 6,
    "july": 7,
    "august": 8,
    "september": 9,
    "october": 10,
    "november": 11,
    "december": 12,
    "jan": 1,
    "feb": 2,
    "mar": 3,
    "apr": 4,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sept": 9,
    "sep": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
    "janvier": 1,
    "fevrier": 2,
    "mars": 3,
    "avril": 4,
    "mai": 5,
    "juin": 6,
    "juillet": 7,
    "aout": 8,
    "septembre": 9,
    "octobre": 10,
    "novembre": 11,
    "decembre": 12,
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = r"(?:[12]\d|3[01]|0?[1-9])"
_YEAR = r"(?:19|20)\d\d"
_TO = r"\s?(?:-|–|to|and|through|until|till|au|et|a)\s?(?:the |le )?"
_FORMS = (
    re.compile(rf"\b(?P<y>{_YEAR})-(?P<mo>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])\b"),
    re.compile(
        rf"\b(?P<m>{_MONTH})\.? (?P<d>{_DAY})(?:st|nd|rd|th)?(?:{_TO}(?P<d2>{_DAY})(?:st|nd|rd|"
        rf"th)?)?(?:,? (?P<y>{_YEAR}))?(?![\d:%])"
    ),
    re.compile(
        rf"\b(?P<d>{_DAY})(?:st|nd|rd|th|er)?(?:{_TO}(?P<d2>{_DAY})(?:st|nd|rd|"
        rf"th)?)? (?:of )?(?P<m>{_MONTH})\b\.?(?:,? (?P<y>{_YEAR}))?"
    ),
)
_YEARS = re.compile(rf"\b{_YEAR}\b")
# "from 16 July to 29 August"
_UNTIL = re.compile(
    rf"{_TO}(?:(?P<d>{_DAY})(?:st|nd|rd|th|er)? (?:of )?(?P<m>{_MONTH})\b|"
    rf"(?P<m2>{_MONTH})\.? (?P<d2>{_DAY})(?:st|nd|rd|th)?(?!\d))(?:,? (?P<y>{_YEAR}))?"
)
# What may take place on a day. Only these make a date a fact worth keeping.
_EVENT = re.compile(
    r"\b(?P<event>(?:[\w.#+'-]+ ){0,3}(?:conference|conf|meetup|meet-up|workshop|webinar|hackathon|camp|"
    r"barcamp|codecamp|festival|"
    r"concert|exhibition|premiere|livestream|live stream|masterclass|bootcamp|keynote|talk|presentation|"
    r"session|user group|"
    r"summit|giveaway|auction|contest|sale|course|tour|party|picnic|race|marathon|tournament|class|edition|"
    r"atelier|stage|formation|exposition|salon|rencontre|soiree|webinaire|spectacle|tournee|vernissage|"
    r"dedicace|ouverture|"
    r"solde|concours|conference)s?)\b"
)
_TAKES_PLACE = re.compile(
    r"\b(?:on|this|next|from|starts?|starting|begins?|opens?|opening|launch(?:es|ing)?|held|"
    r"takes? place|taking place|deadline|until|"
    r"by|will|i'll|i'm|we'll|join|see you|register|registration|is|coming|scheduled|runs?|happening|be|"
    r"le|du|aura lieu|a lieu|auront lieu|ouvre\w*|commence\w*|debute\w*|jusqu'au|rendez-vous|"
    r"inscription\w*|sera|seront|se tiendra|"
    r"se tiennent|se deroulera|prochaine?)\b"
)
_PAST = re.compile(
    r"\b(?:thinking|probably|maybe|might|perhaps|peut-etre|sans doute|was|were|went|had|did|happened|"
    r"attended|gave|spoke|since|last|ago|took|published|posted|"
    r"written|wrote|started|began|"
    r"etait|etaient|avait|eu lieu|suis alle|ete|depuis|dernier|derniere|s'est|se sont|publie)\b"
)


def dates_in(sentence: OwnSentence, written_on: date | None) -> Iterator[Statement]:
    """What takes place when, as the sentence announces it; at most one. A missing year is the next one after
    `written_on`; without that there is no date. What happened before isn't announced."""
    plain = sentence.plain
    if not any(c.isdigit() for c in plain) or _PAST.search(plain):
        return
    if not _TAKES_PLACE.search(plain):
        return
    for form in _FORMS:
        match = form.search(plain)
        if match is None:
            continue
        event = _event_near(plain, match.start())
        if event is None or sentence.said_by_others(event.start("event")):
            return
        given = match.groupdict()
        further = _UNTIL.match(plain, match.end()) if not given.get("d2") else None
        if further is not None and not given["y"]:
            given["y"] = further["y"]
        first, last = _days(given, written_on)
        if first is not None and not given["y"] and any(int(y) != first.year for y in _YEARS.findall(plain)):
            return  # another year is named: it may be that one's
        if first is not None and further is not None:
            until = _day(
                first.year, _MONTHS[further["m"] or further["m2"]], int(further["d"] or further["d2"])
            )
            last = until if until is not None and until > first else None
        if first is None or (written_on is not None and first < written_on):
            return
        key = key_of(event["event"])
        if key:
            value = first.isoformat() if last in (None, first) else f"{first.isoformat()}/{last}"
            yield Statement(FactKind.DATE, key, value, first, last or first)
        return


def _event_near(plain: str, day: int) -> re.Match[str] | None:
    """The last event named before the day, or the first after it."""
    named = list(_EVENT.finditer(plain))
    before = [event for event in named if event.end() <= day]
    return before[-1] if before else next(iter(named), None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _days(found: dict[str, str | None], written_on: date | None) -> tuple[date | None, date | None]:
    month = int(found.get("mo") or 0) or _MONTHS[found["m"] or ""]
    year = int(found["y"] or 0)
    day, until = int(found["d"] or 0), int(found.get("d2") or 0)
    if not year:
        if written_on is None:
            return None, None
        year = written_on.year + (1 if (month, day) < (written_on.month, written_on.day) else 0)
        if (month - written_on.month) % 12 > 9:  # nearly a year ahead: it rather was
            return None, None
    return _day(year, month, day), _day(year, month, until) if until > day else None
