"""Which part of a paper each block belongs to, what kind of document it is, and the articles of a page that lists many.

Text only: the PDF reader and the text reader share these functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import regex

from myelomine.document import Block, BlockKind, DocumentKind, Mark, Run, Section, Table

_NUMBERING = regex.compile(r"^(?:(?:\d{1,2}|[IVX]{1,4}|[A-H])[.)]\s?(?:\d{1,2}\.?){0,3}|\d{1,2})\s+|[\s:.|]+$")
_PARTS: tuple[tuple[Section, regex.Pattern[str]], ...] = tuple(
    (section, regex.compile(rf"(?:{words})", regex.IGNORECASE))
    for section, words in (
        (Section.ABSTRACT, r"(?:structured |graphical |english )?abstract|summary|synopsis|key points?"),
        (
            Section.REFERENCES,
            r"references(?: and (?:further|recommended) reading| list| cited)?|bibliography|literature(?: cited)?|works cited",
        ),
        (
            Section.BACK,
            r"acknowledge?ments?.{0,30}|funding.{0,40}|financial (?:support|disclosure).{0,30}|(?:source|role)s? of (?:the )?funding.{0,20}|"
            r"(?:declaration of |statement of |potential )?(?:conflicts? of interests?|competing interests?|interests?)(?: statements?| disclosures?)?|"
            r"disclosures?.{0,30}|declarations?|(?:authors?['’]?s?['’]? )?contributions?|authorship(?: contributions?)?|author (?:information|notes?)|"
            r"data (?:availability|sharing).{0,30}|availability of data.{0,30}|supplement(?:ary|al).{0,40}|supporting information|"
            r"appendix.{0,30}|ethic(?:s|al).{0,40}|(?:list of )?abbreviations?.{0,20}|footnotes?|additional information|"
            r"publisher['’]?s note|copyright.{0,30}|reprints? and permissions.{0,30}|correspondence.{0,40}|consent .{0,30}",
        ),
        (Section.INTRODUCTION, r"introduction(?: and .{1,30})?|background(?: and .{1,30})?|rationale"),
        (
            Section.METHODS,
            r"(?:(?:patients?|materials?|subjects?|study|design|participants?|experimental|research|statistical|clinical)(?:,? (?:and|&) |,? ))?"
            r"(?:methods?|methodology|procedures?)(?: and .{1,30})?|(?:study )?(?:design|population)(?: and .{1,40})?|patients|"
            r"materials? and methods?|methods? and materials?|patients,? materials?,? and methods?|statistical (?:analysis|analyses|methods)|"
            r"experimental section|eligibility(?: criteria)?|search strategy.{0,40}",
        ),
        (Section.RESULTS, r"results?(?: and discussions?)?|findings|main results|outcomes?"),
        (
            Section.DISCUSSION,
            r"(?:general )?discussions?(?: and .{1,30})?|(?:summary and )?conclusions?(?: and .{1,50})?|concluding remarks|"
            r"limitations|comments?|interpretation|perspectives?|future (?:directions|perspectives)|expert (?:opinion|commentary)",
        ),
    )
)
_ABSTRACT_PARTS = regex.compile(
    r"(?:background|introduction|objectives?|aims?|purpose|design|setting|patients?|participants?|subjects?|materials?|methods?|"
    r"interventions?|measurements?|main outcome|results?|findings|interpretation|conclusions?|significance|trial registration|"
    r"funding|experimental design|context|rationale|outcomes?)\b[\w\s,&/]{0,50}",
    regex.IGNORECASE,
)
_LAST_PARTS = regex.compile(
    r"(?:conclusions?|interpretation|significance|trial registration|funding|clinical)", regex.IGNORECASE
)
_RUN_IN = regex.compile(r"(?P<name>abstract|summary|synopsis)\s?[:.—–-]\s?(?=\p{Lu})", regex.IGNORECASE)
_KEYWORDS = regex.compile(r"(?:key\s?-?\s?words?|index terms|mesh terms)\b", regex.IGNORECASE)
_WORDS_OF_ABSTRACT = range(35, 700)
_LONGEST_ABSTRACT = 480

_CITATION = regex.compile(
    r"(?:19|20)\d\d(?:\s[A-Z][a-z]{2}(?:\s\d{1,2})?)?\s?;\s?(?:\d{1,4}|[A-Z])\s?(?:\([\w\s.\-]{1,24}\))?\s?:\s?[\w\-–]{1,20}"
)
# a journal with year, volume and pages and nothing else: the line between an article's title and its abstract
_CITATION_ALONE = regex.compile(rf"\p{{Lu}}[\p{{L}}\s.&()'-]{{2,60}}[.,]?\s{_CITATION.pattern}\.?")
_INDEX_LINK = regex.compile(r"\[?\bPubMed\b\]?|\bPMID\b|related publications|doi:\s?10\.", regex.IGNORECASE)
_NAME = r"(?:(?:van|von|de|den|der|di|da|la|le|el|del|dos|St\.?)\s){0,3}\p{Lu}[\p{L}'’\-]{0,30}(?:\s\p{Lu}[\p{L}'’\-]{1,30}){0,2}\s\p{Lu}{1,4}"
_AUTHORS = regex.compile(rf"(?:{_NAME})(?:,\s(?:{_NAME})){{0,40}}(?:,?\set al\.?)?(?=$|\s|\.)", regex.UNICODE)
_FEWEST_ARTICLES = 3

_REVIEW_TITLE = regex.compile(
    r"\breviews?\b|\boverview\b|meta-?\s?analys[ie]s|\bperspectives?\b|state of the art|\bguidelines?\b|consensus|"
    r"\bupdates? (?:on|of|in)\b|\badvances in\b|\brole of\b|\bcurrent (?:status|management|treatment|approaches)\b|\bmanagement of\b",
    regex.IGNORECASE,
)
_REVIEW_WORDS = regex.compile(
    r"\b(?:we|this (?:article|paper|review|chapter|manuscript|report)|herein,? we|the authors?)\s(?:will\s)?"
    r"(?:briefly\s|critically\s|also\s|here\s)?(?:reviews?|discuss(?:es)?|summari[sz]es?|highlights?|outlines?|describes? the current)\b|"
    r"\bin this (?:\w{1,14}\s)?review\b|\bthis (?:\w{1,14}\s)?(?:review|overview)\b|systematic (?:literature )?review|"
    r"\bis reviewed\b|\bare reviewed\b|meta-?analysis",
    regex.IGNORECASE,
)
_REVIEW_LABEL = regex.compile(
    r"(?:\w{1,14}\s)?review(?:\s(?:article|paper|series))?|perspective|how i treat|mini-?review", regex.IGNORECASE
)
_STUDY_WORDS = regex.compile(
    r"\bwe (?:retrospectively |prospectively |randomly |have )?(?:conducted|studied|enrolled|assessed|analy[sz]ed|evaluated|treated|"
    r"compared|performed|investigated|administered|randomi[sz]ed|assigned|identified|reviewed|report the)\b|"
    r"patients (?:were|received|had)\b|\bwere (?:enrolled|randomi[sz]ed|randomly assigned)\b|\bour (?:study|cohort|patients|series)\b|"
    r"\bin this (?:phase|study|trial|randomi[sz]ed|retrospective|prospective|open-label|multicent)",
    regex.IGNORECASE,
)
_CITED_ROW = regex.compile(
    r"\bet al\b|\[\d{1,3}\]|\b(?:19|20)\d\d\b|^\p{Lu}[\p{L}'’-]+(?:\s(?:and|&)\s\p{Lu}[\p{L}'’-]+)?$"
)


def label_sections(blocks: Iterable[Block]) -> list[Block]:
    """The blocks with section, nearest heading and article number set."""
    blocks = list(blocks)
    citations = _article_citations(blocks)
    if len(citations) >= _FEWEST_ARTICLES:
        return _label_listing(blocks, set(citations))
    labelled = _label_paper(blocks)
    return _name_abstract(labelled)


def section_named(heading: str) -> Section | None:
    """The section that a heading opens, or None for a heading of a paper's own.

    >>> section_named("2. Materials and Methods").value
    'methods'
    >>> section_named("Single-agent lenalidomide") is None
    True
    """
    name = _NUMBERING.sub("", _NUMBERING.sub("", heading)).strip()
    return next((section for section, pattern in _PARTS if pattern.fullmatch(name)), None)


def document_kind(blocks: Sequence[Block], tables: Sequence[Table]) -> DocumentKind:
    """Whether a document reports its own study, reviews those of others, or lists many articles."""
    if max((b.article for b in blocks), default=0) >= _FEWEST_ARTICLES:
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
    points += any(map(_one_study_a_row, tables))
    points += bool(Section.REFERENCES in sections and not {Section.METHODS, Section.RESULTS} & sections)
    points -= {Section.METHODS, Section.RESULTS} <= sections
    points -= 2 * bool(_STUDY_WORDS.search(abstract))
    return points


def _one_study_a_row(table: Table) -> bool:
    stubs = [c for c in table.cells if c.column == 0 and c.row >= table.header_rows and c.text]
    cited = sum(bool(_CITED_ROW.search(c.text)) or bool(c.marks) for c in stubs)
    return len(stubs) >= 2 and cited >= 0.6 * len(stubs)


def _label_paper(blocks: Sequence[Block]) -> list[Block]:
    state = _PaperState()
    return [state.label(block) for block in blocks]


class _PaperState:
    """Walks the blocks of one paper and knows which part it is in."""

    def __init__(self) -> None:
        self._section = Section.FRONT
        self._heading = ""
        self._words = 0
        self._abstract_over = False

    def label(self, block: Block) -> Block:
        if block.kind in (BlockKind.TITLE, BlockKind.AUTHORS):
            return replace(block, section=Section.FRONT)
        if block.kind is BlockKind.HEADING:
            self._enter(block.text)
            return replace(block, section=self._section, heading=self._heading)
        if self._section is Section.FRONT and _RUN_IN.match(block.text):
            self._section, self._heading = Section.ABSTRACT, _RUN_IN.match(block.text)["name"]
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

    def _leave_long_abstract(self, block: Block) -> None:
        if self._section is not Section.ABSTRACT or block.kind is not BlockKind.PARAGRAPH:
            return
        if self._abstract_over or self._words > _LONGEST_ABSTRACT:
            self._section, self._heading = Section.INTRODUCTION, ""
        self._words += len(block.text.split())

    def _abstract_ended(self) -> bool:
        """Whether an abstract without parts, or one that has had its last part, is over."""
        whole = section_named(self._heading) is Section.ABSTRACT or not self._heading
        return self._abstract_over or (self._words > 60 and (whole or bool(_LAST_PARTS.match(self._heading))))

    def _abstract_ended(self) -> bool:
        """Whether an abstract without parts, or one that has had its last part, is over."""
        whole = section_named(self._heading) is Section.ABSTRACT or not self._heading
        return self._abstract_over or (self._words > 60 and (whole or bool(_LAST_PARTS.match(self._heading))))

    def _enter(self, text: str) -> None:
        named = section_named(text)
        part = _ABSTRACT_PARTS.fullmatch(text.strip(" :."))
        if self._section is Section.ABSTRACT and part and not self._abstract_ended():
            self._heading = text
            return
        if named is None and self._section in (Section.INTRODUCTION, Section.ABSTRACT):
            named = Section.BODY
        elif named is None and self._section is Section.REFERENCES and len(text) < 80:
            named = Section.BACK
        if named is not None:
            self._section = named
        self._heading = text


def _name_abstract(blocks: list[Block]) -> list[Block]:
    """An abstract without a heading stands in the front matter, before the first section."""
    if any(b.section is Section.ABSTRACT for b in blocks):
        return blocks
    long = [b for b in blocks if b.section is Section.FRONT and _is_prose(b)]
    only = all(b.section is Section.FRONT for b in blocks)
    if not only:
        ids = {b.id for b in long}
    elif sum(len(b.text.split()) for b in blocks) in _WORDS_OF_ABSTRACT:
        ids = {b.id for b in blocks if b.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST)}
    else:
        # a text without any heading: its first paragraph is the best guess, the rest is its body
        ids = {b.id for b in long[:1]}
        rest = {b.id for b in blocks[next((k for k, b in enumerate(blocks) if b.id in ids), 0) + 1 :]}
        blocks = [replace(b, section=Section.BODY) if b.id in rest else b for b in blocks]
    return [replace(b, section=Section.ABSTRACT) if b.id in ids else b for b in blocks]


def _is_prose(block: Block) -> bool:
    words = block.text.split()
    if block.kind is not BlockKind.PARAGRAPH or len(words) < min(_WORDS_OF_ABSTRACT):
        return False
    return sum(w[:1].islower() for w in words) > 0.5 * len(words)


def _article_citations(blocks: Sequence[Block]) -> list[int]:
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


def _label_listing(blocks: Sequence[Block], citations: set[int]) -> list[Block]:
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
