"""How likely is it that a text is by this creator? Learned from their texts against those of others; pure.

voice = learn(own, background)            # VoiceModel, or NotEnough with its reason
voice.score(text, "en")                   # Score with a probability, or None
voice.rank(drafts, "en")                  # their indices, the likeliest first
drift(voice, [(text, "en"), ...])         # whether what is sent has stopped sounding like them
from_bytes(to_bytes(voice))               # plain arrays
"""

from ownvoice.voice.score.drift import Drift, drift
from ownvoice.voice.score.learning import learn
from ownvoice.voice.score.model import HeldOut, LanguageVoice, NotEnough, Score, VoiceModel
from ownvoice.voice.score.samples import Sample
from ownvoice.voice.score.stored import from_bytes, to_bytes

__all__ = [
    "Drift", "HeldOut", "LanguageVoice", "NotEnough", "Sample", "Score", "VoiceModel",
    "drift", "from_bytes", "learn", "to_bytes",
]  # fmt: skip
