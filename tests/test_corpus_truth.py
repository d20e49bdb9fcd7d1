"""The sample papers and their expected records belong together and can be built again."""

from __future__ import annotations

import csv
import importlib.util
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from corpus.build import BUILT_WITH, HERE, NAMES, paper_module
from corpus.content import Table, plain, source_text
from corpus.truth import CELL, Fact, to_csv

KINDS = {"regimen", "dose", "sample_size", "response", "survival", "toxicity"}
STATISTICS = {
    "regimen": {""},
    "dose": {"dose", "max_tolerated", "median_dose"},
    "sample_size": {"count"},
    "response": {"rate"},
    "survival": {"median", "landmark", "hazard_ratio", "rate"},
    "toxicity": {"rate", "reported"},
}
SIZES = {"enrolled", "randomized", "group", "evaluable", "safety", "analyzed"}
GRADES = {"any", "1", "2", "3", "4", "5", "1-2", "3-4", "3-5", ">=2", ">=3"}
UNITS = {"", "%", "months", "patients", "mg", "mg/m2", "mg/kg", "cells"}
FREQUENCIES = {"", "daily", "weekly", "twice weekly", "every 2 weeks", "every 4 weeks"}
NUMBER = re.compile(r"\d+(?:\.\d+)?")
DAYS = re.compile(r"\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*")
INSTALLED = importlib.util.find_spec("reportlab") is not None

papers = pytest.mark.parametrize("name", NAMES)


def squeezed(text: str) -> str:
    return " ".join(text.split())


def bare(text: str) -> str:
    """The letters and digits of a text: what is left when line ends, hyphens and spacing no longer matter."""
    return re.sub(r"[\W_]+", "", text)


def facts(name: str) -> tuple[Fact, ...]:
    return paper_module(name).RECORDS


@papers
def test_every_quote_stands_in_its_paper(name: str) -> None:
    text = squeezed(source_text(paper_module(name).PAPER))
    assert [fact.quote for fact in facts(name) if squeezed(fact.quote) not in text] == []


@papers
def test_the_pdf_says_what_its_source_says(name: str) -> None:
    document = pypdfium2.PdfDocument(HERE / f"{name}.pdf")
    printed = bare("".join(page.get_textpage().get_text_range() for page in document))
    words = set(re.findall(r"[^\W_]{3,}", source_text(paper_module(name).PAPER)))
    assert words and {word for word in words if bare(word) not in printed} == set()


@papers
def test_the_committed_records_are_those_of_the_source(name: str) -> None:
    assert (HERE / f"{name}.expected.csv").read_text(encoding="utf-8") == to_csv(facts(name))


@papers
def test_the_columns_are_those_of_the_contract(name: str) -> None:
    with (HERE / f"{name}.expected.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert {row["document"] for row in rows} == {name}
    assert all(row["disease"] and row["quote"] and row["origin"] in {"own", "cited"} for row in rows)


@papers
def test_the_vocabularies_are_legal(name: str) -> None:
    for fact in facts(name):
        assert fact.kind in KINDS and fact.name and fact.statistic in STATISTICS[fact.kind], fact
        assert fact.unit in UNITS and fact.frequency in FREQUENCIES and fact.optional in {"", "1"}, fact
        assert (fact.kind == "toxicity") == bool(fact.grade) and fact.grade in GRADES | {""}, fact
        assert (fact.statistic == "landmark") <= bool(fact.time_months), fact
        assert fact.kind != "sample_size" or fact.name in SIZES, fact


@papers
def test_numbers_are_numbers(name: str) -> None:
    for fact in facts(name):
        for number in (fact.value, fact.value_high, fact.n, fact.total, fact.time_months, fact.cycle_days):
            assert not number or NUMBER.fullmatch(number), fact
        for bound in (fact.ci_low, fact.ci_high):
            assert not bound or bound in {"NR", "NE"} or NUMBER.fullmatch(bound), fact
        assert not fact.days or DAYS.fullmatch(fact.days), fact


@papers
def test_regimen_keys_are_sorted_names(name: str) -> None:
    for fact in facts(name):
        for key in fact.regimen.split("|"):
            assert key == "+".join(sorted(set(key.lower().split("+")))), fact


@papers
def test_no_fact_is_written_twice(name: str) -> None:
    counts = Counter(replace(fact, quote="", p_value="", comparator="", optional="") for fact in facts(name))
    assert [fact for fact, count in counts.items() if count > 1] == []


def wrong_percentages(table: Table) -> list[str]:
    """The cells "n (%)" whose percentage is not that of their column's "(n = N)", half a digit allowed."""
    header = [" ".join(plain(row[i]) for row in table.header) for i in range(len(table.columns))]
    wrong, total = [], 0
    for i, title in enumerate(header):
        stated = re.search(r"\(n ?= ?(\d+)\)", title)
        spanned = any(first < i <= last for _, first, last in table.spans)
        total = int(stated[1]) if stated else total if spanned else 0
        for row in table.rows if total else ():
            cell = CELL.match(plain(row[i]).replace("·", "."))
            if cell and cell["n"] and not cell["below"]:
                slack = 0.051 if "." in cell["percent"] else 0.501
                if abs(100 * int(cell["n"]) / total - float(cell["percent"])) > slack:
                    wrong.append(f"{plain(row[0])}: {plain(row[i])} of {total}")
    return wrong


@papers
def test_percentages_agree_with_counts_but_for_the_deliberate_slip(name: str) -> None:
    paper = paper_module(name).PAPER
    tops = [block for _, blocks in paper.page_tops for block in blocks]
    wrong = [slip for block in (*paper.body, *tops) if isinstance(block, Table) for slip in wrong_percentages(block)]
    assert wrong == (["Pneumonia: 31 (18.2) of 235"] if name == "primary-two-column" else [])


def test_the_second_slip_is_two_statements_of_one_median() -> None:
    medians = {f.value for f in facts("older-ruled") if (f.name, f.statistic, f.origin) == ("OS", "median", "own")}
    assert {"33", "31"} <= medians


@papers
def test_a_sample_is_small_and_says_that_it_is_one(name: str) -> None:
    file = HERE / f"{name}.pdf"
    document = pypdfium2.PdfDocument(file)
    assert file.stat().st_size < 300_000
    assert all("Synthetic sample" in page.get_textpage().get_text_range() for page in document)


def test_one_page_is_turned() -> None:
    assert [page.get_rotation() for page in pypdfium2.PdfDocument(HERE / "review-wide-tables.pdf")] == [0, 0, 90, 0]


@pytest.mark.skipif(not INSTALLED, reason="reportlab, the extra `corpus`, is not installed")
@papers
def test_building_gives_the_committed_bytes(name: str) -> None:
    import reportlab

    from corpus.layouts import render

    if reportlab.__version__ != BUILT_WITH:
        pytest.skip(f"the committed bytes are those of reportlab {BUILT_WITH}")
    assert render(paper_module(name).PAPER) == (HERE / f"{name}.pdf").read_bytes()


def test_every_pdf_in_the_folder_has_a_source() -> None:
    assert sorted(Path(file).stem for file in HERE.glob("*.pdf")) == sorted(NAMES)
