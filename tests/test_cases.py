"""Cases of the extraction cascade: a short text in, records out. `cases/README.md` says how a case is written."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from myelomine.agreement import number_of, same_label
from myelomine.document import Document, DocumentKind
from myelomine.parser.text import read_text
from myelomine.patterns import load_patterns
from myelomine.pipeline import extract_document
from myelomine.records import COLUMNS, Record

HERE = Path(__file__).resolve().parent / "cases"
#: Kinds of cases that are read here; the folder `names` has a runner of its own, in test_names.py.
FOLDERS = ("numbers", "responses", "survival", "toxicities", "links", "negatives", "sizes", "doses")
KEYS = frozenset({"name", "title", "setting", "text", "kind", "expect", "only", "absent", "known_miss"})
TITLE = "A study of treatment in multiple myeloma"
LABELS = frozenset({"study", "group", "comparator"})
#: The forms of the phrase list, by the letter of their group: each has a case whose name begins with its id.
FORMS = {"B": 42, "C": 33, "D": 33, "E": 33, "F": 17, "G": 11, "H": 24, "I": 10, "J": 27, "K": 8}
PATTERNS = load_patterns()

Case = dict[str, Any]


def read_cases() -> Iterator[Case]:
    """Every case, completed with its file and the text of its setting."""
    for folder in FOLDERS:
        for path in sorted((HERE / folder).glob("*.toml")):
            content = tomllib.loads(path.read_text("utf-8"))
            for case in content["case"]:
                setting = content.get("settings", {})[case["setting"]] if "setting" in case else ""
                yield case | {"file": f"{folder}/{path.stem}", "setting_text": setting}


def case_params() -> list[Any]:
    params = []
    for case in read_cases():
        marks = [pytest.mark.xfail(strict=True, reason=case["known_miss"])] if "known_miss" in case else []
        params.append(pytest.param(case, id=f"{case['file']}: {case['name']}", marks=marks))
    return params


def document_of(case: Case, folder: Path) -> Document:
    """The case's text as a document, read from a file as any other text is."""
    file = folder / "case.txt"
    gap = "" if case["text"].startswith("\n") else " "
    body = f"{case['setting_text']}{gap}{case['text']}".strip()
    file.write_text(f"{case.get('title', TITLE)}\n\n{body}\n", encoding="utf-8")
    document = read_text(file)
    return replace(document, kind=DocumentKind(case["kind"])) if "kind" in case else document


def records_of(text: str, folder: Path) -> tuple[Record, ...]:
    """The records of any text."""
    file = folder / "any.txt"
    file.write_text(text, encoding="utf-8", newline="")
    return extract_document(read_text(file), PATTERNS).records


def agrees(column: str, wanted: Any, got: str) -> bool:
    """Whether a cell says what the case wants: numbers by value, labels by the words that tell groups apart."""
    text = str(wanted)
    if not text or not got:
        return text == got
    if column in LABELS:
        return same_label(text, got)
    if (number := number_of(text)) is not None and number == number_of(got):
        return True
    return text == got


def matching(wanted: Case, rows: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    return [row for row in rows if all(agrees(column, value, row[column]) for column, value in wanted.items())]


def shown(rows: Sequence[dict[str, str]]) -> str:
    """The rows as lines for the report of a failure."""
    columns = [c for c in COLUMNS[: COLUMNS.index("population")] if c != "document"]
    lines = [" ".join(f"{c}={row[c]}" for c in (*columns, "flags") if row[c]) for row in rows]
    return "\n".join(lines) or "no records"


@pytest.mark.parametrize("case", case_params())
def test_case(case: Case, tmp_path: Path) -> None:
    records: tuple[Record, ...] = extract_document(document_of(case, tmp_path), PATTERNS).records
    rows = [record.row() for record in records]
    expected: list[Case] = case["expect"]
    for wanted in expected:
        assert len(matching(wanted, rows)) == 1, f"{wanted} is not stated exactly once among\n{shown(rows)}"
    for unwanted in case.get("absent", []):
        assert not matching(unwanted, rows), f"{unwanted} is stated among\n{shown(rows)}"
    only = case.get("only", [])
    kinds = {wanted["kind"] for wanted in expected} if only is True else set(only)
    named = [row for wanted in expected for row in matching(wanted, rows)]
    assert [row for row in rows if row["kind"] in kinds and row not in named] == [], shown(rows)


def test_cases_are_well_formed() -> None:
    cases = list(read_cases())
    names = Counter(f"{case['file']}: {case['name']}" for case in cases)
    assert [name for name, count in names.items() if count > 1] == []
    for case in cases:
        name = f"{case['file']}: {case['name']}"
        assert set(case) - {"file", "setting_text"} <= KEYS, name
        assert case["expect"] or case.get("only") or case.get("absent"), f"{name} cannot fail"
        assert case.get("only") is not True or case["expect"], f"{name}: name the kinds in `only`"
        tables = [*case["expect"], *case.get("absent", [])]
        assert all(set(table) <= set(COLUMNS) for table in tables), name
        assert all("kind" in wanted for wanted in case["expect"]), name


def test_every_form_has_a_case() -> None:
    named = {case["name"].split(" ", 1)[0] for case in read_cases()}
    forms = {f"{letter}{number}" for letter, count in FORMS.items() for number in range(1, count + 1)}
    assert forms - named == set()


WORDS = st.sampled_from(
    ["The ORR", "Median PFS", "OS", "CR", "was", "47%", "9.2 months", "vs", "(", ")", "[", "]", ";", ".", ",", "and",
     "\n\n", "\t", "lenalidomide", "plus", "dexamethasone", "Rd", "grade 3-4", "neutropenia", "in", "n = 20", "of 46",
     "patients", "95% CI 7–12", "HR 0.61", "P < 0.001", "respectively", "the control group", "25 mg", "on days 1-21",
     "Table 1. Response", "Results", "no", "at 2 years", "et al", "not reached", "10^6", "0.1.50", "≥", "\f", "arm A",
     "Discussion", "placebo"]
)  # fmt: skip
prose = st.lists(WORDS, min_size=1, max_size=40).map(" ".join)
anything = st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200)
unhurried = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


@unhurried
@given(text=st.one_of(prose, anything))
def test_extraction_never_fails_and_repeats_itself(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    assume(text.strip())
    folder = tmp_path_factory.getbasetemp()
    records = records_of(text, folder)
    assert records == records_of(text, folder)
    assert len({record.record_id for record in records}) == len(records)


@unhurried
@given(text=prose)
def test_every_record_quotes_its_text(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    assume(text.strip())
    squeezed = "".join(text.split())
    for record in records_of(text, tmp_path_factory.getbasetemp()):
        for evidence in record.evidence:
            parts = ["".join(part.split()) for part in evidence.quote.split(" | ")]
            assert all(part in squeezed for part in parts), evidence.quote
