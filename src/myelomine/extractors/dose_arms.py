"""Which arm of a study receives a dose.

A name beside the dose decides ("T (100 mg daily)", "... (high dose)", "arm A received ..."); without one, a drug that
just one of the possible arms receives. A dose that every arm receives, or that the text leaves open, has no arm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from myelomine.extractors.arms import Arm, Reference, normal
from myelomine.extractors.dose_mentions import Given
from myelomine.extractors.dose_stretches import closing
from myelomine.extractors.linking.scene import Scene
from myelomine.extractors.schedules import Schedule
from myelomine.mentions import Label


@dataclass(frozen=True, slots=True)
class Receiver:
    """The group as printed and its regimen; both empty when a dose is everybody's."""

    group: str = ""
    regimen: str = ""


_LABEL_AHEAD = regex.compile(r"\s?(?:group|arm|regimen|cohort|cycles|courses|induction)?\s?[\[(][^()\[\]]{0,160}")
_SUBJECT = regex.compile(
    r"(?:[\s)]|\b(?:group|arm|patients|cohort|regimen|protocol|schedule|scheme|schema|combination|course|cycle|recipients)\b){0,4}"
    r"(?:\s?\([^()]{1,40}\))?"
    r"(?:,\s|:\s|\s?(?:also |then )?(?:received|receives?|(?:was|were) (?:given|treated with|administered)|got|took|"
    r"consisted of|included|comprised|contained)\b)"
)
# a verb that the arm before had already: "arm A received 90 mg and arm B (n = 56) a target dose of 160 mg"
_AGAIN = regex.compile(
    r"(?:\s?\([^()]{1,40}\))?,?\s(?:an?|the|at|with|target|starting|initial|total|weekly|daily|dose|doses|of|got|had|\s){1,12}"
)
_IN_THE = regex.compile(r"[^;.]{0,60}?\b(?:in|for|to|of)\s(?:the\s|patients (?:in|assigned to|receiving)\s(?:the\s)?)?")
_CLOSING = regex.compile(r"(?:\s?(?:group|arm|regimen|cohort|dose))?\s?[)\];,]")
_CLOSING_BEFORE = regex.compile(r"[\[(;]\s?(?:the\s)?$")
_TITLE = regex.compile(r"[(;]\s?(?:the\s)?(?P<title>\p{L}[\p{L}\d +/-]{0,40}?)(?:\s(?:group|arm|regimen))?\s?\)")
_NEXT_ARM = regex.compile(r"\b(?:versus|vs\.?|or to)\b|(?<=\))[,;]?\sor\s")
_PHASE_BRACKET = regex.compile(
    r"\s(?P<phase>(?i:induction|consolidation|maintenance|intensification|salvage))(?:\s(?i:therapy|treatment|phase))?"
    r"(?:\s(?i:courses?|cycles?))?\s?[\[(](?=(?P<inside>(?:[^()\[\]]|\([^()]*\)){0,300}))"
)
_ASSIGNED = regex.compile(r"(?i)\b(?:randomi[sz]|assigned|allocated)")
_OR_DOSE = regex.compile(
    r"[^;.()]{0,60}(?:\(n\s?=\s?\d{1,4}\))?[^;.()]{0,20}\b(?:or|versus|vs\.?)\s(?:to\s|at\s|a\s)?(?:[\w-]+\s){0,2}"
)
_EITHER = regex.compile(r"(?i)\beither\b")
_LEVEL = regex.compile(r"(?i)dose[- ]level|\blevel\b")
_LETTERED = regex.compile(r"(?i)(?:arm|group|cohort)\s(?:[A-H]|\d|I{1,3}|IV)")
_PER_DAY = regex.compile(r"/(?:day|d|wk|week)$")
_ROUTES = {"SC": ("sc", "subcutaneous"), "IV": ("iv", "intravenous")}
_RHYTHMS = {
    "weekly": ("once weekly", "once a week", "once per week"),
    "twice weekly": ("twice weekly", "twice a week", "twice per week"),
}


def receiver(scene: Scene, given: Given, all_given: Sequence[Given], schedule: Schedule) -> Receiver:
    """The arm that a dose belongs to."""
    if given.condition or given.who:
        return Receiver(given.condition or given.who)
    if (beside := _phase(scene, given) or _of_support(scene, given)) is not None:
        return beside
    arms = scene.register.arms
    having = [a for a in _possible(scene, given) if _gets(a, given.name)]
    shared = len(arms) > 1 and _everyone(scene, given)
    unknown = any(a.manners and not a.regimen for a in arms)  # the arm of an approach may receive the drug too
    only = having[0] if len(having) == 1 and not (shared or unknown) else None
    if printed := _level(scene, given) or _lettered(scene, given) or _compared_amount(scene, given, all_given):
        return Receiver(printed, only.regimen if only else scene.register.shared_regimen)
    written = _written_out(scene, given) if len(arms) > 1 else Receiver("", only.regimen if only else "")
    if written is not None:
        return written
    arm = (
        _of_dose(arms, given)
        or _named_beside(scene, given, all_given)
        or _by_amount(arms, given)
        or _by_manner(arms, schedule)
        or only
    )
    if arm is None:
        return Receiver("", scene.register.shared_regimen or _only_drug(scene, given))
    return Receiver(arm.label, arm.regimen or _only_drug(scene, given))


def _phase(scene: Scene, given: Given) -> Receiver | None:
    """The phase of treatment whose bracket holds a dose: "six MPR consolidation cycles (melphalan 2 mg, …"."""
    if scene.register.compared:
        return None
    for mention in reversed([m for m in scene.sentence.named(Label.REGIMEN) if m.end <= given.drug.start]):
        hit = _PHASE_BRACKET.match(scene.text, mention.end)
        if hit is None or not hit.end() <= given.dose.start < hit.end("inside"):
            continue
        if given.name not in mention.name.split("+"):
            return None
        several = sum(1 for _ in _PHASE_BRACKET.finditer(scene.text)) > 1
        return Receiver(f"{mention.text} {hit['phase'].lower()}" if several else "", mention.name)
    return None


def _of_support(scene: Scene, given: Given) -> Receiver | None:
    """The arm without a regimen that a drug which only supports gives its name to: "the denosumab group"."""
    supports = given.drug.value.text("role") == "supportive"
    arm = (scene.register.by_name(given.drug.text) or scene.register.by_name(given.name)) if supports else None
    return Receiver(arm.label) if arm and not arm.regimen else None


def _named_arms(scene: Scene, given: Given) -> list[Arm]:
    """The study's arms, without one whose only name is the list of drugs in which the dose itself stands."""
    around = [
        r.arm
        for r in scene.refs
        if r.arm and r.start <= given.dose.start < r.end and r.arm.label == scene.text[r.start : r.end]
    ]
    return [a for a in scene.register.arms if a not in around]


def _gets(arm: Arm, drug: str) -> bool:
    return drug in arm.regimen.split("+")


def _only_drug(scene: Scene, given: Given) -> str:
    """The regimen of arms that differ in how one drug is given: the drug."""
    return given.name if not any(a.regimen for a in scene.register.arms) else ""


def _level(scene: Scene, given: Given) -> str:
    """The dose level printed beside a dose: "60 mg (dose level 1)", "dose level 2 (15 mg)"."""
    for mention in scene.sentence.of(Label.GROUP):
        label = mention.value.text("label")
        if not _LEVEL.search(label):
            continue
        behind = (
            regex.fullmatch(r"[^();,.]{0,40}\(", scene.text[given.dose.end : mention.start])
            if mention.start >= given.dose.end
            else None
        )
        ahead = (
            regex.fullmatch(r"\s?[(,:]\s?(?:[\p{L}-]+\s(?:at\s)?){0,2}", scene.text[mention.end : given.dose.start])
            if mention.end <= given.dose.start
            else None
        )
        if behind or ahead:
            return label
    return ""


def _lettered(scene: Scene, given: Given) -> str:
    """The arm that only a letter or number names: "arm B received 10 mg"."""
    for ref in reversed([r for r in scene.refs if r.end <= given.dose.start]):
        printed = scene.text[ref.start : ref.end]
        after = scene.text[ref.end :]
        known = ref.arm is not None and len(scene.register.arms) > 1
        if _LABEL_AHEAD.fullmatch(scene.text[ref.end : given.dose.start]) or _SUBJECT.match(after) or ref.everyone:
            return printed if _LETTERED.fullmatch(printed) and not known else ""
    return ""


def _compared_amount(scene: Scene, given: Given, all_given: Sequence[Given]) -> str:
    """The dose as the name of its group, where patients are assigned to one dose of a drug or another."""
    if not _ASSIGNED.search(scene.text) or any(r.arm for r in scene.refs if _is_subject(scene, r)):
        return ""
    if any(a.manners for a in scene.register.arms):  # the doses are those of one approach
        return ""
    others = [g for g in all_given if g.name == given.name and g.dose.text != given.dose.text and not g.condition]
    for other in others:
        first, second = sorted((given.dose, other.dose), key=lambda d: d.start)
        same_unit = first.value.text("unit") == second.value.text("unit")
        in_bracket = closing(scene.text, 0, first) is not None
        if same_unit and not in_bracket and _OR_DOSE.fullmatch(scene.text[first.end : second.start]):
            return given.dose.text
    return ""


def _of_dose(arms: Sequence[Arm], given: Given) -> Arm | None:
    """The arm of this dose, where the arms of one drug are told apart by it."""
    unit = _PER_DAY.sub("", given.dose.value.text("unit"))
    dose = f"{given.dose.value.text('amount')} {unit}"
    return next((a for a in arms if a.dose == dose and a.regimen == given.name), None)


def _by_amount(arms: Sequence[Arm], given: Given) -> Arm | None:
    """The arm that is named after the amount: "the 2-mg group", "MEL200", where every arm's name holds an amount."""
    amount = given.dose.value.text("amount")
    sizes = [regex.findall(r"\d+(?:\.\d+)?", a.label) for a in arms]
    fits = [a for a, found in zip(arms, sizes, strict=True) if amount in found]
    return fits[0] if all(sizes) and len(fits) == 1 else None


def _everyone(scene: Scene, given: Given) -> bool:
    """Whether the clause is about all patients: "both groups received ...", "all patients were given ..."."""
    before = [r for r in scene.refs if r.end <= given.dose.start and (r.everyone or _is_subject(scene, r))]
    return bool(before) and before[-1].everyone


def _named_beside(scene: Scene, given: Given, all_given: Sequence[Given]) -> Arm | None:
    """The arm whose name stands before the bracket of a dose, behind its words, or as the subject of its clause."""
    named = [r for r in scene.refs if r.arm is not None]
    return _in_front(scene, given, named) or _named_behind(scene, given, named, all_given) or _subject(scene, given)


def _written_out(scene: Scene, given: Given) -> Receiver | None:
    """The regimen that is no arm, right before the bracket that tells its doses: "four Rd cycles (lenalidomide …"."""
    for ref in (r for r in scene.refs if r.regimen and r.arm is None and r.end <= given.dose.start):
        held = given.name in ref.regimen.split("+") and not _is_component(ref, given)
        if held and _LABEL_AHEAD.fullmatch(scene.text, ref.end, given.dose.start):
            return Receiver(ref.label, ref.regimen)
    return None


def _in_front(scene: Scene, given: Given, named: Sequence[Reference]) -> Arm | None:
    """The arm before the bracket in which a dose stands: "TD (thalidomide 100 mg daily ...)"."""
    for ref in (r for r in named if r.end <= given.dose.start and not _is_component(r, given)):
        if _LABEL_AHEAD.fullmatch(scene.text[ref.end : given.dose.start]):
            return ref.arm
    return None


def _named_behind(scene: Scene, given: Given, named: Sequence[Reference], all_given: Sequence[Given]) -> Arm | None:
    """The arm named behind a dose, unless the drug is the backbone of all arms."""
    arm = _whole(scene, _behind(scene, given, named))
    unknown = not any(a.regimen for a in scene.register.arms)
    if arm is None or not (unknown or _gets(arm, given.name)) or _for_all(scene, given, arm, all_given):
        return None
    return arm


def _subject(scene: Scene, given: Given) -> Arm | None:
    """The arm that the clause of a dose is about: "patients in arm A received …", "… and arm B (n = 5) a dose of"."""
    again = [r for r in scene.refs if r.arm and r.end <= given.dose.start and not _is_component(r, given)]
    if again and _AGAIN.fullmatch(scene.text[again[-1].end : given.dose.start]):
        return again[-1].arm
    subjects = [r for r in scene.refs if r.end <= given.drug.start and (r.everyone or _is_subject(scene, r))]
    arm = subjects[-1].arm if subjects else None
    return arm if arm and (_gets(arm, given.name) or not (arm.regimen or _is_idle(scene, arm))) else None


def _is_idle(scene: Scene, arm: Arm) -> bool:
    """Whether the patients of an arm get nothing: "no maintenance" has no dose."""
    idle = (m for m in scene.sentence.named(Label.DRUG, Label.REGIMEN) if m.value.text("role") == "comparator")
    return any(normal(m.text) in arm.names for m in idle)


def _whole(scene: Scene, arm: Arm | None) -> Arm | None:
    """The arm with a regimen whose name holds the short name of this one: "high-dose" is "Rd with high-dose dex"."""
    if arm is None or arm.regimen:
        return arm
    longer = [
        a for a in scene.register.arms if a.regimen and any(f" {s} " in f" {n} " for n in a.names for s in arm.names)
    ]
    return longer[0] if len(longer) == 1 else arm


def _is_component(ref: Reference, given: Given) -> bool:
    """Whether a reference is the drug of the dose itself: "daratumumab (16 mg/kg)" names no arm by that."""
    return ref.start <= given.drug.start < ref.end and given.drug.start < given.dose.start


def _is_subject(scene: Scene, ref: Reference) -> bool:
    return ref.arm is not None and bool(_SUBJECT.match(scene.text[ref.end :]))


def _behind(scene: Scene, given: Given, named: Sequence[Reference]) -> Arm | None:
    """The arm named right behind the words about a dose: "40 mg on days 1-4 in the TD regimen", "... (high dose)"."""
    behind = [r for r in named if r.start >= given.dose.end]
    following = next((d.start for d in scene.sentence.of(Label.DOSE) if d.start >= given.dose.end), len(scene.text))
    if behind and behind[0].start < following:
        gap = scene.text[given.dose.end : behind[0].start]
        if "(" not in gap and _IN_THE.fullmatch(gap):
            return behind[0].arm
    return _titled(scene, given) or _closing(scene, given, behind)


def _closing(scene: Scene, given: Given, behind: Sequence[Reference]) -> Arm | None:
    """The arm that closes a bracket behind the dose, before the words turn to another arm."""
    for ref in behind:
        gap = scene.text[given.dose.end : ref.start]
        if _CLOSING_BEFORE.search(gap) and _CLOSING.match(scene.text[ref.end :]):
            return ref.arm
        if _NEXT_ARM.search(gap):
            return None
    return None


def _titled(scene: Scene, given: Given) -> Arm | None:
    """The arm that a bracket behind the dose names, before another arm begins: "40 mg on days 1-4 (high dose)"."""
    behind = _NEXT_ARM.split(scene.text[given.dose.end :])[0]
    for hit in _TITLE.finditer(behind):
        if arm := scene.register.by_name(hit["title"]) or scene.register.by_word(hit["title"]):
            return arm
    return None


def _for_all(scene: Scene, given: Given, arm: Arm, all_given: Sequence[Given]) -> bool:
    """Whether the drug is the backbone of all arms: the others get part of this arm's drugs, and no other dose."""
    others = [a for a in _named_arms(scene, given) if a != arm and _gets(a, given.name)]
    once = sum(g.name == given.name and not g.condition for g in all_given) == 1
    return once and bool(others) and all(set(a.regimen.split("+")) <= set(arm.regimen.split("+")) for a in others)


def _by_manner(arms: Sequence[Arm], schedule: Schedule) -> Arm | None:
    """The arm named after the route or rhythm of the dose, where the arms differ by that: "the once-weekly group"."""
    for family, value in ((_ROUTES, schedule.route), (_RHYTHMS, schedule.frequency)):
        named = [next((manner for manner, words in family.items() if _is_called(arm, words)), "") for arm in arms]
        if all(named) and value and named.count(value) == 1:
            return arms[named.index(value)]
    return None


def _is_called(arm: Arm, words: Sequence[str]) -> bool:
    return any(f" {word} " in f" {name} " for name in (normal(arm.label), *arm.names) for word in words)


def _possible(scene: Scene, given: Given) -> list[Arm]:
    """The arms that the sentence may speak of: where it says "either A or B", those that get one of the two."""
    drugs = {d.name for d in scene.sentence.drugs}
    arms = [a for a in scene.register.arms if a.regimen]
    fits = [a for a in arms if set(a.regimen.split("+")) <= drugs]
    either = _alternatives(scene)
    chosen = [a for a in fits if not either or len(either & set(a.regimen.split("+"))) == 1]
    widest = [a for a in chosen if not any(set(a.regimen.split("+")) < set(b.regimen.split("+")) for b in chosen)]
    return widest if either and any(_gets(a, given.name) for a in widest) else arms


def _alternatives(scene: Scene) -> set[str]:
    """The two drugs of "either melphalan (9 mg/m2) or daily thalidomide (100 mg)"."""
    hit = _EITHER.search(scene.text)
    if hit is None:
        return set()
    behind = [d for d in scene.sentence.drugs if d.start >= hit.end()]
    for left, right in pairwise(behind):
        if left.name != right.name and regex.search(r"\bor\s(?:[\w-]+\s){0,3}$", scene.text[left.end : right.start]):
            return {left.name, right.name}
    return set()
