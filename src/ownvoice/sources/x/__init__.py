"""The archive that X (Twitter) hands out under "Download an archive of your data".

`data/*.js` holds one list a file behind an assignment (`window.YTD.tweets.part0 = `); large ones come in
parts. Archives from before 2019 have one file a month below `data/js/tweets/`. Read are tweets and community
tweets (long ones with the text of their note), tweets of others that the creator answered and liked, and
direct messages if the creator asks for them. Retweets, deleted tweets and superseded edits are left out.

A parent is what the tweet states in `in_reply_to_status_id_str`; a reply whose parent is gone has none. A
tweet that continues the creator's own thread is a post with a parent, not a reply. The time of somebody
else's tweet is computed from its id, which holds it in milliseconds.
"""

from __future__ import annotations

from ownvoice.core.records import AccountRecord, Records
from ownvoice.sources.reading.contract import Archive, Detection, Member, ReadOptions
from ownvoice.sources.x.account import planned_count, read_account
from ownvoice.sources.x.messages import read_messages
from ownvoice.sources.x.notes import read_notes
from ownvoice.sources.x.tweets import Answered, read_deleted, read_liked, read_tweets

NAME = "x"
TITLE = "X (Twitter) archive"

_TWEETS = (
    "tweets.js", "tweets-part*.js", "tweet.js", "tweet-part*.js",
    "community-tweet.js", "community-tweet-part*.js", "js/tweets/*.js",
)  # fmt: skip
_NOTES = ("note-tweet.js", "note-tweet-part*.js")
_LIKES = ("like.js", "like-part*.js", "likes.js", "likes-part*.js")
_DELETED = ("deleted-tweets.js", "deleted-tweets-part*.js")
_MESSAGES = (
    "direct-messages.js", "direct-messages-part*.js", "direct-message.js",
    "direct-messages-group.js", "direct-messages-group-part*.js", "direct-message-group.js",
)  # fmt: skip
_ACCOUNT = ("account.js", "manifest.js", "user_details.js")
_MARKS = (b"window.YTD.", b"window.__THAR", b"Grailbird.", b"var user_details")


def detect(archive: Archive) -> Detection | None:
    """Whether there are lists of tweets, by name and first bytes. Empty files count where others don't."""
    tweets = _marked(archive, *_TWEETS)
    if not tweets and (likes := [member for member in _marked(archive, *_LIKES) if member.size]):
        names = tuple(member.name for member in (*likes, *_marked(archive, *_ACCOUNT)))
        return Detection(NAME, "X likes: what they say of posts you answered", names)
    empty = not any(member.size for member in tweets)
    if not tweets or (empty and not archive.matching("data/account.js")):
        return None
    account = read_account(archive, _marked(archive, *_ACCOUNT))
    members = {
        member.name
        for member in (*tweets, *_marked(archive, *_NOTES, *_LIKES, *_DELETED, *_MESSAGES, *_ACCOUNT))
    }
    count = planned_count(archive, _marked(archive, "manifest.js"))
    owner = f" of @{account.handle}" if account and account.handle else ""
    top, data, _ = tweets[0].name.partition("data/")
    own_folders = (top + "data/", top + "assets/", top + "Your archive.html") if data else ()
    ignored = tuple(
        member.name
        for member in archive.members()
        if member.name.startswith(own_folders) and member.name not in members
    )
    return Detection(
        NAME, f"X archive{owner}" + (f", {count:,} tweets" if count else ""), tuple(sorted(members)), ignored
    )


def read(archive: Archive, options: ReadOptions) -> Records:
    """The account, the creator's tweets, what they answered of others, and (if asked for) direct messages."""
    account = read_account(archive, _marked(archive, *_ACCOUNT))
    if account is not None:
        yield account
    account = account or AccountRecord(NAME)
    notes = read_notes(archive, _marked(archive, *_NOTES))
    answered = Answered()
    for member in _marked(archive, *_TWEETS):
        yield from read_tweets(archive, member, account, notes, answered)
    for member in _marked(archive, *_LIKES):
        yield from read_liked(archive, member, answered, options.awaited)
    for member in _marked(archive, *_DELETED):
        yield from read_deleted(archive, member)
    for member in _marked(archive, *_MESSAGES):
        yield from read_messages(archive, member, account, options.include_private)


def _marked(archive: Archive, *patterns: str) -> list[Member]:
    """The members that match and are empty or begin as X's files do: `tweets.js` may be anybody's."""
    found = []
    for member in archive.matching(*patterns):
        start = archive.head(member, 64).removeprefix(b"\xef\xbb\xbf").lstrip()
        if not start or start.startswith(_MARKS):
            found.append(member)
    return found
