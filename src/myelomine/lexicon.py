"""The words of one paper: what its own abbreviations mean and which names it prints in full."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from myelomine.mentions import Label


@dataclass(frozen=True, slots=True, order=True)
class Definition:
    """An abbreviation as the paper defines it: "EBd" is the regimen bortezomib+dexamethasone+elotuzumab.

    `role` is the role of a drug.
    """

    short: str
    label: Label
    name: str
    role: str = ""


@dataclass(frozen=True)
class Lexicon:
    """One paper's definitions, the abbreviations that it uses for something else, and the names it prints.

    `foreign` abbreviations never read as the pattern files say; `named` holds the ids of the vocabulary entries that
    the paper prints beyond doubt, the drugs of its regimens included.
    """

    definitions: tuple[Definition, ...] = ()
    foreign: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()

    @cached_property
    def by_short(self) -> dict[str, Definition]:
        """Each abbreviation with its definition."""
        return {definition.short: definition for definition in self.definitions}

    def name_of(self, short: str, label: Label) -> str:
        """What the paper says that an abbreviation stands for, or an empty text."""
        definition = self.by_short.get(short)
        return definition.name if definition is not None and definition.label is label else ""


NO_LEXICON = Lexicon()
