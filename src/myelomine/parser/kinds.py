"""What kind of document the blocks and tables of a file make."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from myelomine.document import Block, BlockKind, Cell, DocumentKind, Section, Table
from myelomine.parser.listing import FEWEST_ARTICLES

_REVIEW_TITLE = regex.compile(
    r"\breviews?\b|\boverview\b|meta-?\s?analys[ie]s|\bperspectives?\b|state of the art|\bguidelines?\b|consensus|"
    r"\bupdates? (?:on|of|in)\b|\badvances in\b|\brole of\b|\bmanagement of\b|"
    r"\bcurrent (?:status|management|treatment|approaches)\b",
    regex.IGNORECASE,
)
# a title that leaves no doubt where a table lists studies
_SYSTEMATIC = regex.compile(r"(?i)\bsystematic (?:literature )?review\b|\bmeta-?\s?analys[ie]s\b(?! of individual)")
_REVIEW_WORDS = regex.compile(
    r"\b(?:we|this (?:article|paper|review|chapter|manuscript|report)|herein,? we|the authors?)\s(?:will\s)?"
    r"(?:briefly\s|critically\s|also\s|here\s)?"
    r"(?:reviews?|discuss(?:es)?|summari[sz]es?|highlights?|outlines?|describes? the current)\b|"
    r"\bin this (?:\w{1,14}\s)?review\b|\bthis (?:\w{1,14}\s)?(?:review|overview)\b|"
    r"systematic (?:literature )?review|\bis reviewed\b|\bare reviewed\b|meta-?analysis",
    regex.IGNORECASE,
)
_REVIEW_LABEL = regex.compile(
    r"(?:\w{1,14}\s)?review(?:\s(?:article|paper|series))?|perspective|how i treat|mini-?review", regex.IGNORECASE
)
_STUDY_WORDS = regex.compile(
    r"\bwe (?:retrospectively |prospectively |randomly |have )?(?:conducted|studied|enrolled|assessed|analy[sz]ed|"
    r"evaluated|treated|compared|performed|investigated|administered|randomi[sz]ed|assigned|identified|reviewed|"
    r"report the)\b|patients (?:were|received|had)\b|\bwere (?:enrolled|randomi[sz]ed|randomly assigned)\b|"
    r"\bour (?:study|cohort|patients|series)\b|"
    r"\bin this (?:phase|study|trial|randomi[sz]ed|retrospective|prospective|open-label|multicent)",
    regex.IGNORECASE,
)
_LETTER = regex.compile(
    r"(?i)(?:dear (?:sir|editor)|to the editors?|letters? to the editor|correspondence|brief report)\b.{0,20}"
)
_OWN_WORK = regex.compile(
    r"(?i)\bwe (?:\w+ ){0,2}(?:conducted|carried out|enrolled|treated|performed|administered|randomi[sz]ed|assigned"
    r"|undertook|initiated)\b|\bour (?:study|trial|cohort|patients|series|cent(?:er|re)|institution)\b"
)
_CITED = regex.compile(r"\bet al\b|\[\d{1,3}(?:[,–-]\s?\d{1,3}){0,6}\]")
_MANY_CITATIONS = 40
_CITED_ROW = regex.compile(r"\bet al\b|\[\d{1,3}\]|\b(?:19|20)\d\d\b")
_NAMED_ROW = regex.compile(r"\p{Lu}[\p{L}'’-]{1,30}(?:\s(?:and|&)\s\p{Lu}[\p{L}'’-]{1,30})?")
_STUDY_COLUMN = regex.compile(
    r"\b(?:stud(?:y|ies)|trials?|series|authors?|investigators?|ref(?:erence)?s?)\b", regex.IGNORECASE
)


def document_kind(blocks: Sequence[Block], tables: Sequence[Table]) -> DocumentKind:
    """Whether a document reports its own study, reviews those of others, or lists many articles."""
    if max((b.article for b in blocks), default=0) >= FEWEST_ARTICLES:
        return DocumentKind.LISTING
    return DocumentKind.REVIEW if _review_points(blocks, tables) >= 2 else DocumentKind.PRIMARY


def _review_points(blocks: Sequence[Block], tables: Sequence[Table]) -> int:
    title = next((b.text for b in blocks if b.kind is BlockKind.TITLE), "")
    abstract = " ".join(b.text for b in blocks if b.section is Section.ABSTRACT)
    sections = {b.section for b in blocks}
    labels = [b.text for b in blocks[:12] if len(b.text) < 40]
    points = 2 * any(_REVIEW_LABEL.fullmatch(text.strip()) for text in labels)
    points += bool(_REVIEW_TITLE.search(title))
    points += 2 * bool(_REVIEW_WORDS.search(abstract))
    rows = any(map(_one_study_a_row, tables))
    points += rows + 2 * (rows and bool(_SYSTEMATIC.search(title)))
    points += bool(Section.REFERENCES in sections and not {Section.METHODS, Section.RESULTS} & sections)
    points -= {Section.METHODS, Section.RESULTS} <= sections
    points -= 2 * bool(_STUDY_WORDS.search(abstract))
    points -= any(_LETTER.fullmatch(text.strip()) for text in labels)
    if not {Section.METHODS, Section.RESULTS} & sections:
        points += _cites_much(blocks)
        points -= _tells_own_work(blocks)
    return points


def _cites_much(blocks: Sequence[Block]) -> bool:
    """Whether a text leans on other work in far more places than a letter does."""
    told = [b for b in blocks if b.section is not Section.REFERENCES]
    return sum(len(b.marks) + len(_CITED.findall(b.text)) for b in told) >= _MANY_CITATIONS


def _tells_own_work(blocks: Sequence[Block]) -> bool:
    """Whether a text without headings says, more than in passing, that its authors treated patients."""
    text = " ".join(b.text for b in blocks if b.section is not Section.REFERENCES)
    return len(_OWN_WORK.findall(text)) > 1


def _one_study_a_row(table: Table) -> bool:
    """Whether most stubs cite a study: by year or number, or by a name alone where the column is headed so."""
    stubs = [c for c in table.cells if c.column == 0 and c.row >= table.header_rows and c.text]
    named = any(c.column == 0 and c.row < table.header_rows and _STUDY_COLUMN.search(c.text) for c in table.cells)
    cited = sum(_cites(c) or (named and _NAMED_ROW.fullmatch(c.text) is not None) for c in stubs)
    return len(stubs) >= 2 and cited >= 0.6 * len(stubs)


def _cites(cell: Cell) -> bool:
    return _CITED_ROW.search(cell.text) is not None or any(m.text.isdigit() for m in cell.marks)
