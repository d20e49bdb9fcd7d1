"""The patterns behind a rule: `percent.plain toxicity.neutropenia link.before` names three things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from myelomine.extractors.linking.groups import meaning_of
from myelomine.patterns import Entry, Pattern, PatternSet

#: What a rule says that is no pattern but a way of reading; by its first word.
_WAYS = {
    "cell": "a number in a table cell; what it measures is told by the cell's row and column",
    "size": "a number of patients; the rest of the name says where the paper states it",
    "regimen": "the drugs that a group of the study was given; the rest of the name says where the paper states them",
    "lexicon": "a short form that the paper defines itself",
    "link": "how a number found its group",
}


def rule_lines(rule: str, patterns: PatternSet) -> Iterator[str]:
    """Each part of a rule with what is known about it."""
    known: dict[str, Pattern | Entry] = {e.id: e for e in patterns.entries}
    known |= {pattern.id: pattern for pattern in patterns.patterns}
    for part in _parts(rule, known):
        yield from _part_lines(part, known.get(part))


def _parts(rule: str, known: Mapping[str, Pattern | Entry]) -> Iterator[str]:
    """The ids of a rule; the id of a name of several words holds spaces."""
    words = rule.split()
    while words:
        sizes = (n for n in range(len(words), 1, -1) if " ".join(words[:n]) in known)
        size = next(sizes, 1)
        yield " ".join(words[:size])
        words = words[size:]


def _part_lines(part: str, found: Pattern | Entry | None) -> Iterator[str]:
    if isinstance(found, Pattern):
        yield f"{part} ({found.file})" + (f": {found.note}" if found.note else "")
        yield from (f"  matches, for example: {example}" for example in found.examples[:2])
    elif found is not None:
        yield f"{part} ({found.file})" + (f": {found.note}" if found.note else "")
        yield f"  printed as: {', '.join((*found.spellings, *found.contextual)[:8])}"
    else:
        yield f"{part}: {_way_of_reading(part)}"


def _way_of_reading(part: str) -> str:
    head, _, name = part.partition(".")
    if head == "link" and (told := meaning_of(name)):
        return told
    return _WAYS.get(head, "a rule of the program")
