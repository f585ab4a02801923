"""The wordings that make a sentence a stance, in English and French, as patterns over folded sentences.

Each stands at the beginning of a clause of the creator's own ("…, but I never …") and is followed by what it is about.
Precision comes first: a wording that is mostly something else ("I think that's …", "I never knew …") isn't here.
Patterns have no nested repetition: they take time in proportion to the sentence's length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ownvoice.voice.stances.stance import StanceKind


@dataclass(frozen=True, slots=True)
class Wording:
    """`pattern` matches from the wording's first word; what follows the match is what the stance is about.

    `polarity`: whether it is for (1) or against (-1) what follows.
    """

    name: str
    language: str
    kind: StanceKind
    pattern: re.Pattern[str]
    polarity: int = 1


def _w(name: str, language: str, kind: StanceKind, pattern: str, polarity: int = 1) -> Wording:
    return Wording(name, language, kind, re.compile(rf"(?:{pattern})"), polarity)


_BELIEVES, _DOES, _REFUSES = StanceKind.BELIEVES, StanceKind.DOES, StanceKind.REFUSES
_RECOMMENDS, _CHANGED = StanceKind.RECOMMENDS, StanceKind.CHANGED_MIND

# "I think" is an opinion worth keeping where it judges or says what ought to be.
_JUDGES = (
    r"should|shouldn't|ought|must|needs? to|deserves?|matters?|is (?:more |most |very |so |really |too )?"
    r"(?:important|essential|crucial|wrong|right|better|worse|best|worth|overrated|underrated|harmful|dangerous|evil)|"
    r"are (?:more |most |very |so |really |too )?(?:important|essential|crucial|wrong|right|better|worse|best|worth|"
    r"overrated|underrated|harmful|dangerous|evil)|is the (?:best|worst|right|wrong|most|only|key|future)|"
    r"(?:is|are) not (?:enough|worth|important)"
)
# What follows "I think that": not a pronoun whose meaning stands elsewhere.
_NAMED = (
    r"(?!(?:that|this|it|its|it's|that's|this's|they|they're|he|he's|she|she's|you|you're|your|there|there's|these|those|"
    r"so|not|i|i'm|i'll|i've|i'd|we'll|we've|what|which|one|some|maybe|perhaps|of|about|the (?:latter|former|same|other|above|"
    r"following|answer|problem|issue|reason|answer|bug|fix|code|link|post|author|difference|confusion|idea|point))\b)"
)
_MOOD = r"(?:(?:also|still|really|honestly|personally|firmly|strongly|truly|genuinely|sincerely|always|do|deeply|absolutely) )?"
# A practice is told in the present: past forms and states of mind after "never" and "always" are something else.
_NO_PRACTICE = (
    r"(?!(?:\w+ed|was|were|had|got|did|made|thought|knew|saw|heard|found|felt|went|said|came|took|gave|ran|wrote|bought|kept|"
    r"left|lost|told|met|meant|understood|began|became|grew|spent|spoke|won|read|put|let|set|quite|really|know|knows|remember|"
    r"forget|wonder|hear|understand|have|be|been|am|seem|get|feel|mind|expect|imagine|find|end|seen|done|will|would|could|can|can't|"
    r"dream|love|like|liked|enjoy|hate|look|want|wish|hope|appreciate|welcome|learn|assume|think|believe|say|a|an|the|in|on|that|had|to|"
    r"in my|so|too|much|sure|happy|glad|surprised|amazed|fascinated|interested)\b)"
)
_PRACTISED = r"(?:personally |usually |almost |nearly |typically |generally |mostly |now |also )?"

ENGLISH: tuple[Wording, ...] = (
    _w("I believe", "en", _BELIEVES, rf"i {_MOOD}believe (?:that )?{_NAMED}(?=\w)"),
    _w("I believe in", "en", _BELIEVES, rf"i {_MOOD}believe in (?!(?:you|it|that|this|him|her|them)\b)"),
    _w("I don't believe in", "en", _BELIEVES, r"i (?:don't|do not|dont) believe in (?!(?:you|it|that|this|him|her|them)\b)", -1),
    _w("I think that ought", "en", _BELIEVES, rf"i {_MOOD}think (?:that )?{_NAMED}(?=[^,.:]{{2,80}}\b(?:{_JUDGES})\b)"),
    _w("I don't think", "en", _BELIEVES, rf"i (?:don't|do not|dont) {_MOOD}think (?:that )?{_NAMED}(?=[^,.:]{{2,80}}\b(?:{_JUDGES})\b)", -1),
    _w("in my opinion", "en", _BELIEVES, rf"in my (?:\w+ )?opinion, {_NAMED}(?=\w)"),
    _w("I'm convinced", "en", _BELIEVES, rf"i(?:'m| am) (?:a )?(?:firmly |absolutely |totally |increasingly )?(?:convinced (?:that )?|(?:big|firm|strong|huge) believer (?:in |that )){_NAMED}(?=\w)"),
    _w("I'm for", "en", _BELIEVES, r"i(?:'m| am) (?:all for|in favor of|in favour of|a (?:big|huge|strong) (?:fan|proponent|advocate|supporter) of) (?!(?:it|that|this|him|her|them|your|yours|his|hers|the idea)\b)"),
    _w("my favourite", "en", _BELIEVES, r"(?:one of )?my (?:all-time |all time |personal |absolute |current |new )?favou?rites? (?:\w+ ){0,3}(?:is|are|remains) (?!(?:the following|this|that|when|where|how|what|still)\b)"),
    _w("I prefer", "en", _DOES, r"i (?:personally |usually |generally |much |really |strongly |still |always |tend to |also )?prefer (?!(?:it|that|this|them|not|if|your|his|her|the (?:latter|former|first|second|other))\b)"),
    _w("I always", "en", _DOES, rf"i {_PRACTISED}always {_NO_PRACTICE}(?=\w)"),
    _w("I never", "en", _DOES, rf"i {_PRACTISED}never (?:ever )?{_NO_PRACTICE}(?=\w)", -1),
    _w("I use", "en", _DOES, r"i (?:personally |usually |generally |always |typically |almost always |mostly |mainly |primarily |only |still |now |also |currently |often |regularly |tend to )?use (?!(?:it|that|this|them|to|the (?:term|word|phrase|following|same|above|code)|here|these|those)\b)"),
    _w("I don't use", "en", _DOES, r"i (?:don't|do not|dont|rarely|hardly ever) (?:really |actually |even |typically |usually )?(?:use|eat|drink|drive|watch|buy|write|work on|work with|wear|take|run|own) (?!(?:it|that|this|them|to)\b)", -1),
    _w("I avoid", "en", _DOES, r"i (?:usually |generally |always |try to |tend to |actively )?avoid (?!(?:it|that|this|them|the (?:issue|problem))\b)", -1),
    _w("I make a point of", "en", _DOES, r"i (?:always |usually |now )?(?:make (?:it )?a (?:point|habit|rule) (?:of|to)|make sure to|make it a point to) "),
    _w("I refuse", "en", _REFUSES, r"i (?:still |simply |absolutely |categorically |flatly |just |personally )?refuse to (?!(?:believe|think|admit|be)\b)", -1),
    _w("I will never", "en", _REFUSES, r"(?:i will|i'll|i would) never (?:ever |again )?(?!(?:forget|know|be|see|understand|get|have|hear|remember|find|happen|the|look|stop|tire|live|let)\b)(?=\w)", -1),
    _w("I won't", "en", _REFUSES, r"i (?:won't|will not) (?:ever |be )?(?:use|using|buy|buying|support|supporting|work|working|accept|accepting|allow|allowing|tolerate|tolerating|promote|promoting|endorse|endorsing|eat|eating|sell|selling|publish|publishing|host|hosting) ", -1),
    _w("I'm against", "en", _REFUSES, r"i(?:'m| am) (?:totally |strongly |firmly |completely |very much |generally |not )?(?:against|opposed to) (?!(?:it|that|this|the clock|them|all|any)\b)", -1),
    _w("I oppose", "en", _REFUSES, r"i (?:strongly |firmly |totally |do )?(?:oppose|boycott|reject) (?!(?:it|that|this|them)\b)", -1),
    _w("I don't support", "en", _REFUSES, r"i (?:don't|do not|dont|can't|cannot) (?:support|condone|endorse|accept|tolerate|do business with|work for|believe in using) (?!(?:it|that|this|them|you)\b)", -1),
    _w("I recommend", "en", _RECOMMENDS, r"(?:i|i'd|i would|i can) (?:(?:also|highly|strongly|definitely|really|wholeheartedly|totally|heartily|thoroughly|still|always|usually|personally|generally|certainly|often|just|actually|do|very much|only|absolutely) ){0,2}(?:recommend|suggest using|suggest reading|suggest you (?:try|use|read|check out)|advise (?:you )?(?:to|using)) (?!(?:it|that|this|them|the following|these|those|him|her|doing (?:it|that|this)|against|you (?:check|take|read) (?:it|that|this|them))\b)"),
    _w("I don't recommend", "en", _RECOMMENDS, r"(?:i (?:don't|do not|dont|would not|wouldn't|wouldnt|can't|cannot)(?: really| personally| generally)? recommend|(?:i|i'd|i would) (?:strongly |generally |usually )?(?:advise|recommend) against) (?!(?:it|that|this|them)\b)", -1),
    _w("I changed my mind", "en", _CHANGED, r"(?:i|i've|i have) (?:since |recently |completely |now |totally )?changed my (?:mind|tune|opinion|stance|view|views) (?:about|on|regarding|with) (?!(?:it|that|this|them)\b)"),
    _w("I switched", "en", _CHANGED, r"(?:i|i've|i have)(?: just| recently| since| finally| now| also| mostly| completely)? (?:switched|migrated|converted) (?:from [^,.;]{2,60} (?:to|over to)|(?:over )?to) (?!(?:it|that|this|them|the next|the other|a different)\b)"),
    _w("I moved from", "en", _CHANGED, r"(?:i|i've|i have)(?: just| recently| since| finally| now| also| mostly)? (?:moved|gone|went) (?:my [^,.;]{2,40} )?from (?=[^,.;]{2,60} to )(?!(?:one|place|a |an |the |being|there|here)\b)"),
    _w("I replaced", "en", _CHANGED, r"(?:i|i've|i have)(?: just| recently| since| finally| now)? (?:replaced|ditched|dumped) my [^,.;]{2,60} (?:with|by|for|in favor of|in favour of) "),
    _w("I no longer", "en", _CHANGED, r"i no longer (?!(?:am|have to|had|was|need|see|know|remember|hear|get|find|feel|the)\b)(?=\w)", -1),
    _w("I stopped", "en", _CHANGED, r"(?:i|i've|i have)(?: since| recently| finally| completely| long ago| pretty much)? (?:stopped|quit|given up on|gave up on|given up|gave up) (?=(?:\w+ing|smoking|coffee|alcohol|meat|sugar|twitter|facebook)\b)(?!(?:trying|counting|there|being|thing|everything|anything|something|nothing|reading when|paying|looking|working on)\b)", -1),
    _w("I used to think", "en", _CHANGED, r"i used to (?=[^.;]{3,200}\b(?:but|now|until|then i)\b)(?!(?:be|have|live|get|play|go|know|see)\b)"),
    _w("I was wrong", "en", _CHANGED, r"i was (?:totally |completely |dead |so )?wrong about (?!(?:it|that|this|them|one|the (?:date|time))\b)"),
    _w("I used to, now", "en", _CHANGED, r"i (?:don't|do not|dont) (?=[^,.;]{3,60}\b(?:any ?more|any longer)\b)(?!(?:know|think|see|remember|have|need|care|understand|feel|get|even)\b)", -1),
)  # fmt: skip

_FR_NAMED = (
    r"(?!(?:ca|c'est|ce|cela|il|elle|ils|elles|tu|vous|je|j'ai|j'|on m|oui|non|pas|c'etait|celui|celle|ceux|l'un|la meme|le meme|"
    r"y|en|avoir|etre|pouvoir|devoir|aller|faire|a|au|aux)\b)"
)
_FR_JUDGES = (
    r"doit|doivent|devrait|devraient|faut|faudrait|merite|meritent|important|importante|importants|essentiel|essentielle|"
    r"indispensable|indispensables|inutile|inutiles|mieux|pire|meilleur|meilleure|meilleurs|necessaire|dangereux|dangereuse|"
    r"tort|raison|stupide|ridicule|absurde|avenir|bonne idee|mauvaise idee|interet|vaut|valent|compte|primordial"
)
_FR_MOOD = r"(?:(?:vraiment|sincerement|fermement|aussi|toujours|personnellement|profondement|encore|surtout|franchement|egalement) )?"
_FR_NO_PRACTICE = (
    r"(?!(?:suis|etais|sais|savais|ai|avais|vois|comprends|pensais|croyais|peux|pouvais|veux|voulais|dois|devais|serai|aurai|"
    r"trouve|pense|crois|souviens|rappelle|reve|connais|oublie|oublierai|vais|reviens|parle|parlais|dis|disais|entends|sens|regrette|doute)\b)"
)

FRENCH: tuple[Wording, ...] = (
    _w("je crois que", "fr", _BELIEVES, rf"(?:je crois|je pense|je considere|j'estime|je trouve) {_FR_MOOD}(?:que |qu'){_FR_NAMED}(?=[^,.:]{{2,90}}\b(?:{_FR_JUDGES})\b)"),
    _w("je suis convaincu", "fr", _BELIEVES, rf"je (?:suis|reste) {_FR_MOOD}(?:convaincue?|persuadee?|intimement convaincue?) (?:que |qu'){_FR_NAMED}(?=\w)"),
    _w("je crois en", "fr", _BELIEVES, rf"je (?:crois|croyais) {_FR_MOOD}(?:en|aux?|a la|a l') ?(?=\w)(?!(?:toi|vous|lui|elle|eux|moi|fait|effet|l'instant)\b)"),
    _w("je ne pense pas", "fr", _BELIEVES, rf"je ne (?:crois|pense) pas (?:que |qu'){_FR_NAMED}(?=[^,.:]{{2,90}}\b(?:{_FR_JUDGES})\b)", -1),
    _w("à mon avis", "fr", _BELIEVES, rf"(?:a mon (?:humble )?avis|selon moi|de mon point de vue|d'apres moi),? {_FR_NAMED}(?=[^.:]{{2,120}}\b(?:{_FR_JUDGES})\b)"),
    _w("je suis pour", "fr", _BELIEVES, r"je suis (?:plutot |tout a fait |completement )?(?:pour|favorable a|en faveur de|partisane? de) (?=(?:la|le|les|l'|un|une|des|du)\b)(?!(?:le moment|l'instant|la premiere|la seconde|le plaisir|le coup|la plupart|une fois|un temps)\b)"),
    _w("mon préféré", "fr", _BELIEVES, r"(?:mon|ma|mes|l'un de mes|l'une de mes|un de mes|une de mes) (?:[\w'-]+ ){1,3}preferee?s? (?:est|sont|c'est|reste|restent|du moment est) "),
    _w("je préfère", "fr", _DOES, r"je prefere (?:largement |nettement |toujours |personnellement |de loin |quand meme |vraiment |encore )?(?!(?:ca|cela|celui|celle|ceux|celles|ne|le faire|la faire|les|l'|y|te|vous|que|qu'|pas|attendre|prevenir)\b)(?=[\w])"),
    _w("j'utilise", "fr", _DOES, r"j'utilise (?:toujours |systematiquement |beaucoup |principalement |personnellement |desormais |maintenant |aussi |surtout |essentiellement |uniquement |souvent |depuis [^,.;]{2,30} )?(?!(?:ca|cela|celui|celle|ceux|ici|le terme|le mot|la|le meme|donc)\b|l'expression)(?=\w)"),
    _w("je n'utilise pas", "fr", _DOES, r"je n'utilise (?:pas|jamais|quasiment pas|quasiment jamais|presque jamais|presque pas|pratiquement jamais) ", -1),
    _w("je ne … jamais", "fr", _DOES, rf"je (?:ne |n')(?:(?:me|m'|le|la|les|l') ?)?{_FR_NO_PRACTICE}\w+ (?:presque |quasiment )?jamais ", -1),
    _w("je … toujours", "fr", _DOES, rf"(?:je |j')(?:(?:me|m') ?)?{_FR_NO_PRACTICE}\w{{2,20}}e (?:systematiquement|quasiment toujours|presque toujours|tous les jours|chaque jour) (?=\w)"),
    _w("j'évite", "fr", _DOES, r"j'evite (?:toujours |systematiquement |autant que possible |au maximum )?(?=(?:de|d'|les|le|la|l'|tout|toute)\b)(?!(?:de le|de la|d'en|d'y)\b)", -1),
    _w("je refuse", "fr", _REFUSES, r"je (?:refuse|me refuse a|me refuse de) (?:toujours |categoriquement |absolument |systematiquement )?(?:de |d'|que |qu'|les |le |la |tout |toute |catégoriquement )?(?!(?:croire|penser|y|le croire|l'idee|en)\b)(?=\w)", -1),
    _w("je boycotte", "fr", _REFUSES, r"je boycotte ", -1),
    _w("je suis contre", "fr", _REFUSES, r"je (?:suis (?:resolument |plutot |totalement |completement |absolument |fermement )?(?:contre|oppose a|opposee a)|m'oppose a|reste contre) (?!(?:ca|cela)\b)", -1),
    _w("je ne … plus jamais", "fr", _REFUSES, r"(?:je ne|plus jamais je ne|jamais je ne) (?:achèterai|acheterai|utiliserai|ferai|mettrai|donnerai|prendrai|remettrai|travaillerai|soutiendrai|voterai|commanderai) (?:plus |plus jamais |jamais )?", -1),
    _w("je recommande", "fr", _RECOMMENDS, r"je (?:te |vous |le |la |les )?(?:recommande|conseille|suggere) (?:vivement |fortement |chaudement |donc |vraiment |plutot |egalement |aussi |absolument |toujours |sincerement |plus que vivement )?(?!(?:ca|cela|celui-ci|ceci|pas|la suivante)\b)(?=\w)"),
    _w("je déconseille", "fr", _RECOMMENDS, r"je (?:te |vous )?(?:deconseille|ne recommande pas|ne (?:te |vous )?conseille (?:pas|a personne)) (?:vivement |fortement |formellement |donc |vraiment )?(?!(?:ca|cela)\b)(?=\w)", -1),
    _w("j'ai changé d'avis", "fr", _CHANGED, r"j'ai (?:depuis |recemment |completement )?change d'avis (?:sur|a propos|concernant|au sujet) "),
    _w("je suis passé à", "fr", _CHANGED, r"je (?:suis|viens de) (?:enfin |recemment |donc |depuis |finalement |completement )?(?:passee?|passer) (?:(?:de |d'|du |des )[^,.;]{2,60} (?:a|au|aux|vers|sous|sur) |(?:a|au|sous) (?=[a-z]))(?!(?:cote|autre|la|l'|travers|deux|trois|table|noel|un|une|mon|ma|cet|ce|cette|quelques?)\b)"),
    _w("j'ai remplacé", "fr", _CHANGED, r"j'ai (?:enfin |recemment |donc |depuis |finalement )?(?:remplace|troque|abandonne|delaisse) (?:mon |ma |mes |le |la |les |l')[^,.;]{2,60} (?:par|contre|pour|au profit) "),
    _w("j'ai arrêté", "fr", _CHANGED, r"j'ai (?:enfin |recemment |donc |depuis |finalement |completement |totalement )?(?:arrete de |arrete d'|cesse de |cesse d'|abandonne (?:le|la|les|l'|mon|ma) ?)(?=\w)(?!(?:le faire|compter|chercher|suivre|idee)\b)", -1),
    _w("je n'utilise plus", "fr", _CHANGED, r"je (?:n'utilise|ne mange|ne bois|ne regarde|n'achete|n'ecoute|ne lis|ne travaille|ne fais|ne publie|n'ecris) (?:presque |quasiment |pratiquement )?plus (?!(?:que|qu'|rien|ca|cela|jamais ca)\b)(?=\w)", -1),
    _w("avant je … maintenant", "fr", _CHANGED, r"avant,? (?:je |j')(?=[^.;]{5,200}\b(?:maintenant|desormais|aujourd'hui|mais)\b)"),
    _w("je me suis trompé", "fr", _CHANGED, r"je (?:me suis|m'etais) (?:completement |lourdement )?trompee? (?:sur|a propos|au sujet) (?!(?:ca|ce point)\b)"),
)  # fmt: skip
