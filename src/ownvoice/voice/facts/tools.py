"""Tools the creator uses, and for what: only by name ("I edit with DaVinci Resolve", "my camera is a Sony A7")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ownvoice.voice.facts.fact import FactKind
from ownvoice.voice.facts.statement import Statement, key_of
from ownvoice.voice.own_sentences import OwnSentence

# A name as it is written: words with a capital or a digit, and what joins them.
NAME = (
    r"[A-Z0-9][\w.+#/'’®™&-]*(?:[ ](?:[A-Z0-9][\w.+#/'’®™&-]*|of|de|du|II|III|(?:pro|mini|air|plus)\b)){0,5}"
)
_ADVERB = (
    r"(?:(?:personally|usually|generally|always|typically|mostly|mainly|primarily|currently|now|still|also|only|often|"
    r"actually|regularly|toujours|maintenant|desormais|principalement|actuellement|aussi|surtout|essentiellement) )?"
)
_USE = re.compile(
    rf"(?<![\w'’])(?:i {_ADVERB}(?:use|rely on|work (?:with|in|on)|write (?:in|with)|edit (?:in|with|"
    rf"on)|shoot (?:with|on)|"
    rf"record (?:with|on|into|in)|film (?:with|on)|cook (?:with|on)|bake (?:with|in)|draw (?:with|on|in)|play on)|"
    rf"i(?:'m| am) (?:currently |now |still )?(?:using|running)|"
    rf"j'utilise {_ADVERB}|j'emploie {_ADVERB}|je (?:travaille|tourne|filme|monte|ecris|dessine|code|"
    rf"enregistre|cuisine|photographie) {_ADVERB}(?:avec|sur|sous)) "
    r"?(?P<article>(?:an?|the|my|our|mostly|un|une|le|la|mon|ma|both) |l')?"
)
_MINE = re.compile(
    r"(?<![\w'’])(?:my|mon|ma|mes) (?P<what>(?:[\w-]+ ){0,2}(?:camera|mic|microphone|editor|ide|laptop|"
    r"computer|pc|keyboard|mouse|monitor|phone|browser|lens|"
    r"tripod|guitar|bike|car|oven|mixer|host|hosting|blog engine|shell|terminal|font|theme|os|operating system|console|"
    r"appareil photo|appareil|boitier|objectif|micro|editeur|ordinateur|portable|clavier|souris|ecran|"
    r"telephone|navigateur|four|robot|"
    r"hebergeur|moteur de blog|velo|voiture|guitare|mobile)) (?:of choice |favori |actuel )?(?:is|are|"
    r"est|c'est) (?:now |currently |still |maintenant |actuellement |toujours )?"
    r"(?:(?:a|an|the|un|une|le|la) ?)?"
)
_NAMED = re.compile(NAME)
_FOR = re.compile(r"^[^.,;:!?()]{0,6}?\b(?:for|to|as|pour|comme) ((?:[\w'#+.-]+ ?){1,5})")
_NOT_NAMES = re.compile(
    r"^(?:I|It|The|A|An|This|That|My|We|You|He|She|They|In|On|To|For|But|And|\d+(?:[.,]\d+)?)$"
)
_FOLLOWING = re.compile(r"^ ([a-zà-ÿ][\w'’-]*)")
_MAY_FOLLOW = frozenset(
    "for to as with on in at and or but because since so when while which that who from by if all "
    "every now too also instead "
    "though although anymore again is has just mainly mostly a the my i it quite really often "
    "sometimes here there keyboard camera mic microphone "
    "lens editor account pour avec sur et ou mais car qui que dans depuis comme au aux a de en tous "
    "toujours maintenant aussi "
    "ici quand lorsque puisque tout surtout browser".split()
)
_MANY_HUMPS = re.compile(r"(?:[A-Z][a-z]+){3,}")
_IN_CODE = re.compile(r"[A-Z][a-z]+(?:[A-Z][a-z]+)+(?:[.(].*)?")  # TimedLock, ConsoleAppender
_FORMATS = frozenset(
    "SVG PNG JPEG JPG GIF PDF HTML CSS XML JSON CSV MP3 MP4 URL URLs QWERTY API APIs SQL ID UTF-8 RSS "
    "HTTP HTTPS RAW COPY".split()
)
_AMOUNT = re.compile(r"\d+(?:[.,]\d+)? ?(?:ms|s|kb|mb|gb|px|k|%|x)\b", re.IGNORECASE)
_MEMBER = re.compile(r"[a-z]\.[A-Z]\w*$")  # Unit.Default
_CONDITION = re.compile(r"\b(?:if|when|would|could|might|used to|si j|quand j'utilis|whenever|unless)\b")


def tools_in(sentence: OwnSentence) -> Iterator[Statement]:
    """The tools a sentence says its author uses, each with what for ("" where it doesn't say)."""
    for pattern in (_MINE, _USE):
        for match in pattern.finditer(sentence.plain):
            if sentence.said_by_others(match.start()) or _CONDITION.search(sentence.plain[: match.start()]):
                continue
            named = _NAMED.match(sentence.text, match.end())
            if named is None:
                continue
            name = named.group().rstrip(".,'’-/&")
            name = re.sub(r" (?:of|de|du)$|['’]s$", "", name)
            if not _is_name(
                name, match.groupdict().get("article") or "", sentence.text[named.start() + len(name) :]
            ):
                continue
            what = match.groupdict().get("what")
            use = _FOR.match(sentence.plain[named.start() + len(name) :]) if what is None else None
            key = key_of(what or (use[1] if use else ""))
            yield Statement(FactKind.TOOL, key, name)


def _is_name(name: str, article: str, after: str) -> bool:
    """Whether it names a thing one can use, and isn't part of a longer description or a name out of a program."""
    if (
        _NOT_NAMES.match(name)
        or _AMOUNT.match(name)
        or "@" in after[:1]
        or len(name) < 2
        or not any(c.isalpha() for c in name)
        or name[0] in "'’"
    ):
        return False
    if name in _FORMATS:
        return False
    if _MANY_HUMPS.fullmatch(name):
        return False  # HttpMethodConstraint
    noun = _FOLLOWING.match(after)
    if noun and noun[1] not in _MAY_FOLLOW:
        return False  # "a Blackberry emulator", "the GoldTouch way"
    if article.strip() in ("the", "le", "la", "l'", "a", "an") and _IN_CODE.fullmatch(name):
        return False
    return not after.startswith(("(", "<", "_")) and not _MEMBER.search(name)
