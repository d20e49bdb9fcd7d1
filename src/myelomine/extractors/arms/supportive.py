"""Arms of a trial of support: prophylaxis of thrombosis or infection, drugs for the bones, growth factors.

The drugs that support are no components of a regimen, so these arms have names only: "the denosumab group", "no
prophylaxis".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from myelomine.document import BlockKind
from myelomine.extractors.arms.names import normal
from myelomine.extractors.arms.register import Arm
from myelomine.extractors.sentences import Sentence
from myelomine.mentions import Label, Mention

_BRACKET = regex.compile(r"\([^()]{0,120}\)|\[[^\[\]]{0,120}\]")
_NOTHING = regex.compile(
    r"(?i)\b(?:(?:matching\s)?placebo|observation(?: alone)?|no\s(?:(?:antibiotic|routine|additional|further|drug)\s)?"
    r"(?:\w*prophylaxis|treatment|therapy|antibiotics?|anticoagulation|bisphosphonates?|supplementation"
    r"|intervention))\b"
)
_HOW_GIVEN = (
    r"(?:\s(?:alone|\w*prophylaxis|treatment|therapy|groups?|arms?|once|twice|daily|weekly|monthly|orally"
    r"|intravenously|subcutaneously|every \w+ (?:weeks|months)))*"
)
_DOSE = r"(?:\s(?:at\s)?\d(?:[^,;.()]|\.(?=\d)){0,50}?)?"
_DUMMY = r"(?:\s(?:plus|and|with)\s(?:\w+\s){0,2}placebo)?"
_BETWEEN = regex.compile(
    rf"{_HOW_GIVEN}{_DOSE}{_HOW_GIVEN}{_DUMMY}{_HOW_GIVEN}\s?"
    r"(?:,?\s?(?P<against>\b(?:or|versus|vs\.?|v|against|(?:as )?compared (?:with|to)|than(?: with)?)\b)"
    r"|(?P<joined>,?\s?\b(?:and|with)\b|[,/]))"
    r"\s?(?:(?:to|either|with|in|the|a|an|oral|subcutaneous|intravenous|low[- ]dose|fixed[- ]dose|daily|weekly|monthly"
    r"|receive|those|patients)\s)*",
    regex.I,
)
_ASSIGNED = regex.compile(r"(?i)\b(?:random\w*|assign\w*|allocat\w*|compar\w*|between)\b(?:[^.;]|\.(?=\d)){0,110}$")
# "A + G-CSF or placebo + G-CSF": what both get tells them not apart
_ADDED = regex.compile(r"(?i)(?:\+|\bplus)\s?$")
_ADDS = regex.compile(r"(?i)\s?(?:\+|\bplus\s(?!(?:\w+\s){0,2}placebo))")
_DUMMY_BEFORE = regex.compile(r"(?i)(?:\b(?:plus|and|with)|\+)\s(?:\w+\s){0,2}$")
_COMPARED_BEFORE = regex.compile(r"(?i)\b(?:compar\w+|between)\s(?:\w+\s){0,4}$")
_SUPPORT = regex.compile(
    r"(?i)prophyla|prevent|thrombo(?:sis|embol)|infection|antibiotic|\bbone\b|skeletal|\banaemi|\banemi|bisphosphonate"
    r"|supportive|antiemetic|nausea|mobili[sz]|mucositis"
)
_GROUP_WORD = regex.compile(r"\s(?:(?:and|or)\s[\w-]+\s(?:\w+\s)?)?(?:groups?|arms?|recipients)\b")
_CODE = regex.compile(
    r"(?:\s(?:prophylaxis|alone|group))?\s?[(\[](?:the\s)?(?P<code>\p{Lu}[\p{L}\d-]{0,7})(?:\s(?:group|arm))?[;,:)\]]"
)


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the alternatives that a sentence names: a drug that supports, or nothing in its place."""

    start: int
    end: int
    text: str
    drug: str = ""


def supported(sentences: Sequence[Sentence], title: str) -> list[Arm]:
    """The arms of a trial that sets supportive drugs against each other, or one of them against none."""
    for sentence in sorted(sentences, key=lambda s: s.block.kind is BlockKind.TITLE):
        for run in _runs(sentence):
            if _is_subject(sentences, title, run):
                return _arms(sentences, sentence, run)
    return []


def _runs(sentence: Sentence) -> Iterator[tuple[_Side, ...]]:
    """The alternatives of a sentence that assigns or compares, each as far as the list goes."""
    text = _flat(sentence.text)
    sides = sorted(_sides(sentence, text), key=lambda s: s.start)
    run: list[_Side] = []
    against = False
    for side in sides:
        hit = _BETWEEN.fullmatch(regex.sub(r"\s+", " ", text[run[-1].end : side.start])) if run else None
        if hit is None:
            if against and _opposes(sentence, text, run):
                yield tuple(run)
            run, against = [], False
        run.append(side)
        against = against or (hit is not None and bool(hit["against"] or _COMPARED_BEFORE.search(text[: run[0].start])))
    if against and _opposes(sentence, text, run):
        yield tuple(run)


def _flat(text: str) -> str:
    """A text with blanks in the place of its brackets."""
    return _BRACKET.sub(lambda hit: " " * len(hit.group()), text)


def _sides(sentence: Sentence, flat: str) -> Iterator[_Side]:
    for drug in sentence.named(Label.DRUG):
        added = _ADDED.search(flat, 0, drug.start) or _ADDS.match(flat, drug.end)
        if _supports(drug) and flat[drug.start : drug.end] == drug.text and not added:
            yield _Side(drug.start, drug.end, drug.text, drug.name)
    for hit in _NOTHING.finditer(flat):
        dummy = "placebo" in hit.group().lower() and _DUMMY_BEFORE.search(flat, 0, hit.start())
        if not dummy:
            yield _Side(hit.start(), hit.end(), hit.group())


def _supports(mention: Mention) -> bool:
    return mention.value.text("role") == "supportive"


def _opposes(sentence: Sentence, flat: str, run: Sequence[_Side]) -> bool:
    """Whether a list is of different things that a sentence assigns, no treatment between its words and them."""
    if not any(s.drug for s in run) or len({s.drug for s in run}) < len(run) or len(run) < 2:
        return False
    if sentence.block.kind is BlockKind.TITLE:
        return True
    hit = _ASSIGNED.search(flat[: run[0].start])
    treatments = (*sentence.named(Label.REGIMEN), *sentence.drugs)
    return hit is not None and not any(hit.start() <= m.start < run[0].start for m in treatments)


def _is_subject(sentences: Sequence[Sentence], title: str, run: Sequence[_Side]) -> bool:
    """Whether the study is about these drugs: its title says so, or it has groups that are named after one."""
    names = {s.drug for s in run if s.drug}
    if _SUPPORT.search(title):
        return True
    return any(
        m.name in names and (s.text == title or _GROUP_WORD.match(s.text, m.end))
        for s in sentences
        for m in s.named(Label.DRUG)
        if _supports(m)
    )


def _arms(sentences: Sequence[Sentence], sentence: Sentence, run: Sequence[_Side]) -> list[Arm]:
    codes = [_code_of(sentences, sentence, side) for side in run]
    if sum(len(code) == 1 for code in codes) == 1:  # a single letter that stands alone is no name of an arm
        codes = [code if len(code) > 1 else "" for code in codes]
    return [_arm(sentences, side, code) for side, code in zip(run, codes, strict=True)]


def _arm(sentences: Sequence[Sentence], side: _Side, code: str) -> Arm:
    texts = {m.text for s in sentences for m in s.named(Label.DRUG) if side.drug and m.name == side.drug}
    names = {normal(t) for t in (side.text, *texts) if len(t) > 1}
    names |= {normal(code), *(f"{word} {code.lower()}" for word in ("arm", "group"))} if code else set()
    idle = not side.drug
    placebo = idle and "placebo" in side.text.lower()
    names |= {"control"} if idle else set()
    return Arm(code or side.text, placebo=placebo, names=frozenset(names), score=1)


def _code_of(sentences: Sequence[Sentence], sentence: Sentence, side: _Side) -> str:
    """The code in the bracket behind an alternative, where the text uses it again."""
    hit = _CODE.match(sentence.text, side.end)
    if hit is None:
        return ""
    word = regex.compile(rf"(?<![\w-]){regex.escape(hit['code'])}(?![\w-])")
    uses = sum(len(word.findall(s.text)) for s in sentences)
    return hit["code"] if uses > 1 else ""
