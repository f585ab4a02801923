"""WhatsApp: a chat exported as text, from iPhone or Android, in whatever form the phone writes dates.

There is no documentation of the form; it is known from many phones (`[dd/mm/yy, hh:mm:ss] Name: text` and
`dd/mm/yy, hh:mm - Name: text`, with the separators, the order and the words for morning and afternoon of the phone's
language, and with invisible marks). Which number is the day is worked out over the whole file: from numbers above 12
or 31, then from the order in which messages must follow each other. Times are the phone's clock, and which zone that
was in isn't stated: it is taken for UTC.

Everything is private and read only when the creator asks. Replies aren't marked, so nothing pairs, and of what
others wrote nothing is kept.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ownvoice.core.errors import AmbiguousCreatorError
from ownvoice.core.records import Author, ItemRecord, Kind, Records, Role, Skipped, Visibility
from ownvoice.core.text import fold, tidy
from ownvoice.sources.reading.contract import Archive, Detection, Member, ReadOptions
from ownvoice.sources.reading.made_ids import made_id
from ownvoice.sources.reading.text_lines import decoded, iter_lines

NAME = "whatsapp"
TITLE = "WhatsApp chat"

MAX_MESSAGE = 65_536 * 4  # characters; WhatsApp itself allows 65,536
_FIRST_LINES = 12  # in which a chat shows itself
_MARKS = dict.fromkeys(map(ord, "\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff")) | {
    0x202F: " ",
    0xA0: " ",
}
_DATE = r"(\d{1,4})[./-] ?(\d{1,2})[./-] ?(\d{1,4})\.?"
_HALF = "上午|下午|午前|午後|오전|오후|凌晨|清晨|早上|中午|傍晚|晚上"
# Before the time some languages have a word ("à", "klo", "kl."), some the half of the day.
_TIME = (
    rf"(?:(?:à|às|a las|alle|klo|kl\.?|um|at|ve|o) )?(?:({_HALF}) ?)?"
    r"(\d{1,2})[:.](\d\d)(?:[:.](\d\d))?(?: ?([^\W\d][^\[\]\d:]{0,11}))?"
)
_IPHONE = re.compile(rf"\u200e?\[{_DATE}[,،]? {_TIME}\] (.*)", re.DOTALL)
_ANDROID = re.compile(rf"\u200e?{_DATE}[,،]? {_TIME}(?: [-–]|(?<=\d),) (.*)", re.DOTALL)
_NAMED = re.compile(r"([^:\u200e\n]{1,80}): ?(.*)", re.DOTALL)
_AFTERNOON = frozenset(
    {
        "pm",
        "nachm",
        "μμ",
        "م",
        "午後",
        "下午",
        "晚上",
        "傍晚",
        "中午",
        "오후",
        "ip",
        "ш",
        "popołudniu",
        "du",
        "กม",
    }
)
_NUMBER = re.compile(r"\+?[\d\s().\u2011-]{6,30}")  # of a telephone: shown for whom the phone doesn't know
_PLACEHOLDER = re.compile(r"<[^<>\n]{3,80}>|null")
_ATTACHED = re.compile(
    r"\u200e?(?:<[^<>\n]{3,40}: [^<>\n]{1,120}>|[^\n]{1,120}\.\w{2,5} \([^()\n]{4,40}\))(?:\n|$)"
)
_ATTACHED_LAST = re.compile(r"\s*\u200e<[^<>\n]{3,40}: [^<>\n]{1,120}>$")
_EDITED = re.compile(r"\s*\u200e<[^<>\n]{5,80}>$|\s*<This message was edited>$")
_DELETED = frozenset(
    fold(text)
    for text in (
        "This message was deleted", "You deleted this message", "Ce message a été supprimé",
        "Vous avez supprimé ce message", "Diese Nachricht wurde gelöscht", "Du hast diese Nachricht gelöscht",
        "Se eliminó este mensaje", "Eliminaste este mensaje", "Mensagem apagada", "Você apagou esta mensagem",
        "Questo messaggio è stato eliminato", "Hai eliminato questo messaggio", "Dit bericht is verwijderd",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Head:
    """The beginning of a message: three numbers of its date, its time, and what follows on the line."""

    numbers: tuple[int, int, int]
    year_first: bool
    clock: tuple[int, int, int]
    raw_time: str
    rest: str

    def moment(self, order: str) -> datetime | None:
        """The time, with the numbers taken in the order "dmy", "mdy" or "ymd"; None where that is no date."""
        of = dict(zip("ymd" if self.year_first else order, self.numbers, strict=True))
        year = of["y"] + 2000 if of["y"] < 100 else of["y"]
        if not 2009 <= year < 2100:  # WhatsApp began in 2009
            return None
        try:
            return datetime(year, of["m"], of["d"], *self.clock, tzinfo=UTC)
        except ValueError:
            return None


@dataclass(slots=True)
class _Survey:
    """What the first reading of a chat finds: who wrote how much, and how the dates are written."""

    names: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    backwards: Counter[str] = field(default_factory=Counter)
    before: dict[str, datetime] = field(default_factory=dict)
    words_for_halves: bool = False

    def note(self, head: _Head) -> None:
        for order in ("dmy", "mdy", "ymd"):
            moment = head.moment(order)
            if moment is None:
                self.wrong[order] += 1
            elif (before := self.before.get(order)) is not None and moment < before:
                self.backwards[order] += 1
            if moment is not None:
                self.before[order] = moment

    def order(self) -> str:
        """The order with the fewest impossible dates, then with the fewest steps back in time."""
        usual = ("mdy", "dmy", "ymd") if self.words_for_halves else ("dmy", "mdy", "ymd")
        return min(usual, key=lambda order: (self.wrong[order], self.backwards[order], usual.index(order)))


def detect(archive: Archive) -> Detection | None:
    """Text files that begin like a chat."""
    chats = _chats(archive)
    if not chats:
        return None
    folders = {chat.name.rpartition("/")[0] for chat in chats}
    media = re.compile(
        r"(?:^|/)(?:\d{8}-|IMG-|VID-|AUD-|PTT-|STK-|DOC-)[^/]+$|\.(?:opus|jpe?g|mp4|webp|vcf|m4a)$", re.I
    )
    ignored = (
        m.name for m in archive.members() if m.name.rpartition("/")[0] in folders and media.search(m.name)
    )
    text = f"WhatsApp: {len(chats)} chat{'s' if len(chats) > 1 else ''}"
    return Detection(NAME, text, tuple(chat.name for chat in chats), tuple(ignored))


def read(archive: Archive, options: ReadOptions) -> Records:
    """The creator's own messages, chat by chat; without `include_private` only how many there are.

    Raises `AmbiguousCreatorError` before the first record where nothing tells who the creator is.
    """
    own = {fold(name).strip().lstrip("@") for name in options.own_names}
    surveys = [(chat, _survey(archive, chat)) for chat in _chats(archive)]
    if options.include_private:
        names = Counter[str]()
        for _, survey in surveys:
            names.update(survey.names)
        if names and not any(fold(name).strip() in own for name in names):
            raise AmbiguousCreatorError(
                f"{archive.path.name} doesn't say which of the people in it you are.",
                "Say under which name you are in the chat with --as NAME.",
                tuple(name for name, _ in names.most_common(5)),
            )
    for chat, survey in surveys:
        skipped: Counter[str] = Counter()
        if not options.include_private:
            skipped["private"] = sum(survey.names.values())
        else:
            order = survey.order()
            for found in _messages(archive, chat, order, own):
                if isinstance(found, str):
                    skipped[found] += 1
                else:
                    yield found
        for reason, count in sorted(skipped.items()):
            if count:
                yield Skipped(chat.name, reason, count)


def _chats(archive: Archive) -> list[Member]:
    found = []
    for member in archive.matching("*.txt"):
        lines = decoded(archive.head(member, 4096)).split("\n")[:_FIRST_LINES]
        if lines and any(_head(line) is not None for line in lines[:3]):
            found.append(member)
    return found


def _survey(archive: Archive, chat: Member) -> _Survey:
    survey = _Survey()
    for head, _ in _entries(archive, chat):
        survey.note(head)
        named = _NAMED.match(head.rest)
        if named:
            survey.names[named.group(1).strip()] += 1
        survey.words_for_halves |= bool(re.search(r"[^\W\d]", head.raw_time))
    return survey


def _entries(archive: Archive, chat: Member) -> Iterator[tuple[_Head, list[str]]]:
    """Each entry's beginning with the lines that follow it."""
    head: _Head | None = None
    more: list[str] = []
    length = 0
    with archive.open(chat) as stream:
        for line in iter_lines(stream):
            text = decoded(line.data).rstrip("\r\n")
            begun = _head(text)
            if begun is not None:
                if head is not None:
                    yield head, more
                head, more, length = begun, [], 0
            elif head is not None and length < MAX_MESSAGE:
                more.append(text)
                length += len(text)
    if head is not None:
        yield head, more


def _head(line: str) -> _Head | None:
    if not line or not (line[0].isdigit() or line[0] in "[\u200e\u200f\ufeff\u202a"):
        return None
    line = line.translate(_MARKS)
    match = _IPHONE.match(line) or _ANDROID.match(line)
    if match is None:
        return None
    first, second, third, before, hour, minute, second_of, half, rest = match.groups()
    half = before or half
    hours = int(hour)
    if half:
        afternoon = re.sub(r"[\s.]", "", half.lower()) in _AFTERNOON
        hours = hours % 12 + (12 if afternoon else 0)
    raw_time = line[: match.start(9)].strip(" -–[]\u200e")
    clock = (hours, int(minute), int(second_of or 0))
    numbers = (int(first), int(second), int(third))
    return _Head(numbers, len(first) == 4, clock, raw_time, rest)


def _messages(archive: Archive, chat: Member, order: str, own: set[str]) -> Iterator[ItemRecord | str]:
    seen: Counter[str] = Counter()
    for head, more in _entries(archive, chat):
        named = _NAMED.match(head.rest)
        if named is None:
            yield "not a text"  # somebody joined, left, changed the picture
            continue
        name, said = named.group(1).strip(), named.group(2)
        if fold(name).strip() not in own:
            yield "another person"
            continue
        text = _text("\n".join([said, *more]))
        if not text:
            yield "not a text"
            continue
        moment = head.moment(order)
        key = made_id(moment, chat.name.rpartition("/")[2], name, text)
        seen[key] += 1
        yield ItemRecord(
            platform=NAME,
            native_id=key if seen[key] == 1 else f"{key}-{seen[key]}",
            kind=Kind.MESSAGE,
            role=Role.CREATOR,
            author=Author(name="" if _NUMBER.fullmatch(name) else name),
            text=text,
            created_at=moment,
            raw_time=head.raw_time,
            visibility=Visibility.PRIVATE,
        )


def _text(said: str) -> str:
    """What was written, without what the app writes in the place of pictures and of what was deleted."""
    attached = _ATTACHED.match(said)
    if attached:
        said = said[attached.end() :]
    caption, found = _ATTACHED_LAST.subn("", said)
    if found:  # "Cake.pdf • 1 page" is the app's, too, and marked within
        said = "" if "\u200e" in caption else caption
    said = _EDITED.sub("", said)
    if said.startswith("\u200e"):  # the app's own words
        return ""
    text = tidy(said.replace("\u200e", "").replace("\u200f", ""))
    # A lone dot is what the app shows of a message that destroyed itself.
    if text == "." or _PLACEHOLDER.fullmatch(text) or fold(text.rstrip(".")) in _DELETED:
        return ""
    return text
