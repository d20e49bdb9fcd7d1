"""The lines under a table: its footnotes and the abbreviations they explain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import regex

from myelomine.parser.joining import Vocabulary, join_lines, line_text
from myelomine.parser.lines import Line

_LEAD = regex.compile(r"(?:abbreviations?(?: used)?|notes?|key|legend)\s?[:.]?\s{0,2}", regex.IGNORECASE)
_SHORT = r"[\p{L}≥≤<>+/²\d\-–.&*%(]{1,16}(?:\s[\p{L}\d\-/%()]{1,10}){0,2}"
_LONG = r"[^;=:,]{3,90}"
_PAIRS = (
    regex.compile(rf"(?<short>{_SHORT})\s?=\s?(?<long>{_LONG})"),
    regex.compile(rf"(?<short>{_SHORT})\s(?:indicates?|denotes?|stands for|is)\s(?<long>{_LONG})"),
    regex.compile(rf"(?<short>{_SHORT})\s?:\s?(?<long>{_LONG})"),
    regex.compile(rf"(?<short>{_SHORT})\s?,\s(?<long>[^;=:]{{3,90}})"),
    regex.compile(r"(?<short>\p{L}[\p{L}\d/\-]{0,9})\s(?<long>\p{L}[^;=:]{3,90})"),
)
_CONTINUED = regex.compile(r"\(?continued[\w\s]{0,20}\)?\.?", regex.IGNORECASE)
_MARK = regex.compile(r"(?:[*∗†‡§¶#‖]{1,3}|[a-h](?=[\p{Lu}\s]))")


def read_footnotes(lines: Sequence[Line], vocabulary: Vocabulary) -> tuple[str, ...]:
    """The notes under a table, one text for each; a note begins with its mark or on a line of its own."""
    groups: list[list[Line]] = []
    for line in lines:
        if groups and not _begins_note(groups[-1], line, lines):
            groups[-1].append(line)
        else:
            groups.append([line])
    return tuple(text for g in groups if not _CONTINUED.fullmatch(text := _note_text(g, vocabulary)))


def _note_text(lines: Sequence[Line], vocabulary: Vocabulary) -> str:
    joined = join_lines(lines, vocabulary)
    text = joined.text
    for mark in sorted(joined.marks, key=lambda m: m.at, reverse=True):
        text = f"{text[: mark.at]}{' ' if mark.at else ''}{mark.text} {text[mark.at :].lstrip()}"
    return " ".join(text.split())


def _begins_note(group: Sequence[Line], line: Line, lines: Sequence[Line]) -> bool:
    last = group[-1]
    if abs(line.base - last.base) < 0.4 * line.size:
        return False
    _, marks = line_text(line)
    if (marks and marks[0].at == 0) or _MARK.match(line.text):
        return True
    right = max(x.x1 for x in lines)
    ended = last.text.endswith((".", ";", ")")) and last.x1 < right - 0.1 * (right - min(x.x0 for x in lines))
    return ended and line.text[:1].isupper()


def read_abbreviations(notes: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The short forms that notes explain, in the forms that journals use.

    >>> read_abbreviations(["Abbreviations: CR, complete response; PFS = progression-free survival."])
    (('CR', 'complete response'), ('PFS', 'progression-free survival'))
    """
    pairs: dict[str, str] = {}
    for note in notes:
        body = _LEAD.sub("", note, count=1)
        for item in (i.partition(". ")[0] for i in _items(body)):
            for pattern in _PAIRS:
                match = pattern.fullmatch(item)
                strict = pattern is _PAIRS[-1]
                if match and (_spells if strict else _explains)(match["short"], match["long"]):
                    pairs.setdefault(match["short"].strip(" ("), match["long"].strip(" ."))
                    break
    return tuple(pairs.items())


def _items(body: str) -> list[str]:
    separator = ";" if body.count(";") else ","
    if separator == "," and not regex.search(r"[=:]|\sindicates?\s", body):
        # "CR, complete response, PR, partial response": every second comma divides
        parts = [p.strip(" .") for p in body.split(",")]
        return [f"{a}, {b}" for a, b in zip(parts[::2], parts[1::2], strict=False)]
    return [regex.sub(r"^and\s", "", part.strip(" .")) for part in body.split(separator)]


def _explains(short: str, long: str) -> bool:
    """A short form shares its first letter or most of its capitals with what it stands for."""
    letters = [c.lower() for c in short if c.isalpha()]
    words = long.lower()
    if not letters or len(short) >= len(long):
        return False
    begins = letters[0] in words or len(letters) > 2
    return begins and sum(c in words for c in letters) >= 0.6 * len(letters)


def _spells(short: str, long: str) -> bool:
    """Without any sign between them the short form must be the initials of the words after it."""
    initials = iter("".join(word[0] for word in regex.findall(r"\p{L}+", long.lower())))
    letters = [c.lower() for c in short if c.isalpha()]
    return sum(c.isupper() for c in short) > 1 and "," not in long and all(c in initials for c in letters)
