"""The arm register of a study: which groups of patients it compares, how the text names them, what they receive.

An arm is found where the text assigns, compares or counts it; a name that only stands in background, eligibility or
prior therapy makes no arm. Everything that later refers to a group asks the register.
"""

from __future__ import annotations

from collections import Counter, defaultdict
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
    alone: bool = False
    titles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a sentence names a group: an arm of the register, a subgroup, or all patients."""

    start: int
    end: int
    label: str
    arm: Arm | None = None
    regimen: str = ""
    subgroup: bool = False
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class Register:
    """The arms of one study in the order in which the study names them: the experimental arm first."""

    arms: tuple[Arm, ...] = ()
    rivals: tuple[tuple[str, str], ...] = ()

    @property
    def compared(self) -> tuple[Arm, ...]:
        """The arms when the study compares at least two."""
        return self.arms if len(self.arms) > 1 else ()

    def other(self, arm: Arm) -> Arm | None:
        """The arm that the study compares this one with: the other of two, else the one it is set against."""
        rest = [a for a in self.arms if a != arm]
        if len(self.arms) == 2:
            return rest[0]
        against = [b if a == arm.label else a for a, b in self.rivals if arm.label in (a, b)]
        best = Counter(against).most_common(2)
        if not best or (len(best) > 1 and best[0][1] == best[1][1]):
            return None
        return next((a for a in rest if a.label == best[0][0]), None)

    def only(self) -> Arm | None:
        """The arm of a study that has just one."""
        return self.arms[0] if len(self.arms) == 1 else None

    def by_regimen(self, key: str, text: str, placebo: bool = False) -> Arm | None:
        """The arm that receives this regimen; among arms of one regimen, the one whose name fits the text."""
        fits = [a for a in self.arms if a.regimen == key and key]
        if len(fits) > 1:
            fits = [a for a in fits if a.placebo == placebo] or fits
            fits = [a for a in fits if normal(text) in a.names]
        return fits[0] if len(fits) == 1 else None

    @property
    def shared_regimen(self) -> str:
        """The regimen that every arm receives; empty where they differ."""
        keys = {a.regimen for a in self.arms}
        return next(iter(keys)) if len(keys) == 1 else ""

    def by_drug(self, drug: str) -> Arm | None:
        """The one arm that a drug tells from the others."""
        fits = [a for a in self.arms if drug in a.regimen.split("+")]
        return fits[0] if len(fits) == 1 else None

    def by_name(self, text: str) -> Arm | None:
        """The arm that carries this name."""
        fits = [a for a in self.arms if normal(text) in a.names]
        return fits[0] if len(fits) == 1 else None

    def by_word(self, word: str) -> Arm | None:
        """The one arm whose names hold a word that the others' do not: "the high-dose regimen"."""
        fits = [a for a in self.arms if word and any(f" {normal(word)} " in f" {n} " for n in a.names)]
        return fits[0] if len(fits) == 1 else None

    def by_suffix(self, text: str) -> Arm | None:
        """The arm whose name ends a longer name: "DARA SC" ends with "SC"."""
        words = normal(text).split(" ")
        fits = [a for a in self.arms if any(words[-len(n.split(" ")) :] == n.split(" ") for n in a.names if n)]
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
    r"(?i:(?:refractory|resistant|intolerant|exposed|exposure|sensitive) to|prior|previous(?:ly)?|pretreated with|received (?:both )?(?:an? )?(?:prior|previous)|failed|failure of|relapse(?:d)? (?:after|on)|ineligible for|including|such as|progress(?:ed|ing|ion) (?:on|after)|history of|naive to|naïve to|standard (?:of care|treatment|therapy)|approved)\s(?:(?:the|a|an|both|therapy|treatment|with|one or more|at least one|and/or|\w+) ){0,4}$"
)
_AFTER_PRIOR = regex.compile(r"[-\s](?i:refractory|naive|naïve|exposed|sensitive|resistant|intolerant|pretreated|based|containing)")
_ENTITLED = regex.compile(r"\s?\((?:the )?[^()]{1,40} (?:group|arm|cohort)\)")
_ALONE = regex.compile(r"(?i)\b(?:alone|monotherapy|single[- ]agent|maintenance)\b")
_FAILED = regex.compile(r"[^.;]{0,60}?\bhad failed\b")
_ADDED = regex.compile(r"(?i)(?:\b(?:plus|combined with|added to|addition of|adding|in combination with|with or without|and)|\+)\s(?:\w+\s)?$")
_NO_ASSIGNMENT = regex.compile(r"(?i)\bstratif|\beligible if\b|\bprogress(?:ed|ion) (?:on|after)\b")
_ASSIGNED = regex.compile(
    r"(?i:randomi[sz]|assign|allocat|to receive|received|receiving|treated with|were given|was given|administered|underwent|treatment with|consisted of|combination of|compared|comparing|arms?\b|to either)"
)
_GROUP_AFTER = regex.compile(r"(?:\s?\([^()]{1,40}\))?[-\s]?(?i:groups?|arms?|cohorts?|recipients|patients|treated|therapy (?:group|arm)|regimens?)\b")
_SIZE_AFTER = regex.compile(r"(?:\s(?:alone|group|arm|regimen))?\s?[\[(;,]\s?(?:[\p{L}\d +/-]{1,40}[,;]\s?)?(?:[Nn]\s?=\s?)(?P<n>\d{1,5})")
_VERSUS_NEAR = regex.compile(r"(?i:\b(?:versus|vs\.?|v|or|compared (?:with|to)|with or without|than)\b)\s?(?:\S+\s){0,3}$")
_VERSUS_AFTER = regex.compile(r"(?:\s?\([^()]{1,60}\))?(?:\s\S+){0,2}?\s(?i:versus|vs\.?|v|compared (?:with|to)|or|and)\s")
_ALIAS_AFTER = regex.compile(r"\s?\((?:the )?(?P<alias>[\p{L}\d][\p{L}\d +/-]{0,40}?)\s?(?P<word>group|arm|cohort)?(?:[,;]\s?[nN]\s?=\s?\d+)?\)")
_RECEIVED = regex.compile(r"(?i)\s?(?:patients\s)?(?:(?:was|were|who)\s)?(?:received|consisted of|was treated with|were treated with|treated with|given|[:(,]|=)")
_ELLIPTICAL = regex.compile(
    r"in the (?P<first>[\p{L}\d≥<+.-]{3,24}) (?:group |arm )?(?:and|vs\.?|versus|compared with) [^.;]{1,45}? in the (?P<second>[\p{L}\d≥<+.-]{3,24}) (?:groups?|arms?)\b"
)
_RESULT_NEAR = regex.compile(r"(?:\d\s?%?|months|years)\s?(?:of (?:the )?patients )?(?:in|for|with|on|receiving|among)\s(?:the |patients |those )?(?:receiving |on |in |treated with )?$")


def normal(text: str) -> str:
    """A name for comparing: lower case, dashes and spaces folded, group words dropped.

    >>> normal("The Ide-cel group"), normal("Low Dose Refractory groups")
    ('ide cel', 'low dose refractory')
    """
    body = regex.sub(r"[-–—‐‑/\s]+", " ", text.lower())
    body = regex.sub(r"\b(arm|group|cohort)s(?= \w{1,3}$)", r"\1", body.strip())
    body = regex.sub(r"^(?:the|oral)\s|\s(?:alone|only)$", "", body.strip())
    return regex.sub(r"\s(?:groups?|arms?|cohorts?|patients?|recipients|regimens?|treated|therapy)$", "", body).strip()


def build_register(sentences: Sequence[Sentence], title: str) -> Register:
    """The arms of the study that these sentences (title first) are about."""
    variants = _variants(sentences)
    merged = _merge([c for s in sentences for c in _candidates(s, s.text == title, variants)], variants)
    strong = [a for a in merged if a.score >= 3]
    strong += [a for a in merged if a.score < 3 and _set_against(sentences, a, strong)]
    treated = _lettered(sentences, _settle(strong or _best(merged)))
    labelled = _opposed(sentences, treated) or list(_labelled(sentences, treated))
    if len(treated) == 1 and len(labelled) > 1:
        register = Register(tuple(replace(a, regimen=a.regimen or treated[0].regimen) for a in labelled))
    else:
        register = Register((*treated, *_untreated(sentences, treated), *labelled))
    return replace(register, rivals=tuple(_rivals(sentences, register)))


_AGAINST = regex.compile(r"\s?(?:\([^()]{1,30}\)\s?)?(?:versus|vs\.?|v|compared (?:with|to))\s(?:\w+\s)?")


def _set_against(sentences: Sequence[Sentence], arm: Arm, strong: Sequence[Arm]) -> bool:
    """Whether a sentence sets a regimen directly against an arm: "with Isa-Kd vs Kd"."""
    keys = {a.regimen for a in strong}
    for sentence in sentences:
        regimens = sentence.named(Label.REGIMEN)
        for left, right in zip(regimens, regimens[1:], strict=False):
            pair = {left.name, right.name}
            if arm.regimen in pair and pair & keys and len(pair) == 2 and _AGAINST.fullmatch(sentence.text[left.end : right.start]):
                return True
    return False


def _rivals(sentences: Sequence[Sentence], register: Register) -> Iterator[tuple[str, str]]:
    """Pairs of arms that a sentence sets against each other."""
    for sentence in sentences if len(register.arms) > 2 else ():
        refs = [r for r in references(sentence, register) if r.arm]
        for left, right in zip(refs, refs[1:], strict=False):
            gap = sentence.text[left.end : right.start]
            if left.arm != right.arm and len(gap) < 90 and regex.search(r"\b(?:versus|vs\.?|v|or|than|compared|and|in)\b", gap):
                yield left.label, right.label


def _lettered(sentences: Sequence[Sentence], treated: Sequence[Arm]) -> list[Arm]:
    """Gives arms their letters: "Patients in arm A received thalidomide …; dexamethasone …"."""
    letters: dict[str, set[str]] = defaultdict(set)
    for sentence in sentences:
        marks = [m for m in sentence.of(Label.GROUP) if m.pattern == "group.lettered"]
        for i, mark in enumerate(marks):
            stretch = _described(sentence, marks, i)
            if stretch is None:
                continue
            regimens = [r.name for r in sentence.named(Label.REGIMEN) if stretch[0] <= r.start < stretch[1] and r.name]
            drugs = {d.name for d in sentence.drugs if stretch[0] <= d.start < stretch[1]}
            letters[regimens[0] if regimens else "+".join(sorted(drugs))].add(normal(mark.text))
    return [replace(a, names=a.names | letters.get(a.regimen, set())) for a in treated]


_GIVEN = regex.compile(r"(?i)\b(?:to receive|received?|to either|either|randomi[sz]ed to|assigned to|treated with|treatment with|consisted of|comparing|compared)\b")


def _described(sentence: Sentence, marks: Sequence[Mention], index: int) -> tuple[int, int] | None:
    """Where a sentence says what a lettered arm receives: behind its name, or before it when the name is in a bracket."""
    mark, text = marks[index], sentence.text
    if regex.search(r"[(\[]\s?$", text[: mark.start]) and regex.match(r"\s?[)\],;:]", text[mark.end :]):
        given = [g.end() for g in _GIVEN.finditer(text, 0, mark.start)]
        start = marks[index - 1].end if index else (given[-1] if given else None)
        return None if start is None else (start, mark.start)
    end = marks[index + 1].start if index + 1 < len(marks) else len(text)
    return (mark.end, end) if _RECEIVED.match(text[mark.end : end]) else None


def _untreated(sentences: Sequence[Sentence], treated: Sequence[Arm]) -> Iterator[Arm]:
    """The comparator without a regimen of its own: placebo, observation, no maintenance, "standard regimen"."""
    if len(treated) != 1 or treated[0].placebo:
        return
    if procedure := _procedure(sentences, treated[0]):
        yield procedure
        return
    for key in ("placebo", "control"):
        found = [m for s in sentences for m in s.of(Label.GROUP) if m.value.text(key)]
        if found:
            label = min((m.text for m in found), key=len)
            names = frozenset(normal(m.text) for m in found) | {"placebo", "control"}
            yield Arm(label, "", key == "placebo", names, _size_of(sentences, found))
            return


def _procedure(sentences: Sequence[Sentence], treated: Arm) -> Arm | None:
    """A transplant that the study sets against its one regimen."""
    found: Counter[str] = Counter()
    for sentence in sentences:
        names = sorted((*sentence.named(Label.DRUG, Label.REGIMEN),), key=lambda m: m.start)
        for left, right in zip(names, names[1:], strict=False):
            procedures = [m for m in (left, right) if m.value.text("role") == "procedure"]
            drugs = [m for m in (left, right) if m.name == treated.regimen]
            gap = sentence.text[left.end : right.start]
            if procedures and drugs and len(gap) < 40 and regex.search(r"\b(?:versus|vs\.?|or|compared (?:with|to))\b", gap):
                found[procedures[0].text] += 1
    if not found:
        return None
    label = min(found, key=len)
    return Arm(label, "", names=frozenset({normal(n) for n in found}))


def _size_of(sentences: Sequence[Sentence], found: Sequence[Mention]) -> int | None:
    for sentence in sentences:
        for mention in sentence.of(Label.GROUP):
            size = _SIZE_AFTER.match(sentence.text[mention.end :]) if mention in found else None
            if size:
                return parse_count(size["n"])
    return None


_FAMILIES = (
    ("route", ("sc", "iv", "subcutaneous", "intravenous")),
    ("intensity", ("high dose", "low dose", "standard dose", "reduced dose", "intermediate dose")),
    ("rhythm", ("once weekly", "twice weekly", "once per week", "twice per week")),
)


def _opposed(sentences: Sequence[Sentence], treated: Sequence[Arm]) -> list[Arm]:
    """Arms of one regimen that differ by route, intensity or rhythm: "subcutaneous" against "intravenous"."""
    if len(treated) > 1:
        return []
    for family, words in _FAMILIES:
        found: dict[str, list[str]] = defaultdict(list)
        for mention in (m for s in sentences for m in s.of(Label.GROUP)):
            label = mention.value.text("opposed") or mention.value.text("label")
            word = normal(mention.value.text(family)) or next((w for w in words if f" {normal(label)}".endswith(f" {w}")), "")
            if word:
                found[word].append(label)
        if len(found) == 2 and all(len(texts) > 1 for texts in found.values()):
            return [Arm(min(texts, key=len), "", names=frozenset({word, *map(normal, texts)})) for word, texts in found.items()]
    return []


def _labelled(sentences: Sequence[Sentence], treated: Sequence[Arm]) -> Iterator[Arm]:
    """Groups that the paper names by something else than a drug ("the once-weekly group"), each at least twice."""
    taken = frozenset[str]().union(*(a.names for a in treated)) if treated else frozenset[str]()
    counts: dict[str, list[str]] = defaultdict(list)
    for sentence in sentences:
        for mention in sentence.of(Label.GROUP):
            label = "" if _LEVEL.match(mention.text) else mention.value.text("label")
            label = regex.sub(r"^(arm|group|cohort)s(?= \w{1,3}$)", r"\1", label)
            if label and not _names_drug(sentence, mention):
                counts[normal(label)].append(label)
        for label in _elliptical(sentence.text):
            counts[normal(label)].append(label)
    drugs = {normal(n.text) for s in sentences for n in (*s.named(Label.REGIMEN), *s.drugs)} | {"placebo", "control"}
    for name, labels in counts.items():
        if len(labels) > 1 and name not in taken and name not in drugs and not (len(treated) > 1 and _FEATURE.search(name)):
            shared = treated[0].regimen if len(treated) == 1 and _TRANSPLANT.search(name) else ""
            yield Arm(labels[0], shared, names=frozenset({name}))


_LEVEL = regex.compile(r"(?i)dose[- ]level")
_FEATURE = regex.compile(r"\brisk\b|\bage\b|\bolder\b|\byounger\b|elderly|\bfrail|\bfit\b|\bstage\b|\biss\b|cytogenetic|\bdel\b|del\(|t\(|renal|creatinine|\bmrd\b|\b(?:non)?responders?")
_TRANSPLANT = regex.compile(r"\b(?:transplant|asct|sct|hdt|high dose melphalan)")


def _names_drug(sentence: Sentence, mention: Mention) -> bool:
    return any(mention.start <= n.start < mention.end for n in (*sentence.named(Label.REGIMEN), *sentence.drugs))


def _elliptical(text: str) -> list[str]:
    """Both names of "30% in the once-weekly and 35% in the twice-weekly group"."""
    return [name for hit in _ELLIPTICAL.finditer(text) for name in hit.groups()]


def _best(arms: list[Arm]) -> list[Arm]:
    top = max((a.score for a in arms), default=0)
    return [a for a in arms if a.score == top][:1] if top else []


def _candidates(sentence: Sentence, is_title: bool, variants: frozenset[str]) -> Iterator[Arm]:
    for mention in sentence.named(Label.REGIMEN):
        if mention.value.text("role") in ("procedure", "conditioning", "comparator"):
            continue
        yield from _candidate(sentence, mention, is_title)
    procedures = [m for m in sentence.named(Label.DRUG) if m not in sentence.drugs and normal(m.text) in variants]
    for mention in (*sentence.drugs, *procedures):
        if not any(r.start <= mention.start < r.end for r in sentence.named(Label.REGIMEN)):
            yield from _candidate(sentence, mention, is_title)


def _candidate(sentence: Sentence, mention: Mention, is_title: bool) -> Iterator[Arm]:
    before, after = sentence.text[: mention.start], sentence.text[mention.end :]
    if not mention.name or _PRIOR.search(before[-70:]) or _AFTER_PRIOR.match(after) or _FAILED.match(after):
        return
    if mention.label is Label.DRUG and _ADDED.search(before[-30:]):
        return
    if _LATER.match(after) and not (is_title or _COMPARING.search(sentence.text)):
        return
    size = _SIZE_AFTER.match(after)
    assigned = _ASSIGNED.search(before[-90:]) and not _NO_ASSIGNMENT.search(sentence.text)
    strong = 2 * is_title + 2 * bool(_GROUP_AFTER.match(after)) + 3 * bool(size) + 2 * bool(assigned)
    strong += 2 * bool(_RESULT_NEAR.search(before[-50:]))
    weak = 2 * bool(_VERSUS_NEAR.search(before[-40:])) + bool(_VERSUS_AFTER.match(after))
    strong += 2 * bool(weak and _aliases(after))
    score = 1 + strong + (weak if strong else min(weak, 1))
    names = {normal(mention.text + _tail(after))} | _aliases(after)
    titles = _aliases(after) if _ENTITLED.match(after) else set()
    alone = bool(mention.value.text("alone")) or bool(_ALONE.search(mention.text + after[:14]))
    yield Arm(
        mention.text + _tail(after), mention.name, bool(mention.value.text("placebo")), frozenset(names),
        parse_count(size["n"]) if size else None, score, alone, frozenset(titles),
    )  # fmt: skip


_LATER = regex.compile(r"\s(?:\w+\s)?(?i:maintenance|consolidation)\b")
_COMPARING = regex.compile(r"(?i)random|assign|versus|\bvs\b|placebo|compar|\d\s?%|months")
_TAIL = regex.compile(
    r"\s(?:continuous(?:ly)?|fixed[- ]duration|until progression|SC|IV|subcutaneous|intravenous|(?:plus|with|followed by)\s(?:ASCT|HDM-ASCT|autologous (?:stem[- ]cell )?transplant\w*)"
    r"|\d+(?:[.·]\d+)?\s?mg(?:/m2|/m²|/kg)?(?=\s(?:groups?|arms?|cohorts?)\b))(?!\w)"
)
_TELLING = regex.compile(r"(?:\s(?:continuous|continuously|fixed duration|sc|iv|subcutaneous|intravenous|asct|autologous .*|\d\S* ?mg\S*)|[a-z]\d{1,3})$")


def _tail(after: str) -> str:
    """A word behind a regimen's name that tells it from another arm of the same regimen."""
    hit = _TAIL.match(after)
    return hit.group() if hit else ""


def _aliases(after: str) -> set[str]:
    hit = _ALIAS_AFTER.match(after)
    return {normal(hit["alias"])} if hit and not regex.fullmatch(r"[nN]|\d.*", hit["alias"]) else set()


def _merge(arms: Iterable[Arm], variants: frozenset[str]) -> list[Arm]:
    """One arm a regimen, or one for each name where the paper sets two names of one regimen against each other."""
    groups: dict[tuple[str, str], list[Arm]] = defaultdict(list)
    for arm in arms:
        groups[(arm.regimen, next(iter(sorted(arm.names & variants)), ""))].append(arm)
    split = {key for key, name in groups if name}
    return [_united(found) for (key, name), found in groups.items() if name or key not in split]


def _variants(sentences: Sequence[Sentence]) -> frozenset[str]:
    """Names of one regimen that a sentence compares: "Rd-R vs Rd", "high-dose against low-dose"."""
    found: set[str] = set()
    for sentence in sentences:
        regimens = sentence.named(Label.REGIMEN)
        for left, right in zip(regimens, regimens[1:], strict=False):
            gap = sentence.text[left.end : right.start]
            names = [normal(m.text + _tail(sentence.text[m.end :])) for m in (left, right)]
            if left.name == right.name and names[0] != names[1] and regex.fullmatch(
                r"\s?(?:continuous)?[,;]?\s?(?:[\[(]?n\s?=\s?\d+[\])]?[,;]?\s)?(?:\S+\s){0,1}(?:(?:versus|vs\.?|v|compared (?:with|to)|than(?: with)?|or)\s(?:\S+\s){0,1})?", gap
            ):
                found |= set(names)
    return frozenset(found | _told_apart(sentences))


def _told_apart(sentences: Sequence[Sentence]) -> set[str]:
    """Names of one regimen that differ by a route, a dose or a transplant and are each used again: "DARA SC", "MEL100"."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for mention in (*sentence.named(Label.REGIMEN), *sentence.named(Label.DRUG)):
            name = normal(mention.text + _tail(sentence.text[mention.end :]))
            if _TELLING.search(name):
                counts[mention.name][name] += 1
    return {n for names in counts.values() if sum(c > 1 for c in names.values()) > 1 for n, c in names.items() if c > 1}


def _united(found: list[Arm]) -> Arm:
    """One arm of its mentions; two "(… group)" names of one drug name groups by something else than the drug."""
    titles = frozenset[str]().union(*(a.titles for a in found))
    other = titles if len(titles) > 1 else frozenset[str]()
    return replace(
        found[0],
        label=_usual_label(found),
        names=frozenset[str]().union(*(a.names for a in found)) - other,
        placebo=any(a.placebo for a in found),
        size=next((a.size for a in found if a.size), None),
        alone=any(a.alone for a in found),
        score=sum(a.score for a in found) if max(a.score for a in found) >= 3 else max(a.score for a in found),
    )


def _usual_label(found: Sequence[Arm]) -> str:
    """The name that the paper uses most, the shorter one of two used alike; a name in the title only where there is no other."""
    counts = Counter(a.label for a in found[1:] or found)
    return min(counts, key=lambda label: (-counts[label], len(label)))


def _settle(arms: list[Arm]) -> list[Arm]:
    """Single drugs that only name the arm which they tell apart ("the daratumumab group") become names of that arm."""
    out = list(arms)
    for arm in arms:
        hosts = [a for a in arms if a is not arm and _inside(arm.regimen, a.regimen)]
        if "+" in arm.regimen or arm.alone or arm.placebo or not hosts or (len(hosts) > 1 and arm.size is not None):
            continue
        if len(out) <= 2 and arm.size is not None:  # two groups compared stay two
            continue
        out.remove(arm)
        if len(hosts) == 1 and hosts[0] in out:
            host = hosts[0]
            out[out.index(host)] = replace(host, names=host.names | arm.names, size=host.size or arm.size)
    return out


def _inside(key: str, other: str) -> bool:
    return bool(key) and set(key.split("+")) < set(other.split("+"))


def references(sentence: Sentence, register: Register) -> list[Reference]:
    """Every place of the sentence that names a group, in reading order; overlaps go to the longer one."""
    found = [*_regimen_references(sentence, register), *_group_references(sentence, register), *_name_references(sentence, register)]
    found = _crossed(sentence, found)
    kept: list[Reference] = []
    for ref in sorted(found, key=lambda r: (r.arm is None, r.start - r.end, r.start)):
        if all(ref.end <= k.start or k.end <= ref.start for k in kept):
            kept.append(ref)
    return sorted(kept, key=lambda r: r.start)


def _crossed(sentence: Sentence, found: Sequence[Reference]) -> list[Reference]:
    """"EBd-treated patients homozygous for …": a subgroup of an arm keeps the arm."""
    out = list(found)
    for arm in (r for r in found if r.arm and not r.subgroup):
        for part in (r for r in found if r.subgroup and arm.end <= r.start):
            if regex.fullmatch(r"[-\s]{0,2}(?:treated\s)?", sentence.text[arm.end : part.start]):
                out.append(Reference(arm.start, part.end, part.label, arm.arm, subgroup=True))
    return out


def _name_references(sentence: Sentence, register: Register) -> Iterator[Reference]:
    """Places where an arm without drugs of its own is named without a group word."""
    for arm in register.arms:
        for name in arm.names if not arm.regimen else ():
            pattern = r"\b" + regex.escape(name).replace(r"\ ", r"[-\s/]").replace(" ", r"[-\s/]") + r"\b"
            for hit in regex.finditer(pattern, sentence.text, flags=regex.IGNORECASE) if len(name) > 3 else ():
                yield Reference(hit.start(), hit.end(), arm.label, arm)


def _regimen_references(sentence: Sentence, register: Register) -> Iterator[Reference]:
    regimens = sentence.named(Label.REGIMEN)
    for mention in regimens:
        before, after = sentence.text[: mention.start], sentence.text[mention.end :]
        if _PRIOR.search(before[-50:]) or _AFTER_PRIOR.match(after):
            continue
        text = mention.text + _tail(after)
        arm = register.by_regimen(mention.name, text, bool(mention.value.text("placebo"))) or register.by_name(text)
        end = mention.end + len(_tail(after))
        yield Reference(mention.start, end, arm.label if arm else mention.text, arm, mention.name)
    procedures = [m for m in sentence.named(Label.DRUG) if m not in sentence.drugs and register.by_name(m.text)]
    for drug in (*sentence.drugs, *procedures):
        inside = any(r.start <= drug.start < r.end for r in regimens)
        before, after = sentence.text[: drug.start], sentence.text[drug.end :]
        if inside or _PRIOR.search(before[-50:]) or _AFTER_PRIOR.match(after):
            continue
        text = drug.text + _tail(after)
        arm = register.by_regimen(drug.name, text) or register.by_drug(drug.name) or register.by_name(drug.text)
        if arm:
            yield Reference(drug.start, drug.start + len(text), arm.label, arm, arm.regimen)
        elif not register.arms and not _ADDED.search(before[-30:]):
            yield Reference(drug.start, drug.end, drug.text, None, drug.name)


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
        elif text("opposed"):
            word = text("route") or text("intensity") or text("rhythm")
            arm = register.by_name(text("opposed")) or register.by_name(word) or register.by_word(word)
            if arm:
                yield Reference(mention.start, mention.end, arm.label, arm)
        elif text("letter"):
            word = regex.sub(r"s$", "", text("of").lower())
            arm = register.by_name(f"{word} {text('letter')}")
            yield Reference(mention.start, mention.end, arm.label if arm else f"{word} {text('letter')}", arm)
        elif text("label"):
            arm = register.by_name(text("label")) or register.by_suffix(text("label"))
            part = arm is None and (len(register.arms) > 1 or bool(_LEVEL.match(mention.text)))
            label = regex.sub(r"^(arm|group|cohort)s(?= \w{1,3}$)", r"\1", text("label"))
            yield Reference(mention.start, mention.end, arm.label if arm else label, arm, subgroup=part)
