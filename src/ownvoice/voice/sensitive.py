"""Whether a sentence touches what nobody should speak of for somebody else: health, religion, politics, sexuality,
family, home.

Word lists in English and French. Recall comes first: a false alarm only asks the creator to switch one line on.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

from ownvoice.core.text import fold

LONGEST = 8_000  # characters that are read


class Sensitive(StrEnum):
    HEALTH = "health"
    RELIGION = "religion"
    POLITICS = "politics"
    SEXUALITY = "sexuality"
    FAMILY = "family"
    HOME = "home"


# Folded words and phrases between commas; a star stands for any ending. English before the bar, French after it: "pain"
# is bread in one of them.
_WORDS: dict[Sensitive, str] = {
    Sensitive.HEALTH: """
        health, healthy, unhealthy, ill, illness*, sick, sickness*, disease*, doctor*, hospital*, surgery, surgeries, surgeon*,
        cancer*, tumor*, tumour*, chemo*, diabet*, asthma*, allerg*, gluten, celiac, coeliac, depress*, anxiety, anxious, burnout,
        burned out, burnt out, therapy, therapist*, psychiatr*, psycholog*, psychotherap*, medication*, medicine*, medicat*, antidepress*,
        pill, pills, drug, drugs, dose, doses, vaccin*, vax*, anti-vax*, covid*, pandemic*, flu, fever, migraine*, headache*, injur*,
        disabilit*, disabled, wheelchair, autis*, asperger*, adhd, dyslex*, bipolar, ptsd, ocd, schizo*, insomnia, my sleep, sleep apnea,
        pregnan*, miscarr*, abortion*, infertil*, menopaus*, diet, diets, dieting, overweight, obes*, my weight, lose weight, lost weight,
        pounds lighter, calories, vegan*, vegetarian*, alcohol*, sober, sobriety, addict*, rehab, smok*, cigarette*, vape, vaping, cannabis,
        weed, marijuana, drunk, blood pressure, cholesterol, heart attack, stroke, seizure*, epilep*, chronic, pain, painful, carpal, rsi,
        tendinitis, tendonitis, back pain, my back, my knee*, wrist*, blind, deaf, hearing loss, dentist*, symptom*, diagnos*, treatment*,
        mental, suicid*, self-harm, hiv, aids, | sante, malad*, medecin*, docteur*, hopital*, hopitaux, chirurg*, operation, opere, operee,
        tumeur*, chimio*, asthm*, intoleran*, deprime*, depressi*, anxie*, angoiss*, epuise*, therap*, psy, psys, psychiatre*, medicament*, traitement*,
        drogue*, vaccin*, pandemi*, confinement*, grippe*, fievre*, mal de tete, blesse*, blessure*, handicap*, fauteuil roulant, troubles du, troubles de,
        dyslexi*, insomnie*, enceinte, grossesse*, fausse couche, avortement*, ivg, steril*, regime*, surpoids, obesite, poids, maigri*,
        vegetalien*, vegane*, sobre, abstinen*, tabac, fumer, fumeu*, fume, cigarettes, ivre, tension arterielle, avc, crise cardiaque, infarctus,
        epilepsi*, chronique*, douleur*, mal au dos, mal de dos, genou*, poignet*, aveugle*, sourd*, dentiste*, symptome*, diagnosti*, mentale*, sida, vih""",
    Sensitive.RELIGION: """
        religio*, faith, god, gods, jesus, christ, christian*, catholic*, protestant*, evangelical*, mormon*, muslim*, islam*, allah,
        quran, koran, ramadan, jew, jews, jewish, judais*, synagogue*, torah, kosher, halal, hindu*, buddh*, sikh*, atheis*, agnostic*,
        secular*, church*, mosque*, temple*, bible*, biblical, gospel*, pray, prays, prayer*, praying, prayed, pope, priest*, pastor*,
        rabbi*, imam*, sins, heaven, hell, soul, souls, spiritual*, creationis*, intelligent design, lent, easter, hanukkah, passover,
        | dieu, dieux, foi, croyan*, chretien*, catholi*, musulman*, juif*, juive*, hindou*, boudd*, athee*, athei*, laique*, laicite,
        eglise*, mosquee*, bible, coran, priere*, prier, prie, pape, pretre*, cure, pasteur*, rabbin*, peche, peches, paradis, enfer,
        ame, ames, spirituel*, careme, paques, voile islamique, messe, messes""",
    Sensitive.POLITICS: """
        politic*, election*, electoral, vote*, voting, voter*, ballot*, democrat*, republican*, conservativ*, liberal*, libertarian*,
        socialis*, communis*, marxis*, fascis*, nazi*, left-wing, right-wing, leftist*, president*, senator*, congress*, parliament*,
        minister*, government*, obama*, trump*, clinton*, biden*, bush, putin*, macron*, sarkozy*, chirac*, hollande*, jospin*, le pen*,
        melenchon*, mitterrand*, immigra*, migrant*, refugee*, border wall, gun control, gun rights, guns, second amendment, tax, taxes, taxation,
        abortion*, capitalis*, feminis*, patriarch*, racis*, racial*, blm, black lives, police brutality, war, wars, iraq, afghanistan, israel*,
        palestin*, gaza, ukrain*, russia*, union, unions, strike, strikes, protest*, climate policy, healthcare reform, obamacare, welfare,
        death penalty, censorship, surveillance, nsa, patriot act, brexit, european union, diversity, dei, affirmative action, minimum wage,
        | politique*, elus, vot*, electeur*, scrutin*, gauche, droite, socialiste*, communiste*, ecologiste*, fascis*, extreme droite, front national,
        gouvernement*, ministre*, depute*, senateur*, senat, assemblee nationale, immigre*, immigration, sans-papiers, refugie*, impot*, taxe*,
        syndic*, greve*, manifest*, gilets jaunes, retraites, guerre*, irak, ukraine, peine de mort, censure*, hadopi, dadvsi, projet de loi, lois,
        feministe*, raciste*, racisme, union europeenne, referendum*, republique""",
    Sensitive.SEXUALITY: """
        sex, sexy, sexual*, sexis*, gay, gays, lesbian*, bisexual*, homosexual*, heterosexual*, transgender*, trans, queer*, lgbt*, nonbinary, non-binary,
        gender*, pronouns, same-sex, coming out, came out, closeted, asexual*, porn*, nude*, naked, erotic*, fetish*, orgasm*,
        masturbat*, contracept*, condom*, virgin, virginity, polyamor*, prostitut*, | sexe*, sexuel*, sexualit*, homo, homos, homosexuel*,
        lesbienne*, bisexuel*, heterosexuel*, transgenre*, pornograph*, nu, nue, nus, nues, erotique*, preservatif*, vierge,
        polyamour*, mariage pour tous, pacs""",
    Sensitive.FAMILY: """
        family, families, wife, wives, husband*, spouse*, fiance*, girlfriend*, boyfriend*, marriage*, married, marry, wedding*, divorc*,
        engaged, dating, my ex, my partner, love life, son, sons, daughter*, kid, kids, child, children, baby, babies, toddler*, newborn*, infant*,
        mom, mum, mommy, mummy, mother*, dad, daddy, father*, parents, parenting, my parent, brother, brothers, sister, sisters, sibling*,
        grandm*, grandf*, grandpa*, grandparent*, grandson*, granddaughter*, aunt, aunts, uncle*, cousin*, nephew*, niece*, in-law, in-laws,
        adopted, adoption, | famille*, familial*, femme, epouse*, mari, maris, conjoint*, compagne*, compagnon*, copine*, copain*, mariage*, marie, mariee,
        divorce*, enfant*, fils, fille, filles, bebe*, gosse*, gamin*, maman*, papa*, mere, meres, pere, peres, frere*, soeur*,
        grand-mere*, grand-pere*, grands-parents, mamie*, papi, papy, oncle*, tante*, cousine*, neveu*, niece*, belle-mere, beau-pere, jumeaux, jumelles""",
    Sensitive.HOME: """
        my home, our home, my house, our house, my apartment, our apartment, my flat, my address, home address, my street, my neighborhood,
        my neighbourhood, my neighbor*, my neighbour*, neighbors, neighbours, i live, we live, i lived, we lived, where i live, moved to, we moved, i moved to, my landlord, landlord*,
        my rent, mortgage, my bedroom, my kitchen, our kitchen, my garden, our garden, my backyard, our backyard, hometown, home town, at home, | chez moi, chez nous, ma maison, notre maison,
        mon appartement, notre appartement, mon adresse, ma rue, mon quartier, mes voisins, mon voisin, voisin*, j'habite, nous habitons, on habite,
        j'habitais, je vis a, je vis en, demenag*, emmenag*, mon loyer, proprietaire*, ma chambre, ma cuisine, mon jardin, notre jardin, ma ville,
        mon village, a la maison""",
}  # fmt: skip


@cache
def _patterns(language: str) -> tuple[tuple[Sensitive, re.Pattern[str]], ...]:
    found = []
    for category, text in _WORDS.items():
        parts = [
            _pattern(" ".join(phrase.split())) for phrase in text.split("|")[language == "fr"].split(",")
        ]
        found.append((category, re.compile(rf"(?<!\w)(?:{'|'.join(sorted(filter(None, parts)))})(?!\w)")))
    return tuple(found)


def _pattern(phrase: str) -> str:
    return re.escape(phrase[:-1]) + r"\w{0,30}" if phrase.endswith("*") else re.escape(phrase)


def sensitive_category(text: str, language: str = "") -> Sensitive | None:
    """The first category one of whose words is in the text; None where there is none.

    The list read is that of `language` ("en", "fr"), both for any other.
    """
    folded = fold(text[:LONGEST])
    read = (language,) if language in ("en", "fr") else ("en", "fr")
    for code in read:
        for category, pattern in _patterns(code):
            if pattern.search(folded):
                return category
    return None
