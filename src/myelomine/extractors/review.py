"""Reviews: the text speaks of one study after the other, and the tables hold one study a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

import regex

from myelomine.document import Block, BlockKind, Section, Table
from myelomine.drafts import Draft
from myelomine.extractors.arms import Register, build_register
from myelomine.extractors.citations import (
    CitationIndex,
    citation_index,
    citations,
    numbers_in,
    paragraph_studies,
    told_apart,
)
from myelomine.extractors.doses import study_dose_drafts
from myelomine.extractors.linking.scene import scene_of
from myelomine.extractors.outcomes import outcome_drafts
from myelomine.extractors.reader import Reader
from myelomine.extractors.regimens import regimen_drafts
from myelomine.extractors.scopes import Scope
from myelomine.extractors.sentences import Sentence
from myelomine.extractors.sizes import study_size_drafts
from myelomine.extractors.tables import study_name
from myelomine.matching import FAMILIES

_SPEAKING = frozenset({Section.INTRODUCTION, Section.BODY, Section.RESULTS, Section.DISCUSSION, Section.METHODS})
_SEMICOLON = regex.compile(r";\s")


def review_drafts(scope: Scope, reader: Reader, rows: Sequence[Draft]) -> list[Draft]:
    """Every fact of a review, each under the study that it is about; `rows` are those of its tables."""
    named = [pair for t in scope.tables for pair in _numbered_studies(t, reader)]
    index = citation_index(scope.references, scope.tables, named)
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
            numbers += [
                n
                for hit in regex.finditer(r"[\[(](?P<n>\d{1,3})[\])]|\s(?P<n>\d{1,3})$", cell.text)
                for n in numbers_in(hit["n"])
            ]
            for number in numbers:
                yield number, study_name(reader, cell.text)


def _regimens(rows: Sequence[Draft]) -> Mapping[str, frozenset[str]]:
    """The regimens that the tables give each study."""
    found: dict[str, set[str]] = {}
    for draft in rows:
        if draft.kind == "regimen":
            found.setdefault(draft.study, set()).add(draft.regimen)
    return {study: frozenset(keys) for study, keys in found.items()}


def _resolved(key: str, keys: frozenset[str]) -> str:
    """The regimen that a name stands for in a study whose regimens a table lists: "the daratumumab group" of POLLUX.

    >>> _resolved("daratumumab", frozenset({"daratumumab+dexamethasone+lenalidomide", "dexamethasone+lenalidomide"}))
    'daratumumab+dexamethasone+lenalidomide'
    """
    if not key:
        return next(iter(keys)) if len(keys) == 1 else ""
    hosts = [k for k in keys if set(key.split("+")) < set(k.split("+"))]
    return hosts[0] if key not in keys and len(hosts) == 1 else key


def _block_drafts(
    block: Block, reader: Reader, index: CitationIndex, known: Mapping[str, frozenset[str]]
) -> Iterator[Draft]:
    """The drafts of a paragraph, stretch by stretch of sentences about the same studies."""
    sentences = [c for s in reader.sentences(block) for c in _clauses(s, reader)]
    placed = list(paragraph_studies(sentences, index))
    for studies, stretch in groupby(placed, key=lambda pair: tuple(pair[1])):
        sentences = [s for s, _ in stretch]
        if not any(_holds_numbers(s) for s in sentences):
            continue
        register = build_register(sentences, "")
        for draft in _distributed(list(_stretch_drafts(sentences, register)), studies):
            yield from _placed(draft, studies, known)


def _holds_numbers(sentence: Sentence) -> bool:
    """Whether a sentence can state a fact: each is a number, a dose, or a median that was not reached."""
    return any(FAMILIES[m.label] in _NUMERIC for m in sentence.values)


def _clauses(sentence: Sentence, reader: Reader) -> list[Sentence]:
    """The clauses of a sentence that each end with their own citation; the sentence where they do not."""
    cuts = [0, *(m.end() for m in _SEMICOLON.finditer(sentence.text)), len(sentence.text)]
    bounds = list(pairwise(cuts))
    clauses = [
        reader.sentence(sentence.block, sentence.start + a, sentence.text[a:b].rstrip("; "), sentence.heading)
        for a, b in (bounds if len(bounds) > 1 and len(citations(sentence)) > 1 else ())
    ]
    return clauses if clauses and all(citations(c) for c in clauses) else [sentence]


def _stretch_drafts(sentences: Sequence[Sentence], register: Register) -> Iterator[Draft]:
    scenes = [scene_of(s, register) for s in sentences]
    sizes = study_size_drafts(scenes)
    told = (d for s, n in zip(scenes, sizes, strict=True) for d in (*n, *outcome_drafts(s)))
    facts = [*study_dose_drafts(scenes), *told]
    if facts:
        yield from regimen_drafts(scenes, mentioned_only=False)
    yield from facts


def _distributed(drafts: Sequence[Draft], studies: Sequence[str]) -> Iterator[Draft]:
    """As in "MM-009 and MM-010 … 41.2% and 29.5%, respectively": a value of one measure for each study."""
    parts = tuple(part for study in studies for part in told_apart(study))
    alike: dict[tuple[str, ...], list[int]] = {}
    for i, draft in enumerate(drafts):
        if draft.kind in _MEASURED and len(parts) > 1 and "respectively" in draft.evidence[0].quote:
            alike.setdefault(
                (draft.evidence[0].quote, draft.kind, draft.name, draft.statistic, draft.grade, draft.group), []
            ).append(i)
    owners = {i: study for run in alike.values() if len(run) == len(parts) for i, study in zip(run, parts, strict=True)}
    yield from (replace(d, study=owners.get(i, "")) for i, d in enumerate(drafts))


_NUMERIC = frozenset({"numbers", "repeats", "doses"})
_MEASURED = frozenset({"response", "survival", "toxicity", "sample_size"})


def _placed(draft: Draft, studies: Sequence[str], known: Mapping[str, frozenset[str]]) -> Iterator[Draft]:
    """The draft under its study; with several studies cited at once the study stays open and is flagged.

    A single drug of several studies, or one that a table gives its partners, is no regimen of its own.
    """
    study = draft.study or (studies[0] if len(studies) == 1 else "")
    if study:
        key = _resolved(draft.regimen, known.get(study, frozenset()))
        if draft.kind != "regimen" or key == draft.regimen:
            yield replace(draft, study=study, regimen=key)
    elif draft.kind != "regimen" or "+" in draft.regimen or not studies:
        doubt = f"study-undecided: the text cites {' and '.join(studies) or 'no study'}"
        yield replace(
            draft, study=" and ".join(studies), flags=(*draft.flags, doubt), confidence=min(draft.confidence, 0.5)
        )
