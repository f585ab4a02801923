"""What the creator made or offers, by name: "my book Cats at Work", "mon podcast « Levain »", "I released Tern, an app"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ownvoice.voice.facts.fact import FactKind
from ownvoice.voice.facts.statement import Statement, key_of
from ownvoice.voice.own_sentences import OwnSentence

_THINGS = (
    r"book|ebook|e-book|novel|course|app|application|plugin|plug-in|extension|podcast|newsletter|"
    r"library|template|preset pack|"
    r"presets|album|single|ep|game|workshop|magazine|zine|comic|shop|store|channel|show|series|tool|"
    r"package|gem|framework|"
    r"open source project|side project|project|website|startup|company|brand|collection|cookbook|film|documentary|"
    r"livre|roman|cours|formation|appli|greffon|lettre|infolettre|bibliotheque|jeu|atelier|boutique|chaine|emission|"
    r"serie|outil|projet|site|entreprise|marque|bd|documentaire"
)
_OWN = re.compile(
    rf"(?<![\w'’])(?:my|our|mon|ma|notre) (?P<which>(?:(?:new|latest|first|second|upcoming|free|own|old|"
    rf"little|small|nouveau|nouvelle|dernier|"
    rf"derniere|premier|premiere|petit|petite|propre|online|"
    rf"pet) ){{0,2}}(?:{_THINGS}))(?: en ligne)?(?:,|:)?(?: (?:is )?called| named| titled| entitled|"
    rf" s'appelle| est intitulee?| intitulee?| appelee?)?,? "
)
_MADE = re.compile(
    r"(?<![\w'’])(?:i|we|i've|i have|we've) (?:just |recently |finally |also |have )?(?:released|"
    r"launched|published|created|built|wrote|made|started|announced) "
)
_MADE_FR = re.compile(
    r"(?<![\w'’])(?:j'ai|nous avons|on a) (?:enfin |recemment |aussi )?(?:sorti|lance|publie|cree|ecrit|"
    r"developpe|realise) "
)
_APPOSITION = re.compile(
    rf"^,? (?:which is )?(?:an?|my|the|un|une|mon|ma) (?:[\w.#+-]+ ){{0,4}}?(?P<which>{_THINGS})\b"
)
_TITLE = re.compile(
    r"[“«\"]\s?([^”»\"\n]{2,60}?)\s?[”»\"]|([A-Z][\w.+#'’-]*(?: (?:[A-Z0-9][\w.+#'’-]*|of|the|and|for|"
    r"in|at|to|a|de|du|des|la|le|les|et|à|en)){0,6})"
)
_TAIL = re.compile(r"(?: (?:of|the|and|for|in|at|to|a|de|du|des|la|le|les|et|à|en))+$")
_FOLLOWING = re.compile(r" ([a-zà-ÿ][\w'’-]*)")
_APART = re.compile(r"[”»\"]?(?:[.,;:!()–—]|$| (?:is|was|has been|which|,|est|sera)\b)")
_MAY_FOLLOW = frozenset(
    "is was has will can and or but for to as with on in at which that who from by if when where since "
    "because about came comes got gets "
    "a an the now est a sera et ou mais pour avec sur dans qui que de du des depuis fait fete arrive "
    "parait sort".split()
)
_NOT_TITLES = re.compile(
    r"^(?:I|It|The|A|An|This|That|My|We|You|He|She|They|In|On|To|For|But|And|When|If|Is|Was|As|At|By|So|"
    r"Then|Monday|Tuesday|Wednesday|Thursday|"
    r"Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|"
    r"November|December|Je|Il|Elle|Le|La|Les|Et)(?:['’]\w+)?$"
)


def products_in(sentence: OwnSentence) -> Iterator[Statement]:
    """The creator's own things that a sentence names; the key is what kind of thing, the value its name."""
    plain, text = sentence.plain, sentence.text
    for match in _OWN.finditer(plain):
        in_a_title = text[match.start()].isupper() and match.start() > 2  # "What Does My Site Cost?"
        if not sentence.said_by_others(match.start()) and not in_a_title:
            name = _name(text, match.end())
            apart = match.group().rstrip().endswith(",")
            if name and (not apart or _APART.match(text, match.end() + len(name))):
                yield Statement(FactKind.PRODUCT, key_of(match["which"]), name)
    for pattern in (_MADE, _MADE_FR):
        for match in pattern.finditer(plain):
            titled = _TITLE.match(text, match.end())
            name = _name(text, match.end())
            after = _APPOSITION.match(plain[titled.end() : titled.end() + 80]) if titled and name else None
            if after and not sentence.said_by_others(match.start()):
                yield Statement(FactKind.PRODUCT, key_of(after["which"]), name)


def _name(text: str, start: int) -> str:
    titled = _TITLE.match(text, start)
    if titled is None:
        return ""
    name = _TAIL.sub("", (titled[1] or titled[2]).strip()).rstrip(".,'’")
    if _NOT_TITLES.match(name) or len(name) < 2 or (len(name) < 4 and name.isupper()):
        return ""
    noun = _FOLLOWING.match(text, start + len(name)) if not titled[1] else None
    return "" if noun and noun[1] not in _MAY_FOLLOW else name  # "my Web game", "my first Framework feature"
