"""What the creator is trying to do, from what they link to: a proposal for them to complete, never a goal by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from ownvoice.core.answers import GoalKind
from ownvoice.voice.addresses import host_of
from ownvoice.voice.goals.destinations import calls_it_mine, kind_of, place_of
from ownvoice.voice.goals.goal import FoundGoal
from ownvoice.voice.goals.tally import Linked, LinkTally

LEAST_TIMES = 3  # items that link to it,
LEAST_SHARE = 0.0005  # and their share of all items
OTHER_TIMES = 8  # for a page of the creator's own that nothing else tells about,
OTHER_SHARE = 0.01  # and its share
OWN_SHARE = 0.05  # of all items that stand on a site for it to be the creator's own
TOPICS = 8
# Where everybody's items stand: no site of anybody's own.
_PLATFORMS = frozenset(
    "x.com twitter.com facebook.com instagram.com threads.net tiktok.com youtube.com youtu.be "
    "reddit.com linkedin.com medium.com "
    "bsky.app t.me discord.com mastodon.social twitch.tv patreon.com flickr.com vimeo.com "
    "pinterest.com tumblr.com".split()
)


def own_sites(tally: LinkTally) -> frozenset[str]:
    """The hosts on which so many of the items stand that they are the creator's own."""
    least = max(2, OWN_SHARE * tally.items)
    return frozenset(host for host, times in tally.hosts.items() if times >= least and host not in _PLATFORMS)


def _called_mine(tally: LinkTally) -> frozenset[str]:
    """The hosts the creator sends people to as to their own: "join my newsletter", "mon atelier"."""
    return frozenset(
        host_of(address)
        for address, linked in tally.addresses.items()
        if linked.times >= LEAST_TIMES and any(calls_it_mine(quote.text) for quote in linked.carriers)
    )


def find_goals(tally: LinkTally, own: Collection[str] = ()) -> tuple[FoundGoal, ...]:
    """The destinations the creator keeps sending people to, most linked first; `own`: further sites of theirs.

    Addresses of the same kind at the same place (a host, or an account there) are one goal; the most linked one
    stands for it.
    """
    mine = own_sites(tally) | _called_mine(tally) | frozenset(own)
    places: dict[tuple[GoalKind, str], list[tuple[str, Linked]]] = defaultdict(list)
    reasons: dict[tuple[GoalKind, str], str] = {}
    for address, linked in tally.addresses.items():
        host = host_of(address)
        kind, reason = kind_of(address, host in mine)
        if kind is GoalKind.OTHER:
            if host not in mine or not _stands_out(address, linked, tally.items):
                continue
            reason = "Linked more often than anything else on a site of your own."
            place = address
        else:
            place = place_of(address)
        places[kind, place].append((address, linked))
        reasons.setdefault((kind, place), reason)
    goals = [_goal(kind, found, reasons[kind, place], tally.items) for (kind, place), found in places.items()]
    enough = (goal for goal in goals if goal.times >= LEAST_TIMES and goal.share >= LEAST_SHARE)
    return tuple(sorted(enough, key=lambda goal: (-goal.times, goal.url)))


def _stands_out(address: str, linked: Linked, items: int) -> bool:
    path = address.partition("/")[2]
    if linked.times < max(OTHER_TIMES, OTHER_SHARE * items) or not path or path.count("/") > 1:
        return False
    return not any(c.isdigit() for c in path) and "." not in path.rsplit("/", 1)[-1]


def _goal(kind: GoalKind, found: list[tuple[str, Linked]], reason: str, items: int) -> FoundGoal:
    found.sort(key=lambda pair: (-pair[1].times, pair[0]))
    times = sum(linked.times for _, linked in found)
    days = [at for _, linked in found for at in (linked.first, linked.last) if at is not None]
    topics: dict[str, int] = defaultdict(int)
    for _, linked in found:
        for word, count in linked.topics.items():
            topics[word] += count
    often = sorted(
        (word for word, count in topics.items() if count > 1), key=lambda word: (-topics[word], word)
    )
    carriers = [quote for _, linked in found for quote in linked.carriers]
    carriers.sort(
        key=lambda quote: (
            (quote.published_at is not None and quote.published_at.timestamp()) or 0.0,
            quote.item_id,
        ),
        reverse=True,
    )
    return FoundGoal(
        kind,
        f"https://{found[0][0]}",
        times,
        min(1.0, times / items) if items else 0.0,
        min(days, default=None),
        max(days, default=None),
        tuple({quote.text: quote for quote in carriers}.values())[:3],
        tuple(often[:TOPICS]),
        reason,
    )
