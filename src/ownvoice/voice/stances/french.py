"""The wordings of stances in French. See `wording.py`."""

from __future__ import annotations

from ownvoice.voice.stances.stance import StanceKind
from ownvoice.voice.stances.wording import Wording, wording

_BELIEVES, _DOES, _REFUSES = StanceKind.BELIEVES, StanceKind.DOES, StanceKind.REFUSES
_RECOMMENDS, _CHANGED = StanceKind.RECOMMENDS, StanceKind.CHANGED_MIND

_FR_NAMED = (
    r"(?!(?:ca|c'est|ce|cela|il|elle|ils|elles|tu|vous|je|j'ai|j'|on m|oui|non|pas|c'etait|celui|celle|"
    r"ceux|l'un|la meme|le meme|"
    r"y|en|avoir|etre|pouvoir|devoir|aller|faire|a|au|aux)\b)"
)
_FR_JUDGES = (
    r"doit|doivent|devrait|devraient|faut|faudrait|merite|meritent|important|importante|importants|"
    r"essentiel|essentielle|"
    r"indispensable|indispensables|inutile|inutiles|mieux|pire|meilleur|meilleure|meilleurs|necessaire|"
    r"dangereux|dangereuse|"
    r"tort|raison|stupide|ridicule|absurde|avenir|bonne idee|mauvaise idee|interet|vaut|valent|compte|primordial"
)
_FR_MOOD = (
    r"(?:(?:vraiment|sincerement|fermement|aussi|toujours|personnellement|profondement|encore|surtout|"
    r"franchement|egalement) )?+"
)
_FR_NO_PRACTICE = (
    r"(?!(?:suis|etais|sais|savais|ai|avais|vois|comprends|pensais|croyais|peux|pouvais|veux|voulais|"
    r"dois|devais|serai|aurai|"
    r"trouve|pense|crois|souviens|rappelle|reve|connais|oublie|oublierai|vais|reviens|parle|parlais|dis|"
    r"disais|entends|sens|regrette|doute)\b)"
)

FRENCH: tuple[Wording, ...] = (
    wording(
        "je crois que",
        "fr",
        _BELIEVES,
        rf"(?:je crois|je pense|je considere|j'estime|je trouve) {_FR_MOOD}(?:que |"
        rf"qu'){_FR_NAMED}(?=[^,.:]{{2,90}}\b(?:{_FR_JUDGES})\b)",
    ),
    wording(
        "je suis convaincu",
        "fr",
        _BELIEVES,
        rf"je (?:suis|reste) {_FR_MOOD}(?:convaincue?|persuadee?|intimement convaincue?) (?:que |"
        rf"qu'){_FR_NAMED}(?=\w)",
    ),
    wording(
        "je crois en",
        "fr",
        _BELIEVES,
        rf"je (?:crois|croyais) {_FR_MOOD}(?:en|aux?|a la|a l') ?(?=\w)(?!(?:toi|vous|lui|elle|eux|moi|fait|"
        rf"effet|l'instant)\b)",
    ),
    wording(
        "je ne pense pas",
        "fr",
        _BELIEVES,
        rf"je ne (?:crois|pense) pas (?:que |qu'){_FR_NAMED}(?=[^,.:]{{2,90}}\b(?:{_FR_JUDGES})\b)",
        -1,
    ),
    wording(
        "à mon avis",
        "fr",
        _BELIEVES,
        rf"(?:a mon (?:humble )?avis|selon moi|de mon point de vue|"
        rf"d'apres moi),? {_FR_NAMED}(?=[^.:]{{2,120}}\b(?:{_FR_JUDGES})\b)",
    ),
    wording(
        "je suis pour",
        "fr",
        _BELIEVES,
        r"je suis (?:plutot |tout a fait |completement )?(?:pour|favorable a|en faveur de|"
        r"partisane? de) (?=(?:la|le|les|l'|un|une|des|du)\b)(?!(?:le moment|l'instant|la premiere|"
        r"la seconde|le plaisir|le coup|la plupart|une fois|un temps)\b)",
    ),
    wording(
        "mon préféré",
        "fr",
        _BELIEVES,
        r"(?:mon|ma|mes|l'un de mes|l'une de mes|un de mes|une de mes) (?:[\w'-]+ ){1,3}preferee?s? (?:est|"
        r"sont|c'est|reste|restent|du moment est) ",
    ),
    wording(
        "je préfère",
        "fr",
        _DOES,
        r"je prefere (?:largement |nettement |toujours |personnellement |de loin |quand meme |vraiment |"
        r"encore )?+(?!(?:ca|cela|celui|celle|ceux|celles|ce|cet|cette|ces|m'abstenir|ne|le faire|la faire|"
        r"les|l'|y|te|vous|que|qu'|pas|attendre|prevenir)\b)(?=[\w])",
    ),
    wording(
        "j'utilise",
        "fr",
        _DOES,
        r"j'utilise (?:toujours |systematiquement |beaucoup |principalement |personnellement |desormais |"
        r"maintenant |aussi |surtout |essentiellement |uniquement |souvent |depuis [^,.;]{2,30} )?+(?!(?:ca|"
        r"cela|celui|celle|ceux|ici|le|la|les|donc|grosso|conjointement|cette|cet|ce|ces|dans|sur|pas|plus|"
        r"aussi)\b|l')(?=\w)",
    ),
    wording(
        "je n'utilise pas",
        "fr",
        _DOES,
        r"je n'utilise (?:pas|jamais|quasiment pas|quasiment jamais|presque jamais|presque pas|"
        r"pratiquement jamais) ",
        -1,
    ),
    wording(
        "je ne … jamais",
        "fr",
        _DOES,
        rf"je (?:ne |n')(?:(?:me|m'|le|la|les|l') ?)?{_FR_NO_PRACTICE}\w+ (?:presque |quasiment )?jamais ",
        -1,
    ),
    wording(
        "je … toujours",
        "fr",
        _DOES,
        rf"(?:je |j')(?:(?:me|m') ?)?{_FR_NO_PRACTICE}\w{{2,20}}e (?:systematiquement|quasiment toujours|"
        rf"presque toujours|tous les jours|chaque jour) (?=\w)",
    ),
    wording(
        "j'évite",
        "fr",
        _DOES,
        r"j'evite (?:toujours |systematiquement |autant que possible |au maximum )?(?=(?:de|d'|les|le|la|l'|"
        r"tout|toute)\b)(?!(?:de le|de la|d'en|d'y)\b)",
        -1,
    ),
    wording(
        "je refuse",
        "fr",
        _REFUSES,
        r"je (?:refuse|me refuse a|me refuse de) (?:toujours |categoriquement |absolument |"
        r"systematiquement )?(?:de |d'|que |qu'|les |le |la |tout |toute |catégoriquement )?+(?!(?:croire|"
        r"penser|y|le croire|l'idee|en)\b)(?=\w)",
        -1,
    ),
    wording("je boycotte", "fr", _REFUSES, r"je boycotte ", -1),
    wording(
        "je suis contre",
        "fr",
        _REFUSES,
        r"je (?:suis (?:resolument |plutot |totalement |completement |absolument |fermement )?(?:contre|"
        r"oppose a|opposee a)|m'oppose a|reste contre) (?!(?:ca|cela)\b)",
        -1,
    ),
    wording(
        "je ne … plus jamais",
        "fr",
        _REFUSES,
        r"(?:je ne|plus jamais je ne|jamais je ne) (?:achèterai|acheterai|utiliserai|ferai|mettrai|donnerai|"
        r"prendrai|remettrai|travaillerai|soutiendrai|voterai|commanderai) (?:plus |plus jamais |jamais )?",
        -1,
    ),
    wording(
        "je recommande",
        "fr",
        _RECOMMENDS,
        r"je (?:te |vous |le |la |les )?(?:recommande|conseille|suggere) (?:vivement |fortement |"
        r"chaudement |donc |vraiment |plutot |egalement |aussi |absolument |toujours |sincerement |"
        r"plus que vivement |a tout le monde |a tous )?+(?!(?:ca|cela|celui-ci|ceci|pas|la suivante|cette|"
        r"cet|ce|ces|sa|son|ses|d'y|de s'y|de le|de la lire|d'en|de faire (?:de meme|pareil)|de (?:lire|"
        r"relire|regarder) (?:sa|son|ses|cet|ce|cette|la suite))\b)(?!(?:de )?(?:lire|relire|"
        r"lire et relire) s[ao]n?\b)(?=\w)",
    ),
    wording(
        "je déconseille",
        "fr",
        _RECOMMENDS,
        r"je (?:te |vous )?(?:deconseille|ne recommande pas|ne (?:te |vous )?conseille (?:pas|"
        r"a personne)) (?:vivement |fortement |formellement |donc |vraiment )?+(?!(?:ca|cela)\b)(?=\w)",
        -1,
    ),
    wording(
        "j'ai changé d'avis",
        "fr",
        _CHANGED,
        r"j'ai (?:depuis |recemment |completement )?change d'avis (?:sur|a propos|concernant|au sujet) ",
    ),
    wording(
        "je suis passé à",
        "fr",
        _CHANGED,
        r"je (?:suis|viens de) (?:enfin |recemment |donc |depuis |finalement |completement )?(?:passee?|"
        r"passer) (?:(?:de |d'|du |des )[^,.;]{2,60} (?:a|au|aux|vers|sous|sur) |(?:a|au|"
        r"sous) (?=[a-z]))(?!(?:cote|autre|la|l'|travers|deux|trois|table|noel|un|une|mon|ma|cet|ce|cette|"
        r"quelques?)\b)",
    ),
    wording(
        "j'ai remplacé",
        "fr",
        _CHANGED,
        r"j'ai (?:enfin |recemment |donc |depuis |finalement )?(?:remplace|troque|abandonne|"
        r"delaisse) (?:mon |ma |mes )[^,.;]{2,60} (?:par|contre|pour|au profit) ",
    ),
    wording(
        "j'ai arrêté",
        "fr",
        _CHANGED,
        r"j'ai (?:enfin |recemment |donc |depuis |finalement |completement |totalement )?(?:arrete de |"
        r"arrete d'|cesse de |cesse d'|abandonne (?:le|la|les|l'|mon|ma) ?)(?=\w)(?!(?:le faire|compter|"
        r"chercher|suivre|idee)\b)",
        -1,
    ),
    wording(
        "je n'utilise plus",
        "fr",
        _CHANGED,
        r"je (?:n'utilise|ne mange|ne bois|ne regarde|n'achete|n'ecoute|ne lis|ne travaille|ne fais|"
        r"ne publie|n'ecris) (?:presque |quasiment |pratiquement )?plus (?!(?:que|qu'|rien|ca|cela|"
        r"jamais ca)\b)(?=\w)",
        -1,
    ),
    wording(
        "avant je … maintenant",
        "fr",
        _CHANGED,
        r"avant,? (?:je |j')(?=[^.;]{5,200}\b(?:maintenant|desormais|aujourd'hui|mais)\b)",
    ),
    wording(
        "je me suis trompé",
        "fr",
        _CHANGED,
        r"je (?:me suis|m'etais) (?:completement |lourdement )?trompee? (?:sur|a propos|au sujet) (?!(?:ca|"
        r"ce point)\b)",
    ),
)
