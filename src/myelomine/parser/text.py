"""Reads a text file: paragraphs, tab-separated tables and hard-wrapped lines; each form feed starts a page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import regex

from myelomine.document import Block, BlockKind, Cell, Document, Mark, Page, Section, Table
from myelomine.errors import EmptyFile
from myelomine.parser.glyphs import clean_text
from myelomine.parser.one_line_tables import with_one_line_tables
from myelomine.parser.paragraphs import caption_label
from myelomine.parser.pasted_tables import with_tabs
from myelomine.parser.sections import document_kind, label_sections
from myelomine.parser.text_captions import Placed, captioned
from myelomine.parser.typed_tables import SHORT_ROW, as_tabs
from myelomine.urls import Location

_FOOTNOTE = regex.compile(r"(?:Abbreviations?|Notes?|Footnotes?)\b\s?:")
_SUPERSCRIPT = regex.compile(
    r"(?<![\d)]\s?[×x]\s?10)(?<=\S)\s?\^\{(?P<braced>[^}]{1,24})\}"
    r"|(?<!⁻)(?!⁻[¹²³])(?P<unicode>[⁰¹²³⁴⁵⁶⁷⁸⁹⁻,–‐⁾⁽†‡§]*[⁰¹³⁴⁵⁶⁷⁸⁹]+[⁰¹²³⁴⁵⁶⁷⁸⁹⁻,–‐†‡§]*|(?<!\b(?:m|cm|mm|s"
    r"|mg/m)\s?)²[⁰¹²³⁴⁵⁶⁷⁸⁹,–]*)"
)
# what journals print above a title
_ARTICLE_KIND = regex.compile(
    r"(?i)(?:(?:original|regular|full|brief|short|special|clinical|research|open access|rapid)\s){0,3}"
    r"(?:(?:research\s)?(?:articles?|papers?|reports?|communications?|contributions?|investigations?|research"
    r"|observations?|stud(?:y|ies))"
    r"|systematic reviews?|reviews?(?:\sarticles?)?|meta-analys[ei]s|systematic reviews? and meta-analys[ei]s"
    r"|clinical trials?(?: and observations)?"
    r"|letters?(?: to the editor)?|correspondence|editorials?|case reports?|lymphoid neoplasia|plasma cell disorders"
    r"|transplantation|myeloma|multiple myeloma|hematology|haematology|open access|e-?only)\s?[:.]?"
)
_EXPONENT_BASE = regex.compile(r"(?:\b10|\b[cm]?m|/m)\s?$")
_LATEX = (
    ("\\geq", "≥"),
    ("\\leq", "≤"),
    ("\\pm", "±"),
    ("\\times", "×"),
    ("\\alpha", "α"),
    ("\\beta", "β"),
    ("\\mu", "μ"),
)
_TAG = regex.compile(r"</?(?:i|b|em|strong|sub|u|span|p|br)\s?/?>", flags=regex.I)
_RAISED_TAG = regex.compile(r"<sup>([-−–]?\d{1,2})</sup>", flags=regex.I)
_RAISED = str.maketrans("0123456789-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻")
# a citation behind a full stop that lost its raised position: "…after relapse.1,2 Pomalidomide"
_GLUED = regex.compile(
    r"(?<=\p{Ll}{3}|\bal|\p{Lu}{2}|%|[)\]])(?<!\b(?:[Ff]ig|[Tt]able|[Rr]ef|[Vv]ol|[Ss]uppl|[Nn]os|[Ee]qs?))"
    r"\.(?P<numbers>(?!0)\d{1,3}(?:[,–-]\d{1,3}){0,6})(?=\s+[\p{Lu}(]|$)"
)
# "lenalidomide−prednisone": no number is subtracted from a word
_MINUS_FOR_HYPHEN = regex.compile(r"(?<=\p{L})−(?=\p{L})")
# copied from print whose equals sign lost its font: "(sequential arm; n 5 118)"
_LOST_EQUALS = regex.compile(r"(?<=[(\[;,]\s?)([nN]) 5 (?=\d{1,4}\s?[)\];,])")
_WRAPPED_WIDTH = range(38, 130)


def read_text(path: Location) -> Document:
    """Read a UTF-8 text file. Raises EmptyFile when nothing is in it."""
    data = path.read_bytes()
    text = data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise EmptyFile(path, "the file holds no text. Export it again from its source.")
    blocks: list[Block] = []
    placed: list[Placed] = []
    pages = text.split("\f")
    for number, page in enumerate(pages, 1):
        for chunk in _chunks(as_tabs(with_tabs(page))):
            if chunk.is_table:
                placed.append(Placed(_table(chunk.lines, number, len(placed) + 1), len(blocks)))
                continue
            found = list(_blocks(chunk, number, len(blocks)))
            if chunk.is_tight and placed and placed[-1].at == len(blocks):
                placed[-1] = replace(placed[-1], below=len(found))
            blocks.extend(found)
    blocks, tables = captioned(_title_first(blocks), placed)
    blocks, in_lines = with_one_line_tables(blocks, len(tables))
    tables += in_lines
    blocks = list(label_sections(blocks))
    return Document(
        id=hashlib.sha256(data).hexdigest(),
        name=path.stem,
        kind=document_kind(blocks, tables),
        title=next((b.text for b in blocks if b.kind is BlockKind.TITLE), ""),
        pages=tuple(Page(n) for n in range(1, len(pages) + 1)),
        blocks=tuple(blocks),
        tables=tuple(tables),
        notes=("the text holds characters that are not UTF-8",) if "�" in text else (),
    )


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Lines that belong together; `is_tight` where no empty line stands between them and those before."""

    lines: tuple[str, ...]
    is_table: bool
    is_tight: bool = False


def _chunks(page: str) -> Iterator[_Chunk]:
    """Paragraphs (split at empty lines) and runs of tab-separated lines."""
    pending: list[str] = []
    kind = tight = False
    previous = ""
    for line in [*page.split("\n"), ""]:
        is_row = "\t" in line
        if pending and (not line.strip() or is_row != kind):
            yield _Chunk(tuple(pending), kind, tight)
            pending = []
        if not pending:
            tight = bool(line.strip()) and bool(previous.strip())
        previous = line
        if line.strip():
            pending.append(line)
            kind = is_row


def _blocks(chunk: _Chunk, page: int, count: int) -> Iterator[Block]:
    for text in _paragraphs(chunk.lines):
        clean, marks = _without_superscripts(_plain(text))
        if clean:
            yield Block(f"b{count}", page, _kind(clean), Section.BODY, clean, marks=marks)
            count += 1


def _paragraphs(lines: tuple[str, ...]) -> Iterable[str]:
    """One text for hard-wrapped lines, one a line where each line is a paragraph of its own."""
    if len(lines) > 1 and (caption_label(lines[0].strip()) or _wrapped(lines)):
        return [_join_wrapped(lines)]
    return lines


def _wrapped(lines: tuple[str, ...]) -> bool:
    inner = lines[:-1]
    if max(map(len, lines)) > 2 * _WRAPPED_WIDTH.stop:
        return False
    wide = sum(len(line.strip()) in _WRAPPED_WIDTH for line in inner)
    return wide >= 0.6 * len(inner)


def _join_wrapped(lines: Iterable[str]) -> str:
    text = ""
    for line in (line.strip() for line in lines):
        if regex.search(r"\p{Ll}-$", text) and regex.match(r"\p{Ll}", line):
            keep = regex.search(
                r"(?:non|self|low|high|dose|drug|re|well|long|short|treatment|progression|disease|event)-$", text
            )
            text = text + line if keep and not text.endswith(" re-") else text[:-1] + line
        else:
            text = f"{text} {line}" if text else line
    return text


def _plain(text: str) -> str:
    for source, target in _LATEX:
        text = text.replace(source, target)
    text = _TAG.sub("", _RAISED_TAG.sub(lambda hit: hit[1].translate(_RAISED), text))
    text = _MINUS_FOR_HYPHEN.sub("-", clean_text(text.replace("$", "")))
    text = _LOST_EQUALS.sub(r"\1 = ", regex.sub(r"\s+", " ", text).strip())
    return _GLUED.sub(lambda hit: "." + hit["numbers"].translate(_RAISED), text)


def _without_superscripts(text: str) -> tuple[str, tuple[Mark, ...]]:
    """Takes superscript citations out of the text; exponents stay."""
    out: list[str] = []
    marks: list[Mark] = []
    length = last = 0
    for hit in _SUPERSCRIPT.finditer(text):
        if _EXPONENT_BASE.search(text, max(0, hit.start() - 8), hit.start()):
            continue
        piece = text[last : hit.start()]
        out.append(piece)
        length += len(piece)
        marks.append(Mark(length, hit["braced"] or hit["unicode"]))
        last = hit.end()
    out.append(text[last:])
    return "".join(out), tuple(marks)


def _kind(text: str) -> BlockKind:
    if caption_label(text):
        return BlockKind.CAPTION
    if _FOOTNOTE.match(text):
        return BlockKind.FOOTNOTE
    if len(text) < 90 and not regex.search(r"[.:;,]$", text) and regex.match(r"[\p{Lu}\d]", text):
        return BlockKind.HEADING
    return BlockKind.PARAGRAPH


def _title_first(blocks: list[Block]) -> list[Block]:
    """The first block that names no kind of article is the title, when it is short and prose follows it."""
    at = next((i for i, block in enumerate(blocks[:3]) if not _ARTICLE_KIND.fullmatch(block.text)), 0)
    title = blocks[at] if len(blocks) > at + 1 else None
    if title and len(title.text) < 420 and title.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH):
        return [*blocks[:at], replace(title, kind=BlockKind.TITLE), *blocks[at + 1 :]]
    return blocks


def _table(lines: tuple[str, ...], page: int, number: int) -> Table:
    rows = [line.rstrip("\n").split("\t") for line in lines]
    short = frozenset(i for i, row in enumerate(rows) if len(row) > 2 and row[1] == SHORT_ROW)
    cells = tuple(_cells([[row[0], *row[2:]] if i in short else row for i, row in enumerate(rows)], page))
    indents = tuple(_indent(r[0]) for r in rows)
    return Table(f"t{number}", (page,), "", "", cells, header_rows=1, short_rows=short, indents=indents)


def _indent(stub: str) -> int:
    return (len(stub) - len(stub.lstrip())) // 2


def _cells(rows: list[list[str]], page: int) -> Iterator[Cell]:
    for r, row in enumerate(rows):
        for c, raw in enumerate(row):
            text, marks = _without_superscripts(_plain(raw))
            yield Cell(r, c, text.strip(), page=page, marks=marks, line_starts=(0,) if text else ())
