"""Word and PDF documents made on the spot, for tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import docx

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word(*paragraphs: str, title: str = "", created: datetime | None = None, heading: str = "") -> bytes:
    """A document as python-docx makes it; `heading` begins it."""
    made: Any = docx.Document()
    if heading:
        made.add_heading(heading, 1)
    for paragraph in paragraphs:
        made.add_paragraph(paragraph)
    made.core_properties.title = title
    made.core_properties.author = "Somebody Else"
    if created:
        made.core_properties.created = created
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def word_of(body: str, prolog: str = "") -> bytes:
    """A document with this body, in WordprocessingML."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(
            "word/document.xml",
            f'<?xml version="1.0"?>{prolog}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
        )
    return target.getvalue()


ODF = "urn:oasis:names:tc:opendocument:xmlns:"


def open_document(
    body: str, meta: str = "", mimetype: str = "application/vnd.oasis.opendocument.text"
) -> bytes:
    """An OpenDocument text with this body and these properties (OASIS OpenDocument 1.3)."""
    spaces = " ".join(
        f'xmlns:{name}="{ODF}{name}:1.0"' for name in ("office", "text", "table", "draw", "meta")
    )
    spaces += ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:svg="urn:svg"'
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("mimetype", mimetype)
        package.writestr("META-INF/manifest.xml", "<manifest/>")
        package.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:text>{body}</office:text></office:body>"
            "</office:document-content>",
            zipfile.ZIP_DEFLATED,
        )
        package.writestr(
            "meta.xml",
            f"<office:document-meta {spaces}><office:meta>{meta}</office:meta></office:document-meta>",
        )
    return target.getvalue()


def pdf(*pages: Sequence[str], info: str = "", root: str = "") -> bytes:
    """A PDF with these lines on its pages, written by hand (ISO 32000-1, annex H)."""
    return pdf_of([_drawing(lines) for lines in pages], info, root)


def _drawing(lines: Sequence[str]) -> bytes:
    shown = []
    for line in lines:
        escaped = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        shown.append(f"({escaped}) Tj T*" if line else "T*")
    return ("BT /F1 12 Tf 14 TL 72 720 Td " + "\n".join(shown) + " ET").encode("cp1252")


def pdf_of(contents: Sequence[bytes], info: str = "", root: str = "") -> bytes:
    """A PDF whose pages are drawn by these instructions."""
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(contents)))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {root} >>".encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< {info} >>".encode(),
    ]
    for number, content in enumerate(contents):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {6 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream")
    data = bytearray(b"%PDF-1.4\n")
    places = []
    for number, written in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n".encode() + written + b"\nendobj\n"
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    data += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    data += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(data)
