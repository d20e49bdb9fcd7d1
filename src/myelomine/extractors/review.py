"""Reviews: the text speaks of one study after the other, and the tables hold one study a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import regex

from myelomine.document import Block, BlockKind, Section, Table
from myelomine.drafts import Draft
from myelomine.extractors.arms import Register, build_register
from myelomine.extractors.citations import CitationIndex, citation_index, numbers_in, paragraph_studies
from myelomine.extractors.doses import study_dose_drafts
from myelomine.extractors.linking.scene import scene_of
from myelomine.extractors.outcomes import outcome_drafts
from myelomine.extractors.reader import Reader
from myelomine.extractors.regimens import regimen_drafts
from myelomine.extractors.scopes import Scope
from myelomine.extractors.sentences import Sentence
from myelomine.extractors.sizes import size_drafts
from myelomine.extractors.tables import study_name, table_drafts

_SPEAKING = frozenset({Section.INTRODUCTION, Section.BODY, Section.RESULTS, Section.DISCUSSION, Section.METHODS})


def review_drafts(scope: Scope, reader: Reader) -> list[Draft]:
    """Every fact of a review, each under the study that it is about."""
    named = [pair for t in scope.tables for pair in _numbered_studies(t, reader)]
    index = citation_index(scope.references, scope.tables, named)
    rows = [d for t in scope.tables for d in table_drafts(t, reader, Register())]
    known = _regimens(rows)
    text = [d for b in scope.blocks if _speaks(b) for d in _block_drafts(b, reader, index, known)]
    return [*text, *rows]


def _speaks(block: Block) -> bool:
    return block.section in _SPEAKING and block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST)


def _numbered_studies(table: Table, reader: Reader) -> Iterator[tuple[int, str]]:
    """Citation numbers beside the studies that a table's stub names."""
    for cell in table.cells:
        if cell.column == 0 and cell.row >= table.header_rows and cell.text:
            numbers = [n for m in cell.marks for n in numbers_in(m.text)]
            numbers += [n for hit in regex.finditer(r"[\[(](?P<n>\d{1,3})[\])]|\s(?P<n>\d{1,3})$", cell.text) for n in numbers_in(hit["n"])]
            for number in numbers:
                yield number, study_name(reader, cell.text)


def _regimens(rows: Sequence[Draft]) -> dict[str, str]:
    """The regimen of each study that the tables give just one."""
    found: dict[str, set[str]] = {}
    for draft in rows:
        if draft.kind == "regimen":
            found.setdefault(draft.study, set()).add(draft.regimen)
    return {study: next(iter(keys)) for study, keys in found.items() if len(keys) == 1}


def _block_drafts(block: Block, reader: Reader, index: CitationIndex, known: dict[str, str]) -> Iterator[Draft]:
    """The drafts of a paragraph, stretch by stretch of sentences about the same studies."""
    placed = list(paragraph_studies(list(reader.sentences(block)), index))
    for studies, stretch in groupby(placed, key=lambda pair: tuple(pair[1])):
        sentences = [s for s, _ in stretch]
        register = build_register(sentences, "")
        for draft in _stretch_drafts(sentences, register):
            yield _placed(draft, studies, known)


def _stretch_drafts(sentences: Sequence[Sentence], register: Register) -> Iterator[Draft]:
    scenes = [scene_of(s, register) for s in sentences]
    facts = [*study_dose_drafts(scenes), *(d for s in scenes for d in (*size_drafts(s), *outcome_drafts(s)))]
    if facts:
        yield from regimen_drafts(scenes, mentioned_only=False)
    yield from facts


def _placed(draft: Draft, studies: Sequence[str], known: dict[str, str]) -> Draft:
    """The draft under its study; with several studies cited at once the study stays open and is flagged."""
    if len(studies) == 1:
        return replace(draft, study=studies[0], regimen=draft.regimen or known.get(studies[0], ""))
    doubt = f"study-undecided: the text cites {' and '.join(studies)}" if studies else "study-undecided: the text cites no study"
    return replace(draft, study=" and ".join(studies), flags=(*draft.flags, doubt), confidence=min(draft.confidence, 0.5))
