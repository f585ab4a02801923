"""Tells whether two states of the program read the same records from the same exports, for whoever makes readers faster.

python -m tests.sources.same_records write FILE [EXPORT ...]     digests of all records: of every real file there is,
                                                                whole, cut short and with bytes flipped, of small
                                                                generated exports, and of the exports named
python -m tests.sources.same_records compare BEFORE AFTER        what differs between two such files

Write one file at each of the two states and compare them.
"""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ownvoice.bench.generated import mastodon_archive, x_archive
from ownvoice.bench.generated_exports import mailbox, reddit_dump, telegram_export, wordpress_export
from ownvoice.core.errors import AmbiguousCreatorError, OwnvoiceError
from ownvoice.sources.reading import registry
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import ReadOptions
from tests.sources.conformance import exports

_DAMAGED_UP_TO = 300_000  # bytes of a file that is read once more for each kind of damage


def digests(path: Path, label: str) -> Iterator[tuple[str, str]]:
    """What each source reads from the export: the number of records and a digest of all, for several options."""
    with open_archive(path) as archive:
        for detection in registry.recognise(archive):
            reader = registry.source(detection.source)
            named: tuple[str, ...] = ()
            for private in (False, True):
                digest, count = hashlib.sha256(), 0
                for _ in range(2):
                    try:
                        for record in reader.read(archive, ReadOptions(named, private)):
                            digest.update(repr(record).encode("utf-8", "surrogatepass"))
                            count += 1
                        break
                    except AmbiguousCreatorError as error:
                        digest.update(repr((str(error), error.candidates)).encode())
                        named = error.candidates[:1]
                    except OwnvoiceError as error:
                        digest.update(str(error).encode())
                        break
                yield f"{label} {detection.source} {private}", f"{count} {digest.hexdigest()[:24]}"


def everything(given: list[Path]) -> Iterator[tuple[Path, str]]:
    """The exports, each with a name; damaged ones are gone when the next is asked for."""
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        for path in [*exports(), *_generated(base / "made" / "small"), *given]:
            yield path, "/".join(path.parts[-3:])
            if path.is_file() and path.stat().st_size <= _DAMAGED_UP_TO:
                data = path.read_bytes()
                dice = random.Random(len(data))
                for number, damaged in enumerate(_damaged(data, dice)):
                    target = base / "damaged" / path.name
                    target.parent.mkdir(exist_ok=True)
                    target.write_bytes(damaged)
                    yield target, f"{'/'.join(path.parts[-3:])} damaged {number}"
                    shutil.rmtree(target.parent)


def _generated(folder: Path) -> list[Path]:
    folder.mkdir(parents=True)
    x_archive(folder / "x.zip", 2)
    mastodon_archive(folder / "mastodon", 1_000)
    telegram_export(folder / "telegram.json", 2)
    wordpress_export(folder / "wordpress.xml", 2)
    mailbox(folder / "mail.mbox", 2)
    reddit_dump(folder / "RC_2020-01.ndjson", 3_000)
    return sorted(folder.iterdir())


def _damaged(data: bytes, dice: random.Random) -> Iterator[bytes]:
    for _ in range(3):
        yield data[: dice.randrange(len(data) + 1)]
    for flips in (1, 5, 50):
        changed = bytearray(data)
        for _ in range(min(flips, len(data))):
            changed[dice.randrange(len(data))] = dice.randrange(256)
        yield bytes(changed)
    first, second = sorted(dice.randrange(len(data) + 1) for _ in range(2))
    yield data[second:] + data[first:second] + data[:first]
    yield data[:first] + data[second:]
    yield data.decode("latin-1").encode("utf-8")


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["compare"]:
        before, after = (json.loads(Path(name).read_text()) for name in arguments[1:3])
        names = sorted(before.keys() | after.keys())
        different = [name for name in names if before.get(name) != after.get(name)]
        for name in different:
            print(f"{name}: {before.get(name)} before, {after.get(name)} after")
        print(f"{len(names) - len(different):,} of {len(names):,} are the same.")
        return 1 if different else 0
    found = {}
    for path, label in everything([Path(name) for name in arguments[2:]]):
        try:
            found |= dict(digests(path, label))
        except OwnvoiceError as error:
            found[label] = str(error)
    Path(arguments[1]).write_text(json.dumps(found, indent=1))
    print(f"{len(found):,} readings.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
