"""Whether a sentence touches what nobody should speak of for somebody else: health, religion, politics, sexuality,
family, home.

Word lists in English and French. Recall comes first: a false alarm only asks the creator to switch one line on. What is
said roundabout ("I knock on doors for the party I like") no list hears: the creator sees every line before it is used.
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
        abortion*, addict*, adhd, aging, aids, alcohol*, allerg*, ambulance, anorex*, anti-vax*,
        antidepress*, anxiety, anxious, appendix, arthrit*, arthros*, asperger*, asthma*, autis*, back pain,
        binge*, bipolar, bleed*, blind, blood pressure, bodies, body, brain, breakdown, breathing, broken
        arm, broken leg, bulim*, burned out, burnout, burnt out, calories, cancer*, cane, canes, cannabis,
        carpal, celiac, chemo*, cholesterol, chronic, cigarette*, clinic, clinical*, clinics, coeliac,
        contagious, counsel*, covid*, crutch*, deaf, dentist*, depress*, detox, diabet*, diagnos*, diet,
        dieting, diets, disabilit*, disabled, disease*, dizzy, doctor*, dose, doses, drug, drugs, drunk,
        dyslex*, eating disorder*, emergency room, epilep*, exhausted, eyesight, fasting, fatigue*,
        fertility, fever, fibromyal*, fit, fitness, fitter, flu, fracture*, gluten, headache*, health,
        healthy, hearing, hearing aid*, hearing loss, heart, heart attack, hiv, hormon*, hospice, hospital*,
        ill, illness*, immune*, infect*, infertil*, inhaler*, injur*, insomnia, insulin*, intoleran*, ivf,
        kidney*, kilos, lactose, lbs, limp, liver, lose weight, lost weight, lung*, marijuana, medical*,
        medicat*, medication*, medicine*, menopaus*, menopause, menstru*, mental, migraine*, miscarr*, mood
        swings, my back, my knee*, my sleep, my weight, nausea*, neurodiver*, neurotyp*, nurse*, nutrition*,
        nuts, obes*, ocd, organ, organs, overweight, pacemaker*, pain, painful, pandemic*, panic*, physical
        therap*, physio*, pill, pills, pounds, pounds lighter, pregnan*, prosthe*, psychiatr*, psycholog*,
        psychotherap*, ptsd, recover*, rehab, rsi, scar, scars, schizo*, scolio*, seizure*, self-harm, sick,
        sickness*, sleep, sleep apnea, sleeping, sleepless, slept, smok*, sober, sobriety, spectrum,
        stress*, stroke, suicid*, surgeon*, surgeries, surgery, symptom*, tendinitis, tendonitis,
        therapist*, therapy, thyroid*, transplant*, trauma*, treatment*, tremor*, tumor*, tumour*,
        unhealthy, vaccin*, vape, vaping, vax*, vegan*, vegetarian*, virus*, vomit*, weed, wheelchair,
        wrist*,
        |
        abstinen*, addict*, alcool*, allerg*, ambulance*, angoiss*, anorexi*, anxie*, appareil auditif,
        appareils auditifs, appendice, arthrit*, arthros*, asthm*, asthme, autis*, avc, aveugle*,
        avortement*, bequille*, bipolair*, blesse*, blessure*, boulimi*, burn out, burn-out,
        burnout, cancer*, cannabis, canne, cannes, cerveau, chimio*, chirurg*, cholesterol, chronique*,
        cicatrice*, cigarettes, clinique*, clope*, coeliaque*, coeur, confinement*, contagi*, convalesc*,
        corps, covid*, crise cardiaque, dentiste*, depressi*, deprime*, deuil, diabet*, diagnosti*,
        docteur*, dormi, dormir, dors, douleur*, drogue*, dys, dyslexi*, enceinte, endometriose, epilepsi*,
        epilept*, epuise*, essouffl*, fatigue*, fausse couche, fauteuil roulant, fertilite, fibromyalgie,
        fievre*, fiv, foie, forme physique, fracture*, fume, fumer, fumeu*, genou*, gluten, greffe*,
        grippe*, grossesse*, gueri*, handicap*, hopital*, hopitaux, hormon*, hypersensib*, immunit*,
        infarctus, infect*, infirmi*, insomn*, insomnie*, insuline, intoleran*, ivg, ivre, jeune
        intermittent, joint, joints, kilo en moins, kilos, kine, lactose, maigri*, mal au dos, mal de dos,
        mal de tete, malad*, medecin*, medical*, medicament*, meilleure forme, menopause*, mentale*,
        migraine*, nausee*, neuroatypi*, noix, nutrition*, obesite, operation, opere, operee, ordonnance*,
        osteo*, pandemi*, panique*, pharmac*, pma, poids, poignet*, poumon*, prothese*, psy, psychiatr*,
        psychiatre*, psycholog*, psychose*, psys, regime*, regle, reins, rhume, sante, scarifi*, schizo*,
        sclerose, scoliose*, sida, sobre, soigne*, soins, sommeil, sourd*, spectre, steril*, stimulateur
        cardiaque, stress*, suicid*, surpoids, symptom*, symptome*, tabac, tdah, tension, tension
        arterielle, therap*, thyroide*, traitement*, trauma*, troubles de, troubles du, tumeur*, urgences,
        vaccin*, vegan*, vegane*, vegetalien*, vegetarien*, ventoline, vertige*, vih, virus""",
    Sensitive.RELIGION: """
        advent, agnostic*, allah, amen, astrolog*, atheis*, bapti*, believer*, bible*, biblical, bless,
        blessed, blessing*, buddh*, candles, catholic*, choir*, christ, christian*, christmas, church*,
        communion, confession, creationis*, cult, cults, diwali, easter, eid, evangelical*, faith, faithful,
        fast on, gita, god, gods, gospel*, halal, hanukkah, heaven, hell, heretic*, hindu*, holy,
        horoscope*, hymn*, i fast, imam*, intelligent design, islam*, jesus, jew, jewish, jews, judais*,
        karma, koran, kosher, lent, mass, meditat*, missionar*, monk*, mormon*, mosque*, muslim*, nun, nuns,
        pagan*, passover, pastor*, pilgrim*, pope, pray, prayed, prayer*, praying, prays, priest*,
        protestant*, quaker*, quran, rabbi*, ramadan, religio*, sabbath, sacred, scripture*, secular*,
        sermon*, shabbat, sikh*, sins, soul, souls, spiritual*, synagogue*, temple*, theolog*, torah,
        vespers, wicca*, worship*,
        |
        agnosti*, aid, allah, ame, amen, ames, astrolog*, athee*, athei*, bapteme*, baptise*, beni*, bible,
        boudd*, bougies, careme, casher, cathedral*, catholi*, chretien*, christ, communier, communion,
        confession, coran, croyan*, croyance*, cure, dieu, dieux, eglise*, enfer, evangeli*, foi, foulard,
        halal, hanouka, hijab, hindou*, horoscope*, imam*, islam*, je jeune, jesus, jeune du, jeuner, juif*,
        juive*, karma, kasher, kippour, laic*, laicite, laique*, medit*, messe, messe*, messes, moine*,
        mosquee*, musulman*, noel, nonne*, pape, paques, paradis, paroisse*, pasteur*, peche, peches,
        pelerin*, pretre*, prie, prier, priere*, protestant*, rabbin*, ramadan, sabbat, sacre*, saint,
        sainte, secte*, sermon*, shabbat, sikh*, spiritual*, spirituel*, synagogue*, temple*, theolog*,
        torah, vatican, voile, voile islamique""",
    Sensitive.POLITICS: """
        abortion*, activis*, affirmative action, afghanistan, anarchis*, army, ballot*, biden*, black lives,
        blm, border, border wall, borders, boycott*, brexit, bush, campaign*, candidate*, capitalis*,
        censorship, chirac*, climate, climate policy, clinton*, colonial*, communis*, congress*,
        conservativ*, death penalty, dei, democrat*, demonstrat*, diversity, drone strikes, election*,
        electoral, equality, european union, fascis*, feminis*, fossil, free speech, gaza, government*,
        governor*, greens, gun control, gun rights, guns, healthcare reform, hollande*, human rights, i
        knock on doors, immigra*, inequal*, iraq, israel*, jospin*, justice, king, labour, law, lawmaker*,
        laws, le pen*, left-wing, leftist*, legislat*, liberal*, libertarian*, macron*, march, marched,
        marching, marxis*, mayor*, melenchon*, migrant*, military, minimum wage, minister*, mitterrand*,
        monarch*, nationalis*, nazi*, nsa, nuclear, obama*, obamacare, palestin*, parliament*, party,
        patriarch*, patriot act, patriot*, police, police brutality, policies, policy, politic*, populis*,
        president*, prison*, privilege*, protest*, public spending, putin*, queen, racial*, racis*,
        refugee*, regulat*, regulation*, republican*, right-wing, rights, russia*, sanction*, sarkozy*,
        second amendment, senator*, socialis*, soldier*, strike, strikes, subsid*, supreme court,
        surveillance, tax, taxation, taxes, tories, tory, trump*, ukrain*, union, unions, veteran*, vote*,
        voter*, voting, war, wars, welfare, welfare state, woke,
        |
        anarchis*, armee*, assemblee nationale, biden, boycott*, candidat*, capitalis*, censure*, chomage,
        citoyen*, climat, climatique*, colonial*, colonis*, communiste*, dadvsi, democrat*, depute*, droite,
        droits, droits de l'homme, ecologiste*, egalite, electeur*, election*, electoral*, elus, etat,
        extreme droite, fascis*, feministe*, front national, frontiere*, gauche, gaza, gilets jaunes,
        gouvernement*, greve*, guerre*, hadopi, identitaire*, immigration, immigre*, impot*, inegal*, irak,
        israel*, justice, la police, les verts, lfi, liberal*, libertaire*, liberte d'expression, libertes,
        lois, macron*, maire*, manifest*, marxis*, migrant*, militaire*, militant*, ministre*, nationalis*,
        nucleaire, otan, palestin*, parti communiste, parti socialiste, partis politiques, patriarcat,
        patriot*, peine de mort, policier*, policiere*, politique*, poutine, president*, prison*,
        privilege*, projet de loi, ps, racisme, raciste*, referendum*, refugie*, reglement*, reine,
        republicain*, republique, retraite, retraites, rn, roi, russe*, russie, sanction*, sans- papiers,
        scrutin*, senat, senateur*, service public, smic, socialiste*, soldat*, souverain*, subvention*,
        syndic*, taxe*, tractage, tracte, trump, ukraine, ump, union europeenne, violences policieres, vot*,
        voter, wok*""",
    Sensitive.SEXUALITY: """
        asexual*, bdsm, bi, bisexual*, came out, celiba*, closeted, coming out, condom*, contracept*, drag
        queen*, erotic*, fetish*, gay, gays, gender*, grindr, heterosexual*, homosexual*, hookup*, in bed,
        intimacy, kink*, lesbian*, lgbt*, libido, masturbat*, monogam*, naked, non-binary, non-monogam*,
        nonbinary, nude*, onlyfans, orgasm*, orientation, pansexual*, polyamor*, porn*, pronouns,
        prostitut*, queer*, same-sex, sex, sexis*, sexual*, sexy, straight man, straight woman, tinder,
        trans, transgender*, virgin, virginity,
        |
        asexuel*, bdsm, bi, bisexuel*, coming out, contracepti*, drag queen*, erotique*, erotism*, fetich*,
        gay, gays, grindr, hetero, heteros, heterosexuel*, homo, homos, homosexuel*, intimite, lesbienne*,
        lgbt*, libido, mariage pour tous, masturb*, monogam*, non-binaire*, nu, nudes, nue, nues, nus,
        onlyfans, orgasm*, orientation, pacs, pansexuel*, pilule, polyam*, polyamour*, porno*, pornograph*,
        preservatif*, pronoms, queer*, sexe*, sexualit*, sexuel*, sexy, tinder, trans, transgenre*, vierge""",
    Sensitive.FAMILY: """
        adopted, adoption, anniversary, aunt, auntie*, aunts, babies, baby, babysit*, bachelor*, boyfriend*,
        breakup, bro, broke up, brother, brothers, child, children, cousin*, custody, dad, daddy, dating,
        daughter*, daycare, divorc*, engaged, engagement, ex-*, families, family, father*, fiance*, folks,
        girlfriend*, godfather, godmother, godson, gran, grandchild*, granddaughter*, grandf*, grandkid*,
        grandm*, grandpa*, grandparent*, grandson*, granny, heir*, honeymoon, household, husband*, in love,
        in-law, in-laws, infant*, kid, kids, love life, marriage*, married, marry, maternity, mom, mommy,
        mother*, mum, mummy, my better half, my boy, my boys, my eldest, my ex, my firstborn, my girl, my
        girls, my oldest, my parent, my partner, my people, my youngest, nan, nephew*, newborn*, newlywed*,
        niece*, nursery, orphan*, parenting, parents, paternity, pregnan*, relationship*, sibling*, single,
        sis, sister, sisters, son, sons, soulmate*, spouse*, step*, toddler*, twin, twins, uncle*, wedding*,
        widow*, wife, wives,
        |
        adopt*, amoureu*, beau-*, beau-pere, beaux-parents, bebe*, belle-*, belle-famille, belle-mere,
        celib*, celibataire*, compagne*, compagnon*, conge maternite, conge paternite, conjoint*, copain*,
        copine*, couple, cousine*, creche, divorce*, en couple, enfant*, epouse*, ex, ex-femme, ex-mari,
        familial*, famille*, femme, fiance*, fille, filles, filleul*, fils, foyer, frere*, gamin*, garde
        alternee, gosse*, grand-mere*, grand-pere*, grands-parents, heritage*, jumeaux, jumelles, lune de
        miel, ma ainee, ma cadette, ma moitie, ma puce, maman*, mamans, mamie*, mari, mariage*, marie,
        mariee, maris, marraine, mere, meres, mes filles, mes garcons, mon aine, mon ainee, mon
        cadet, mon ex, mon garcon, mon homme, mon petit dernier, neveu*, niece*, noces, nourrice, oncle*,
        orphelin*, pacse*, papa*, papas, papi, papy, parents, parrain, pere, peres, petit- fils, petite-
        fille, petits-enfants, rompu, rupture, separe*, soeur*, tante*, tata, tonton, veuf, veuve""",
    Sensitive.HOME: """
        apartment*, at home, attic, backyard*, balcony, basement, bedroom*, born in, cabin, commut*, condo,
        cottage, flat, flatmate*, garage, grew up, home address, home town, hometown, house, housemate*,
        houses, i am from, i live, i lived, i moved to, i'm from, landlady, landlord*, living in, living
        room, mortgage, mortgage*, move to, moved, moved to, moving to, my address, my apartment, my
        backyard, my bedroom, my city, my flat, my garden, my home, my house, my kitchen, my landlord, my
        neighbor*, my neighborhood, my neighbour*, my neighbourhood, my place, my rent, my street, my town,
        neighborhood*, neighbors, neighbourhood*, neighbours, originally from, our apartment, our backyard,
        our garden, our home, our house, our kitchen, our place, our street, postcode, property, real
        estate, rent, roommate*, suburb*, tenant*, village, we live, we lived, we moved, we're from, where i
        live, zip code,
        |
        a la maison, appartement*, balcon, banlieue*, chambre*, chez moi, chez nous, code postal, coloc,
        colocation, cuisine, dans ma rue, demenag*, demenage*, emmenag*, garage, gite, gites, grandi a,
        grandi en, grenier, habite*, habitons, immeuble*, immobilier, installe a, installee a, j'ai grandi,
        j'habitais, j'habite, je loge, je viens d'ici, je viens de, je viens du, je vis a, je vis en, je
        vivais, locataire*, logement*, loyer*, ma banlieue, ma cave, ma chambre, ma cuisine, ma maison, ma
        region, ma rue, ma terrasse, ma ville, maison*, mes voisins, mon adresse, mon appartement, mon
        arrondissement, mon balcon, mon immeuble, mon jardin, mon logement, mon loyer, mon quartier, mon
        salon, mon toit, mon village, mon voisin, ne a, nee a, notre appartement, notre jardin, notre
        logement, notre maison, nous habitons, nous louons, nous vivons, on habite, on vit a, originaire,
        proprietaire*, quartier*, salon, terrasse, village*, vit a, vivons, voisin*""",
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
