"""Level 3 of the cascade: what is measured. An endpoint with its landmark time, a toxicity with its grade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import regex

from myelomine.extractors.quantities import grade_of
from myelomine.extractors.sentences import Sentence
from myelomine.mentions import Label, Mention
from myelomine.numbers import months, parse_count, parse_decimal

RESPONSE, SURVIVAL, TOXICITY = "response", "survival", "toxicity"
_KINDS = {Label.RESPONSE: RESPONSE, Label.ENDPOINT: SURVIVAL, Label.TOXICITY: TOXICITY}


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured, where the sentence names it."""

    start: int
    end: int
    kind: str
    name: str
    rule: str
    grade: str = ""
    time_months: Decimal | None = None
    times: tuple[Decimal, ...] = ()


_ABBREVIATION_GAP = regex.compile(r"\s?[\[(]\s?|\s?[,/]\s?")
_THRESHOLD_GAP = regex.compile(r"\s?(?:rate\s?)?[\[(,]\s?(?:defined as\s)?|\s?(?:rate\s?)?,?\s?(?:defined as|that is|ie,?)\s(?:an?\s)?")
_INCLUDING = regex.compile(r"\s?[(,]\s?(?:including|comprising)\s(?:the\s|an?\s)?")
_GRADE_BEFORE = regex.compile(r"\s?(?:treatment[- ]?(?:related|emergent)|drug[- ]related|related|nonhemat\w+|hemat\w+|severe|common|all[- ]cause|overall|serious|the|of|to)?\s?,?\s?")
_GRADE_AFTER = regex.compile(r"\s?,?\s?(?:rates?\s)?[\[(]?\s?(?:of|with|was|were|at|being|events?|toxicity|adverse events?)?\s?,?\s?(?:of\s)?")
_TIME_GAP = regex.compile(r"\s?-?(?:(?:estimated|actuarial|probability of|rates? of|rate|cumulative|incidence of|overall|median|Kaplan[- ]Meier|the|an?)\s?){0,4}")
_TIME_AFTER = regex.compile(r"\s?(?:\([^()]{2,12}\))?\s?(?:rates?|probabilit(?:y|ies)|estimates?)?\s?")


def measures(sentence: Sentence) -> list[Measure]:
    """Every measure of a sentence, in reading order, with grade and landmark time where they stand beside it."""
    named = sorted(sentence.named(*_KINDS), key=lambda m: m.start)
    plain = _merged(sentence.text, [_measure(m) for m in named])
    return [_with_time(sentence, _with_grade(sentence, m)) for m in plain]


def _measure(mention: Mention) -> Measure:
    return Measure(mention.start, mention.end, _KINDS[mention.label], mention.name, mention.pattern)


def _merged(text: str, found: Sequence[Measure]) -> list[Measure]:
    """Takes "progression-free survival (PFS)" as one, and lets a printed threshold decide: "ORR (≥MR)" is ≥MR."""
    out: list[Measure] = []
    for measure in found:
        if out and out[-1].kind == measure.kind:
            gap = text[out[-1].end : measure.start]
            if measure.name == out[-1].name and _ABBREVIATION_GAP.fullmatch(gap):
                out[-1] = replace(out[-1], end=measure.end)
                continue
            if out[-1].name == "ORR" and measure.name in ("ORR", ">=MR") and _THRESHOLD_GAP.fullmatch(gap):
                out[-1] = replace(out[-1], end=measure.end, name=measure.name)
                continue
            if _INCLUDING.fullmatch(gap):
                both = {out[-1].name, measure.name} == {"CR", "nCR"}
                out[-1] = replace(out[-1], end=measure.end, name="CR+nCR" if both else out[-1].name)
                continue
        out.append(measure)
    return out


def _with_grade(sentence: Sentence, measure: Measure) -> Measure:
    if measure.kind != TOXICITY:
        return measure
    if regex.search(r"(?i)\bfatal\s$", sentence.text[: measure.start]):
        return replace(measure, grade="5")
    for grade in sentence.of(Label.GRADE):
        if measure.start <= grade.start and grade.end <= measure.end:
            return replace(measure, grade=grade_of(grade))
        before = grade.end <= measure.start and _GRADE_BEFORE.fullmatch(sentence.text[grade.end : measure.start])
        after = measure.end <= grade.start and _GRADE_AFTER.fullmatch(sentence.text[measure.end : grade.start])
        if before or after:
            start, end = min(grade.start, measure.start), max(grade.end, measure.end)
            return replace(measure, start=start, end=end, grade=grade_of(grade))
    return measure


def _with_time(sentence: Sentence, measure: Measure) -> Measure:
    for landmark in sentence.of(Label.LANDMARK):
        before = landmark.end <= measure.start and _TIME_GAP.fullmatch(sentence.text[landmark.end : measure.start])
        after = measure.end <= landmark.start and _TIME_AFTER.fullmatch(sentence.text[measure.end : landmark.start])
        if before or after:
            start, end = min(landmark.start, measure.start), max(landmark.end, measure.end)
            if landmark.value.text("list"):
                return replace(measure, start=start, end=end, times=landmark_times(landmark))
            return replace(measure, start=start, end=end, time_months=landmark_months(landmark))
    return measure


def landmark_times(landmark: Mention) -> tuple[Decimal, ...]:
    """The times of a list in months: "at 1, 2, and 3 years", "one- and two-year"."""
    words = regex.findall(r"\d{1,3}|\b(?!and\b|or\b|at\b)\p{L}{3,5}\b", landmark.value.text("list"))
    counts = [c for c in map(parse_count, words) if c is not None]
    return tuple(months(Decimal(c), landmark.value.text("unit")) for c in counts)


def landmark_months(landmark: Mention) -> Decimal | None:
    """A landmark's time in months; "two" and "2" alike."""
    text = landmark.value.text("value")
    number = parse_decimal(text)
    if number is None:
        count = parse_count(text)
        number = None if count is None else Decimal(count)
    return None if number is None else months(number, landmark.value.text("unit"))
