"""Stretches of a sentence: where a clause ends, what stands in brackets, what is left without the names."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from myelomine.extractors.arms import Reference
from myelomine.extractors.sentences import Sentence
from myelomine.mentions import Label

# ". cGVHD" ends a clause too: the small letter hides the start of a sentence
_BREAK = regex.compile(r";|\b(?:whereas|while|although|however|but)\b|(?<=[\p{Ll})\]])\.\s(?=\p{Ll}{1,3}\p{Lu})")
_PASSED_OVER = (Label.P_VALUE, Label.POPULATION, Label.SPREAD, Label.VERSUS, Label.RESPECTIVELY)
BRACKETS = regex.compile(r"\([^()]*\)|\[[^\[\]]*\]")
# "[hazard ratio (HR), 0.46": a bracket that only abbreviates
_SHORT_FORM = regex.compile(r"[\[(]\s?\p{L}[\p{L}-]{0,7}\s?[\])]")
_BLANKS = regex.compile(r"  +")


def word_set(words: str) -> frozenset[str]:
    """The words of a text, for lists that are easier to read as one."""
    return frozenset(words.split())


def text_without(sentence: Sentence, start: int, end: int, refs: Sequence[Reference]) -> str:
    """The text between two offsets with group names, p-values and populations taken out."""
    holes = [(r.start, r.end) for r in refs]
    holes += [(m.start, m.end) for m in sentence.of(*_PASSED_OVER)]
    out, at = [], start
    for a, b in sorted(holes):
        if a >= at and b <= end:
            out.append(sentence.text[at:a])
            at = b
    return _BLANKS.sub(" ", "".join(out) + sentence.text[at:end])


def inside_bracket(text: str, offset: int) -> bool:
    """Whether more brackets are open than closed before an offset."""
    return sum(text.count(c, 0, offset) for c in "([") > sum(text.count(c, 0, offset) for c in ")]")


def opening_bracket(text: str, offset: int) -> int | None:
    """Where the innermost bracket opens that an offset stands in; None where none does or one was closed since."""
    opened = max(text.rfind(c, 0, offset) for c in "([")
    while opened > 0 and _SHORT_FORM.match(text, opened, offset):
        opened = max(text.rfind(c, 0, opened) for c in "([")
    inside = _SHORT_FORM.sub("", text[opened:offset]) if opened >= 0 else ""
    return None if opened < 0 or any(c in inside for c in ")]") else opened


def closing_bracket(text: str, offset: int) -> int | None:
    """Where the next bracket closes behind an offset."""
    return min((i for i in (text.find(c, offset) for c in ")]") if i >= 0), default=None)


def first_break(text: str, start: int) -> int:
    """Where the clause that holds `start` ends: at a semicolon of its own bracket level, an adversative or the end."""
    for hit in _BREAK.finditer(text, start):
        if not inside_bracket(text, hit.start()) or hit.group() != ";":
            return hit.start()
    return len(text)


def last_break(text: str, end: int) -> int:
    """Where the clause that holds `end` starts: behind a semicolon outside brackets or an adversative, else at 0."""
    hits = (h for h in _BREAK.finditer(text, 0, end) if h.group() != ";" or not inside_bracket(text, h.start()))
    return max((h.end() for h in hits), default=0)
