"""A learned voice as bytes and back: a NumPy archive of plain arrays and one JSON header, never code.

Version 1: member `header` is UTF-8 JSON as bytes; the arrays of the n-th language in it are `n_common` (uint64),
`n_places` (int32, rising), `n_rarities` and `n_weights` (float16, of those places), `n_own_odds` (float32, the lengths
one after the other). What no text had has the rarity of `unseen`. The same model gives the same bytes.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ownvoice.core.errors import OwnvoiceError
from ownvoice.voice.score.features import COMMON_WORDS, PLACES, VIEWS
from ownvoice.voice.score.model import HeldOut, LanguageVoice, NotEnough, VoiceModel

FORMAT = "ownvoice-voice"
VERSION = 1
MOST_LANGUAGES = 64
MOST_BYTES_EACH = 8 * PLACES + 8 * COMMON_WORDS + 1_000_000  # of a language, unpacked


def to_bytes(voice: VoiceModel) -> bytes:
    """The voice in the newest version of the format."""
    arrays: dict[str, NDArray[Any]] = {}
    languages = []
    for number, (language, known) in enumerate(sorted(voice.languages.items())):
        unseen = float(known.rarities.max())
        places = np.flatnonzero((known.rarities != unseen) | (known.weights != 0)).astype(np.int32)
        arrays[f"{number}_common"] = known.common.astype(np.uint64)
        arrays[f"{number}_places"] = places
        arrays[f"{number}_rarities"] = known.rarities[places].astype(np.float16)
        arrays[f"{number}_weights"] = known.weights[places].astype(np.float16)
        odds = [known.own_odds[length] for length in sorted(known.own_odds)]
        arrays[f"{number}_own_odds"] = np.concatenate([np.zeros(0, np.float32), *odds]).astype(np.float32)
        languages.append(
            {
                "language": language,
                "unseen": unseen,
                "constants": known.constants.tolist(),
                "calibration": known.calibration.tolist(),
                "own_odds": {str(length): len(known.own_odds[length]) for length in sorted(known.own_odds)},
                "held_out": [
                    {name: getattr(figure, name) for name in HeldOut.__slots__} for figure in known.held_out
                ],
                "least_chars": known.least_chars,
                "own_texts": known.own_texts,
                "other_texts": known.other_texts,
                "other_authors": known.other_authors,
            }
        )
    header = {
        "format": FORMAT,
        "version": VERSION,
        "languages": languages,
        "unknown": {language: why.reason for language, why in sorted(voice.unknown.items())},
    }
    arrays["header"] = np.frombuffer(json.dumps(header, sort_keys=True).encode(), np.uint8)
    packed = io.BytesIO()
    np.savez_compressed(packed, allow_pickle=False, **arrays)
    return packed.getvalue()


def from_bytes(packed: bytes) -> VoiceModel:
    """The voice that `to_bytes` wrote. Raises `OwnvoiceError` for anything else, and for a version not known here."""
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            sizes = [member.file_size for member in archive.infolist()]
        if sum(sizes) > MOST_LANGUAGES * MOST_BYTES_EACH or len(sizes) > 5 * MOST_LANGUAGES + 1:
            raise ValueError("it unpacks to more than any voice")
        with np.load(io.BytesIO(packed), allow_pickle=False) as arrays:
            header = json.loads(arrays["header"].tobytes())
            if header["format"] != FORMAT or header["version"] != VERSION:
                raise ValueError(f"it is {header['format']} of version {header['version']}")
            return VoiceModel(
                {
                    entry["language"]: _language(
                        entry, {name: arrays[f"{number}_{name}"] for name in _ARRAYS}
                    )
                    for number, entry in enumerate(header["languages"])
                },
                {language: NotEnough(str(reason)) for language, reason in header["unknown"].items()},
            )
    except (
        ValueError, KeyError, IndexError, TypeError, AttributeError, OSError, EOFError, RecursionError, zipfile.BadZipFile,
        NotImplementedError, MemoryError, RuntimeError, zlib.error,
    ) as error:  # fmt: skip
        raise OwnvoiceError(
            f"The stored voice can't be read: {error}.", "Learn it again from the corpus, with this version."
        ) from error


_ARRAYS = {"common": "u8", "places": "i4", "rarities": "f2", "weights": "f2", "own_odds": "f4"}


def _language(entry: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> LanguageVoice:
    for name, kind in _ARRAYS.items():
        if arrays[name].ndim != 1 or arrays[name].dtype != np.dtype(kind):
            raise ValueError(f"{name} is not a row of {kind}")
    places = arrays["places"]
    if len(places) and (places[0] < 0 or places[-1] >= PLACES or not bool(np.all(np.diff(places) > 0))):
        raise ValueError("its places are not those of this version")
    rarities = np.full(PLACES, entry["unseen"], np.float32)
    rarities[places] = arrays["rarities"]
    weights = np.zeros(PLACES, np.float32)
    weights[places] = arrays["weights"]
    odds, at = {}, 0
    for length, count in sorted(((int(length), int(count)) for length, count in entry["own_odds"].items())):
        odds[length] = arrays["own_odds"][at : at + count]
        at += count
    constants = np.array(entry["constants"], np.float64)
    calibration = np.array(entry["calibration"], np.float64)
    if constants.shape != (len(VIEWS),) or calibration.shape != (2 * len(VIEWS) + 3,):
        raise ValueError("its views are not those of this version")
    numbers: list[NDArray[Any]] = [rarities, weights, constants, calibration, *odds.values()]
    if not all(bool(np.isfinite(part).all()) for part in numbers):
        raise ValueError("it holds what is no number")
    return LanguageVoice(
        common=arrays["common"],
        rarities=rarities,
        weights=weights,
        constants=constants,
        calibration=calibration,
        held_out=tuple(HeldOut(**figure) for figure in entry["held_out"]),
        own_odds=odds,
        least_chars=int(entry["least_chars"]),
        own_texts=int(entry["own_texts"]),
        other_texts=int(entry["other_texts"]),
        other_authors=int(entry["other_authors"]),
    )
