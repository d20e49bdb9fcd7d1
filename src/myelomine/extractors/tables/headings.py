"""What the words above and before a cell say: its measure, grade, statistic, unit, time and number of patients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce

import regex

from myelomine.extractors.measures import RESPONSE, SURVIVAL, TOXICITY, Measure, landmark_months, measures
from myelomine.extractors.quantities import grade_of
from myelomine.extractors.sentences import Sentence
from myelomine.extractors.tables.context import TableContext
from myelomine.extractors.tables.cues import PLAIN_WORDS, Holds, any_of, holds_of, is_told_of_another
from myelomine.extractors.tables.labels import size_in, telling_words, trimmed, without_size
from myelomine.mentions import Label
from myelomine.numbers import months

_UNIT = regex.compile(r"(?i)(?<![\d-]\s?)\b(?P<unit>months?|mos?|weeks?|wks?|years?|yrs?|days?)\b")
# what is left of a label when its measure is taken out
_LEFT_OVER = regex.compile(r"(?i)^[\s,;:–—-]*(?:(?:in|with|for|of|rates?|median|the)\s)*|[\s,;:–—-]+$|(?<=\s)\s+")
_BRACKETED = regex.compile(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]")
_TIME = regex.compile(
    r"(?i)(?:at |rate at )?(?P<value>\d{1,2}(?:\.\d)?)[\s-]?(?P<unit>months?|mos?|years?|yrs?)\.?"
    r"(?:[\s-](?:rate|estimate|survival|landmark)s?)?(?=[,;:]?\s?(?:$|[\[(%,]|n\b|no\b))"
)
# what a ratio is one of, where its header names no end point
_RATIO_OF = (
    ("PFS", regex.compile(r"(?i)\bfor (?:disease )?(?:progression or death|death or (?:disease )?progression)")),
    ("TTP", regex.compile(r"(?i)\bfor (?:disease )?progression\b")),
    ("OS", regex.compile(r"(?i)\bfor (?:death\b|mortality)")),
)
_ANY_TIME = regex.compile(r"(?i)(?<![\d.–-])(?P<value>\d{1,2}(?:\.\d)?)[\s-]?(?P<unit>months?|mos?|years?|yrs?|y)\b")
_GRADE = r"(?:[1-5]|I{1,3}|IV|V)"
_GRADE_ONLY = regex.compile(rf"(?i)(?:[≥>]\s?)?{_GRADE}\+?(?:\s?(?:[-–—/]|or|and|to)\s?{_GRADE})?|any|all|total")
# words that only a table of responses makes categories
_RESPONSE_STUBS = (
    ("SD", regex.compile(r"(?i)no (?:change|response)|stable|NC")),
    ("PD", regex.compile(r"(?i)(?:progression|progressive|progressed)(?: of disease)?")),
    ("ORR", regex.compile(r"(?i)(?:total |any |overall )?(?:RR|respon(?:se|ses|ders|se rate)|responding)(?: rate)?")),
)
# in a table of toxicities an organ stands for its toxicity
_ORGAN = any_of(
    r"cardiac|cardiovascular|gastrointestinal|hepatic|renal|neurologic(?:al)?|pulmonary|dermatologic(?:al)?|cutaneous|ocular"
    r"|metabolic|ha?ematologic(?:al)?"
)
_ADVERSE = any_of(r"\badverse\b", r"\btoxicit")
_RESPONSES = any_of(r"\brespon", r"\bremission")
_GRADES = regex.compile(r"(?i)\bgrades?\b")
_GRADE_LEVEL = regex.compile(r"[\dIV]")


@dataclass(frozen=True, slots=True)
class Heading:
    """What the texts of a header or stub say; `label` is what names patients when all of that is taken out.

    `time_months` is that of a landmark: "At 24 months, %".
    """

    text: str
    holds: Holds = Holds.UNSAID
    measure: Measure | None = None
    grade: str = ""
    unit: str = ""
    size: int | None = None
    label: str = ""
    time_months: Decimal | None = None


def heading_of(context: TableContext, *parts: str) -> Heading:
    """The heading of some texts, the outermost first; where two speak of one thing the inner one counts."""
    texts = graded(parts)
    if not texts:
        return Heading("")
    singles = [_single(context, text) for text in texts]
    return singles[0] if len(singles) == 1 else replace(reduce(_joined, reversed(singles)), text=" ".join(texts))


def graded(parts: Sequence[str]) -> list[str]:
    """The texts with bare grades written out.

    >>> graded(["Rd (n = 201)", "WHO grade", "3–4"])
    ['Rd (n = 201)', 'WHO grade', 'grade 3–4']
    """
    out = [p.strip() for p in parts if p.strip()]
    if any(_GRADES.search(p) for p in out[:-1]) and _GRADE_ONLY.fullmatch(without_size(out[-1])):
        out[-1] = f"grade {out[-1]}" if _GRADE_LEVEL.search(out[-1]) else "any grade"
    return out


def _joined(inner: Heading, outer: Heading) -> Heading:
    """The inner heading with what only the outer one says."""
    time = outer.time_months if inner.time_months is None else inner.time_months
    measure = inner.measure
    if measure is None and outer.measure is not None:
        grade = inner.grade or outer.measure.grade
        measure = replace(outer.measure, grade=grade, time_months=time)
    return replace(
        inner,
        measure=measure,
        time_months=time,
        holds=inner.holds or outer.holds,
        grade=inner.grade or outer.grade,
        unit=inner.unit or outer.unit,
        size=outer.size if inner.size is None else inner.size,
    )


def _single(context: TableContext, text: str) -> Heading:
    """The heading of one text, read once a table."""
    if text not in context.headings:
        context.headings[text] = _read(context, text)
    return context.headings[text]


def _read(context: TableContext, text: str) -> Heading:
    sentence, bare = context.sentence(text), without_size(text)
    holds = holds_of(bare)
    measure = _ratio_measure(bare) if holds is Holds.RATIO else None
    measure = measure or measure_of(sentence) or _stub_measure(context, bare)
    grades = sentence.of(Label.GRADE)
    grade = grade_of(grades[-1]) if grades else ""
    if measure is not None and measure.kind == TOXICITY:
        measure = replace(measure, grade=measure.grade or grade)
    timed = _TIME.match(bare)
    return Heading(
        text=text,
        holds=holds,
        measure=measure,
        grade=grade,
        unit="" if timed else _unit_of(sentence),
        size=size_in(text),
        label="" if timed or grade else _label_of(sentence, measure),
        time_months=_time_of(sentence, timed),
    )


def _time_of(sentence: Sentence, opening: regex.Match[str] | None) -> Decimal | None:
    """A landmark's time: "12-month rate", or a text that opens with it, as a row below an end point does."""
    if opening is not None:
        return months(Decimal(opening["value"]), opening["unit"])
    landmarks = sentence.of(Label.LANDMARK)
    return landmark_months(landmarks[0]) if landmarks else None


def _time_in(sentence: Sentence) -> Decimal | None:
    """The time of a landmark in a heading that names an end point, however it is printed: "1 yr-OS"."""
    return _time_of(sentence, _ANY_TIME.search(_BRACKETED.sub(" ", sentence.text)))


def measure_of(sentence: Sentence) -> Measure | None:
    """The one measure that a heading names and means."""
    found = _outside_brackets(sentence)
    return measure_named(sentence) if found and _stands_for_itself(sentence.text, found) else None


def measure_named(sentence: Sentence) -> Measure | None:
    """The one measure that a text names; what stands in brackets behind it only explains it."""
    found = _outside_brackets(sentence)
    if len({m.name for m in found}) != 1:
        return None
    timed = next((m for m in found if m.time_months is not None), found[0])
    if timed.kind == SURVIVAL and timed.time_months is None:
        return replace(timed, time_months=_time_in(sentence))
    return timed


def _outside_brackets(sentence: Sentence) -> list[Measure]:
    """The measures that a text names outside brackets, or the first where all are inside."""
    found = measures(sentence)
    brackets = [hit.span() for hit in _BRACKETED.finditer(sentence.text)]
    return [m for m in found if not any(a <= m.start < b for a, b in brackets)] or found[:1]


def _stands_for_itself(text: str, found: Sequence[Measure]) -> bool:
    """Whether a heading means the measure that it names: "death in CR" and "cardiac adverse events" do not."""
    before, after = text[: found[0].start], text[found[-1].end :]
    if is_told_of_another(before, after):
        return False
    rest = telling_words(_BRACKETED.sub(" ", f"{before} {after}"), PLAIN_WORDS)
    return found[0].name != "any adverse event" or not [word for word in rest if not word.isdigit()]


def _stub_measure(context: TableContext, bare: str) -> Measure | None:
    """The response category of "No change" or "Progression" in a table of responses."""
    body = _BRACKETED.sub("", bare).split(",")[0].strip(" %*†‡§‖¶")
    if _ORGAN.fullmatch(body) and _ADVERSE.search(context.notes):
        return measure_of(context.sentence(f"{body} toxicity"))
    name = next((name for name, cue in _RESPONSE_STUBS if cue.fullmatch(body)), "")
    stubs = " ".join(c.text for c in context.table.cells if c.column == 0)
    told = name and _RESPONSES.search(f"{context.notes} {stubs}")
    return Measure(0, len(bare), RESPONSE, name, "stub.response") if told else None


def _ratio_measure(bare: str) -> Measure | None:
    """The end point of "Hazard ratio for progression or death"."""
    name = next((name for name, cue in _RATIO_OF if cue.search(bare)), "")
    return Measure(0, len(bare), SURVIVAL, name, "ratio.of") if name else None


def _unit_of(sentence: Sentence) -> str:
    """The unit of time that a heading gives to its cells; that of a landmark is none."""
    taken = [(m.start, m.end) for m in sentence.of(Label.LANDMARK)]
    hits = (hit for hit in _UNIT.finditer(sentence.text) if not any(a <= hit.start() < b for a, b in taken))
    return next((hit["unit"].lower() for hit in hits), "")


def _label_of(sentence: Sentence, measure: Measure | None) -> str:
    """The heading as printed where it says more than its measure, statistic and unit; else nothing."""
    if measure is not None and measure.rule == "stub.response":
        return ""
    text = sentence.text
    spans = [(m.start, m.end) for m in sentence.of(Label.LANDMARK)]
    spans += [(measure.start, measure.end)] if measure is not None else []
    for start, end in spans:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    if not telling_words(text):
        return ""
    return trimmed(_LEFT_OVER.sub("", text)) if spans else trimmed(sentence.text)
