"""Arms told apart by something else than their drugs: letters, codes, labels, no treatment."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import regex

from myelomine.extractors.arms.candidates import size_behind
from myelomine.extractors.arms.names import (
    ASSIGNS,
    NUMBERED,
    group_label,
    is_background,
    is_dose_level,
    is_idle,
    normal,
)
from myelomine.extractors.arms.register import Arm
from myelomine.extractors.sentences import Sentence, neighbours
from myelomine.mentions import Label, Mention
from myelomine.numbers import parse_count
from myelomine.patterns import regimen_key

_RECEIVED = regex.compile(
    r"(?i)\s?(?:patients\s)?(?:(?:was|were|who)\s)?"
    r"(?:received|consisted of|was treated with|were treated with|treated with|given|of|[:(,]|=)"
)
_GIVEN = regex.compile(
    r"(?i)\b(?:to receive|received?|to either|either|randomi[sz]ed to|(?:assigned|allocated) to|treated (?:with|w/)"
    r"|treatment with|consisted of|comparing|compared)(?!\w)"
)
# how far before its letter the name of a described arm may stand
_NAME_REACH = 60
# names of groups that a paper may tie to what they receive
_CALLED = frozenset({"group.lettered", "group.named", "group.control"})
_OPENED = regex.compile(r"[(\[]\s?(?:[^()\[\]]{1,40}[;,]\s)?$")
# how far before a treatment the words stand that say that it was given earlier
_PRIOR_REACH = 70
# what may stand between a treatment and the bracket with the name of its arm
_BESIDE = regex.compile(
    r"(?i)(?:\s(?:alone|only|therapy|treatment|maintenance|consolidation|induction|for \w+ (?:cycles|months"
    r"|weeks)))?\s?"
)
_OPPOSED = regex.compile(
    r"\b(?:versus|vs\.?|v|or(?: to)?|(?:as )?(?:compared|opposed) (?:with|to)|against|relative to|over|than)\b"
)
# "between A and no maintenance"
_BETWEEN = regex.compile(r"(?i)\bbetween\s(?:[\w-]+\s){0,4}$")
_AND_TO = regex.compile(r",?\s(?:and|or)\s(?:(?:a|the|to|under|with|of|for|on)\s){0,2}(?:\w+\s)?")
_ASIDE = regex.compile(r"\s?\([^()]{1,90}\)")
# what the patients of a second randomization get who get nothing
_NOTHING = tuple(
    f"no {more}{what}"
    for more in ("", "further ", "more ", "additional ")
    for what in ("treatment", "therapy", "maintenance")
)
# a later phase of treatment that the words behind it belong to
_PHASE_BEFORE = regex.compile(r"(?i)\b(?:maintenance|consolidation)\b[^.;]{0,80}$")
_LATER_PHASE = regex.compile(
    r"(?i)\bmaintenance\b|\bconsolidation\b|\bremi(?:ssion|tters)\b|\bresponders\b|\bsecond randomi[sz]ation\b"
    r"|\b(?:after|following)\s(?:\w+\s){0,3}(?:induction|transplant\w*|chemotherapy)\b"
)
# how far from a treatment the words for none may stand that it is set against
_IDLE_REACH = 60
# an arm with a letter is set against another one
_FEWEST_LETTERS = 2
# what patients had before treatment makes subgroups, not arms
_FEATURE = regex.compile(
    r"\brisk\b|\bage\b|\bolder\b|\byounger\b|elderly|\bfrail|\bfit\b|\bstage\b|\biss\b|cytogenetic|\bdel\b|del\(|t\("
    r"|renal|creatinine|\bmrd\b|\b(?:non)?responders?"
)
_HISTORY = regex.compile(r"(?i)\b(?:refractory|resistant|exposed|na[iï]ve|sensitive|prior|previous\w*|pretreated)\b")
_CODE_OPENS = regex.compile(r"\s\((?P<code>\p{Lu}[\p{Lu}\d/-]{1,7})[;,:]\s")
# "two cohorts based on prior exposure": what they received before tells them apart
_BY_HISTORY = regex.compile(
    r"(?i)\b(?:cohorts|groups)\b[^.;]{0,60}\b(?:based on|according to|by|depending on|defined by)\s"
    r"(?:(?:their|the|whether|having)\s){0,2}(?:prior|previous|earlier|initial|induction|first-line|front-?line)\b"
)
# a code with the size of its arm: "Kxd (N=26)", "(MEL100, n = 96)", "(auto/allo, n = 97)"
_CODE = regex.compile(
    r"(?<![\w-])(?P<code>\p{Lu}[\p{L}\d+/-]{2,11}|\p{Ll}{3,8}/\p{Ll}{3,8})(?:\s(?:arm|group|cohort|cycles|courses))?"
    r"(?:\s?(?:[\[(]|[,;])\s?[nN]\s?=\s?(?P<n>\d{1,4})\s?[)\]]|(?<=[\[(].{3,12}),\s(?P<n>\d{1,4})\s(?:patients|pts|subjects)\s?[)\]])"
)
_SHORT_CODE = 4
_TRANSPLANT = regex.compile(r"\b(?:transplant|asct|sct|hdt|high dose melphalan)")
_ELLIPTICAL = regex.compile(
    r"in the (?P<first>[\p{L}\d≥<+.-]{3,24}) (?:group |arm )?(?:and|vs\.?|versus|compared with) "
    r"[^.;]{1,45}? in the (?P<second>[\p{L}\d≥<+.-]{3,24}) (?:groups?|arms?)\b"
)


def numbered(sentences: Sequence[Sentence], treated: Sequence[Arm]) -> list[Arm]:
    """The arms with the words for their number of drugs, where it tells them apart: "the triplet", "three drugs"."""
    counts = Counter(len(a.regimen.split("+")) for a in treated)
    told = {w for s in sentences for w in NUMBERED if any(n in s.text.lower() for n in NUMBERED[w])}
    return [
        replace(a, names=a.names | set(NUMBERED[n])) if counts[n] == 1 and n in told else a
        for a, n in ((a, len(a.regimen.split("+"))) for a in treated)
    ]


def lettered(sentences: Sequence[Sentence], treated: Sequence[Arm]) -> list[Arm]:
    """The arms with what else they are called: "Patients in arm A (the intensive group) received thalidomide …"."""
    told: dict[str, Counter[str]] = defaultdict(Counter)
    if any(_BY_HISTORY.search(s.text) for s in sentences):
        return list(treated)
    for sentence in sentences:
        marks = [m for m in sentence.of(Label.GROUP) if m.pattern in _CALLED and not _is_feature(m)]
        for i, mark in enumerate(marks):
            if (stretch := _described(sentence, marks, i)) is not None:
                told[_name_of(mark)][_treatment(sentence, *stretch)] += 1
    taken = {name for arm in treated for name in arm.names}
    meant = {name: _most_told(keys, treated) for name, keys in told.items() if name not in taken}
    if len(treated) == 1 and _are_parts(sentences, meant):
        return list(treated)
    return [replace(a, names=a.names | {n for n, key in meant.items() if key == a.regimen}) for a in treated]


def without_phases(sentences: Sequence[Sentence], treated: Sequence[Arm]) -> list[Arm]:
    """The arms without what a lettered arm goes on to: "arm A: VAD … then maintenance with interferon (arm A)"."""
    first: dict[str, str] = {}
    later: dict[str, str] = {}
    for sentence in sentences:
        marks = [m for m in sentence.of(Label.GROUP) if m.pattern == "group.lettered"]
        for i, mark in enumerate(marks):
            stretch = _described(sentence, marks, i)
            key = _treatment(sentence, *stretch) if stretch else ""
            if key and stretch:
                told = later if _PHASE_BEFORE.search(sentence.text, 0, stretch[0]) else first
                told.setdefault(_name_of(mark), key)
    if len(first) < _FEWEST_LETTERS or not first.keys() >= later.keys():
        return list(treated)
    phases = set(later.values()) - set(first.values())
    return [a for a in treated if a.regimen not in phases]


def with_letters(sentences: Sequence[Sentence], arms: Sequence[Arm]) -> list[Arm]:
    """Described arms with the letters in the brackets behind them: "subcutaneous (arm S) or intravenous (arm I)"."""
    found: dict[str, set[str]] = defaultdict(set)
    for sentence in sentences:
        marks = [m for m in sentence.of(Label.GROUP) if m.pattern == "group.lettered"]
        for mark in marks:
            opened = _OPENED.search(sentence.text[: mark.start])
            before = normal(sentence.text[max(0, opened.start() - _NAME_REACH) : opened.start()]) if opened else ""
            named = {a.label: max(f" {before} ".rfind(f" {n} ") for n in a.names) for a in arms}
            best = max(named, key=lambda label: named[label], default="")
            if best and named[best] >= 0:
                found[normal(mark.text)].add(best)
    meant = {letter: next(iter(labels)) for letter, labels in found.items() if len(labels) == 1}
    return [replace(a, names=a.names | {x for x, label in meant.items() if label == a.label}) for a in arms]


def _is_feature(mention: Mention) -> bool:
    """Whether a group is told by what its patients had or were before treatment: "the high-risk group"."""
    return bool(_HISTORY.search(mention.text) or _FEATURE.search(normal(mention.text)))


def with_opening_codes(sentences: Sequence[Sentence], arms: Sequence[Arm]) -> tuple[Arm, ...]:
    """The arms with the code that opens the bracket in which they are described.

    As in "conventional chemotherapy (CCT; monthly courses of vincristine and melphalan)" and "high-dose therapy (HDT;".
    """
    found = {a.label: {c for s in sentences for c in _opening_codes(s, a)} for a in arms}
    taken = {n for a in arms for n in a.names}
    out = []
    for arm in arms:
        codes = {c for c in found[arm.label] if normal(c) not in taken}
        shared = any(codes & found[a.label] for a in arms if a is not arm)
        if len(codes) != 1 or shared:
            out.append(arm)
            continue
        code = next(iter(codes))
        out.append(replace(arm, label=code, names=arm.names | {normal(code), normal(arm.label)}))
    return tuple(out)


def _opening_codes(sentence: Sentence, arm: Arm) -> Iterator[str]:
    """The codes right behind the name of an arm without drugs, or before the drugs that an arm is written out by."""
    text = sentence.text
    if not arm.regimen and not arm.placebo and len(arm.label) > _SHORT_CODE:
        yield from (hit["code"] for hit in _CODE_OPENS.finditer(text) if text[: hit.start()].endswith(arm.label))
    for mention in sentence.named(Label.REGIMEN) if "," in arm.label or " and " in arm.label else ():
        opened = text.rfind("(", 0, mention.start)
        hit = _CODE_OPENS.match(text, max(0, opened - 1)) if mention.name == arm.regimen and opened >= 0 else None
        if hit and ")" not in text[opened : mention.start] and hit.end() <= mention.start:
            yield hit["code"]


def _are_parts(sentences: Sequence[Sentence], meant: Mapping[str, str]) -> bool:
    """Whether the letters of a study of one regimen stand for parts of its patients: "cohort 1" and "cohort 2"."""
    letters = {
        m.value.text("label").lower() for s in sentences for m in s.of(Label.GROUP) if m.pattern == "group.lettered"
    }
    families = [frozenset(x for x in letters if x.startswith(word)) for word in ("arm", "group", "cohort")]
    parted = any(len(found) > 1 and any(name in found for name in meant) for found in families)
    return parted and not any(
        is_idle(m) or _is_procedure(m) for s in sentences for m in s.named(Label.DRUG, Label.REGIMEN)
    )


def _name_of(mark: Mention) -> str:
    """What an arm is called by its letter, or by the words of its own before "group" or "arm"."""
    if mark.value.text("control"):
        return "control"
    return normal(mark.text if mark.pattern == "group.lettered" else group_label(mark))


def _most_told(keys: Counter[str], treated: Sequence[Arm]) -> str:
    """The regimen of an arm that a letter is said to stand for most often; of two alike the one told first."""
    known = Counter({k: c for k, c in keys.items() if k and any(a.regimen == k for a in treated)})
    return next((key for key, _ in known.most_common(1)), "")


def _treatment(sentence: Sentence, start: int, end: int) -> str:
    """The key of the first regimen of a stretch, else of all its drugs together, without what was given earlier."""
    named = (m for m in (*sentence.named(Label.REGIMEN), *sentence.drugs) if start <= m.start < end and m.name)
    given = [m for m in named if not is_background(sentence.text, m, _PRIOR_REACH)]
    regimens = [m.name for m in given if m.label is Label.REGIMEN]
    return regimens[0] if regimens else regimen_key({m.name for m in given})


def _described(sentence: Sentence, marks: Sequence[Mention], index: int) -> tuple[int, int] | None:
    """Where a text says what a lettered arm receives: behind its name, or before it when the name is in a bracket."""
    text, mark = sentence.text, marks[index]
    if (opened := _OPENED.search(text[: mark.start])) and regex.match(r"\s?[)\],;:]", text[mark.end :]):
        if (beside := _treatment_before(sentence, opened.start())) is not None:
            return beside, mark.start
        given = [g.end() for g in _GIVEN.finditer(text, 0, mark.start)]
        start = marks[index - 1].end if index else (given[-1] if given else None)
        return None if start is None else (start, mark.start)
    end = marks[index + 1].start if index + 1 < len(marks) else len(text)
    return (mark.end, end) if _RECEIVED.match(text[mark.end : end]) else None


def _treatment_before(sentence: Sentence, end: int) -> int | None:
    """Where the treatment starts that ends right before a bracket: "four cycles of VTD (arm B …"."""
    named = (m for m in (*sentence.named(Label.REGIMEN), *sentence.drugs) if m.name and m.end <= end)
    beside = [m for m in named if _BESIDE.fullmatch(sentence.text[m.end : end])]
    return min((m.start for m in beside if not is_background(sentence.text, m, _PRIOR_REACH)), default=None)


def coded(sentences: Sequence[Sentence], treated: Sequence[Arm]) -> Iterator[Arm]:
    """Arms of which the paper gives only a code and a size, beside one that is known or another: "Kxd (n = 26)"."""
    known = {n for a in treated for n in a.names}
    seen: set[str] = set()
    for sentence in sentences:
        hits = list(_CODE.finditer(sentence.text)) if _GIVEN.search(sentence.text) else []
        codes = [h for h in hits if not _is_word(sentence, h)]
        for hit in codes if len(codes) > 1 else ():
            name = normal(hit["code"])
            if name not in known | seen and _is_used_again(sentences, sentence, hit["code"]):
                seen.add(name)
                yield Arm(hit["code"], names=frozenset({name}), size=parse_count(hit["n"]))


def _is_used_again(sentences: Sequence[Sentence], first: Sentence, code: str) -> bool:
    word = regex.compile(rf"(?<![\w-]){regex.escape(code)}(?![\w-])")
    return any(word.search(s.text) for s in sentences if s is not first)


def _is_word(sentence: Sentence, hit: regex.Match[str]) -> bool:
    """Whether a token before a size is a plain word, or names something else than a treatment."""
    start, end = hit.span("code")
    others = (m for m in sentence.names if m.label not in (Label.REGIMEN, Label.DRUG))
    groups = (m for m in sentence.of(Label.GROUP) if not m.value.text("label"))
    plain = len(hit["code"]) > _SHORT_CODE and not regex.search(r"\d|/|\p{Lu}.*\p{Lu}", hit["code"])
    return plain or any(m.start < end and start < m.end for m in (*others, *groups))


def untreated(sentences: Sequence[Sentence], treated: Sequence[Arm]) -> Iterator[Arm]:
    """The comparator without a regimen of its own: placebo, observation, no maintenance, "standard regimen"."""
    if len(treated) > 1:
        yield from _second_transplant(sentences, treated)
        if not any(a.placebo for a in treated):
            yield from _second_comparator(sentences, treated)
        return
    if not treated or treated[0].placebo:
        return
    if transplant := _facing(sentences, treated[0], _is_procedure, 40):
        yield Arm(min(transplant, key=len), names=frozenset(map(normal, transplant)))
    elif idle := _facing(sentences, treated[0], is_idle, 60):
        yield Arm(min(idle, key=len), names=frozenset({*map(normal, idle), "control"}))
    else:
        yield from _control(sentences)


def _second_comparator(sentences: Sequence[Sentence], treated: Sequence[Arm]) -> Iterator[Arm]:
    """The patients of a second randomization who got nothing more, where just one of several treatments faces them.

    They are the control group where that is named beside no other treatment.
    """
    facing = [(arm, idle) for arm in treated if (idle := _facing(sentences, arm, is_idle, _IDLE_REACH))]
    if len(facing) != 1:
        return
    arm, idle = facing[0]
    others = {a.regimen for a in treated} - {arm.regimen}
    beside = [s for s in sentences if any(m.value.text("control") for m in s.of(Label.GROUP))]
    named = [{m.name for m in (*s.named(Label.REGIMEN), *s.drugs)} for s in beside]
    alone = any(arm.regimen in names for names in named) and not any(names & others for names in named)
    yield Arm(min(idle, key=len), names=frozenset({*map(normal, idle), *_NOTHING, *(["control"] if alone else [])}))


def _second_transplant(sentences: Sequence[Sentence], treated: Sequence[Arm]) -> Iterator[Arm]:
    """The transplant that a design sets against one of several arms: "six courses of VCD or tandem MEL200"."""
    designs = [s for s in sentences if ASSIGNS.search(s.text)]
    known = {n for a in treated for n in a.names}
    found = [name for arm in treated if not arm.placebo for name in _facing(designs, arm, _is_procedure, 40)]
    if found and known.isdisjoint(map(normal, found)):
        yield Arm(min(found, key=len), names=frozenset(map(normal, found)))


def _control(sentences: Sequence[Sentence]) -> Iterator[Arm]:
    """The group that is called placebo, else the one that is called control."""
    marks = [m for s in sentences for m in s.of(Label.GROUP)]
    for key in ("placebo", "control"):
        if found := [m for m in marks if m.value.text(key)]:
            names = frozenset(normal(m.text) for m in found) | {"placebo", "control"}
            label = min((m.text for m in found), key=len)
            yield Arm(label, "", key == "placebo", names, _size_of(sentences, found))
            return


def _is_procedure(mention: Mention) -> bool:
    return mention.value.text("role") == "procedure"


def _facing(sentences: Sequence[Sentence], treated: Arm, wanted: Callable[[Mention], bool], reach: int) -> list[str]:
    """The names of one kind that a sentence sets against the one regimen of a study, within so many characters."""
    found: list[str] = []
    for sentence in sentences:
        names = sorted(sentence.named(Label.DRUG, Label.REGIMEN), key=lambda m: m.start)
        for left, right, gap in neighbours(sentence.text, names):
            others = [m for m in (left, right) if wanted(m)]
            facing = others and treated.regimen in (left.name, right.name)
            if facing and _opposes(sentence.text, left, gap, reach):
                found.append(others[0].text)
    return found


def _opposes(text: str, left: Mention, gap: str, reach: int) -> bool:
    """Whether the words between two treatments, or those before both, set one against the other."""
    bare = _ASIDE.sub("", gap)
    if len(bare) >= reach:
        return False
    return bool(_OPPOSED.search(bare) or (_AND_TO.fullmatch(bare) and _BETWEEN.search(text, 0, left.start)))


def against_nothing(sentences: Sequence[Sentence]) -> frozenset[str]:
    """Single drugs that a sentence sets against observation or no treatment in a later phase: they are given alone."""
    found: set[str] = set()
    for sentence in (s for s in sentences if _LATER_PHASE.search(s.text)):
        names = sorted((*sentence.named(Label.DRUG), *sentence.named(Label.REGIMEN)), key=lambda m: m.start)
        for left, right, gap in neighbours(sentence.text, names):
            idle, other = (left, right) if is_idle(left) else (right, left)
            single = other.label is Label.DRUG and not is_idle(other) and not _is_procedure(other)
            if is_idle(idle) and single and _opposes(sentence.text, left, gap, _IDLE_REACH):
                found.add(other.name)
    return frozenset(found)


def _size_of(sentences: Sequence[Sentence], found: Sequence[Mention]) -> int | None:
    """The first size printed behind one of the mentions."""
    marks = ((s, m) for s in sentences for m in s.of(Label.GROUP) if m in found)
    sizes = (size_behind(sentence.text[mark.end :]) for sentence, mark in marks)
    return next((size for size in sizes if size is not None), None)


def labelled(sentences: Sequence[Sentence], treated: Sequence[Arm]) -> Iterator[Arm]:
    """Groups that the paper names, each at least twice, by something else than a drug: "the once-weekly group"."""
    counts: dict[str, list[str]] = defaultdict(list)
    for label in (label for s in sentences for label in _labels(s)):
        counts[normal(label)].append(label)
    taken = {n for a in treated for n in a.names} | {"placebo", "control"}
    taken |= {normal(n.text) for s in sentences for n in (*s.named(Label.REGIMEN, Label.DISEASE), *s.drugs)}
    for name, labels in counts.items():
        if len(labels) > 1 and name not in taken and not _FEATURE.search(name):
            shared = treated[0].regimen if len(treated) == 1 and _TRANSPLANT.search(name) else ""
            yield Arm(labels[0], shared, names=frozenset({name}))


def _labels(sentence: Sentence) -> Iterator[str]:
    """The labels of a sentence's groups, without those that name a drug or a dose level."""
    drugs = (*sentence.named(Label.REGIMEN), *sentence.drugs)
    for mention in sentence.of(Label.GROUP):
        label = "" if is_dose_level(mention) else group_label(mention)
        if label and not any(mention.start <= d.start < mention.end for d in drugs):
            yield label
    # both names of "12% in the older and 9% in the younger group"
    yield from (name for hit in _ELLIPTICAL.finditer(sentence.text) for name in hit.groups())
