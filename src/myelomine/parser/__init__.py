"""File to Document: the only part of myelomine that knows PDF libraries."""

from __future__ import annotations

from myelomine.document import Document
from myelomine.errors import UnsupportedFile
from myelomine.urls import Location

SUPPORTED = (".pdf", ".txt")


def read_document(path: Location, password: str | None = None) -> Document:
    """Read a file by its ending; raises one of the errors of `myelomine.errors`."""
    ending = path.suffix.lower()
    if ending == ".pdf":
        from myelomine.parser.pdf import read_pdf

        return read_pdf(path, password)
    if ending == ".txt":
        from myelomine.parser.text import read_text

        return read_text(path)
    known = " and ".join(SUPPORTED)
    raise UnsupportedFile(
        path, f"files that end in {ending or 'nothing'} are not read, only {known}. Convert it first."
    )
