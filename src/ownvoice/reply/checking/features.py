"""What can be measured between a claim and the text it rests on: counts of words first, then vectors where there are any.

Every figure is bounded or a logarithm, so that one odd text can't outweigh all others. N-gram precision is Papineni et
al. (BLEU, 2002) without its penalty; the longest common subsequence is computed in whole words of bits (Hyyrö 2004).
"""

from __future__ import annotations

import heapq
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from ownvoice.core.text import words
from ownvoice.reply.checking.frequencies import rarity
from ownvoice.reply.checking.names import names
from ownvoice.reply.checking.polarity import negations
from ownvoice.reply.checking.reading import Reading, Said
from ownvoice.reply.checking.unmatched import unmatched

Vectors = npt.NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]
"""Texts to rows of length 1, shape (len(texts), dimension)."""

LONGEST_CLAIM = 120  # words of a claim that are compared
WINDOW = 3  # sentences in a row
ALIGNED = 300  # words of the best window that are aligned with the claim
NEAR = 5  # words that two words of content may be apart to be said together
KEPT = 4  # sentences that are taken for what the claim rests on
SAME_LETTERS = 5
EMBEDDED_CHARS = 500  # of each window that is embedded
_CLAUSE = re.compile(
    r"[,;:()–—]|\b(?:and|but|which|who|where|while|after|before|when|et|mais|qui|dont|où|ainsi|pour)\b"
)
_OPINION = frozenset(
    "think love like loved liked agree wonder guess hope believe wish sure maybe probably lol haha wow cool great awesome "
    "amazing interesting funny crazy sorry thanks nice favorite feel enjoy pense adore aime crois espere sympa genial "
    "super merci".split()
)
_SECOND = frozenset("you your yours u vous votre vos tu toi ton ta tes".split())
_ANSWER = frozenset("yes yeah yep no nope oui non ok well so".split())
LEXICAL = (
    "p1 p2 p3 p4 longest coverage weighted soft rarest_open open_weight open_count open_run best_sentence best_window "
    "two_sentences four_sentences sentences_used near same_sentence order order_best window_bigrams back number_open "
    "names_open clause_least clause_window_least clause_window_mean length source_length denial asks first_person "
    "second_person opinion answers repeats sentences sentence_least blocks longest_block widest_gap cut_end cut_start "
    "left_out_limit left_out_denial put_in put_in_new jumps exchanged seams seams3 longest_words clauses names "
    "names_open_window digits digits_open digits_open_window"
).split()
SEMANTIC = "like_best like_window like_grounds like_mean like_clause_least".split()


@dataclass(frozen=True, slots=True)
class Grounds:
    """The sentences a claim rests on: closest first, the best window in order, and those that add most."""

    best: tuple[int, ...]
    window: tuple[int, ...]
    adding: tuple[int, ...]


class Comparison:
    """One claim against one source. Work grows linearly with the source; the claim is bounded."""

    def __init__(self, claim: Reading, source: Reading) -> None:
        self.claim, self.source = claim, source
        self.lists = source.lists
        cut = slice(0, LONGEST_CLAIM)
        if claim.language == source.language:
            self.stems = [stem for one in claim.said for stem in one.stems][cut]
        else:
            from ownvoice.core.text import stem as stem_of

            self.stems = [stem_of(word, source.language) for word in claim.words][cut]
        self.words = list(claim.words[cut])
        self.content = [i for i, word in enumerate(self.words) if word not in claim.lists.stop]
        self.weight = {i: rarity(self.words[i], claim.language) for i in self.content}
        self.total = sum(self.weight.values()) or 1.0
        self.by_stem: dict[str, float] = {}
        for i in self.content:
            self.by_stem[self.stems[i]] = max(self.by_stem.get(self.stems[i], 0.0), self.weight[i])
        self.stem_total = sum(self.by_stem.values()) or 1.0
        self.sets = [one.known for one in source.said]
        wanted = self.by_stem.keys()
        self.shared = [wanted & known for known in self.sets]
        self.scores = [math.fsum(self.by_stem[stem] for stem in shared) for shared in self.shared]
        self.grounds = self._grounds()

    def _grounds(self) -> Grounds:
        said = self.source.said
        if not said:
            return Grounds((), (), ())
        cost = [score - 0.02 * len(one.stems) for score, one in zip(self.scores, said, strict=True)]
        best = tuple(heapq.nlargest(KEPT + 1, range(len(said)), key=lambda j: (cost[j], -j)))
        starts = range(max(1, len(said) - WINDOW + 1))
        start = max(starts, key=lambda j: (self._covered(range(j, min(len(said), j + WINDOW))), -j))
        adding: list[int] = []
        left = dict(self.by_stem)
        candidates = [j for j, score in enumerate(self.scores) if score > 0]
        for _ in range(KEPT):
            gains = {j: math.fsum(left[stem] for stem in self.shared[j] if stem in left) for j in candidates}
            if not gains:
                break
            top = max(candidates, key=lambda j: (gains[j] - 0.02 * len(said[j].stems), -j))
            if gains[top] <= 0:
                break
            adding.append(top)
            for stem in self.shared[top]:
                left.pop(stem, None)
        return Grounds(best, tuple(range(start, min(len(said), start + WINDOW))), tuple(adding))

    def _covered(self, sentences: Sequence[int]) -> float:
        found: set[str] = set()
        for j in sentences:
            found |= self.shared[j]
        return math.fsum(self.by_stem[stem] for stem in found) / self.stem_total

    def chosen(self, places: Sequence[int]) -> list[Said]:
        """The source's sentences at these places."""
        return [self.source.said[j] for j in places]

    @property
    def covered(self) -> float:
        """The weighted share of the claim's words of content that its closest sentence has."""
        return self.scores[self.grounds.best[0]] / self.stem_total if self.grounds.best else 0.0

    # Figures

    def lexical(self) -> list[float]:
        """The figures of `LEXICAL`, in that order."""
        figures: dict[str, float] = {}
        self._precision(figures)
        self._coverage(figures)
        self._sentences(figures)
        self._order(figures)
        self._clauses(figures)
        self._manner(figures)
        self._alignment(figures)
        return [float(figures[name]) for name in LEXICAL]

    def _precision(self, out: dict[str, float]) -> None:
        said, stems, n = self.source.said, self.stems, max(1, len(self.stems))
        out["p1"] = sum(stem in self.source.known for stem in stems) / n
        for size in (2, 3, 4):
            mine = list(zip(*[stems[i:] for i in range(size)], strict=False))
            theirs = set(mine)
            found: set[Any] = set()
            for one in said:
                found.update(theirs.intersection(zip(*[one.stems[i:] for i in range(size)], strict=False)))
            out[f"p{size}"] = sum(gram in found for gram in mine) / len(mine) if mine else out["p1"]
            if size == 2:
                out["seams"] = min(20, sum(gram not in found for gram in mine))
            if size == 3:
                out["seams3"] = min(20, sum(gram not in found for gram in mine))
        text = f" {' | '.join(' '.join(one.stems) for one in said)} "
        longest = 0
        for start in range(len(stems)):
            while (
                start + longest < len(stems) and f" {' '.join(stems[start : start + longest + 1])} " in text
            ):
                longest += 1
        out["longest"] = longest / n
        out["longest_words"] = min(20, longest)

    def _coverage(self, out: dict[str, float]) -> None:
        known = self.source.known
        beginnings = {word[:SAME_LETTERS] for word in self.source.known_words if len(word) > SAME_LETTERS}
        covered = {}
        for i in self.content:
            word = self.words[i]
            alike = len(word) > SAME_LETTERS and word[:SAME_LETTERS] in beginnings
            listed = any(other in known for other in self.lists.alike.get(self.stems[i], ()))
            covered[i] = 1.0 if self.stems[i] in known else 0.6 if alike or listed else 0.0
        self.open = [i for i in self.content if not covered[i]]
        out["coverage"] = sum(share == 1 for share in covered.values()) / max(1, len(self.content))
        out["weighted"] = sum(self.weight[i] for i in self.content if covered[i] == 1) / self.total
        out["soft"] = sum(self.weight[i] * covered[i] for i in self.content) / self.total
        out["rarest_open"] = max((self.weight[i] for i in self.open), default=0.0)
        out["open_weight"] = min(60.0, sum(self.weight[i] for i in self.open))
        out["open_count"] = min(12, len(self.open))
        run = longest = 0
        for i in self.content:
            run = 0 if covered[i] else run + 1
            longest = max(longest, run)
        out["open_run"] = min(8, longest)

    def _sentences(self, out: dict[str, float]) -> None:
        best, grounds = self.grounds.best, self.grounds
        out["best_sentence"] = self.scores[best[0]] / self.stem_total if best else 0.0
        out["best_window"] = self._covered(grounds.window)
        out["two_sentences"] = self._covered(grounds.adding[:2])
        out["four_sentences"] = self._covered(grounds.adding)
        out["sentences_used"] = len(grounds.adding)
        pairs = [
            (self.stems[a], self.stems[b], self.weight[a] + self.weight[b]) for a, b in pairwise(self.content)
        ]
        wanted = {stem for a, b, _ in pairs for stem in (a, b)}
        places: list[dict[str, list[int]]] = []
        for one, shared in zip(self.source.said, self.shared, strict=True):
            if len(shared) < 1:
                continue
            where: dict[str, list[int]] = {}
            for i, stem in enumerate(one.stems[:ALIGNED]):
                if stem in wanted:
                    where.setdefault(stem, []).append(i)
            if len(where) > 1 or any(len(found) > 1 for found in where.values()):
                places.append(where)
        near = same = 0.0
        for a, b, weight in pairs:
            gaps = [
                min((abs(x - y) for x in where[a][:6] for y in where[b][:6] if x != y), default=ALIGNED)
                for where in places
                if a in where and b in where
            ]
            same += weight if gaps and min(gaps) < ALIGNED else 0.0
            near += weight if gaps and min(gaps) <= NEAR else 0.0
        whole = sum(weight for _, _, weight in pairs) or 1.0
        out["near"] = near / whole if pairs else out["coverage"]
        out["same_sentence"] = same / whole if pairs else out["coverage"]

    def _order(self, out: dict[str, float]) -> None:
        n = max(1, len(self.stems))
        window = [stem for one in self.chosen(self.grounds.window) for stem in one.stems][:ALIGNED]
        best = self.chosen(self.grounds.best[:1])
        closest = list(best[0].stems[:ALIGNED]) if best else []
        out["order"] = common_order(self.stems, window) / n
        out["order_best"] = common_order(self.stems, closest) / n
        bigrams = set(pairwise(window))
        mine = list(pairwise(self.stems))
        out["window_bigrams"] = sum(gram in bigrams for gram in mine) / max(1, len(mine))
        theirs = [best[0].stems[i] for i in best[0].content] if best else []
        out["back"] = sum(stem in self.by_stem for stem in theirs) / max(1, len(theirs))

    def _clauses(self, out: dict[str, float]) -> None:
        whole, single = [], []
        clauses = self.clauses()
        out["clauses"] = len(clauses)
        for clause in clauses:
            spoken = {self.stems[i]: self.weight[i] for i in self.content if self.words[i] in clause}
            total = sum(spoken.values()) or 1.0
            whole.append(
                math.fsum(weight for stem, weight in spoken.items() if stem in self.source.known) / total
            )
            single.append(
                max(
                    (
                        math.fsum(weight for stem, weight in spoken.items() if stem in shared)
                        for shared in self.shared
                        if shared
                    ),
                    default=0.0,
                )
                / total
            )
        out["clause_least"] = min(whole, default=out["weighted"])
        out["clause_window_least"] = min(single, default=out["best_sentence"])
        out["clause_window_mean"] = sum(single) / len(single) if single else out["best_sentence"]

    def clauses(self) -> list[frozenset[str]]:
        """The words of content of each clause that has two or more; at most twelve clauses."""
        found = []
        for part in _CLAUSE.split(self.claim.text[:2_000])[:30]:
            spoken = frozenset(word for word in words(part) if word not in self.claim.lists.stop)
            if len(spoken) > 1:
                found.append(spoken)
        return found[:12]

    def _manner(self, out: dict[str, float]) -> None:
        spoken = self.words
        out["length"] = math.log(max(1, len(spoken)))
        out["source_length"] = math.log(1 + sum(len(one.stems) for one in self.source.said))
        best = self.chosen(self.grounds.best[:1])
        mine = bool(negations(spoken, self.claim.lists))
        theirs = bool(best and negations(best[0].words, self.lists))
        out["denial"] = float(mine != theirs)
        out["asks"] = float("?" in self.claim.text)
        out["first_person"] = min(3, sum(word in self.claim.lists.first_person for word in spoken))
        out["second_person"] = min(3, sum(word in _SECOND for word in spoken))
        out["opinion"] = min(3, sum(word in _OPINION for word in spoken))
        out["answers"] = float(bool(spoken) and spoken[0] in _ANSWER)
        out["repeats"] = 1 - len(set(spoken)) / max(1, len(spoken))
        shares = []
        for one in self.claim.said[:8]:
            weights = [(rarity(one.words[i], self.claim.language), one.words[i]) for i in one.content]
            total = sum(weight for weight, _ in weights)
            if total:
                known = self.source.known_words
                kept = sum(
                    weight
                    for (weight, word), i in zip(weights, one.content, strict=True)
                    if word in known or one.stems[i] in self.source.known
                )
                shares.append(kept / total)
        out["sentences"] = min(5, len(self.claim.said))
        out["sentence_least"] = min(shares, default=out["weighted"])
        out["number_open"] = float(bool(unmatched(self.claim.amounts, self.source.amounts)[0]))
        named = [
            part
            for run in names(self.claim.text[:2_000], self.claim.lists)
            for name in run
            for part in words(name)
        ]
        out["names_open"] = min(6, sum(part not in self.source.known_words for part in named))
        window = {word for one in self.chosen(self.grounds.window) for word in one.words}
        out["names"] = min(12, len(named))
        out["names_open_window"] = min(6, sum(part not in window for part in named))
        digits = [word for word in spoken if word[0].isdigit()]
        out["digits"] = min(6, len(digits))
        out["digits_open"] = min(6, sum(word not in self.source.known_words for word in digits))
        out["digits_open_window"] = min(6, sum(word not in window for word in digits))

    def _alignment(self, out: dict[str, float]) -> None:
        """How the claim is pieced together from the best window: blocks, gaps, and what was put in or left out."""
        mine = self.words
        window = [word for one in self.chosen(self.grounds.window) for word in (*one.words, "|")][:ALIGNED]
        blocks = [
            b for b in SequenceMatcher(None, mine, window, autojunk=False).get_matching_blocks() if b.size
        ]
        n = max(1, len(mine))
        out["blocks"] = len(blocks) / n
        out["longest_block"] = max((block.size for block in blocks), default=0) / n
        gaps = [(y.b - x.b - x.size, y.a - x.a - x.size) for x, y in pairwise(blocks)]
        out["widest_gap"] = math.log1p(max((gap for gap, _ in gaps), default=0))
        out["jumps"] = min(6, sum(gap > 4 for gap, _ in gaps))
        out["exchanged"] = min(6, sum(gap > 0 and put > 0 for gap, put in gaps))
        last = blocks[-1] if blocks else None
        after = window[last.b + last.size] if last and last.b + last.size < len(window) else "|"
        out["cut_end"] = float(bool(last and last.a + last.size >= len(mine) and after != "|"))
        first = blocks[0] if blocks else None
        out["cut_start"] = float(bool(first and first.a == 0 and first.b > 0 and window[first.b - 1] != "|"))
        skipped = [word for x, y in pairwise(blocks) for word in window[x.b + x.size : y.b]]
        out["left_out_limit"] = min(4, len(self.lists.limits.found(skipped)))
        out["left_out_denial"] = min(2, len(negations(skipped, self.lists)))
        put = [word for x, y in pairwise(blocks) for word in mine[x.a + x.size : y.a]]
        if first and last:
            put += mine[: first.a] + mine[last.a + last.size :]
        put = [word for word in put if word not in self.claim.lists.stop]
        out["put_in"] = min(12, len(put))
        out["put_in_new"] = min(12, sum(word not in self.source.known_words for word in put))

    # Vectors

    def texts(self) -> list[str]:
        """What must be embedded for `semantic`: claim, best sentences, window, grounds, then the claim's clauses."""
        best = [one.text for one in self.chosen(self.grounds.best[:3])]
        window = " ".join(one.text for one in self.chosen(self.grounds.window))
        grounds = " ".join(one.text for one in self.chosen(sorted(self.grounds.adding)))
        claim = self.claim.text
        clauses = [part.strip() for part in _CLAUSE.split(claim[:2_000]) if len(words(part)) > 2][:5]
        return [
            text[:EMBEDDED_CHARS]
            for text in (claim, *best, window, grounds, *(clauses if len(clauses) > 1 else []))
        ]

    def semantic(self, vectors: Vectors) -> list[float]:
        """The figures of `SEMANTIC` from the vectors of `texts()`."""
        best = len(self.grounds.best[:3])
        claim, sources, clauses = vectors[0], vectors[1 : best + 3], vectors[best + 3 :]
        likeness = sources @ claim
        like_best = float(likeness[:best].max()) if best else 0.0
        mean = float(likeness[:best].mean()) if best else 0.0
        least = float((clauses @ sources.T).max(axis=1).min()) if len(clauses) else float(likeness.max())
        return [like_best, float(likeness[-2]), float(likeness[-1]), mean, least]


def common_order(mine: Sequence[str], theirs: Sequence[str]) -> int:
    """The length of the longest common subsequence."""
    if not theirs:
        return 0
    places: dict[str, int] = {}
    for i, word in enumerate(theirs):
        places[word] = places.get(word, 0) | (1 << i)
    whole = (1 << len(theirs)) - 1
    row = whole
    for word in mine:
        match = row & places.get(word, 0)
        row = ((row + match) | (row - match)) & whole
    return len(theirs) - row.bit_count()
