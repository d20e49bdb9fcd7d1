"""Evidence for a sentence or a table cell: the verbatim quote with its page, source and box."""

from __future__ import annotations

from functools import reduce

import regex

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
        return _label(block.text)
    return "abstract" if block.section is Section.ABSTRACT else "text"


_LABEL = regex.compile(
    r"(?i)(?:supplement(?:ary|al)\s)?(?P<what>fig|scheme|chart|tab|box|exhibit)\w*\.?\s{0,2}(?P<number>S?\d{1,2}[a-z]?|[IVX]{1,5})?\b"
)
_NAMES = {"fig": "figure", "tab": "table"}


def _label(caption: str) -> str:
    """The label of a caption in one form.

    >>> _label("Fig. 2 Survival."), _label("FIGURE 3: Survival."), _label("Supplementary Table S1. Doses")
    ('figure 2', 'figure 3', 'table s1')
    """
    hit = _LABEL.match(caption)
    if hit is None:
        return "text"
    what = hit["what"].lower()
    return f"{_NAMES.get(what, what)} {(hit['number'] or '').lower()}".strip()
