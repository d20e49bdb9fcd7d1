"""Doses: an amount of a drug with its days, cycle length, frequency, route and cycles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import regex

from myelomine.drafts import Draft
from myelomine.extractors.arms import Arm
from myelomine.extractors.clauses import Scene
from myelomine.extractors.evidence import evidence_of
from myelomine.mentions import Label, Mention
from myelomine.numbers import arabic, parse_count, parse_day_list, parse_decimal

_CONCENTRATION = regex.compile(r"/\s?(?:d?L|mL|ml|dl|l|mmol)\b|^(?:g|U|units|grams?)$")
_TOTAL_BEFORE = regex.compile(r"(?i)(?:total(?: dose)? of|cumulative (?:dose )?(?:of )?|per cycle|creatinine|bilirubin|hemoglobin|protein|platelets?)\s?[(:]?\s?$")
_PER_CYCLE_AFTER = regex.compile(r"\s?(?:per|/|each|in each)\s?(?:cycle|course)\b")
_ALTERNATIVE = regex.compile(r"(?<![\d.·])(?P<amount>\d{1,4}(?:[.·]\d{1,2})?)\s?(?:mg)?\s?(?:,\s?(?P<second>\d{1,4}(?:[.·]\d{1,2})?)\s?,?\s?)?or\s?$")
_DRUG_THEN_DOSE = regex.compile(
    r"(?i)[\s,;:(\[)=-]{0,4}(?:(?:[^.;()\d]{0,60}?\b(?:dose|doses|dosage|range|at|of|given|was|were|increased to|reduced to|starting|orally|intravenously|subcutaneously|daily|per day|infusion|injection|followed by|then|followed|to)\b)?[\s,;:(\[]{0,4}(?:\[?range\s)?)?"
)
_DOSE_THEN_DRUG = regex.compile(r"(?i)\s(?:(?:of|oral|intravenous|subcutaneous|weekly|daily|continuous|low-dose|high-dose)\s){0,3}")
_GOES_ON = regex.compile(r"(?i)\b(?:then|followed by|increased|escalated|thereafter|reduced|and|or|to|after|subsequently)\b|;")
_ROUTES = ("PO", "IV", "SC")
_EXPONENTS = str.maketrans("⁵⁶⁷⁸⁹", "56789")


_NO_RATE = Mention(Label.DOSE, 0, 0, "", "")


@dataclass(frozen=True, slots=True)
class Schedule:
    """When and how a dose is given, in the contract's words."""

    days: str = ""
    cycle_days: int | None = None
    frequency: str = ""
    route: str = ""
    cycles: str = ""


def dose_drafts(scene: Scene) -> Iterator[Draft]:
    """Every dose that a sentence states for a drug that it names."""
    doses = [d for d in scene.sentence.of(Label.DOSE) if not _no_dose(scene.text, d)]
    last: dict[str, Schedule] = {}
    for i, dose in enumerate(doses):
        drug = _drug(scene, dose, doses[i - 1] if i else None)
        if drug is None:
            continue
        end = _end(scene, doses, i)
        for schedule in _schedules(scene, drug, dose, end, last.get(drug.name)):
            last[drug.name] = schedule
            for low, high in _amounts(scene.text, dose):
                yield _draft(scene, drug, dose, (low, high), schedule)


def _end(scene: Scene, doses: Sequence[Mention], i: int) -> int:
    """Where the schedule of a dose ends: at the next dose, unless that is an alternative with the same schedule."""
    if i + 1 < len(doses) and regex.fullmatch(r"(?:\s(?:[\w-]+\s?){0,2},?)?\sor\s(?:at\s)?", scene.text[doses[i].end : doses[i + 1].start]):
        i += 1
    return doses[i + 1].start if i + 1 < len(doses) else len(scene.text)


def _schedules(scene: Scene, drug: Mention, dose: Mention, end: int, before: Schedule | None) -> list[Schedule]:
    """The schedule of a dose, and a second one where days change later: "days 1-4 and 9-12 of cycles 1-4, then days 1-4"."""
    first = _schedule(scene, drug, dose, end)
    if phases := _phases(scene, dose, end, first):
        return phases
    if _is_later(scene, dose.start, dose.end) and before is not None:
        first = replace(first, cycles=_after(before.cycles) or first.cycles)
    first = replace(first, cycles=first.cycles or _phase_cycles(scene, dose))
    days = [m for m in scene.sentence.of(Label.DAYS) if dose.end <= m.start < end and m.value.text("days")]
    cycles = [m for m in scene.sentence.of(Label.CYCLES) if dose.end <= m.start < end]
    if len(days) < 2 or not any(days[0].end <= c.start < days[1].start for c in cycles):
        return [first]
    named = [c for c in cycles if c.start >= days[1].end and c.value.text("cycles")]
    later = _cycles(named, ()) if named else _after(first.cycles)
    return [first, replace(first, days=parse_day_list(days[1].value.text("days")), cycles=later)]


def _phases(scene: Scene, dose: Mention, end: int, first: Schedule) -> list[Schedule]:
    """"weekly in cycles 1-2, every 2 weeks in cycles 3-6 and every 4 weeks thereafter": a schedule for each rhythm."""
    rhythms = [m for m in scene.sentence.of(Label.FREQUENCY) if dose.end <= m.start < end]
    cycles = [m for m in scene.sentence.of(Label.CYCLES) if dose.end <= m.start < end + 20]
    out: list[Schedule] = []
    for rhythm, following in zip(rhythms, [*rhythms[1:], None], strict=False):
        stop = following.start if following else end
        named = next((c for c in cycles if rhythm.end <= c.start < stop and c.start - rhythm.end < 30), None)
        if named is None:
            continue
        own = _after(out[-1].cycles) if named.value.text("thereafter") and out else _cycles([named], ())
        out.append(replace(first, frequency=_frequency([rhythm], _NO_RATE), cycles=own, days=""))
    return out if len(out) > 1 else []


def _is_later(scene: Scene, start: int, end: int) -> bool:
    """Whether "thereafter" stands right before a dose or in its own clause behind it."""
    return any(
        c.value.text("thereafter") and (0 <= start - c.end <= 14 or (c.start >= end and not regex.search(r"[;,(]|\band\b", scene.text[end : c.start])))
        for c in scene.sentence.of(Label.CYCLES)
    )


def _after(cycles: str) -> str:
    """The cycles from then on: after 1-4 comes 5-."""
    hit = regex.fullmatch(r"(?:\d{1,2}-)?(?P<last>\d{1,2})", cycles)
    return f"{int(hit['last']) + 1}-" if hit else ""


def _phase_cycles(scene: Scene, dose: Mention) -> str:
    """"After 8 cycles …" ends the cycles of the doses before it and opens those behind it."""
    for mention in scene.sentence.of(Label.CYCLES):
        count = parse_count(mention.value.text("after")) if mention.value.text("after") else None
        if count is not None:
            return f"1-{count}" if dose.end <= mention.start else f"{count + 1}-"
    nine = regex.search(r"(?i)\b(?P<n>\w+) cycles,? followed by", scene.text)
    count = parse_count(nine["n"]) if nine else None
    return f"1-{count}" if count and nine and dose.end <= nine.start() else ""


def _no_dose(text: str, dose: Mention) -> bool:
    unit = dose.value.text("unit")
    before, after = text[: dose.start], text[dose.end : dose.end + 20]
    return bool(_CONCENTRATION.search(unit) or _TOTAL_BEFORE.search(before[-40:]) or _PER_CYCLE_AFTER.match(after))


def _drug(scene: Scene, dose: Mention, previous: Mention | None) -> Mention | None:
    """The drug before the dose when little stands between, else the drug right after it, else the one before."""
    before = [d for d in scene.sentence.drugs if d.end <= dose.start]
    after = next((d for d in scene.sentence.drugs if d.start >= dose.end), None)
    last = before[-1] if before else None
    taken = previous is not None and last is not None and previous.start > last.end
    if last and not taken and regex.fullmatch(r"\s?[(\[,:]?\s?(?:at )?", scene.text[last.end : dose.start]):
        return last
    if after and _DOSE_THEN_DRUG.fullmatch(scene.text[dose.end : after.start]):
        return after
    gap = scene.text[last.end : dose.start] if last else ""
    if last and (len(gap) < 220 if not taken else len(gap) < 160 and _GOES_ON.search(gap)):
        return last
    return last if last and regex.search(r"\bMTD\b|maximum[- ]tolerated", gap) and len(gap) < 400 else None


def _amounts(text: str, dose: Mention) -> list[tuple[Decimal, Decimal | None]]:
    """The single dose, a range, or alternatives ("20 or 40 mg" is two doses)."""
    amount, high = _amount(dose, "amount", "exponent"), _amount(dose, "high", "exponent_high")
    if amount is None:
        return []
    found = [(amount, high)]
    if hit := _ALTERNATIVE.search(text[: dose.start]):
        for name in ("second", "amount"):
            value = parse_decimal(hit[name]) if hit[name] else None
            if value is not None:
                found.insert(0, (value, None))
    return found


def _amount(dose: Mention, name: str, exponent: str) -> Decimal | None:
    text = dose.value.text(name)
    number = parse_decimal(text) if text else None
    power = dose.value.text(exponent).translate(_EXPONENTS)
    if number is None or not power:
        return number
    return (number * 10 ** int(power)).quantize(Decimal(1))


def _unit(printed: str) -> str:
    """The contract's unit; a bare mg/m lost its exponent in print.

    >>> _unit("mg/m(2)"), _unit("μg/kg"), _unit("mq"), _unit("mg/m")
    ('mg/m2', 'ug/kg', 'mg', 'mg/m2')
    """
    body = regex.sub(r"\s+", "", printed.lower())
    if "cell" in body:
        return "cells/kg" if regex.search(r"(?:/|per)(?:kg|kilogram)", body) else "cells"
    body = regex.sub(r"^(?:milligrams?|mq)", "mg", body)
    body = regex.sub(r"^(?:micrograms?|mcg|[µμ]g)", "ug", body)
    body = regex.sub(r"(?:per|/)(?:kilogram|kg).*", "/kg", body)
    body = regex.sub(r"(?:per|/)(?:m(?!l)|sq).*", "/m2", body)
    body = regex.sub(r"(?:/|per)(?:day|d|week|wk|cycle|2days)$", "", body)
    body = regex.sub(r"^(?:mu|miu|millionunits|millioninternationalunits|iu|units|u)(?=$|/)", "iu", body)
    return {"iu": "IU", "auc": "AUC", "gy": "Gy"}.get(body, body)


def _schedule(scene: Scene, drug: Mention, dose: Mention, end: int) -> Schedule:
    """What stands between the dose and the next dose, with the sentence's cycle where it states just one."""
    next_drug = next((d.start for d in scene.sentence.drugs if d.start >= dose.end and d.name != drug.name), end)
    stretch = (dose.start, min(end, next_drug))
    around = [m for m in scene.sentence.values if stretch[0] <= m.start < stretch[1] and not _before_drug(m, next_drug)]
    ahead = [m for m in scene.sentence.values if drug.start - 22 <= m.start < dose.start]
    lengths = [m for m in scene.sentence.of(Label.CYCLE_LENGTH)]
    own = [m for m in lengths if stretch[0] <= m.start < stretch[1]] or (lengths if len(_lengths(lengths)) == 1 else [])
    return Schedule(
        days=_days(around),
        cycle_days=next(iter(_lengths(own)), None),
        frequency=_frequency(around, dose) or _frequency([m for m in ahead if m.start > drug.end or _before_drug(m, drug.start)], dose),
        route=_route(around) or _route(ahead),
        cycles=_cycles(around, own),
    )


def _before_drug(mention: Mention, drug: int) -> bool:
    """"or daily thalidomide": the word belongs to the drug behind it."""
    return mention.label in (Label.FREQUENCY, Label.ROUTE) and 0 <= drug - mention.end <= 2


def _lengths(mentions: Sequence[Mention]) -> list[int]:
    out: list[int] = []
    for mention in mentions:
        count = parse_count(mention.value.text("value"))
        factor = {"w": 7, "m": 28}.get(mention.value.text("unit")[:1].lower(), 1)
        if count is not None and count * factor not in out:
            out.append(count * factor)
    return out


def _days(around: Sequence[Mention]) -> str:
    for mention in around:
        if mention.label is Label.DAYS:
            first = mention.value.text("first")
            return f"1-{first}" if first else parse_day_list(mention.value.text("days"))
    return ""


_FREQUENCIES = {"twice_daily": "twice daily", "daily": "daily", "every_other_day": "every other day", "twice_weekly": "twice weekly",
                "thrice_weekly": "three times a week", "weekly": "weekly", "every_other_week": "every 2 weeks", "monthly": "every 4 weeks",
                "once": "once"}  # fmt: skip


def _frequency(around: Sequence[Mention], dose: Mention) -> str:
    per = dose.value.text("per") or dose.value.text("unit")
    if regex.search(r"(?i)(?:^|/|per\s?)(?:day|d)$", per):
        return "daily"
    if regex.search(r"(?i)(?:^|/|per\s?)(?:week|wk)$", per):
        return "weekly"
    for mention in around:
        if mention.label is Label.FREQUENCY:
            number = mention.value.text("n")
            if number:
                return f"every {parse_count(arabic(number))} weeks"
            return next((word for key, word in _FREQUENCIES.items() if mention.value.text(key)), "")
    return ""


def _route(around: Sequence[Mention]) -> str:
    found = next((m for m in around if m.label is Label.ROUTE), None)
    return next((r for r in _ROUTES if found and found.value.text(r)), "")


def _cycles(around: Sequence[Mention], lengths: Sequence[Mention]) -> str:
    for mention in around:
        text = mention.value.text
        if mention.label is Label.CYCLES and not text("thereafter"):
            if text("count"):
                return f"1-{parse_count(text('count'))}"
            return parse_day_list(text("cycles")) + ("-" if text("onwards") else "")
    counts = {parse_count(m.value.text("cycles")) for m in lengths if m.value.text("cycles")}
    return f"1-{counts.pop()}" if len(counts) == 1 else ""


def _draft(scene: Scene, drug: Mention, dose: Mention, amount: tuple[Decimal, Decimal | None], schedule: Schedule) -> Draft:
    arm, label = _receiver(scene, drug, dose)
    return Draft(
        kind="dose",
        name=drug.name,
        statistic=_statistic(scene.text, drug, dose),
        value=amount[0],
        value_high=amount[1],
        unit=_unit(dose.value.text("unit")),
        days=schedule.days,
        cycle_days=schedule.cycle_days,
        frequency=schedule.frequency,
        route=schedule.route,
        cycles=schedule.cycles,
        group=label,
        regimen=arm.regimen if arm else "",
        evidence=(evidence_of(scene.sentence, f"{dose.pattern} {drug.pattern}"),),
        confidence=0.9,
    )


def _statistic(text: str, drug: Mention, dose: Mention) -> str:
    around = text[max(0, min(drug.start, dose.start) - 80) : dose.start]
    opened = regex.match(r"MTD\s?[:=]|.{0,30}(?:MTD|maximum tolerated dose) was", text)
    if opened:
        return "max_tolerated"
    if regex.search(r"\bMTD\b(?! not)|maximum[- ]tolerated dose(?! not)", around) and not regex.search(r"not (?:yet )?reached", around):
        return "max_tolerated"
    return "median_dose" if regex.search(r"(?i)median (?:\w+ )?(?:daily )?dose", around) else "dose"


def _receiver(scene: Scene, drug: Mention, dose: Mention) -> tuple[Arm | None, str]:
    """The arm that a dose belongs to: the one named last before the drug, else the only one with this drug."""
    arms = scene.register.arms
    if len(arms) < 2:
        return scene.register.only(), ""
    behind = next((r for r in scene.refs if r.start >= dose.end and regex.fullmatch(r"[^;.]{0,60}?\bin the\s", scene.text[dose.end : r.start])), None)
    if behind and behind.arm and drug.name in behind.arm.regimen.split("+") and not any(dose.end <= d.start < behind.start for d in scene.sentence.of(Label.DOSE)):
        return behind.arm, behind.label
    having = [a for a in arms if drug.name in a.regimen.split("+")]
    if len(having) == 1:
        return having[0], having[0].label
    return None, ""
