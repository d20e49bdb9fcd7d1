"""What a change of the pattern files can touch: a document that it cannot touch keeps the records it gave before.

While a document is searched, all that is asked of the matcher is noted. Under changed patterns the answers are the same
as long as nothing that was taken out, put in or altered is found in any of these texts; with the same answers the same
questions follow, and the same records. Whatever cannot be told in this way counts as touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from pydantic import BaseModel

from myelomine.claims import claims_of
from myelomine.codes import compound_pieces
from myelomine.matching import Asked, Matcher
from myelomine.patterns import DoseRange, Entry, Nonentity, Pattern, PatternSet
from myelomine.records import Record
from myelomine.spelling import NearMisses, loose, tokens

_Item = TypeVar("_Item", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class _Difference(Generic[_Item]):
    """The items that only one of two lists holds; `moved` where those of both do not stand in the same order."""

    items: tuple[_Item, ...]
    moved: bool


class PatternChange:
    """The difference between two states of the pattern files."""

    def __init__(self, before: PatternSet, after: PatternSet) -> None:
        entries: _Difference[Entry] = _difference(before.entries, after.entries)
        patterns: _Difference[Pattern] = _difference(before.patterns, after.patterns)
        nonentities: _Difference[Nonentity] = _difference(before.nonentities, after.nonentities)
        ranges: _Difference[DoseRange] = _difference(before.dose_ranges, after.dose_ranges)
        self._changed = PatternSet(entries.items, patterns.items, nonentities.items, "")
        self._ranges = bool(ranges.items) or ranges.moved
        moved = entries.moved or patterns.moved or nonentities.moved
        self._everything = moved or _hides_misprints(self._changed, (*before.entries, *after.entries))

    def touches(self, asked: Asked, records: Iterable[Record]) -> bool:
        """Whether a document of which this was asked, and which gave these records, could give others now."""
        if self._everything or (self._ranges and any(record.kind == "dose" for record in records)):
            return True
        if not self._changed.entries and not self._changed.nonentities and not self._changed.patterns:
            return False
        if any(entry.id in asked.entries for entry in self._changed.entries):
            return True
        return any(self._touches_text(text) for text in asked.texts)

    def _touches_text(self, text: str) -> bool:
        if self._pieces and not self._pieces.isdisjoint(compound_pieces(text)):
            return True
        return self._matcher.knows_any_of(text)

    @cached_property
    def _matcher(self) -> Matcher:
        """Finds what is changed, as it was and as it is."""
        return Matcher(self._changed)

    @cached_property
    def _pieces(self) -> frozenset[str]:
        """Changed spellings of which compound codes may be made."""
        return frozenset(s for entry in self._changed.entries for s in (*entry.spellings, *entry.contextual))


def _difference(before: Sequence[_Item], after: Sequence[_Item]) -> _Difference[_Item]:
    old, new = _by_content(before), _by_content(after)
    common = old.keys() & new.keys()
    items = [item for found in (old, new) for content, item in found.items() if content not in common]
    moved = [content for content in old if content in common] != [content for content in new if content in common]
    return _Difference(tuple(items), moved or len(old) < len(before) or len(new) < len(after))


def _by_content(items: Iterable[_Item]) -> dict[str, _Item]:
    return {item.model_dump_json(): item for item in items}


def _hides_misprints(changed: PatternSet, entries: Iterable[Entry]) -> bool:
    """Whether a changed name of several words has one that could be a drug's name with a wrong letter.

    A word that some name holds is never taken for the misprint of another: that reaches beyond the name itself.
    """
    near = NearMisses(entry.name for entry in entries if entry.is_component)
    return any(near.nearest(word) not in ("", word) for word in _words_of_phrases(changed))


def _words_of_phrases(changed: PatternSet) -> Iterator[str]:
    for claim in claims_of(changed):
        words = [token.form.lower() for token in loose(tokens(claim.written))]
        if len(words) > 1 and not claim.as_written:
            yield from words
