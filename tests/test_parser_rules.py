"""The parser's rules that need no PDF: characters, hyphens, sections, kinds, listings, notes."""

from __future__ import annotations

import doctest
import importlib
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from myelomine.document import Block, BlockKind, Cell, DocumentKind, Run, Section, Table
from myelomine.parser.columns import merge_spans
from myelomine.parser.glyphs import clean_text
from myelomine.parser.ink import Area, Ink, PageInk, Word, turned, unturn
from myelomine.parser.ligatures import mend_ligatures
from myelomine.parser.listing import cut_block
from myelomine.parser.sections import document_kind, label_sections
from myelomine.parser.table_notes import read_abbreviations

DOCTESTED = ("columns", "glyphs", "headings", "paragraphs", "table_notes")
PROSE = "the patients who were treated with the triplet lived longer than those who were treated with the doublet " * 3


@pytest.mark.parametrize("name", DOCTESTED)
def test_examples_in_the_docstrings(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"myelomine.parser.{name}"))
    assert result.attempted
    assert not result.failed


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("eﬃcacy and ﬁrst ﬂow", "efficacy and first flow"),
        ("a\u00a0thin\u2009space", "a thin space"),
        ("soft\u00adhyphen", "softhyphen"),
        ("1·3 mg", "1·3 mg"),
        ("\uf0b3 50%", "≥ 50%"),
        ("𝑝 < 0.05", "p < 0.05"),
        ("¼", "="),
        ("20 °C", "20 °C"),
    ],
)
def test_characters(printed: str, read: str) -> None:
    assert clean_text(printed) == read


def block(number: int, kind: BlockKind, text: str) -> Block:
    return Block(f"b{number}", 1, kind, Section.BODY, text)


def sections(*parts: tuple[BlockKind, str]) -> list[Section]:
    return [b.section for b in label_sections([block(k, *part) for k, part in enumerate(parts)])]


HEADING, PARAGRAPH, TITLE = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.TITLE


def test_headings_inside_an_abstract_do_not_leave_it() -> None:
    found = sections(
        (HEADING, "Abstract"),
        (HEADING, "Background"),
        (PARAGRAPH, PROSE),
        (HEADING, "Methods"),
        (PARAGRAPH, PROSE),
        (HEADING, "Results"),
        (PARAGRAPH, PROSE),
        (HEADING, "Conclusions"),
        (PARAGRAPH, PROSE),
        (HEADING, "Introduction"),
        (PARAGRAPH, PROSE),
        (HEADING, "Methods"),
        (PARAGRAPH, PROSE),
    )
    assert found == [Section.ABSTRACT] * 9 + [Section.INTRODUCTION] * 2 + [Section.METHODS] * 2


def test_an_abstract_without_a_heading_stands_before_the_introduction() -> None:
    found = sections((TITLE, "A trial"), (PARAGRAPH, PROSE), (HEADING, "INTRODUCTION"), (PARAGRAPH, PROSE))
    assert found == [Section.FRONT, Section.ABSTRACT, Section.INTRODUCTION, Section.INTRODUCTION]


def test_labels_beside_an_abstract_that_has_no_heading() -> None:
    found = sections(
        (HEADING, "Methods"), (PARAGRAPH, PROSE), (HEADING, "Conclusion"), (PARAGRAPH, PROSE), (HEADING, "Introduction")
    )
    assert found[:4] == [Section.ABSTRACT] * 4


def test_a_heading_named_patients_under_the_results_opens_no_methods() -> None:
    found = sections((HEADING, "Methods"), (HEADING, "Results"), (HEADING, "Patients"), (PARAGRAPH, PROSE))
    assert found[-1] is Section.RESULTS


def test_back_matter_and_references() -> None:
    found = sections(
        (HEADING, "Discussion"),
        (PARAGRAPH, PROSE),
        (HEADING, "Conflict of Interests"),
        (PARAGRAPH, "None."),
        (HEADING, "References"),
        (PARAGRAPH, "1. Sample A. A made-up paper."),
    )
    assert found[1] is Section.DISCUSSION
    assert found[2:4] == [Section.BACK] * 2
    assert found[4:] == [Section.REFERENCES] * 2


def test_headings_numbered_with_a_bar() -> None:
    found = sections(
        (HEADING, "1 | INTRODUCTION"),
        (HEADING, "2 | METHODS"),
        (HEADING, "2.1 | Patients"),
        (HEADING, "3 | RESULTS"),
        (HEADING, "4 | DISCUSSION"),
    )
    names = [Section.INTRODUCTION, Section.METHODS, Section.METHODS, Section.RESULTS, Section.DISCUSSION]
    assert found == names


def test_text_goes_on_after_an_address_for_correspondence() -> None:
    found = sections(
        (HEADING, "Methods"),
        (PARAGRAPH, PROSE),
        (HEADING, "Correspondence"),
        (BlockKind.FOOTNOTE, "A. Sample, Department of Examples. Email: sample@example.org"),
        (PARAGRAPH, PROSE),
        (HEADING, "Results"),
    )
    assert found[3:] == [Section.BACK, Section.METHODS, Section.RESULTS]


def test_a_numbered_heading_leads_out_of_back_matter() -> None:
    found = sections((HEADING, "2. Methods"), (HEADING, "Funding"), (PARAGRAPH, PROSE), (HEADING, "2.3. Treatment"))
    assert found[1:] == [Section.BACK, Section.BACK, Section.METHODS]


def test_acknowledgements_in_small_print_stay_back_matter() -> None:
    found = sections((HEADING, "Discussion"), (HEADING, "Acknowledgements"), (PARAGRAPH, PROSE), (PARAGRAPH, PROSE))
    assert found[1:] == [Section.BACK] * 3


def labelled(*parts: tuple[BlockKind, str]) -> list[Block]:
    return label_sections([block(k, *part) for k, part in enumerate(parts)])


def test_a_study_is_primary_and_a_review_is_one() -> None:
    study = labelled(
        (HEADING, "Abstract"), (PARAGRAPH, "We enrolled 40 patients and treated them."), (HEADING, "Methods")
    )
    review = labelled(
        (HEADING, "Abstract"), (PARAGRAPH, "In this review we discuss the trials."), (HEADING, "References")
    )
    assert document_kind(study, ()) is DocumentKind.PRIMARY
    assert document_kind(review, ()) is DocumentKind.REVIEW


def test_we_reviewed_our_patients_is_no_review() -> None:
    blocks = labelled(
        (HEADING, "Abstract"),
        (PARAGRAPH, "We retrospectively reviewed all patients at our institution."),
        (HEADING, "Methods"),
        (HEADING, "Results"),
    )
    assert document_kind(blocks, ()) is DocumentKind.PRIMARY


def test_tables_with_a_study_a_row_tell_a_review() -> None:
    cells = (Cell(0, 0, "Study"), Cell(1, 0, "Sample et al"), Cell(2, 0, "Example et al"), Cell(3, 0, "Specimen et al"))
    table = Table("t1", (1,), "Table 1", "", cells)
    blocks = labelled((TITLE, "Treatment at relapse: an overview"), (HEADING, "Old drugs"), (PARAGRAPH, PROSE))
    assert document_kind(blocks, ()) is DocumentKind.PRIMARY
    assert document_kind(blocks, (table,)) is DocumentKind.REVIEW


def test_a_list_of_events_is_no_list_of_authors() -> None:
    cells = (Cell(0, 0, "Event"), Cell(1, 0, "Anemia"), Cell(2, 0, "Fatigue"), Cell(3, 0, "Pneumonia"))
    table = Table("t1", (1,), "Table 1", "", cells)
    blocks = labelled((TITLE, "Treatment at relapse: an overview"), (HEADING, "Old drugs"), (PARAGRAPH, PROSE))
    assert document_kind(blocks, (table,)) is DocumentKind.PRIMARY


def test_a_page_of_abstracts_is_cut_into_its_articles() -> None:
    parts = [(TITLE, "Lenalidomide")]
    for k in range(3):
        parts += [
            (HEADING, f"Sample A, Example BC, Specimen D, et al. Trial number {k} of the new triplet."),
            (PARAGRAPH, f"J Made Up. 2019; 38{k}(8):727-738 [PubMed] Related Publications"),
            (PARAGRAPH, PROSE),
        ]
    blocks = labelled(*parts)
    assert document_kind(blocks, ()) is DocumentKind.LISTING
    titles = [(b.article, b.text) for b in blocks if b.kind is TITLE and b.article]
    assert titles == [(k + 1, f"Trial number {k} of the new triplet.") for k in range(3)]
    assert [b.article for b in blocks if b.kind is BlockKind.AUTHORS] == [1, 2, 3]
    assert len({b.id for b in blocks}) == len(blocks)


def test_a_part_of_a_block_keeps_its_places() -> None:
    whole = Block("b1", 1, PARAGRAPH, Section.BODY, "one two three", (Run(0, 7, 1, None), Run(8, 13, 2, None)))
    part = cut_block(whole, 4, 13)
    assert part.text == "two three"
    assert [(r.start, r.end, r.page) for r in part.runs] == [(0, 3, 1), (4, 9, 2)]


@pytest.mark.parametrize(
    ("note", "pairs"),
    [
        ("CR, complete response; PR, partial response.", (("CR", "complete response"), ("PR", "partial response"))),
        ("OS = overall survival, NR = not reached", (("OS", "overall survival"), ("NR", "not reached"))),
        ("Len indicates lenalidomide; and Dex, dexamethasone.", (("Len", "lenalidomide"), ("Dex", "dexamethasone"))),
        (
            "VCE: video capsule endoscopy, and DY: diagnostic yield",
            (("VCE", "video capsule endoscopy"), ("DY", "diagnostic yield")),
        ),
        ("Data are n (%). Each patient is counted once.", ()),
    ],
)
def test_abbreviations(note: str, pairs: tuple[tuple[str, str], ...]) -> None:
    assert read_abbreviations([note]) == pairs


def page_of(*texts: str) -> PageInk:
    words = tuple(Word(t, 0, 0, 1, 1, 1, 10) for t in texts)
    return PageInk(1, 612, 792, 0, (Ink(1, 612, 792, 0, words),))


def test_ligatures_under_the_codes_of_capitals_are_mended_where_there_are_many() -> None:
    odd = ("diVerent", "eVect,", "signiWcant", "suYcient", "inXuence")
    (page,) = mend_ligatures([page_of(*odd, "VCR", "IgVH")])
    assert [w.text for w in page.inks[0].words] == [
        "different",
        "effect,",
        "significant",
        "sufficient",
        "influence",
        "VCR",
        "IgVH",
    ]


def test_a_single_odd_name_is_left_alone() -> None:
    (page,) = mend_ligatures([page_of("McWilliams", "diVerent")])
    assert [w.text for w in page.inks[0].words] == ["McWilliams", "diVerent"]


areas = st.tuples(*[st.floats(0, 500, width=32)] * 4).map(
    lambda t: Area(min(t[0], t[2]), min(t[1], t[3]), max(t[0], t[2]), max(t[1], t[3]))
)


@given(area=areas, turn=st.sampled_from([0, 90, 180, 270]))
def test_turning_there_and_back_changes_nothing(area: Area, turn: int) -> None:
    there = turned(turn, 600, 800)(area)
    wide, high = (800, 600) if turn in (90, 270) else (600, 800)
    assert unturn(turn, wide, high)(there) == pytest.approx(area, abs=1e-3)


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)).map(lambda t: (min(t), max(t)))))
def test_merged_spans_are_apart_and_cover_the_same(spans: list[tuple[float, float]]) -> None:
    merged = merge_spans(spans)
    assert all(a[1] < b[0] for a, b in itertools.pairwise(merged))
    assert all(any(x0 <= a and b <= x1 for x0, x1 in merged) for a, b in spans)
