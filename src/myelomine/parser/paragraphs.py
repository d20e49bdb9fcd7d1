"""Stacks of lines to paragraphs: where one ends and the next begins, and which go on over a column or a page."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import regex

from myelomine.document import BlockKind
from myelomine.parser.headings import section_named
from myelomine.parser.lines import Line

_REFERENCE = regex.compile(r"(?:\[\d{1,3}\]|\(?\d{1,3}[.)])(?:\s|$)|\d{1,3}\s(?=\p{Lu})")
_BULLET = regex.compile(r"(?:[•·▪■●◦‣–—-]|\([a-z0-9ivx]{1,3}\)|\d{1,2}[.)])\s")
_CLOSED = regex.compile(r"[.?!:;\])»”\"][\d,–\-\s*†‡]{0,12}$")
_CAPTION = regex.compile(
    r"(?:supplement(?:ary|al)\s)?(?P<what>table|tab\.|figure|fig\.|fig|scheme|box|chart|exhibit)\s{0,2}"
    r"(?:(?P<number>S?\d{1,2}[a-z]?|[IVX]{1,5})\b(?P<after>[.:|]|\s?[—–]|)|(?<=figure|table)(?P<alone>[:.])(?:\s|$))",
    regex.IGNORECASE,
)
_STANDS_ALONE = regex.compile(
    r"key\s?-?words?|abbreviations?\b|correspond|e-?mail|doi\b|https?:|copyright|©|received\b|published\b",
    regex.IGNORECASE,
)
_SENTENCE_WORDS = regex.compile(
    r"\s?(?:shows?|summari[sz]es|presents?|lists?|gives?|displays?|illustrates?|depicts?|demonstrates?|provides?|describes?|reports?|"
    r"and|is|was|were|are|in|of|for|to|also|indicates?|compares?|details|contains?|reveals?|represents?|outlines?|includes?|"
    r"\)|,|;)(?:\s|$|\b)"
)


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines that belong together, before they become a block."""

    kind: BlockKind
    lines: tuple[Line, ...]
    size: float
    stack: int = 0
    indented: bool = False
    notes: tuple[str, ...] = field(default=())

    @property
    def page(self) -> int:
        """The page on which it begins."""
        return self.lines[0].ink.page

    @property
    def text(self) -> str:
        """Its words, for decisions."""
        return " ".join(x.text for x in self.lines)


def caption_label(text: str) -> str:
    """The label with which a caption begins, or "" when the text is not one.

    >>> caption_label("Table 2. Responses")
    'Table 2'
    >>> caption_label("Table 2 shows the responses")
    ''
    """
    match = _CAPTION.match(text)
    if not match or not match["what"][0].isupper():
        return ""
    if match["alone"]:
        return match["what"]
    if not match["after"] and _SENTENCE_WORDS.match(text, match.end()):
        return ""
    return text[: match.end("number")].strip()


def split_stack(stack: Sequence[Line], number: int, body_size: float) -> list[Passage]:
    """The passages of one stack."""
    measure = _measure(stack)
    groups: list[list[Line]] = []
    for line in stack:
        if groups and not _begins(groups[-1], line, measure):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_passage(g, number, body_size, measure) for g in groups]


@dataclass(frozen=True, slots=True)
class _Measure:
    left: float
    right: float
    leading: float
    size: float
    hanging: bool
    justified: bool


def _measure(stack: Sequence[Line]) -> _Measure:
    lefts = Counter(round(x.x0) for x in stack)
    left = min((x for x, n in lefts.items() if n >= max(2, 0.08 * len(stack))), default=min(x.x0 for x in stack))
    rights = sorted(x.x1 for x in stack)
    right = rights[int(0.9 * (len(rights) - 1))]
    steps = sorted(b.base - a.base for a, b in itertools.pairwise(stack) if b.base - a.base > 0.5 * b.size)
    leading = steps[len(steps) // 3] if steps else stack[0].size * 1.2
    inset = sum(x.x0 > left + 0.5 * x.size for x in stack)
    full = sum(x.x1 > right - 0.5 * x.size for x in stack)
    size = sorted(x.size for x in stack)[len(stack) // 2]
    return _Measure(left, right, leading, size, inset > 0.5 * len(stack), full > 0.6 * len(stack))


def _begins(group: list[Line], line: Line, measure: _Measure) -> bool:
    """Whether a line begins a new passage after the lines of `group`."""
    last = group[-1]
    step = line.base - last.base
    if step <= 0.3 * line.size:
        return False
    if _style_changes(group, line):
        return True
    usual = measure.leading if line.size < 1.3 * measure.size else 1.15 * line.size
    if step > 1.3 * max(usual, 0.9 * line.size) or step < 0:
        return True
    if (caption_label(line.text) and not runs_into(last, line)) or _begins_with_label(last, line):
        return True
    if _breaks_early(last, line, measure):
        return True
    return _begins_by_shape(group, line, measure)


def _breaks_early(last: Line, line: Line, measure: _Measure) -> bool:
    """A line that ends although the next word would have fitted, by far, ends its paragraph."""
    if last.bold or last.size > 1.1 * measure.size or not (line.text[:1].isupper() or line.text[:1].isdigit()):
        return False
    width = line.words[0].x1 - line.words[0].x0
    return last.x1 + width < measure.right - 0.2 * (measure.right - measure.left) and last.x0 < measure.left + last.size


def _begins_with_label(last: Line, line: Line) -> bool:
    """Whether a bold "Methods:" begins a part of a structured abstract."""
    if last.words[-1].bold or not line.words[0].bold or line.bold:
        return False
    bold = next((k for k, w in enumerate(line.words) if not w.bold), len(line.words))
    return line.words[bold - 1].text[-1] in ":." and line.text[:1].isupper() and len(line.words[0].text) > 3


def runs_into(above: Line, line: Line) -> bool:
    """Whether a sentence goes on from one line to the next, so that "Table 2." at its start is no caption."""
    step = line.base - above.base
    same = abs(above.size - line.size) < 0.06 * line.size and above.bold == line.bold
    near = 0 < step < 1.45 * line.size and above.x0 < line.x1 and line.x0 < above.x1
    return same and near and len(above.words) > 3 and not _CLOSED.search(above.text)


def _style_changes(group: list[Line], line: Line) -> bool:
    last = group[-1]
    if _is_section_name(group):
        return True
    if abs(line.size - last.size) > 0.1 * max(line.size, last.size) and len(line.text) > 3:
        return True
    return last.bold != line.bold and (all(x.bold for x in group) or line.bold) and not _runs_on(group, line)


def _is_section_name(group: list[Line]) -> bool:
    """A heading that names a section ends with its line."""
    text = group[0].text
    stands_out = group[0].bold or text.isupper()
    return len(group) == 1 and stands_out and len(text) < 60 and section_named(text) is not None


def _runs_on(group: list[Line], line: Line) -> bool:
    """A line of a bold run-in label's paragraph may be bold or not by chance."""
    return len(group) > 1 and not all(x.bold for x in group) and line.bold and len(line.text) < 12


def _begins_by_shape(group: list[Line], line: Line, measure: _Measure) -> bool:
    last = group[-1]
    inset = line.x0 - measure.left
    last_inset = last.x0 - measure.left
    em = line.size
    if _REFERENCE.match(line.text) and _begins_reference(group, line, inset):
        return True
    if measure.hanging:
        return inset < 0.4 * em and last_inset > 0.4 * em
    if _BULLET.match(line.text) and not _BULLET.match(last.text) and inset > 0.4 * em and last_inset < 0.4 * em:
        return True
    if 0.5 * em < inset < 6 * em and last_inset < inset - 0.4 * em and not _continues_hanging(group):
        return True
    ends_short = last.x1 < measure.right - 0.12 * (measure.right - measure.left)
    return measure.justified and ends_short and bool(_CLOSED.search(last.text)) and not line.text[:1].islower()


def _begins_reference(group: list[Line], line: Line, inset: float) -> bool:
    """A number that stands where numbers stand: at the margin, or left of the text above it."""
    if _REFERENCE.match(group[0].text) and abs(line.x0 - group[0].x0) < 0.6 * line.size:
        return True
    return line.x0 < group[-1].x0 - 0.4 * line.size and inset < 1.2 * line.size


def _continues_hanging(group: list[Line]) -> bool:
    return bool(_REFERENCE.match(group[0].text) or _BULLET.match(group[0].text)) and len(group) == 1


def _passage(lines: list[Line], number: int, body_size: float, measure: _Measure) -> Passage:
    sizes = Counter[float]()
    for line in lines:
        sizes[line.size] += len(line.words)
    size = max(sizes, key=lambda s: (sizes[s], s))
    kind = _kind(lines, size, body_size)
    return Passage(kind, tuple(lines), size, number, lines[0].x0 > measure.left + 0.5 * size)


def _kind(lines: list[Line], size: float, body_size: float) -> BlockKind:
    text = " ".join(x.text for x in lines)
    if caption_label(text):
        return BlockKind.CAPTION
    if _looks_like_heading(lines, text, size, body_size):
        return BlockKind.HEADING
    if _BULLET.match(text) and not _REFERENCE.match(text):
        return BlockKind.LIST
    if size < 0.88 * body_size and lines[0].top > 0.55 * lines[0].ink.height:
        return BlockKind.FOOTNOTE
    return BlockKind.PARAGRAPH


def _looks_like_heading(lines: list[Line], text: str, size: float, body_size: float) -> bool:
    if len(text) > 160 or len(lines) > 4 or text[0].islower():
        return False
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return False
    if text[-1] in ".,;" and not text[0].isdigit():
        return False
    bold = all(x.bold for x in lines)
    large = size > 1.12 * body_size
    capitals = len(letters) > 3 and all(c.isupper() for c in letters)
    return bold or large or capitals


def join_passages(passages: Sequence[Passage], body_size: float) -> list[Passage]:
    """Passages that a column, a page or a float broke become one again."""
    out: list[Passage] = []
    for passage in passages:
        at = _open_before(out, passage, body_size)
        if at is None:
            out.append(passage)
        else:
            out[at] = replace(out[at], lines=(*out[at].lines, *passage.lines), stack=passage.stack)
    return out


def _open_before(out: list[Passage], passage: Passage, body_size: float) -> int | None:
    """The index of the unfinished passage that this one goes on with."""
    if passage.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.REFERENCE) or passage.kind == BlockKind.LIST:
        return None
    for at in range(len(out) - 1, max(-1, len(out) - 12), -1):
        before = out[at]
        if before.kind in (BlockKind.CAPTION, BlockKind.FOOTNOTE) or _is_small(before, passage):
            continue
        return at if _goes_on(before, passage) else None
    return None


def _is_small(before: Passage, passage: Passage) -> bool:
    return before.kind != BlockKind.HEADING and before.size < 0.88 * passage.size


def _goes_on(before: Passage, passage: Passage) -> bool:
    if before.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST) or before.stack == passage.stack:
        return False
    if abs(before.size - passage.size) > 0.07 * passage.size or passage.page - before.lines[-1].ink.page > 2:
        return False
    text = before.lines[-1].text
    if _STANDS_ALONE.match(before.lines[0].text):
        return False
    if text.endswith("-"):
        return True
    starts_low = passage.text[:1].islower() or not passage.text[:1].isalpha()
    if _CLOSED.search(text) and text[-1] not in ";:])":
        return False
    return starts_low or not passage.indented
