"""Errors planted in true sentences, and harmless rewordings of them: made by rule, the same with every run.

An error changes one thing and leaves the rest word for word, as a model does that copies and slips. A rewording changes
words that carry nothing: contractions, connectives, the order of clauses, how a number is written, a plain synonym.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ownvoice.bench.verifying.creators import TrueSentence
from ownvoice.core.text import words
from ownvoice.reply.checking.names import names
from ownvoice.reply.checking.own_life import own_life
from ownvoice.reply.checking.reading import read
from ownvoice.reply.checking.wordlists import wordlists

SEED = 11


@dataclass(frozen=True, slots=True)
class Planted:
    """A sentence with an error (`kind` says which) or without (`kind` "true" or "reworded"), and its passage."""

    text: str
    passage: str
    language: str
    kind: str
    original: str


_MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
}
_DAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche".split(),
}
_COUNTS = {
    "en": "two three four five six seven eight nine ten twelve twenty thirty fifty".split(),
    "fr": "deux trois quatre cinq six sept huit neuf dix douze vingt trente cinquante".split(),
}
_PLACES = (
    "Paris London Seattle Redmond Tokyo Barcelona Berlin Amsterdam Boston Chicago Alaska Anchorage California Spain France "
    "Japan Germany Canada Lyon Bruxelles Londres Espagne Allemagne Belgique Suisse Italie Portugal Australia Europe "
    "Las.Vegas New.York Los.Angeles San.Francisco Argentina Oslo Norway Toronto Vancouver Austin Texas Oregon Portland "
    "Marseille Grenoble Nantes Grenade Andalousie Madrid Rome Chine China India Mexico Brazil"
).split()
_PLACE = re.compile(rf"\b(?:{'|'.join(place.replace('.', ' ') for place in _PLACES)})\b")
_PRICE = re.compile(r"[$€£] ?\d[\d.,]*|\b\d[\d.,]* ?(?:€|euros?\b|dollars?\b|cents\b|francs?\b)")
_NUMBER = re.compile(r"(?<![\w.,/:-])\d+(?:[.,]\d+)*(?![\w/:-])")
_LIVES = {
    "en": (
        "I lived there for three years.", "My daughter loves it.", "I tried it myself last winter.",
        "My wife and I visited them in spring.", "We bought one for our house.", "I was so happy when it arrived.",
        "I promise to send you one.", "I'm going to show it in Lisbon.", "As a child I dreamed of it.",
        "My brother works for them.", "I broke my arm doing it.", "Loved it from the first day.",
        "Can't wait to see you there!", "My own car has one.", "I felt sick for a week after it.",
    ),
    "fr": (
        "J'y ai habité pendant trois ans.", "Ma fille adore ça.", "Je l'ai essayé moi-même l'hiver dernier.",
        "Ma femme et moi y sommes allés au printemps.", "Nous en avons acheté un pour notre maison.",
        "J'étais si content de le recevoir.", "Je vous promets de vous en envoyer un.", "Je vais le montrer à Lisbonne.",
        "Enfant, j'en rêvais.", "Mon frère travaille chez eux.", "Je me suis cassé le bras en le faisant.",
        "Hâte de vous y voir !", "Ma propre voiture en a un.", "J'en ai été malade une semaine.", "On y va chaque été.",
    ),
}  # fmt: skip
_LIFE_CLAUSES = {
    "en": (
        ", as I learned in Lisbon",
        ", which my son loves",
        ", and I still use mine every day",
        ", just like at my house",
    ),
    "fr": (
        ", comme je l'ai appris à Lisbonne",
        ", ce que mon fils adore",
        ", et je m'en sers chaque jour",
        ", comme chez moi",
    ),
}


def planted(sentences: Iterable[TrueSentence], most: int) -> list[Planted]:
    """Errors of each kind in each language, at most `most` of a kind."""
    random_ = random.Random(SEED)  # noqa: S311
    listed = list(sentences)
    pool = {code: _name_pool(one for one in listed if one.language == code) for code in ("en", "fr")}
    found: list[Planted] = []
    kinds: dict[str, Callable[[TrueSentence, random.Random], str]] = {
        "number": _other_number,
        "date": _other_date,
        "price": _other_price,
        "name": lambda one, rnd: _other_name(one, rnd, pool[one.language]),
        "place": _other_place,
        "negation": _other_polarity,
        "experience": _experience,
    }
    for kind, change in kinds.items():
        for code in ("en", "fr"):
            count = 0
            for one in listed:
                if one.language != code:
                    continue
                text = change(one, random_)
                if (
                    not text
                    or words(text) == words(one.text)
                    or " ".join(words(text)) in " ".join(words(one.passage))
                ):
                    continue
                found.append(Planted(text, one.passage, code, kind, one.text))
                count += 1
                if count == most:
                    break
    return found


def rewordings(sentences: Iterable[TrueSentence], most: int) -> list[Planted]:
    """Reworded true sentences, at most `most` in each language, none that tells of the creator's own life.

    Those must be quoted, so that a reworded one is refused by rule, not by error.
    """
    random_ = random.Random(SEED + 1)  # noqa: S311
    found: list[Planted] = []
    counts = {"en": 0, "fr": 0}
    for one in sentences:
        if one.language not in counts or counts[one.language] == most:
            continue
        if any(own_life(said) for said in read(one.text, one.language).said) or "?" in one.text:
            continue
        text = _reworded(one, random_)
        if text and words(text) != words(one.text):
            found.append(Planted(text, one.passage, one.language, "reworded", one.text))
            counts[one.language] += 1
    return found


def _other_number(one: TrueSentence, rnd: random.Random) -> str:
    if _PRICE.search(one.text):
        return ""
    spelled = re.compile(rf"\b(?:{'|'.join(_COUNTS[one.language])})\b", re.IGNORECASE)
    match = _NUMBER.search(one.text)
    if match:
        return _replaced(one.text, match, _another_number(match.group(), rnd))
    match = spelled.search(one.text)
    if not match:
        return ""
    other = rnd.choice([word for word in _COUNTS[one.language] if word != match.group().lower()])
    return _replaced(one.text, match, other.capitalize() if match.group()[0].isupper() else other)


def _another_number(written: str, rnd: random.Random) -> str:
    digits = list(written)
    places = [i for i, c in enumerate(digits) if c.isdigit()]
    place = rnd.choice(places)
    others = [c for c in "123456789" if c != digits[place]]
    digits[place] = rnd.choice(others)
    return "".join(digits)


def _other_date(one: TrueSentence, rnd: random.Random) -> str:
    for listed in (_MONTHS[one.language], _DAYS[one.language]):
        pattern = re.compile(
            rf"\b(?:{'|'.join(word for word in listed if word not in ('May', 'March', 'mars'))})\b"
        )
        match = pattern.search(one.text)
        if match:
            return _replaced(one.text, match, rnd.choice([word for word in listed if word != match.group()]))
    match = re.search(r"\b(?:19|20)\d\d\b", one.text)
    return (
        _replaced(one.text, match, str(int(match.group()) + rnd.choice([-3, -2, -1, 1, 2, 3])))
        if match
        else ""
    )


def _other_price(one: TrueSentence, rnd: random.Random) -> str:
    match = _PRICE.search(one.text)
    return _replaced(one.text, match, _another_number(match.group(), rnd)) if match else ""


def _name_pool(sentences: Iterable[TrueSentence]) -> list[str]:
    found = set()
    for one in sentences:
        for run in names(one.text, wordlists(one.language)):
            found.update(name for name in run if name.isalpha() and len(name) > 3 and not name.isupper())
        if len(found) > 3_000:
            break
    return sorted(found)


def _other_name(one: TrueSentence, rnd: random.Random, pool: list[str]) -> str:
    runs = [name for run in names(one.text, wordlists(one.language)) for name in run if len(name) > 2]
    runs = [name for name in runs if not one.text.startswith(name) and not _PLACE.fullmatch(name)]
    if not runs or not pool:
        return ""
    name = rnd.choice(runs)
    other = rnd.choice(pool)
    return re.sub(rf"\b{re.escape(name)}\b", other, one.text) if other.lower() != name.lower() else ""


def _other_place(one: TrueSentence, rnd: random.Random) -> str:
    match = _PLACE.search(one.text)
    if not match:
        return ""
    return _replaced(
        one.text, match, rnd.choice([p.replace(".", " ") for p in _PLACES if p != match.group()])
    )


_UNDENY = {
    "en": re.compile(
        r"\b(?P<a>do|does|did|is|are|was|were|wo|would|ca|could|should|has|have|had)(?:n['’]t| not)\b"
        r"|\bcannot\b|\bnever (?=\w)",
        re.IGNORECASE,
    ),
    "fr": re.compile(r"\bn(?:e |['’])(?P<verb>\w+) (?:pas|jamais|plus)\b", re.IGNORECASE),
}
_DENY = {
    "en": re.compile(
        r"\b(is|are|was|were|can|could|should|will|would|has|have|does|must)\b(?! not|n['’]t)", re.IGNORECASE
    ),
    "fr": re.compile(
        r"\b(est|sont|était|peut|peuvent|doit|doivent|sera|permet|a|ont|avez|faut|fait|propose)\b(?! pas)",
        re.IGNORECASE,
    ),
}
_WONT = {"wo": "will", "ca": "can"}


def _other_polarity(one: TrueSentence, rnd: random.Random) -> str:
    match = _UNDENY[one.language].search(one.text)
    if match and one.language == "fr":
        return _replaced(one.text, match, match.group("verb"))
    if match:
        verb = match.groupdict().get("a") or ("can" if match.group().lower() == "cannot" else "")
        verb = "" if verb.lower() in ("do", "does", "did") else _WONT.get(verb.lower(), verb)
        return re.sub(r" {2,}", " ", _replaced(one.text, match, verb))
    match = _DENY[one.language].search(one.text)
    if not match or (one.language == "fr" and one.text[: match.start()].endswith(("y ", "en ", "t-", "'"))):
        return ""
    verb = match.group()
    if one.language == "en":
        return _replaced(one.text, match, f"{verb} not")
    return _replaced(one.text, match, f"n'{verb} pas" if verb[0].lower() in "aeéo" else f"ne {verb} pas")


def _experience(one: TrueSentence, rnd: random.Random) -> str:
    if rnd.random() < 0.5:
        return f"{one.text} {rnd.choice(_LIVES[one.language])}"
    if rnd.random() < 0.5:
        return rnd.choice(_LIVES[one.language])
    return f"{one.text.rstrip('.!')}{rnd.choice(_LIFE_CLAUSES[one.language])}."


def _replaced(text: str, match: re.Match[str], other: str) -> str:
    return text[: match.start()] + other + text[match.end() :]


_SWAPS = {
    "en": [
        (r"\bit's\b", "it is"),
        (r"\bIt's\b", "It is"),
        (r"\bdon't\b", "do not"),
        (r"\bdoesn't\b", "does not"),
        (r"\bcan't\b", "cannot"),
        (r"\bisn't\b", "is not"),
        (r"\bthere's\b", "there is"),
        (r"\bthat's\b", "that is"),
        (r"\bis not\b", "isn't"),
        (r"\bdo not\b", "don't"),
        (r"\bhowever\b", "though"),
        (r"\blarge\b", "big"),
        (r"\bbegin\b", "start"),
        (r"\bvery \b", ""),
        (r"\breally \b", ""),
        (r"\bjust \b", ""),
        (r"\balso \b", ""),
        (r"\bin order to\b", "to"),
        (r"\bbecause\b", "since"),
        (r"\bseveral\b", "various"),
        (r"\bhelp\b", "aid"),
        (r"\bcreate\b", "make"),
        (r"\beasy\b", "simple"),
        (r"\bfolder\b", "directory"),
        (r"\ballows\b", "lets"),
        (r"\bneed to\b", "have to"),
        (r"\bmany (?=[a-z]+s\b)", "numerous "),
        (r"\bquite \b", ""),
        (r"\bsuch as\b", "like"),
        (r"\bpeople\b", "folks"),
        (r"\bproblem\b", "issue"),
        (r"\bfor example\b", "for instance"),
        (r"\bFor example\b", "For instance"),
    ],
    "fr": [
        (r"\bcar\b", "parce que"),
        (r"\bégalement\b", "aussi"),
        (r"\baussi\b", "également"),
        (r"\btrès \b", ""),
        (r"\bbien \b", ""),
        (r"\bdonc \b", ""),
        (r"\bafin de\b", "pour"),
        (r"\bpour (?=[a-z]+(?:er|ir|oir|re)\b)", "afin de "),
        (r"\bvraiment \b", ""),
        (r"\bassez \b", ""),
        (r"\butiliser\b", "employer"),
        (r"\brapidement\b", "vite"),
        (r"\bpar exemple\b", "notamment"),
        (r"\blorsque\b", "quand"),
        (r", mais (?=(?:il|elle|on|les|la|le|cela|ce)\b)", ", cependant "),
        (r"\bfacile\b", "simple"),
        (r"\bproblème\b", "souci"),
        (r"\bcela\b", "ça"),
        (r"\bdésormais\b", "maintenant"),
        (r"\bgens\b", "personnes"),
        (r"\bplusieurs\b", "divers"),
        (r"\btoutefois\b", "cependant"),
        (r"\bnotamment \b", ""),
        (r"\bcertes \b", ""),
        (r"\bobtenir\b", "avoir"),
        (r"\bdemander\b", "solliciter"),
    ],
}
_OPENERS = {
    "en": re.compile(
        r"^(?:However|Also|So|Well|Thus|Then|Now|In fact|Of course|Fortunately|Unfortunately|Basically|Instead"
        r"|Meanwhile|Interestingly), ?",
        re.IGNORECASE,
    ),
    "fr": re.compile(
        r"^(?:Par ailleurs|En effet|Ainsi|Enfin|Cependant|Toutefois|Du coup|Malheureusement|Bref|Bon|De plus"
        r"|D'ailleurs|Évidemment|Oui|Non)[,.] ?",
        re.IGNORECASE,
    ),
}  # fmt: skip
_CONDITION = {
    "en": re.compile(
        r"^(?P<a>(?:If|When|While|Once|After|Before|Although) [^,]{8,80}), (?P<b>[^,]{10,})[.!]$"
    ),
    "fr": re.compile(
        r"^(?P<a>(?:Si|Quand|Lorsque|Lorsqu'|Pour|Dès que|Une fois) ?[^,]{8,80}), (?P<b>[^,]{10,})[.!]$"
    ),
}


def _reworded(one: TrueSentence, rnd: random.Random) -> str:
    text = one.text
    changes = 0
    condition = _CONDITION[one.language].match(text)
    if condition:
        a, b = condition.group("a"), condition.group("b")
        text = f"{b[0].upper()}{b[1:]} {a[0].lower()}{a[1:]}."
        changes += 1
    opened = _OPENERS[one.language].sub("", text)
    if opened != text:
        text = opened[:1].upper() + opened[1:]
        changes += 1
    swaps = list(_SWAPS[one.language])
    rnd.shuffle(swaps)
    for pattern, other in swaps:
        if changes >= 3:
            break
        changed = re.sub(pattern, other, text, count=1)
        if changed != text:
            text, changes = changed, changes + 1
    for digits, word in zip("2 3 4 5 6 7 8 9 10 12 20 30 50".split(), _COUNTS[one.language], strict=True):
        changed = re.sub(rf"(?<=[a-z] ){digits}(?= [a-zéà]{{3}})", word, text)
        if changed != text:
            text, changes = changed, changes + 1
    return text if changes else ""


def sample(sentences: Iterable[TrueSentence], half: int) -> Iterator[TrueSentence]:
    """The sentences of one half (0 or 1), told by their key: one for learning, one for measuring."""
    return (one for one in sentences if int(one.key[:2], 16) % 2 == half)
