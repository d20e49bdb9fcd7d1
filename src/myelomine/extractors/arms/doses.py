"""Arms of one drug that are told apart by its dose: "randomized to pomalidomide 1, 2 or 4 mg, or dexamethasone"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from myelomine.extractors.arms.names import normal
from myelomine.extractors.arms.register import Arm, Reference, Register
from myelomine.extractors.sentences import Sentence
from myelomine.mentions import Label, Mention

_UNIT = r"(?P<unit>mg|g|µg|μg|mcg|MU)\b(?P<per>(?:/(?:m2|m²|m\(2\)|kg))?)(?P<time>(?:/(?:day|d|wk|week))?)"
_LINK = r"(?:,\s?(?:and|or|to)?|\s(?:and|or|to|versus|vs\.?|v)|\sor\sto)\s?"
_STEP = r"\d{1,4}(?:[.·]\d{1,2})?(?:\s?-(?!\d)|\s?(?:mg|g|µg|μg|mcg|MU)(?:/[\w²()]{1,5})?)?"
# "1-, 2-, or 4-mg/day", "100 mg, 200 mg or 400 mg", "1.0 and 1.3 mg/m2"
_STEPS = regex.compile(
    rf"(?<![\d.·,/–-]\s?)(?P<steps>(?:{_STEP}{_LINK}){{1,4}})(?P<last>\d{{1,4}}(?:[.·]\d{{1,2}})?)[-\s]?{_UNIT}"
)
_ONE = regex.compile(rf"(?<![\d.·,/–-])(?P<last>\d{{1,4}}(?:[.·]\d{{1,2}})?)[-\s]?{_UNIT}")
_NUMBER = regex.compile(r"\d{1,4}(?:[.·]\d{1,2})?")
# what may stand between the drug and its doses
_AT = regex.compile(
    r"\s?[(,:]?\s?(?:(?:at|in|of|with|either|a|one|the|two|three|four|daily|oral|different|dos(?:es?|ages?)(?:\slevels?)?)\s){0,5}"
)
_OF_DRUG = regex.compile(r"(?:\s(?:of|daily|oral|weekly|per day|a day|doses?)){1,3}\s")
_ASSIGNS = regex.compile(r"(?i)\brandom|\bassigned\b|\ballocated\b|\barms\b|\bgroups\b")
# doses that follow each other in one patient, or depend on the patient, make no arms
_ONE_AFTER_THE_OTHER = regex.compile(
    r"(?i)\b(?:escalat\w+|then|followed|increas\w+|reduc\w+|titrat\w+|thereafter|subsequent\w*|depending|according to"
    r"|aged?|older|if)\b"
)
_FEWEST = 2
_ASSIGNS_NOW = regex.compile(r"(?i)\b(?:were|was) (?:randomi[sz]ed|randomly|assigned|allocated)\b")


def by_dose(sentences: Sequence[Sentence], arms: Sequence[Arm]) -> list[Arm]:
    """The arms with one for each dose in the place of the arm whose drug patients are assigned to at several doses."""
    out: list[Arm] = []
    for arm in arms:
        parts = next((p for s in sentences if (p := _parts(s, arm))), [])
        out.extend(parts if parts and _have_results(sentences, parts) else [arm])
    return out


def _have_results(sentences: Sequence[Sentence], parts: Sequence[Arm]) -> bool:
    """Whether results are told by dose: two doses or more are named where shares or times are given."""
    register = Register(tuple(parts))
    told = {
        ref.arm
        for s in sentences
        if s.of(Label.PERCENT, Label.DURATION) and not _ASSIGNS_NOW.search(s.text)
        for ref in dose_references(s, register)
    }
    return len(told) >= _FEWEST


def _parts(sentence: Sentence, arm: Arm) -> list[Arm]:
    """The arms of the doses that a sentence assigns patients to, of the one drug of an arm."""
    text = sentence.text
    if "+" in arm.regimen or not _ASSIGNS.search(text):
        return []
    for hit in _STEPS.finditer(text):
        told = _ONE_AFTER_THE_OTHER.search(text, max(0, hit.start() - 60), min(len(text), hit.end() + 60))
        beside = any(d.name == arm.regimen and _is_beside(text, d, hit) for d in sentence.drugs)
        numbers = [*_NUMBER.findall(hit["steps"]), hit["last"]]
        if beside and not told and len(set(numbers)) == len(numbers) >= _FEWEST:
            return [_at(arm, n, hit["unit"] + hit["per"], hit["time"]) for n in numbers]
    return []


def _is_beside(text: str, drug: Mention, doses: regex.Match[str]) -> bool:
    """Whether doses are those of a drug: "bortezomib at 1.0 or 1.3 mg/m2", "200 or 400 mg of thalidomide"."""
    if drug.end <= doses.start():
        return _AT.fullmatch(text, drug.end, doses.start()) is not None
    return doses.end() <= drug.start and _OF_DRUG.fullmatch(text, doses.end(), drug.start) is not None


def _at(arm: Arm, number: str, unit: str, time: str) -> Arm:
    """One dose of an arm; its size and its other names are of all doses together."""
    dose = f"{number} {unit}"
    names = {normal(f"{arm.regimen} {dose}"), normal(dose), normal(f"{dose}{time}"), normal(f"{arm.label} {dose}")}
    return replace(arm, label=f"{arm.label} {dose}", names=frozenset(names), size=None, dose=dose)


def dose_references(sentence: Sentence, register: Register) -> Iterator[Reference]:
    """Places where arms are named by their doses: "with pomalidomide 1, 2 and 4 mg", "at 2 mg/day"."""
    arms = {a.dose: a for a in register.arms if a.dose}
    if not arms:
        return
    done = 0
    for hit in sorted((*_STEPS.finditer(sentence.text), *_ONE.finditer(sentence.text)), key=lambda h: h.start()):
        if hit.start() < done:
            continue
        unit = hit["unit"] + hit["per"]
        spans = [*_spans(hit), hit.span("last")]
        meant = [arms.get(f"{sentence.text[a:b]} {unit}") for a, b in spans]
        if not all(meant):
            continue
        done = hit.end()
        for (start, end), arm in zip(spans, meant, strict=True):
            if arm is not None:
                yield Reference(start, hit.end() if end == hit.end("last") else end, arm.label, arm, arm.regimen)


def _spans(hit: regex.Match[str]) -> list[tuple[int, int]]:
    """Where the doses before the last one of a list stand."""
    start, end = hit.span("steps") if "steps" in hit.groupdict() else (0, 0)
    return [m.span() for m in _NUMBER.finditer(hit.string, start, end)]
