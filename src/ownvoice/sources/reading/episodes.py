"""What a podcast's feed says about its episodes beyond plain RSS: transcripts, and who is heard.

The tags are Podcasting 2.0's (https://podcasting2.org/docs/podcast-namespace): `podcast:transcript`, several an
episode, and `podcast:person`, whose role is "host" where none is stated. The general parser of feeds keeps one
transcript of several.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from lxml import etree

from ownvoice.sources.reading.character_references import with_whole_characters
from ownvoice.sources.reading.site_names import primary_code

_NAMESPACE = b"podcastindex.org/namespace"
# Those with times come first: a reply can then open the episode at the place.
_PREFERRED = (".vtt", ".srt", ".json", ".html", ".htm", ".txt")


@dataclass(frozen=True, slots=True)
class TranscriptLink:
    """The file name at the end of a transcript's address, and its language (ISO 639-1 or "")."""

    file: str
    lang: str


@dataclass(slots=True)
class Episode:
    """An episode's transcripts, best first, and the names of its hosts."""

    transcripts: list[TranscriptLink] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)


def episodes(data: bytes) -> dict[str, Episode]:
    """Episodes that have transcripts, by their guid and by their link; {} for any other feed."""
    if _NAMESPACE not in data and b"podcast:transcript" not in data:
        return {}
    parser = etree.iterparse(
        io.BytesIO(with_whole_characters(data.lstrip())), events=("end",), recover=True, no_network=True, resolve_entities=False,
        huge_tree=False,
    )  # fmt: skip
    found: dict[str, Episode] = {}
    show_hosts: list[str] = []
    try:
        for _, element in parser:
            name = _local(element)
            if name == "person" and _local(element.getparent()) == "channel":
                _add_host(show_hosts, element)
            elif name == "item":
                _add_episode(found, element, show_hosts)
                element.clear()
    except (etree.XMLSyntaxError, UnicodeDecodeError):
        pass  # what stands before the damage is kept
    return found


def _add_episode(found: dict[str, Episode], item: etree._Element, show_hosts: list[str]) -> None:
    episode = Episode()
    keys: list[str] = []
    for child in item:
        name = _local(child)
        if name == "transcript":
            link = _link(child)
            if link.file:
                episode.transcripts.append(link)
        elif name == "person":
            _add_host(episode.hosts, child)
        elif name in ("guid", "link") and child.text:
            keys.append(child.text.strip())
    episode.hosts = episode.hosts or list(show_hosts)
    if episode.transcripts:
        episode.transcripts.sort(key=lambda link: _rank(link.file))
        found.update(dict.fromkeys(keys, episode))


def _link(element: etree._Element) -> TranscriptLink:
    try:
        path = urlsplit(element.get("url") or "").path
    except ValueError:  # what only looks like an address
        path = ""
    file = unquote(path).rpartition("/")[2]
    return TranscriptLink(file, primary_code(element.get("language") or ""))


def _rank(file: str) -> int:
    ending = f".{file.lower().rpartition('.')[2]}"
    return _PREFERRED.index(ending) if ending in _PREFERRED else len(_PREFERRED)


def _add_host(hosts: list[str], person: etree._Element) -> None:
    if (person.get("role") or "host").lower() in ("host", "co-host", "cohost") and person.text:
        name = person.text.strip()
        if name and name not in hosts:
            hosts.append(name)


def _local(element: etree._Element | None) -> str:
    tag = element.tag if element is not None else ""
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""
