"""Runs in a process of its own: a PDF on standard input, its pages' texts as JSON on standard output.

A PDF is a program's worth of tricks: fonts and streams that unpack without end, tables that refer to themselves,
texts drawn letter by letter a million times. pypdf bounds many of them and not all, and a thread can't be stopped;
a process can, and its memory can be limited. It is started by its path and imports nothing of this package.
"""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Callable
from typing import Any

MAX_PAGES = 3_000
MAX_PAGE_BYTES = 16_000_000  # of one page's drawing instructions, unpacked
MAX_TEXT = 8_000_000
CPU_S = 60
MEMORY = 1_500_000_000  # bytes of address space


def limit_resources() -> None:
    """Processor time and memory, where the system knows such limits (Windows doesn't: there the clock does it)."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_CPU, CPU_S), (resource.RLIMIT_AS, MEMORY)):
        try:
            resource.setrlimit(kind, (most, most))
        except (OSError, ValueError):
            continue


def answer(data: bytes) -> dict[str, Any]:
    """`pages`: a text each; `title`, `created`, `edited`, `lang` as stated; `problem`: "", "protected", "damaged".

    `bad`: how many pages couldn't be read; `left`: how many were left out since there were too many.
    """
    from pypdf import PdfReader

    found: dict[str, Any] = {"pages": [], "bad": 0, "left": 0, "problem": ""}
    found |= {"title": "", "created": "", "edited": "", "lang": ""}
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            return found | {"problem": "protected"}
        count = len(reader.pages)
    except Exception as error:
        is_locked = type(error).__name__ in ("DependencyError", "FileNotDecryptedError", "WrongPasswordError")
        return found | {"problem": "protected" if is_locked or b"/Encrypt" in data else "damaged"}
    found.update(_stated(reader))
    found["left"] = max(0, count - MAX_PAGES)
    length = 0
    for number in range(min(count, MAX_PAGES)):
        try:
            page = reader.pages[number]
            contents = page.get_contents()
            if contents is not None and len(contents.get_data()) > MAX_PAGE_BYTES:
                raise ValueError("the page is too large")
            text = page.extract_text() if contents is not None else ""
        except Exception:
            found["bad"] += 1
            text = ""
        length += len(text)
        if length > MAX_TEXT:
            found["left"] = count - number
            break
        found["pages"].append(text)
    return found


def _stated(reader: Any) -> dict[str, str]:
    def told(give: Callable[[], object], longest: int) -> str:
        try:
            return str(give() or "")[:longest]
        except Exception:
            return ""

    return {
        "title": told(lambda: reader.metadata.get("/Title"), 500),
        "created": told(lambda: reader.metadata.get("/CreationDate"), 100),
        "edited": told(lambda: reader.metadata.get("/ModDate"), 100),
        "lang": told(lambda: reader.trailer["/Root"].get("/Lang"), 20),
    }


def main() -> None:
    """Read, answer, end."""
    limit_resources()
    logging.disable()
    sys.setrecursionlimit(1_000)
    sys.stdout.buffer.write(json.dumps(answer(sys.stdin.buffer.read())).encode())


if __name__ == "__main__":
    main()
