"""The records of the sample papers are those kept beside them, and agree with the expected ones as well as they did."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpus_runs import records_of

from corpus import golden
from corpus.build import HERE, NAMES
from myelomine.score import compare_statements, read_statements
from myelomine.sheet import write_sheet

papers = pytest.mark.parametrize("name", NAMES)


@papers
def test_the_records_are_those_kept(name: str, tmp_path: Path) -> None:
    kept = golden.FOLDER / f"{name}.csv"
    if not kept.exists():
        pytest.skip("no records are kept yet: python -m corpus.golden --update")
    records = records_of(HERE / f"{name}.pdf")
    if golden.sheet_text(records) == kept.read_text(encoding="utf-8"):
        return
    today = tmp_path / f"{name}.csv"
    write_sheet(today, golden.KEPT_COLUMNS, (record.row() for record in records))
    changes = compare_statements(read_statements(kept), read_statements(today)).to_text()
    lines = golden.differences(kept.read_text(encoding="utf-8"), golden.sheet_text(records))
    pytest.fail(f"{changes}\n\n" + "\n".join(lines[:40]))


@papers
def test_no_score_has_fallen(name: str) -> None:
    scores = golden.read_scores()
    if name not in scores:
        pytest.skip("no scores are kept yet: python -m corpus.golden --update")
    today = golden.score_of(name, records_of(HERE / f"{name}.pdf"))
    assert golden.fallen(scores[name], today) == []


def test_all_that_is_kept_belongs_to_a_paper() -> None:
    assert {path.stem for path in golden.FOLDER.glob("*.csv")} <= set(NAMES)
    assert set(golden.read_scores()) <= set(NAMES)


def test_a_kept_file_is_replaced_by_force_only(tmp_path: Path) -> None:
    file = tmp_path / "golden" / "paper.csv"
    assert golden.keep(file, "one\n", force=False)
    assert not golden.keep(file, "one\n", force=False)
    with pytest.raises(golden.AlreadyKept):
        golden.keep(file, "two\n", force=False)
    assert file.read_text() == "one\n"
    assert golden.keep(file, "two\n", force=True)
    assert file.read_text() == "two\n"


def test_scores_are_read_as_they_were_written(tmp_path: Path) -> None:
    scores = {"paper": {"precision": 0.912, "full_f1": 0.8}, "another": {"precision": 1.0, "full_f1": 0.0}}
    (tmp_path / golden.SCORES_NAME).write_text(golden.scores_text(scores), encoding="utf-8")
    assert golden.read_scores(tmp_path) == scores


@pytest.mark.parametrize(("today", "lower"), [(0.9, []), (0.91, []), (0.899, ["fact_f1 0.899 < 0.9"])])
def test_only_a_lower_score_has_fallen(today: float, lower: list[str]) -> None:
    assert golden.fallen({"fact_f1": 0.9}, {"fact_f1": today}) == lower


def test_updating_keeps_records_and_scores_and_repeats_itself(tmp_path: Path) -> None:
    assert len(list(golden.update(["car-t-letter"], force=False, folder=tmp_path))) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["car-t-letter.csv", "scores.toml"]
    assert list(golden.update(["car-t-letter"], force=False, folder=tmp_path)) == []
    assert list(golden.compare(["car-t-letter"], folder=tmp_path)) == []


def test_what_differs_is_told_line_by_line(tmp_path: Path) -> None:
    kept = golden.sheet_text(records_of(HERE / "car-t-letter.pdf"))
    first = kept.splitlines()[1]
    (tmp_path / "car-t-letter.csv").write_text(kept.replace(first + "\n", ""), encoding="utf-8")
    (_, _, _, told) = golden.compare(["car-t-letter"], folder=tmp_path)
    assert told == f"car-t-letter: +{first}"


def test_a_paper_that_is_none_of_ours_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refusal:
        golden.main(["no-such-paper"])
    assert refusal.value.code == 2
    assert "car-t-letter" in capsys.readouterr().err
