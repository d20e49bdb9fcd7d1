"""The arm register of a study: which groups of patients it compares, how the text names them, what they receive.

An arm is found where the text assigns, compares or counts it; a name that only stands in background, eligibility or
prior therapy makes no arm. Everything that later refers to a group asks the register.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from myelomine.extractors.sentences import Sentence
from myelomine.mentions import Label, Mention
from myelomine.numbers import parse_count


@dataclass(frozen=True, slots=True)
class Arm:
    """A group by assignment, enrolment or baseline feature; `regimen` is the canonical key, empty where unknown."""

    label: str
    regimen: str = ""
    placebo: bool = False
    names: frozenset[str] = frozenset()
    size: int | None = None
    score: int = 0
    first: int = 0


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a sentence names a group: an arm of the register, a subgroup, or all patients."""

    start: int
    end: int
    label: str
    arm: Arm | None = None
    subgroup: bool = False
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class Register:
    """The arms of one study in the order in which the study names them: the experimental arm first."""

    arms: tuple[Arm, ...] = ()

    @property
    def compared(self) -> tuple[Arm, ...]:
        """The arms when the study compares at least two."""
        return self.arms if len(self.arms) > 1 else ()

    def other(self, arm: Arm) -> Arm | None:
        """The other arm of a two-arm study."""
        rest = [a for a in self.arms if a != arm]
        return rest[0] if len(rest) == 1 and len(self.arms) == 2 else None

    def only(self) -> Arm | None:
        """The arm of a study that has just one."""
        return self.arms[0] if len(self.arms) == 1 else None

    def by_regimen(self, key: str, text: str, placebo: bool = False) -> Arm | None:
        """The arm that receives this regimen; among arms of one regimen, the one whose name fits the text."""
        fits = [a for a in self.arms if a.regimen == key and key]
        if len(fits) > 1:
            fits = [a for a in fits if a.placebo == placebo] or fits
            fits = [a for a in fits if normal(text) in a.names] or fits
        return fits[0] if fits else None

    def by_drug(self, drug: str) -> Arm | None:
        """The one arm that a drug tells from the others."""
        fits = [a for a in self.arms if drug in a.regimen.split("+")]
        return fits[0] if len(fits) == 1 else None

    def by_name(self, text: str) -> Arm | None:
        """The arm that carries this name."""
        fits = [a for a in self.arms if normal(text) in a.names]
        return fits[0] if len(fits) == 1 else None

    def placebo_arm(self) -> Arm | None:
        """The arm given placebo: the one said to be, else the one with a regimen inside the other's."""
        marked = [a for a in self.arms if a.placebo]
        if len(marked) == 1:
            return marked[0]
        if len(self.arms) == 2:
            return min(self.arms, key=lambda a: len(a.regimen.split("+")) if a.regimen else 0)
        return None

    def control_arm(self) -> Arm | None:
        """The comparator of a two-arm study."""
        named = self.by_name("control group") or self.placebo_arm()
        return named if named else (self.arms[1] if len(self.arms) == 2 else None)


_PRIOR = regex.compile(
    r"(?i:(?:refractory|resistant|intolerant|exposed|exposure|sensitive) to|prior|previous(?:ly)?|pretreated with|received (?:both )?(?:an? )?(?:prior|previous)|failed|failure of|relapse(?:d)? (?:after|on)|ineligible for|including|such as|progress(?:ed|ing|ion) (?:on|after)|history of|naive to|naïve to|standard (?:of care|treatment|therapy)|approved|combination of|addition of|based on)\s(?:(?:the|a|an|both|therapy|treatment|with|one or more|at least one|and/or|\w+) ){0,4}$"
)
_AFTER_PRIOR = regex.compile(r"[-\s](?i:refractory|naive|naïve|exposed|sensitive|resistant|intolerant|pretreated|based|containing)")
_ASSIGNED = regex.compile(
    r"(?i:randomi[sz]|assign|allocat|to receive|received|receiving|treated with|were given|was given|administered|underwent|treatment with|consisted of|combination of|compared|comparing|arms?\b|to either)"
)
_GROUP_AFTER = regex.compile(r"(?:\s?\([^()]{1,40}\))?[-\s]?(?i:groups?|arms?|cohorts?|recipients|patients|treated|alone\b|therapy (?:group|arm)|regimens?)\b")
_SIZE_AFTER = regex.compile(r"(?:\s(?:alone|group|arm|regimen))?\s?[\[(;,]\s?(?:[Nn]\s?=\s?)(?P<n>\d{1,5})")
_VERSUS_NEAR = regex.compile(r"(?i:\b(?:versus|vs\.?|v|or|compared (?:with|to)|with or without|than)\b)\s?(?:\S+\s){0,3}$")
_VERSUS_AFTER = regex.compile(r"(?:\s?\([^()]{1,60}\))?(?:\s\S+){0,2}?\s(?i:versus|vs\.?|v|compared (?:with|to)|or|and)\s")
_ALIAS_AFTER = regex.compile(r"\s?\((?:the )?(?P<alias>[\p{L}\d][\p{L}\d +/-]{0,40}?)\s?(?P<word>group|arm|cohort)?\)")
_RESULT_NEAR = regex.compile(r"(?:\d\s?%?|months|years)\s?(?:of (?:the )?patients )?(?:in|for|with|on|receiving|among)\s(?:the |patients |those )?(?:receiving |on |in |treated with )?$")


def normal(text: str) -> str:
    """A name for comparing: lower case, dashes and spaces folded, group words dropped.

    >>> normal("The Ide-cel group"), normal("Low Dose Refractory groups")
    ('ide cel', 'low dose refractory')
    """
    body = regex.sub(r"[-–—‐‑/\s]+", " ", text.lower())
    body = regex.sub(r"^(?:the|oral)\s", "", body.strip())
    return regex.sub(r"\s(?:groups?|arms?|cohorts?|patients?|recipients|regimens?|treated|therapy)$", "", body).strip()


def build_register(sentences: Sequence[Sentence], title: str) -> Register:
    """The arms of the study that these sentences (title first) are about."""
    seen = [c for s in sentences for c in _candidates(s, s.text == title)]
    merged = _merge(seen)
    strong = [a for a in merged if a.score >= 3]
    return Register(tuple(_settle(strong or _best(merged))))


def _best(arms: list[Arm]) -> list[Arm]:
    top = max((a.score for a in arms), default=0)
    return [a for a in arms if a.score == top][:1] if top else []


def _candidates(sentence: Sentence, is_title: bool) -> Iterator[Arm]:
    for mention in sentence.named(Label.REGIMEN):
        yield from _candidate(sentence, mention, is_title)
    for mention in sentence.drugs:
        if not any(r.start <= mention.start < r.end for r in sentence.named(Label.REGIMEN)):
            yield from _candidate(sentence, mention, is_title)


def _candidate(sentence: Sentence, mention: Mention, is_title: bool) -> Iterator[Arm]:
    before, after = sentence.text[: mention.start], sentence.text[mention.end :]
    if not mention.name or _PRIOR.search(before[-70:]) or _AFTER_PRIOR.match(after):
        return
    size = _SIZE_AFTER.match(after)
    score = 1 + 2 * is_title + 2 * bool(_GROUP_AFTER.match(after)) + 3 * bool(size)
    score += 2 * bool(_ASSIGNED.search(before[-90:])) + 2 * bool(_VERSUS_NEAR.search(before[-40:]))
    score += 2 * bool(_RESULT_NEAR.search(before[-50:])) + bool(_VERSUS_AFTER.match(after))
    names = {normal(mention.text)} | _aliases(after)
    yield Arm(
        mention.text, mention.name, bool(mention.value.text("placebo")), frozenset(names),
        parse_count(size["n"]) if size else None, score, sentence.start + mention.start,
    )  # fmt: skip


def _aliases(after: str) -> set[str]:
    hit = _ALIAS_AFTER.match(after)
    return {normal(hit["alias"])} if hit and not regex.fullmatch(r"[nN]|\d.*", hit["alias"]) else set()


def _merge(arms: Iterable[Arm]) -> list[Arm]:
    """One arm a regimen (with and without placebo told apart only where both stand)."""
    groups: dict[tuple[str, bool], list[Arm]] = defaultdict(list)
    for arm in arms:
        groups[(arm.regimen, False)].append(arm)
    return [_united(found) for found in groups.values()]


def _united(found: list[Arm]) -> Arm:
    return replace(
        found[0],
        label=min((a.label for a in found if a.size or a.score >= 3), key=len, default=found[0].label),
        names=frozenset().union(*(a.names for a in found)),
        placebo=any(a.placebo for a in found),
        size=next((a.size for a in found if a.size), None),
        score=sum(a.score for a in found) if max(a.score for a in found) >= 3 else max(a.score for a in found),
    )


def _settle(arms: list[Arm]) -> Iterator[Arm]:
    """Drops single drugs that only name the arm which they tell apart ("the daratumumab group")."""
    for arm in arms:
        wider = [a for a in arms if a is not arm and _inside(arm.regimen, a.regimen)]
        if "+" not in arm.regimen and len(wider) >= 1 and arm.size is None and not _alone(arm):
            continue
        yield arm


def _inside(key: str, other: str) -> bool:
    return bool(key) and set(key.split("+")) < set(other.split("+"))


def _alone(arm: Arm) -> bool:
    return any(regex.search(r"\b(?:alone|monotherapy|single agent|maintenance)\b", name) for name in arm.names) or arm.placebo


def references(sentence: Sentence, register: Register) -> list[Reference]:
    """Every place of the sentence that names a group, in reading order; overlaps go to the longer one."""
    found = [*_regimen_references(sentence, register), *_group_references(sentence, register)]
    kept: list[Reference] = []
    for ref in sorted(found, key=lambda r: (r.arm is None, r.start - r.end, r.start)):
        if all(ref.end <= k.start or k.end <= ref.start for k in kept):
            kept.append(ref)
    return sorted(kept, key=lambda r: r.start)


def _regimen_references(sentence: Sentence, register: Register) -> Iterator[Reference]:
    regimens = sentence.named(Label.REGIMEN)
    for mention in regimens:
        before, after = sentence.text[: mention.start], sentence.text[mention.end :]
        if _PRIOR.search(before[-50:]) or _AFTER_PRIOR.match(after):
            continue
        arm = register.by_regimen(mention.name, mention.text, bool(mention.value.text("placebo"))) or register.by_name(mention.text)
        yield Reference(mention.start, mention.end, arm.label if arm else mention.text, arm)
    for drug in sentence.drugs:
        inside = any(r.start <= drug.start < r.end for r in regimens)
        before, after = sentence.text[: drug.start], sentence.text[drug.end :]
        if inside or _PRIOR.search(before[-50:]) or _AFTER_PRIOR.match(after):
            continue
        arm = register.by_regimen(drug.name, drug.text) or register.by_drug(drug.name) or register.by_name(drug.text)
        if arm:
            yield Reference(drug.start, drug.end, arm.label, arm)


def _group_references(sentence: Sentence, register: Register) -> Iterator[Reference]:
    for mention in sentence.of(Label.GROUP):
        text = mention.value.text
        if text("all"):
            yield Reference(mention.start, mention.end, "", everyone=True)
        elif text("placebo"):
            yield Reference(mention.start, mention.end, mention.text, register.placebo_arm())
        elif text("control"):
            yield Reference(mention.start, mention.end, mention.text, register.control_arm())
        elif text("experimental") and register.compared:
            yield Reference(mention.start, mention.end, register.arms[0].label, register.arms[0])
        elif text("subgroup"):
            yield Reference(mention.start, mention.end, text("subgroup"), subgroup=True)
        elif text("label"):
            arm = register.by_name(text("label"))
            yield Reference(mention.start, mention.end, arm.label if arm else text("label"), arm)
