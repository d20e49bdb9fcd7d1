"""What one sentence leaves open and the other sizes of the study decide: parts that add up, counts that stand alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import regex

from myelomine.extractors.sizes.sizing import Need, Sizing

_OF_PARTS = (Need.SUM, Need.TOLD)
_WHOLE = ("enrolled", "randomized")


def settled(sentences: Sequence[Sequence[Sizing]], told: Collection[frozenset[str]] = ()) -> list[list[Sizing]]:
    """The sizes of every sentence, without those whose need the study does not fill.

    `told` are the names, as sets of words, of the groups that the study gives results of.
    """
    sure = [s for sizings in sentences for s in sizings if s.need is Need.NOTHING]
    largest = max((s.tally.value for s in sure if s.role in _WHOLE and s.ref is None), default=0)
    likely = max((s.tally.value for sizings in sentences for s in sizings if s.need is Need.LARGEST), default=0)
    largest = max(largest, likely)
    known = {s.tally.value for s in sure} | {largest}
    alone = _alone(sentences, sure, largest)

    def fits(sizing: Sizing) -> bool:
        match sizing.need:
            case Need.SUM:
                return sizing.total in known or (sizing.rule == "size.enumerated" and not largest)
            case Need.TOLD:
                return sizing.ref is not None and _is_told(name_words(sizing.ref.label), told)
            case Need.LARGEST:
                return sizing.tally.value >= largest
            case Need.ALONE:
                return sizing is alone
            case _:
                return True

    return [list(_first_readings([s for s in sizings if fits(s)])) for sizings in sentences]


def _first_readings(sizings: Sequence[Sizing]) -> Iterator[Sizing]:
    """A count that proves to be a part of the patients is not all of them."""
    parts = {s.tally.start for s in sizings if s.need in _OF_PARTS}
    return (s for s in sizings if s.ref is not None or s.tally.start not in parts)


def _is_told(words: frozenset[str], told: Collection[frozenset[str]]) -> bool:
    """Whether a name stands among others, or is longer or shorter than one of them by some words."""
    return bool(words) and any(other and (words <= other or other <= words) for other in told)


# words that tell no group from another
_COMMON = frozenset(
    {
        *("patients", "with", "in", "the", "of", "a", "group", "groups", "subgroup", "cohort", "disease", "myeloma"),
        *("had", "who", "cytogenetics", "cytogenetic", "abnormalities"),
    }
)


def name_words(label: str) -> frozenset[str]:
    """The words that tell a group from others.

    >>> sorted(name_words("patients with high-risk cytogenetics"))
    ['high', 'risk']
    """
    return frozenset(regex.findall(r"[\p{L}\d]+", label.lower())) - _COMMON


def _alone(sentences: Sequence[Sequence[Sizing]], sure: Sequence[Sizing], largest: int) -> Sizing | None:
    """The first count of all patients of a study that says nowhere else how many it has."""
    if largest:
        return None
    least = max((s.tally.value for s in sure), default=0)
    open_ = (s for sizings in sentences for s in sizings if s.need is Need.ALONE)
    return next((s for s in open_ if s.tally.value >= least), None)
