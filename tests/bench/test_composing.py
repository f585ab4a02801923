"""What drafts are measured with: closeness as sacreBLEU has it, the corpus of a day, answers that are kept."""

from __future__ import annotations

import math
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ownvoice.bench.drafting.asking import without_particulars
from ownvoice.bench.drafting.closeness import chrf, length_ratio, mean_with_interval
from ownvoice.bench.drafting.recorded import NotRecordedError, Recorded
from ownvoice.llm.generate import ModelError, Scripted, Turn, Wanted
from tests.corpus.samples import mastodon, status
from tests.corpus.test_importing import bring_in


@pytest.mark.parametrize(
    ("draft", "reply", "sacrebleu"),  # sacrebleu 2.5: CHRF().sentence_score(draft, [reply]).score / 100
    [
        ("The rye dough rests twenty hours.", "The dough rests for 20 hours at 4 °C.", 0.4586769572771255),
        ("ab", "abc", 0.6363636363636362),
        ("Yes.", "No, that never worked for me.", 0.024999999999999994),
        ("a", "b", 0.0),
        ("", "abc", 0.0),
        ("Bonjour à tous !", "Bonjour tout le monde !", 0.3530975686233317),
    ],
)
def test_chrf_is_sacrebleus(draft: str, reply: str, sacrebleu: float) -> None:
    assert chrf(draft, reply) == pytest.approx(sacrebleu, abs=1e-9)


@settings(deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_measures_lie_between_nothing_and_the_same(one: str, other: str) -> None:
    assert 0 <= chrf(one, other) <= 1 and 0 <= length_ratio(one, other) <= 1
    if one.split():
        assert chrf(one, one) == pytest.approx(1)
        assert length_ratio(one, one) == 1


def test_a_mean_comes_with_the_interval_of_chance() -> None:
    mean, (low, high) = mean_with_interval([0.1, 0.2, 0.3, 0.4] * 25)
    assert mean == 0.25 and 0.2 < low < 0.25 < high < 0.3
    assert math.isnan(mean_with_interval([])[0])


def test_reasons_are_counted_without_what_they_name() -> None:
    assert (
        without_particulars("The name “Paul” isn't in what it cites.")
        == "The name “…” isn't in what it cites."
    )
    assert without_particulars("Isn't clear (estimated 12%).") == "Isn't clear."


class TestKeptAnswers:
    ASKED = (Turn("user", "How long?"),)

    def test_the_same_prompt_is_asked_once_and_another_seed_again(self, tmp_path: Path) -> None:
        model = Scripted("one", "two")
        kept = Recorded(model, tmp_path / "a.jsonl", math.inf)
        assert [kept.generate(self.ASKED, Wanted(seed=seed)).text for seed in (1, 1, 2)] == [
            "one",
            "one",
            "two",
        ]
        again = Recorded(Scripted("other"), tmp_path / "a.jsonl", math.inf)
        assert again.generate(self.ASKED, Wanted(seed=2)).text == "two"

    def test_when_the_time_is_over_only_what_is_kept_is_answered(self, tmp_path: Path) -> None:
        Recorded(Scripted("one"), tmp_path / "a.jsonl", math.inf).generate(self.ASKED, Wanted())
        over = Recorded(Scripted("other"), tmp_path / "a.jsonl", time.monotonic())
        assert over.generate(self.ASKED, Wanted()).text == "one"
        with pytest.raises(NotRecordedError):
            over.generate(self.ASKED, Wanted(seed=9))

    def test_a_line_that_was_cut_off_is_asked_for_again(self, tmp_path: Path) -> None:
        path = tmp_path / "a.jsonl"
        Recorded(Scripted("one"), path, math.inf).generate(self.ASKED, Wanted())
        path.write_bytes(path.read_bytes()[:-20])
        assert Recorded(Scripted("two"), path, math.inf).generate(self.ASKED, Wanted()).text == "two"
        assert Recorded(Scripted("three"), path, math.inf).generate(self.ASKED, Wanted()).text == "two"

    def test_a_failure_isnt_kept(self, tmp_path: Path) -> None:
        kept = Recorded(Scripted(ModelError("down", "wait"), "one"), tmp_path / "a.jsonl", math.inf)
        with pytest.raises(ModelError):
            kept.generate(self.ASKED, Wanted())
        assert kept.generate(self.ASKED, Wanted()).text == "one"


@pytest.mark.django_db(transaction=True)
def test_on_a_day_the_corpus_holds_what_was_published_before_and_nothing_else(
    acting: Any, tmp_path: Path
) -> None:
    from django.db import connection

    from ownvoice.bench.drafting.clock import CorpusClock
    from ownvoice.corpus.models import Item, Passage
    from ownvoice.corpus.search.evidence import find_evidence

    texts = [f"Rye bread number {n} needs more water than wheat" for n in range(4)]
    bring_in(acting, mastodon(tmp_path / "m", [status(n, text) for n, text in enumerate(texts)]))
    for n, pk in enumerate(Item.objects.order_by("pk").values_list("pk", flat=True)):
        day = datetime(2020 + n, 1, 1, tzinfo=UTC)
        Item.objects.filter(pk=pk).update(published_at=day)
        Passage.objects.filter(item_id=pk).update(published_at=day)
    clock = CorpusClock(acting.pk)
    try:
        for year, held in ((2022, 2), (2024, 4), (2021, 1), (2019, 0), (2023, 3)):
            now = datetime(year, 1, 1, tzinfo=UTC)
            clock.set(now)
            assert Item.objects.count() == Passage.objects.count() == held
            found = find_evidence("How much water does rye bread need?", "en", by_meaning=False)
            assert len(found) == held and all(item.published_at < now for item in found)
    finally:
        clock.set(datetime(2030, 1, 1, tzinfo=UTC))
        with connection.cursor() as cursor:
            for table in ("corpus_item", "corpus_passage", "corpus_exchange"):
                cursor.execute(f"DROP TABLE bench_known_{table}, bench_later_{table}")
