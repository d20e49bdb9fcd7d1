"""Tables typed into a text without tabs between all cells: runs of spaces, single spaces, labels on their own lines.

Each becomes lines with tabs, as the reader of text files knows them. Of a header that is held apart by single spaces
only, where a cell ends is a matter of what its words mean: it stays in one cell, which whoever knows the words cuts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from myelomine.parser.paragraphs import caption_label

_GAP = regex.compile(r"\s{2,}")
_NUMBER = r"[<>≤≥~=]?\s?(?:\d{1,3}(?:,\d{3})++|\d{1,5}+(?:[.·]\d{1,4}+)?|[.·]\d{1,4}+)\s?%?+"
_BRACKET = r"\s?[(\[](?=[^()\[\]]{0,29}(?:\d|N[RE]\b))[^()\[\]]{1,30}[)\]]"
_WORD = r"(?:NR|NE|NA|N/A|NS|ND|NYR|[Nn]ot (?:reached|estimable|reported|available)|[-–—−]{1,2}|\.{2,3}|…)"
#: What a cell of a typed table prints: a number with what stands in brackets behind it, a fraction, a word for none.
VALUE = rf"(?:\d{{1,4}}+\s?/\s?\d{{1,4}}+|{_NUMBER}(?:\s?[-–—±]\s?{_NUMBER})?|{_WORD})(?:{_BRACKET}){{0,2}}[*†‡§]?"
_VALUES = regex.compile(rf"(?P<value>{VALUE})(?:\s+|$)")
_FIGURE = regex.compile(rf"{VALUE}(?:\s?[-–—]\s?\d{{1,4}}(?:\.\d)?)?")
# what the number behind it belongs to: "Neutropenia grade 3-4", "Age below 65"
_NUMBERED = regex.compile(
    r"(?i)\b(?:(?<!\b(?:any|all)\s)grades?|levels?|stages?|cohorts?|arms?|groups?|cycles?|days?|age|aged|iss|phase|lines?|year|than|below"
    r"|above|over|under|or|and|to|at)$"
)
_AMOUNT = regex.compile(r"\d\s?(?:[mµμ]?g|mcg|IU)\b")
_AMOUNT_OR_DAYS = regex.compile(r"\d\s?(?:[mµμ]?g|mcg|IU)\b|\d\s?(?:days|weeks)(?=\s\d|$)")
_DOSE_STARTS = regex.compile(
    r"(?<=\s)(?:\d[\d.,/–-]{0,8}\s?(?:(?:[mµμ]?g|mcg|IU)\b|(?:days|weeks)(?=\s\d|$))|[-–—](?=\s|$))"
)
_LONGEST_STUB = 6
_TEST_LAST = regex.compile(r"(?<![\p{L}])[Pp](?:[- ][Vv]alue)?[*†‡]?$")
_TOKEN = regex.compile(r"\S+")
_WORDS = regex.compile(r"\p{L}{2}|[≥≤<>]\s?\d|^[\dIVX]{1,4}$")

#: The first value of a row that has fewer of them than the table has columns, with no place to tell which they are.
SHORT_ROW = "…"
#: A line of a table is no longer than this; a label on a line of its own even less.
_LONGEST_ROW = 320
_LONGEST_LABEL = 80
#: So many rows of one form make a table without, and with, a caption above it.
_ENOUGH, _ENOUGH_CAPTIONED = 3, 2
_DEEPEST_HEADER = 3
_DEEPEST_INDENT = 6

Lines = Sequence[str]


def as_tabs(page: str) -> str:
    """The page with its typed tables as tab-separated lines; all other lines stay.

    >>> page = "Table 2. Response by arm" + chr(10) + "Response Rd (n=20) VRd (n=21)" + chr(10)
    >>> print(as_tabs(page + "CR 2 (10) 5 (24)" + chr(10) + "PR 9 (45) 10 (48)").replace(chr(9), "|"))
    Table 2. Response by arm
    Response Rd (n=20) VRd (n=21)|
    CR|2 (10)|5 (24)
    PR|9 (45)|10 (48)
    """
    lines = page.split("\n")
    if "|" in page:
        lines = list(_without_bars(lines))
    if "\t" in page:
        lines = list(_with_labels(lines))
    out: list[str] = []
    for run in _runs(lines):
        out.extend(run if any("\t" in line for line in run) else _spaced(run) or _single_spaced(run) or run)
    return "\n".join(out)


def _runs(lines: Lines) -> Iterator[list[str]]:
    """The lines cut where rows with tabs begin or end, and where prose stands between two empty lines."""
    run: list[str] = []
    for line in lines:
        if run and (("\t" in line) != ("\t" in run[-1]) or (not run[-1].strip() and not _may_go_on(run, line))):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _may_go_on(run: Lines, line: str) -> bool:
    """Whether a table may go on behind an empty line: what stands there is held apart by spaces, or a label."""
    last = next((x for x in reversed(run) if x.strip()), "")
    return bool(_GAP.search(last.strip())) and (not line.strip() or bool(_GAP.search(line.strip())) or _is_label(line))


# --- bars ---


def _without_bars(lines: Lines) -> Iterator[str]:
    """The lines, those whose cells stand between bars as rows with tabs; lines of rules between them are left out.

    >>> list(_without_bars(["| ORR | 71% |", "|-----|-----|", "| CR | 12% |"]))
    ['ORR\\t71%', 'CR\\t12%']
    """
    for line in lines:
        body = line.strip()
        inner = body.strip("|")
        if not (body.startswith("|") and body.endswith("|") and "|" in inner) and inner.count(" | ") < 2:
            yield line
        elif not regex.fullmatch(r"[\s|:+=–—-]+", inner):
            yield "\t".join(cell.strip() for cell in inner.split("|"))


# --- labels ---------------------------------------------------------------------------------------------------------


def _with_labels(lines: Lines) -> Iterator[str]:
    """The lines, a label between rows with tabs as a row of one cell, and empty lines between such rows left out."""
    for index, line in enumerate(lines):
        above, below = _tabbed(lines[max(0, index - 3) : index][::-1]), _tabbed(lines[index + 1 : index + 4])
        if not line.strip() and above == 0 and below == 0 and _goes_on(lines[index + 1]):
            continue
        yield f"{line}\t" if "\t" not in line and above >= 0 and below >= 0 and _is_label(line) else line


def _tabbed(lines: Lines) -> int:
    """How many labels stand before the next row with a tab; -1 where something else, or nothing, does."""
    for count, line in enumerate(lines):
        if "\t" in line:
            return count
        if not _is_label(line):
            break
    return -1


def _is_label(line: str) -> bool:
    """Whether a line may be a label for the rows below it."""
    body = line.strip()
    return 1 < len(body) <= _LONGEST_LABEL and not regex.search(r"[.;!?]$", body) and not caption_label(body)


def _goes_on(line: str) -> bool:
    """Whether a row with tabs is one of results, not the header of a table of its own."""
    cells = [cell.strip() for cell in line.split("\t")]
    filled = [cell for cell in cells[1:] if cell]
    return bool(cells[0] and filled) and all(_FIGURE.fullmatch(cell) for cell in filled)


# --- runs of spaces -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Piece:
    """What stands between two gaps of a line, and where."""

    start: int
    end: int
    text: str


def _spaced(run: Lines) -> list[str]:
    """The lines of a run with the table in it as rows with tabs; nothing where no table is held apart by spaces."""
    pieces = [_pieces(line) for line in run]
    captioned = next((i for i, line in enumerate(run) if caption_label(line.strip())), len(run))
    rows = [i for i, found in enumerate(pieces) if _is_row(found) or (i > captioned and len(found) > 2)]
    if not any(_is_row(pieces[i]) or _AMOUNT.search(run[i]) for i in rows[1:]):
        return []
    if len(rows) < _ENOUGH or 2 * len(rows) < sum(len(found) > 1 for found in pieces):
        return []
    columns = _columns([pieces[i] for i in rows])
    if len(columns) < 1 or any(len(pieces[i]) - 1 > len(columns) for i in rows):
        return []
    first = _first_header(run, pieces, rows[0])
    last = rows[-1]
    left = min(pieces[i][0].start for i in rows)
    table = [_placed(run[i], pieces[i], columns, left) for i in range(first, last + 1) if run[i].strip()]
    return [*run[:first], *_with_whole_stubs(table), *run[last + 1 :]]


def _pieces(line: str) -> list[_Piece]:
    """The pieces of a line; the first is empty where the line begins far to the right."""
    found: list[_Piece] = []
    start = 0
    for gap in [*(hit.span() for hit in _GAP.finditer(line.rstrip())), (len(line.rstrip()),) * 2]:
        if line[start : gap[0]].strip():
            found.append(_Piece(start + (line[start] == " "), gap[0], line[start : gap[0]].strip()))
        start = gap[1]
    return found


def _is_row(pieces: Sequence[_Piece]) -> bool:
    """Whether a line is a stub of words with figures to its right."""
    return (
        len(pieces) > 1
        and bool(_WORDS.search(pieces[0].text))
        and 2 * sum(bool(_FIGURE.fullmatch(p.text)) for p in pieces[1:]) > len(pieces) - 1
    )


def _columns(rows: Sequence[Sequence[_Piece]]) -> list[tuple[int, int]]:
    """Where the columns behind the stub stand: what the figures of the rows cover together."""
    spans = sorted((p.start, p.end) for row in rows for p in row[1:])
    out: list[tuple[int, int]] = []
    for start, end in spans:
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _first_header(run: Lines, pieces: Sequence[Sequence[_Piece]], first: int) -> int:
    """The line where the header begins: lines above the first row that have gaps, and labels between them."""
    index = first
    for i in range(first - 1, max(first - 2 * _DEEPEST_HEADER, 0) - 1, -1):
        if caption_label(run[i].strip()) or (run[i].strip() and not pieces[i]):
            break
        indented = bool(pieces[i]) and pieces[i][0].start > _LONGEST_LABEL // 8
        if len(pieces[i]) > 1 or indented:
            index = i
        elif run[i].strip() and not _is_label(run[i]):
            break
    return index


def _placed(line: str, pieces: Sequence[_Piece], columns: Sequence[tuple[int, int]], left: int) -> str:
    """A line as cells: what begins where the stubs do, then each piece in the first column that it stands over."""
    cells = [""] * (len(columns) + 1)
    for position, piece in enumerate(pieces):
        stub = position == 0 and (piece.start <= left + _DEEPEST_INDENT or piece.end <= columns[0][0])
        index = 0 if stub else _column_of(piece, columns) + 1
        cells[index] = f"{cells[index]} {piece.text}".strip()
    indent = len(line) - len(line.lstrip())
    return "\t".join([" " * indent + cells[0] if cells[0] else "", *cells[1:]])


def _column_of(piece: _Piece, columns: Sequence[tuple[int, int]]) -> int:
    over = [i for i, (start, end) in enumerate(columns) if piece.start < end and start < piece.end]
    middle = (piece.start + piece.end) / 2
    return over[0] if over else min(range(len(columns)), key=lambda i: abs(sum(columns[i]) / 2 - middle))


# --- single spaces --------------------------------------------------------------------------------------------------


def _single_spaced(run: Lines) -> list[str]:
    """The lines of a run with the table in it as rows with tabs; nothing where no lines are rows of one form."""
    split = [_stub_and_values(line) for line in run]
    counts = Counter(len(values) for _, values in split if values)
    captioned = next((i for i, line in enumerate(run) if caption_label(line.strip())), -1)
    most = max(counts.values(), default=0)
    for count, found in sorted(((c, f) for c, f in counts.items() if 2 * f >= most), reverse=True):
        rows = [i for i, (_, values) in enumerate(split) if len(values) >= count and i > captioned]
        enough = _ENOUGH_CAPTIONED if captioned >= 0 and count > 1 else _ENOUGH
        if found >= enough and (count > 1 or captioned >= 0) and rows:
            first = _header_above(run, rows[0], captioned)
            if first < rows[0] and _is_whole(run, split, rows):
                more = counts.get(count + 1, 0) > 0 and _TEST_LAST.search(run[rows[0] - 1].strip())
                count += bool(more)  # most rows lack the test that the header ends with
                table = [f"{line}\t" for line in run[first : rows[0]]]
                table += [_cut(run[i], split[i], count) for i in range(rows[0], rows[-1] + 1) if run[i].strip()]
                last = rows[-1] + 1
                while last < len(run) and split[last][1] and len(run[last]) < _LONGEST_LABEL:
                    table.append(_cut(run[last], split[last], count))
                    last += 1
                return [*run[:first], *_with_whole_stubs(table), *run[last:]]
    return []


def _with_whole_stubs(rows: Lines) -> list[str]:
    """The rows, a label whose row below goes on in lower case as the first half of that row's stub."""
    stubs = [row.split("\t")[0].strip() for row in rows]
    small = sum(bool(regex.match(r"\p{Ll}", stub)) for stub in stubs)
    if not small or 3 * small > len(stubs):
        return list(rows)
    out: list[str] = []
    for row, stub in zip(rows, stubs, strict=True):
        above = out[-1].rstrip("\t") if out else ""
        if out and "\t" not in above and regex.match(r"\p{Ll}{3}", stub) and not above.endswith(":"):
            out[-1] = f"{above} {row.lstrip()}"
        else:
            out.append(row)
    return out


def _stub_and_values(line: str) -> tuple[str, tuple[str, ...]]:
    """A line cut into a stub and the values that end it; no values where it ends in a word.

    >>> _stub_and_values("CR or better 7 (15.2%) 2 (5.3%)")
    ('CR or better', ('7 (15.2%)', '2 (5.3%)'))
    >>> _stub_and_values("All of them had been treated before.")
    ('All of them had been treated before.', ())
    """
    body = line.strip()
    if len(body) <= 2 * _LONGEST_ROW and len(doses := _doses(body)) > 2:
        return doses[0], tuple(doses[1:])
    if len(body) > _LONGEST_ROW or not regex.search(r"[\d)\]%*†‡§–—-]$|N[REAS]$|reached$|estimable$", body):
        return body, ()
    starts = [hit.start() for hit in _TOKEN.finditer(body)][1:]
    for start in starts:
        values = _all_values(body[start:])
        if len(values) > 1 and _NUMBERED.search(body[:start].rstrip()):
            return f"{body[:start].strip()} {values[0]}", values[1:]
        if values:
            return body[:start].strip(), values
    return body, ()


def _doses(body: str) -> list[str]:
    """A row of doses as its stub and its cells, each of which begins with an amount or is a dash; else nothing.

    >>> _doses("Melphalan 9 mg/m2 orally, days 1-4 - 7 mg/m2 orally, days 1-4")
    ['Melphalan', '9 mg/m2 orally, days 1-4', '-', '7 mg/m2 orally, days 1-4']
    """
    starts = [hit.start() for hit in _DOSE_STARTS.finditer(body)]
    if not starts or not _AMOUNT_OR_DAYS.search(body) or len(body[: starts[0]].split()) > _LONGEST_STUB:
        return []
    stub = body[: starts[0]].strip()
    cells = [body[a:b].strip() for a, b in zip(starts, [*starts[1:], len(body)], strict=True)]
    whole = regex.match(r"\p{Lu}", stub) and not any(regex.search(r"\p{Ll}[.;]\s\p{Lu}", cell) for cell in cells)
    return [stub, *cells] if whole else []


def _all_values(text: str) -> tuple[str, ...]:
    out: list[str] = []
    position = 0
    while position < len(text):
        hit = _VALUES.match(text, position)
        if hit is None:
            return ()
        out.append(hit["value"])
        position = hit.end()
    return tuple(out)


def _header_above(run: Lines, first: int, captioned: int) -> int:
    """The first line of the header above the first row: lines of words behind the caption that are no sentences."""
    index = first
    while index - 1 > captioned and first - index < _DEEPEST_HEADER:
        body = run[index - 1].strip()
        if not body or len(body) > _LONGEST_ROW or regex.search(r"\p{Ll}{3}[.;]$", body):
            break
        index -= 1
    return index


def _is_whole(run: Lines, split: Sequence[tuple[str, tuple[str, ...]]], rows: Sequence[int]) -> bool:
    """Whether between the first and the last row there are only rows and labels."""
    inner = range(rows[0], rows[-1] + 1)
    filled = sum(bool(split[i][1]) for i in inner)
    return all(split[i][1] or _is_label(run[i]) for i in inner) and 2 * filled > len(inner) <= 3 * len(rows)


def _cut(line: str, split: tuple[str, tuple[str, ...]], count: int) -> str:
    """A line as cells: as many values as the table has columns; which columns fewer values stand in is open."""
    stub, values = split
    if not values:
        return f"{line}\t"
    if len(values) < count:
        return "\t".join((stub, SHORT_ROW, *values))
    extra = len(values) - count
    return "\t".join((" ".join((stub, *values[:extra])), *values[extra:]))
