"""From the sentences of a study to its arm register."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from myelomine.document import BlockKind
from myelomine.extractors.arms.approaches import approach_arms, with_manners
from myelomine.extractors.arms.backbones import designs, with_backbones
from myelomine.extractors.arms.candidates import candidates
from myelomine.extractors.arms.companions import with_companions, without_shares
from myelomine.extractors.arms.described import (
    against_nothing,
    coded,
    labelled,
    lettered,
    numbered,
    untreated,
    with_letters,
    with_opening_codes,
    without_phases,
)
from myelomine.extractors.arms.doses import by_dose
from myelomine.extractors.arms.kinds import of_kinds
from myelomine.extractors.arms.maintenance import with_maintenance
from myelomine.extractors.arms.names import is_titled_background, normal
from myelomine.extractors.arms.opposed import opposed
from myelomine.extractors.arms.references import references
from myelomine.extractors.arms.register import Arm, Register
from myelomine.extractors.arms.supportive import supported
from myelomine.extractors.arms.variants import CERTAIN, completed, is_part, merged, settled, variants_of
from myelomine.extractors.sentences import Sentence, neighbours
from myelomine.mentions import Label, Mention

_AGAINST = regex.compile(
    r"(?:\s?\([^()]{1,30}\))?,?\s?(?:versus|vs\.?|v|(?:as )?compared (?:with|to)|or|than(?: (?:with|to|in))?)\s"
    r"(?:(?:standard|single[- ]agent|(?:high|low|standard)[- ]dose|oral|intravenous|patients|those|receiving|treated"
    r"|with|the|in"
    r"|\w+)\s){0,3}",
    regex.I,
)
_VERSUS = regex.compile(r"(?i)(?:\s?\([^()]{1,60}\))?,?\s(?:versus|vs\.?|v)\s(?:\w+\s)?")
# "121 received A and 117 B": people are counted for each of two drugs
_PEOPLE_BEFORE = regex.compile(
    r"(?i)\b\d{1,4}\s(?:patients\s)?(?:(?:were|was|who)\s)?(?:received|receiving|got|took|given|taking|treated with"
    r"|assigned to|allocated to|randomi[sz]ed to|in|on|to|with)\s(?:the\s)?$"
)
_PEOPLE_BETWEEN = regex.compile(
    r"(?i)(?:\s(?:group|arm|alone))?(?:\s?\([^()]{1,30}\))?,?\s(?:and|while|whereas)\s(?:(?:of|in|by|for)\s)?(?:the\s)?"
    r"(?:other\s)?\d{1,4}\s"
    r"(?:(?!mg\b|g\b|mcg\b|MU\b|days?\b|weeks?\b|cycles?\b|courses?\b|months?\b)\p{L}+\s){0,4}"
)
_NAMES_A_GROUP = regex.compile(r"(?i)[- ](?:groups?|arms?|based|containing|treated|refractory|exposed|na[iï]ve)\b")
_COMPARING = regex.compile(r"\b(?:versus|vs\.?|v|or|than|compared|and|in)\b")
# "we compared A with B", "a comparison of A to B": the word of comparison stands before both
_COMPARED = regex.compile(r"(?i)\bcompar(?:ed|es|ing|isons? (?:of|between))\s(?:\w+[\s-]){0,4}$")
_WITH = regex.compile(r"[^.;]{0,30}?\b(?:with|to|against)\s(?:\w+\s)?")
# "A 100 mg daily and B 3 MU": what is given together at a dose each, not compared
_GIVEN_TOGETHER = regex.compile(r"\s\d[\d.]*\s?(?:mg|g|µg|mcg|MU|MIU|IU)\b[^.;]{0,40}\b(?:and|plus|with)\b[^.;]{0,30}")
# "A plus B 40 mg on days 1 and 8 (arm A, n = 20) or B 40 mg"
_DOSED_AGAINST = regex.compile(
    r"(?:\s(?:at\s)?\d(?:[^;.()]|\.(?=\d)){0,80}?)?(?:\s?\([^()]{1,80}\))?,?\s(?:versus|vs\.?|or(?: to)?"
    r"|compared (?:with|to))\s(?:\w+\s)?",
    regex.I,
)
_RIVALS_APART = 90
# a text without any of these compares no treatments
_COMPARATIVE = regex.compile(
    r"(?i)\brandom|\bplacebo\b|\bcontrol (?:arm|group)|\b(?:both|two|three|treatment|either) (?:arms|groups"
    r"|regimens)\b"
    r"|\bwith or without\b|\balone\b|\bmonotherapy\b|\bsingle[- ]agent\b|\b(?:arm|group|cohort) [AB12]\b"
)
# patients of a study with any of these are in arms
_ASSIGNING = regex.compile(
    r"(?i)\brandomi[sz]|\brandomly\b|\bplacebo\b|\bcontrol (?:arm|group)"
    r"|\b(?:two|three|both|treatment) (?:arms|groups)\b|\barm [AB12]\b|\bversus\b.{0,60}\b(?:alone|regimen)"
)
_CLEARLY = 3
# so many sentences name the treatment of the title where others are but mentioned
_ABOUT_TITLED = 3
# a study that tells of such a comparison does not give one treatment to all
_GROUPS_TOLD = regex.compile(
    r"(?i)\b(?:maintenance|consolidation|salvage) (?:therapy |treatment )?(?:\w+ly )?(?:improved|prolonged"
    r"|extended)\b"
)
# what a long paper speaks for this much less than for its best known arm is background
_SHARE_OF_BEST = 0.1
# a text of so many sentences speaks for the one treatment of its patients more than once
_LONG_PAPER = 80
# two arms keep the order of the study: the tested one first
_PAIR = 2
# where the one treatment is the arm of a letter, the other letters are other arms
_LETTERED = regex.compile(r"(?:arm|group|cohort) (?:[a-h]|\d|i{1,3}|iv)")


def build_register(sentences: Sequence[Sentence], title: str) -> Register:
    """The arms of the study that these sentences (title first) are about."""
    treated = _foremost(settled(_treated(sentences, title), _against_whole(sentences) | against_nothing(sentences)))
    titled = {m.name for s in sentences if s.text == title for m in _treatments_named(s)}
    treated = without_phases(sentences, without_shares(sentences, treated, titled))
    if compared := approach_arms(sentences, title, treated):
        return Register(tuple(compared))
    if len(sentences) > _LONG_PAPER:
        treated = [a for a in treated if len(treated) > 1 or a.score > CERTAIN or a.size or a.regimen in titled]
    if titled and not any(_COMPARATIVE.search(s.text) for s in sentences) and not _parts_apart(sentences, treated):
        treated = completed(treated, titled)
    treated = by_dose(sentences, with_manners(sentences, with_companions(sentences, treated, title)))
    treated = with_maintenance(sentences, lettered(sentences, numbered(sentences, treated)))
    support = supported(sentences, title)
    apart = (*(treated if len(treated) > 1 else ()), *support) if support else tuple(of_kinds(sentences, treated))
    if apart:
        return Register(apart, rivals=tuple(_rivals(sentences, Register(apart))))
    codes = list(coded(sentences, treated))
    doses = len(treated) == 1 and len(codes) > 1 and all(any(c.isdigit() for c in a.label) for a in codes)
    described = codes if doses else opposed(sentences, treated)
    in_turn = tuple(a.regimen for a in treated) if described and len(treated) > 1 and not doses else ()
    treated = [] if in_turn else treated
    treated += [] if doses else codes
    described = with_letters(sentences, described or list(labelled(sentences, treated)))
    if len(treated) == 1 and described and not any(_LETTERED.fullmatch(n) for n in treated[0].names):
        register = _parts_of_one(sentences, treated[0], described)
    else:
        register = Register((*treated, *untreated(sentences, treated), *described))
    arms = _labelled_alike(with_opening_codes(sentences, register.arms))
    register = _in_told_order(sentences, replace(register, arms=arms))
    others = any(not a.regimen and not a.placebo for a in register.arms)
    common = "" if others else _common(sentences, treated, titled)
    return replace(register, rivals=tuple(_rivals(sentences, register)), common=common, in_turn=in_turn)


def _in_told_order(sentences: Sequence[Sentence], register: Register) -> Register:
    """Three arms or more in the order in which the first list of their results names them all."""
    several = len(register.arms) > _PAIR
    for sentence in sentences if several else ():
        if not sentence.of(Label.RESPECTIVELY) or sentence.block.kind is BlockKind.TITLE:
            continue
        named = [r.arm for r in references(sentence, register) if r.arm]
        if len(named) == len(set(named)) == len(register.arms):
            return replace(register, arms=tuple(named))
    return register


def _labelled_alike(arms: Sequence[Arm]) -> tuple[Arm, ...]:
    """The arms under their letters, where another arm has no better name: "arm A" beside "arm B"."""
    word = next((a.label.split(" ")[0] for a in arms if not a.regimen and _LETTERED.fullmatch(normal(a.label))), "")
    return tuple(_under_letter(a, word) if word else a for a in arms)


def _under_letter(arm: Arm, word: str) -> Arm:
    letters = [n for n in arm.names if _LETTERED.fullmatch(n) and n.split(" ")[0] == word.lower()]
    return replace(arm, label=f"{word} {letters[0].split(' ')[1].upper()}") if len(letters) == 1 else arm


def _treatments_named(sentence: Sentence) -> Iterator[Mention]:
    """The regimens and drugs of a title, without those that its patients had before."""
    named = (*sentence.named(Label.REGIMEN), *sentence.drugs)
    return (m for m in named if not is_titled_background(sentence.text, m))


def _common(sentences: Sequence[Sentence], treated: Sequence[Arm], titled: set[str]) -> str:
    """The regimen of a study that assigns no patients to arms: that of its title, else what it speaks for most."""
    if any(_ASSIGNING.search(s.text) for s in sentences) or any(True for _ in designs(sentences)):
        return ""
    if any(len(_together(s, treated)) > 1 and _COMPARING.search(s.text) for s in sentences):
        return _mostly_told(sentences, treated)
    named = {a.regimen for a in treated if a.regimen in titled}
    ranked = sorted(treated, key=lambda a: -a.score)
    alone = len(ranked) == 1 and (ranked[0].score >= CERTAIN or not any(_GROUPS_TOLD.search(s.text) for s in sentences))
    clear = alone or (len(ranked) > 1 and ranked[0].score >= _CLEARLY * ranked[1].score)
    return next(iter(named)) if len(named) == 1 else (ranked[0].regimen if ranked and clear else "")


def _mostly_told(sentences: Sequence[Sentence], treated: Sequence[Arm]) -> str:
    """The one treatment of a title, where but one sentence names any other, to compare with: "than with A alone"."""
    told = [{m.name for m in _treatments(s)} & {a.regimen for a in treated} for s in sentences]
    titled = [names for s, names in zip(sentences, told, strict=True) if s.block.kind is BlockKind.TITLE]
    named = titled[0] if titled else set()
    once = sum(bool(names - named) for names in told) == 1
    return next(iter(named)) if len(named) == 1 and once and sum(named <= n for n in told) > _ABOUT_TITLED else ""


def _together(sentence: Sentence, treated: Sequence[Arm]) -> set[str]:
    """The regimens of arms that a sentence names."""
    names = {m.name for m in (*sentence.named(Label.REGIMEN), *sentence.drugs)}
    return names & {a.regimen for a in treated}


def _parts_of_one(sentences: Sequence[Sentence], treated: Arm, described: Sequence[Arm]) -> Register:
    """The groups of a study of one regimen; a single group that is described is a part of its patients, no arm."""
    if len(described) > 1:
        return Register(tuple(replace(a, regimen=a.regimen or treated.regimen) for a in described))
    compared = [a for a in described if a.regimen]
    return Register((treated, *untreated(sentences, [treated]), *compared))


def _foremost(arms: Sequence[Arm]) -> list[Arm]:
    """The arms without those that a long paper speaks for only in passing; what the best one adds to is kept."""
    best = max(arms, key=lambda a: a.score, default=None)
    return [
        a
        for a in arms
        if best and (a.size or a.placebo or a.titles or a.score >= _SHARE_OF_BEST * best.score or is_part(a, best))
    ]


def _treated(sentences: Sequence[Sentence], title: str) -> list[Arm]:
    """The arms with a treatment that the paper speaks for, else the one that it speaks for most."""
    variants = variants_of(sentences)
    arms = merged((c for s in sentences for c in candidates(s, s.text == title, variants)), variants)
    arms = _parted(sentences, arms)
    strong = [a for a in arms if a.score >= CERTAIN]
    strong += [a for a in arms if a.score < CERTAIN and _set_against(sentences, a, strong)]
    strong += [a for a in arms if a not in strong and a.names & variants]
    return with_backbones(strong or _best(arms), tuple(designs(sentences)))


def _parted(sentences: Sequence[Sentence], arms: Sequence[Arm]) -> list[Arm]:
    """The arms with two drugs that "and" joins in the place of one, where a sentence sets them against each other."""
    against = {
        frozenset((left.name, right.name)): (left, right)
        for sentence in sentences
        for left, right, gap in neighbours(sentence.text, _treatments(sentence))
        if left.label is right.label is Label.DRUG and left.name != right.name and _is_set_apart(sentence, left, gap)
    }
    out = list(arms)
    for arm in arms:
        pair = against.get(frozenset(arm.regimen.split("+")))
        if pair is None or any(" plus " in n or "/" in n for n in arm.names):
            continue
        out.remove(arm)
        for drug in pair:
            known = next((a for a in out if a.regimen == drug.name), None)
            single = known or Arm(drug.text, drug.name)
            joined = replace(single, names=single.names | {normal(drug.text)}, score=max(single.score, arm.score))
            out = [*(a for a in out if a is not known), joined]
    return out


def _is_set_apart(sentence: Sentence, left: Mention, gap: str) -> bool:
    """Whether two drugs are given to different people: "A versus B", "121 received A and 117 B"."""
    counted = _PEOPLE_BETWEEN.fullmatch(gap) and _PEOPLE_BEFORE.search(sentence.text, 0, left.start)
    return bool(counted or _VERSUS.fullmatch(gap))


def _best(arms: Sequence[Arm]) -> list[Arm]:
    best = max(arms, key=lambda a: (a.score, "+" in a.regimen), default=None)
    return [best] if best and best.score else []


def _set_against(sentences: Sequence[Sentence], arm: Arm, strong: Sequence[Arm]) -> bool:
    """Whether a sentence sets a regimen directly against an arm: "with Isa-Kd vs Kd"."""
    keys = {a.regimen for a in strong}
    for sentence in sentences:
        for left, right, gap in neighbours(sentence.text, _treatments(sentence)):
            pair = {left.name, right.name}
            if len(pair) == 2 and arm.regimen in pair and pair & keys and _AGAINST.fullmatch(gap):
                return True
    return False


def _parts_apart(sentences: Sequence[Sentence], arms: Sequence[Arm]) -> bool:
    """Whether a regimen is set against another one that holds all of its drugs: "treated with MP or VMCP"."""
    return any(
        "+" in part.regimen and is_part(part, whole) and _set_against(sentences, part, [whole])
        for part in arms
        for whole in arms
    )


def _treatments(sentence: Sentence) -> list[Mention]:
    """The regimens of a sentence and the drugs that stand outside of them, in reading order."""
    regimens = sentence.named(Label.REGIMEN)
    single = (d for d in sentence.drugs if not any(r.start <= d.start < r.end for r in regimens))
    return sorted((*regimens, *single), key=lambda m: m.start)


def _against_whole(sentences: Sequence[Sentence]) -> frozenset[str]:
    """Drugs that a sentence sets against a regimen which holds them: "A plus dexamethasone versus dexamethasone"."""
    found: set[str] = set()
    for sentence in sentences:
        for left, right, gap in neighbours(sentence.text, _treatments(sentence)):
            whole, part = (left, right) if len(left.name) > len(right.name) else (right, left)
            if (letter := _letter_of(sentence, right)) is not None:
                whole, part = left, letter
            inside = part.label is Label.DRUG and part.name in whole.name.split("+") and part.name != whole.name
            against = _AGAINST.fullmatch(gap) or (_ASSIGNING.search(sentence.text) and _DOSED_AGAINST.fullmatch(gap))
            if inside and against and not _NAMES_A_GROUP.match(sentence.text, part.end):
                found.add(part.name)
    return frozenset(found)


def _letter_of(sentence: Sentence, mention: Mention) -> Mention | None:
    """The first drug of a list, where a single letter stands for it: "TV compared with T and IFN"."""
    if mention.value.text("joined") not in ("and", "list"):
        return None
    first = next((d for d in sentence.drugs if d.start == mention.start), None)
    return first if first and len(first.text) == 1 else None


def _rivals(sentences: Sequence[Sentence], register: Register) -> Iterator[tuple[str, str]]:
    """Pairs of arms that a sentence sets against each other."""
    for sentence in sentences if len(register.arms) > 2 else ():
        refs = [r for r in references(sentence, register) if r.arm]
        for left, right, gap in neighbours(sentence.text, refs):
            if (
                left.arm
                and right.arm
                and left.arm != right.arm
                and len(gap) < _RIVALS_APART
                and _compares(sentence.text[: left.start], gap)
            ):
                yield left.arm.label, right.arm.label


def _compares(before: str, gap: str) -> bool:
    """Whether the words between two arms, or those before both, set one against the other."""
    if _WITH.fullmatch(gap) and _COMPARED.search(before):
        return True
    return _COMPARING.search(gap) is not None and not _GIVEN_TOGETHER.fullmatch(gap)
