"""What the vocabulary claims: each printed spelling with the entries that it may stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import regex

from myelomine.mentions import Label
from myelomine.patterns import Entry, PatternSet
from myelomine.spelling import is_short

_PLURAL_LABELS = frozenset({Label.ENDPOINT, Label.RESPONSE, Label.TOXICITY, Label.DISEASE})
_CODE_NAME = regex.compile(r"(?P<letters>[A-Za-z]{1,6})[- ]?(?P<digits>\d{2,9}[A-Za-z]?)")
_WORDS_JOINED = regex.compile(r"[A-Za-z]{3,12}(?:[-/+][A-Za-z]{3,12}){1,4}")
_SHORTEST_ABBREVIATION = 3


class Need(IntEnum):
    """What a spelling needs around it before it counts as the name."""

    NOTHING = 0
    JOINT = 1
    CONTEXT = 2
    DEFINITION = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """A vocabulary entry (None: what is no name) that a spelling may stand for.

    `altered` spellings are not in the file as such: a plural, full capitals, a code name with another hyphen.
    """

    entry: Entry | None
    need: Need
    written: str
    altered: bool = False

    @property
    def as_written(self) -> bool:
        """Whether the spelling must stand as it is written: "BiRd" and "STORM" are no birds and storms."""
        code = self.entry is not None and self.entry.label in (Label.REGIMEN, Label.TRIAL)
        return code or is_short(self.written)


@dataclass(frozen=True)
class Meaning:
    """All that claim one spelling."""

    claims: tuple[Claim, ...]

    @cached_property
    def certain(self) -> frozenset[str]:
        """The id of the entry that the spelling names beyond doubt, with those of the drugs of a regimen."""
        entries = entries_of(self.claims)
        if len(entries) != 1 or all(claim.need is not Need.NOTHING for claim in self.claims):
            return frozenset()
        return frozenset({entries[0].id, *component_ids(entries[0])})

    @cached_property
    def possible(self) -> frozenset[str]:
        """The ids of all entries that the spelling may name, with those of the drugs of regimens."""
        entries = entries_of(self.claims)
        return frozenset(e.id for e in entries).union(*(component_ids(e) for e in entries))


@dataclass(frozen=True, slots=True)
class Hit:
    """A known spelling in a text, with what it may stand for."""

    start: int
    end: int
    meaning: Meaning


def claims_of(patterns: PatternSet) -> Iterator[Claim]:
    """Every spelling of a pattern set, and those that follow from it."""
    for nonentity in patterns.nonentities:
        yield from (Claim(None, Need.NOTHING, written) for written in _variants(nonentity.token, None))
    for entry in patterns.entries:
        own = () if entry.label is Label.REGIMEN else (entry.name,)
        yield from _spelled(entry, Need.NOTHING, (*own, *entry.spellings))
        yield from _spelled(entry, Need.CONTEXT, entry.contextual)
        yield from _spelled(entry, Need.DEFINITION, entry.defined_only)
        yield from (Claim(entry, Need.JOINT, s.lower()) for s in entry.spellings if _is_abbreviation(entry, s))


def _spelled(entry: Entry, need: Need, spellings: Iterable[str]) -> Iterator[Claim]:
    for spelling in spellings:
        for written in dict.fromkeys(_variants(spelling, entry.label)):
            yield Claim(entry, need, written, altered=written != spelling)


def _is_abbreviation(entry: Entry, spelling: str) -> bool:
    """Whether a drug's abbreviation is also known in small letters where it is joined: "len-dex"."""
    return (
        entry.label is Label.DRUG
        and is_short(spelling)
        and len(spelling) >= _SHORTEST_ABBREVIATION
        and spelling.isalpha()
    )


def _variants(spelling: str, label: Label | None) -> Iterator[str]:
    """A spelling, its plural, its full capitals where it is short, and code names with and without the hyphen."""
    yield spelling
    if label in _PLURAL_LABELS:
        yield from _plurals(spelling)
    if (is_short(spelling) and label is not Label.TRIAL) or label is Label.REGIMEN:
        yield spelling.upper()
    if label is Label.REGIMEN and _WORDS_JOINED.fullmatch(spelling):
        yield spelling.lower()
    code = _CODE_NAME.fullmatch(spelling)
    if code is not None and label is Label.DRUG:
        yield from (f"{code['letters']}{joint}{code['digits']}" for joint in ("", "-", " "))


def _plurals(spelling: str) -> Iterator[str]:
    if spelling.endswith("osis"):
        yield f"{spelling[:-2]}es"
    elif spelling.endswith("y") and spelling[-2:-1] not in "aeiou":
        yield f"{spelling[:-1]}ies"
    elif spelling[-1].isalpha() and not spelling.endswith("s") and len(spelling) > 1:
        yield f"{spelling}s"


def entries_of(claims: Iterable[Claim]) -> list[Entry]:
    """The entries that claim a spelling, each once."""
    return list({c.entry.id: c.entry for c in claims if c.entry is not None}.values())


def component_ids(entry: Entry) -> frozenset[str]:
    """The ids of the drugs of a regimen; none of another entry."""
    if entry.label is not Label.REGIMEN:
        return frozenset()
    return frozenset(f"drug.{name}" for name in entry.name.split("+"))
