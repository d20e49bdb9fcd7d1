"""Which study a scope is about and which disease it treats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from myelomine.document import BlockKind, Section
from myelomine.extractors.scopes import Scope
from myelomine.extractors.sentences import Sentence
from myelomine.mentions import Label

_ANOTHERS = regex.compile(r"(?i)\b(?:compar|similar|contemporaneous|previous|earlier|results (?:of|from)|reported|versus|prior|other|historical)")
_LONG = 250
_REGISTRY = regex.compile(r"(?:NCT|EudraCT|ISRCTN|UMIN|ChiCTR|ACTRN|CTRI)", flags=regex.I)
_SURNAME = regex.compile(r"^(?:[\d\s*]*)(?P<name>[\p{Lu}][\p{L}’'-]+)(?:\s+[\p{Lu}][\p{L}.-]{0,12}){1,3}(?=[\s,;\d*†]|$)")
_LISTED_SURNAME = regex.compile(r"^(?P<name>(?:(?:van|von|de|di|la|el|al)\s)*[\p{Lu}][\p{L}’'-]+)\s\p{Lu}{1,4}\b")


@dataclass(frozen=True, slots=True)
class Identity:
    """A study as the paper names it, and its disease in the contract's words."""

    study: str = ""
    disease: str = ""


def identify(scope: Scope, sentences: Sequence[Sentence]) -> Identity:
    """The study and disease of a scope that is about one study."""
    front = _front(sentences)
    return Identity(_study(scope, front), _disease(front))


def _front(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Title and abstract; in a text without sections the title and its first long paragraph."""
    titled = [s for s in sentences if s.block.kind is BlockKind.TITLE]
    abstract = [s for s in sentences if s.block.section in (Section.ABSTRACT, Section.FRONT) and s.block.kind is not BlockKind.TITLE]
    if not abstract:
        first = next((s.block.id for s in sentences if s.block.kind is not BlockKind.TITLE and len(s.block.text) > _LONG), "")
        abstract = [s for s in sentences if s.block.id == first]
    return [*titled, *abstract]


def _study(scope: Scope, front: Sequence[Sentence]) -> str:
    """The trial named most often in title and abstract, else its registry id, else the first author."""
    names = Counter[str]()
    for sentence in front:
        weight = 5 if sentence.block.kind is BlockKind.TITLE else 1
        for mention in sentence.named(Label.TRIAL):
            if _ANOTHERS.search(sentence.text[: mention.start][-70:]):
                continue
            names[mention.name or mention.text] += weight
    titled = [n for n in names if not _REGISTRY.match(n)]
    if not titled and (author := _first_author(scope.authors)):
        return author
    if titled:
        return max(titled, key=lambda n: (names[n], -titled.index(n)))
    return next(iter(names), "") or _first_author(scope.authors) or scope.document


def _first_author(authors: str) -> str:
    if hit := _LISTED_SURNAME.match(authors):
        return f"{hit['name']} et al"
    hit = _SURNAME.match(authors)
    return f"{hit[0].split()[-1]} et al" if hit else ""


def _disease(front: Sequence[Sentence]) -> str:
    """The most specific myeloma setting of the title, else of the abstract; another disease where that is the topic."""
    for part in ([s for s in front if s.block.kind is BlockKind.TITLE], front):
        found = Counter(m.name for s in part for m in s.named(Label.DISEASE))
        for specific in ("NDMM", "RRMM", "SMM"):
            if found[specific]:
                return specific
        others = [d for d in found if d != "MM"]
        if found["MM"] and part is not front:
            continue
        if found["MM"]:
            return "MM"
        if others:
            return max(others, key=lambda d: found[d])
    return ""
