"""What abbreviations and regimen codes are made of: "PomDex" is Pom and Dex, "EBd" the letters of three drugs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import regex

from myelomine.mentions import Label, Mention, Value
from myelomine.patterns import Entry, PatternSet, regimen_key

_LONGEST_CODE = 24
_PLAIN = regex.compile(r"[A-Z]?[a-z]{2,30}|[A-Z]{1,5}|[A-Z][a-z]")
_COMPOUND = regex.compile(r"(?<!\w)(?P<names>(?:[A-Z][a-z]{1,5}){1,5})(?P<rest>[A-Z]{1,4}[a-z]?)?(?!\w)")
_NAME = regex.compile(r"[A-Z][a-z]{1,5}")
_SHORTEST = 2


class CompoundCodes:
    """Codes that no file lists but that are made of known ones: "IxaThalDex", "EloKd"."""

    def __init__(self, patterns: PatternSet) -> None:
        self._names = _unique(
            (spelling, entry.name)
            for entry in patterns.entries
            if entry.is_component
            for spelling in (*entry.spellings, *entry.contextual)
            if _NAME.fullmatch(spelling)
        )
        self._codes = _unique(
            (code, entry.name) for entry in patterns.entries if entry.label is Label.REGIMEN for code in entry.spellings
        )

    def find(self, text: str) -> Iterator[Mention]:
        """The compound codes of a text."""
        for match in _COMPOUND.finditer(text):
            key = self._key(match)
            if key:
                texts = (("joined", "code"),)
                yield Mention(
                    Label.REGIMEN,
                    match.start(),
                    match.end(),
                    match.group(),
                    "regimen.compound",
                    key,
                    Value(texts=texts),
                )

    def _key(self, match: regex.Match[str]) -> str:
        drugs = [self._names.get(name, "") for name in _NAME.findall(match["names"])]
        rest = self._codes.get(match["rest"], "").split("+") if match["rest"] else []
        parts = [*drugs, *rest]
        return regimen_key(parts) if len(parts) >= _SHORTEST and all(parts) else ""


def compound_pieces(text: str) -> Iterator[str]:
    """The names and the letters that the compound codes of a text would be made of, known or not."""
    for match in _COMPOUND.finditer(text):
        yield from _NAME.findall(match["names"])
        if match["rest"]:
            yield match["rest"]


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What each spelling stands for; a spelling that two names share stands for none."""
    owners: dict[str, set[str]] = {}
    for spelling, name in pairs:
        owners.setdefault(spelling, set()).add(name)
    return {spelling: names.pop() for spelling, names in owners.items() if len(names) == 1}


def letter_spellings(entry: Entry) -> tuple[str, ...]:
    """The spellings of a drug that pieces of a code are taken from: plain words, and letters that stand for it."""
    return (entry.name, *(s for s in (*entry.spellings, *entry.contextual) if _PLAIN.fullmatch(s)))


def abbreviates(short: str, long: str, spellings: Iterable[str] = ()) -> bool:
    """Whether a short form can stand for a long one: its letters in order, or the start of a known spelling.

    >>> abbreviates("DXM", "dexamethasone"), abbreviates("TTP", "time to progression"), abbreviates("n", "thalidomide")
    (True, True, False)
    """
    letters = [c for c in short.lower() if c.isalnum()]
    if len(letters) == 1:
        return _is_piece(letters[0], [s.lower() for s in (*spellings, long)])
    if any(s.lower().startswith(short.lower()) for s in spellings):
        return True
    rest = iter(long.lower())
    return long[:1].lower() == letters[0] and all(letter in rest for letter in letters)


def decodes(code: str, components: Sequence[Sequence[str]]) -> bool:
    """Whether a code is made of one piece for each component, each piece the start of one of its spellings.

    The first spelling is the INN.

    >>> decodes("CyBorD", [["cyclophosphamide"], ["bortezomib", "Velcade"], ["dexamethasone"]])
    True
    >>> decodes("RD", [["bortezomib", "V"], ["dexamethasone"]]), decodes("VD", [["bortezomib", "V"], ["dexamethasone"]])
    (False, True)
    """
    letters = "".join(c for c in code.lower() if c.isalnum())
    if not letters or len(letters) > _LONGEST_CODE or len(components) > len(letters):
        return False
    return _takes(letters, [tuple(s.lower() for s in spellings) for spellings in components])


def _takes(letters: str, components: list[tuple[str, ...]]) -> bool:
    if not letters or not components:
        return not letters and not components
    for at, spellings in enumerate(components):
        others = components[:at] + components[at + 1 :]
        for size in range(len(letters) - len(others), 0, -1):
            if _is_piece(letters[:size], spellings) and _takes(letters[size:], others):
                return True
    return False


def _is_piece(letters: str, spellings: Sequence[str]) -> bool:
    """Whether letters of a code can stand for a drug: one letter is that of its INN, or one known to stand for it."""
    if len(letters) == 1:
        return letters in spellings or spellings[0].startswith(letters)
    return any(spelling.startswith(letters) for spelling in spellings)
