"""Finding stances in one item: each is a sentence of the creator's with a wording that takes a stand, and nothing more.

Left out: questions, conditions ("if I ..."), what is said in quotation marks or by somebody else ("she says I never
..."), jokes turned into the opposite ("as if I ..."), sentences whose subject stands elsewhere ("I recommend it").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ownvoice.core.text import STOP_WORDS, words
from ownvoice.voice.evidence_quotes import quote_of
from ownvoice.voice.own_sentences import OwnSentence, own_sentences
from ownvoice.voice.sensitive import sensitive_category
from ownvoice.voice.stances.english import ENGLISH
from ownvoice.voice.stances.french import FRENCH
from ownvoice.voice.stances.stance import Stance, StanceKind
from ownvoice.voice.stances.wording import Wording
from ownvoice.voice.writing import Written

SHORTEST = 15  # characters of a sentence
LEAST_TOPICS = 1  # words that say what a stance is about
MOST_TOPICS = 12
WEAK_TOPICS = 3  # words that a mere opinion must have
FEW_TOPICS = 2  # so few may be what was spoken of before

# Quick looks that spare most items everything else.
_FIRST_PERSON = re.compile(r"\b[Ii]\b|\b[Mm]y\b|\b[Jj]e\b|\b[Jj]['’]|\b[Mm](?:on|a|es)\b|[Ss]elon moi")
_MAY = re.compile(
    r"\bi(?:'m|'ve|'d|'ll)? |\bmy (?:[\w-]+ ){0,2}(?:favou?rite|opinion)|\bje |\bj'|\b(?:mon|ma|"
    r"mes) [^.]{2,40}preferee?|"
    r"a mon (?:humble )?avis|selon moi|de mon point de vue|d'apres moi"
)
# Where a clause of one's own may begin: the sentence itself, perhaps after a word or two that don't change its meaning,
_LEAD_EN = (
    r"(?:and|but|so|also|personally|honestly|frankly|actually|however|generally|in general|usually|"
    r"often|sometimes|these days|"
    r"nowadays|for me|as for me|as a rule|as a result|for now|today|lately|recently|in fact|that said|"
    r"having said that|likewise|"
    r"still|well|yes|yeah|yep|no|ok|okay|oh|by the way|btw|fwiw|imo|imho|of course|for example|"
    r"for instance|to be honest|"
    r"to be clear|in short|in the end|overall|otherwise|instead|now|then|thus|therefore|hence|again|"
    r"first|second|third|finally|"
    r"lastly|plus|which is why|that's why|this is why|as such|after that|since then|at home|at work|"
    r"for this reason|once again)"
)
_LEAD_FR = (
    r"(?:et|mais|donc|aussi|personnellement|honnetement|franchement|en fait|cependant|pourtant|"
    r"en general|generalement|souvent|"
    r"parfois|de nos jours|aujourd'hui|pour moi|pour ma part|de mon cote|moi|quant a moi|bref|du coup|alors|oui|non|ok|"
    r"bien sur|par exemple|pour etre honnete|en resume|finalement|au final|d'ailleurs|par ailleurs|"
    r"desormais|maintenant|"
    r"depuis|en revanche|par contre|a la maison|au travail|perso|c'est pourquoi|encore une fois|evidemment|enfin)"
)
_START = re.compile(rf"^[\W_]{{0,4}}(?:[\w'-]{{2,20}},\s)?(?:(?:{_LEAD_EN}|{_LEAD_FR})\b[,:]?\s+){{0,3}}$")
# or after what joins two clauses.
_JOINT = re.compile(
    r"(?:[,;]|\s[-–—])\s+(?:(?:and|but|so|yet|because|since|which is why|et|mais|donc|car|or)\s)?"
    r"(?:(?:personally|also|usually|now|instead|therefore|so|still|personnellement|du coup|maintenant|"
    r"desormais|depuis)\s)?$|"
    r"\b(?:and|but|so|yet|because|although|though|et|mais|donc|car|parce que)\s(?:(?:so|now|then|also|"
    r"donc|maintenant)\s)?$|\)\s$"
)
# A clause before it that makes it somebody else's words, a condition or a fancy.
_NOT_MEANT = re.compile(
    r"\b(?:how|what|why|either|if|unless|whether|suppose|supposing|imagine|pretend|assuming|as though|"
    r"until|would|wish|could|might|"
    r"said|says|say|saying|told|tells|thinks|thought|claims?|claimed|asked|asks|wrote|writes|argues?|"
    r"argued|heard|accus\w+|"
    r"people|someone|somebody|everyone|users?|critics|quote[sd]?|you|he|she|they|"
    r"si|sauf si|a moins|imaginons|supposons|comme si|dit|disent|disait|pense|pensent|affirme\w*|"
    r"pretend\w*|raconte\w*|ecrit|"
    r"demande\w*|reproche\w*|certains|quelqu'un|les gens|il|elle|ils|elles|tu|vous)\b"
)
# What follows and takes it back, or leaves it open.
_TAKEN_BACK = re.compile(
    r"\b(?:just kidding|j/k|/s|lol not|not really|or do i|or not|yeah right|je plaisante|ou pas|"
    r"non je rigole|n'est-ce pas)\b"
)
# An object that stands elsewhere: "I recommend reading it", "je vous conseille d'y aller",
_LEANS = re.compile(
    r"^(?:(?!(?:because|since|as|when|if|and|but|so|that|which|who|where|parce|car|quand|si|et|mais|qui|"
    r"que|dont|ou)\b)[\w'’-]+ ){0,4}"
    r"(?:(?:it|them|him|her|there|cela|ca|ceci|celui-ci|celle-ci)\b|d'y |d'en |de s'y |de l'y |l'y |"
    r"(?:the|a) (?:same|following|above)\b|(?:this|these|those|cette|cet|ces)\b)|^(?:de )?(?:le|la|les|"
    r"lui|leur|y|en) (?:rendre|faire|lire|"
    r"relire|voir|dire|mettre|prendre|"
    r"garder|utiliser|laisser|tester|essayer|acheter|suivre|regarder|ecouter|avoir|etre|aller|installer|"
    r"ajouter|retirer)\b"
)
# and a bare "this" or "that" in the same clause.
_POINTS = re.compile(
    r"^[^,;:(]{0,120}?\b(?:(?:the|a|this|that|my|your) (?:[\w-]+ )?ones?\b|(?:this|these|"
    r"those)(?=[.,;:!)]|$| (?:better|worse|is|are|was|to|in|on|at|"
    r"for|with|when|because|as|from|down|"
    r"up|out|off|over|if|and|or|but)\b)|that(?=[.,;:!)]|$| (?:down|up|out|off|over|better|way)\b))"
)
# Something known from before, and hardly more: "I prefer to edit the file."
_THE_ONE = re.compile(r"\b(?:the|this|that|these|those|cette|cet|ce|ces)\b")
_NAMES = re.compile(r"(?<![.!?]\s)\b(?!I\b)[A-Z#@]\w")
_THESE = re.compile(r"\b(?:this|these|those|cette|cet|ces)\b", re.IGNORECASE)
_A_THING = re.compile(r"(?:an?|some|any|un|une|des) ")
_LATER_CONDITION = re.compile(
    r"^.{0,60}\b(?:if i (?:were|was|had|could)|unless i|si j'etais|si j'avais|si je pouvais)\b"
)
_NEGATION = {
    "en": re.compile(
        r"\b(?:not|never|no(?!-)|without|isn't|aren't|don't|doesn't|can't|cannot|won't|shouldn't|wouldn't)\b"
    ),
    "fr": re.compile(r"\b(?:ne|n'\w+|sans|jamais|aucun|aucune)\b"),
}
_CLAUSE_END = re.compile(
    r"[,;:(–—]|\b(?:despite|because|although|though|while|when|where|which|who|if|unless|but|and|or|so|since|than|"
    r"malgre|parce que|car|bien que|alors que|quand|lorsque|qui|dont|si|mais|et|ou|donc|puisque)\b"
)
_FRAME = {
    "en": frozenset(
        "i'm i've i'd i'll i'm don't dont doesn't isn't aren't can't won't wouldn't shouldn't think "
        "believe really personally always never use "
        "used using prefer recommend suggest highly strongly refuse avoid favorite favourite opinion "
        "convinced think longer stopped "
        "switched migrated changed mind point sure make makes made also still just very much many more "
        "most should ought must "
        "need needs get got like even only well way thing things something anything everything lot bit "
        "while because however "
        "usually generally often sometimes now time times people good better best great one two "
        "against rather instead though "
        "although same here put since until after before over under between being having does doing "
        "every each other others such these those "
        "simply just ever again going want wants tend try trying know see say says going he's she's that's it's "
        "there's you're re ve ll isn "
        "don doesn didn aren won wouldn shouldn couldn can't actually definitely personally but out up off down".split()
    ),
    "fr": frozenset(
        "je j'ai crois pense trouve considere estime suis convaincu convaincue persuade persuadee avis "
        "mon ma mes moi utilise "
        "prefere evite refuse recommande conseille deconseille toujours jamais plus pas ne "
        "personnellement vraiment tres tout "
        "tous toute toutes bien aussi encore donc alors parce car doit doivent devrait faut faudrait "
        "mieux meilleur meilleure "
        "cela ca celui celle ceux comme faire fait dire aller avoir peut peuvent quand meme sans chose "
        "choses beaucoup peu "
        "entre avant apres depuis lors deja surtout notamment ainsi cette cet ces leurs notre nos "
        "votre vos chaque autre autres "
        "temps fois faut vivement fortement passe arrete change desormais maintenant".split()
    ),
}


def stances_in(written: Written, sentences: Iterable[OwnSentence] | None = None) -> Iterator[Stance]:
    """The stances of one item, in order, each sentence once. Depends on this item alone; never raises.

    `sentences` are its `own_sentences`, where the caller has them already.
    """
    if not _FIRST_PERSON.search(written.text):
        return
    for sentence in own_sentences(written.text) if sentences is None else sentences:
        if len(sentence.text) >= SHORTEST and _MAY.search(sentence.plain):
            found = _stance(sentence, written)
            if found is not None:
                yield found


def _stance(sentence: OwnSentence, written: Written) -> Stance | None:
    if sentence.text.endswith((":", "...", "…", ",")) or _TAKEN_BACK.search(sentence.plain):
        return None
    order = (*FRENCH, *ENGLISH) if written.language == "fr" else (*ENGLISH, *FRENCH)
    for wording in order:
        for match in wording.pattern.finditer(sentence.plain):
            if _stands(sentence, match):
                return _made(sentence, match, wording, written)
    return None


def _stands(sentence: OwnSentence, match: re.Match[str]) -> bool:
    """Whether the wording found begins a clause that the creator means."""
    if match.start() and sentence.plain[match.start() - 1].isalnum():
        return False
    if sentence.said_by_others(match.start()) or sentence.said_by_others(match.end()):
        return False
    before, after = sentence.plain[: match.start()], sentence.plain[match.end() :]
    if _LATER_CONDITION.search(after) or _LEANS.match(after) or _POINTS.match(after):
        return False
    if _START.match(before):
        return True
    return bool(_JOINT.search(before)) and not _NOT_MEANT.search(before)


def _made(sentence: OwnSentence, match: re.Match[str], wording: Wording, written: Written) -> Stance | None:
    topics = topic_words(sentence.plain[match.end() :], wording.language)
    if wording.name in ("I switched", "I moved from", "je suis passé à") or len(topics) < LEAST_TOPICS:
        topics = topic_words(sentence.plain[match.start() :], wording.language)
    if wording.name in ("my favourite", "mon préféré"):
        topics = tuple(dict.fromkeys((*topic_words(match.group(), wording.language), *topics)))[:MOST_TOPICS]
    if len(topics) < LEAST_TOPICS or not _says_enough(wording, sentence, match, topics):
        return None
    polarity = wording.polarity
    if wording.kind is StanceKind.BELIEVES:
        polarity *= _sign(sentence.plain[match.end() :], wording.language)
    return Stance(
        wording.kind,
        quote_of(written, sentence.text),
        topics,
        wording.language,
        polarity,
        wording.name,
        sensitive_category(f"{written.title} {sentence.text}", wording.language),
    )


def _says_enough(
    wording: Wording, sentence: OwnSentence, match: re.Match[str], topics: tuple[str, ...]
) -> bool:
    """Whether a reader knows what it is about: by a name, or by two words at least that point to nothing said before."""
    after = sentence.text[match.end() :]
    if wording.weak and (_THESE.search(after) or (len(topics) < WEAK_TOPICS and not _NAMES.search(after))):
        return False
    if any(c.isupper() or c.isdigit() or c in "#@" for c in after):
        return True
    if _THE_ONE.search(sentence.plain, match.end()) and len(topics) <= FEW_TOPICS:
        return False
    article = _A_THING.match(sentence.plain, match.end())
    return not (article and len(topics) == 1)


def _sign(believed: str, language: str) -> int:
    """-1 where what is believed is that something isn't so: one negation before the first clause ends."""
    clause = _CLAUSE_END.split(believed, maxsplit=1)[0]
    return -1 if len(_NEGATION[language].findall(clause)) % 2 else 1


def topic_words(plain: str, language: str) -> tuple[str, ...]:
    """The words of a folded text that say what it is about, in order, at most `MOST_TOPICS`."""
    stop, frame = STOP_WORDS[language], _FRAME[language]
    found = (word for word in words(plain) if len(word) > 1 and word not in stop and word not in frame)
    return tuple(dict.fromkeys(found))[:MOST_TOPICS]
