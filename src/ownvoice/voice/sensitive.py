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
        abortion*, addict*, adhd, aids, alcohol*, allerg*, anti-vax*, antidepress*, anxiety, anxious,
        asperger*, asthma*, autis*, back pain, bipolar, blind, blood pressure, burned out, burnout, burnt
        out, calories, cancer*, cannabis, carpal, celiac, chemo*, cholesterol, chronic, cigarette*, coeliac,
        covid*, deaf, dentist*, depress*, diabet*, diagnos*, diet, dieting, diets, disabilit*, disabled,
        disease*, doctor*, dose, doses, drug, drugs, drunk, dyslex*, epilep*, fever, flu, gluten, headache*,
        health, healthy, hearing loss, heart attack, hiv, hospital*, ill, illness*, infertil*, injur*,
        insomnia, lose weight, lost weight, marijuana, medicat*, medication*, medicine*, menopaus*, mental,
        migraine*, miscarr*, my back, my knee*, my sleep, my weight, obes*, ocd, overweight, pain, painful,
        pandemic*, pill, pills, pounds lighter, pregnan*, psychiatr*, psycholog*, psychotherap*, ptsd,
        rehab, rsi, schizo*, seizure*, self-harm, sick, sickness*, sleep apnea, smok*, sober, sobriety,
        stroke, suicid*, surgeon*, surgeries, surgery, symptom*, tendinitis, tendonitis, therapist*,
        therapy, treatment*, tumor*, tumour*, unhealthy, vaccin*, vape, vaping, vax*, vegan*, vegetarian*,
        weed, wheelchair, wrist*,
        |
        abstinen*, addict*, alcool*, allerg*, angoiss*, anorexi*, anxie*, asthm*, autis*, avc, aveugle*,
        avortement*, bipolair*, blesse*, blessure*, boulimi*, burn out, burn-out, burnout, cancer*,
        cannabis, chimio*, chirurg*, cholesterol, chronique*, cigarettes, clope*, coeliaque*, confinement*,
        contagi*, covid*, crise cardiaque, dentiste*, depressi*, deprime*, deuil, diabet*, diagnosti*,
        docteur*, douleur*, drogue*, dyslexi*, enceinte, endometriose, epilepsi*, epilept*, epuise*, fausse
        couche, fauteuil roulant, fibromyalgie, fievre*, fiv, fume, fumer, fumeu*, genou*, gluten, grippe*,
        grossesse*, handicap*, hopital*, hopitaux, infarctus, insomnie*, intoleran*, ivg, ivre, joint,
        joints, kine, maigri*, mal au dos, mal de dos, mal de tete, malad*, medecin*, medicament*,
        menopause*, mentale*, migraine*, obesite, operation, opere, operee, ordonnance*, osteo*, pandemi*,
        pharmac*, pma, poids, poignet*, psy, psychiatr*, psychiatre*, psycholog*, psychose*, psys, regime*,
        rhume, sante, scarifi*, schizo*, sclerose, sida, sobre, sourd*, steril*, suicid*, surpoids,
        symptom*, symptome*, tabac, tdah, tension, tension arterielle, therap*, traitement*, troubles de,
        troubles du, tumeur*, urgences, vaccin*, vegan*, vegane*, vegetalien*, vegetarien*, vih""",
    Sensitive.RELIGION: """
        agnostic*, allah, atheis*, bible*, biblical, buddh*, catholic*, christ, christian*, church*,
        creationis*, easter, evangelical*, faith, god, gods, gospel*, halal, hanukkah, heaven, hell, hindu*,
        imam*, intelligent design, islam*, jesus, jew, jewish, jews, judais*, koran, kosher, lent, mormon*,
        mosque*, muslim*, passover, pastor*, pope, pray, prayed, prayer*, praying, prays, priest*,
        protestant*, quran, rabbi*, ramadan, religio*, secular*, sikh*, sins, soul, souls, spiritual*,
        synagogue*, temple*, torah,
        |
        agnosti*, allah, ame, ames, athee*, athei*, bapteme*, baptise*, bible, boudd*, careme, casher,
        catholi*, chretien*, christ, communion, confession, coran, croyan*, cure, dieu, dieux, eglise*,
        enfer, evangeli*, foi, foulard, halal, hanouka, hijab, hindou*, imam*, islam*, jesus, jeuner,
        juif*, juive*, kasher, kippour, laic*, laicite, laique*, messe, messes, mosquee*, musulman*, pape,
        paques, paradis, pasteur*, peche, peches, pretre*, prie, prier, priere*, protestant*, rabbin*,
        ramadan, sikh*, spiritual*, spirituel*, synagogue*, temple*, torah, vatican, voile islamique""",
    Sensitive.POLITICS: """
        abortion*, affirmative action, afghanistan, ballot*, biden*, black lives, blm, border wall, brexit,
        bush, capitalis*, censorship, chirac*, climate policy, clinton*, communis*, congress*, conservativ*,
        death penalty, dei, democrat*, diversity, election*, electoral, european union, fascis*, feminis*,
        gaza, government*, gun control, gun rights, guns, healthcare reform, hollande*, immigra*, iraq,
        israel*, jospin*, le pen*, left-wing, leftist*, liberal*, libertarian*, macron*, marxis*,
        melenchon*, migrant*, minimum wage, minister*, mitterrand*, nazi*, nsa, obama*, obamacare,
        palestin*, parliament*, patriarch*, patriot act, police brutality, politic*, president*, protest*,
        putin*, racial*, racis*, refugee*, republican*, right-wing, russia*, sarkozy*, second amendment,
        senator*, socialis*, strike, strikes, surveillance, tax, taxation, taxes, trump*, ukrain*, union,
        unions, vote*, voter*, voting, war, wars, welfare,
        |
        anarchis*, assemblee nationale, biden, capitalis*, censure*, chomage, communiste*, dadvsi,
        democrat*, depute*, droite, droits de l'homme, ecologiste*, electeur*, election*, electoral*, elus,
        extreme droite, fascis*, feministe*, front national, gauche, gaza, gilets jaunes, gouvernement*,
        greve*, guerre*, hadopi, identitaire*, immigration, immigre*, impot*, irak, israel*, liberal*,
        libertaire*, lois, macron*, manifest*, marxis*, migrant*, militant*, ministre*, nucleaire, otan,
        palestin*, parti socialiste, partis politiques, patriarcat, peine de mort, la police, policier*, policiere*, politique*,
        poutine, president*, projet de loi, racisme, raciste*, referendum*, refugie*, republicain*,
        republique, retraite, retraites, russe*, russie, sans- papiers, scrutin*, senat, senateur*, smic,
        socialiste*, syndic*, taxe*, trump, ukraine, union europeenne, violences policieres, vot*""",
    Sensitive.SEXUALITY: """
        asexual*, bisexual*, came out, closeted, coming out, condom*, contracept*, erotic*, fetish*, gay,
        gays, gender*, heterosexual*, homosexual*, lesbian*, lgbt*, masturbat*, naked, non-binary,
        nonbinary, nude*, orgasm*, polyamor*, porn*, pronouns, prostitut*, queer*, same-sex, sex, sexis*,
        sexual*, sexy, trans, transgender*, virgin, virginity,
        |
        asexuel*, bisexuel*, coming out, contracepti*, erotique*, erotism*, fetich*, gay, gays,
        heterosexuel*, homo, homos, homosexuel*, lesbienne*, lgbt*, libido, mariage pour tous, masturb*,
        non-binaire*, nu, nudes, nue, nues, nus, orgasm*, pacs, pilule, polyamour*, porno*, pornograph*,
        preservatif*, pronoms, queer*, sexe*, sexualit*, sexuel*, sexy, trans, transgenre*, vierge""",
    Sensitive.FAMILY: """
        adopted, adoption, aunt, aunts, babies, baby, boyfriend*, brother, brothers, child, children,
        cousin*, dad, daddy, dating, daughter*, divorc*, engaged, families, family, father*, fiance*,
        girlfriend*, granddaughter*, grandf*, grandm*, grandpa*, grandparent*, grandson*, husband*, in-law,
        in-laws, infant*, kid, kids, love life, marriage*, married, marry, mom, mommy, mother*, mum, mummy,
        my ex, my parent, my partner, nephew*, newborn*, niece*, parenting, parents, sibling*, sister,
        sisters, son, sons, spouse*, toddler*, uncle*, wedding*, wife, wives,
        |
        adopt*, amoureu*, beau-pere, bebe*, belle-famille, belle-mere, celibataire*, compagne*, compagnon*,
        conjoint*, copain*, copine*, cousine*, divorce*, en couple, enfant*, epouse*, ex-femme, ex-mari,
        familial*, famille*, femme, fiance*, fille, filles, fils, frere*, gamin*, gosse*, grand-mere*,
        grand-pere*, grands-parents, jumeaux, jumelles, ma moitie, maman*, mamie*, mari, mariage*, marie,
        mariee, maris, mere, meres, mon ex, neveu*, niece*, oncle*, pacse*, papa*, papi, papy, parents,
        pere, peres, petit-fils, petite-fille, soeur*, tante*, tata, tonton""",
    Sensitive.HOME: """
        at home, home address, home town, hometown, i live, i lived, i moved to, landlord*, mortgage, moved
        to, my address, my apartment, my backyard, my bedroom, my flat, my garden, my home, my house, my
        kitchen, my landlord, my neighbor*, my neighborhood, my neighbour*, my neighbourhood, my rent, my
        street, neighbors, neighbours, our apartment, our backyard, our garden, our home, our house, our
        kitchen, we live, we lived, we moved, where i live,
        |
        a la maison, chez moi, chez nous, coloc, colocation, dans ma rue, demenag*, emmenag*, j'habitais,
        j'habite, je loge, je vis a, je vis en, je vivais, ma banlieue, ma cave, ma chambre, ma cuisine, ma
        maison, ma rue, ma terrasse, ma ville, mes voisins, mon adresse, mon appartement, mon
        arrondissement, mon balcon, mon immeuble, mon jardin, mon logement, mon loyer, mon quartier, mon
        salon, mon toit, mon village, mon voisin, notre appartement, notre jardin, notre logement, notre
        maison, nous habitons, nous vivons, on habite, on vit a, proprietaire*, voisin*""",
}


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
