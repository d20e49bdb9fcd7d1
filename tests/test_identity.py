"""Which disease and which setting a text is about; studies by name are cases in `cases/links/identity.toml`."""

from __future__ import annotations

import pytest
from study_text import PATTERNS

from myelomine.definitions import document_lexicon
from myelomine.document import Block, BlockKind, DocumentKind, Section
from myelomine.extractors.identity import identify
from myelomine.extractors.reader import Reader
from myelomine.extractors.scopes import Scope
from myelomine.matching import get_matcher


def identity_of(title: str, abstract: str, authors: str = "") -> tuple[str, str]:
    """Study and disease of a paper with this title and abstract."""
    blocks = (
        Block("t", 1, BlockKind.TITLE, Section.FRONT, title),
        Block("a", 1, BlockKind.PARAGRAPH, Section.ABSTRACT, abstract),
    )
    reader = Reader(get_matcher(PATTERNS), document_lexicon([title, abstract], PATTERNS))
    scope = Scope(DocumentKind.PRIMARY, "paper", title, authors, blocks, ())
    found = identify(scope, [s for b in blocks for s in reader.sentences(b)])
    return found.study, found.disease


@pytest.mark.parametrize(
    ("title", "abstract", "disease"),
    [
        ("VTD in newly diagnosed multiple myeloma", "Patients received VTD.", "NDMM"),
        ("Pomalidomide in relapsed and/or refractory multiple myeloma", "Patients received it.", "RRMM"),
        ("Lenalidomide for smoldering multiple myeloma", "Patients received it.", "SMM"),
        ("VMP in multiple myeloma", "Patients with previously untreated disease received VMP.", "NDMM"),
        ("VMP in multiple myeloma", "Patients received VMP as initial therapy.", "NDMM"),
        ("Thalidomide in multiple myeloma", "Patients in first relapse received thalidomide.", "RRMM"),
        ("Thalidomide in multiple myeloma", "Patients had received two prior lines of therapy.", "RRMM"),
        ("Retreatment with thalidomide in multiple myeloma", "Patients were retreated after first-line use.", "RRMM"),
        ("Vitamin D in multiple myeloma", "Levels were measured in 40 patients.", "MM"),
        ("Bendamustine in follicular lymphoma", "Patients received bendamustine.", "follicular lymphoma"),
        ("Vitamin D and bones", "Levels were measured in 40 patients.", ""),
    ],
)
def test_disease(title: str, abstract: str, disease: str) -> None:
    assert identity_of(title, abstract)[1] == disease


def test_background_does_not_tell_the_setting() -> None:
    abstract = "Background: Most patients relapse. Methods: Newly diagnosed patients with myeloma received VTD."
    assert identity_of("Induction with VTD in multiple myeloma", abstract)[1] == "NDMM"


@pytest.mark.parametrize(
    ("abstract", "authors", "study"),
    [
        ("The ORCHID trial enrolled 40 patients.", "Harker T, Osei K", "ORCHID"),
        ("A mutation of the gene enhancer of zeste homolog 2 (EZH2) was found.", "Harker T, Osei K", "Harker et al"),
        ("Patients resembled those of the recent MAIA trial.", "Harker T, Osei K", "Harker et al"),
        ("Forty patients were treated.", "T. Harker, K. Osei", "Harker et al"),
        ("Forty patients were treated.", "", "paper"),
        ("Forty were treated. This trial is registered, number ISRCTN55554444.", "Harker T, Osei K", "ISRCTN55554444"),
        ("Survival was similar to that of the HELIX trial.", "Harker T, Osei K", "Harker et al"),
        ("Here we report the results of the HELIX trial.", "Harker T, Osei K", "HELIX"),
        ("In NGM-K4 we randomized 40 patients.", "Harker T, Osei K", "NGM-K4"),
        ("HELIX was an open-label, multicentre trial.", "Harker T, Osei K", "HELIX"),
        ("Patients received first-line therapy (LOT1).", "Harker T, Osei K", "Harker et al"),
    ],
)
def test_study(abstract: str, authors: str, study: str) -> None:
    assert identity_of("Treatment of multiple myeloma", abstract, authors)[0] == study


@pytest.mark.parametrize(
    ("title", "study"),
    [
        ("Final results of the randomised NORD MM-7 phase 3 trial", "NORD MM-7"),
        ("A study of the Padua Myeloma Group (GPX-K5)", "GPX-K5"),
        ("Chemotherapy for children with leukaemia (ALL K4): an open-label randomised trial", "ALL K4"),
    ],
)
def test_study_of_a_title(title: str, study: str) -> None:
    assert identity_of(title, "Forty patients were treated.", "Harker T, Osei K")[0] == study
