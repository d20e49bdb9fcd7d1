"""Whose results a sentence states: citation marks, "et al" and trial names lead to the study."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import regex

from myelomine.document import Block, Table
from myelomine.extractors.sentences import Sentence
from myelomine.mentions import Label

_ENTRY = regex.compile(
    r"^\s?\[?(?P<number>\d{1,3})[\].)]?\s{0,3}(?P<author>(?:(?:van|von|de|den|der|di|la|le|el|al|dos"
    r"|da)\s){0,3}\p{Lu}[\p{L}'’-]{1,30})[\s,]+\p{Lu}{1,3}\b(?P<rest>.{0,900})",
    flags=regex.S,
)
_YEAR = regex.compile(r"\b(?P<year>(?:19[5-9]|20[0-4])\d)\b")
_BRACKETED = regex.compile(r"[\[(](?P<numbers>\d{1,3}(?:\s?[,–-]\s?\d{1,3}){0,8})[\])]")
# "… with placebo.3", "in the doublet alone,6 and": a mark that lost its place above the line
_FLATTENED = regex.compile(
    r"(?<=(?:\p{Ll}{3}|[)\]%”])[.,;][”\"]?)(?P<numbers>\d{1,2}(?:[,–-]\d{1,2}){0,5})(?=\s\p{L}|$)"
)
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_MOST_REFERENCES = 400
_BEFORE_A_MARK = regex.compile(r"[\p{L}.,;%)]$")
_BETWEEN_NUMBERS = regex.compile(r"[,;\s]+")
_RANGE = regex.compile(r"[-–—]")
_CLAUSE_END = regex.compile(r"\s?(?:[.;]|$)")
_NUMBER_BEFORE = regex.compile(r"\d\s?%?$")


@dataclass(frozen=True, slots=True)
class CitationIndex:
    """The study behind each citation number, as the paper's tables name it or by first author and year."""

    studies: tuple[tuple[int, str], ...] = ()

    def study(self, number: int) -> str:
        """The study of a citation number; empty where the paper does not say."""
        return next((s for n, s in self.studies if n == number), "")

    def by_author(self, author: str) -> str:
        """The one study whose first author this is; the author's name where there are several or none."""
        fits = [s for _, s in self.studies if s.split(" et al")[0].lower() == author.lower()]
        return fits[0] if len(set(fits)) == 1 else f"{author} et al"


def citation_index(
    references: Iterable[Block], tables: Iterable[Table], named: Sequence[tuple[int, str]]
) -> CitationIndex:
    """The index of a paper; `named` are numbers that its tables give to a study in words of their own."""
    found = dict(named)
    for block in references:
        if entry := _ENTRY.match(block.text):
            years = [m["year"] for m in _YEAR.finditer(entry["rest"])]
            study = f"{entry['author']} et al" + (
                f" {years[-1] if len(set(years)) == 1 else years[0]}" if years else ""
            )
            found.setdefault(int(entry["number"]), study)
    return CitationIndex(tuple(sorted(found.items())))


def numbers_in(text: str) -> list[int]:
    """The citation numbers of a mark: "25,26" and "92–94" alike.

    >>> numbers_in("25,26"), numbers_in("⁹²–⁹⁴"), numbers_in("a")
    ([25, 26], [92, 93, 94], [])
    """
    out: list[int] = []
    for part in _BETWEEN_NUMBERS.split(text.translate(_SUPERSCRIPT)):
        ends = [int(e) for e in _RANGE.split(part) if e.isdigit() and len(e) <= 3]
        if len(ends) == 2 and ends[0] < ends[1] <= ends[0] + 20:
            out.extend(range(ends[0], ends[1] + 1))
        else:
            out.extend(ends)
    return [n for n in out if n <= _MOST_REFERENCES]


def citations(sentence: Sentence) -> list[int]:
    """The numbers that a sentence cites, in superscript marks or brackets."""
    marks = sentence.block.marks_between(sentence.start, sentence.start + len(sentence.text))
    found = [n for m in marks for n in numbers_in(m.text)]
    found += [n for hit in _FLATTENED.finditer(sentence.text) for n in numbers_in(hit["numbers"])]
    return found + [
        n
        for hit in _BRACKETED.finditer(sentence.text)
        for n in numbers_in(hit["numbers"])
        if _is_citation(sentence, hit)
    ]


def _is_citation(sentence: Sentence, hit: regex.Match[str]) -> bool:
    """A square bracket with nothing but small numbers behind a word, or behind a share that ends its clause.

    "treated with carfilzomib [12]", "the rate was 24% [2]." but not "in 24% [12] of patients".
    """
    before = sentence.text[: hit.start()].rstrip()
    if not hit.group().startswith("[") or not _BEFORE_A_MARK.search(before):
        return False
    ends = _CLAUSE_END.match(sentence.text, pos=hit.end())
    return bool(ends and before.endswith("%")) or not _NUMBER_BEFORE.search(before)


def studies_of(sentence: Sentence, index: CitationIndex) -> list[str]:
    """The studies that a sentence names or cites: trials first, then authors, then citation numbers."""
    if _RATIONALE.match(sentence.text):
        return []
    trials = _unique(m.name or m.text for m in sentence.named(Label.TRIAL))
    authors = [index.by_author(m.value.text("author")) for m in sentence.of(Label.CITED) if m.value.text("author")]
    numbered = [index.study(n) for n in citations(sentence)]
    cited = _unique(s for s in numbered if s)
    if len(trials) > 1 and len(cited) == 1:
        return cited
    return trials or _unique(authors) or _unique(s for s in numbered if s)


_RATIONALE = regex.compile(
    r"(?i)(?:in vitro|in vivo|pre-?clinical|based on (?:these|the|this|a)|because|given the|laboratory)\b"
)


def told_apart(study: str) -> tuple[str, ...]:
    """The trials that go under one name together.

    >>> told_apart("MM-009 and MM-010"), told_apart("Weber et al")
    (('MM-009', 'MM-010'), ('Weber et al',))
    """
    return tuple(study.split(" and "))


def is_cited(sentence: Sentence) -> bool:
    """Whether a sentence leans on other work at all."""
    return bool(citations(sentence)) or sentence.has(Label.CITED)


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def paragraph_studies(sentences: Sequence[Sentence], index: CitationIndex) -> Iterator[tuple[Sentence, list[str]]]:
    """Each sentence of a paragraph with its studies: its own, else those of the sentence that it goes on from."""
    own = [studies_of(s, index) for s in sentences]
    for i, sentence in enumerate(sentences):
        if own[i]:
            yield sentence, own[i]
            continue
        before = next((o for o in reversed(own[:i]) if o), [])
        after = next((o for o in own[i + 1 :] if o), [])
        yield sentence, (after if _opens(sentence) or not before else before)


_OPENING = regex.compile(
    r"(?i)^(?:an?other|an? (?:\w+[- ]){0,4}(?:phase|study|trial|analysis|series)|in (?:an?|the) |based on"
    r"|recently|one |two |preliminary|similarly|subsequently|the (?:addition|combination) of|similar results)"
)


def _opens(sentence: Sentence) -> bool:
    return bool(_OPENING.match(sentence.text))
