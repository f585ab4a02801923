"""The benchmark of the voice score parts authors by time and conversation, and measures all methods on the same texts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from ownvoice.bench.voice_authors import CREATOR, by_author, by_conversation, cases
from ownvoice.bench.voice_baselines import BurrowsDelta, CharacterNgrams
from ownvoice.bench.voice_cost import made_up
from ownvoice.core.errors import OwnvoiceError
from ownvoice.voice.score import Sample, VoiceModel, learn, measures
from tests.real_files import real_creator

_BEGIN = datetime(2010, 1, 1, tzinfo=UTC)


def written(day: int, author: str, thread: str) -> Sample:
    return Sample(
        f"{author} wrote this in {thread} on day {day}", "en", _BEGIN + timedelta(days=day), thread, author
    )


def test_what_is_tested_on_comes_later_and_from_other_conversations() -> None:
    samples = [written(day, (CREATOR, "a", "b")[day % 3], f"t{day // 6}") for day in range(300)]
    samples.append(written(290, "a", "t0"))
    case = by_conversation("x", "en", samples)
    assert not {text.thread for text in case.earlier} & {text.thread for text in case.later}
    assert max(text.written_at for text in case.earlier) < min(text.written_at for text in case.later)
    assert 0.65 < len(case.own(case.earlier)) / 100 < 0.75


def test_texts_that_stand_alone_are_parted_within_each_author() -> None:
    samples = [written(day, (CREATOR, "a")[day >= 100], "") for day in range(200)]
    case = by_author("x", "en", samples)
    assert (len(case.own(case.earlier)), len(case.others(case.earlier))) == (70, 70)
    assert (len(case.own(case.later)), len(case.others(case.later))) == (30, 30)


def test_a_folder_without_authors_is_told(tmp_path: Path) -> None:
    with pytest.raises(OwnvoiceError, match="no authors"):
        list(cases(tmp_path, quick=True))


def test_the_classic_methods_tell_made_up_authors_apart() -> None:
    own, others = ([sample.text for sample in made_up(400, creator)] for creator in (True, False))
    for method in (CharacterNgrams, BurrowsDelta):
        scores = method(own[:300], others[:300]).scores([*own[300:], *others[300:]])
        assert measures.auc(scores[:100], scores[100:]) > 0.7


def test_a_real_creators_replies_are_told_from_their_readers() -> None:
    archive = real_creator("haacked-blog.tar.gz")
    case = next(iter(cases(archive.parent, quick=True)))
    voice = learn(case.own(case.earlier)[::5], case.others(case.earlier)[::16])
    assert isinstance(voice, VoiceModel)
    long = [sample for sample in case.later if len(sample.text) >= 140][::4]
    odds = voice.languages["en"].odds([sample.text[:140] for sample in long])
    mine = np.array([sample.author == CREATOR for sample in long])
    assert measures.auc(odds[mine], odds[~mine]) > 0.75


def test_a_blogs_author_is_nobody_elses_creator() -> None:
    archive = real_creator("haacked-blog.tar.gz")
    found = {case.name: case for case in cases(archive.parents[1], quick=False) if "posts" in case.name}
    own = found["nicolas-hoizey.com, posts"].own(found["nicolas-hoizey.com, posts"].earlier)
    assert len(own) == 200 and all(sample.thread == "" for sample in own)
