"""Files that cannot be read, and pages that must be read another way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas
from traps.sheets import Sheets

from myelomine.document import Document
from myelomine.errors import DamagedFile, EmptyFile, EncryptedFile, MyelomineError, NoTextLayer, UnsupportedFile
from myelomine.parser import read_document
from myelomine.parser.ink import PageInk
from myelomine.parser.native import WORST_SHARE, read_natively, reads_badly
from myelomine.parser.pdf import read_pdf

HOSTILE = Path(__file__).resolve().parents[2] / "shared" / "hostile"


def test_no_bytes(tmp_path: Path) -> None:
    path = tmp_path / "empty.pdf"
    path.write_bytes(b"")
    with pytest.raises(EmptyFile, match="Download it again"):
        read_pdf(path)


def test_no_pdf(tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    path.write_text("<html>Log in to read this article</html>")
    with pytest.raises(DamagedFile, match="Download it again"):
        read_pdf(path)


def test_blank_pages(tmp_path: Path) -> None:
    sheets = Sheets(tmp_path / "blank.pdf")
    sheets.next_page()
    with pytest.raises(EmptyFile, match="no text"):
        read_pdf(sheets.save())


def test_a_scan(tmp_path: Path) -> None:
    picture = tmp_path / "page.png"
    bitmap = pypdfium2.PdfBitmap.new_native(60, 80, pypdfium2.raw.FPDFBitmap_BGR)
    bitmap.fill_rect((200, 200, 200, 255), 0, 0, 60, 80)
    bitmap.to_pil().save(picture)
    sheets = Sheets(tmp_path / "scan.pdf")
    sheets.canvas.drawImage(str(picture), 0, 0, 612, 792)
    with pytest.raises(NoTextLayer, match="OCR"):
        read_pdf(sheets.save())


def test_a_page_that_is_a_picture_among_others_is_said(tmp_path: Path) -> None:
    picture = tmp_path / "page.png"
    pypdfium2.PdfBitmap.new_native(60, 80, pypdfium2.raw.FPDFBitmap_BGR).to_pil().save(picture)
    sheets = Sheets(tmp_path / "mixed.pdf")
    sheets.prose(top=100)
    sheets.next_page()
    sheets.canvas.drawImage(str(picture), 0, 0, 612, 792)
    assert read_pdf(sheets.save()).notes == ("pages without text (pictures): 2",)


@pytest.mark.parametrize("password", [None, "wrong"])
def test_a_password_that_is_missing_or_wrong(tmp_path: Path, password: str | None) -> None:
    with pytest.raises(EncryptedFile, match="--password"):
        read_pdf(_locked(tmp_path), password)


def test_the_right_password_opens_it(tmp_path: Path) -> None:
    assert read_pdf(_locked(tmp_path), "reader").blocks


def _locked(folder: Path) -> Path:
    canvas = Canvas(str(folder / "locked.pdf"), encrypt=StandardEncryption("reader", "owner"))
    canvas.drawString(60, 700, "Nobody may read this paper without the word that opens it.")
    canvas.save()
    return folder / "locked.pdf"


def test_an_ending_that_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedFile, match=r"\.docx"):
        read_document(tmp_path / "paper.docx")


@pytest.mark.parametrize(("unnamed", "badly"), [(0, False), (80, False), (81, True)])
def test_the_trigger_of_the_fallback_is_the_share_of_unnamed_letters(unnamed: int, badly: bool) -> None:
    page = PageInk(1, 612, 792, 0, (), chars=1000, unnamed=unnamed)
    assert reads_badly(page) is badly
    assert WORST_SHARE == 0.08


def test_a_page_read_badly_is_read_with_pdfplumber_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No producer here makes letters without names, so the count of them is what is changed."""
    import myelomine.parser.pdf as module

    read_page = module.read_page

    def badly(address: int, index: int) -> PageInk:
        page = read_page(address, index)
        return replace(page, unnamed=page.chars)

    sheets = Sheets(tmp_path / "unnamed.pdf")
    sheets.prose(top=100)
    path = sheets.save()
    expected = [b.text for b in read_pdf(path).blocks]
    monkeypatch.setattr(module, "read_page", badly)
    document = read_pdf(path)
    assert [b.text for b in document.blocks] == expected
    assert any("read with pdfplumber instead" in note for note in document.pages[0].notes)
    assert document.notes == ("pages whose letters are not all named, read a second way: 1",)


def test_a_page_that_pdfplumber_reads_no_better_keeps_its_words(tmp_path: Path) -> None:
    sheets = Sheets(tmp_path / "blank.pdf")
    sheets.next_page()
    page = PageInk(1, 612, 792, 0, (), chars=100, unnamed=50)
    told = read_natively(sheets.save().read_bytes(), None, page)
    assert told.inks == page.inks
    assert "may be wrong" in told.notes[0]


@pytest.mark.skipif(not HOSTILE.is_dir(), reason="the folder of broken PDFs is not here")
def test_broken_files_are_read_or_refused_with_a_reason() -> None:
    outcomes = [_outcome(path) for path in sorted(HOSTILE.glob("*.pdf"))]
    assert all(isinstance(outcome, Document | MyelomineError) for outcome in outcomes)
    assert sum(isinstance(outcome, Document) for outcome in outcomes) > 60


def _outcome(path: Path) -> Document | MyelomineError:
    try:
        return read_pdf(path)
    except MyelomineError as error:
        return error
