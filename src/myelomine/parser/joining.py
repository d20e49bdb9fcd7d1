"""Lines to one clean text: spaces, line-end hyphens, raised marks and exponents, with the place of each piece."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import regex

from myelomine.document import Mark, Run
from myelomine.parser.glyphs import raised_text
from myelomine.parser.ink import Word
from myelomine.parser.lines import MARK_SIGNS, Line

_WORDS = regex.compile(r"\p{L}[\p{L}\p{N}]*(?:-\p{L}[\p{L}\p{N}]*){0,4}")
_TAIL = regex.compile(r"(?P<word>[\p{L}\p{N}]{1,40}(?:-[\p{L}\p{N}]{1,40}){0,3})-$")
_HEAD = regex.compile(r"(?P<word>[\p{L}\p{N}]{1,40})")
_EXPONENT = regex.compile(r"[+\-−–]?[0-9]{1,2}|[n]")
_UNIT_BEFORE = regex.compile(
    r"(?:(?<![\p{L}])(?:[mckdμ]?m|kg|m?g|s|h|L|min|day|d|year|y|w|R|r|χ|x|X|e|f|η|I|×\s?10|10)|10)$"
)
_RAISED_SIGNS = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ")
_ORDINAL = regex.compile(r"st|nd|rd|th|TM|®|™|º|ª", regex.IGNORECASE)
_MARK = regex.compile(
    r"[0-9a-zA-Z]{0,3}(?:[,;.–—\-−\s]{0,2}[0-9]{1,3}[a-z]?){0,12}[,.]?|[*∗†‡§¶#‖|∥ǁ^+,\s]{1,8}|[a-h](?:\s?,\s?[a-h]){0,5},?"
)
_LONG = 3
_SUPERSCRIPT_DIGITS = regex.compile(r"[⁰¹²³⁴-⁹]")


@dataclass(frozen=True, slots=True)
class JoinedText:
    """A text with the place of its pieces, its marks, and the offsets at which a printed line begins."""

    text: str
    runs: tuple[Run, ...]
    marks: tuple[Mark, ...]
    line_starts: tuple[int, ...]


class Vocabulary:
    """The words of a paper as it prints them away from line ends; they settle its line-end hyphens."""

    def __init__(self, lines: Iterable[Line]) -> None:
        words: set[str] = set()
        away: set[str] = set()
        broken = False
        for line in lines:
            text = line.text.lower()
            found = _WORDS.findall(text)
            whole = found[:-1] if text.endswith("-") else found
            words.update(whole)
            away.update(whole[1:] if broken else whole)
            broken = text.endswith("-")
        self._words = frozenset(words)
        self._parts = frozenset(p for w in words for p in w.split("-"))
        self._parts_away = frozenset(p for w in away for p in w.split("-"))

    def keeps_hyphen(self, before: str, after: str) -> bool:
        """Whether "before-" at a line's end and "after" on the next are a word with a hyphen."""
        head, tail = before.lower(), after.lower()
        if not head[-1:].isalpha() or not tail[:1].isalpha():
            return True
        if head + tail in self._words:
            return False
        if f"{head}-{tail}" in self._words or after[:1].isupper():
            return True
        last = head.rpartition("-")[2]
        if last + tail in self._parts:
            return False
        # "in-/travenous": behind a short word the rest has to be a word elsewhere too
        known = self._parts_away if len(last) < _LONG else self._parts
        return len(last) > 1 and len(tail) > 2 and last in self._parts and tail in known


def join_lines(lines: Sequence[Line], vocabulary: Vocabulary) -> JoinedText:
    """One text from the lines of a paragraph or a cell."""
    joiner = _Joiner(vocabulary)
    for line in lines:
        joiner.add(line)
    return joiner.result()


class _Joiner:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._text = ""
        self._runs: list[Run] = []
        self._marks: list[Mark] = []
        self._starts: list[int] = []

    def add(self, line: Line) -> None:
        text, marks = line_text(line)
        if self._marks and not text:
            # a line of nothing but a mark
            self._marks.extend(Mark(len(self._text), m.text) for m in marks)
            return
        if not self._close_hyphen(text) and self._text and not self._ends_open():
            self._text += " "
        start = len(self._text)
        self._text += text
        self._starts.append(start)
        self._marks.extend(Mark(start + m.at, m.text) for m in marks)
        if text:
            self._runs.append(Run(start, len(self._text), line.ink.page, line.ink.box(line.area)))

    def _ends_open(self) -> bool:
        """Whether the next line goes on without a space: after a hyphen, dash or slash that ends a word."""
        return self._text[-1] in "-/–—" and len(self._text) > 1 and not self._text[-2].isspace()

    def _close_hyphen(self, following: str) -> bool:
        """Take a hyphen away that only the line's end made."""
        if self._text[-1:] != "-":
            return False
        tail, head = _TAIL.search(self._text[-90:]), _HEAD.match(following)
        if not tail or not head or self._vocabulary.keeps_hyphen(tail["word"], head["word"]):
            return False
        self._text = self._text[:-1]
        last = self._runs[-1]
        self._runs[-1] = Run(last.start, last.end - 1, last.page, last.box)
        if self._runs[-1].start >= self._runs[-1].end:
            self._runs.pop()
        return True

    def result(self) -> JoinedText:
        return JoinedText(self._text, tuple(self._runs), tuple(self._marks), tuple(self._starts))


def line_text(line: Line) -> tuple[str, list[Mark]]:
    """A line's text without its marks, and the marks with their offsets."""
    if line.level:
        return line.text, []
    text = ""
    marks: list[Mark] = []
    words = line.words
    for k, word in enumerate(words):
        rise = _rise(line, word)
        if rise > 0:
            glued_after = k + 1 < len(words) and words[k + 1].glued
            read = _read_raised(text, word, glued_after)
            if read is None:
                marks.append(Mark(len(text), word.text.strip()))
                continue
            close = k > 0 and word.x0 - words[k - 1].x1 < 0.2 * line.size
            text += read if word.glued or close or not text else " " + read
        elif rise < 0 and text and word.x0 - words[k - 1].x1 < 0.2 * line.size:
            text += word.text
        else:
            text += (
                word.text if word.glued or not text or _clings(text, word, words[k - 1], line.size) else " " + word.text
            )
    return text.strip(), [m for m in marks if m.text]


def _clings(text: str, word: Word, before: Word, size: float) -> bool:
    """Whether no word space stands between a raised sign and what follows it."""
    if text[-1:] not in _RAISED_SIGNS:
        return False
    gap = word.x0 - before.x1
    return gap < 0.08 * size or (word.text[0] in ".,;:)]%" and gap < 0.4 * size)


def _rise(line: Line, word: Word) -> int:
    lift = line.base - word.base
    if lift > 0.12 * line.size and (word.size < 0.97 * line.size or word.text in MARK_SIGNS):
        return 1
    if lift < -0.06 * line.size and word.size < 0.92 * line.size:
        return -1
    return 0


def _read_raised(before: str, word: Word, glued_after: bool) -> str | None:
    """What a raised word adds to the text; None when it is a mark."""
    text = word.text.strip()
    if _EXPONENT.fullmatch(text) and _UNIT_BEFORE.search(before):
        return raised_text(text)
    if _ORDINAL.fullmatch(text) and (before[-1:].isdigit() or len(text) > 1):
        return text
    if text.isdigit() and glued_after and not (word.glued and before[-1:].isalnum()) and len(text) <= 3:
        # an isotope's mass number stands before its letter
        return raised_text(text)
    if _MARK.fullmatch(text):
        return None
    return text
