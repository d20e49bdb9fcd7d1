"""Designs in which one treatment is given to all and a drug, or its placebo, is added for a part of the patients.

"Lenalidomide and dexamethasone with or without elotuzumab", "ixazomib or placebo, both with lenalidomide and
dexamethasone": two arms, of which the text spells out at most one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from myelomine.extractors.arms.names import normal
from myelomine.extractors.arms.register import Arm
from myelomine.extractors.sentences import Sentence, neighbours
from myelomine.mentions import Label, Mention
from myelomine.numbers import parse_count
from myelomine.patterns import regimen_key

_ASIDE = r"(?:\s?[\[(][^()\[\]]{0,60}[\])])?"
_DOSE = (
    r"(?:[\s,]{1,2}(?:at\s)?\d(?:[^.;()]|\.(?=\d)){0,60}?)?"
    r"(?:\s(?:on days?|once|twice|daily|weekly|orally|intravenously|subcutaneously|every|until|for)\b(?:[^.;()]"
    r"|\.(?=\d)){0,60}?)?"
)
_HOW = r"(?:(?:oral|intravenous|subcutaneous|weekly|the|either|standard|(?:low|high|full)[- ]dose|of|addition)\s)*"
_SIZE = r"(?:\s?[\[(](?:[\p{L}\d +/-]{1,30}[,;]\s?)?[nN]\s?=\s?(?P<%s>\d{1,4})[\])])?"
_WITH_OR_WITHOUT = regex.compile(
    rf"{_ASIDE}{_DOSE},?\s(?:(?:either\s)?with{_SIZE % 'full'}\s(?:or|and|versus|vs\.?)\swithout{_SIZE % 'base'}"
    r"|plus or minus|±|\+/[-–−]|(?:alone )?or (?:given )?(?:in combination with|combined with)"
    r"|alone or (?:given )?(?:with|combined with|in combination with|plus))\s" + _HOW,
    regex.I,
)
# "B either with A (A group, 332 patients) or alone"
_WITH_FIRST = regex.compile(
    rf"{_ASIDE}{_DOSE},?\s(?:either\s)?(?:given\s)?(?:with|plus|combined with|in combination with)\s{_HOW}", regex.I
)
_OR_ALONE = regex.compile(rf"{_ASIDE}{_DOSE},?\s(?:or|versus|vs\.?)\s(?:given\s|used\s)?alone\b", regex.I)
_JOINED_WITH = regex.compile(r"(?i)\s(?:with|plus|and|combined with)\s(?:\w+\s)?$")
_PLACEBO_NEXT = regex.compile(
    rf"{_ASIDE}{_DOSE}\s?(?:,?\s(?:or|and|versus|vs\.?)\s(?:(?:\d{{1,4}}|were|patients|matching|to|oral|receive"
    rf"|received"
    r"|assigned|the)\s){0,4}|/\s?)",
    regex.I,
)
_ALL_WITH = regex.compile(
    rf"{_ASIDE}{_DOSE}[\])]?(?:,?\s(?:both|each|all|either))?(?:\s(?:arms|groups|given|administered))?,?\s"
    r"(?:(?:in\s)?combin(?:ed|ation)\s(?:with|to)|with|plus|added to|in addition to|on top of|together with"
    r"|along with|on a background of)\s" + _HOW,
    regex.I,
)
_PLUS_EITHER = regex.compile(
    rf"{_ASIDE}{_DOSE},?\s(?:plus|with|combined with|in combination with|in addition to|and|\+)\s{_HOW}",
    regex.I,
)
_BY_DESIGN = regex.compile(
    r"(?i)random|assign|allocat|receiv|treated|phase (?:3|III|2|II|three|two)|double-blind|placebo-controlled"
    r"|\bcompar|\bevaluat|\binvestigat|\bstud(?:y|ied)\b|\btrial\b"
)
# how many times more a paper speaks for the arms of a trial than for those of its later phase
_CLEARLY = 3
_CODE = regex.compile(r"[a-z]{2,5}")


@dataclass(frozen=True, slots=True)
class Design:
    """A treatment for all, the drug that is added for a part of them, and the sizes of both arms where printed."""

    backbone: str
    drug: Mention
    placebo: bool
    sizes: tuple[int | None, int | None] = (None, None)

    @property
    def full(self) -> str:
        """The key of the arm with the drug."""
        return regimen_key([*self.backbone.split("+"), *self.drug.name.split("+")])


def designs(sentences: Sequence[Sentence]) -> Iterator[Design]:
    """Every design of this form that a sentence states, a title included."""
    for sentence in sentences:
        treatments = _treatments(sentence)
        if treatments and _BY_DESIGN.search(sentence.text):
            yield from _with_or_without(sentence, treatments)
            yield from _against_placebo(sentence, treatments)


def with_backbones(arms: Sequence[Arm], found: Sequence[Design]) -> list[Arm]:
    """The arms as the designs spell them out; the added drug alone is none of them."""
    out = list(arms)
    for design in found:
        out = _with_design(out, design)
    return out


def _with_design(arms: Sequence[Arm], design: Design) -> list[Arm]:
    """The arms with the two of a design in the place of what the text names of them."""
    keys = (design.full, design.backbone)
    partial = [a for a in arms if a.regimen == design.drug.name and not a.alone]
    if any(a.alone and a.regimen == design.drug.name for a in arms) or not all(keys):
        return list(arms)
    rest = [a for a in arms if a not in partial and a.regimen not in keys]
    full, base = _full_arm(arms, partial, design), _base_arm(arms, design)
    known_by = _known_by(rest, full, design.drug.name)
    if known_by is None:
        return [full, base, *rest]
    name = normal(design.drug.text)
    named = replace(known_by, names=known_by.names | {name})
    names, score = full.names - {name}, max(full.score, base.score)
    codes = [n.upper() for n in names if _CODE.fullmatch(n)]
    spelled = codes[0] if len(codes) == 1 else f"{design.backbone.replace('+', ' and ')} plus {design.drug.text}"
    label = spelled if normal(full.label) == name else full.label
    later = (
        replace(full, label=label, names=names | {normal(label)}, score=score),
        replace(base, names=base.names - {"control", "placebo"}, score=score),
    )
    return [*(named if a == known_by else a for a in rest), *later]


def _known_by(arms: Sequence[Arm], full: Arm, drug: str) -> Arm | None:
    """The arm that a drug is the name of, where the design is but that of a later phase of a trial of this drug."""
    holding = [a for a in arms if drug in a.regimen.split("+")]
    clear = len(holding) == 1 and len(arms) > 1 and holding[0].score >= _CLEARLY * full.score
    return holding[0] if clear else None


def _full_arm(arms: Sequence[Arm], partial: Sequence[Arm], design: Design) -> Arm:
    known = [a for a in arms if a.regimen == design.full]
    spelled = known[0] if known else Arm(partial[0].label if partial else design.drug.text, design.full)
    if " either " in spelled.label:  # "B plus either A" names no arm
        spelled = replace(spelled, label=design.drug.text)
    names = frozenset({normal(design.drug.text), normal(spelled.label)}).union(*(a.names for a in (*known, *partial)))
    size = next((a.size for a in (*known, *partial) if a.size), design.sizes[0])
    return replace(spelled, names=_own_names(names), size=size, score=max(spelled.score, 1), placebo=False)


def _base_arm(arms: Sequence[Arm], design: Design) -> Arm:
    known = next((a for a in arms if a.regimen == design.backbone), None)
    label = "placebo" if design.placebo else f"without {design.drug.text}"
    arm = known or Arm(label, design.backbone)
    spare = {"placebo", "control"} if design.placebo else {"control", normal(f"without {design.drug.text}")}
    return replace(
        arm,
        label=arm.label if known and (arm.placebo or not design.placebo) else label,
        names=arm.names | spare | {normal(arm.label)},
        placebo=design.placebo or arm.placebo,
        alone=arm.alone or not design.placebo,
        size=arm.size or design.sizes[1],
        score=max(arm.score, 1),
    )


def _own_names(names: frozenset[str]) -> frozenset[str]:
    return frozenset(n for n in names if "placebo" not in n.split(" "))


def _treatments(sentence: Sentence) -> list[Mention]:
    """The drugs and regimens of a sentence and its placebo, without the drugs inside a regimen."""
    regimens = [r for r in sentence.named(Label.REGIMEN) if r.name]
    drugs = [
        d
        for d in sentence.named(Label.DRUG)
        if (d in sentence.drugs or d.name == "placebo") and not any(r.start <= d.start < r.end for r in regimens)
    ]
    return sorted([*regimens, *drugs], key=lambda m: m.start)


def _with_or_without(sentence: Sentence, treatments: Sequence[Mention]) -> Iterator[Design]:
    """ "A with (n = 40) or without (n = 42) B", "A alone or with B", "A with B or alone"."""
    for left, right, gap in neighbours(sentence.text, treatments):
        hit = _WITH_OR_WITHOUT.fullmatch(gap)
        if hit and left.name and right.label is Label.DRUG and right.name not in left.name.split("+"):
            yield Design(left.name, right, placebo=False, sizes=_sizes(hit))
        elif _is_alone_next(sentence.text, left, right, gap):
            yield Design(left.name, right, placebo=False)
    for whole in treatments:
        yield from _last_or_alone(sentence, whole)


def _last_or_alone(sentence: Sentence, whole: Mention) -> Iterator[Design]:
    """ "B with A (n = 40) or alone (n = 42)", where B with A has been read as one regimen."""
    last = [d for d in sentence.drugs if whole.start < d.start and d.end == whole.end]
    if whole.label is not Label.REGIMEN or not last or not _OR_ALONE.match(sentence.text, whole.end):
        return
    if _JOINED_WITH.search(sentence.text, whole.start, last[0].start):
        parts = [p for p in whole.name.split("+") if p != last[0].name]
        yield Design(regimen_key(parts), last[0], placebo=False)


def _is_alone_next(text: str, left: Mention, right: Mention, gap: str) -> bool:
    """Whether a treatment is given with one drug or alone: "B either with A (n = 40) or alone (n = 42)"."""
    added = right.label is Label.DRUG and left.name and right.name not in left.name.split("+")
    return bool(added and _WITH_FIRST.fullmatch(gap) and _OR_ALONE.match(text, right.end))


def _sizes(hit: regex.Match[str]) -> tuple[int | None, int | None]:
    full, base = (parse_count(hit[name]) if hit[name] else None for name in ("full", "base"))
    return full, base


def _against_placebo(sentence: Sentence, treatments: Sequence[Mention]) -> Iterator[Design]:
    """ "A or placebo, both with B" and "B plus either A or placebo"."""
    pairs = list(neighbours(sentence.text, treatments))
    for at, (left, right, gap) in enumerate(pairs):
        drug, other = (right, left) if left.name == "placebo" else (left, right)
        if other.name != "placebo" or not _PLACEBO_NEXT.fullmatch(gap):
            continue
        if drug.label is Label.REGIMEN:
            yield from _last_or_placebo(sentence, left, right)
            continue
        behind = pairs[at + 1] if at + 1 < len(pairs) else None
        ahead = pairs[at - 1] if at else None
        if behind and behind[1].name != "placebo" and _ALL_WITH.fullmatch(behind[2]):
            yield Design(behind[1].name, drug, placebo=True)
        elif ahead and _PLUS_EITHER.fullmatch(ahead[2]):
            yield Design(ahead[0].name, drug, placebo=True)


def _last_or_placebo(sentence: Sentence, left: Mention, right: Mention) -> Iterator[Design]:
    """ "B plus either A or placebo", where B plus A has been read as one regimen."""
    last = [d for d in sentence.drugs if left.start < d.start and d.end == left.end]
    if right.name == "placebo" and last and left.value.text("joined") == "plus":
        parts = [p for p in left.name.split("+") if p != last[0].name]
        yield Design(regimen_key(parts), last[0], placebo=True)
