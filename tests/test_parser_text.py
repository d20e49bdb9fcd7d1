"""What the PDF reader makes of running text: one trap a test."""

from __future__ import annotations

from pathlib import Path

import pytest
from traps.sheets import BOLD, Sheets

from myelomine.document import Block, BlockKind, Document, Section
from myelomine.parser.pdf import read_pdf

LEFT = (
    "Lenalidomide was given on twenty-one days of each cycle and",
    "dexamethasone once a week, as in the trials that came before it.",
    "All patients took aspirin, and those who had had a thrombosis in",
    "the past were given heparin for as long as the treatment lasted",
)
RIGHT = (
    "and for two weeks after its end. Blood counts were taken weekly",
    "in the first two cycles. The dose was lowered by one level when",
    "neutropenia of grade four lasted for more than seven days. Nobody",
    "was taken off the study for a change of the dose of a companion.",
)


@pytest.fixture
def sheets(tmp_path: Path) -> Sheets:
    return Sheets(tmp_path / "trap.pdf")


def read(sheets: Sheets) -> Document:
    return read_pdf(sheets.save())


def texts(document: Document) -> list[str]:
    return [b.text for b in document.blocks]


def prose(document: Document) -> list[Block]:
    return [b for b in document.blocks if b.kind is BlockKind.PARAGRAPH]


def test_a_paragraph_goes_on_in_the_next_column(sheets: Sheets) -> None:
    sheets.lines(50, 100, LEFT)
    sheets.lines(330, 100, RIGHT)
    (block,) = prose(read(sheets))
    assert "as long as the treatment lasted and for two weeks" in block.text


def test_columns_that_were_drawn_row_by_row_are_read_one_after_the_other(sheets: Sheets) -> None:
    for k, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
        sheets.line(50, 100 + 12 * k, left)
        sheets.line(330, 100 + 12 * k, right)
    assert "came before it. All patients took aspirin" in " ".join(texts(read(sheets)))


def test_three_columns(sheets: Sheets) -> None:
    for x, word in ((40, "first"), (230, "second"), (420, "third")):
        sheets.lines(x, 100, [f"The {word} column is read as the {word}" for _ in range(5)], size=8, leading=10)
    text = " ".join(texts(read(sheets)))
    assert (
        text.index("first") < text.rindex("first") < text.index("second") < text.rindex("second") < text.index("third")
    )


def test_a_title_over_two_columns_comes_first(sheets: Sheets) -> None:
    sheets.lines(50, 140, LEFT)
    sheets.lines(330, 140, RIGHT)
    sheets.line(60, 90, "Weekly treatment of a disease that comes back", 18, BOLD)
    document = read(sheets)
    assert document.title == "Weekly treatment of a disease that comes back"
    assert document.blocks[0].kind is BlockKind.TITLE


def test_a_title_of_two_lines_is_one_title(sheets: Sheets) -> None:
    sheets.line(60, 90, "Weekly treatment of a disease", 18, BOLD)
    sheets.line(60, 111, "that comes back", 18, BOLD)
    sheets.prose(top=160)
    assert read(sheets).title == "Weekly treatment of a disease that comes back"


def test_a_paragraph_goes_on_over_a_page(sheets: Sheets) -> None:
    sheets.lines(60, 600, LEFT)
    sheets.next_page()
    sheets.lines(60, 80, RIGHT)
    (block,) = prose(read(sheets))
    assert block.page == 1
    assert {run.page for run in block.runs} == {1, 2}


def test_runs_say_where_a_word_was_printed(sheets: Sheets) -> None:
    sheets.lines(60, 100, LEFT)
    (block,) = prose(read(sheets))
    at = block.text.index("aspirin")
    (run,) = block.runs_between(at, at + 7)
    assert run.box is not None
    assert (run.box.x0, run.box.bottom > 124 > run.box.top) == (60, True)


def test_an_indent_begins_a_paragraph(sheets: Sheets) -> None:
    sheets.lines(60, 100, LEFT[:3])
    sheets.lines(72, 136, LEFT[:1])
    sheets.lines(60, 148, LEFT[1:3])
    assert len(prose(read(sheets))) == 2


def test_running_heads_and_page_numbers_are_left_out_and_said(sheets: Sheets) -> None:
    for page in range(1, 4):
        sheets.line(60, 30, "Journal of Samples")
        sheets.line(300, 770, str(page))
        sheets.prose(top=100, times=2)
        sheets.next_page()
    document = read(sheets)
    assert not any("Journal of Samples" in t or t.isdigit() for t in texts(document))
    assert any("running heads" in note for note in document.pages[0].notes)


def test_line_numbers_of_a_manuscript_are_left_out(sheets: Sheets) -> None:
    for page in range(2):
        for k in range(12):
            sheets.canvas.drawRightString(50, sheets.height - 100 - 24 * k, str(page * 12 + k + 1))
            sheets.line(60, 100 + 24 * k, LEFT[k % 4])
        sheets.next_page()
    assert not any(word.isdigit() for t in texts(read(sheets)) for word in t.split())


def test_text_turned_in_the_margin_is_left_out_and_said(sheets: Sheets) -> None:
    sheets.prose(top=100)
    sheets.canvas.rotate(90)
    sheets.canvas.drawString(300, -30, "Downloaded from a sample server")
    document = read(sheets)
    assert not any("sample server" in t for t in texts(document))
    assert any("turned" in note for note in document.pages[0].notes)


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("the progression of it all and its pro-", "gression was", "progression was"),
        ("a progression-free interval, progression-", "free for long", "progression-free for"),
        ("the Kaplan-Meier curve and the Kaplan-", "Meier estimate", "Kaplan-Meier estimate"),
        ("a follow-up of 12-", "24 months was", "12-24 months"),
        ("the unprinted word be-", "zugsfrei stands", "bezugsfrei stands"),
    ],
)
def test_hyphens_at_line_ends_are_settled_by_the_papers_own_words(
    sheets: Sheets, before: str, after: str, joined: str
) -> None:
    sheets.line(60, 80, "Progression and Kaplan-Meier and progression-free are printed whole here.")
    sheets.lines(60, 120, [before, after])
    assert joined in " ".join(texts(read(sheets)))


def test_a_superscript_citation_is_a_mark_not_a_digit_of_the_number(sheets: Sheets) -> None:
    x = sheets.line(60, 100, "The response rate was 60.2%")
    sheets.line(sheets.raised(x, 100, "25,26"), 100, " in both trials.")
    (block,) = read(sheets).blocks
    assert block.text == "The response rate was 60.2% in both trials."
    assert [(block.text[: m.at][-5:], m.text) for m in block.marks] == [("60.2%", "25,26")]


@pytest.mark.parametrize(
    ("base", "raised", "rest", "text"),
    [
        ("melphalan 200 mg/m", "2", " once", "melphalan 200 mg/m² once"),
        ("a sensitivity of 10", "-5", " was", "a sensitivity of 10⁻⁵ was"),
        ("platelets of 50 × 10", "9", "/L and", "platelets of 50 × 10⁹/L and"),
    ],
)
def test_exponents_stay_in_the_text(sheets: Sheets, base: str, raised: str, rest: str, text: str) -> None:
    x = sheets.line(60, 100, base)
    sheets.line(sheets.raised(x, 100, raised), 100, rest)
    assert texts(read(sheets)) == [text]


def test_subscripts_are_joined(sheets: Sheets) -> None:
    x = sheets.line(60, 100, "The area under the curve, C")
    sheets.line(sheets.raised(x, 100, "max", rise=-0.15), 100, ", and the dose rose together.")
    assert texts(read(sheets)) == ["The area under the curve, Cmax, and the dose rose together."]


def test_letters_of_a_symbol_font_are_named(sheets: Sheets) -> None:
    x = sheets.line(60, 100, "grade ")
    sheets.canvas.setFont("Symbol", 10)
    sheets.canvas.drawString(x, sheets.height - 100, "≥")
    sheets.line(x + 6, 100, " 3 events of any kind")
    assert texts(read(sheets)) == ["grade ≥ 3 events of any kind"]


def test_words_inside_a_figure_are_no_sentences(sheets: Sheets) -> None:
    sheets.prose(top=100, times=2)
    for k in range(8):
        sheets.canvas.line(120 + 20 * k, 500 - 10 * k, 140 + 20 * k, 490 - 10 * k)
    sheets.rule(110, 300, 400)
    sheets.bar(110, 280, 400)
    sheets.line(150, 300, "Arm A", 7)
    sheets.row((110, 160, 210, 260), 410, ("0", "12", "24", "36"), 7)
    sheets.line(90, 425, "Number at risk", 7)
    sheets.row((110, 160, 210, 260), 435, ("120", "77", "31", "4"), 7)
    sheets.line(90, 460, "Figure 1. Survival of all patients.", 8)
    document = read(sheets)
    assert not any("Arm A" in t or "Number at risk" in t or "120" in t for t in texts(document))
    assert "Figure 1. Survival of all patients." in texts(document)
    assert not document.tables
    assert any("inside figures" in note for note in document.pages[0].notes)


def test_a_sentence_that_begins_a_line_with_table_is_no_caption(sheets: Sheets) -> None:
    sheets.lines(
        60,
        100,
        (
            "The doses at which the patients began are those which",
            "Table 2. Other doses were not given to anyone at all.",
        ),
    )
    assert [b.kind for b in read(sheets).blocks] == [BlockKind.PARAGRAPH]


def test_sections_and_references(sheets: Sheets) -> None:
    top = 80.0
    for heading in ("Abstract", "Introduction", "Patients and Methods", "Results", "Discussion", "Acknowledgments"):
        sheets.line(60, top, heading, 11, BOLD)
        top = sheets.prose(top=top + 14) + 12
    sheets.line(60, top, "References", 11, BOLD)
    sheets.line(60, top + 14, "1. Sample A, Example B. A made-up paper. J Made Up. 2010;1:2-3.")
    document = read(sheets)
    assert [b.section for b in document.blocks if b.kind is BlockKind.PARAGRAPH] == [
        Section.ABSTRACT,
        Section.INTRODUCTION,
        Section.METHODS,
        Section.RESULTS,
        Section.DISCUSSION,
        Section.BACK,
    ]
    assert document.blocks[-1].kind is BlockKind.REFERENCE
    assert document.blocks[-1].section is Section.REFERENCES


def test_numbered_references_are_one_block_each(sheets: Sheets) -> None:
    sheets.line(60, 80, "References", 11, BOLD)
    for k in range(8, 12):
        sheets.lines(
            60 if k > 9 else 65,
            74 + 24 * (k - 7),
            (f"{k}. Sample A, Example B, Specimen C. A paper that was made up for",),
        )
        sheets.line(78, 86 + 24 * (k - 7), f"a test of lists. J Made Up. 20{k:02}; 1:2-3.")
    blocks = [b for b in read(sheets).blocks if b.kind is BlockKind.REFERENCE]
    assert [b.text.split(".")[0] for b in blocks] == ["8", "9", "10", "11"]


def test_the_same_bytes_give_the_same_document(sheets: Sheets) -> None:
    sheets.prose(top=100)
    path = sheets.save()
    assert read_pdf(path) == read_pdf(path)


def test_full_stops_that_draw_a_line_between_columns(sheets: Sheets) -> None:
    sheets.lines(50, 100, LEFT * 4)
    sheets.lines(330, 100, RIGHT * 4)
    for k in range(30):
        sheets.line(318, 96 + 6 * k, ".", 6)
    assert not any(" ." in t or ". ." in t for t in texts(read(sheets)))


def test_words_far_apart_in_a_justified_line_are_no_columns(sheets: Sheets) -> None:
    sheets.lines(60, 100, LEFT)
    for k, word in enumerate(["which", "the", "committee", "had", "asked", "for"]):
        sheets.line(60 + 48 * k, 148, word)
    sheets.lines(60, 160, RIGHT)
    assert "lasted which the committee had asked for and for two weeks" in " ".join(texts(read(sheets)))


def test_a_structured_abstract_is_cut_at_its_labels(sheets: Sheets) -> None:
    for k, label in enumerate(("Background:", "Methods:", "Results:")):
        x = sheets.line(60, 100 + 24 * k, label, 10, BOLD)
        sheets.line(x, 100 + 24 * k, " " + LEFT[k][:40])
        sheets.line(60, 112 + 24 * k, RIGHT[k])
    assert [t.split()[0] for t in texts(read(sheets))] == ["Background:", "Methods:", "Results:"]
