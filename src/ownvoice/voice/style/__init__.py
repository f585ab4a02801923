"""How a creator writes, measured: length, openings, address, emoji, marks, own phrases, reply times, and their drift.

Each source has a `StyleTally` and a `WordTally` of its fans' texts; `profile` makes a `Style` from all of them.
"""

from ownvoice.voice.style.background import WordTally
from ownvoice.voice.style.comparing import Agreement, Norms, agreement, norms_of
from ownvoice.voice.style.describing import Told, describe, describe_manner, tell
from ownvoice.voice.style.figures import LABELS
from ownvoice.voice.style.plain import as_json, from_json
from ownvoice.voice.style.profile import profile
from ownvoice.voice.style.style import Change, Form, Manner, Phrase, Style, Year
from ownvoice.voice.style.tally import StyleTally

__all__ = [
    "LABELS",
    "Agreement",
    "Change",
    "Form",
    "Manner",
    "Norms",
    "Phrase",
    "Style",
    "StyleTally",
    "Told",
    "WordTally",
    "Year",
    "agreement",
    "as_json",
    "describe",
    "describe_manner",
    "from_json",
    "norms_of",
    "profile",
    "tell",
]
