"""Questions in English about paragraphs in French: what only meaning can find.

The first questions of the public FAQ in the order of their hash, translated by hand before anything was measured on
them; names of authorities and files stay as a reader would know them. Searched are their paragraphs and others of the FAQ.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ownvoice.bench.evidencing.collections import Asked, Collection, faq

PLACES = 120
LONGEST = 600  # characters of a paragraph
ENGLISH = {
    "faq-405-0": "How does compulsory health insurance handle accidents at work and occupational diseases?",
    "faq-379-0": "Do patients have to be told when a notifiable disease is reported to the health authorities?",
    "faq-99-0": "What is the vehicle registration system?",
    "faq-198-0": "Can I close my pharmacy record whenever I want?",
    "faq-57-0": "Is the data protection authority competent for harassment by telephone?",
    "faq-60-0": "How can I find out who put me on the central register of bad cheques?",
    "faq-481-0": "Who can become a data protection officer under the European regulation?",
    "faq-222-0": "Can my employer read documents marked as personal on my work computer?",
    "faq-507-0": "How do I inform the people whose data a file holds?",
    "faq-117-0": "What is the police's criminal records file?",
    "faq-283-0": "Which personal data are collected before a saliva test at school?",
    "faq-479-0": "What is a data protection officer liable for?",
    "faq-48-0": "How do I fight spam sent by text message?",
    "faq-136-0": "What is the automated fingerprint file?",
    "faq-278-0": "How long may a nursery keep information about you and your children?",
    "faq-305-0": "What must be done when laptops at work are unlocked with a fingerprint?",
    "faq-114-0": "Who checks the video surveillance cameras in public places?",
    "faq-100-0": "Which vehicles are listed in the registration system?",
    "faq-303-0": "May an employer know about somebody's health?",
    "faq-253-0": "What is the right to have data corrected?",
    "faq-97-0": "Who may look into the national file of driving licences?",
    "faq-257-0": "What is an authorised third party?",
    "faq-5-0": "Can you be fired for what you wrote on social networks?",
    "faq-6-0": "How do I delete my account on a social network?",
}


def english_questions(data: Path) -> Collection:
    """The translated questions and `PLACES` paragraphs, shortened; all in the half that nothing is fitted on."""
    whole = faq(data)
    asked = [one for one in whole.questions if one.key in ENGLISH]
    kept = sorted({one.truth for one in asked})
    kept += [n for n in range(len(whole.places)) if n not in set(kept)][: PLACES - len(kept)]
    place = {old: new for new, old in enumerate(kept)}
    return Collection(
        "across",
        "en",
        tuple(replace(whole.places[n], text=whole.places[n].text[:LONGEST]) for n in kept),
        tuple(Asked(one.key, ENGLISH[one.key], place[one.truth], False) for one in asked),
    )
