"""Reads a PDF: from ink to lines, from lines to blocks and tables, page by page and then over the whole paper."""

from __future__ import annotations

import ctypes
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pypdfium2

from myelomine.document import Block, BlockKind, Document, Page, Section
from myelomine.errors import DamagedFile, EmptyFile, EncryptedFile, NoTextLayer
from myelomine.parser.columns import reading_order
from myelomine.parser.figures import find_figure_lines
from myelomine.parser.furniture import drop_furniture
from myelomine.parser.ink import PageInk
from myelomine.parser.joining import Vocabulary, join_lines
from myelomine.parser.line_numbers import drop_line_numbers
from myelomine.parser.lines import Line, build_lines
from myelomine.parser.paragraphs import Passage, join_passages, split_stack
from myelomine.parser.pdfium import read_page
from myelomine.parser.sections import document_kind, label_sections
from myelomine.parser.table_regions import Region, find_regions
from myelomine.parser.tables import read_tables

_PASSWORD_ERROR = 4
_FEWEST_WORDS = 5


def read_pdf(path: Path, password: str | None = None) -> Document:
    """Read a PDF file; raises EmptyFile, DamagedFile, EncryptedFile or NoTextLayer when it cannot be done."""
    data = path.read_bytes()
    if not data:
        raise EmptyFile(path, "the file holds no bytes. Download it again.")
    inks = _read_inks(path, data, password)
    _check_text(path, inks)
    return _document(path, data, inks)


def _read_inks(path: Path, data: bytes, password: str | None) -> list[PageInk]:
    pdf = _open(path, data, password)
    try:
        if len(pdf) == 0:
            raise EmptyFile(path, "the PDF has no pages. Download it again.")
        address = ctypes.cast(pdf.raw, ctypes.c_void_p).value or 0
        return [_page_or_blank(address, index) for index in range(len(pdf))]
    finally:
        pdf.close()


def _open(path: Path, data: bytes, password: str | None) -> pypdfium2.PdfDocument:
    _forget_last_error()
    try:
        return pypdfium2.PdfDocument(data, password=password)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR:
            advice = "the password is wrong" if password else "it asks for a password"
            raise EncryptedFile(path, f"{advice}. Give it in a --password-file, or save an open copy.") from error
        raise DamagedFile(
            path, "PDFium cannot open it as a PDF. Download it again, or print it to a new PDF."
        ) from error


def _forget_last_error() -> None:
    """Put a known error in the place of the last file's: some broken files fail without setting one of their own."""
    with suppress(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(b"")


def _page_or_blank(address: int, index: int) -> PageInk:
    try:
        return read_page(address, index)
    except ValueError as error:
        return PageInk(index + 1, 0.0, 0.0, 0, (), (str(error),))


def _check_text(path: Path, inks: Sequence[PageInk]) -> None:
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


def _document(path: Path, data: bytes, inks: Sequence[PageInk]) -> Document:
    pages = [[build_lines(ink) for ink in page.inks] for page in inks]
    upright, _ = drop_furniture(drop_line_numbers([lines[0] if lines else [] for lines in pages]))
    body_size = _body_size(upright)
    vocabulary = Vocabulary(line for lines in upright for line in lines)
    regions: list[Region] = []
    for k, page in enumerate(inks):
        for ink, lines in zip(page.inks, [upright[k], *pages[k][1:]], strict=True):
            found = find_regions(ink, lines, body_size)
            regions.extend(found)
            if ink.turn == 0:
                used = {i for r in found for i in r.used}
                kept = [x for x in lines if id(x) not in used]
                _, drawn = find_figure_lines(ink, kept, body_size, [r.area for r in found])
                upright[k] = [x for x in kept if id(x) not in drawn]
    tables = read_tables(regions, vocabulary)
    passages = join_passages(list(_passages(upright, body_size)), body_size)
    blocks = label_sections(_blocks(passages, vocabulary, body_size))
    title = next((b.text for b in blocks if b.kind is BlockKind.TITLE), "")
    return Document(
        id=hashlib.sha256(data).hexdigest(),
        name=path.stem,
        kind=document_kind(blocks, tables),
        title=title,
        pages=tuple(Page(p.number, p.width, p.height, p.rotation, p.notes) for p in inks),
        blocks=tuple(blocks),
        tables=tuple(tables),
    )


def _body_size(pages: Sequence[Sequence[Line]]) -> float:
    """The type size of most of the text."""
    sizes: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            sizes[round(line.size, 1)] += sum(len(w.text) for w in line.words)
    return max(sizes, key=lambda s: (sizes[s], s), default=10.0)


def _passages(pages: Sequence[Sequence[Line]], body_size: float) -> Iterator[Passage]:
    number = 0
    for lines in pages:
        for stack in reading_order(lines, lines[0].ink.rules if lines else ()):
            number += 1
            yield from split_stack(stack, number, body_size)


def _blocks(passages: Sequence[Passage], vocabulary: Vocabulary, body_size: float) -> Iterator[Block]:
    title = _title_passage(passages, body_size)
    for number, passage in enumerate(passages, 1):
        joined = join_lines(passage.lines, vocabulary)
        if not joined.text:
            continue
        kind = BlockKind.TITLE if passage is title else passage.kind
        yield Block(f"b{number}", passage.page, kind, Section.BODY, joined.text, joined.runs, joined.marks)


def _title_passage(passages: Sequence[Passage], body_size: float) -> Passage | None:
    """The largest type of the first page that has a text in it, near its top."""
    large = [p for p in passages if p.page == passages[0].page and p.size > 1.15 * body_size and len(p.text) > 7]
    if not large:
        return None
    biggest = max(p.size for p in large)
    several = [p for p in large if len(p.text.split()) > 2 and p.size > 0.8 * biggest]
    return max(several or large, key=lambda p: (p.size, -p.lines[0].top))
