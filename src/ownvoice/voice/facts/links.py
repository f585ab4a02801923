"""Links to something of the creator's own, with what it is: "My newsletter: https://…", "Sign up here: https://…"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ownvoice.voice.addresses import LINK, normalised_address
from ownvoice.voice.facts.fact import FactKind
from ownvoice.voice.facts.statement import Statement, key_of
from ownvoice.voice.own_sentences import OwnSentence

_OWN = re.compile(
    r"(?<![\w'’])(?<!of )(?:my|our|mon|ma|mes|notre|nos) (?!and |"
    r"et )(?P<what>(?:[\w'-]+ ){0,3}?[\w'-]+?)(?: (?:is|are|lives?|est|sont|se trouve) (?:now |here |at |"
    r"on |available |"
    r"ici |sur |la |dispo |disponible )*| here| at| on| ici| sur| dispo sur)?\s*(?:[:(>→👉-]|👇|\bat\b|"
    r"\bon\b|\bhere\b)*\s*$"
)
_ASKED = re.compile(
    r"\b(?P<what>(?:sign up|subscribe|register|registration|tickets?|download|source code|the code|"
    r"slides|enroll|book a|order|donate|apply (?:here|now|at|online|for)|join (?:us|the|our|my)|"
    r"inscription\w*|inscrivez-vous|inscris-toi|abonnez-vous|abonne-toi|billets?|billetterie|"
    r"telecharger|telechargement|"
    r"le code|code source|reservations?|reservez|commander|faire un don|rejoignez|"
    r"rejoins)[^.:!?,;]{0,25}?)\s*(?:[:(>→👉-]|👇|\bat\b|\bon\b|\bhere\b|\bici\b|\bsur\b)*\s*$"
)
_CONDITION = re.compile(r"\b(?:if|unless|would|could|your|si|ton|ta|tes|votre|vos)\b")
# What one has on the web: anything else before a link ("my bumper sticker") is no fact of theirs.
_PLACES = frozenset(
    "site website homepage blog newsletter shop store channel podcast book ebook course portfolio page "
    "profile account feed repo "
    "repository project code slides talk talks video videos photo photos gallery app plugin extension "
    "demo docs documentation "
    "forum forums discord patreon cv resume calendar tickets ticket album music portfolio game tool "
    "library package team dashboard "
    "twitter instagram youtube mastodon github flickr linkedin facebook tiktok bluesky group server "
    "community wishlist store "
    "boutique chaine livre formation cours compte profil depot galerie appli application infolettre "
    "lettre billetterie groupe "
    "presentation agenda musique jeu outil projet musiques".split()
)
_VAGUE = frozenset(
    "via photos hacker behind browser opinion blog post tweet friend friends comment answer response "
    "thoughts favorite favourite question reply".split()
)


def links_in(sentence: OwnSentence) -> Iterator[Statement]:
    """The links that stand right after what they are; the key says what, the value is the normalised address."""
    for link in LINK.finditer(sentence.text):
        before = sentence.plain[: link.start()]
        if sentence.said_by_others(link.start()) or _CONDITION.search(before):
            continue
        found = _OWN.search(before[-120:]) or _ASKED.search(before[-120:])
        address = normalised_address(link.group())
        if found and address:
            key = key_of(found["what"])
            placed = found.re is _ASKED or not _PLACES.isdisjoint(key.split())
            if key and placed and _VAGUE.isdisjoint(key.split()):
                yield Statement(FactKind.LINK, key, address)
