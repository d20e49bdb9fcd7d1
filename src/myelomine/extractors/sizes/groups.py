"""Sizes of groups: every rule that ties a count to an arm, a cohort or a subgroup."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from myelomine.extractors.linking.scene import Scene
from myelomine.extractors.sizes.allocation import allocated, given
from myelomine.extractors.sizes.brackets import (
    assigned,
    before_names,
    bracketed,
    shared,
    with_and_without,
    within_parts,
)
from myelomine.extractors.sizes.counts import Tally
from myelomine.extractors.sizes.enumerated import enumerated
from myelomine.extractors.sizes.events import PLANNED
from myelomine.extractors.sizes.lists import (
    comprised,
    coordinated,
    divisions,
    each,
    each_of_two,
    equal_groups,
    manners,
    parts,
    respective,
    split,
)
from myelomine.extractors.sizes.sizing import Sizing
from myelomine.extractors.sizes.wholes import (
    at_dose,
    at_level,
    described,
    fates,
    of_a_kind,
    opened_at,
    wholes,
    with_results,
)

_LEAST = 3


def group_sizings(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """Every count that the sentence ties to a group, the surest forms first."""
    every = found
    found = [t for t in found if t.value >= _LEAST and not PLANNED.search(scene.text[: t.start])]
    if not found:
        return
    for rule in (
        at_level,
        at_dose,
        opened_at,
        manners,
        divisions,
        with_and_without,
        within_parts,
        assigned,
        bracketed,
        shared,
        before_names,
        given,
        allocated,
        parts,
        comprised,
        respective,
        split,
        coordinated,
        wholes,
        each,
        each_of_two,
        equal_groups,
        described,
        of_a_kind,
        fates,
        with_results,
    ):
        yield from rule(scene, found)
    yield from (s for s in enumerated(scene, every) if s.tally in found)
