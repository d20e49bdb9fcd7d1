"""When and how a dose is given: days, cycle length, frequency, route and cycles in the words of the record contract.

A stretch of text may hold several rhythms with the cycles of each ("weekly in cycles 1-2, every 2 weeks thereafter");
`rhythms` takes them apart. Nothing here knows drugs, arms or sentences.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from myelomine.mentions import Label, Mention
from myelomine.numbers import arabic, parse_count, parse_day_list


@dataclass(frozen=True, slots=True)
class Schedule:
    """When and how a dose is given; an empty field is not stated."""

    days: str = ""
    cycle_days: int | None = None
    frequency: str = ""
    route: str = ""
    cycles: str = ""

    @property
    def timed(self) -> bool:
        """Whether days or a frequency are known."""
        return bool(self.days or self.frequency)

    def or_else(self, other: Schedule) -> Schedule:
        """This schedule with what only the other knows; only a daily rhythm takes the other's days."""
        timing = self if self.timed else other
        days = other.days if timing.frequency == "daily" and not timing.days else timing.days
        return Schedule(
            days,
            self.cycle_days or other.cycle_days,
            timing.frequency,
            self.route or other.route,
            self.cycles or other.cycles,
        )


NO_SCHEDULE = Schedule()
TIMING = (Label.DAYS, Label.FREQUENCY, Label.CYCLES, Label.CYCLE_LENGTH)

_NEXT = regex.compile(r"[;,]|\b(?:and|then|followed by|thereafter)\b")
_CLAUSE = regex.compile(r";|\bthen\b")
_DAYS_IN = {"w": 7, "m": 28}
_WEEKS_REPEATED = regex.compile(r"(?i)^(?:/|per\s?)?2\s?days$|(?:/|per\s?)2\s?days$")
_DAILY = regex.compile(r"(?i)(?:^|/|per\s?)(?:day|d)$|\b(?:day|d)\s?[-−–]\s?1$")
_WEEKLY = regex.compile(r"(?i)(?:^|/|per\s?)(?:week|wk)$|\b(?:week|wk)\s?[-−–]\s?1$")
_FREQUENCIES = {
    "twice_daily": "twice daily",
    "daily": "daily",
    "every_other_day": "every other day",
    "twice_weekly": "twice weekly",
    "thrice_weekly": "three times weekly",
    "weekly": "weekly",
    "every_other_week": "every 2 weeks",
    "monthly": "every 4 weeks",
    "once": "once",
}
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_TIMES = {"4": "four", "5": "five", "6": "six"}


def rhythms(text: str, mentions: Sequence[Mention]) -> list[Schedule]:
    """The rhythms of a stretch in reading order, at least one; "thereafter" and "then" continue the cycles before.

    "weekly in cycles 1-2, every 2 weeks in cycles 3-6 and every 4 weeks thereafter" holds three.
    """
    out = [NO_SCHEDULE]
    at = 0
    for mention in (m for m in mentions if m.label in TIMING):
        gap = text[at : mention.start] if at else ""
        if _opens(out[-1], mention, gap):
            out.append(NO_SCHEDULE)
        before = out[-2].cycles if len(out) > 1 else ""
        out[-1] = _with(out[-1], mention, before)
        at = mention.end
    return _from_the_first([out[0], *(s for s in _continued(out) if s.timed)])


def _from_the_first(found: list[Schedule]) -> list[Schedule]:
    """The rhythms, the first one up to where a second begins: "on days 1-4 and 9-12, from cycle 3 on days 1-4 only"."""
    begins = regex.fullmatch(r"(?P<cycle>\d{1,2})-", found[1].cycles) if len(found) == 2 else None
    if begins is None or found[0].cycles or not found[0].timed or int(begins["cycle"]) < 2:
        return found
    last = int(begins["cycle"]) - 1
    return [replace(found[0], cycles=f"1-{last}" if last > 1 else "1"), found[1]]


def _opens(current: Schedule, mention: Mention, gap: str) -> bool:
    """Whether a mention starts another rhythm: one like it was read, and a word or comma stands between."""
    if not current.timed or mention.label is Label.CYCLE_LENGTH or not _NEXT.search(gap):
        return False
    if mention.label is Label.CYCLES:
        later = mention.value.text("ordinal") or mention.value.text("from")
        return bool(current.cycles or (later and _CLAUSE.search(gap)))
    again = current.days if mention.label is Label.DAYS else current.frequency
    return bool(again or current.cycles)


def _with(schedule: Schedule, mention: Mention, before: str) -> Schedule:
    if mention.label is Label.DAYS:
        cycle = mention.value.text("cycle")
        return replace(schedule, days=schedule.days or days_of(mention), cycles=schedule.cycles or cycle)
    if mention.label is Label.FREQUENCY:
        if schedule.days and not schedule.frequency:
            return in_cycles(replace(schedule, frequency=frequency_of(mention)))
        if schedule.days and schedule.frequency == "daily" and not schedule.cycle_days:
            again = in_cycles(replace(schedule, frequency=frequency_of(mention)))
            return replace(schedule, cycle_days=again.cycle_days)
        return replace(schedule, frequency=schedule.frequency or frequency_of(mention))
    if mention.label is Label.CYCLE_LENGTH:
        count = parse_count(mention.value.text("cycles")) if mention.value.text("cycles") else None
        cycles = _counted(count, before) if count else ""
        return replace(schedule, cycle_days=schedule.cycle_days or _length(mention), cycles=schedule.cycles or cycles)
    later = following(before) if mention.value.text("thereafter") else cycles_of(mention, before)
    return replace(schedule, cycles=schedule.cycles or later)


def _continued(found: Sequence[Schedule]) -> Iterator[Schedule]:
    """The rhythms after the first, each without cycles of its own going on where the one before ended."""
    cycles = found[0].cycles
    for schedule in found[1:]:
        cycles = schedule.cycles or following(cycles)
        yield replace(schedule, cycles=cycles)


def following(cycles: str) -> str:
    """The cycles from then on.

    >>> following("1-4"), following("1"), following("5-"), following("")
    ('5-', '2-', '', '')
    """
    hit = regex.fullmatch(r"(?:\d{1,2}-)?(?P<last>\d{1,2})", cycles)
    return f"{int(hit['last']) + 1}-" if hit else ""


def days_of(mention: Mention) -> str:
    """The days that a mention lists: "days 1, 8 and 15" are 1,8,15, "for 4 days from days 1 and 9" is 1-4,9-12."""
    text = mention.value.text
    count = parse_count(text("first")) if text("first") else None
    if count is None:
        return parse_day_list(text("days").replace("+", ","))
    starts = [int(n) for n in regex.findall(r"\d+", text("starts"))] or [1]
    last = count * (7 if text("first_unit")[:1].lower() == "w" else 1) - 1
    return ",".join(f"{start}-{start + last}" if last else str(start) for start in starts)


def in_cycles(schedule: Schedule) -> Schedule:
    """Days that come again "every 4 weeks" are days of a 28-day cycle; one day a cycle keeps its frequency too."""
    hit = regex.fullmatch(r"every (?P<weeks>\d{1,2}) weeks", schedule.frequency)
    days = [int(n) for n in regex.findall(r"\d+", schedule.days)]
    if hit is None or not days or max(days) > 7 * int(hit["weeks"]):
        return schedule
    frequency = schedule.frequency if days == [1] else ""
    return replace(schedule, frequency=frequency, cycle_days=7 * int(hit["weeks"]))


def with_next_days(days: str) -> str:
    """Each day and the one after it; empty where the days are ranges.

    >>> with_next_days("1,4,8,11"), with_next_days("1-4")
    ('1,2,4,5,8,9,11,12', '')
    """
    if not regex.fullmatch(r"\d+(?:,\d+)*", days):
        return ""
    return ",".join(str(n) for day in days.split(",") for n in (int(day), int(day) + 1))


def days_on_and_off(mention: Mention) -> int | None:
    """The cycle length of "21 days, followed by 7 days of rest" or "21 of 28 days"."""
    text = mention.value.text
    if text("of"):
        return parse_count(text("of"))
    first, rest = (parse_count(text(name)) if text(name) else None for name in ("first", "off"))
    if not first or not rest:
        return None
    return first * _DAYS_IN.get(text("first_unit")[:1].lower(), 1) + rest * _DAYS_IN.get(
        text("off_unit")[:1].lower(), 1
    )


def frequency_of(mention: Mention) -> str:
    """The frequency in the contract's words."""
    number, times = mention.value.text("n"), mention.value.text("times")
    if mention.value.text("n_days"):
        return f"every {int(mention.value.text('n_days')) // 7} weeks"
    if times:
        return f"{_TIMES.get(times, times)} times a week"
    if number:
        return f"every {parse_count(arabic(number))} weeks"
    return next((word for key, word in _FREQUENCIES.items() if mention.value.text(key)), "")


def frequency_of_unit(printed: str) -> str:
    """The frequency that a unit holds.

    >>> frequency_of_unit("mg/day"), frequency_of_unit("mg/2 days"), frequency_of_unit("mg/m2")
    ('daily', 'every other day', '')
    """
    if _WEEKS_REPEATED.search(printed):
        return "every other day"
    return "daily" if _DAILY.search(printed) else "weekly" if _WEEKLY.search(printed) else ""


def route_of(mentions: Sequence[Mention]) -> str:
    """The one route among the mentions; two different ones ("oral or intravenous") leave it open.

    What is infused goes into a vein where no route is named.
    """
    routes = [m for m in mentions if m.label is Label.ROUTE]
    found = {r for m in routes for r in ("PO", "IV", "SC") if m.value.text(r)}
    if not found and any(m.value.text("infused") for m in routes):
        return "IV"
    return found.pop() if len(found) == 1 else ""


def cycles_of(mention: Mention, before: str = "") -> str:
    """The cycles that a mention names; a plain number of them follows the cycles `before`.

    "cycles 3-6" is 3-6, "cycles 1 and 2" is 1-2, "from cycle 5" is 5-, "for 8 cycles" is 1-8, "the first cycle" is 1.
    """
    text = mention.value.text
    if text("thereafter") or text("after") or text("counted"):
        return ""
    if text("ordinal"):
        return f"{_ORDINALS.index(text('ordinal').lower()) + (2 if text('from_ordinal').startswith('after') else 1)}-"
    count = parse_count(text("count")) if text("count") else None
    if count:
        return _counted(count, "" if text("first") else before)
    if text("first_cycle"):
        return "1"
    cycles = parse_day_list(text("cycles"))
    numbers = [int(n) for n in cycles.split(",")] if regex.fullmatch(r"\d+(?:,\d+)+", cycles) else []
    if numbers and numbers == list(range(numbers[0], numbers[-1] + 1)):
        cycles = f"{numbers[0]}-{numbers[-1]}"
    return f"{cycles}-" if text("onwards") or text("from") else cycles


def _counted(count: int, before: str) -> str:
    """A number of cycles after others: three cycles after 1-8 are 9-11."""
    start = int(following(before).rstrip("-") or 1)
    return f"{start}-{start + count - 1}" if count > 1 else str(start)


def cycle_lengths(mentions: Sequence[Mention]) -> list[int]:
    """The different cycle lengths in days, in reading order."""
    out: list[int] = []
    for mention in mentions:
        length = days_on_and_off(mention) if mention.label is Label.DAYS else _length(mention)
        if length and length not in out:
            out.append(length)
    return out


def _length(mention: Mention) -> int | None:
    if mention.label is not Label.CYCLE_LENGTH:
        return None
    count = parse_count(mention.value.text("value"))
    return count * _DAYS_IN.get(mention.value.text("unit")[:1].lower(), 1) if count else None


def counted_cycles(mentions: Sequence[Mention]) -> str:
    """The cycles of "three 21-day cycles" or "four cycles of CTD", where the mentions agree."""
    printed = {m.value.text("cycles") for m in mentions if m.label is Label.CYCLE_LENGTH}
    printed |= {m.value.text("counted") for m in mentions if m.label is Label.CYCLES}
    counts = {parse_count(text) for text in printed if text}
    return _counted(counts.pop() or 1, "") if len(counts) == 1 else ""
