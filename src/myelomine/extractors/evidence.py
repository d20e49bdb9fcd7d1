"""Evidence for a sentence or a table cell: the verbatim quote with its page, source and box."""

from __future__ import annotations

from functools import reduce

from myelomine.document import Block, BlockKind, Box, Section
from myelomine.drafts import Evidence
from myelomine.extractors.sentences import Sentence


def evidence_of(sentence: Sentence, rule: str) -> Evidence:
    """The whole sentence as evidence."""
    block = sentence.block
    runs = block.runs_between(sentence.start, sentence.start + len(sentence.text))
    page = runs[0].page if runs else block.page
    boxes = [r.box for r in runs if r.box and r.page == page]
    box = reduce(Box.union, boxes) if boxes else None
    return Evidence(page, source_of(block), sentence.text, rule, box)


def source_of(block: Block) -> str:
    """What kind of place a block is: `abstract`, `title`, `text`, or the figure or table whose caption it is."""
    if block.kind is BlockKind.TITLE:
        return "title"
    if block.kind is BlockKind.CAPTION:
        return block.text.split(".")[0].split(":")[0][:12].strip().lower()
    return "abstract" if block.section is Section.ABSTRACT else "text"
