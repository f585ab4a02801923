"""Words of courtesy: what greets, thanks or takes leave, and says nothing else.

A sentence made of these words only states no fact, names nobody and promises nothing, which is why it may
be reused in another reply. A language that has no list here simply has no courtesies to reuse.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ownvoice.core.text import words

MAX_COURTESY_WORDS = 9
MAX_FREQUENT_WORDS = 6
_NOT_WORDS = re.compile(r"[@#\d]|https?:|www\.", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_ALWAYS_CAPITAL = frozenset({"i", "i'm", "i've", "i'd", "i'll"})


@dataclass(frozen=True, slots=True)
class CourtesyWords:
    """Folded words of one language. `filler` may stand beside the other three but makes no courtesy alone."""

    greeting: frozenset[str]
    thanks: frozenset[str]
    closing: frozenset[str]
    filler: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        """Every word a courtesy may be made of."""
        return self.greeting | self.thanks | self.closing | self.filler


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


COURTESY: dict[str, CourtesyWords] = {
    "en": CourtesyWords(
        greeting=_set("hello hi hey hiya howdy morning afternoon evening greetings question"),
        thanks=_set("thanks thank thx welcome pleasure appreciate appreciated cheers"),
        closing=_set(
            "hope helps helped help cheers care bye goodbye regards enjoy luck best wishes day weekend"
        ),
        filler=_set(
            "you your so very much a lot many for the this that it is s re and all everyone there friend "
            "friends folks questions message comment comments kind words reading watching "
            "listening following support feedback stopping by asking writing sharing to hear my our of "
            "great good "
            "lovely nice warm take have again really truly i d ll we rest happy glad know always any time "
            "anytime"
        ),
    ),
    "fr": CourtesyWords(
        greeting=_set("bonjour bonsoir salut coucou hello hey question"),
        thanks=_set("merci mercis plaisir rien remercie remercions"),
        closing=_set(
            "bientot bise bises bisous bonne bon belle cordialement amicalement espere aide amities courage "
            "journee soiree weekend continuation chance"
        ),
        filler=_set(
            "a au aux de du des d l le la les un une je j vous te t toi tu tous toutes tout ton ta tes "
            "votre vos pour ce cet cette ces beaucoup mille infiniment tres grand bien avec et si "
            "questions message messages commentaire commentaires retour retours mot mots gentil gentille "
            "gentils "
            "lecture soutien partage confiance passage interet fidelite en ca aidera aider excellente "
            "super week end "
            "prochaine semaine fin chaleureusement fort y il n est"
        ),
    ),
}


def _known(sentence: str, language: str) -> frozenset[str]:
    """The words of a sentence that is nothing but courtesy; empty when it is anything else."""
    lists = COURTESY.get(language)
    if lists is None or _NOT_WORDS.search(sentence) or "?" in sentence or capitalised_names(sentence):
        return frozenset()
    found = words(sentence)
    if not found or len(found) > MAX_COURTESY_WORDS:
        return frozenset()
    used = frozenset(found)
    return used if used <= lists.all and not used <= lists.filler else frozenset()


def is_courtesy(sentence: str, language: str) -> bool:
    """Whether the sentence is made of words of courtesy and nothing else."""
    return bool(_known(sentence, language))


def is_greeting(sentence: str, language: str) -> bool:
    """Whether it is a courtesy that can open a reply ("Hello!", "Bonjour,", "Great question!")."""
    return bool(_known(sentence, language) & COURTESY[language].greeting) if language in COURTESY else False


def is_thanks(sentence: str, language: str) -> bool:
    """Whether it is a courtesy that thanks or answers thanks ("Merci beaucoup !", "You're welcome!")."""
    return bool(_known(sentence, language) & COURTESY[language].thanks) if language in COURTESY else False


def is_closing(sentence: str, language: str) -> bool:
    """Whether it is a courtesy that can close a reply ("Hope this helps!", "Bonne journée !")."""
    return bool(_known(sentence, language) & COURTESY[language].closing) if language in COURTESY else False


def capitalised_names(sentence: str) -> tuple[str, ...]:
    """Words that look like names: capitalised anywhere but at the beginning. ("Hello Ana!" → "Ana")

    The first word of a sentence is capitalised whatever it is, so a name there isn't seen; callers that
    must rule it out compare with a list of words.
    """
    found = _WORD.findall(sentence)
    return tuple(
        w for w in found[1:] if w[0].isupper() and w.replace("’", "'").lower() not in _ALWAYS_CAPITAL
    )


# What looks like a courtesy and says something: it agrees, refuses, excuses, or points somewhere.
_ANSWERING = frozenset(
    "yes yep yeah no nope not never sure ok okay course absolutely definitely exactly correct right true agreed "
    "sorry apologies unfortunately maybe probably perhaps depends here below above link bio click follow subscribe "
    "oui non si pas jamais ok accord exact exactement certainement absolument sur possible impossible vrai faux "
    "desole desolee pardon malheureusement peut depend voici voila ici dessous dessus lien bio cliquez abonne "
    "abonnez rien aucun sans ne n plus without nothing none don t can won isn doesn".split()
)
# Whom or what a statement is about: nobody's life and no fact becomes a courtesy for being repeated.
_SUBJECTS = frozenset(
    "i we my our me us mine he she they him her his their it this that these those there is are was were will "
    "je j nous mon ma mes notre nos moi il elle ils elles on leur leurs c ce cela ca est sont etait sera".split()
)


def says_little(sentence: str) -> bool:
    """Whether a short sentence could be a courtesy in any language, going by what it lacks.

    Six words at most; no name, digit, mention, link or question; nobody and nothing it is about, no yes or no, no excuse, nothing
    it points to. Only how often it is said tells whether it is one (see `habits.py`).
    """
    found = words(sentence)
    if not 0 < len(found) <= MAX_FREQUENT_WORDS or "?" in sentence or not fit_to_reuse(sentence):
        return False
    return not any(word in _ANSWERING or word in _SUBJECTS for word in found)


def fit_to_reuse(sentence: str, *names: str) -> bool:
    """Whether a courtesy can be said to anyone: no name in it (nor one of `names`), digit, mention, link."""
    if _NOT_WORDS.search(sentence) or capitalised_names(sentence):
        return False
    said = set(words(sentence))
    return bool(said) and not any(said & set(words(name)) for name in names)
