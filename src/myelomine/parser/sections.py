"""Which part of a paper each block belongs to. Text only: the PDF reader and the text reader share it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import regex

from myelomine.document import Block, BlockKind, Section
from myelomine.parser.headings import is_abstract_part, is_last_part, is_numbered_part, section_named
from myelomine.parser.kinds import document_kind
from myelomine.parser.listing import FEWEST_ARTICLES, article_citations, label_listing

__all__ = ["document_kind", "label_sections"]

_RUN_IN = regex.compile(r"(?P<name>abstract|summary|synopsis)\s?[:.—–-]\s?(?=\p{Lu})", regex.IGNORECASE)
_KEYWORDS = regex.compile(r"(?:key\s?-?\s?words?|index terms|mesh terms)\b", regex.IGNORECASE)
_PART = regex.compile(
    r"(?:Background|Introduction|Objectives?|Aims?|Purpose|Design|Patients|Methods|Results|Findings|Interpretation|Conclusions?|"
    r"Significance|Funding)\b(?:\s(?:and|&)\s\w{1,14})?[:.]?\s(?=\p{Lu}|\d)",
    regex.IGNORECASE,
)
_WORDS_OF_ABSTRACT = range(35, 700)
_LONGEST_ABSTRACT = 480
_FEWEST_WORDS = 12


def label_sections(blocks: Iterable[Block]) -> list[Block]:
    """The blocks with section, nearest heading and article number set."""
    blocks = list(blocks)
    citations = article_citations(blocks)
    if len(citations) >= FEWEST_ARTICLES:
        return label_listing(blocks, set(citations))
    labelled = _before_introduction(_label_paper(blocks))
    return _name_abstract(labelled)


def _label_paper(blocks: Sequence[Block]) -> list[Block]:
    state = _PaperState()
    return [state.label(block) for block in blocks]


def _before_introduction(blocks: list[Block]) -> list[Block]:
    """Parts that come before the heading of the introduction are those of an abstract that has no heading."""
    start = next((k for k, b in enumerate(blocks) if _opens_introduction(b)), None)
    if start is None:
        return blocks
    head = [b for b in blocks[:start] if b.section not in (Section.FRONT, Section.ABSTRACT)]
    if not head or sum(len(b.text.split()) for b in head) > _LONGEST_ABSTRACT or any(b.page > 2 for b in head):
        return blocks
    ids = {b.id for b in head}
    return [replace(b, section=Section.ABSTRACT) if b.id in ids else b for b in blocks]


def _opens_introduction(block: Block) -> bool:
    return block.kind is BlockKind.HEADING and "introduction" in block.text.lower() and len(block.text) < 40


@dataclass(frozen=True, slots=True)
class _Aside:
    """Where the paper was when matter that is no part of its text began, and whether that was small print so far."""

    section: Section
    heading: str
    in_notes: bool = False


class _PaperState:
    """Walks the blocks of one paper and knows which part it is in."""

    def __init__(self) -> None:
        self._section = Section.FRONT
        self._heading = ""
        self._words = 0
        self._abstract_over = False
        self._aside: _Aside | None = None
        self._before_back = Section.BODY

    def label(self, block: Block) -> Block:
        """The block with the part of the paper that it stands in."""
        if block.kind in (BlockKind.TITLE, BlockKind.AUTHORS):
            return replace(block, section=Section.FRONT)
        if block.kind is BlockKind.HEADING:
            if section_named(block.text) is Section.ABSTRACT and self._section is Section.FRONT:
                # key words in a side column come before the abstract that they belong to
                self._abstract_over = False
            self._enter(block.text)
            return replace(block, section=self._section, heading=self._heading)
        self._leave_aside(block)
        if self._section is Section.FRONT and (label := _RUN_IN.match(block.text)):
            self._section, self._heading = Section.ABSTRACT, label["name"]
        if _KEYWORDS.match(block.text) and self._section in (Section.ABSTRACT, Section.FRONT):
            self._abstract_over = True
            return replace(block, section=Section.FRONT, heading="")
        self._leave_long_abstract(block)
        kind = BlockKind.REFERENCE if self._is_reference(block) else block.kind
        return replace(block, section=self._section, heading=self._heading, kind=kind)

    def _is_reference(self, block: Block) -> bool:
        return self._section is Section.REFERENCES and block.kind in (
            BlockKind.PARAGRAPH,
            BlockKind.LIST,
            BlockKind.FOOTNOTE,
        )

    def _leave_aside(self, block: Block) -> None:
        """Text of the paper goes on after small print in the middle of it, such as an address for correspondence."""
        if self._aside is None:
            return
        if block.kind is BlockKind.FOOTNOTE:
            self._aside = replace(self._aside, in_notes=True)
        elif block.kind is BlockKind.PARAGRAPH:
            if self._aside.in_notes:
                self._section, self._heading = self._aside.section, self._aside.heading
            self._aside = None

    def _leave_long_abstract(self, block: Block) -> None:
        if self._section is not Section.ABSTRACT or block.kind is not BlockKind.PARAGRAPH:
            return
        if self._abstract_over or self._words > _LONGEST_ABSTRACT:
            self._section, self._heading = Section.INTRODUCTION, ""
        self._words += len(block.text.split())

    def _abstract_ended(self) -> bool:
        """Whether an abstract without parts, or one that has had its last part, is over."""
        whole = section_named(self._heading) is Section.ABSTRACT or not self._heading
        return self._abstract_over or (whole and self._words > 30) or (is_last_part(self._heading) and self._words > 60)

    def _not_back(self, named: Section | None, heading: str) -> Section | None:
        """A sub-heading such as "Patients" under the results, or "Outcomes" under the methods, opens no section."""
        if named is Section.METHODS and self._section in (Section.RESULTS, Section.DISCUSSION):
            return named if "method" in heading or "procedure" in heading else None
        if named is Section.RESULTS and self._section is Section.METHODS:
            return named if "result" in heading or "finding" in heading else None
        return named

    def _enter(self, text: str) -> None:
        named = self._not_back(section_named(text), text.lower())
        if self._section is Section.ABSTRACT and is_abstract_part(text) and not self._abstract_ended():
            self._heading = text
            return
        if named is None and self._section in (Section.INTRODUCTION, Section.ABSTRACT):
            named = Section.BODY
        elif named is None and self._section is Section.REFERENCES and len(text) < 80:
            named = Section.BACK
        elif named is None and self._section is Section.BACK and is_numbered_part(text):
            named = self._before_back
        if named is Section.BACK and self._section is not Section.BACK:
            self._before_back = self._section
            self._aside = _Aside(self._section, self._heading)
        if named is not None:
            self._section = named
        self._heading = text


_OF_ARTICLES = frozenset({Section.INTRODUCTION, Section.METHODS, Section.RESULTS, Section.DISCUSSION, Section.BODY})


def _name_abstract(blocks: list[Block]) -> list[Block]:
    """An abstract without a heading stands in the front matter, before the first section."""
    if any(b.section is Section.ABSTRACT for b in blocks):
        return blocks
    long = [b for b in blocks if b.section is Section.FRONT and _is_prose(b)]
    only = all(b.section is Section.FRONT for b in blocks)
    if not only:
        return _front_prose(blocks, {b.id for b in long})
    elif sum(len(b.text.split()) for b in blocks) in _WORDS_OF_ABSTRACT:
        ids = {b.id for b in blocks if b.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST)}
    else:
        # a text without any heading: its first paragraph is the best guess, the rest is its body
        ids = {b.id for b in long[:1]}
        rest = {b.id for b in blocks[next((k for k, b in enumerate(blocks) if b.id in ids), 0) + 1 :]}
        blocks = [replace(b, section=Section.BODY) if b.id in rest else b for b in blocks]
    return [replace(b, section=Section.ABSTRACT) if b.id in ids else b for b in blocks]


def _front_prose(blocks: Sequence[Block], prose: set[str]) -> list[Block]:
    """The abstract among the paragraphs before the first section; what follows one without parts is introduction."""
    front = [b for b in blocks if b.section is Section.FRONT and b.kind is BlockKind.PARAGRAPH]
    parts = {b.id for b in front if _PART.match(b.text)}
    first = next((b.id for b in front if b.id in prose), None)
    if len(parts) > 1:
        last = max(k for k, b in enumerate(front) if b.id in parts)
        opening = {b.id for b in front[last + 1 :] if b.id in prose}
        named = dict.fromkeys(parts, Section.ABSTRACT) | dict.fromkeys(opening, Section.INTRODUCTION)
        return [replace(b, section=named.get(b.id, b.section)) for b in blocks]
    at = next((k for k, b in enumerate(front) if b.id == first), len(front))
    later = {b.id for b in front[at + 1 :] if len(b.text.split()) >= _FEWEST_WORDS}
    if first and later and not {b.section for b in blocks} & _OF_ARTICLES:
        return [replace(b, section=Section.BODY) if b.id in {first, *later} else b for b in blocks]  # a letter
    found = dict.fromkeys(later, Section.INTRODUCTION) | ({first: Section.ABSTRACT} if first else {})
    return [replace(b, section=found.get(b.id, b.section)) for b in blocks]


def _is_prose(block: Block) -> bool:
    words = block.text.split()
    if block.kind is not BlockKind.PARAGRAPH or len(words) < min(_WORDS_OF_ABSTRACT):
        return False
    return sum(w[:1].islower() for w in words) > 0.5 * len(words)
