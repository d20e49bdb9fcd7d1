"""Spelling made comparable: one form for dashes, signs, British and American words, and the tokens of a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import regex

DASHES = "-‐‑‒–—−﹣－\u00ad"
DASH = "-"
_LEAST = r"\\geq?(?![a-z])|[>＞]\s?=|[≥⩾≧]"
_MOST = r"\\leq?(?![a-z])|[<＜]\s?=|[≤⩽≦]"
_TOKEN = regex.compile(rf"[^\W_]++|{_LEAST}|{_MOST}|[^\w\s]|_")
_KIND = regex.compile(rf"(?P<word>[^\W_]++)|(?P<least>{_LEAST})|(?P<most>{_MOST})|(?P<dash>[{DASHES}])")
_PIECE = regex.compile(r"[^\W\d_]++|\d++")
_BRITISH = (
    (regex.compile(r"æ|œ|ae|oe"), "e"),
    (regex.compile(r"our(?=s?$)"), "or"),
    (regex.compile(r"is(?=ations?$|ed$|ing$|e$)"), "iz"),
    (regex.compile(r"leuco"), "leuko"),
    (regex.compile(r"sulph"), "sulf"),
    (regex.compile(r"[éèêë]"), "e"),
)
_ALIKE = {"least": "≥", "most": "≤", "dash": "-", "[": "(", "]": ")", "’": "'", "＋": "+", "＆": "&"}
_SHORTEST_FOLDED = 5
_SHORT_LETTERS = 4
_LONG_WORD = 9


class Token(NamedTuple):
    """A word or sign of a text in its comparable form, with its place."""

    form: str
    start: int
    end: int

    @property
    def is_dash(self) -> bool:
        """Whether the token is a hyphen or dash of any width."""
        return self.form == DASH


def fold(word: str) -> str:
    """One spelling for a word that is written in British and in American ways.

    >>> fold("Neutropaenia"), fold("haemorrhage"), fold("tumours"), fold("CR")
    ('Neutropenia', 'hemorrhage', 'tumors', 'CR')
    """
    if len(word) < _SHORTEST_FOLDED or not word.isalpha() or not word[1:].islower():
        return word
    folded = word.lower()
    for british, american in _BRITISH:
        folded = british.sub(american, folded)
    return folded.capitalize() if word[0].isupper() else folded


def tokens(text: str) -> list[Token]:
    """The words and signs of a text; a word keeps its digits ("MLN9708", "PFS2").

    >>> [t.form for t in tokens("> = PR in VTD–PACE")]
    ['≥', 'PR', 'in', 'VTD', '-', 'PACE']
    """
    found, end = [], 0
    for printed in _TOKEN.findall(text):  # nothing but blanks is between them, so each is where it is found first
        start = text.find(printed, end)
        end = start + len(printed)
        found.append(Token(_form(printed), start, end))
    return found


@lru_cache(maxsize=1 << 16)
def _form(printed: str) -> str:
    """The comparable form of a word or sign."""
    match = _KIND.match(printed)
    kind = match.lastgroup if match else None
    if kind == "word":
        return fold(printed)
    return _ALIKE.get(kind or "") or _ALIKE.get(printed, printed)


def loose(found: list[Token]) -> list[Token]:
    """The tokens without hyphens and with letters and digits apart, so that "PS-341" and "PS341" read alike."""
    out: list[Token] = []
    for token in found:
        form = token.form
        if form == DASH:
            continue
        if form.isalpha() or not form.isalnum():
            out.append(token)
        else:
            out.extend(
                Token(piece.group(), token.start + piece.start(), token.start + piece.end())
                for piece in _PIECE.finditer(token.form)
            )
    return out


def is_short(spelling: str) -> bool:
    """Whether a spelling has too few letters to be known in any case: it must stand as it is written.

    >>> is_short("PFS2"), is_short("VMPT")
    (True, False)
    """
    return sum(character.isalpha() for character in spelling) < _SHORT_LETTERS


def same_spelling(text: str) -> str:
    """A key under which the spellings of one name meet, whatever their case, dashes and spaces.

    >>> same_spelling("Deep-vein  Thrombosis") == same_spelling("deep vein thrombosis")
    True
    """
    return " ".join(token.form.lower() for token in tokens(text) if not token.is_dash)


class NearMisses:
    """Long words that are recognised with one letter wrong, missing or too many, as scans and typists print them."""

    def __init__(self, words: Iterable[str]) -> None:
        whole = {word for word in words if len(word) >= _LONG_WORD and word.isalpha()}
        self._longest = max(map(len, whole), default=0)
        self._whole = {shortened: word for word in sorted(whole) for shortened in (word, *_shortened(word))}

    def nearest(self, word: str) -> str:
        """The known word that another is one letter away from, or an empty text.

        >>> NearMisses(["lenalidomide"]).nearest("ienalidomide"), NearMisses(["lenalidomide"]).nearest("thalidomide")
        ('lenalidomide', '')
        """
        if not _LONG_WORD - 1 <= len(word) <= self._longest + 1 or not word.isalpha():
            return ""
        candidates = {self._whole.get(form, "") for form in (word, *_shortened(word))}
        return min((c for c in candidates if c and abs(len(c) - len(word)) <= 1), default="")


def _shortened(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))
