"""Several mentions make one arm, but two names of one regimen that the paper compares make two."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import replace

import regex

from myelomine.extractors.arms.names import full_name, full_span, normal, plain_name, uncounted
from myelomine.extractors.arms.register import Arm
from myelomine.extractors.sentences import Sentence, neighbours
from myelomine.mentions import Label

#: the score from which an arm stands on what the paper says of it, without being set against another one
CERTAIN = 3

_SET_AGAINST = regex.compile(
    r"(?:\s?\([^()]{1,40}\))?[,;]?\s?(?:[\[(]?n\s?=\s?\d+[\])]?[,;]?\s)?"
    r"(?:(?:\S+\s){0,1}(?:versus|vs\.?|v|compared (?:with|to)|than(?: with)?|or)\s(?:\S+\s){0,1}|(?:and|to)\s)?"
)
_DOSED = regex.compile(r"\d\s?(?:mg|g|µg|μg|mcg)\b.*\b(?:and|with|plus)\b", regex.DOTALL)
# "A added to B", "A was given with B": what is said of drugs is no name of their arm
_NO_NAME = regex.compile(r"\s(?:to|was|were|is|are)\s")
_TELLING = regex.compile(
    r"(?:\s(?:continuous|continuously|fixed duration|sc|iv|subcutaneous|intravenous|asct|autologous .*|\d\S* ?mg\S*)"
    r"|[a-z]\d{1,3})$"
)


def variants_of(sentences: Sequence[Sentence]) -> frozenset[str]:
    """Names of one regimen that a sentence compares: "Rd-R vs Rd", "high-dose against low-dose"."""
    found = _told_apart(sentences)
    for sentence in sentences:
        for left, right, _ in neighbours(sentence.text, sentence.named(Label.REGIMEN)):
            names = {normal(full_name(sentence.text, m)) for m in (left, right)}
            between = sentence.text[full_span(sentence.text, left)[1] : full_span(sentence.text, right)[0]]
            if any(_DOSED.search(m.text) for m in (left, right)):
                continue  # what an arm is given, dose by dose, is no name of it
            if left.name == right.name and len(names) == 2 and _SET_AGAINST.fullmatch(between):
                found |= names
    return frozenset(found)


def _told_apart(sentences: Sequence[Sentence]) -> set[str]:
    """Names of one regimen, each used again, that differ by a route, a dose or a transplant: "DARA SC", "MEL100"."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for mention in (*sentence.named(Label.REGIMEN), *sentence.named(Label.DRUG)):
            name = normal(full_name(sentence.text, mention))
            if _TELLING.search(name):
                counts[mention.name][name] += 1
    used = [{n for n, c in names.items() if c > 1} for names in counts.values()]
    return {name for names in used if len(names) > 1 for name in names}


def merged(arms: Iterable[Arm], variants: frozenset[str]) -> list[Arm]:
    """One arm a regimen, or one for each name where the paper sets two names of one regimen against each other."""
    found_arms = list(arms)
    whole = _whole_names({a.regimen for a in found_arms})
    groups: dict[tuple[str, str], list[Arm]] = defaultdict(list)
    for arm in found_arms:
        groups[(whole.get(arm.regimen, arm.regimen), _variant(arm, variants))].append(arm)
    split = {key for key, name in groups if name}
    return [_united(found, bool(name)) for (key, name), found in groups.items() if name or key not in split]


def _variant(arm: Arm, variants: Set[str]) -> str:
    """The name that tells an arm from another of its regimen; "continuous Rd" is Rd where both face a third name."""
    names = sorted(arm.names & variants, key=lambda n: (" of " in n, n))  # rather "KRd12" than "12 cycles of KRd"
    name = names[0] if names else ""
    plain = name.removesuffix(" continuous")
    return plain if plain in variants and len(variants) > 2 else name


def _whole_names(keys: set[str]) -> dict[str, str]:
    """What a shortened name stands for where the paper has one longer name: "interferon", "interferon alfa-2b"."""
    longer = {key: [k for k in keys if k.startswith(f"{key} ")] for key in keys if key}
    return {key: found[0] for key, found in longer.items() if len(found) == 1}


def _united(found: Sequence[Arm], is_variant: bool) -> Arm:
    """One arm of its mentions; two "(… group)" names of one drug name groups by something else than the drug."""
    titles = _union(a.titles for a in found)
    best = max(a.score for a in found)
    return replace(
        max(found, key=lambda a: len(a.regimen)),
        label=_usual_label(found) if is_variant else uncounted(_usual_label(found)),
        names=_union(a.names for a in found) - (titles if len(titles) > 1 else frozenset()),
        placebo=any(a.placebo for a in found),
        size=next((a.size for a in found if a.size), None),
        alone=any(a.alone for a in found),
        score=sum(a.score for a in found) if best >= CERTAIN else best,
    )


def _union(parts: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*parts)


def _usual_label(found: Sequence[Arm]) -> str:
    """The name that the paper uses most, the shorter one of two used alike; the first mention only counts alone."""
    named = [a for a in found if not (_DOSED.search(a.label) or _NO_NAME.search(a.label))] or found
    counts = Counter(a.label for a in named[1:] or named)
    return plain_name(min(counts, key=lambda label: (-counts[label], len(label))))


def settled(arms: Sequence[Arm], apart: Set[str] = frozenset()) -> list[Arm]:
    """The arms without single drugs that only name the arm which they tell apart: "the daratumumab group".

    Drugs in `apart` are given alone to an arm of their own.
    """
    out = list(arms)
    for arm in arms:
        hosts = [a for a in arms if a is not arm and _inside(arm.regimen, a.regimen)]
        if arm.regimen in apart or not _only_names(arm, hosts, len(out)):
            continue
        out.remove(arm)
        if len(hosts) == 1 and hosts[0] in out:
            host = hosts[0]
            out[out.index(host)] = _joined(host, arm)
    return out


def completed(arms: Sequence[Arm], titled: Set[str]) -> list[Arm]:
    """The arms of a study that compares none: what is named in part is the whole regimen of its title."""
    whole = [a for a in arms if not any(is_part(a, other) for other in arms)]
    if len(whole) != 1 or whole[0].regimen not in titled:
        return list(arms)
    host = whole[0]
    for part in (a for a in arms if a is not whole[0]):
        host = _joined(host, part)
    return [host]


def _joined(host: Arm, name: Arm) -> Arm:
    """An arm with all that is said of it under a name of one drug."""
    return replace(host, names=host.names | name.names, size=host.size or name.size, score=host.score + name.score)


def _only_names(arm: Arm, hosts: Sequence[Arm], count: int) -> bool:
    """Whether an arm is but a name of one of its hosts; two groups compared, one with a size of its own, stay two."""
    apart = any(host.size not in (None, arm.size) for host in hosts)
    counted = arm.size is not None and (len(hosts) > 1 or count <= 2 or apart)
    return bool(hosts) and not ("+" in arm.regimen or arm.alone or arm.placebo or counted)


def is_part(arm: Arm, other: Arm) -> bool:
    """Whether an arm receives a part of what another one does."""
    return _inside(arm.regimen, other.regimen)


def _inside(key: str, other: str) -> bool:
    return bool(key) and set(key.split("+")) < set(other.split("+"))
