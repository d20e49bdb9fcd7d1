"""Which words of a sentence say when and how each of its doses is given: the second half of reading doses.

Each dose owns a stretch of the sentence. What a stretch lacks comes, in this order, from the words before the dose
("infused on days 1 and 8, at 20 mg ... and 56 mg"), from words that several doses share ("A (1 mg) and B (2 mg) on
day 1"), from the dose of the same drug before, and from the phase of treatment that the dose stands in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from myelomine.extractors.dose_mentions import Given
from myelomine.extractors.dose_stretches import Stretch, between, closing, stretches_of
from myelomine.extractors.linking.scene import Scene
from myelomine.extractors.schedules import (
    NO_SCHEDULE,
    TIMING,
    Schedule,
    counted_cycles,
    cycle_lengths,
    cycles_of,
    days_of,
    following,
    frequency_of,
    frequency_of_unit,
    in_cycles,
    rhythms,
    route_of,
    with_next_days,
)
from myelomine.mentions import Label, Mention
from myelomine.numbers import parse_count

_ESCALATED = regex.compile(
    r"(?i)\b(?:escalated|increased|raised|titrated|up)\s(?:[\w-]+\s){0,4}?to\s(?:[\w-]+\s){0,2}$|,?\sand to\s$"
)
_DAY_AND_NEXT = regex.compile(
    r"(?i)\b(?:the )?days? of and (?:the )?days? after (?:each |every )?(?:(?:dose|administration|injection|"
    r"infusion)s? of )?"
)
_PACE = regex.compile(r"(?i)\b(?:increas|escalat|rais|titrat|reduc)(?:ed|ing)(?: by \d{1,4} ?mg)?\s$")
_OPENS_CLAUSE = regex.compile(r"(?i)(?:^|[;:.(]\s?|\b(?:and|then|while)\s)(?:(?:in|during|for|from)\s)?$")
_STEPPED = regex.compile(r"(?i)\b(?:step-?up|priming|ramp-?up)\b")
_THEN = regex.compile(r"(?i)\b(?:then|thereafter|followed by)\s(?:at\s)?$")
_SAME = regex.compile(r"(?i)\b(?:on|at|with|in)?\s?the same (?:days?|schedule|dosing schedule)\b")
_COORDINATED = regex.compile(
    r"(?i)[\s,)\]]{0,3}(?:,\s)?(?:and|plus|or|with|\+|&|in combination with|,)\s(?:[\w-]+\s){0,3}"
)
_PLURAL = regex.compile(
    r"(?i)\b(?:were|are) (?:both )?(?:given|administered|infused|injected|repeated|taken|dosed)\b|,\s(?:all|both|"
    r"each)\s(?=on\b|daily|weekly|for\b|every\b|by mouth|orally|intravenously|once\b|twice\b)"
)
_BOTH_TWICE = "twice weekly"
# "A 9 mg/m2 and B 60 mg/m2 for 4 days": the words behind the second dose speak of both
_TIED = regex.compile(r"\s(?:and|&)\s|\s?\+\s?")
# "bortezomib once weekly for 5 weeks" within "four cycles of …": how long a cycle lasts
_CYCLE_WEEKS = regex.compile(r"(?i)\bcycles? of [^.;()]{0,80}?\bfor (?P<weeks>\d|two|three|four|five|six) weeks\b")
_OF = len("of intravenous ")
_ROUTE_NOUN = regex.compile(r"(?i)\s(?:formulation|administration|route|dosing|schedule|arm|group|cohorts?|part)\b")


def schedules_of(scene: Scene, given: Sequence[Given]) -> list[list[Schedule]]:
    """The schedules of each dose, one for each of its rhythms."""
    main = [g for g in given if not g.condition]
    stretches = stretches_of(scene, main)
    out: dict[Given, list[Schedule]] = {}
    shared = _shared(scene, stretches)
    for i, stretch in enumerate(stretches):
        found = [s.or_else(shared[i][0]) if len(shared[i]) == 1 else s for s in _own(scene, stretch)]
        if len(shared[i]) > 1 and not found[0].timed:
            found = [found[0].or_else(s) for s in shared[i]]
        before = next((s for s in reversed(stretches[:i]) if s.given.name == stretch.given.name), None)
        if before is not None:
            found = _after_dose(scene, stretch, found, out[before.given], _ahead(scene, before))
        out[stretch.given] = _of_one_length([_completed(scene, stretch, s) for s in found])
    out = _in_one_cycle(out)
    for conditional in (g for g in given if g.condition):
        # a dose for some patients is given like the dose for all the others
        out[conditional] = out[next(g for g in reversed(out) if g.name == conditional.name)]
    return [out[g] for g in given]


def _in_one_cycle(found: dict[Given, list[Schedule]]) -> dict[Given, list[Schedule]]:
    """Drugs on days of one cycle whose length stands behind the last: "A on day 1, B on days 1-4, every 4 weeks"."""
    *before, last = found.items() or [(None, [NO_SCHEDULE])]
    length = last[1][-1].cycle_days
    fits = all(s.cycle_days is None and s.days and not _beyond(s.days, length) for _, v in before for s in v)
    if not before or length is None or not fits or len({g.name for g in found}) < len(found):
        return found
    return {g: [replace(s, cycle_days=length) for s in v] for g, v in found.items()}


def _of_one_length(found: list[Schedule]) -> list[Schedule]:
    """The rhythms of a dose with the one cycle length that they state; days beyond it are of another one."""
    lengths = {s.cycle_days for s in found if s.cycle_days}
    length = lengths.pop() if len(lengths) == 1 else None
    return [
        replace(s, cycle_days=s.cycle_days or (length if s.days and not _beyond(s.days, length) else None))
        for s in found
    ]


def _beyond(days: str, length: int | None) -> bool:
    return max(map(int, regex.findall(r"\d+", days))) > (length or 0)


# what a stretch says


def _own(scene: Scene, stretch: Stretch) -> list[Schedule]:
    """The rhythms behind a dose, with its route and what its unit says; else what stands in front of it."""
    dose = stretch.given.dose
    behind = [m for m in between(scene, dose.end, _own_end(scene, stretch)) if not _is_change(scene, stretch, m)]
    found = rhythms(scene.text, behind)
    by_unit = frequency_of_unit(dose.value.text("per") or dose.value.text("unit"))
    ahead = _ahead(scene, stretch)
    route = route_of(between(scene, dose.start, stretch.end)) or ahead.route or _route_of_noun(scene, stretch)
    if not found[0].days and (others := _days_of_other(scene, stretch)):
        found[0] = replace(found[0], days=with_next_days(others))
    first = replace(found[0], frequency=by_unit or found[0].frequency)
    if not first.timed or (first.days and not first.frequency):
        first = replace(first, days=first.days or ahead.days, frequency=first.frequency or ahead.frequency)
    return [replace(s, route=route) for s in (first, *found[1:])]


def _ahead(scene: Scene, stretch: Stretch) -> Schedule:
    """What is said before the dose: "oral lenalidomide 25 mg", "infused on days 1, 8 and 15, at 20 mg"."""
    mentions = between(scene, stretch.start, stretch.given.dose.start)
    days = rhythms(scene.text, [m for m in mentions if m.label is Label.DAYS])[0].days
    frequency = next((frequency_of(m) for m in mentions if m.label is Label.FREQUENCY), "")
    return Schedule(days=days, frequency=frequency, route=route_of(mentions))


def _route_of_noun(scene: Scene, stretch: Stretch) -> str:
    """The route in the words before a dose: "the maximum tolerated dose of the intravenous formulation was 6 mg"."""
    doses = [d.end for d in scene.sentence.of(Label.DOSE) if d.end <= stretch.given.dose.start]
    ahead = between(scene, max(doses, default=0), stretch.given.dose.start)
    return route_of([m for m in ahead if m.label is Label.ROUTE and _ROUTE_NOUN.match(scene.text, m.end)])


def _days_of_other(scene: Scene, stretch: Stretch) -> str:
    """The days of the drug that a dose follows: "20 mg on the day of and the day after bortezomib"."""
    hit = _DAY_AND_NEXT.search(scene.text, stretch.given.dose.end, stretch.end)
    other = next((d for d in scene.sentence.drugs if hit and d.start == hit.end()), None)
    if hit is None or other is None:
        return ""
    days = [m for m in scene.sentence.of(Label.DAYS) if m.end <= stretch.start]
    named = [d for d in scene.sentence.drugs if d.name == other.name and days and d.end <= days[-1].start]
    return days_of(days[-1]) if named else ""


def _own_end(scene: Scene, stretch: Stretch) -> int:
    """Where a dose's own words end: at its bracket, when that names the cycles of the dose."""
    close = closing(scene.text, 0, stretch.given.dose)
    inner = [m for m in between(scene, stretch.given.dose.end, close or 0) if m.label is Label.CYCLES]
    return min(close, stretch.end) if close is not None and inner else stretch.end


def _is_change(scene: Scene, stretch: Stretch, mention: Mention) -> bool:
    """Whether a mention says when a dose changes: "escalated to 100 mg on day 15", "increased every 2 weeks"."""
    if mention.label is Label.CYCLES:
        return _opens_clause(scene, mention) and not _heads_days(scene, mention)
    if mention.label is Label.FREQUENCY:
        return bool(_PACE.search(scene.text[max(0, mention.start - 40) : mention.start]))
    if mention.label is not Label.DAYS:
        return False
    raised = _ESCALATED.search(scene.text[max(0, stretch.given.dose.start - 60) : stretch.given.dose.start])
    begins = regex.fullmatch(r"from days? [-–−]?\d+", mention.text)  # a range with its end says when the dose is given
    return bool(begins) or bool(raised and regex.search(r"\bday\b", mention.text))


def _heads_days(scene: Scene, mention: Mention) -> bool:
    """Whether days or a rhythm stand right behind the cycles that head them: "cycles 9-12: days 1 and 8"."""
    timed = (m for m in scene.sentence.of(Label.DAYS, Label.FREQUENCY) if m.start >= mention.end)
    return any(regex.fullmatch(r"\s?:\s", scene.text[mention.end : m.start]) for m in timed)


def _after_dose(
    scene: Scene, stretch: Stretch, found: list[Schedule], before: Sequence[Schedule], ahead: Schedule
) -> list[Schedule]:
    """A further dose of a drug: its route, the rhythm said before the first dose, and the cycles that follow."""
    dose = stretch.given.dose
    gap = scene.text[max(0, dose.start - 40) : dose.start]
    last = before[-1]
    first = found[0].or_else(Schedule(route=last.route))
    stepped = _STEPPED.search(scene.text)
    if not first.timed and not stepped:
        raised = _ESCALATED.search(gap) and Schedule(frequency=last.frequency)
        first = first.or_else(
            Schedule(days=last.days) if _SAME.search(scene.text[dose.end : stretch.end]) else raised or ahead
        )
    later = _THEN.search(gap) or _is_later(scene, stretch, single=len(found) == 1)
    if later and not stepped:
        first = replace(first, cycles=first.cycles or following(last.cycles))
    return [replace(s, route=s.route or first.route) for s in (first, *found[1:])]


def _is_later(scene: Scene, stretch: Stretch, single: bool) -> bool:
    """Whether "thereafter" stands in front of a dose, or behind it where it has a single rhythm."""
    dose = stretch.given.dose
    for mention in scene.sentence.of(Label.CYCLES):
        if not mention.value.text("thereafter"):
            continue
        behind = single and dose.end <= mention.start < stretch.end
        if 0 <= dose.start - mention.end <= 14 or (
            behind and not regex.search(r"[;(]", scene.text[dose.end : mention.start])
        ):
            return True
    return False


def _completed(scene: Scene, stretch: Stretch, schedule: Schedule) -> Schedule:
    """A schedule with its cycle length, and the cycles of its phase or of "three 21-day cycles"."""
    zone = between(scene, stretch.zone.start, stretch.zone.end)
    own = [m for m in zone if stretch.start <= m.start < stretch.end]
    everywhere = cycle_lengths(zone)
    schedule = in_cycles(schedule)
    lengths = cycle_lengths(own) or (everywhere if len(everywhere) == 1 else []) or _weeks_of(scene, stretch)
    counted = _counted_before(scene, stretch) or counted_cycles(own if cycle_lengths(own) else zone)
    return replace(
        schedule,
        cycle_days=schedule.cycle_days or next(iter(lengths), None),
        cycles=schedule.cycles or stretch.zone.cycles or _leading_cycles(scene, stretch) or counted,
    )


def _counted_before(scene: Scene, stretch: Stretch) -> str:
    """The cycles that are counted right before a drug: "six cycles of VMP, … one cycle of |bortezomib"."""
    drug = stretch.given.drug
    near = [m for m in scene.sentence.of(Label.CYCLES) if m.value.text("counted") and 0 <= drug.start - m.end <= _OF]
    return counted_cycles(near[-1:]) if len(near) == 1 else ""


def _weeks_of(scene: Scene, stretch: Stretch) -> list[int]:
    """How long the cycles of a phase last: "four cycles of bortezomib once weekly for 5 weeks"."""
    hits = list(_CYCLE_WEEKS.finditer(scene.text, stretch.zone.start, min(stretch.zone.end, len(scene.text))))
    count = parse_count(hits[0]["weeks"]) if len(hits) == 1 else None
    return [7 * count] if count else []


def _leading_cycles(scene: Scene, stretch: Stretch) -> str:
    """The cycles that open a clause: "in cycles 1-4, bortezomib was given at 1.3 mg/m2", "(cycle 1: 100 mg)"."""
    for mention in reversed(scene.sentence.of(Label.CYCLES)):
        gap = scene.text[mention.end : stretch.given.dose.start]
        if (
            mention.end <= stretch.given.dose.start
            and _opens_clause(scene, mention)
            and gap.count(")") <= gap.count("(")
        ):
            return cycles_of(mention)
    return ""


def _opens_clause(scene: Scene, mention: Mention) -> bool:
    before, after = scene.text[: mention.start], scene.text[mention.end :]
    return bool(_OPENS_CLAUSE.search(before) and regex.match(r"\s?[,:]", after)) and not mention.value.text(
        "thereafter"
    )


# what several doses share


def _shared(scene: Scene, stretches: Sequence[Stretch]) -> list[list[Schedule]]:
    """For each dose the schedules that it shares with the dose behind it; one empty schedule where it shares none."""
    out: list[list[Schedule]] = [[NO_SCHEDULE] for _ in stretches]
    for i in range(len(stretches) - 2, -1, -1):
        left, right = stretches[i], stretches[i + 1]
        if left.zone != right.zone:
            continue
        around = _around(scene, stretches[i:])
        if left.given.name == right.given.name:
            inside = _of_alternative(scene, left, right, out[i + 1])
            out[i] = [s.or_else(Schedule(cycle_days=around.cycle_days, route=around.route)) for s in inside]
        elif _COORDINATED.fullmatch(_without_route(scene, _bracket_end(scene, left), right.start)):
            common = _outer(scene, right).or_else(_around(scene, stretches[i + 1 :])).or_else(out[i + 1][0])
            out[i] = [common.or_else(_behind_both(scene, left, right))]
    return out


def _around(scene: Scene, stretches: Sequence[Stretch]) -> Schedule:
    """What stands behind the bracket of several doses of one drug: "B (100 mg in cycle 1, 375 mg then) given IV"."""
    first, *others = stretches
    close = closing(scene.text, first.start, first.given.dose)
    inside = [s for s in others if close is not None and s.given.dose.end <= close]
    if close is None or not inside or any(s.given.name != first.given.name for s in inside):
        return NO_SCHEDULE
    outer = between(scene, close, inside[-1].end)
    found = replace(rhythms(scene.text, outer)[0], route=route_of(outer))
    return replace(found, cycle_days=next(iter(cycle_lengths(outer)), None))


def _behind_both(scene: Scene, left: Stretch, right: Stretch) -> Schedule:
    """The days of the second of two doses joined by "and", where the first has none: "A 9 mg and B 60 mg daily"."""
    if not _TIED.fullmatch(_without_route(scene, left.given.dose.end, right.start)):
        return NO_SCHEDULE
    first, second = (_own(scene, s) for s in (left, right))
    bare = not first[0].timed and not first[0].cycles and not left.given.dose.value.text("per")
    return replace(second[0], route="", cycles="") if bare and len(second) == 1 and second[0].days else NO_SCHEDULE


def _of_alternative(scene: Scene, left: Stretch, right: Stretch, shared: list[Schedule]) -> list[Schedule]:
    """The rhythms behind two alternatives: "20 or 40 mg on days 1-4", "1800 mg SC or 16 mg/kg IV weekly"."""
    gap = scene.text[left.given.dose.end : right.given.dose.start]
    if not regex.fullmatch(r"[^;.]{0,120}?\bor\s(?:at\s|a\s)?", gap):
        return [NO_SCHEDULE]
    found = _own(scene, right)
    if len(found) == 1:
        found = [found[0].or_else(shared[0])]
    own_cycles = any(m.label is Label.CYCLES for m in between(scene, left.given.dose.end, right.start))
    return [replace(s, cycles="") for s in found] if own_cycles and len(found) == 1 else found


def _without_route(scene: Scene, start: int, end: int) -> str:
    """The words between two doses but for the route of the first: "0.4 mg |i.v.| and …"."""
    text = scene.text[start:end]
    for mention in scene.sentence.of(Label.ROUTE):
        if start <= mention.start and mention.end <= end:
            text = text.replace(f" {mention.text}", "", 1)
    return text


def _bracket_end(scene: Scene, stretch: Stretch) -> int:
    """Where the bracket around a dose closes; without one, where the dose ends."""
    close = closing(scene.text, stretch.start, stretch.given.dose)
    return close + 1 if close is not None else stretch.given.dose.end


def _outer(scene: Scene, right: Stretch) -> Schedule:
    """What stands behind a dose's bracket or "were given", and so speaks of the doses before it as well."""
    close = closing(scene.text, right.start, right.given.dose)
    plural = _PLURAL.search(scene.text, right.given.dose.end, right.end)
    if close is None and plural is None:
        first = rhythms(scene.text, [m for m in between(scene, right.given.dose.end, right.end) if m.label in TIMING])[
            0
        ]
        return (
            replace(_own(scene, right)[0], cycles="")
            if first.frequency == _BOTH_TWICE and not first.days
            else NO_SCHEDULE
        )
    at = close if close is not None else plural.start() if plural else right.end
    outer = between(scene, at, right.end)
    first = rhythms(scene.text, outer)[0]
    return replace(first, route=route_of(outer))
