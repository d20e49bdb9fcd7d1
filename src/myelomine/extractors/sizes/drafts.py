"""Sample sizes: how many patients a study enrolled, randomised, treated or evaluated, in all and by group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import regex

from myelomine.drafts import Draft
from myelomine.extractors.evidence import evidence_of
from myelomine.extractors.linking.scene import Scene
from myelomine.extractors.sizes.counts import PEOPLE, Tally, tallies
from myelomine.extractors.sizes.events import PLANNED
from myelomine.extractors.sizes.groups import group_sizings
from myelomine.extractors.sizes.roles import first_role, roles, whole_role
from myelomine.extractors.sizes.sizing import Sizing
from myelomine.mentions import Label

_CONFIDENCE = {"size.described": 0.75, "size.whole": 0.8, "size.respective": 0.85, "size.each": 0.85}
_FEW = 10
# the studies of a review with all their patients, not those of them that report something
_ALL_STUDIES = regex.compile(
    r"(?i)\b(?:identif|includ|retriev|analy[sz]|compris|eligible|found"
    r"|meta-analysis of|review of)(?:(?!\breported\b)[^.;%]){0,70}"
    r"\b(?:trials|studies|RCTs|publications|reports)\s?[\[(]\s?$"
)
_WHOLE_BRACKET = regex.compile(
    rf"(?i)\b(?:{PEOPLE}|cohort|population|series|trial|study|myeloma|MM|RRMM|NDMM)\s?[\[(]\s?$"
)


def size_drafts(scene: Scene) -> Iterator[Draft]:
    """Every sample size that a sentence states; a count that a group claims is no size of the study."""
    found = tallies(scene.sentence)
    if not found or _planned(scene):
        return
    claimed: set[int] = set()
    for sizing in group_sizings(scene, found):
        if sizing.tally.start not in claimed or sizing.rule == "size.each":
            claimed.add(sizing.tally.start)
            yield _draft(scene, sizing)
    for sizing in _totals(scene, [t for t in found if t.start not in claimed]):
        yield _draft(scene, sizing)


def _planned(scene: Scene) -> bool:
    """Whether the sentence speaks of a plan: sample-size assumptions and criteria of eligibility count nobody."""
    planned = scene.sentence.has(Label.NOT_A_RESULT, "assumption")
    return planned and not regex.search(r"(?i)\b(?:were|was) (?:randomi[sz]ed|randomly|enrolled)", scene.text)


def _totals(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """Sizes of the whole study: "480 patients were enrolled", "Of 152 randomized patients", "our cohort (n = 386)"."""
    for tally in found:
        if tally.equals or (tally.people and _WHOLE_BRACKET.search(scene.text[: tally.start])):
            yield from _bracketed_total(scene, tally) if _whole_study(scene, tally, found) else ()
        elif tally.part is not None:
            yield from _part_and_whole(scene, tally)
        else:
            for role in roles(scene.text, tally) if _whole_study(scene, tally, found) else ():
                yield Sizing(tally, role, f"size.{role}")


def _whole_study(scene: Scene, tally: Tally, found: Sequence[Tally]) -> bool:
    """Whether a count can be all patients of a study: not a few, not fewer than an arm's, not "including 14 …"."""
    before = scene.text[: tally.start]
    if regex.search(r"(?i)\b(?:remaining|including|only those|other|additional) (?:cohort of )?$", before) and any(
        t.people for t in found if t.end < tally.start
    ):
        return False
    if regex.search(r"(?i)\bremaining (?:\w+ of )?$", before) or PLANNED.search(before):
        return False
    least = max((a.size or 0 for a in scene.register.arms), default=0)
    explicit = regex.search(r"(?i)\b(?:enrolled|randomi[sz]ed|random|studied|recruited)\b", scene.text)
    return tally.value >= (4 if explicit else _FEW) and tally.value >= least


def _part_and_whole(scene: Scene, tally: Tally) -> Iterator[Sizing]:
    """As in "54 of 240 planned patients were randomized" sizes the part, "484 of 581 patients enrolled …" the whole."""
    taken = _PART_TAKEN.match(scene.text, tally.end)
    if taken and tally.part is not None:
        for role in first_role(taken["verb"]):
            yield Sizing(replace(tally, value=tally.part), role, "size.part")
    if (role := whole_role(scene.text, tally)) and not (taken and "planned" in taken.group()):
        yield Sizing(tally, role, "size.whole")


_PART_TAKEN = regex.compile(
    rf"(?i)\s(?:\w+\s){{0,2}}?(?:planned |screened |eligible )?{PEOPLE}\s(?:were|had been|have been)\s"
    r"(?P<verb>randomi[sz]ed|randomly|enrolled|included|evaluable|assessable)\b"
)


def _bracketed_total(scene: Scene, tally: Tally) -> Iterator[Sizing]:
    before = scene.text[: tally.start]
    if _ALL_STUDIES.search(before) and not tally.share:
        yield Sizing(tally, "enrolled", "size.bracketed_total")
        return
    if (
        _WHOLE_BRACKET.search(before)
        and not tally.share
        and not any(r.end >= tally.start - 25 and r.start < tally.start for r in scene.refs if r.arm or r.subgroup)
    ):
        role = (
            next(iter(roles(before + "0 patients were enrolled", tally)), "enrolled")
            if not regex.search(r"%", before[-20:])
            else ""
        )
        if role:
            yield Sizing(tally, role, "size.bracketed_total")


def _draft(scene: Scene, sizing: Sizing) -> Draft:
    ref = sizing.ref
    arm = ref.arm if ref else scene.register.only()
    regimen = arm.regimen if arm else (ref.regimen if ref else "") or scene.register.shared_regimen
    return Draft(
        kind="sample_size",
        name=sizing.role,
        statistic="count",
        value=Decimal(sizing.tally.value),
        unit="patients",
        group=ref.label if ref else "",
        regimen=regimen,
        evidence=(evidence_of(scene.sentence, f"{sizing.tally.pattern} {sizing.rule}"),),
        confidence=_CONFIDENCE.get(sizing.rule, 0.9),
    )
