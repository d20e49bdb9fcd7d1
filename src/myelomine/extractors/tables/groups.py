"""The patients that a row or column of a table is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from myelomine.codes import decodes, letter_spellings
from myelomine.document import Table
from myelomine.extractors.arms import Arm, normal, references
from myelomine.extractors.sentences import Sentence
from myelomine.extractors.tables.context import TableContext
from myelomine.extractors.tables.headings import heading_of
from myelomine.extractors.tables.labels import trimmed, without_size
from myelomine.mentions import Label
from myelomine.patterns import regimen_key

_EVERYONE = regex.compile(
    r"(?i)(?:all|total|overall|entire|whole)"
    r"(?:\s(?:patients?|pts|subjects|participants|cohorts?|population|groups?|arms?|study population))?"
    r"|(?:all|any)\s(?:doses?|dose[- ]levels?|levels|cohorts?)"
    r"|(?:itt|intent(?:ion)?[- ]to[- ]treat)(?: population)?"
)
_LETTER = r"(?P<letter>[A-F]|[1-4]|I{1,3})"
_LETTER_FIRST = regex.compile(
    rf"(?:(?P<what>[Aa]rm|[Gg]roup)\s{_LETTER}|(?P<letter>[A-F]))(?:\s?[:,–—=]\s?(?P<name>.{{2,60}})|\s?[\[(](?P<name>.{{2,60}})[\])])?"
)
_LETTER_LAST = regex.compile(rf"(?P<name>.{{2,60}}?)\s?[\[(,]\s?(?P<what>[Aa]rm|[Gg]roup)\s{_LETTER}\s?[\])]?")
_MORE_THAN_DRUGS = regex.compile(
    r"(?i)\b(?!(?:and|plus|with|alone|arms?|groups?|cohorts?|only|mg|mcg|ug|g|m2|kg|day|daily|weekly|oral|iv|sc|po|combination|the|n)\b)\p{L}+|[-–—]\p{L}"
)
# a code of letters; "P" and "N" head columns of other things
_CODE = regex.compile(r"(?=.{0,11}\p{Lu})[\p{L}]{2,12}|[KRTVMDILE]")
_NO_REGIMEN = ("procedure", "comparator")
# how a caption says that all its cells are about those who received one treatment
_RECEIVED = regex.compile(
    r"(?i)\b(?:of|with|to|on|during|under|after|for|following|receiving|received|given"
    r"|treated with|treatment with|assigned to)"
    r"(?:\s(?:the|maintenance|single[- ]agent))?\s(?:addition of )?$"
)
_ITS_GROUP = regex.compile(r"(?i)\s?[\])]?\s(?:maintenance )?(?:arms?|groups?|cohorts?|recipients|(?:-)?treated)\b")
_OTHERWISE = regex.compile(
    r"(?i)\b(?:prior|previous(?:ly)?|refractory|after (?:failure|relapse)|naive|before|by|according to|subgroups?"
    r"|versus|vs\.?)\b"
)


@dataclass(frozen=True, slots=True)
class Group:
    """An arm of the register, a label as printed, or everyone; `printed` is the label of an arm in this table."""

    label: str = ""
    arm: Arm | None = None
    regimen: str = ""
    everyone: bool = False
    printed: str = ""

    @property
    def known(self) -> bool:
        """Whether it stands for some of the patients."""
        return bool(self.label)


NOBODY = Group()


def lettered_arms(tables: Sequence[Table]) -> dict[str, str]:
    """What the headers and stubs of tables call arms beside their letters; a letter with two names is left out.

    >>> from myelomine.document import Cell
    >>> lettered_arms([Table("t1", (1,), "", "", (Cell(0, 1, "Arm A: MP (n = 9)"), Cell(0, 2, "MPT (arm B)")))])
    {'arm a': 'MP', 'arm b': 'MPT'}
    """
    found: dict[str, set[str]] = {}
    for cell in (c for t in tables for c in t.cells if c.row < t.header_rows or c.column == 0):
        letter, name = _letter_and_name(cell.text)
        if letter and name:
            found.setdefault(letter, set()).add(name)
    return {letter: names.pop() for letter, names in found.items() if len(names) == 1}


@lru_cache(maxsize=4096)
def _letter_and_name(text: str) -> tuple[str, str]:
    """An arm's letter as "arm b", and the name beside it, either of them empty where the text has none."""
    body = trimmed(text)
    hit = _LETTER_FIRST.fullmatch(body) or _LETTER_LAST.fullmatch(body)
    if hit is None:
        return "", ""
    what = (hit["what"] or "arm").lower()
    return f"{what} {hit['letter'].lower()}", trimmed(hit["name"] or "").strip("()[] ")


def letter_of(label: str) -> str:
    """The letter of an arm as its label has it: "arm b"; empty where the label has none."""
    return _letter_and_name(label)[0]


def group_of(context: TableContext, text: str) -> Group:
    """The group that a text of a header or stub names; an empty one where it names none.

    The label is the register's where the text names one of its arms, else the text without its numbers.
    """
    if _EVERYONE.fullmatch(trimmed(text)):
        return Group(everyone=True)
    label = heading_of(context, text).label
    if not label:
        return NOBODY
    letter, name = _letter_and_name(text)
    name = name or context.lettered.get(letter, "")
    sentence = context.sentence(name or text)
    arm = _arm_of(context, sentence) or context.register.by_name(without_size(name or text))
    if arm is None and not _regimen_of(sentence):
        arm = _coded(context, name or label)
    if arm is not None:
        return Group(arm.label, arm, arm.regimen or context.given.get(normal(arm.label), ""), printed=label)
    regimen = context.given.get(normal(label)) or _regimen_of(sentence) or context.register.shared_regimen
    return Group(label, None, regimen, printed=label)


def caption_group(context: TableContext) -> Group:
    """The one arm or treatment that a caption says all cells are about: "Adverse events in the Kd arm".

    In a study of one treatment that is everyone.
    """
    caption = context.table.caption
    sentence = context.sentence(caption)
    spoken = [r for r in references(sentence, context.register) if not r.everyone]
    arms = {r.arm.label: r for r in spoken if r.arm and not r.subgroup}
    if len(spoken) == len(arms) == 1 and not _OTHERWISE.search(caption):
        arm = spoken[0].arm
        return Group(arm.label, arm, arm.regimen, printed=arm.label) if arm and context.register.compared else NOBODY
    named = [m for m in (*sentence.named(Label.REGIMEN), *sentence.drugs) if m.name]
    regimen = named[0].name if len({m.name for m in named}) == 1 and not spoken else ""
    if not regimen or regimen == context.register.shared_regimen or _OTHERWISE.search(caption):
        return NOBODY
    start, end = named[0].start, named[0].end
    told = _RECEIVED.search(caption[:start]) or _ITS_GROUP.match(caption, end)
    return Group(caption[start:end], None, regimen, printed=caption[start:end]) if told else NOBODY


def _arm_of(context: TableContext, sentence: Sentence) -> Arm | None:
    """The one arm of the register that a text names."""
    refs = [r for r in references(sentence, context.register) if r.arm and not r.everyone and not r.subgroup]
    arms = {r.arm.label: r.arm for r in refs if r.arm}
    return next(iter(arms.values())) if len(arms) == 1 else None


def _coded(context: TableContext, label: str) -> Arm | None:
    """The one arm whose drugs the letters of a code stand for: "KR" for carfilzomib and lenalidomide."""
    if not _CODE.fullmatch(label):
        return None
    fits = [a for a in context.register.compared if a.regimen and decodes(label, _spellings(context, a))]
    return fits[0] if len(fits) == 1 else None


def _spellings(context: TableContext, arm: Arm) -> list[tuple[str, ...]]:
    """The spellings of each drug of an arm that pieces of a code may be the start of."""
    patterns = context.reader.matcher.patterns
    found = ((drug, patterns.entry(Label.DRUG, drug)) for drug in arm.regimen.split("+"))
    return [letter_spellings(entry) if entry else (drug,) for drug, entry in found]


def _regimen_of(sentence: Sentence) -> str:
    """The one regimen that a text names, whether or not the study's text names it too."""
    named = [m for m in sentence.named(Label.REGIMEN) if m.value.text("role") not in _NO_REGIMEN]
    keys = {m.name for m in named if m.name}
    return next(iter(keys)) if len(keys) == 1 else _of_drugs(sentence)


def _of_drugs(sentence: Sentence) -> str:
    """The drugs of a label that names nothing else but their amounts: "Thalidomide 200 mg + dexamethasone"."""
    body = sentence.text
    for drug in sorted(sentence.drugs, key=lambda d: d.start, reverse=True):
        body = f"{body[: drug.start]} {body[drug.end :]}"
    plain = sentence.drugs and not _MORE_THAN_DRUGS.search(without_size(body))
    return regimen_key(d.name for d in sentence.drugs) if plain else ""


def within(whole: Group, part: Group) -> Group:
    """A part of an arm's patients: "KPd, Age ≥75 years"."""
    if not whole.label or not part.label or normal(whole.label) == normal(part.label):
        return whole if whole.label else part
    if part.arm is not None and whole.arm is None:
        whole, part = part, whole
    label = f"{whole.label}, {part.label}"
    return Group(label, whole.arm or part.arm, whole.regimen or part.regimen, printed=part.label)
