"""Arms of the same treatment that differ by how it is given: by its route, dose, rhythm, order or time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import regex

from myelomine.extractors.arms.names import normal
from myelomine.extractors.arms.register import Arm
from myelomine.extractors.sentences import Sentence, neighbours
from myelomine.mentions import Label, Mention

#: The ways in which arms of one regimen differ, each with the words that name its sides
FAMILIES = (
    ("route", ("sc", "iv", "subcutaneous", "intravenous")),
    ("intensity", ("high dose", "low dose", "standard dose", "reduced dose", "intermediate dose", "full dose")),
    ("rhythm", ("once weekly", "twice weekly", "once per week", "twice per week")),
    ("order", ("sequential", "alternating", "concurrent", "concomitant", "simultaneous")),
    ("timing", ("early", "late", "delayed", "deferred", "immediate", "upfront", "up front")),
)
# families whose sides must be set against each other somewhere: their words say much else, as "early relapse"
_SET_AGAINST = ("order", "timing")
# words for one side
_SAME_SIDE = {
    "subcutaneous": "sc",
    "intravenous": "iv",
    "concomitant": "concurrent",
    "simultaneous": "concurrent",
    "immediate": "early",
    "upfront": "early",
    "up front": "early",
    "delayed": "late",
    "deferred": "late",
    **{word: f"{word} dose" for word in ("low", "high", "standard", "reduced", "full")},
    **dict.fromkeys(("once", "weekly", "once per week", "once a week"), "once weekly"),
    **dict.fromkeys(("twice", "twice per week", "twice a week"), "twice weekly"),
}
# what sets two rhythms or doses against each other, with nothing but their treatment between them
_COMPARED = regex.compile(
    r"(?i)-?\s?(?:(?!(?:and|plus|with)\b)\S+\s){0,4}?(?:versus|vs\.?|v|compared (?:with|to)|than)\s(?:(?:with|in|on"
    r"|for|the|those|patients|treated|receiving)\s){0,5}|-?\s(?:or|and)\s"
)
# "once- or twice-weekly" names the first side by half a word
_HALVES = ("once", "twice", "low", "high", "standard", "reduced", "full")
_ORDERS = tuple(f for f in FAMILIES if f[0] == "order")
# how both sides of a family are named at once
_JOINED_SIDES = regex.compile(r"(?i)^[^.;]{0,120}?(?:\b(?:versus|vs\.?|or|and|than|compared (?:with|to))\b)")


def opposed(sentences: Sequence[Sentence], treated: Sequence[Arm]) -> list[Arm]:
    """Arms of one regimen that differ by route, rhythm or the like: "subcutaneous" against "intravenous".

    Several regimens are given to both arms where these differ by their order: "sequential" against "alternating".
    """
    groups = [m for s in sentences for m in s.of(Label.GROUP)]
    for family, words in FAMILIES if len(treated) < 2 else _ORDERS:
        if family in _SET_AGAINST and not _are_set_against(sentences, family):
            continue
        sides = _sides(groups, family, words)
        called = _sides([m for m in groups if not m.pattern.startswith("group.opposed_bare")], family, words)
        compared = family in ("rhythm", "intensity") and _are_compared(sentences, family)
        if len(sides) == 2 and (len(called) == 2 or compared) and all(len(texts) > 1 for texts in sides.values()):
            return [
                Arm(_shortest(texts), names=frozenset({word, *_other_words(word), *map(normal, texts)}))
                for word, texts in sides.items()
            ]
    return []


def _shortest(texts: Sequence[str]) -> str:
    """The shortest label that is no half of a word; where a sentence begins with it, as it stands elsewhere."""
    return min(texts, key=lambda text: (normal(text) in _HALVES, len(text), text.istitle(), text[:1].isupper()))


def _other_words(word: str) -> list[str]:
    """The other words for the side of a family."""
    return [other for other, side in _SAME_SIDE.items() if side == word]


def _are_set_against(sentences: Sequence[Sentence], family: str) -> bool:
    """Whether a sentence names both sides of a family with nothing but their treatment between them."""
    for sentence in sentences:
        named = [m for m in sentence.of(Label.GROUP) if m.value.text(family)]
        for left, right, gap in neighbours(sentence.text, named):
            if _side(left.value.text(family)) != _side(right.value.text(family)) and _JOINED_SIDES.search(gap):
                return True
    return False


def _are_compared(sentences: Sequence[Sentence], family: str) -> bool:
    """Whether a sentence sets two rhythms or doses against each other: "once-weekly versus twice-weekly"."""
    for sentence in sentences:
        named = [m for m in sentence.of(Label.GROUP) if m.value.text(family)]
        for left, right, gap in neighbours(sentence.text, named):
            sides = {_side(m.value.text(family)) for m in (left, right)}
            if len(sides) == 2 and _COMPARED.fullmatch(gap):
                return True
    return False


def _side(word: str) -> str:
    return _SAME_SIDE.get(normal(word), normal(word))


def _sides(groups: Sequence[Mention], family: str, words: Sequence[str]) -> dict[str, list[str]]:
    """The labels of groups under the word of a family that tells them apart."""
    sides: dict[str, list[str]] = defaultdict(list)
    for mention in groups:
        label = mention.value.text("opposed") or mention.value.text("label")
        if mention.pattern == "group.dosed":
            continue
        ending = next((w for w in words if f" {normal(label)}".endswith(f" {w}")), "")
        if word := normal(mention.value.text(family)) or ending:
            sides[_SAME_SIDE.get(word, word)].append(label)
    return sides
