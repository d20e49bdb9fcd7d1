"""Doses across sentences, the levels below them, and tables of dose levels; cases of one text are in `cases/doses`."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from myelomine.definitions import document_lexicon
from myelomine.document import Block, BlockKind, Cell, Section, Table
from myelomine.drafts import Draft
from myelomine.extractors.arms import build_register
from myelomine.extractors.dose_mentions import DoseContext
from myelomine.extractors.dose_tables import level_table_drafts
from myelomine.extractors.doses import dose_drafts, study_dose_drafts
from myelomine.extractors.linking.scene import scene_of
from myelomine.extractors.reader import Reader
from myelomine.extractors.schedules import rhythms
from myelomine.lexicon import NO_LEXICON
from myelomine.matching import get_matcher
from myelomine.patterns import load_patterns

CASES = Path(__file__).resolve().parent / "cases" / "doses"
PATTERNS = load_patterns()
#: How many forms the phrase list has for doses: each has a case whose name begins with its id.
FORMS = 42


def read_doses(text: str, context: DoseContext | None = None) -> list[Draft]:
    """The doses of a paragraph, read as a study of its own, or of one sentence in a context."""
    reader = Reader(get_matcher(PATTERNS), document_lexicon([text], PATTERNS))
    sentences = list(reader.sentences(Block("b1", 1, BlockKind.PARAGRAPH, Section.ABSTRACT, text)))
    register = build_register(sentences, "")
    scenes = [scene_of(s, register) for s in sentences]
    return list(study_dose_drafts(scenes)) if context is None else list(dose_drafts(scenes[0], context))


def as_line(draft: Draft) -> str:
    """A dose in one line: "lenalidomide 25 mg days=1-21 cycle=28"."""
    fields = {
        "days": draft.days,
        "cycle": draft.cycle_days or "",
        "frequency": draft.frequency,
        "route": draft.route,
        "cycles": draft.cycles,
        "group": draft.group,
    }
    return f"{draft.name} {draft.value} {draft.unit}" + "".join(f" {k}={v}" for k, v in fields.items() if v)


NEIGHBOURS = {
    "Lenalidomide 15 mg was given on days 1-21. All cycles were 28 days.": ["lenalidomide 15 mg days=1-21 cycle=28"],
    "Cycles were repeated every 4 weeks. Patients took thalidomide 150 mg orally.": [
        "thalidomide 150 mg cycle=28 route=PO"
    ],
    "Treatment was given in cycles of 21 days. Maintenance was lenalidomide 10 mg daily.": [
        "lenalidomide 10 mg frequency=daily"
    ],
    "Ixazomib was given on days 1, 8 and 15 of 28-day cycles. Ixazomib was started at 3 mg and increased to 4 mg.": [
        "ixazomib 3 mg days=1,8,15 cycle=28",
        "ixazomib 4 mg days=1,8,15 cycle=28",
    ],
    "Patients were randomised to lenalidomide or placebo. The starting dose was two capsules (10 mg) per day.": [
        "lenalidomide 10 mg frequency=daily group=lenalidomide"
    ],
}


@pytest.mark.parametrize("text", NEIGHBOURS)
def test_sentences_around_a_dose_complete_it(text: str) -> None:
    assert [as_line(d) for d in read_doses(text)] == NEIGHBOURS[text]


def test_a_context_names_the_drug_that_a_text_leaves_out() -> None:
    text = "The dose was 16 mg/kg weekly."
    assert read_doses(text, DoseContext()) == []
    assert [as_line(d) for d in read_doses(text, DoseContext(drug="daratumumab", cycle_days=21))] == [
        "daratumumab 16 mg/kg cycle=21 frequency=weekly"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("once daily on days 1-21", [("1-21", "daily", "")]),
        ("weekly in cycles 1-2 (days 1, 8)", [("1,8", "weekly", "1-2")]),
        ("weekly in cycles 1-2, every 2 weeks thereafter", [("", "weekly", "1-2"), ("", "every 2 weeks", "3-")]),
        ("on days 1 and 8 of cycles 1-4; thereafter", [("1,8", "", "1-4")]),
        ("on day 1 every 3 weeks", [("1", "every 3 weeks", "")]),
        ("on days 1 and 8 every 3 weeks", [("1,8", "", "")]),
        ("without any rhythm", [("", "", "")]),
    ],
)
def test_rhythms_of_a_stretch(text: str, expected: list[tuple[str, str, str]]) -> None:
    found = rhythms(text, get_matcher(PATTERNS).find_values(text))
    assert [(s.days, s.frequency, s.cycles) for s in found] == expected


def level_table(caption: str, rows: list[list[str]]) -> Table:
    cells = tuple(Cell(r, c, text, page=1) for r, row in enumerate(rows) for c, text in enumerate(row))
    return Table("t1", (1,), "Table 1", caption, cells)


LEVELS = [
    ["Dose level", "Ixazomib (mg)", "Pomalidomide, days 1-21", "Patients"],
    ["1", "3", "4 mg", "3"],
    ["2", "4", "4 mg", "6"],
]


def test_dose_levels_in_a_table() -> None:
    found = level_table_drafts(
        level_table("Doses given", LEVELS), Reader(get_matcher(PATTERNS), NO_LEXICON), build_register([], "")
    )
    assert [as_line(d) for d in found] == [
        "ixazomib 3 mg group=dose level 1",
        "ixazomib 4 mg group=dose level 2",
        "pomalidomide 4 mg days=1-21",
    ]
    assert {d.evidence[0].source for d in found} == {"table 1"}


@pytest.mark.parametrize(
    ("caption", "rows"),
    [("Dose reduction levels", LEVELS), ("Responses", [["Response", "All patients"], ["CR", "12%"]])],
)
def test_other_tables_give_no_dose_levels(caption: str, rows: list[list[str]]) -> None:
    reader = Reader(get_matcher(PATTERNS), NO_LEXICON)
    assert level_table_drafts(level_table(caption, rows), reader, build_register([], "")) == []


def test_every_form_of_the_phrase_list_has_a_case() -> None:
    named = {c["name"].split(" ")[0] for c in tomllib.loads((CASES / "forms.toml").read_text("utf-8"))["case"]}
    assert {f"B{n}" for n in range(1, FORMS + 1)} - named == set()
