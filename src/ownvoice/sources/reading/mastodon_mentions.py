"""The people a post in the fediverse is addressed to: mentions at its beginning, and handles from addresses."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# A person mentioned, as Mastodon, Pleroma, Akkoma and GoToSocial write it.
_MENTION = (
    r'<span class="h-card[^>]{0,100}+><a (?>[^>]{0,1000}?href=")([^"<>]{0,500}+)"[^>]{0,1000}+>'
    r"@<span>([^<]{0,200})</span></a></span>"
)
_LEADING_MENTIONS = re.compile(rf"(?:<p>)?\s{{0,20}}(?:{_MENTION}[\s,:]{{0,20}}(?:<br ?/?>)?)+")
_ONE_MENTION = re.compile(_MENTION)
_USER_ADDRESS = re.compile(r"https?://([^/:?#@]{1,253})(?::\d{1,5})?/(?:users/|@)([^/@?#]{1,200})")


def host_of(address: str) -> str:
    """The host of a web address; "" where it is none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def handle_of(address: str) -> str:
    """`user@host` from the address of an actor or of one of their posts; "" where it doesn't name a user."""
    user = _USER_ADDRESS.match(address)
    return f"{user.group(2)}@{user.group(1)}" if user else ""


def without_leading_mentions(content: str) -> tuple[str, str]:
    """The markup without the people mentioned at its beginning, and the handle of the first of them."""
    leading = _LEADING_MENTIONS.match(content)
    if leading is None:
        return content, ""
    first = _ONE_MENTION.search(leading.group())
    handle = ""
    if first is not None:
        user, host = first.group(2).partition("@")[0], host_of(first.group(1))
        handle = handle_of(first.group(1)) or (f"{user}@{host}" if host else user)
    return content[leading.end() :], handle
