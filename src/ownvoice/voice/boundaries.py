"""Boundaries: whether a text touches one, and those a creator starts with.

The defaults are what most people keep for themselves, to confirm, change or drop.

Patterns are plain words and phrases; each is found in any of its word forms. Their ids are negative, so that
they never meet those of stored boundaries.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from ownvoice.core.answers import Boundary
from ownvoice.core.text import stem, words

LONGEST = 8_000  # characters of a text that are read; nothing beyond them is answered either

# (name, English patterns, French patterns), one phrase between commas
_TOPICS: tuple[tuple[str, str, str], ...] = (
    (
        "children and family",
        "your kids, your children, your son, your daughter, your baby, your parents, your mother, your "
        "father, "
        "your brother, your sister, do you have kids, do you have children, your family life",
        "tes enfants, vos enfants, ton fils, votre fils, ta fille, votre fille, ton bébé, tes parents, "
        "vos parents, "
        "ta mère, ton père, as tu des enfants, avez vous des enfants, ta vie de famille",
    ),
    (
        "love life",
        "your wife, your husband, your girlfriend, your boyfriend, your partner, your ex, are you single, "
        "are you married, your divorce, are you dating",
        "ta femme, ton mari, ta copine, ton copain, ton conjoint, votre conjoint, ton ex, es tu célibataire, "
        "tu es célibataire, es tu marié, ton divorce, en couple",
    ),
    (
        "where I live",
        "your address, your home address, your neighborhood, where do you live, where exactly do you "
        "live, your "
        "home town",
        "ton adresse, votre adresse, ton quartier, où habites tu, tu habites où, où vis tu, ta ville",
    ),
    (
        "private contact",
        "your phone number, your personal number, your whatsapp, your private email, can i call you, text "
        "you "
        "privately",
        "ton numéro, votre numéro, ton téléphone, ton whatsapp, ton mail perso, t'appeler, vous appeler",
    ),
    (
        "my health and body",
        "your health, your illness, your surgery, your weight, your body, your medication, are you pregnant",
        "ta santé, votre santé, ta maladie, ton opération, ton poids, ton corps, es tu enceinte, tu es "
        "enceinte",
    ),
    (
        "religion",
        "your religion, are you religious, believe in god, your faith, are you muslim, are you christian, "
        "are you jewish",
        "ta religion, votre religion, es tu croyant, crois tu en dieu, croyez vous en dieu, ta foi, es tu "
        "musulman",
    ),
    (
        "politics",
        "who did you vote for, your vote, the election, your political views, which party do you support",
        "pour qui as tu voté, ton vote, l'élection, les élections, tes opinions politiques, quel parti "
        "soutiens tu",
    ),
    (
        "sexuality",
        "your sexuality, your orientation, are you gay, are you straight, send nudes, sexy pictures",
        "ta sexualité, ton orientation, es tu gay, es tu hétéro, envoie des nudes, photos sexy",
    ),
    (
        "my money",
        "how much do you earn, how much money do you make, your salary, your income, how rich are you",
        "combien tu gagnes, combien gagnes tu, ton salaire, votre salaire, tes revenus, vos revenus",
    ),
    (
        "meeting in person",
        "meet you in person, can we meet, meet up, grab a coffee, come to your place, visit you, go on a "
        "date",
        "te rencontrer, vous rencontrer, se rencontrer, boire un verre, boire un café, venir chez toi, un "
        "rencard",
    ),
    (
        "medical advice",
        "medical advice, diagnosis, what dose, my symptoms, stop my medication, should i see a doctor",
        "avis médical, diagnostic, quelle dose, mes symptômes, arrêter mon traitement, consulter un médecin",
    ),
    (
        "legal advice",
        "legal advice, lawsuit, can i sue, press charges, my lawyer",
        "conseil juridique, procès, porter plainte, mon avocat, mise en demeure",
    ),
    (
        "financial advice",
        "financial advice, which stocks, should i invest, which crypto, my savings, my mortgage",
        "conseil financier, quelles actions acheter, dois je investir, quelle crypto, mes économies, mon "
        "prêt immobilier",
    ),
)

BOUNDARY_PROBES: dict[tuple[str, str], str] = {
    ("children and family", "en"): "How old is your daughter now?",
    ("children and family", "fr"): "Et vos enfants, ils vont bien ?",
    ("love life", "en"): "Does your husband film these?",
    ("love life", "fr"): "Tu es célibataire en ce moment ?",
    ("where I live", "en"): "Where do you live exactly?",
    ("where I live", "fr"): "Tu habites où maintenant ?",
    ("private contact", "en"): "Can I have your phone number please",
    ("private contact", "fr"): "Tu me donnes ton numéro ?",
    ("my health and body", "en"): "How is your health after your surgery?",
    ("my health and body", "fr"): "Comment va ta santé ?",
    ("religion", "en"): "Do you believe in God?",
    ("religion", "fr"): "Quelle est votre religion ?",
    ("politics", "en"): "Who did you vote for?",
    ("politics", "fr"): "Pour qui as-tu voté ?",
    ("sexuality", "en"): "Are you gay?",
    ("sexuality", "fr"): "Es-tu gay ?",
    ("my money", "en"): "How much do you earn with this channel?",
    ("my money", "fr"): "Combien tu gagnes par mois ?",
    ("meeting in person", "en"): "I'm in town next week, can we meet?",
    ("meeting in person", "fr"): "On pourrait boire un café un de ces jours ?",
    ("medical advice", "en"): "What dose should I take for my symptoms?",
    ("medical advice", "fr"): "Est-ce que je peux arrêter mon traitement ?",
    ("legal advice", "en"): "Can I sue them over this?",
    ("legal advice", "fr"): "Tu crois que je peux porter plainte ?",
    ("financial advice", "en"): "Should I invest in this company?",
    ("financial advice", "fr"): "Quelle crypto faut-il prendre ?",
}
"""A message that must touch each default boundary, by its name and language."""


def default_boundaries() -> tuple[Boundary, ...]:
    """One boundary per topic and language, none of which a creator has to keep."""
    found: list[Boundary] = []
    for name, english, french in _TOPICS:
        for language, patterns in (("en", english), ("fr", french)):
            phrases = tuple(pattern.strip() for pattern in patterns.split(","))
            found.append(Boundary(-len(found) - 1, name, phrases, language))
    return tuple(found)


def touched(boundaries: Iterable[Boundary], text: str, language: str) -> Boundary | None:
    """The first boundary one of whose words or phrases is in the text, in any of its word forms; else None.

    A pattern matches on whole words, without accents: exactly, or by their stems in the boundary's language
    (in the text's, an ISO 639-1 code, where the boundary names none), so that "divorce" also finds
    "divorced".
    """
    said = words(text[:LONGEST])
    if not said:
        return None
    exact = _line(said)
    stems: dict[str, str] = {}
    for boundary in boundaries:
        code = boundary.language or language
        if code not in stems:
            stems[code] = _line([stem(word, code) for word in said])
        for pattern, stemmed in _lines(boundary.patterns, code):
            if pattern in exact or stemmed in stems[code]:
                return boundary
    return None


@lru_cache(maxsize=4096)
def _lines(patterns: tuple[str, ...], language: str) -> tuple[tuple[str, str], ...]:
    """Each pattern's words and their stems, between blanks; patterns without a word are left out."""
    found = (words(pattern) for pattern in patterns)
    return tuple((_line(part), _line([stem(word, language) for word in part])) for part in found if part)


def _line(parts: Sequence[str]) -> str:
    return f" {' '.join(parts)} "
