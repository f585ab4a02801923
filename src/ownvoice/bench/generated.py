"""Large exports made up for measuring: the shape and weight of real ones, with text from a Zipf-like vocabulary."""

from __future__ import annotations

import html
import json
import random
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from ownvoice import sample
from ownvoice.core.records import ItemRecord, Role
from ownvoice.core.text import sentences
from ownvoice.sources.reading import registry
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import ReadOptions

_SYLLABLES = tuple(c + v for c in "bcdfglmnprstvz" for v in "aeio")
COMMON = tuple(
    "the a to of and in is it for on with this that my you we not are was be have so but what how".split()
)


class Words:
    """Draws texts in which few words are common and most are rare, as in natural language. Seeded."""

    def __init__(self, seed: int, vocabulary: int = 30_000) -> None:
        self.random = random.Random(seed)  # noqa: S311 - not for secrets
        made: dict[str, None] = dict.fromkeys(COMMON)
        while len(made) < vocabulary:
            made["".join(self.random.choices(_SYLLABLES, k=self.random.randint(2, 5)))] = None
        self.vocabulary = list(made)
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(vocabulary)))

    def text(self, fewest: int = 6, most: int = 40) -> str:
        """A text of that many words, with a few sentence ends."""
        count = self.random.randint(fewest, most)
        words = self.random.choices(self.vocabulary, cum_weights=self._weights, k=count)
        for at in range(9, count, 11):
            words[at] += "."
        return " ".join(words).capitalize() + "."


def real_sentences() -> list[str]:
    """The sample creator's sentences, from the exports that the package ships."""
    return [
        sentence
        for record in _sample_items()
        if record.role is Role.CREATOR
        for sentence in sentences(record.text)
        if 20 < len(sentence) < 240
    ]


def fans_questions() -> list[str]:
    """What the sample creator's fans ask, from the same exports and her inbox."""
    inbox = json.loads((sample.folder() / "inbox.json").read_text(encoding="utf-8"))
    asked = [record.text for record in _sample_items() if record.role is Role.FAN] + [
        entry["text"] for entry in inbox
    ]
    return [text for text in asked if "?" in text]


def _sample_items() -> Iterator[ItemRecord]:
    with open_archive(sample.folder() / "exports") as archive:
        for detection in registry.recognise(archive):
            for record in registry.source(detection.source).read(archive, ReadOptions()):
                if isinstance(record, ItemRecord):
                    yield record


def x_archive(target: Path, size_mb: int, seed: int = 7) -> int:
    """Write an X archive (zip) with about `size_mb` megabytes of tweets.js; returns the number of tweets."""
    words = Words(seed)
    start = datetime(2012, 1, 1, tzinfo=UTC)
    limit = size_mb * 1_000_000
    account = [{"account": {"username": "bench", "accountId": "1", "accountDisplayName": "Bench"}}]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("data/account.js", "window.YTD.account.part0 = " + json.dumps(account, indent=2))
        count = written = 0
        with archive.open("data/tweets.js", "w", force_zip64=True) as out:
            out.write(b"window.YTD.tweets.part0 = [\n")
            while written < limit:
                block = []
                for _ in range(500):
                    block.append(_tweet(count, start + timedelta(seconds=400 * count), words))
                    count += 1
                data = ("" if written == 0 else ",\n").encode() + ",\n".join(block).encode()
                out.write(data)
                written += len(data)
            out.write(b"\n]")
    return count


def x_archive_in_parts(target: Path, parts: int, part_mb: int) -> None:
    """Write an X archive whose tweets are in several files, as X cuts large ones: the same texts, other ids.

    Made in minutes where `x_archive` would take an hour.
    """
    with tempfile.TemporaryDirectory() as folder:
        one = Path(folder) / "x.zip"
        x_archive(one, part_mb)
        with (
            zipfile.ZipFile(one) as source,
            zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        ):
            archive.writestr("data/account.js", source.read("data/account.js"))
            for part in range(parts):
                name = f"data/tweets-part{part}.js" if part else "data/tweets.js"
                # A few lines at a time: what this process holds would count as memory of the one that reads.
                with source.open("data/tweets.js") as tweets, archive.open(name, "w") as out:
                    while lines := tweets.read(1 << 20) + tweets.readline():
                        out.write(lines.replace(b'"100', b'"%d' % (100 + part)))


def _tweet(number: int, when: datetime, words: Words) -> str:
    tweet_id = str(10**18 + number * 4096)
    text = words.text()
    tweet: dict[str, object] = {
        "edit_info": {
            "initial": {
                "editTweetIds": [tweet_id],
                "editableUntil": when.isoformat(),
                "editsRemaining": "5",
                "isEditEligible": True,
            }
        },
        "retweeted": False,
        "source": '<a href="https://mobile.twitter.com" rel="nofollow">Twitter Web App</a>',
        "entities": {"hashtags": [], "symbols": [], "user_mentions": [], "urls": []},
        "display_text_range": ["0", str(len(text))],
        "favorite_count": str(number % 90),
        "id_str": tweet_id,
        "truncated": False,
        "retweet_count": "0",
        "id": tweet_id,
        "possibly_sensitive": False,
        "created_at": when.strftime("%a %b %d %H:%M:%S +0000 %Y"),
        "favorited": False,
        "full_text": text,
        "lang": "en",
    }
    if number % 3 == 0:
        tweet |= {
            "in_reply_to_status_id_str": str(5 * 10**17 + number),
            "in_reply_to_status_id": str(5 * 10**17 + number),
            "in_reply_to_user_id_str": str(number % 5000 + 2),
            "in_reply_to_screen_name": f"fan{number % 5000}",
            "full_text": f"@fan{number % 5000} {text}",
        }
    if number % 4 == 0:
        tweet["entities"] = {
            "hashtags": [{"text": "bench", "indices": ["0", "6"]}],
            "symbols": [],
            "user_mentions": [],
            "urls": [
                {
                    "url": f"https://t.co/{number:010d}",
                    "expanded_url": f"https://example.org/{number}",
                    "display_url": f"example.org/{number}",
                    "indices": ["10", "33"],
                }
            ],
        }
        tweet["full_text"] = f"{tweet['full_text']} https://t.co/{number:010d}"
    body = json.dumps({"tweet": tweet}, indent=2)
    return "\n".join("  " + line for line in body.split("\n"))


def mastodon_archive(
    folder: Path,
    statuses: int,
    seed: int = 11,
    natural: bool = False,
    said: Sequence[str] = (),
    most: int = 1,
    account: str = "bench",
) -> None:
    """Write a Mastodon archive (folder) with that many statuses.

    `natural`: with a real sentence of the sample creator's in each; `said`: with sentences drawn from these instead, up
    to `most` a status.
    """
    folder.mkdir(parents=True, exist_ok=True)
    actor = {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": f"https://example.social/users/{account}",
        "type": "Person",
        "preferredUsername": account,
        "name": "Bench",
        "url": f"https://example.social/@{account}",
    }
    (folder / "actor.json").write_text(json.dumps(actor))
    with (folder / "outbox.json").open("w") as out:
        out.write(
            '{"@context":"https://www.w3.org/ns/activitystreams","id":"outbox.json","type":"OrderedCollection",'
        )
        out.write(f'"totalItems":{statuses},"orderedItems":[')
        real = list(said) or (real_sentences() if natural else [])
        for number, activity in enumerate(_activities(statuses, Words(seed), real, most, account)):
            out.write(("," if number else "") + activity)
        out.write("]}")


def _activities(statuses: int, words: Words, real: list[str], most: int, account: str) -> Iterator[str]:
    base = f"https://example.social/users/{account}"
    start = datetime(2017, 4, 1, tzinfo=UTC)
    for number in range(statuses):
        identifier = f"{base}/statuses/{10**17 + number}"
        when = (start + timedelta(seconds=280 * number)).isoformat().replace("+00:00", "Z")
        more = words.random.randrange(most) if most > 1 else 0
        text = " ".join(words.random.choice(real) for _ in range(more + 1)) if real else ""
        note = {
            "id": identifier,
            "type": "Note",
            "summary": None,
            "inReplyTo": f"https://other.social/users/fan/statuses/{number}" if number % 4 == 0 else None,
            "published": when,
            "url": f"https://example.social/@{account}/{10**17 + number}",
            "attributedTo": base,
            "to": ["https://www.w3.org/ns/activitystreams#Public"],
            "cc": [f"{base}/followers"],
            "sensitive": False,
            "conversation": f"tag:example.social,2017:objectId={number}:objectType=Conversation",
            "content": f"<p>{html.escape(text)} {words.text(2, 6)}</p>" if real else f"<p>{words.text()}</p>",
            "contentMap": {"en": ""},
            "attachment": [],
            "tag": [],
            "replies": {"id": f"{identifier}/replies", "type": "Collection"},
        }
        activity = {
            "id": f"{identifier}/activity",
            "type": "Create",
            "actor": base,
            "published": when,
            "to": note["to"],
            "cc": note["cc"],
            "object": note,
        }
        yield json.dumps(activity, separators=(",", ":"))
