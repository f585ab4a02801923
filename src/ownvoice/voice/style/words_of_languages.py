"""Words by which a language, a form of address or a mood is recognised. Lower case, as people write them.

The lists are short on purpose: each holds the words that occur in nearly every text, so that a share counted by
them means the same for everybody.
"""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_COMMON = {
    "en": "the and of to in is it that you for was with this have are not be they from at but what which will "
    "would there their your my been has had were when who can could should about just like some them then than "
    "i'm don't it's i've we're you're that's",
    "fr": "le la les des et est une un je vous pas que qui dans pour sur avec ce cette mais ou nous il elle sont "
    "ont aux du plus bien très c'est j'ai n'est aussi ces mes ses leur être fait comme même tout donc sans",
    "de": "der die das und ist nicht ich ein eine zu mit den dem von auf für sich es auch aus bei nach wie wir "
    "aber noch nur wenn oder kann sind wird hat haben mehr schon über einen einer",
    "es": "el los las y es una por para con que no lo su como más pero muy esto esta está son hay también yo "
    "del al se le nos ha sin cuando porque todo hola gracias",
    "it": "il gli e è di che non per una con sono del della anche come più ma questo questa ho hai ci si nel "
    "alla dei delle ha perché molto grazie",
    "pt": "o os as e é um uma não que para com do da em no na por mais como mas foi ele isso você são está "
    "também muito eu obrigado",
    "nl": "de het een en van ik is niet dat je met op voor zijn er maar ook aan bij nog naar wel heb dit wat "
    "als hij zij wij om te",
}
COMMON = {language: _set(words) for language, words in _COMMON.items()}


def _only_in() -> dict[str, str]:
    """Word → the one language it is common in; words common in two are left out."""
    found: dict[str, str] = {}
    shared: set[str] = set()
    for language, words in COMMON.items():
        for word in words:
            if word in found:
                shared.add(word)
            found[word] = language
    # Words that stand in texts of other languages too, as other words, in names and in set phrases.
    shared |= _set(
        "a an o e y i on me no do as die war man son la los las com come non per met plus en de si se ma eu ci nos dit "
        "os em om di mit hat al el er lo todo sin da van du su del se te be in des il son si un più è é er als bei"
    )
    return {word: language for word, language in found.items() if word not in shared}


LANGUAGE_OF = _only_in()

# Speaking to the reader. Parts of words: what is cut at apostrophes too ("t'es" → "t", "es").
SPEAKS_TO = {
    "en": _set("you your yours yourself yourselves u ur"),
    "fr": _set("tu toi te t ton ta tes tien tienne vous votre vos vôtre"),
    "de": _set("du dich dir dein deine deinen deinem deiner deines ihr euch euer eure euren"),
    "es": _set("tú tu tus te ti contigo usted ustedes vosotros vosotras vuestro vuestra os"),
    "it": _set("tu ti te tuo tua tuoi tue voi vi vostro vostra"),
    "nl": _set("je jij jou jouw jullie u uw"),
    "pt": _set("tu te ti teu tua você vocês"),
}
FAMILIAR = {
    "fr": _set("tu toi te t ton ta tes tien tienne"),
    "de": _set("du dich dir dein deine deinen deinem deiner deines"),
    "es": _set("tú tu tus te ti contigo"),
    "it": _set("tu ti te tuo tua tuoi tue"),
    "nl": _set("je jij jou jouw"),
}
POLITE = {
    "fr": _set("vous votre vos vôtre"),
    "es": _set("usted ustedes"),
    "nl": _set("u uw"),
}
# Polite by their capital, where no sentence begins.
POLITE_CAPITALS = {"de": _set("Sie Ihnen Ihr Ihre Ihren Ihrem Ihrer"), "it": _set("Lei")}
I_SAY = {
    "en": _set("i me my mine myself"),
    "fr": _set("je j me m moi mon ma mes"),
    "de": _set("ich mich mir mein meine meinen meinem meiner"),
    "es": _set("yo me mi mis mí conmigo"),
    "it": _set("io mi me mio mia miei mie"),
    "nl": _set("ik mij me mijn"),
    "pt": _set("eu me mim meu minha"),
}
WE_SAY = {
    "en": _set("we us our ours ourselves"),
    "fr": _set("nous notre nos"),
    "de": _set("wir uns unser unsere unseren unserem unserer"),
    "es": _set("nosotros nosotras nos nuestro nuestra nuestros nuestras"),
    "it": _set("noi ci nostro nostra nostri nostre"),
    "nl": _set("wij we ons onze"),
    "pt": _set("nós nos nosso nossa nossos nossas"),
}
GREETINGS = _set(
    "hi hello hey heya hiya howdy yo dear bonjour bonsoir salut coucou hello cher chère chers chères hallo moin "
    "servus liebe lieber hola buenas querido querida ciao salve caro cara olá oi hoi dag beste"
)
THANKS = _set("thanks thank thx merci danke gracias grazie obrigado obrigada bedankt dank")
# After a greeting or thanks these are no names, capital or not.
NO_NAMES = _set(
    "i you we there again all both so very much for again everyone everybody folks guys friends team people world "
    "you à a au aux pour de d beaucoup infiniment encore bien toi vous tous toutes tout le la les mes chers amis "
    "an für dir ihnen euch sehr alle zusammen leute freunde por a todos todas muchas amigos mille a tutti"
)
# What a community is called.
COMMUNITY = (
    "folks", "guys", "everyone", "everybody", "friends", "y'all", "people", "team", "all", "gang", "peeps", "community",
    "les amis", "les copains", "les copines", "les gens", "les filles", "les gars", "tout le monde", "à tous",
    "à toutes et à tous", "à toutes", "la communauté", "la team", "mes amis", "chers amis", "chers lecteurs",
    "leute", "freunde", "zusammen", "ihr lieben", "amigos", "amigas", "chicos", "chicas", "a todos", "a todas", "gente",
    "ragazzi", "amici", "a tutti", "pessoal", "galera", "mensen", "allemaal",
)  # fmt: skip
# An opening doesn't end with these: something has to follow.
DANGLING = _set(
    "a an the of to for in on at with and or but that this is are was i you we it my your le la les l un une des du de "
    "d à au aux en et ou que qui je tu vous nous il elle ce der die das den ein eine und zu für el los las y il lo e o"
)
# Written without spaces between words, and with other marks: what counts words or sentences isn't known there.
UNSPACED = _set("zh ja th lo km my bo")
