"""What an account links to, counted so that counts of many parts can be added: one tally a source, merged for the whole.

A tally of a source holds nothing of any other, so that removing the source removes it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ownvoice.core.text import STOP_WORDS, words
from ownvoice.voice.addresses import LINK, host_of, links_of, normalised_address
from ownvoice.voice.evidence_quotes import quote_of
from ownvoice.voice.goals.destinations import invites, may_invite
from ownvoice.voice.own_sentences import own_sentences
from ownvoice.voice.plain_data import PlainData
from ownvoice.voice.writing import Quote, Written

MOST_ADDRESSES = 20_000  # kept; beyond them those linked least and longest ago are forgotten
CARRIERS = 3
TOPICS = 12
LONGEST_CARRIER = 300  # characters
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_IDLE = (
    STOP_WORDS["en"]
    | STOP_WORDS["fr"]
    | frozenset("http https www com org net fr html here link lien ici".split())
)


@dataclass(frozen=True, slots=True)
class Linked(PlainData):
    """How often one address was linked to, by how many items.

    `carriers` are the creator's sentences that had the link in them or invite to such a place, latest first; `topics`
    folded words of the items' titles and first lines with the number of items.
    """

    times: int
    first: datetime | None = None
    last: datetime | None = None
    carriers: tuple[Quote, ...] = ()
    topics: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LinkTally(PlainData):
    """Addresses with how often they were linked to, out of `items`; `hosts` counts where the items themselves stand."""

    items: int = 0
    addresses: dict[str, Linked] = field(default_factory=dict)
    hosts: dict[str, int] = field(default_factory=dict)

    def merged(self, other: LinkTally) -> LinkTally:
        """Both together; in any order and grouping the same, unless addresses are forgotten for being too many."""
        addresses = dict(self.addresses)
        for address, linked in other.addresses.items():
            mine = addresses.get(address)
            addresses[address] = linked if mine is None else _added(mine, linked)
        hosts = Counter(self.hosts)
        hosts.update(other.hosts)
        return LinkTally(self.items + other.items, _limited(addresses), dict(sorted(hosts.items())))


def tally_links(items: Iterable[Written]) -> LinkTally:
    """The tally of some items of one source."""
    count = 0
    hosts: Counter[str] = Counter()
    addresses: dict[str, Linked] = {}
    for written in items:
        count += 1
        if written.url:
            hosts[host_of(normalised_address(written.url))] += 1
        found = links_of(written.text, written.links) if written.links or "://" in written.text else ()
        if not found:
            continue
        carriers = _carriers(written, found)
        topics = dict.fromkeys(_topics(written), 1)
        for address in found:
            at = written.published_at
            one = Linked(1, at, at, carriers.get(address, ()), topics)
            mine = addresses.get(address)
            addresses[address] = one if mine is None else _added(mine, one)
        if len(addresses) > 2 * MOST_ADDRESSES:
            addresses = _limited(addresses)
    hosts.pop("", None)
    return LinkTally(count, _limited(addresses), dict(sorted(hosts.items())))


def _carriers(written: Written, found: tuple[str, ...]) -> dict[str, tuple[Quote, ...]]:
    """The sentence each link stands in; where the export keeps links apart, one that invites to such a place."""
    carriers: dict[str, tuple[Quote, ...]] = {}
    apart = [address for address in found if address not in written.text and may_invite(address)]
    if not apart and "://" not in written.text:
        return carriers
    for sentence in own_sentences(written.text):
        if len(sentence.text) > LONGEST_CARRIER:
            continue
        for match in LINK.finditer(sentence.text) if "://" in sentence.text else ():
            if sentence.plain.strip():
                carriers.setdefault(normalised_address(match.group()), (quote_of(written, sentence.text),))
        for address in apart:
            if address not in carriers and invites(address, sentence.plain):
                carriers[address] = (quote_of(written, sentence.text),)
    return carriers


def _topics(written: Written) -> list[str]:
    said = LINK.sub(" ", f"{written.title} {written.text[:200]}")
    return list(dict.fromkeys(w for w in words(said) if len(w) > 3 and w not in _IDLE and not w.isdigit()))[
        :TOPICS
    ]


def _added(one: Linked, other: Linked) -> Linked:
    times = [at for at in (one.first, other.first, one.last, other.last) if at is not None]
    topics = Counter(one.topics)
    topics.update(other.topics)
    kept = sorted(topics.items(), key=lambda pair: (-pair[1], pair[0]))[: 4 * TOPICS]
    carriers = {quote.text: quote for quote in sorted((*other.carriers, *one.carriers), key=_at)}
    latest = sorted(carriers.values(), key=_at, reverse=True)[:CARRIERS]
    return Linked(
        one.times + other.times, min(times, default=None), max(times, default=None), tuple(latest), dict(kept)
    )


def _at(quote: Quote) -> tuple[datetime, int]:
    return quote.published_at or _EARLIEST, quote.item_id


def _limited(addresses: Mapping[str, Linked]) -> dict[str, Linked]:
    def worth(pair: tuple[str, Linked]) -> tuple[Any, ...]:
        return -pair[1].times, -(pair[1].last or _EARLIEST).timestamp(), pair[0]

    if len(addresses) <= MOST_ADDRESSES:
        return dict(addresses)
    return dict(sorted(addresses.items(), key=worth)[:MOST_ADDRESSES])
