"""Arms named by a kind of treatment: "Sel-based" against "Isa-based", triplets against doublets.

What each patient of such a group received differs, so these arms have no regimen.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from myelomine.extractors.arms.names import NUMBERED, normal
from myelomine.extractors.arms.register import Arm
from myelomine.extractors.sentences import Sentence
from myelomine.mentions import Label

_BASED = regex.compile(r"(?<![\w-])(?P<head>[\p{L}\d+/]{1,24})-(?:based|containing)\b", regex.I)
# where such a name stands for a group of patients and not for a treatment that somebody may have had
_AS_GROUP = regex.compile(
    r"(?i)(?:\s(?:therapy|treatment|regimens?|induction|combinations?))?"
    r"(?:\s?[\[(][^()\[\]]{0,30}\bn\s?=\s?\d|\s(?:and\s|or\s|vs\.?\s|versus\s)?(?:\S+\s){0,2}(?:groups?|arms?|cohorts?)\b"
    r"|\spatients\b|,?\s(?:vs\.?|versus|compared (?:with|to))\s)"
)
_HISTORY = regex.compile(
    r"(?i)\b(?:prior|previous(?:ly)?|refractory to|exposed to|after|failed|history of)\s(?:\S+\s){0,3}$"
)
_NUMBER_WORD = regex.compile(
    r"(?i)(?<![\w-])(?:(?P<two>doublets?)|(?P<three>triplets?)|(?P<four>quadruplets?))(?![\w-])"
)
_NUMBERS = (("four", 4), ("three", 3), ("two", 2))


def of_kinds(sentences: Sequence[Sentence], treated: Sequence[Arm]) -> list[Arm]:
    """The arms of a study that are told apart by the kind of what they receive, with a known one among them."""
    if len(treated) > 1:
        return []
    kinds = list(_based(sentences)) or ([] if treated else list(_numbered(sentences)))
    if len(kinds) < 2:
        return []
    bare = {name.removesuffix(" based") for arm in kinds for name in arm.names}
    others = [replace(a, names=a.names - bare) for a in treated if "+" in a.regimen]
    whole = " ".join(normal(s.text) for s in sentences)
    return sorted([*kinds, *others], key=lambda a: _first_place(whole, a))


def _first_place(text: str, arm: Arm) -> int:
    """Where a text first names an arm."""
    hits = (regex.search(rf"(?<!\w){regex.escape(name)}(?!\w)", text) for name in arm.names)
    return min((hit.start() for hit in hits if hit), default=len(text))


def _based(sentences: Sequence[Sentence]) -> Iterator[Arm]:
    """Groups named after the drug that they have in common, each used twice and once for patients."""
    texts: dict[str, Counter[str]] = defaultdict(Counter)
    grouped: set[str] = set()
    for sentence in sentences:
        for hit in _BASED.finditer(sentence.text):
            key = _treatment_of(sentence, hit)
            if not key or _HISTORY.search(sentence.text, 0, hit.start()):
                continue
            texts[key][hit.group()] += 1
            if _AS_GROUP.match(sentence.text, hit.end()):
                grouped.add(key)
    known = [key for key, found in texts.items() if key in grouped and found.total() > 1]
    for key in known if len(known) > 1 else ():
        label = min(texts[key], key=lambda text: (-texts[key][text], len(text)))
        yield Arm(label, names=frozenset(map(normal, texts[key])))


def _treatment_of(sentence: Sentence, hit: regex.Match[str]) -> str:
    """The drug, combination or class before "-based"; empty for what names no treatment."""
    start, end = hit.span("head")
    named = (m for m in sentence.named(Label.REGIMEN, Label.DRUG) if m.start <= start and end <= m.end)
    return next((m.name or normal(m.text) for m in named), "")


def _numbered(sentences: Sequence[Sentence]) -> Iterator[Arm]:
    """Groups told apart by the number of their drugs alone, where a sentence sets them against each other."""
    told = [{w for hit in _NUMBER_WORD.finditer(s.text) for w, _ in _NUMBERS if hit[w]} for s in sentences]
    compared = frozenset[str]().union(*(words for words in told if len(words) > 1))
    for word, count in _NUMBERS:
        if word in compared:
            plural = f"{NUMBERED[count][0]}s"
            yield Arm(plural, names=frozenset({plural, *NUMBERED[count]}))
