"""Which stretch of a document speaks of which study: the whole of a primary paper, each article of a listing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import regex

from myelomine.document import Block, BlockKind, Document, DocumentKind, Section, Table

_SILENT_SECTIONS = frozenset({Section.REFERENCES, Section.BACK})
_SILENT_KINDS = frozenset({BlockKind.REFERENCE, BlockKind.AUTHORS, BlockKind.HEADING, BlockKind.OTHER})


@dataclass(frozen=True, slots=True)
class Scope:
    """Blocks and tables that speak of one study, or of many where the document is a review."""

    kind: DocumentKind
    document: str
    title: str
    authors: str
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...]
    references: tuple[Block, ...] = ()


def scopes_of(document: Document) -> Iterator[Scope]:
    """The scopes of a document in reading order; the front matter of a listing is none."""
    if document.kind is not DocumentKind.LISTING:
        yield _scope(document, document.blocks, document.tables, document.title)
        return
    for article, blocks in groupby(document.blocks, key=lambda b: b.article):
        if article:
            found = tuple(blocks)
            tables = tuple(t for t in document.tables if t.article == article)
            title = next((b.text for b in found if b.kind is BlockKind.TITLE), "")
            yield _scope(document, found, tables, title)


_NAME = r"\p{Lu}[\p{L}.'’-]*(?:[\s-]\p{Lu}[\p{L}.'’-]*){1,3}"
_PEOPLE = regex.compile(rf"^(?:[Bb]y\s)?(?:{_NAME}|[\p{{L}}’'-]+ \p{{Lu}}{{1,3}})[\d*†‡\s]{{0,8}}(?:,|and|&|;|$)")
_BYLINE = regex.compile(rf"^(?:[Bb]y\s)?{_NAME}[\d*†‡,\s]{{0,8}}(?:,|and|&|;)\s?(?:and\s)?{_NAME}")
# how many blocks from the end a letter is signed, and how: names and nothing else, then perhaps for whom they sign
_SIGNED_WITHIN = 40
_SIGNATURE = regex.compile(
    rf"{_NAME}[\d*†‡,\s]{{0,8}}(?:(?:,|and|&|;)\s?(?:and\s)?{_NAME}[\d*†‡,\s]{{0,8}}){{1,30}}(?:$|\n|(?i:on behalf of"
    rf"|for the)\b)"
)


def _byline(blocks: tuple[Block, ...]) -> str:
    """The paragraph after the title that lists people; letters sign at their end."""
    titles = [i for i, b in enumerate(blocks) if b.kind is BlockKind.TITLE]
    after = blocks[titles[0] + 1 : titles[0] + 4] if titles else ()
    first = next((b.text for b in after if len(b.text) < 900 and _BYLINE.match(b.text)), "")
    signed = next((b.text for b in reversed(blocks[-_SIGNED_WITHIN:]) if _SIGNATURE.match(b.text)), "")
    return regex.sub(r"^[Bb]y\s", "", first or signed)


def _speaks(block: Block) -> bool:
    """Whether a block is no heading or list of people; manuscripts print their captions behind the references."""
    silent = block.section in _SILENT_SECTIONS and block.kind is not BlockKind.CAPTION
    return not silent and block.kind not in _SILENT_KINDS


def _scope(document: Document, blocks: tuple[Block, ...], tables: tuple[Table, ...], title: str) -> Scope:
    listed = [b.text for b in blocks if b.kind is BlockKind.AUTHORS]
    authors = next((t for t in listed if _PEOPLE.match(t)), "") or _byline(blocks) or " ".join(listed)
    speaking = tuple(b for b in blocks if _speaks(b))
    references = tuple(b for b in blocks if b.section is Section.REFERENCES)
    return Scope(document.kind, document.name, title, authors, speaking, tables, references)
