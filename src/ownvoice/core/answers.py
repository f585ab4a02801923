"""What passes between the five steps of a reply: plain frozen records, and nothing that reads or writes.

message → Triage → Evidence → Draft → Verdict → Decision. See `docs/architecture.md`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Intent(StrEnum):
    QUESTION = "question"
    THANKS = "thanks"
    CRITICISM = "criticism"
    REQUEST = "request"
    BUSINESS = "business"  # brands, press, work that is paid for
    COLLABORATION = "collaboration"  # other creators who want to make something together
    SUPPORT = "support"  # a purchase, an order, an account
    SMALLTALK = "smalltalk"
    SPAM = "spam"
    SCAM = "scam"  # fraud, and whoever pretends to be somebody else
    HATE = "hate"
    CRISIS = "crisis"


class Urgency(StrEnum):
    LOW = "low"  # nobody waits for an answer
    NORMAL = "normal"
    HIGH = "high"  # somebody may come to harm, or loses something by waiting


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier message of the same conversation. `from_creator` covers the AI's own replies too."""

    text: str
    from_creator: bool


@dataclass(frozen=True, slots=True)
class FanMessage:
    """What came in, with what the steps may know about it. `about`: the post it stands under, a title or an address."""

    text: str
    author_name: str = ""
    channel: str = "webchat"
    addressed: bool = True  # on the creator's own post, or naming them; False: overheard
    turns: tuple[Turn, ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class Triage:
    """What a message is and whether it wants an answer.

    `language` is an ISO 639-1 code or "" when unknown. `risks` are short fixed words ("crisis", "medical",
    "legal", "financial", "minor", "meeting", "private matter", "instruction", "hostile", ...). `reason` is one
    line for the creator, and so is `urgent_because` where the urgency isn't normal. `addressed` says whether it was
    said to the creator at all.
    """

    intent: Intent
    language: str
    wants_answer: bool
    risks: tuple[str, ...] = ()
    question: str = ""  # the part of the message that asks, stand-alone enough to search with
    reason: str = ""
    urgency: Urgency = Urgency.NORMAL
    urgent_because: str = ""
    addressed: bool = True


class EvidenceKind(StrEnum):
    EXCHANGE = "exchange"  # the creator answered this, or something close, before
    FACT = "fact"
    PASSAGE = "passage"


@dataclass(frozen=True, slots=True)
class SoughtWord:
    """One word of a question as the search weighed it.

    `word` is as it was written, folded; `stems` are its forms in the creator's languages; `weight` grows with
    its rarity in the corpus; `counted` tells that it occurs there more than once.
    """

    word: str
    stems: tuple[str, ...]
    weight: float = 1.0
    counted: bool = True


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """Something the creator really said that may answer the message.

    `id` is stable within one draft ("p12", "f3", "x7"); `text` is verbatim the creator's words. For an
    exchange, `asked` is the fan's message it answered. `score` is in [0, 1], comparable within one list;
    `coverage` is the share of the question's content (weighted by how rare each word is) that the text and
    what stands around it share, in [0, 1]; `similarity` is the cosine of the embeddings in [-1, 1], or
    None where there is no vector yet; `sought` are the question's words, the same for all items of a search.
    `whole`: how well the whole item fits that it is from, and `pairs`: the share of the question's pairs of
    neighbouring words that are neighbours here, both in [0, 1]. `worn`: its words that may not hold any more after so
    long ("this year", an old price).
    """

    id: str
    kind: EvidenceKind
    text: str
    score: float
    item_id: int | None = None
    asked: str = ""
    title: str = ""
    url: str = ""
    platform: str = ""
    offset_ms: int | None = None
    language: str = ""
    published_at: datetime | None = None
    valid_until: date | None = None
    coverage: float = 0.0
    similarity: float | None = None
    public: bool = True
    sought: tuple[SoughtWord, ...] = field(default=(), compare=False, repr=False)
    worn: tuple[str, ...] = ()
    whole: float = 0.0
    pairs: float = 0.0


class Settled(StrEnum):
    """By what one of two contradicting things counts."""

    FACT = "fact"  # one of the two was stated outright
    NEWER = "newer"
    OPEN = "open"  # nothing tells: the creator must say which


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two things the creator said that can't both hold. Where it is settled, the first counts and the second doesn't.

    `used` and `other` are ids of evidence items; `said` and `against` the sentences, verbatim; `value` and
    `other_value` the amounts they differ in, both "" where one only says the reverse of the other.
    """

    used: str
    other: str
    said: str
    against: str
    settled: Settled
    value: str = ""
    other_value: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The passages, exchanges and facts found for a message, best first.

    `answerable` is the calibrated chance in [0, 1] that what is asked about is among them at all; `missing` are the
    words that the question turns on and the best item doesn't have; `conflicts` are the contradictions among the items.
    """

    items: tuple[EvidenceItem, ...] = ()
    answerable: float = 0.0
    missing: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    @property
    def best(self) -> float:
        """The chance that the likeliest single item answers; 0 where there is none."""
        return max((item.score for item in self.items), default=0.0)

    def get(self, evidence_id: str) -> EvidenceItem | None:
        """The item with this id, or None."""
        return next((item for item in self.items if item.id == evidence_id), None)


class SentenceRole(StrEnum):
    CLAIM = "claim"  # says something: must rest on evidence
    COURTESY = "courtesy"  # greeting, thanks, closing: from the creator's own habits
    GOAL = "goal"  # mentions a goal, in the creator's own words for it


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a draft with the ids of the evidence it rests on."""

    text: str
    role: SentenceRole
    evidence_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposed reply. No sentences means that there is nothing to say."""

    sentences: tuple[Sentence, ...]
    composer: str
    language: str = ""

    @property
    def text(self) -> str:
        """The reply as it would be sent, without disclosure (the outbox adds that)."""
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class SentenceVerdict:
    """Whether one sentence may stand, and why in a line the creator understands."""

    sentence: Sentence
    supported: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdicts in the draft's order; `confidence` in [0, 1] that the whole draft may be sent."""

    sentences: tuple[SentenceVerdict, ...]
    confidence: float

    @property
    def supported(self) -> bool:
        """True when there is something to say and every sentence of it may stand."""
        return bool(self.sentences) and all(s.supported for s in self.sentences)


class Action(StrEnum):
    SEND = "send"  # only an autopilot permission leads here
    REVIEW = "review"  # a draft waits for the creator's key
    HAND_OVER = "hand over"  # to the creator in person
    IGNORE = "ignore"  # no answer is wanted


@dataclass(frozen=True, slots=True)
class Decision:
    """What happens with a message, with the rule that decided and one line that says why."""

    action: Action
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the creator states for the AI to use, verbatim, with the days it holds."""

    id: int
    text: str
    question: str = ""
    url: str = ""
    language: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


class GoalKind(StrEnum):
    NEWSLETTER = "newsletter"
    COURSE = "course"
    SHOP = "shop"
    EVENT = "event"
    CAUSE = "cause"
    HIRING = "hiring"
    COMMUNITY = "community"
    OTHER = "other"


class Stage(StrEnum):
    """How well a fan and the creator know each other."""

    FIRST_CONTACT = "first contact"  # the first message of theirs that is known
    REGULAR = "regular"  # wrote before
    SUPPORTER = "supporter"  # pays or gives, where the channel says so


class Setting(StrEnum):
    """What a conversation is about that some things must not be mentioned in."""

    GRIEF = "grief"
    COMPLAINT = "complaint"
    MINORS = "minors"


MENTIONED_WITH = (Intent.QUESTION, Intent.REQUEST)  # unless the creator says otherwise


@dataclass(frozen=True, slots=True)
class Goal:
    """A business objective: what to mention, in the creator's words, when it fits, and how often.

    `message` is their words in `language` ("" for any); `messages` adds their words in other languages, by ISO 639-1
    code. It fits where one of the `topics` is asked about, the message has one of the `intents` and the fan is at one
    of the `stages` (none named: any), between `valid_from` and `valid_until` inclusive. It is said to the same fan at
    most `per_fan` times and to all at most `per_day` times a day (None: no limit), and in none of the `never_in`
    settings.
    """

    id: int
    name: str
    message: str
    url: str = ""
    language: str = ""
    topics: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    kind: GoalKind = GoalKind.OTHER
    messages: dict[str, str] = field(default_factory=dict, hash=False)
    intents: tuple[Intent, ...] = MENTIONED_WITH
    stages: tuple[Stage, ...] = ()
    per_fan: int | None = 1
    per_day: int | None = None
    never_in: tuple[Setting, ...] = tuple(Setting)

    def said_in(self, language: str) -> str:
        """The creator's words for it in this language; "" where there are none."""
        own = self.message if self.language in ("", language) else ""
        return self.messages.get(language, own).strip()


@dataclass(frozen=True, slots=True)
class Mentions:
    """How often a goal was mentioned before: to the same fan ever, and to anybody today."""

    to_fan: int = 0
    today: int = 0


class BoundaryKind(StrEnum):
    TOPIC = "topic"  # never to touch, neither asked about nor answering
    PROMISE = "promise"  # never to promise
    WORD = "word"  # never to use
    PERSON = "person"  # never to speak about
    HAND_OVER = "hand over"  # to the creator at once, whatever else a message says


@dataclass(frozen=True, slots=True)
class Boundary:
    """What is off limits. `patterns` are plain words or phrases, matched without accents.

    `probe` is a text that must touch it: a message, or for promises and words what a reply might say.
    """

    id: int
    name: str
    patterns: tuple[str, ...]
    language: str = ""
    kind: BoundaryKind = BoundaryKind.TOPIC
    probe: str = ""


@dataclass(frozen=True, slots=True)
class Habits:
    """How the creator opens and closes replies, per language, verbatim and most frequent first."""

    openings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    closings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    thanks: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """Everything the pipeline worked out for one message."""

    message: FanMessage
    triage: Triage
    evidence: Evidence
    draft: Draft
    verdict: Verdict
    decision: Decision
