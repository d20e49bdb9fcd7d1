"""Whose results a sentence of a review states: citation numbers, authors, trials, and values over several studies."""

from __future__ import annotations

import pytest
from study_text import sentences_of

from myelomine.document import Block, BlockKind, Section
from myelomine.extractors.citations import citation_index, is_cited, numbers_in, paragraph_studies, studies_of

REFERENCES = (
    "1. Harker T, Osei K. Pomalidomide in myeloma. J Invented Med. 2008;12:101-109.",
    "2. Ferreira A, Lindqvist B. Carfilzomib in myeloma. Ann Made Up. 2010;3:44-51.",
    "3. van der Zee P. Ixazomib in myeloma. Ann Made Up. 2011;4:12-20.",
)
BLOCKS = [Block(str(i), 9, BlockKind.REFERENCE, Section.REFERENCES, t) for i, t in enumerate(REFERENCES)]
INDEX = citation_index(BLOCKS, (), ())


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("25,26", [25, 26]), ("92–94", [92, 93, 94]), ("⁷", [7]), ("a", []), ("2010", []), ("9-3", [9, 3])],
)
def test_numbers_of_a_citation(text: str, numbers: list[int]) -> None:
    assert numbers_in(text) == numbers


@pytest.mark.parametrize(("number", "study"), [(1, "Harker et al 2008"), (3, "van der Zee et al 2011"), (7, "")])
def test_studies_by_number(number: int, study: str) -> None:
    assert INDEX.study(number) == study


def test_a_table_names_a_study_better_than_the_reference_list() -> None:
    assert citation_index(BLOCKS, (), [(2, "MM-222")]).study(2) == "MM-222"


@pytest.mark.parametrize(
    ("text", "studies"),
    [
        ("The response rate was 24% [2].", ["Ferreira et al 2010"]),
        ("Ferreira et al. saw responses in 24%.", ["Ferreira et al 2010"]),
        ("Ferreira and colleagues saw responses in 24%.", ["Ferreira et al 2010"]),
        ("In the POLARIS trial the response rate was 24% [2].", ["POLARIS"]),
        ("Two studies saw responses in 24% and 31% [1,2].", ["Harker et al 2008", "Ferreira et al 2010"]),
        ("In vitro, carfilzomib kills myeloma cells [2].", []),
        ("The response rate was 24%.", []),
    ],
)
def test_studies_of_a_sentence(text: str, studies: list[str]) -> None:
    (sentence,) = sentences_of(text)
    assert studies_of(sentence, INDEX) == studies


def test_a_sentence_goes_on_from_the_study_before_it() -> None:
    sentences = sentences_of("Ferreira et al. treated 52 patients.", "The response rate was 24%.")
    assert [studies for _, studies in paragraph_studies(sentences, INDEX)] == [["Ferreira et al 2010"]] * 2


def test_a_sentence_that_opens_a_study_waits_for_its_citation() -> None:
    sentences = sentences_of(
        "Harker et al. tested pomalidomide.",
        "Another phase 2 study tested carfilzomib.",
        "Responses were 24% [2].",
    )
    owners = [studies for _, studies in paragraph_studies(sentences, INDEX)]
    assert owners == [["Harker et al 2008"], ["Ferreira et al 2010"], ["Ferreira et al 2010"]]


def test_a_sentence_leans_on_other_work_or_not() -> None:
    (own,) = sentences_of("The response rate was 24%.")
    (other,) = sentences_of("The response rate was 24% in previous studies.")
    assert (is_cited(own), is_cited(other)) == (False, True)
