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
from myelomine.extractors.sizes.enumerated import listed_studies
from myelomine.extractors.sizes.events import PLANNED, PLANNED_BEHIND
from myelomine.extractors.sizes.groups import group_sizings
from myelomine.extractors.sizes.roles import first_role, of_all, role_behind, roles, stands_for_all, weakly, whole_role
from myelomine.extractors.sizes.settling import name_words, settled
from myelomine.extractors.sizes.sizing import Need, Sizing
from myelomine.mentions import Label

_CONFIDENCE = {
    "size.described": 0.75,
    "size.fate": 0.75,
    "size.whole": 0.8,
    "size.respective": 0.85,
    "size.each": 0.85,
    "size.of_all": 0.7,
}
_FEW = 10
_GIVEN_TO = regex.compile(
    r"(?i)\s(?:was|were|has been|have been)\s(?:given|administered|used|prescribed|offered|tested"
    r"|tried)\s(?:to|in|for)\s"
    r"(?:a total of\s|all\s)?$"
)
_SEXES = regex.compile(r"(?i)\s(?:(?:were|was)\s)?(?:(?:fe)?males?|(?:wo)?men|M|F)\b")
_SOME = regex.compile(r"(?i)\b(?:these|those|remaining|latter|other|additional)\s$")
_ASSIGNED = regex.compile(r"(?i)\b(?:random\w*|assigned|allocated)\b")
# the studies of a review with all their patients, not those of them that report something
_ALL_STUDIES = regex.compile(
    r"(?i)\b(?:identif|includ|retriev|analy[sz]|compris|eligible|found"
    r"|meta-analysis of|review of)(?:(?!\breported\b)[^.;%]){0,70}"
    r"\b(?:trials|studies|RCTs|publications|reports)\s?[\[(]\s?$"
)
# "six trials (n = 1568) were identified"
_STUDIES_AHEAD = regex.compile(r"(?i)\b(?:trials|studies|RCTs|publications|reports)\s?[\[(]\s?(?:n\s?=\s?)?$")
_STUDIES_TAKEN = regex.compile(
    r"(?i)(?:\s(?:patients|participants))?\s?[\])],?\s(?:were|met|fulfilled|could be)\s(?:\w+ly\s)?"
    r"(?:identified|included|retrieved|eligible|analy[sz]ed|found|pooled|selected|(?:the\s|all\s|our\s)?inclusion)\b"
)
_WHOLE_BRACKET = regex.compile(
    rf"(?i)\b(?:{PEOPLE}|cohort|population|series|trial|study|myeloma|MM|RRMM|NDMM)"
    r"(?:\s\(\p{Lu}[\p{L}/-]{1,9}\))?\s?[\[(]\s?$"
)
_ONE_PART = regex.compile(r"(?i)\b(?:remaining|including|only those|other|additional) (?:cohort of )?$")
_REMAINING = regex.compile(r"(?i)\bremaining (?:\w+ of )?$")
_TAKEN_IN = regex.compile(r"(?i)\b(?:enrolled|randomi[sz]ed|random|studied|recruited)\b")


def study_size_drafts(scenes: Sequence[Scene]) -> list[list[Draft]]:
    """The sample sizes of each sentence of a study; what one sentence leaves open, the sizes of the others decide."""
    told = {name_words(r.label) for s in scenes if s.measures and s.series for r in s.refs if not (r.arm or r.everyone)}
    sizings = settled([list(_sizings(s)) for s in scenes], told)
    return [[_draft(scene, s) for s in found] for scene, found in zip(scenes, sizings, strict=True)]


def size_drafts(scene: Scene) -> list[Draft]:
    """Every sample size that a sentence states on its own."""
    return study_size_drafts([scene])[0]


def _sizings(scene: Scene) -> Iterator[Sizing]:
    """The sizes of groups, then those of the study: a count that a group claims is no size of the study."""
    found = tallies(scene.sentence)
    if not found or _planned(scene):
        return
    listed = list(listed_studies(scene, found))
    yield from listed
    found = [t for t in found if all(t != s.tally for s in listed)]
    claimed: set[int] = set()
    parts: list[Sizing] = []
    for sizing in group_sizings(scene, found):
        if sizing.tally.start in claimed and sizing.rule != "size.each":
            continue
        if sizing.need is Need.NOTHING:
            claimed.add(sizing.tally.start)
            parts.append(sizing)
        yield sizing
    yield from _totals(scene, [t for t in found if t.start not in claimed], parts)


def _planned(scene: Scene) -> bool:
    """Whether the sentence speaks of a plan: sample-size assumptions and criteria of eligibility count nobody."""
    planned = scene.sentence.has(Label.NOT_A_RESULT, "assumption")
    return planned and not regex.search(r"(?i)\b(?:were|was) (?:randomi[sz]ed|randomly|enrolled)", scene.text)


def _totals(scene: Scene, found: Sequence[Tally], parts: Sequence[Sizing]) -> Iterator[Sizing]:
    """Sizes of the whole study: "480 patients were enrolled", "Of 152 randomized patients", "our cohort (n = 386)"."""
    arms = [p.tally.value for p in parts if p.role == "group"]
    for tally in found:
        if _SEXES.match(scene.text, tally.end):
            continue
        if tally.equals or (tally.people and _WHOLE_BRACKET.search(scene.text[: tally.start])):
            yield from _bracketed_total(scene, tally) if _whole_study(scene, tally, found) else ()
        elif tally.part is not None:
            yield from _part_and_whole(scene, tally)
        elif _whole_study(scene, tally, found):
            told = list(roles(scene.text, tally))
            if (
                not told
                and tally.plain
                and len(arms) > 1
                and tally.value == sum(arms)
                and not _SOME.search(scene.text[: tally.start])
            ):
                told = ["randomized" if _ASSIGNED.search(scene.text) else "enrolled"]
            if told:
                need = Need.LARGEST if told == ["enrolled"] and weakly(scene.text, tally) else Need.NOTHING
                yield from (Sizing(tally, role, f"size.{role}", need=need) for role in told)
            elif _given_to_all(scene, tally):
                yield Sizing(tally, "enrolled", "size.given", need=Need.LARGEST)
            elif of_all(scene.text, tally):
                yield Sizing(tally, "enrolled", "size.of_all", need=Need.ALONE)


def _given_to_all(scene: Scene, tally: Tally) -> bool:
    """As in "Pomalidomide plus dexamethasone was given to 52 patients": the treatment of the study, to all."""
    hit = _GIVEN_TO.search(scene.text[: tally.start]) if tally.people and not tally.share else None
    return hit is not None and any(r.arm and r.end == hit.start() for r in scene.refs)


def _whole_study(scene: Scene, tally: Tally, found: Sequence[Tally]) -> bool:
    """Whether a count can be all patients of a study: not a few, not fewer than an arm's, not "including 14 …"."""
    before = scene.text[: tally.start]
    if stands_for_all(scene.text, tally):
        return tally.value >= _FEW
    if _ONE_PART.search(before) and any(t.people for t in found if t.end < tally.start):
        return False
    if PLANNED.search(before) or PLANNED_BEHIND.match(scene.text, tally.end):
        return False
    if _REMAINING.search(before):
        return False
    least = max((a.size or 0 for a in scene.register.arms), default=0)
    explicit = _TAKEN_IN.search(scene.text)
    return tally.value >= (4 if explicit else _FEW) and tally.value >= least


def _part_and_whole(scene: Scene, tally: Tally) -> Iterator[Sizing]:
    """As in "54 of 240 planned patients were randomized" sizes the part, "484 of 581 patients enrolled …" the whole."""
    taken = _PART_TAKEN.match(scene.text, tally.end)
    if taken and tally.part is not None:
        for role in first_role(taken["verb"]):
            yield Sizing(replace(tally, value=tally.part), role, "size.part")
    if (role := whole_role(scene.text, tally)) and not (taken and "planned" in taken.group()):
        weak = role == "enrolled" and weakly(scene.text, tally)
        yield Sizing(tally, role, "size.whole", need=Need.LARGEST if weak else Need.NOTHING)


_PART_TAKEN = regex.compile(
    rf"(?i)\s(?:\w+\s){{0,2}}?(?:planned |screened |eligible )?{PEOPLE}\s(?:were|had been|have been)\s"
    r"(?P<verb>randomi[sz]ed|randomly|enrolled|included|evaluable|assessable)\b"
)


def _bracketed_total(scene: Scene, tally: Tally) -> Iterator[Sizing]:
    before = scene.text[: tally.start]
    taken = _STUDIES_AHEAD.search(before) and _STUDIES_TAKEN.match(scene.text, tally.end)
    if (taken or _ALL_STUDIES.search(before)) and not tally.share:
        yield Sizing(tally, "enrolled", "size.bracketed_total")
        return
    if (
        _WHOLE_BRACKET.search(before)
        and not tally.share
        and not any(r.end >= tally.start - 25 and r.start < tally.start for r in scene.refs if r.arm or r.subgroup)
    ):
        role = (
            role_behind(scene.text, tally) or next(iter(roles(before + "0 patients were enrolled", tally)), "enrolled")
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
        study=sizing.study,
        value=Decimal(sizing.tally.value),
        unit="patients",
        group=ref.label if ref else "",
        regimen="" if sizing.study else regimen,
        evidence=(evidence_of(scene.sentence, f"{sizing.tally.pattern} {sizing.rule}"),),
        confidence=_CONFIDENCE.get(sizing.rule, 0.9),
    )
