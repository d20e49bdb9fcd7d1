"""Drugs that all patients of a study get beside the one that its arms are named after.

"All patients also received dexamethasone", "pomalidomide and dexamethasone were given in both arms"; in a study of one
treatment also what the paragraph that doses it doses besides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

import regex

from myelomine.document import BlockKind
from myelomine.extractors.arms.register import Arm
from myelomine.extractors.sentences import Sentence
from myelomine.mentions import Label, Mention
from myelomine.patterns import regimen_key

_PEOPLE = r"(?:patients?|participants|subjects|groups?|arms?|cohorts?)"
_EVERYONE = rf"(?:all|both|each|every|either)(?: of the)?(?: \w+){{0,2}}? {_PEOPLE}"
_GIVEN = r"(?:received|receive|given|got|took|treated with|administered|combined with|contained|included|had|were on)"
# "both arms also received …", "all patients were given …"
_ALL_GOT = regex.compile(
    rf"(?i)\b(?:{_EVERYONE}\b[^.;]{{0,30}}?\b{_GIVEN}"
    r"|(?:all|both)\s(?:also\s|additionally\s|then\s)?(?:received|got|took|were (?:also )?(?:given|treated with)))\s"
    r"(?:(?!\bor\b)[^.;]){0,60}$"
)
# "In all three arms, …", "Both groups then …"
_IN_ALL = regex.compile(rf"(?i)\bin {_EVERYONE},?\s(?:(?:oral|then|the|weekly|maintenance|with)\s){{0,3}}$")
_WITH = regex.compile(r"(?i)\b(?:with|plus|and|added to|addition of)\s(?:the\s)?$")
# "…, always in association with", "…, each combined with"
_EACH_WITH = regex.compile(
    r"(?i)\b(?:always|all|both|each|in (?:all|both|every|either) (?:arms?|groups?|cases|cohorts?)"
    r"|irrespective of (?:arm|group))\b[^.;,]{0,30}?"
    r"(?:\b(?:in (?:association|combination)|combined|together|along|given)|(?<=\b(?:both|each|all|always)))\swith\s"
    r"(?:(?!\bor\b)[^.;]){0,40}$"
)
# "… were given to all patients", "… was common to both arms"
_TO_ALL = regex.compile(
    rf"(?i)[^.;]{{0,60}}?\b(?:given|administered|added|common|received|taken|combined|used)\b[^.;]{{0,30}}?\b(?:to|in"
    rf"|by|for|with)\s{_EVERYONE}\b"
)
# phases and support that are no part of the regimen, and what only some of the patients get
_APART = regex.compile(
    r"(?i)\b(?:induction|maintenance|consolidation|conditioning|mobili[sz]\w+|premedicat\w*|prophyla\w*|prevent\w*"
    r"|before each|prior"
    r"|previous\w*|lympho-?deplet\w*|bridging|transplant\w*|high-dose melphalan|if|in case of|allowed|permitted"
    r"|optional\w*|could be|crossover"
    r"|cross over|at progression|salvage|rescue|antiviral|aspirin|infusion[- ]related|cytokine release)\b"
)
_CONDITION_BEHIND = regex.compile(
    r"(?i)[^.;]{0,40}?\b(?:could be|was allowed|permitted|optional|at the discretion|if\b|for (?:mild|grade))"
)
_ALONE = regex.compile(r"(?i)\b(?:single[- ]agent|monotherapy|alone)\b")


def with_companions(sentences: Sequence[Sentence], arms: Sequence[Arm], title: str) -> list[Arm]:
    """The arms with the drugs that everyone gets, where no arm is said to receive them already.

    An arm of these drugs alone is the comparator of the others.
    """
    everyone = {d.name for s in sentences for d in _for_everyone(s)}
    base = next((a for a in arms if set(a.regimen.split("+")) == everyone), None)
    others = [a for a in arms if a != base]
    if base is None and len(arms) == 1 and not arms[0].alone and not _ALONE.search(title):
        everyone |= {d.name for d in _dosed_beside(sentences, arms[0])}
    extra = everyone - {drug for a in others for drug in a.regimen.split("+")}
    if extra != everyone or not extra or not others:
        return list(arms) if not extra or base else [_added_to(a, extra) for a in arms]
    return [*(_added_to(a, extra) for a in others), *_base(sentences, base, others, everyone)]


def _added_to(arm: Arm, drugs: Set[str]) -> Arm:
    return replace(arm, regimen=regimen_key([*arm.regimen.split("+"), *drugs])) if arm.regimen else arm


def _base(sentences: Sequence[Sentence], base: Arm | None, others: Sequence[Arm], drugs: Set[str]) -> Iterator[Arm]:
    """The arm that gets nothing but what everyone gets: the placebo or control of one other arm."""
    marks = [m for s in sentences for m in s.of(Label.GROUP)]
    called = next((key for key in ("placebo", "control") if any(m.value.text(key) for m in marks)), "")
    if not (base and base.size) and (not called or (base is None and len(others) != 1)):
        return
    arm = base or Arm(called, regimen_key(drugs), score=1)
    names = {"placebo", "control"} if called and len(others) == 1 else set[str]()
    yield replace(arm, placebo=arm.placebo or called == "placebo", names=arm.names | names)


def without_shares(sentences: Sequence[Sentence], arms: Sequence[Arm], titled: Set[str]) -> list[Arm]:
    """The arms without what is only said to be given to all patients.

    It is a part of the regimen that the title names, or what all go on to: "in all arms, interferon was then started".
    """
    wholes = [set(key.split("+")) for key in titled]
    shared = _only_shared(sentences) - titled
    in_all = {m.name for s in sentences for m in _treatments(s) if _IN_ALL.search(s.text[: m.start])} - titled

    def is_share(arm: Arm) -> bool:
        drugs, others = set(arm.regimen.split("+")), [set(a.regimen.split("+")) for a in arms if a is not arm]
        if arm.regimen in in_all and others and not any(drugs & other for other in others):
            return True
        return arm.regimen in shared and any(drugs < whole for whole in wholes)

    return [a for a in arms if a.size or not is_share(a)]


def _treatments(sentence: Sentence) -> list[Mention]:
    return [*sentence.named(Label.REGIMEN), *sentence.drugs]


def _only_shared(sentences: Sequence[Sentence]) -> frozenset[str]:
    """The keys of treatments that a text gives to everyone, and speaks of else at most as added to another one."""
    told: dict[str, set[bool]] = {}
    for sentence in sentences:
        for mention in _treatments(sentence):
            before = sentence.text[: mention.start]
            shared = bool(_ALL_GOT.search(before) or _IN_ALL.search(before))
            if shared or not (sentence.block.kind is BlockKind.TITLE or _WITH.search(before)):
                told.setdefault(mention.name, set()).add(shared)
    return frozenset(key for key, said in told.items() if said == {True})


def _for_everyone(sentence: Sentence) -> Iterator[Mention]:
    """The drugs that a sentence says all patients, or all arms, are given."""
    text = sentence.text
    drugs = _parts(sentence)
    if not drugs or sentence.block.kind is BlockKind.TITLE or _APART.search(text):
        return
    for drug in drugs:
        before = text[: drug.start]
        if _ALL_GOT.search(before) or _EACH_WITH.search(before) or _TO_ALL.match(text, drug.end):
            yield drug


def _parts(sentence: Sentence) -> list[Mention]:
    """The drugs of a sentence; those that a code stands for are none."""
    return [d for d in sentence.drugs if d.value.text("role") == "active"]


def _dosed_beside(sentences: Sequence[Sentence], arm: Arm) -> Iterator[Mention]:
    """Drugs with a dose of their own in a paragraph that doses a drug of the arm."""
    blocks: dict[str, list[Mention]] = {}
    for sentence in sentences:
        if not _APART.search(sentence.text):
            blocks.setdefault(sentence.block.id, []).extend(_dosed(sentence))
    for drugs in blocks.values():
        if any(d.name in arm.regimen.split("+") for d in drugs):
            yield from drugs


def _dosed(sentence: Sentence) -> Iterator[Mention]:
    """The drugs of a sentence right before or behind a dose."""
    for drug in _parts(sentence):
        for dose in sentence.of(Label.DOSE):
            gap = (
                sentence.text[drug.end : dose.start] if dose.start >= drug.end else sentence.text[dose.end : drug.start]
            )
            beside = regex.fullmatch(
                r"[\s(,]{0,3}(?:(?:at|a|dose|of|was|were|given|orally|intravenously|subcutaneously|PO|IV|SC"
                r"|the)\s?){0,6}\(?",
                gap,
            )
            if beside and not _CONDITION_BEHIND.match(sentence.text, max(drug.end, dose.end)):
                yield drug
                break
