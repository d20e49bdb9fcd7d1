"""Reads a PDF file: opens it, reads the ink of its pages, and says why when that cannot be done."""

from __future__ import annotations

import ctypes
import hashlib
from collections.abc import Sequence

import pypdfium2

from myelomine.document import BlockKind, Document
from myelomine.errors import DamagedFile, EmptyFile, EncryptedFile, NoTextLayer
from myelomine.parser.ink import PageInk
from myelomine.parser.ligatures import mend_ligatures
from myelomine.parser.native import read_natively, reads_badly
from myelomine.parser.paper import read_paper
from myelomine.parser.pdfium import read_page
from myelomine.parser.sections import document_kind
from myelomine.urls import Location

_PASSWORD_ERROR = 4
_FEWEST_WORDS = 5


def read_pdf(path: Location, password: str | None = None) -> Document:
    """Read a PDF file; raises EmptyFile, DamagedFile, EncryptedFile or NoTextLayer when it cannot be done."""
    data = path.read_bytes()
    if not data:
        raise EmptyFile(path, "the file holds no bytes. Download it again.")
    inks = _read_inks(path, data, password)
    _check_text(path, inks)
    paper = read_paper(inks)
    return Document(
        id=hashlib.sha256(data).hexdigest(),
        name=path.stem,
        kind=document_kind(paper.blocks, paper.tables),
        title=next((b.text for b in paper.blocks if b.kind is BlockKind.TITLE), ""),
        pages=paper.pages,
        blocks=paper.blocks,
        tables=paper.tables,
        notes=(*_document_notes(inks), *paper.notes),
    )


def _read_inks(path: Location, data: bytes, password: str | None) -> list[PageInk]:
    pdf = _open(path, data, password)
    try:
        if len(pdf) == 0:
            raise EmptyFile(path, "the PDF has no pages. Download it again.")
        address = ctypes.cast(pdf.raw, ctypes.c_void_p).value or 0
        inks = [_page_or_blank(address, index) for index in range(len(pdf))]
    finally:
        pdf.close()
    return mend_ligatures([read_natively(data, password, page) if reads_badly(page) else page for page in inks])


def _open(path: Location, data: bytes, password: str | None) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data, password=password)
    except pypdfium2.PdfiumError as error:
        # PDFium keeps the error of the file before where it has none of its own to tell
        if getattr(error, "err_code", None) == _PASSWORD_ERROR and b"/Encrypt" in data:
            advice = "the password is wrong" if password else "it asks for a password"
            raise EncryptedFile(path, f"{advice}. Give the right one with --password, or save an open copy.") from error
        raise DamagedFile(
            path, "PDFium cannot open it as a PDF. Download it again, or print it to a new PDF."
        ) from error


def _page_or_blank(address: int, index: int) -> PageInk:
    try:
        return read_page(address, index)
    except ValueError as error:
        return PageInk(index + 1, 0.0, 0.0, 0, (), (str(error),))


def _check_text(path: Location, inks: Sequence[PageInk]) -> None:
    words = sum(len(ink.words) for page in inks for ink in page.inks)
    if words >= _FEWEST_WORDS:
        return
    if any(page.pictures for page in inks):
        raise NoTextLayer(
            path,
            f"its {len(inks)} pages are pictures without text (a scan). Run OCR on it (ocrmypdf, say) and try again.",
        )
    if words == 0:
        raise EmptyFile(path, "no text is printed on its pages. Check that it is the right file.")


def _document_notes(inks: Sequence[PageInk]) -> tuple[str, ...]:
    """What concerns the file as a whole: pages that are pictures, pages that could not be loaded."""
    pictures = [p.number for p in inks if p.pictures and not any(ink.words for ink in p.inks)]
    unloaded = [p.number for p in inks if not p.inks]
    badly = [p.number for p in inks if reads_badly(p)]
    notes = [f"pages without text (pictures): {_listed(pictures)}"] if pictures else []
    notes += [f"pages whose letters are not all named, read a second way: {_listed(badly)}"] if badly else []
    notes += [f"pages that could not be loaded: {_listed(unloaded)}"] if unloaded else []
    return tuple(notes)


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers[:20])) + (" …" if len(numbers) > 20 else "")
