"""One target in one process under Atheris: started by `tests.fuzz.run`, or by hand to run an input again.

python -m tests.fuzz.process TARGET FOLDER [libFuzzer's own arguments]
python -m tests.fuzz.process TARGET --again FILE...

FOLDER holds `seeds/`, `corpus/` and `findings/`. A finding is kept there, one file for each place it comes from, and
the run goes on; what hangs or fills memory ends it.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import random
import sys
import traceback
import warnings
from pathlib import Path


def main(name: str, arguments: list[str]) -> None:
    """Fuzz, or run files again."""
    logging.disable()
    warnings.simplefilter("ignore")
    if arguments[:1] == ["--again"]:
        from tests.fuzz.targets import targets

        for file in arguments[1:]:
            targets()[name](Path(file).read_bytes())
        return
    _fuzz(name, Path(arguments[0]), arguments[1:])


def _fuzz(name: str, folder: Path, arguments: list[str]) -> None:
    import atheris

    with atheris.instrument_imports(include=["ownvoice.sources"]):
        from tests.fuzz.targets import targets

        target = targets()[name]
    from tests.fuzz.bundle import unpacked
    from tests.fuzz.mutation import mutated

    seeds, corpus, findings = folder / "seeds", folder / "corpus", folder / "findings"
    for each in (seeds, corpus, findings):
        each.mkdir(parents=True, exist_ok=True)
    pool = [unpacked(path.read_bytes()) for path in sorted(seeds.iterdir())][:400]
    known: set[str] = set()

    def test_one(data: bytes) -> None:
        try:
            target(data)
        except Exception as error:
            place = _place(error)
            if place not in known:
                known.add(place)
                _keep(findings, place, data)

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        chance = random.Random(seed)
        if chance.random() < 0.2:
            with contextlib.suppress(Exception):
                return bytes(atheris.Mutate(data, most))
        return mutated(unpacked(data), chance, pool, most).packed()[:most]

    command = [sys.argv[0], *arguments, str(corpus), str(seeds)]
    atheris.Setup(command, test_one, custom_mutator=mutate)
    atheris.Fuzz()


def _place(error: Exception) -> str:
    """The error and where in the readers it came from: the same finding, however it is reached."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "/ownvoice/" in f.filename]
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__} {where} {'' if frames else error}"


def _keep(findings: Path, place: str, data: bytes) -> None:
    stem = hashlib.sha256(place.encode()).hexdigest()[:12]
    (findings / f"{stem}.bin").write_bytes(data)
    (findings / f"{stem}.txt").write_text(f"{place}\n\n{traceback.format_exc()}", errors="replace")
    print(f"FINDING {stem} {place}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
