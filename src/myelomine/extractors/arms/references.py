"""Every place of a sentence that names a group, tied to the arm of the register that it means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import regex

from myelomine.extractors.arms.approaches import approaches
from myelomine.extractors.arms.doses import dose_references
from myelomine.extractors.arms.names import (
    full_name,
    full_span,
    group_label,
    is_added,
    is_background,
    is_dose_level,
    number_of_drugs,
)
from myelomine.extractors.arms.opposed import FAMILIES
from myelomine.extractors.arms.register import Arm, Reference, Register
from myelomine.extractors.sentences import Sentence
from myelomine.mentions import Label, Mention

# a result names its group closer than a design names its arm, so fewer words before it are looked at
_PRIOR_REACH = 50
_CODE = regex.compile(r"\p{Lu}[\p{L}\d+/-]{1,11}")
_LETTER = regex.compile(r"\p{Lu}")
_ALIAS = regex.compile(r"[a-z]{2,5}")
# an arm that is called by its drug's letter and its dose: "K27"
_DOSE_CODE = regex.compile(r"\p{Lu}\p{L}{0,4}\d{1,4}\p{L}?")
_WITH = regex.compile(r"(?i)\b(?:with|on|given|receiving|received)\s(?:the\s)?$")
_WITH_WORD = regex.compile(r"\bwith\s(?!(?:and|or|versus|vs)\b)")
_WITH_AND_WITHOUT = regex.compile(r"\bwith\s(?:and|versus|vs\.?|or|compared (?:with|to))\s[^.;]{0,30}\bwithout\s$")
_WHO_NOT = regex.compile(r"(?i)who (?:did|were|had|have) not(?: (?:been|so|receive (?:it|them|any)))?|without")
_WHO_GOT = regex.compile(
    r"(?i)\b(?:random\w*|assigned|allocated|received|receiving|given|treated|took|taking|got|had)\s(?:(?:to|with|the"
    r"|additional|maintenance)\s){0,3}$"
)
_TWO = 2
# ways of giving a drug by which a list tells two groups apart
_MANNER_BEFORE = regex.compile(
    r"\b(?P<manner>(?i:oral|intravenous|IV|i\.v\.|subcutaneous|SC|weekly|twice-weekly|once-weekly|daily|high-dose|low-dose"
    r"|continuous|intermittent))\s$"
)
_PLURAL = regex.compile(r"(?i)(let|drug)s$")
# "at the tolerated dose (melphalan 25 mg and lenalidomide 10 mg)": the bracket says how much of each, not who
_IS_DOSE = regex.compile(r"\b(?i:doses?(?: levels?)?|schedules?)\s?[\[(]\s?$")
# "no treatment-related deaths" speaks of no group
_NO_ADJECTIVE = r"(?![-\s](?:related|emergent|effects?|failures?|difference)\b)"
# "ORR in patients with and without extramedullary disease was 30% and 52%"
_WITH_AND_WITHOUT_IT = regex.compile(
    r"(?P<first>with(?:out)?)\s(?:and|or|versus|vs\.?)\s(?P<second>with(?:out)?)\s(?P<what>.+)"
)
_BARE = regex.compile(
    r"\b(?:(?:patients|pts|those|subjects)\s(?P<word>with|without)|in\sthe\s(?P<word>presence|absence))"
    r"(?=\s?(?:[\[(][^()\[\]]{1,60}[\])]\s?)?,?\s?(?:and|versus|vs\.?|but|compared (?:with|to)|as against)\s"
    r"(?:\w+\s){0,2}?\d)"
)
_OPPOSED = regex.compile(r"(?:with|without|(?:presence|absence)\sof)\s")
_OPPOSITES = {"with": "without", "without": "with", "presence": "absence", "absence": "presence"}
# in a study of several arms the drug before a dose names the arm: "randomized to A 4 mg (n = 51) or placebo"
_SIZED_DOSE = "group.dosed_and_sized"
# what a lettered group is called
_LETTERED = ("arm", "group", "cohort")


def references(sentence: Sentence, register: Register) -> list[Reference]:
    """Every place of the sentence that names a group, in reading order; overlaps go to the longer one."""
    treatments = [*_regimen_references(sentence, register), *_drug_references(sentence, register)]
    marks = [m for m in sentence.of(Label.GROUP) if not (register.compared and m.pattern == _SIZED_DOSE)]
    contrasted = len({number_of_drugs(m.value.text("drugs")) for m in marks} - {0}) > 1
    groups = (ref for m in marks for ref in _both_sides(_group_reference(m, register, contrasted)))
    found = [
        *treatments,
        *(_of_treatment(ref, treatments) for ref in groups),
        *_name_references(sentence, register),
        *_approach_references(sentence, register),
        *dose_references(sentence, register),
    ]
    found += list(_crossed(sentence, found))
    found += list(_elided(sentence, found))
    found = [_opposite(sentence, ref, register) for ref in found]
    found += list(_without(sentence, found, register))
    found = [*_not_given(sentence, found, register)]
    found = _by_manner(sentence, found)
    kept: list[Reference] = []
    for ref in sorted(found, key=lambda r: (r.arm is None, r.start - r.end, r.start)):
        if all(ref.end <= k.start or k.end <= ref.start for k in kept):
            kept.append(ref)
    return sorted(kept, key=lambda r: r.start)


def _both_sides(ref: Reference | None) -> Iterator[Reference]:
    """A group; two of them where one name stands for those who have something and those who have it not."""
    hit = _WITH_AND_WITHOUT_IT.fullmatch(ref.label) if ref is not None and ref.subgroup else None
    if ref is None or hit is None:
        yield from () if ref is None else (ref,)
        return
    start = ref.end - len(ref.label)
    for word in ("first", "second"):
        at, end = start + hit.start(word), start + hit.end(word) if word == "first" else ref.end
        yield replace(ref, start=at, end=end, label=f"{hit[word]} {hit['what']}")


def _elided(sentence: Sentence, found: Sequence[Reference]) -> Iterator[Reference]:
    """The first of two groups that name once what they differ in: "8 months in those with and 14 in those without A".

    "72% in the absence and 33% in the presence of A" is the same.
    """
    for hit in _BARE.finditer(sentence.text):
        after = sentence.text[hit.end() :]
        other = next((r for r in found if r.subgroup and r.start >= hit.end()), None)
        opposed = _OPPOSED.match(other.label) if other else None
        if other is None or regex.search(r"[.;]\s", after[: other.start - hit.end()]):
            continue
        what = other.label[opposed.end() :] if opposed else other.label
        word, said = hit["word"], opposed.group().split(" ")[0] if opposed else "with"
        if _OPPOSITES[word] == said:
            label = f"{word} of {what}" if word.endswith("sence") else f"{word} {what}"
            yield Reference(hit.start("word"), hit.end("word"), label, other.arm, subgroup=True)


def _of_treatment(group: Reference, treatments: Sequence[Reference]) -> Reference:
    """A group whose words hold the treatment of one arm is that arm: "the Bu-Mel arm" is not that of Mel."""
    inside = {r.arm for r in treatments if r.arm and group.start <= r.start and r.end <= group.end}
    arm = next(iter(inside)) if len(inside) == 1 else None
    return replace(group, label=arm.label, arm=arm) if arm and group.arm and arm != group.arm else group


def _crossed(sentence: Sentence, found: Sequence[Reference]) -> Iterator[Reference]:
    """Subgroups with the arm right before them: "EBd-treated patients homozygous for …"."""
    for arm in (r for r in found if r.arm and not r.subgroup):
        for part in (r for r in found if r.subgroup and arm.end <= r.start):
            if regex.fullmatch(r"[-\s]{0,2}(?:treated\s)?", sentence.text[arm.end : part.start]):
                yield Reference(arm.start, part.end, part.label, arm.arm, subgroup=True)


def _without(sentence: Sentence, found: Sequence[Reference], register: Register) -> Iterator[Reference]:
    """The patients who did not get what the sentence names behind "with": "46% with lenalidomide and 25% without"."""
    with_it = [r for r in found if (r.arm or r.subgroup) and _WITH.search(sentence.text[: r.start])]
    for mention in sentence.of(Label.GROUP) if with_it else ():
        if not mention.value.text("without") and mention.value.text("subgroup") != "without":
            continue
        before = [r for r in with_it if r.end <= mention.start]
        if _is_other_with(sentence.text, before, mention.start):
            continue
        ref = before[-1] if before else with_it[0]
        other = (register.idle_rival(ref.arm) or register.other(ref.arm)) if ref.arm else None
        label = other.label if other else f"without {ref.label}"
        yield Reference(mention.start, mention.end, label, other, subgroup=ref.subgroup)


def _by_manner(sentence: Sentence, found: Sequence[Reference]) -> list[Reference]:
    """The references, with parts of an arm told apart in a list: "oral cyclophosphamide, IV cyclophosphamide and …"."""
    told = {
        ref: hit["manner"]
        for ref in found
        if ref.arm
        and not ref.subgroup
        and (hit := _MANNER_BEFORE.search(sentence.text, max(0, ref.start - 20), ref.start))
    }
    several = {a for a in {r.arm for r in told} if len({told[r].lower() for r in told if r.arm == a}) > 1}
    return [
        replace(r, start=r.start - len(told[r]) - 1, label=f"{told[r]} {r.label}", arm=None, regimen=r.arm.regimen)
        if r.arm and r in told and r.arm in several
        else r
        for r in found
    ]


def _not_given(sentence: Sentence, found: Sequence[Reference], register: Register) -> Iterator[Reference]:
    """The references, with those who did not get what a group before them got: "24% given A and 15% who were not"."""
    for ref in found:
        denied = ref.subgroup and ref.arm is None and _WHO_NOT.fullmatch(ref.label)
        before = [r for r in found if r.arm and not r.subgroup and r.end <= ref.start] if denied else []
        last = max(before, key=lambda r: r.end, default=None)
        if last is None or last.arm is None or not _WHO_GOT.search(sentence.text, 0, last.start):
            yield ref
            continue
        two = register.other(last.arm) if len(register.arms) == _TWO else None
        other = register.idle_rival(last.arm) or two
        yield Reference(ref.start, ref.end, other.label if other else f"without {last.label}", other)


def _is_other_with(text: str, before: Sequence[Reference], offset: int) -> bool:
    """Whether "without" denies something no group is named by: "given A: 49 with prior therapy and 91 without"."""
    last = [hit.end() for hit in _WITH_WORD.finditer(text, 0, offset)]
    return bool(before and last) and before[-1].end <= last[-1]


def _opposite(sentence: Sentence, ref: Reference, register: Register) -> Reference:
    """The other arm behind "with and without": "35% with and 33% without thalidomide"."""
    other = register.other(ref.arm) if ref.arm and not ref.subgroup else None
    bare = other is not None and _WITH_AND_WITHOUT.search(sentence.text[: ref.start])
    return Reference(ref.start, ref.end, other.label, other, other.regimen) if other and bare else ref


def _name_references(sentence: Sentence, register: Register) -> Iterator[Reference]:
    """Places where an arm is named by what is neither a drug nor a known regimen, without a group word."""
    for arm in register.arms:
        told = bool(arm.regimen) and not _DOSE_CODE.fullmatch(arm.label)
        names = frozenset[str]() if arm.manners else arm.names  # "conventional" alone is no name of its therapy
        for expression in () if told else (*_expressions_of(arm.label, names), *_letter_of(arm.label)):
            for hit in expression.finditer(sentence.text):
                yield Reference(hit.start(), hit.end(), arm.label, arm)
        for expression in _alias_expressions(arm.names) if told else ():
            for hit in expression.finditer(sentence.text):
                if not any(m.start < hit.end() and hit.start() < m.end for m in sentence.names):
                    yield Reference(hit.start(), hit.end(), arm.label, arm, arm.regimen)


def _approach_references(sentence: Sentence, register: Register) -> Iterator[Reference]:
    """Places where an arm is named by how its patients are treated: "after early transplantation"."""
    for found in approaches(sentence) if any(a.manners for a in register.arms) else ():
        if (arm := register.by_manners(found.manners)) is not None:
            yield Reference(found.start, found.end, arm.label, arm, arm.regimen)


@lru_cache(maxsize=512)
def _alias_expressions(names: frozenset[str]) -> tuple[regex.Pattern[str], ...]:
    """What finds the codes of an arm as they are printed, in capitals: "thalidomide (TI)" is TI from then on."""
    codes = sorted(name.upper() for name in names if _ALIAS.fullmatch(name))
    return tuple(regex.compile(rf"(?<![\w-]){code}(?![\w-])") for code in codes)


@lru_cache(maxsize=512)
def _letter_of(label: str) -> tuple[regex.Pattern[str], ...]:
    """What finds a label of one capital: "L=8.7%", "12% in L", "(L)", "L versus N"."""
    if not _LETTER.fullmatch(label):
        return ()
    behind = r"(?:\s?[=:(),;]|\s(?:and|or|vs|versus|v|than|arm|group)\b|\s\d|\.?$)"
    before = r"(?:[(,;:]\s?|\b(?:in|for|to|with|versus|vs\.?|v|than|and|or|arm|group|on)\s)"
    return (regex.compile(rf"(?<={before}){label}(?={behind})|^{label}(?=\s?[=:])"),)


@lru_cache(maxsize=512)
def _expressions_of(label: str, names: frozenset[str]) -> tuple[regex.Pattern[str], ...]:
    """What finds a label that is a short code, and names of more than three letters."""
    codes = [rf"(?<![\w-]){regex.escape(label)}(?![\w-])"] if _CODE.fullmatch(label) else []
    words = (r"[-\s/]".join(map(regex.escape, name.split(" "))) for name in sorted(names) if len(name) > 3)
    return tuple(regex.compile(expression) for expression in (*codes, *(rf"(?i)\b{w}\b{_NO_ADJECTIVE}" for w in words)))


def _regimen_references(sentence: Sentence, register: Register) -> Iterator[Reference]:
    for mention in sentence.named(Label.REGIMEN):
        if is_background(sentence.text, mention, _PRIOR_REACH):
            continue
        text = full_name(sentence.text, mention)
        arm = register.by_regimen(mention.name, text, bool(mention.value.text("placebo"))) or register.by_name(text)
        if arm is None and (parts := _separate_arms(sentence, mention, register)):
            yield from parts
            continue
        if arm is None and _IS_DOSE.search(sentence.text, 0, mention.start):
            continue
        start, end = full_span(sentence.text, mention)
        yield Reference(start, end, arm.label if arm else mention.text, arm, mention.name)


def _separate_arms(sentence: Sentence, mention: Mention, register: Register) -> list[Reference]:
    """The arms of single drugs that "and" joins where no arm receives both: "with bortezomib and thalidomide"."""
    if mention.value.text("joined") not in ("and", "list"):
        return []
    inside = [d for d in sentence.drugs if mention.start <= d.start < mention.end]
    dosed = {a.regimen for a in register.arms if a.dose}
    found = [(d, register.by_regimen(d.name, d.text)) for d in inside if d.name and d.name not in dosed]
    if dosed & {d.name for d in inside} and found and all(arm for _, arm in found):
        return [Reference(d.start, d.end, arm.label, arm, arm.regimen) for d, arm in found if arm]
    arms = {arm.label for _, arm in found if arm}
    if len(arms) < 2 or any(arm is None for _, arm in found):
        return []
    return [Reference(d.start, d.end, arm.label, arm, arm.regimen) for d, arm in found if arm]


def _drug_references(sentence: Sentence, register: Register) -> Iterator[Reference]:
    """Single drugs and transplants that name an arm; where there is no register, every drug that stands alone."""
    regimens = sentence.named(Label.REGIMEN)
    procedures = [m for m in sentence.named(Label.DRUG) if m not in sentence.drugs and register.by_name(m.text)]
    for drug in (*sentence.drugs, *procedures):
        inside = any(r.start <= drug.start < r.end for r in regimens)
        if inside or is_background(sentence.text, drug, _PRIOR_REACH):
            continue
        text = full_name(sentence.text, drug)
        arm = register.by_regimen(drug.name, text) or register.by_drug(drug.name) or register.by_name(drug.text)
        if arm:
            yield Reference(drug.start, drug.start + len(text), arm.label, arm, arm.regimen)
        elif not register.arms and not is_added(sentence.text, drug):
            yield Reference(drug.start, drug.end, drug.text, None, drug.name)


def _group_reference(mention: Mention, register: Register, contrasted: bool) -> Reference | None:
    """What words for a group refer to, by the named part of their pattern that is filled.

    `contrasted` says that the sentence sets arms against each other by the number of their drugs.
    """
    start, end, text = mention.start, mention.end, mention.value.text
    if text("all"):
        return Reference(start, end, "", everyone=True)
    if text("placebo") or text("control"):
        named = register.by_name(text("control")) if text("control") else register.placebo_arm()
        return Reference(start, end, mention.text, named or register.control_arm())
    if text("experimental") and register.compared:
        return Reference(start, end, register.arms[0].label, register.arms[0])
    if text("drugs") or text("phase"):
        return _numbered_reference(mention, register, contrasted) if text("drugs") else _given_later(mention, register)
    if text("subgroup"):
        return Reference(start, end, text("subgroup"), subgroup=True)
    return _described_reference(mention, register)


def _given_later(mention: Mention, register: Register) -> Reference | None:
    """The arm that is called by the phase in which it is given: "36 months with maintenance"."""
    arm = register.by_name(mention.value.text("phase"))
    return Reference(mention.start, mention.end, arm.label, arm) if arm else None


def _numbered_reference(mention: Mention, register: Register, contrasted: bool) -> Reference | None:
    """The arm with so many drugs, or the several of them together: "the triplets" beside a doublet."""
    label = _PLURAL.sub(r"\1", mention.value.text("drugs"))
    arm = register.by_name(label)
    if arm is None and not (contrasted or register.has_several(number_of_drugs(label))):
        return None
    begin = mention.start + mention.text.rfind(mention.value.text("drugs"))  # the pattern has the words before it
    return Reference(begin, mention.end, arm.label if arm else label.lower(), arm)


def _described_reference(mention: Mention, register: Register) -> Reference | None:
    """A group named by what sets it apart: a route, dose or rhythm, a letter, or a label of the paper's own."""
    text = mention.value.text
    label, subgroup = "", False
    arm: Arm | None = None
    if text("opposed"):
        word = next((word for family, _ in FAMILIES if (word := text(family))), "")
        arm = register.by_name(text("opposed")) or register.by_name(word) or register.by_word(word)
    elif text("letter") and text("of"):
        label = f"{regex.sub(r's$', '', text('of').lower())} {text('letter')}"
        arm = register.by_name(label)
    elif text("letter"):
        found = (register.by_name(f"{word} {text('letter')}") for word in _LETTERED)
        arm = next((a for a in found if a), None)
    elif text("label"):
        label = group_label(mention)
        whole = register.by_name(text("label"))
        arm = whole or register.by_part(text("label"))
        if mention.pattern == "group.dosed" and arm is not whole:  # "30 mg SC" is a part of the SC cohorts
            return Reference(mention.start, mention.end, label, arm, subgroup=True)
        subgroup = arm is None and (len(register.arms) > 1 or is_dose_level(mention))
    if arm is None and not label:
        return None
    return Reference(mention.start, mention.end, arm.label if arm else label, arm, subgroup=subgroup)
