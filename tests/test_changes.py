"""A change of the patterns leaves alone only documents that it cannot touch: they would give the same records again."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from myelomine.changes import PatternChange
from myelomine.document import Document
from myelomine.matching import Asked, watched
from myelomine.mentions import Label
from myelomine.parser import read_document
from myelomine.patterns import Entry, Pattern, PatternSet, load_patterns
from myelomine.pipeline import extract_document
from myelomine.records import Record

ROOT = Path(__file__).parents[1]


def searched(document: Document, patterns: PatternSet) -> tuple[tuple[Record, ...], Asked]:
    """The records of a document and all that was asked of the patterns for them."""
    with watched() as asked:
        return extract_document(document, patterns).records, asked


@pytest.fixture(scope="module")
def letter() -> Document:
    """A paper of one page."""
    return read_document(ROOT / "corpus" / "car-t-letter.pdf")


@pytest.fixture(scope="module")
def before() -> PatternSet:
    """The patterns as they are."""
    return load_patterns()


def with_entry(patterns: PatternSet, name: str, **changes: object) -> PatternSet:
    """The patterns with one row altered."""
    entries = tuple(e.model_copy(update=changes) if e.name == name else e for e in patterns.entries)
    return replace(patterns, entries=entries, hash=f"{name} {changes}")


def new_drug(name: str, *spellings: str) -> Entry:
    """A row of a drug that no file knows."""
    return Entry(file="drugs.tsv", label=Label.DRUG, name=name, role="active", spellings=spellings)


def new_pattern(expression: str) -> Pattern:
    """A pattern that no file knows."""
    fields = {"examples": ("1",), "rejects": ("x",), "kind": "regex", "label": Label.NUMBER}
    return Pattern(file="numbers.toml", id="number.new", match=(expression,), **fields)


TOUCHING: list[tuple[str, Callable[[PatternSet], PatternSet], bool]] = [
    ("nothing", lambda p: replace(p, hash="another"), False),
    ("a drug that is not named", lambda p: replace(p, entries=(*p.entries, new_drug("nosuchmab", "NSM"))), False),
    ("a drug that is named", lambda p: with_entry(p, "bortezomib", spellings=("Velcade",)), True),
    (
        "the spelling of a word in the paper",
        lambda p: replace(p, entries=(*p.entries, new_drug("x", "patients"))),
        True,
    ),
    ("a pattern that is not met", lambda p: replace(p, patterns=(*p.patterns, new_pattern("qqq[0-9]"))), False),
    ("a pattern that is met", lambda p: replace(p, patterns=(*p.patterns, new_pattern("[0-9]{2}"))), True),
    ("a pattern taken out", lambda p: replace(p, patterns=tuple(q for q in p.patterns if q.label != "PERCENT")), True),
    ("the order of the rows", lambda p: replace(p, entries=p.entries[::-1]), True),
    ("the ranges of doses", lambda p: replace(p, dose_ranges=()), True),
]


@pytest.mark.parametrize(("change", "touches"), [c[1:] for c in TOUCHING], ids=[c[0] for c in TOUCHING])
def test_a_change_touches_what_asks_for_it(letter, before, change, touches):
    records, asked = searched(letter, before)
    assert PatternChange(before, change(before)).touches(asked, records) is touches


def changes_at_random(patterns: PatternSet, seed: int, count: int) -> Iterator[PatternSet]:
    """Pattern sets in which a few items were dropped, renamed or given the spelling of another."""
    choose = random.Random(seed)
    for number in range(count):
        entries = list(patterns.entries)
        for _ in range(choose.randint(1, 3)):
            at, other = choose.randrange(len(entries)), choose.choice(entries)
            altered = (
                [],
                [entries[at].model_copy(update={"spellings": (*entries[at].spellings, other.name)})],
                [entries[at].model_copy(update={"spellings": entries[at].spellings[1:]})],
                [entries[at], new_drug(other.name[1:] or "x", other.name[:4])],
            )
            entries[at : at + 1] = choose.choice(altered)
        kept = tuple(p for p in patterns.patterns if choose.random() > 0.01)
        yield replace(patterns, entries=tuple(entries), patterns=kept, hash=f"{seed} {number}")


def test_an_untouched_document_gives_the_same_records(letter, before):
    records, asked = searched(letter, before)
    untouched = 0
    for after in changes_at_random(before, seed=6, count=12):
        if not PatternChange(before, after).touches(asked, records):
            untouched += 1
            assert extract_document(letter, after).records == records
    assert untouched > 1
