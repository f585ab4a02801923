"""The fuzzing harness itself, without its fuzzer: every target runs, finds nothing in samples, and finds what is broken."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ownvoice.core.records import ItemRecord, Malformed
from ownvoice.sources import twitch
from ownvoice.sources.reading import registry
from tests.fuzz import run
from tests.fuzz.bundle import SEPARATOR, Bundle, unpacked
from tests.fuzz.mutation import mutated
from tests.fuzz.seeds import LAYERS, tarred, zipped
from tests.fuzz.targets import targets
from tests.sources import test_captions
from tests.sources.document_files import pdf
from tests.sources.in_memory import records
from tests.sources.oracle import BrokenPromiseError, judge
from tests.sources.samples import SAMPLES

NAMES = st.text("abcäß/._-", min_size=1, max_size=12).filter(lambda name: name.strip("/."))
MUTATIONS = 12


def _bundles(target: str) -> list[Bundle]:
    """Small inputs for a target: a source's samples, the members a layer reads, archives."""
    if target in SAMPLES:
        return [
            Bundle(
                {
                    name: data.encode() if isinstance(data, str) else data
                    for name, data in sample.files.items()
                },
                sample.options.own_names,
                sample.options.include_private,
            )
            for sample in SAMPLES[target]
        ]
    if target == "archive":
        files = {"_posts/2020-01-02-a.md": b"---\ntitle: a\n---\nRye", "b.txt": b"x"}
        return [Bundle({"a.zip": zipped(files)}), Bundle({"a.tar": tarred({"a.zip": zipped(files)})})]
    if target == "pdf":
        return [Bundle({"a.pdf": pdf(["Rye needs water."])})]
    if target == "captions":
        return [Bundle({"a.vtt": test_captions.VTT.encode()})]
    every = [bundle for name in SAMPLES for bundle in _bundles(name)]
    wanted = [
        Bundle({name: data})
        for bundle in every
        for name, data in bundle.files.items()
        if name.lower().endswith(LAYERS[target])
    ]
    return wanted[:6]


@pytest.mark.parametrize("name", targets())
def test_every_target_runs(name: str) -> None:
    """On what it reads, and on the same changed in a few places."""
    chance = random.Random(name)
    target, bundles = targets()[name], _bundles(name)
    assert bundles
    for bundle in bundles:
        target(bundle.packed())
    for _ in range(MUTATIONS):
        target(mutated(chance.choice(bundles), chance, bundles, 1 << 15).packed())
    target(b"")


def test_every_source_and_every_layer_is_a_target() -> None:
    assert targets().keys() == {*LAYERS, "archive", *(source.NAME for source in registry.sources())}


@given(st.dictionaries(NAMES, st.binary(max_size=30), max_size=4), st.booleans(), st.booleans())
def test_a_bundle_comes_back_as_it_was_packed(files: dict[str, bytes], private: bool, small: bool) -> None:
    bundle = Bundle(files, ("Léa", "x"), private, small)
    packed = bundle.packed()
    again = unpacked(packed)
    assert (again.own_names, again.include_private, again.small_windows) == (("Léa", "x"), private, small)
    assert unpacked(again.packed()) == again
    assert len(again.files) <= len(files) and packed.count(SEPARATOR) >= len(files)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_bundle(data: bytes) -> None:
    unpacked(data)


def test_the_oracle_sees_what_is_broken() -> None:
    sample = SAMPLES["twitch"][0]
    record = next(found for found in records(twitch, sample.files) if isinstance(found, ItemRecord))
    for field, value in (
        ("text", "a\0"),
        ("native_id", ""),
        ("title", "\ud800"),
        ("created_at", 5),
        ("links", (1,)),
    ):
        changed = {name: getattr(record, name) for name in ItemRecord.__dataclass_fields__} | {field: value}
        with pytest.raises(BrokenPromiseError):
            judge(ItemRecord(**changed), "twitch")
    with pytest.raises(BrokenPromiseError):
        judge(Malformed("a", -1, "x"), "twitch")


def test_executions_of_every_start_are_counted() -> None:
    told = "#2\tINITED cov: 1\n#90\tNEW cov: 5\n#3\tINITED\n#7\tNEW\nstat::number_of_executed_units: 11\n"
    assert run._executions(told) == 90 + 11
