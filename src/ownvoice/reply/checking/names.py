"""The names in a sentence, links, mentions and tags among them, and those that its source doesn't have."""

from __future__ import annotations

import re
from functools import lru_cache

from ownvoice.core.text import fold, words
from ownvoice.reply.checking.frequencies import is_common, is_known
from ownvoice.reply.checking.reading import Reading, Said
from ownvoice.reply.checking.wordlists import WordLists, wordlists

LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"”»)\]]+|\b[\w\-]+(?:\.[\w\-]+){0,4}\.(?:com|org|net|io|fr|dev|eu|app|co)\b(?:/[^\s<>\"”»)\]]*)?"
)
_TAG = re.compile(r"[@#]\w[\w.\-]*")
_NAME = re.compile(r"[^\W_][\w’'.&+\-]*")
FOLLOWS = 0.7  # share of a claim's words that the sentence has which it follows
_AFTER_STOP = re.compile(r"[.!?:…\"“”«»(\n]\s*$")


def links(text: str) -> list[str]:
    """Addresses, mentions and tags in the text, without the mark that ends the sentence."""
    return [found.rstrip(".,;:!?'’") for found in (*LINK.findall(text), *_TAG.findall(text))]


def names(text: str, lists: WordLists) -> tuple[tuple[str, ...], ...]:
    """Runs of words that look like names, each word as it is written: capitalised, or with a digit in it.

    A word that begins a sentence counts where it isn't a word people use in small letters.
    """
    return _names(text, lists.language)


@lru_cache(maxsize=1_000)
def _names(text: str, language: str) -> tuple[tuple[str, ...], ...]:
    lists = wordlists(language)
    runs: list[list[str]] = []
    last_end = -1
    plain = LINK.sub(lambda m: " " * len(m.group()), text)
    for match in _NAME.finditer(plain):
        word = match.group().strip("'’.-&")
        owned = word[-2:] in ("'s", "’s")
        word = word[:-2] if owned else word
        if not _is_name(word, plain, match.start(), lists):
            continue
        if last_end >= 0 and plain[last_end : match.start()] == " ":
            runs[-1].append(word)
        else:
            runs.append([word])
        last_end = -1 if owned else match.end()
    return tuple(tuple(run) for run in runs)


def _is_name(word: str, text: str, start: int, lists: WordLists) -> bool:
    folded = fold(word)
    if not any(c.isalpha() for c in word) or folded.partition("'")[0] in ("i",):
        return False
    if any(c.isdigit() for c in word):
        return word[0].isalpha()  # "mp3", "SM7B"; "20h" is an amount
    if not any(c.isupper() for c in word):
        return False
    if folded in lists.months or folded in lists.weekdays:
        return False
    parts = words(word)
    if any(c.isupper() for c in word[1:]) and len(word) > 2 and not word.isupper():
        return True  # "GitHub"
    begins = start == 0 or bool(_AFTER_STOP.search(text[max(0, start - 6) : start]))
    if begins or text.isupper():
        return not any(
            is_known(part, lists.language) or part in lists.stop or part in lists.empty for part in parts
        )
    return not all(part in lists.stop for part in parts)


def missing_name(claim: str, claim_lists: WordLists, source: Reading, also: str = "") -> str:
    """The first name of the claim that the source, or `also` (its title), doesn't have, or ""."""
    known = source.known_words | frozenset(words(also))
    pairs: frozenset[tuple[str, str]] | None = None
    for run in names(claim, claim_lists):
        before = ""
        for name in run:
            parts = words(name)
            if not all(_has(part, known) for part in parts):
                return name
            rare = all(not is_common(part, claim_lists.language) for part in parts)
            if before and parts and rare:
                if pairs is None:
                    spoken = (*source.words, "", *words(also))
                    pairs = frozenset(zip(spoken, spoken[1:], strict=False))
                if (before, parts[0]) not in pairs:
                    return f"{' '.join(run)}"
            before = parts[-1] if rare and parts else ""
    return ""


def cut_name(claim: Said, source: Said, lists: WordLists) -> tuple[str, str]:
    """(what is left out, the whole name) where the claim follows the sentence and keeps only a part of a name in it.

    "Built on jQuery" isn't what "built on jQuery Validation" says. ("", "") where no name is cut.
    """
    if sum(word in source.words for word in claim.words) < FOLLOWS * len(claim.words):
        return "", ""
    for run in names(source.text, lists):
        left = [name for name in run if any(_fewer(part, claim, source) for part in words(name))]
        if left and len(left) < len(run):
            return left[0], " ".join(run)
    return "", ""


def _fewer(part: str, claim: Said, source: Said) -> bool:
    return claim.words.count(part) < source.words.count(part)


def _has(part: str, known: frozenset[str]) -> bool:
    return part in known or (part.endswith("s") and part[:-1] in known) or f"{part}s" in known or part == "s"


def missing_link(claim: str, source: str, url: str) -> str:
    """The first link, mention or tag of the claim that the source text and its address don't have, or ""."""
    known = {link.lower().rstrip("/") for link in links(source)} | {url.lower().rstrip("/")}
    return next((link for link in links(claim) if link.lower().rstrip("/") not in known), "")
