"""A page that lists many abstracts, cut into its articles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from myelomine.document import Block, BlockKind, Mark, Run, Section

_CITATION = regex.compile(
    r"(?:19|20)\d\d(?:\s[A-Z][a-z]{2}(?:\s\d{1,2})?)?\s?;\s?(?:\d{1,4}|[A-Z])\s?(?:\([\w\s.\-]{1,24}\))?\s?:\s?[\w\-–]{1,20}"
)
# a journal with year, volume and pages and nothing else: the line between an article's title and its abstract
_CITATION_ALONE = regex.compile(rf"\p{{Lu}}[\p{{L}}\s.&()'-]{{2,60}}[.,]?\s{_CITATION.pattern}\.?")
_INDEX_LINK = regex.compile(r"\[?\bPubMed\b\]?|\bPMID\b|related publications|doi:\s?10\.", regex.IGNORECASE)
_NAME = (
    r"(?:(?:van|von|de|den|der|di|da|la|le|el|del|dos|St\.?)\s){0,3}"
    r"\p{Lu}[\p{L}'’\-]{0,30}(?:\s\p{Lu}[\p{L}'’\-]{1,30}){0,2}\s\p{Lu}{1,4}"
)
_AUTHORS = regex.compile(rf"(?:{_NAME})(?:,\s(?:{_NAME})){{0,40}}(?:,?\set al\.?)?(?=$|\s|\.)", regex.UNICODE)
FEWEST_ARTICLES = 3


def article_citations(blocks: Sequence[Block]) -> list[int]:
    """Blocks that cite one article each, between that article's title and its abstract."""
    found = [k for k, block in enumerate(blocks) if _cites_article(block.text)]
    told = [k for k in found if k + 1 < len(blocks) and _tells(blocks[k + 1].text)]
    return found if len(told) > 0.6 * len(found) else []


def _cites_article(text: str) -> bool:
    short = len(text) < 320 and not text.startswith("[") and not text[:1].isdigit()
    return short and bool(
        (_CITATION.search(text) and _INDEX_LINK.search(text)) or _CITATION_ALONE.fullmatch(text.strip())
    )


def _tells(text: str) -> bool:
    """Whether a block is prose, not the next entry of a list of references."""
    return len(text.split()) >= 20 and not _cites_article(text)


def label_listing(blocks: Sequence[Block], citations: set[int]) -> list[Block]:
    out: list[Block] = []
    article = 0
    for k, block in enumerate(blocks):
        if k not in citations:
            out.append(replace(block, article=article, section=Section.ABSTRACT if article else Section.FRONT))
            continue
        article += 1
        head = _article_head(out, article)
        del out[len(out) - len(head[0]) :]
        out.extend(replace(b, article=article, section=Section.FRONT) for b in head[1])
        out.append(replace(block, kind=BlockKind.OTHER, article=article, section=Section.FRONT))
    return [_plain(b) for b in _number_again(out)]


def _plain(block: Block) -> Block:
    """Bold run-in labels of an abstract are no headings of the page."""
    if block.article and block.section is Section.ABSTRACT and block.kind is BlockKind.HEADING and len(block.text) > 40:
        return replace(block, kind=BlockKind.PARAGRAPH)
    return block


def _article_head(out: Sequence[Block], article: int) -> tuple[list[Block], list[Block]]:
    """The blocks that stand before a citation and name its article, and what they become."""
    taken: list[Block] = []
    for block in reversed(out[-3:]):
        if block.article != article - 1 or len(block.text) > 500 or block.text.endswith((".)", ":")):
            break
        if taken and not _AUTHORS.match(block.text):
            break
        taken.insert(0, block)
        if _AUTHORS.match(block.text):
            break
    made: list[Block] = []
    for block in taken:
        made.extend(_authors_and_title(block))
    return taken, made


def _authors_and_title(block: Block) -> Iterator[Block]:
    match = _AUTHORS.match(block.text)
    if not match:
        yield replace(block, kind=BlockKind.TITLE)
        return
    rest = match.end() + len(block.text[match.end() :]) - len(block.text[match.end() :].lstrip(" ."))
    yield cut_block(replace(block, kind=BlockKind.AUTHORS), 0, match.end())
    if rest < len(block.text):
        yield cut_block(replace(block, kind=BlockKind.TITLE), rest, len(block.text))


def cut_block(block: Block, start: int, end: int) -> Block:
    """The part of a block between two offsets, with the runs and marks that belong to it."""
    runs = tuple(
        Run(max(r.start, start) - start, min(r.end, end) - start, r.page, r.box)
        for r in block.runs
        if r.start < end and r.end > start
    )
    marks = tuple(Mark(m.at - start, m.text) for m in block.marks if start < m.at <= end)
    page = runs[0].page if runs else block.page
    return replace(block, text=block.text[start:end], runs=runs, marks=marks, page=page)


def _number_again(blocks: Sequence[Block]) -> Iterator[Block]:
    seen: set[str] = set()
    for block in blocks:
        yield replace(block, id=f"{block.id}b") if block.id in seen else block
        seen.add(block.id)
