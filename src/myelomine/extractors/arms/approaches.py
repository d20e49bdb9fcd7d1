"""Arms told apart by how their patients are treated rather than by a drug: "early against deferred transplantation".

A text that sets two approaches against each other, and gives its results by them, has these two arms; what else it
names (an induction before random assignment, the drugs of one approach) is no arm of its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from myelomine.extractors.arms.names import normal
from myelomine.extractors.arms.register import Arm
from myelomine.extractors.sentences import Sentence, neighbours
from myelomine.mentions import Label, Mention
from myelomine.patterns import COMPONENT_ROLES

# the manner of an arm that has, or goes on with, what is usually given, and all manners of comparators
_USUAL = "usual"
_COMPARATORS = frozenset({_USUAL, "single"})
# manners by which arms of one treatment differ
_TIMES = frozenset({"early", "late"})
# a pair of approaches needs so many sentences for each side, or a paper only mentions them
_FEWEST = 2
_FOLLOWED = regex.compile(r",?\s(?:and then|then|followed by|plus|with subsequent|and subsequent)\s(?:an?\s)?")
_LINKS = r"(?:(?:either|to|by|that of|the|those|patients|receiving|of|in|on|with|after|an?|\d{1,4})\s){0,3}"
_AGAINST = regex.compile(r"(?i)[^.;]{0,70}?[\s)](?:versus|vs\.?|v|or|than|rather than|compared (?:with|to))\s" + _LINKS)
_WITH = regex.compile(rf"(?i)[^.;]{{0,70}}?[\s)](?:with|to|and|against)\s{_LINKS}")
_COMPARING = regex.compile(r"(?i)\b(?:compar(?:e|ed|ing|ison)|between|random\w*|assign\w+)\b[^.;]{0,120}$")
_ALIAS = regex.compile(r"\s?[(\[](?P<alias>\p{Lu}[\p{L}\d/-]{1,7})(?:\s(?:arm|group))?[)\]]")
_MADE_OF = regex.compile(
    r"(?i)(?:\s?[(\[]\p{Lu}[\p{L}\d/-]{1,7}[)\]])?,?\s?(?:that is,?|i\.?e\.?,?|namely,?|consist(?:ing|ed) of"
    r"|compris(?:ing|ed)|with|using|of|[(\[:])\s?(?:(?:i\.?e\.?,?|\d{1,2}|two|three|four|six|eight|additional|further|more|cycles|courses"
    r"|of)\s){0,4}"
)
# "sequential chemotherapy (VMP, then Rd)" is made of more than its first treatment
_GOES_ON = regex.compile(
    r"(?i)(?:\s?\([^()]{1,60}\))?(?:,?\s(?:and\s)?(?:then|followed by|alternating|alternated)\b|/)"
)
_MORE_CYCLES = regex.compile(r"(?i)\b(?:additional|further|more) (?:cycles|courses) of\s(?:the same\s)?$")


@dataclass(frozen=True, slots=True)
class Approach:
    """Where a sentence names an approach, by the manners that tell it from another."""

    start: int
    end: int
    text: str
    manners: frozenset[str]


def approaches(sentence: Sentence) -> list[Approach]:
    """The approaches that a sentence names, in reading order; "A followed by B" is B, which A alone is not."""
    out: list[Approach] = []
    for mention in sorted(sentence.of(Label.APPROACH), key=lambda m: m.start):
        found = Approach(mention.start, mention.end, mention.text, frozenset(k for k, v in mention.value.texts if v))
        if out and _FOLLOWED.fullmatch(sentence.text[out[-1].end : found.start]):
            found = Approach(out.pop().start, found.end, found.text, found.manners)
        out.append(found)
    return out


def approach_arms(sentences: Sequence[Sentence], title: str, treated: Sequence[Arm]) -> list[Arm]:
    """The two arms of a study that compares approaches, where it gives results by them more than by a treatment."""
    told = [(s, found) for s in sentences if (found := approaches(s))]
    sides = _sides(told)
    if len(sides) != 2 or any(_count_of(told, side) < _FEWEST for side in sides):
        return []
    if _results_by(told, title, sides) <= _results_with(sentences, title, treated):
        return []
    known = [_treatment(sentences, side) for side in sides]
    keys = known if known[0] != known[1] else ["", ""]
    if len(treated) == 1 and not any(keys) and all(side & _TIMES for side in sides):
        keys = [treated[0].regimen] * len(keys)
    return [_arm(told, side, key) for side, key in zip(sides, keys, strict=True)]


def with_manners(sentences: Sequence[Sentence], arms: Sequence[Arm]) -> list[Arm]:
    """The arms with the manner that the text ties to their treatment alone: "alternating chemotherapy with A and B"."""
    told: dict[str, set[str]] = defaultdict(set)
    for sentence in sentences:
        for found in approaches(sentence):
            for mention in _components(sentence, [found]):
                for manner in found.manners:
                    told[manner].add(mention.name)
    keys = Counter(a.regimen for a in arms)
    sure = {manner: next(iter(names)) for manner, names in told.items() if len(names) == 1}
    return [
        replace(a, manners=frozenset(m for m, key in sure.items() if key == a.regimen)) if keys[a.regimen] == 1 else a
        for a in arms
    ]


_Told = Sequence[tuple[Sentence, list[Approach]]]


def _sides(told: _Told) -> list[frozenset[str]]:
    """The manners of the two approaches that the text sets against each other most often, the comparator last."""
    pairs: Counter[frozenset[frozenset[str]]] = Counter()
    order: list[frozenset[str]] = []
    for sentence, named in told:
        for left, right, gap in neighbours(sentence.text, named):
            first, second = left.manners - right.manners, right.manners - left.manners
            if first and second and _is_against(sentence.text[: left.start], gap):
                pairs[frozenset({first, second})] += 1
                order += [first, second]
    if not pairs:
        return []
    chosen = pairs.most_common(1)[0][0]
    return _widened(told, sorted(chosen, key=lambda side: (bool(side & _COMPARATORS), order.index(side))))


def _is_against(before: str, gap: str) -> bool:
    return bool(_AGAINST.fullmatch(gap) or (_WITH.fullmatch(gap) and _COMPARING.search(before)))


def _widened(told: _Told, sides: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """Each side with the manners that stand beside it alone: "early intensive therapy" against "late therapy"."""
    named = [a.manners for _, found in told for a in found]
    wide = [frozenset[str]().union(*(m for m in named if m & a and not m & b)) for a, b in (sides, sides[::-1])]
    return [side | (beside - other) for side, beside, other in zip(sides, wide, wide[::-1], strict=True)]


def _count_of(told: _Told, side: frozenset[str]) -> int:
    """How many sentences name an approach."""
    return sum(any(a.manners & side for a in named) for _, named in told)


def _arm(told: _Told, side: frozenset[str], key: str) -> Arm:
    """One arm under the code that the text gives it, else under the name that it uses most."""
    own = [(s, a) for s, named in told for a in named if a.manners & side]
    aliases = [hit["alias"] for s, a in own if (hit := _ALIAS.match(s.text, a.end))]
    texts = Counter(a.text for _, a in own)
    label = aliases[0] if aliases else min(texts, key=lambda text: (" " not in text, -texts[text], len(text)))
    names = {*map(normal, texts), *map(normal, aliases), *({"control"} if _USUAL in side else ())}
    return Arm(label, key, names=frozenset(names), manners=side)


def _results_by(told: _Told, title: str, sides: Sequence[frozenset[str]]) -> int:
    """How many sentences with results name one of the approaches."""
    manners = frozenset[str]().union(*sides)
    return sum(_gives_results(s, title) and any(a.manners & manners for a in named) for s, named in told)


def _results_with(sentences: Sequence[Sentence], title: str, treated: Sequence[Arm]) -> int:
    """How many sentences with results name one of the treatments."""
    keys = {a.regimen for a in treated}
    return sum(
        _gives_results(s, title) and any(m.name in keys for m in (*s.named(Label.REGIMEN), *s.drugs)) for s in sentences
    )


def _gives_results(sentence: Sentence, title: str) -> bool:
    values = sentence.of(Label.PERCENT, Label.DURATION, Label.HAZARD_RATIO)
    return bool(sentence.text != title and values and sentence.named(Label.ENDPOINT, Label.RESPONSE))


def _treatment(sentences: Sequence[Sentence], side: frozenset[str]) -> str:
    """The key of what the text says an approach is made of, most often; empty where it does not say."""
    keys = Counter(m.name for s in sentences for m in _components(s, [a for a in approaches(s) if a.manners & side]))
    more = Counter(m.name for s in sentences for m in _treatments(s) if _MORE_CYCLES.search(s.text, 0, m.start))
    best = (keys + more if _USUAL in side else keys).most_common(1)
    return best[0][0] if best else ""


def _components(sentence: Sentence, own: Sequence[Approach]) -> Iterator[Mention]:
    """The treatments right behind an approach that is made of them."""
    for mention in _treatments(sentence) if own else ():
        beside = any(_MADE_OF.fullmatch(sentence.text, a.end, mention.start) for a in own if a.end <= mention.start)
        if beside and not _GOES_ON.match(sentence.text, mention.end):
            yield mention


def _treatments(sentence: Sentence) -> list[Mention]:
    regimens = [r for r in sentence.named(Label.REGIMEN) if r.name and r.value.text("role") != "procedure"]
    single = (d for d in sentence.drugs if d.value.text("role") in COMPONENT_ROLES)
    return [*regimens, *(d for d in single if not any(r.start <= d.start < r.end for r in regimens))]
