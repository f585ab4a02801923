"""The voice score is learned from the corpus, told, used, and gone with the sources it rested on."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ownvoice.corpus.models import Item, Source
from ownvoice.corpus.removal import remove_source
from ownvoice.inbox.sounding import sent_drift
from ownvoice.voice.learning.voice_score import current_voice, update_voice_score, voice_report
from ownvoice.voice.models import VoiceScore
from tests.corpus.samples import blog, mastodon, status
from tests.corpus.test_importing import bring_in
from tests.voice.made_up_authors import creator_text, other_text

pytestmark = pytest.mark.django_db(transaction=True)
_BEGIN = datetime(2019, 1, 1, 10, tzinfo=UTC)


def _day(number: float) -> str:
    return (_BEGIN + timedelta(days=number)).isoformat().replace("+00:00", "Z")


@pytest.fixture
def learned(acting: Any, tmp_path: Path) -> Any:
    chosen = random.Random(1)
    own = [status(i + 1, creator_text(chosen), published=_day(i)) for i in range(240)]
    bring_in(acting, mastodon(tmp_path / "a", own))
    bring_in(acting, blog(tmp_path / "b", []))
    readers = Source.objects.exclude(platform="mastodon").get()
    Item.objects.bulk_create(
        Item(
            creator=acting, source=readers, first_import_id=1, platform=readers.platform, native_id=f"c{i}",
            kind="comment", role="fan", author_name=f"Fan {i % 40}", text=other_text(chosen), lang="en",
            visibility="public", published_at=_BEGIN + timedelta(days=i / 2), root_native_id=f"post{i // 4}",
            content_hash=i,
        )
        for i in range(480)
    )  # fmt: skip
    update_voice_score()
    return acting


def test_it_reports_how_well_it_tells_them_apart_and_scores(learned: Any) -> None:
    report = voice_report()
    assert report["languages"]["en"]["held_out"][0]["auc"] > 0.9, report
    voice = current_voice()
    assert voice is not None
    chosen = random.Random(9)
    mine, theirs = creator_text(chosen), other_text(chosen)
    scores = [voice.score(text, "en") for text in (mine, theirs)]
    assert scores[0] is not None and scores[1] is not None
    assert scores[0].probability > 0.5 > scores[1].probability
    assert voice.rank([theirs, mine], "en") == [1, 0]
    drift = sent_drift(("en", "fr"))
    assert drift is not None and drift.placed == 0


def test_it_is_learned_again_only_when_there_is_more(learned: Any) -> None:
    before = VoiceScore.objects.get().trained_at
    update_voice_score()
    assert VoiceScore.objects.get().trained_at == before


def test_it_goes_with_any_source_it_rested_on(learned: Any) -> None:
    remove_source(Source.objects.get(platform="mastodon"))
    assert not VoiceScore.objects.exists() and current_voice() is None
    update_voice_score()
    assert current_voice() is None and voice_report()["reason"]
