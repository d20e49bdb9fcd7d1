"""Reads a text file: paragraphs, tab-separated tables and hard-wrapped lines; each form feed starts a page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import regex

from myelomine.document import Block, BlockKind, Cell, Document, Mark, Page, Section, Table
from myelomine.errors import EmptyFile
from myelomine.parser.pasted_tables import with_tabs
from myelomine.parser.sections import document_kind, label_sections

TABLE_LABEL = regex.compile(
    r"(?P<label>Tables? (?:\d{1,2}[A-Z]?|[IVX]{1,4}))\b\.?:?\s{0,3}(?P<caption>.{0,600})", flags=regex.S
)
_FOOTNOTE = regex.compile(r"(?:Abbreviations?|Notes?|Footnotes?)\b\s?:")
_CONTINUED = regex.compile(r"\(?continued\)?", flags=regex.I)
_PAIR = regex.compile(r"(?P<short>[^,;=]{1,24}?)\s?(?:,|=|:|\bindicates\b|\bdenotes\b)\s?(?P<long>[^;]{3,90})")
_SUPERSCRIPT = regex.compile(
    r"(?<![\d)]\s?[×x]\s?10)(?<=\S)\s?\^\{(?P<braced>[^}]{1,24})\}|(?P<unicode>[⁰¹²³⁴⁵⁶⁷⁸⁹⁻,–‐⁾⁽†‡§]*[⁰¹³⁴⁵⁶⁷⁸⁹]+[⁰¹²³⁴⁵⁶⁷⁸⁹⁻,–‐†‡§]*|(?<!\b(?:m|cm|mm|s|mg/m)\s?)²[⁰¹²³⁴⁵⁶⁷⁸⁹,–]*)"
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
_WRAPPED_WIDTH = range(38, 130)


def read_text(path: Path) -> Document:
    """Read a UTF-8 text file. Raises EmptyFile when nothing is in it."""
    data = path.read_bytes()
    text = data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise EmptyFile(path, "the file holds no text. Export it again from its source.")
    blocks: list[Block] = []
    tables: list[Table] = []
    pages = text.split("\f")
    for number, page in enumerate(pages, 1):
        for chunk in _chunks(with_tabs(page)):
            if chunk.is_table:
                tables.append(_table(chunk.lines, number, len(tables) + 1))
            else:
                blocks.extend(_blocks(chunk, number, len(blocks)))
    blocks, tables = _attach_captions(_title_first(blocks), tables)
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
    """Lines that belong together; `order` keeps a table between the paragraphs that surround it."""

    lines: tuple[str, ...]
    is_table: bool


def _chunks(page: str) -> Iterator[_Chunk]:
    """Paragraphs (split at empty lines) and runs of tab-separated lines."""
    pending: list[str] = []
    kind = False
    for line in [*page.split("\n"), ""]:
        is_row = "\t" in line
        if pending and (not line.strip() or is_row != kind):
            yield _Chunk(tuple(pending), kind)
            pending = []
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
    if len(lines) > 1 and (TABLE_LABEL.match(lines[0].strip()) or _wrapped(lines)):
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
    text = (
        text.replace("$", "")
        .replace("­", "")
        .replace("ﬁ", "fi")
        .replace("ﬂ", "fl")
        .replace("ﬀ", "ff")
        .replace("ﬃ", "ffi")
    )
    return regex.sub(r"[   \s]+", " ", text).strip()


def _without_superscripts(text: str) -> tuple[str, tuple[Mark, ...]]:
    """Takes superscript citations out of the text; exponents stay."""
    out: list[str] = []
    marks: list[Mark] = []
    length = last = 0
    for hit in _SUPERSCRIPT.finditer(text):
        if _EXPONENT_BASE.search(text[: hit.start()]):
            continue
        piece = text[last : hit.start()]
        out.append(piece)
        length += len(piece)
        marks.append(Mark(length, hit["braced"] or hit["unicode"]))
        last = hit.end()
    out.append(text[last:])
    return "".join(out), tuple(marks)


def _kind(text: str) -> BlockKind:
    if TABLE_LABEL.match(text) or regex.match(r"(?:Fig(?:ure|\.)) ?\d", text):
        return BlockKind.CAPTION
    if _FOOTNOTE.match(text):
        return BlockKind.FOOTNOTE
    if len(text) < 90 and not regex.search(r"[.:;,]$", text) and regex.match(r"[\p{Lu}\d]", text):
        return BlockKind.HEADING
    return BlockKind.PARAGRAPH


def _title_first(blocks: list[Block]) -> list[Block]:
    """The first block is the title when it is short enough to be one and prose follows it."""
    if (
        blocks
        and len(blocks) > 1
        and len(blocks[0].text) < 420
        and blocks[0].kind in (BlockKind.HEADING, BlockKind.PARAGRAPH)
    ):
        return [replace(blocks[0], kind=BlockKind.TITLE), *blocks[1:]]
    return blocks


def _table(lines: tuple[str, ...], page: int, number: int) -> Table:
    rows = [line.rstrip("\n").split("\t") for line in lines]
    cells = tuple(_cells(rows, page))
    return Table(f"t{number}", (page,), "", "", cells, header_rows=1, indents=tuple(_indent(r[0]) for r in rows))


def _indent(stub: str) -> int:
    return (len(stub) - len(stub.lstrip())) // 2


def _cells(rows: list[list[str]], page: int) -> Iterator[Cell]:
    for r, row in enumerate(rows):
        for c, raw in enumerate(row):
            text, marks = _without_superscripts(_plain(raw))
            yield Cell(r, c, text.strip(), page=page, marks=marks, line_starts=(0,) if text else ())


def _attach_captions(blocks: list[Block], tables: list[Table]) -> tuple[list[Block], list[Table]]:
    """Gives each table the label and caption of the n-th table caption, and merges continued tables."""
    captions = [b for b in blocks if b.kind is BlockKind.CAPTION and TABLE_LABEL.match(b.text)]
    notes = [b for b in blocks if b.kind is BlockKind.FOOTNOTE]
    out: list[Table] = []
    for table, caption in zip(tables, captions, strict=False):
        parts = TABLE_LABEL.match(caption.text)
        assert parts is not None
        label = parts["label"]
        if out and out[-1].label == label and _CONTINUED.fullmatch(parts["caption"].strip()):
            out[-1] = _continue(out[-1], table)
            continue
        out.append(replace(table, label=label, caption=parts["caption"].strip(" .")))
    out.extend(tables[len(captions) :])
    return blocks, [replace(t, abbreviations=_abbreviations(notes)) for t in out]


def _continue(first: Table, more: Table) -> Table:
    shift = first.n_rows - more.header_rows
    moved = (replace(c, row=c.row + shift) for c in more.cells if c.row >= more.header_rows)
    return replace(first, cells=(*first.cells, *moved), indents=(*first.indents, *more.indents[more.header_rows :]))


def _abbreviations(notes: list[Block]) -> tuple[tuple[str, str], ...]:
    pairs: dict[str, str] = {}
    for note in notes:
        body = note.text.partition(":")[2]
        for item in body.rstrip(".").split(";"):
            if hit := _PAIR.fullmatch(item.strip()):
                pairs.setdefault(hit["short"].strip(), hit["long"].strip())
    return tuple(pairs.items())
