"""What fuzzing starts from: what the readers' own tests read, and the beginnings of real exports where they lie
beside the checkout.

python -m tests.fuzz.seeds FOLDER       writes one folder for each target
"""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import zstandard

from ownvoice.core.errors import OwnvoiceError
from ownvoice.sources.reading import registry
from ownvoice.sources.reading.archive import open_archive
from ownvoice.sources.reading.contract import ReadOptions
from tests.fuzz.bundle import Bundle, unpacked
from tests.fuzz.recording import bundle_of, keep

# Layers that sources share, with the endings of the members they read.
LAYERS = {
    "json_array": (".json", ".js"),
    "json_events": (".json", ".js"),
    "json_lines": (".jsonl", ".ndjson"),
    "csv_rows": (".csv",),
    "captions": (".vtt", ".srt", ".sbv", ".json3"),
    "front_matter": (".md", ".markdown", ".html"),
    "markdown": (".md", ".markdown"),
    "html": (".html", ".htm", ".xhtml"),
    "car": (".car",),
    "pdf": (".pdf",),
    "word": (".docx",),
}


def write(folder: Path) -> None:
    """Everything, below `folder`."""
    names = os.environ | {"FUZZ_SEEDS": str(folder)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.fuzz.recording", "tests/sources"]
    subprocess.run([*command, "-p", "no:cacheprovider"], env=names, stdout=subprocess.DEVNULL, check=False)
    _write_real(folder)
    bundles = [
        unpacked(path.read_bytes())
        for source in registry.sources()
        for path in sorted((folder / source.NAME).iterdir())
    ]
    for layer, endings in LAYERS.items():
        (folder / layer).mkdir(exist_ok=True)
        for bundle in bundles:
            for name, content in bundle.files.items():
                if name.lower().endswith(endings):
                    keep(Bundle({name.rpartition("/")[2]: content}), folder / layer)
    _write_archives(folder / "archive")


def _write_real(folder: Path) -> None:
    from tests.sources.conformance import OWN_NAMES, exports

    for path in exports():
        own_names = OWN_NAMES.get(path.parent.name, ())
        try:
            with open_archive(path) as archive:
                for detection in registry.recognise(archive):
                    bundle = bundle_of(archive, ReadOptions(own_names), list(detection.members))
                    keep(bundle, folder / detection.source)
        except OwnvoiceError:
            continue


def _write_archives(folder: Path) -> None:
    """Zips and tars of a small blog, packed in every way, one in another, too."""
    folder.mkdir(exist_ok=True)
    post = b"---\ntitle: Rye\ndate: 2020-01-02\n---\n\nA text about bread.\n"
    files = {"blog/_posts/2020-01-02-rye.md": post, "blog/été.txt": "é".encode(), "empty": b""}
    plain = tarred(files)
    made = {
        "a.zip": zipped(files),
        "stored.zip": zipped(files, zipfile.ZIP_STORED),
        "a.tar": plain,
        "a.tar.gz": gzip.compress(plain, mtime=0),
        "a.tar.zst": zstandard.compress(plain),
        "a.md.gz": gzip.compress(post, mtime=0),
        "a.jsonl.zst": zstandard.compress(b'{"id": "a"}\n' * 50),
        "nested.zip": zipped({"in/a.zip": zipped(files), "in/b-001.zip": zipped({"x.md": post})}),
        "nested.tar": tarred({"a.tgz": gzip.compress(plain, mtime=0), "a.zip": zipped(files)}),
        "pax.tar": tarred(files, tarfile.PAX_FORMAT),
        "ustar.tar": tarred({"a.md": post}, tarfile.USTAR_FORMAT),
    }
    for name, content in made.items():
        keep(Bundle({name: content}), folder)


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these files."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return target.getvalue()


def tarred(files: dict[str, bytes], kind: int = tarfile.GNU_FORMAT) -> bytes:
    """A tar of these files."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=kind) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return target.getvalue()


if __name__ == "__main__":
    write(Path(sys.argv[1]))
