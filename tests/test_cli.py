"""The commands: exit codes, what is printed, and what happens to bad input."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import SENTENCES

import myelomine
from myelomine.cli import main
from myelomine.drafts import Draft, Evidence
from myelomine.errors import DamagedFile, EncryptedFile
from myelomine.inputs import InputFile
from myelomine.records import COLUMNS, build_record
from myelomine.runfolder import DocumentResult, summary_of
from myelomine.single import Extraction
from myelomine.statuses import DocumentStatus

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """Run a command line."""

    def invoke(*arguments: object) -> Result:
        return CliRunner().invoke(main, [str(argument) for argument in arguments])

    return invoke


def documents(run_folder: Path) -> dict[str, dict[str, str]]:
    """The rows of `documents.csv` by the name of the file."""
    with (run_folder / "documents.csv").open(encoding="utf-8-sig", newline="") as file:
        return {Path(row["file"]).name: row for row in csv.DictReader(file)}


def statuses(run_folder: Path) -> dict[str, str]:
    """The status of each file by its name."""
    return {name: row["status"] for name, row in documents(run_folder).items()}


# --- the shell, with a stand-in for reading and extracting ----------------------------------------------------------


def pretend(extraction: Extraction, file: InputFile) -> DocumentResult:
    """Find one record in a file, or what the file's name says."""
    if file.path.stem == "fault":
        raise ZeroDivisionError("one over nothing")
    quote = Evidence(1, "text", "61.5% of the patients responded", "test")
    draft = Draft("response", "ORR", (quote,), statistic="rate", value=Decimal("61.5"), unit="%")
    records = (build_record(draft, file.name),)
    return DocumentResult(str(file.path), file.name, DocumentStatus.OK, pages=2, records=records)


@pytest.fixture
def papers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of two files that the stand-in finds a record in."""
    monkeypatch.setattr(Extraction, "__call__", pretend)
    folder = tmp_path / "papers"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.txt").write_text(name)
    return folder


def test_a_run_ends_with_a_summary(run, papers, tmp_path):
    done = run("extract", papers, "--out", tmp_path / "run")
    assert done.exit_code == 0
    assert "Documents: 2 (ok 2)" in done.stdout
    assert "Records: 2 (response 2)" in done.stdout
    assert str(tmp_path / "run" / "extractions.csv") in done.stdout
    assert "2 of 2 documents" in done.stderr


def test_the_summary_counts_doubtful_cells_of_tables(tmp_path):
    notes = ("table-percent: Table 1, four drugs / n = 184: 2 of 184 is 1.09 %, the paper prints 0.1 %", "page 1: …")
    result = DocumentResult("a.pdf", "a", DocumentStatus.OK, notes=notes)
    assert any(line.startswith("Tables: 1 ") for line in summary_of([result]).lines(tmp_path))


def test_checks_lists_every_flag(run):
    done = run("checks")
    assert done.exit_code == 0
    assert "\narms-swapped\terror\t" in done.stdout


def test_a_quiet_run_says_nothing(run, papers, tmp_path):
    done = run("extract", papers, "--out", tmp_path / "run", "--quiet")
    assert (done.exit_code, done.output) == (0, "")


def test_a_quiet_run_still_says_what_was_not_read(run, papers, tmp_path):
    done = run("extract", papers, tmp_path / "gone.pdf", "--out", tmp_path / "run", "-q")
    assert (done.exit_code, done.stdout) == (3, "")
    assert "gone.pdf" in done.stderr


def test_a_verbose_run_tells_each_file_and_shows_tracebacks(run, papers, tmp_path):
    (papers / "fault.txt").write_text("fault")
    done = run("extract", papers, "--out", tmp_path / "run", "-v")
    assert done.exit_code == 3
    assert "a.txt: 2 pages, 1 records" in done.stderr
    assert "ZeroDivisionError: one over nothing" in done.stderr


def test_no_traceback_reaches_the_user_otherwise(run, papers, tmp_path):
    (papers / "fault.txt").write_text("fault")
    done = run("extract", papers, "--out", tmp_path / "run")
    assert done.exit_code == 3
    assert "Traceback" not in done.output
    assert statuses(tmp_path / "run") == {"a.txt": "ok", "b.txt": "ok", "fault.txt": "crashed"}


def test_a_log_file_holds_all_that_can_be_said(run, papers, tmp_path):
    (papers / "fault.txt").write_text("fault")
    for _ in range(2):
        run("extract", papers, "--out", tmp_path / "run", "--quiet", "--log-file", tmp_path / "log")
    lines = (tmp_path / "log").read_text().splitlines()
    assert sum(": 2 pages, 1 records" in line for line in lines) == 4, "the file is added to"
    assert any("ZeroDivisionError: one over nothing" in line for line in lines)
    assert any("Documents: 3 (ok 2, crashed 1)" in line for line in lines)
    assert all(line[:4].isdigit() and "T" in line.partition(" ")[0] for line in lines), "each with its time"


def test_a_file_name_steers_neither_the_terminal_nor_a_spreadsheet(run, papers, tmp_path):
    (papers / "=1+1\x1b[2J\n.docx").write_text("a name")
    done = run("extract", papers, "--out", tmp_path / "run")
    assert "\x1b" not in done.output
    assert "\n'=1+1 [2J ," in (tmp_path / "run" / "documents.csv").read_text("utf-8-sig")


def test_a_password_file_that_is_no_text_is_a_misuse(run, papers, tmp_path):
    (tmp_path / "passwords").write_bytes(b"\xff\xfe\x00")
    done = run("extract", papers, "--out", tmp_path / "run", "--password-file", tmp_path / "passwords")
    assert (done.exit_code, "Save it as plain text in UTF-8" in done.stderr) == (2, True)


def test_stopping_before_anything_is_read_is_no_fault(run, papers, tmp_path, monkeypatch):
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("myelomine.request.find_inputs", interrupt)
    done = run("extract", papers, "--out", tmp_path / "run")
    assert (done.exit_code, "run the same command again" in done.stderr) == (3, True)


def test_quiet_and_verbose_exclude_each_other(run, papers, tmp_path):
    assert run("extract", papers, "--out", tmp_path / "run", "-q", "-v").exit_code == 2


def test_nothing_at_all_to_read_is_a_misuse(run, tmp_path):
    done = run("extract", tmp_path / "gone.pdf", tmp_path / "gone.txt", "--out", tmp_path / "run")
    assert done.exit_code == 2
    assert "no paper at" in done.stderr
    assert not (tmp_path / "run").exists()


def test_an_empty_folder_is_a_misuse(run, tmp_path):
    (tmp_path / "papers").mkdir()
    assert run("extract", tmp_path / "papers", "--out", tmp_path / "run").exit_code == 2


def test_a_run_folder_that_cannot_be_written_is_a_misuse(run, papers, tmp_path):
    (tmp_path / "file").write_text("in the way")
    done = run("extract", papers, "--out", tmp_path / "file" / "run")
    assert done.exit_code == 2
    assert "Traceback" not in done.output


def test_a_faulty_pattern_file_stops_the_run_before_it_starts(run, papers, tmp_path):
    (tmp_path / "patterns").mkdir()
    (tmp_path / "patterns" / "bad.toml").write_text("[[pattern]]\nid = 3")
    done = run("extract", papers, "--out", tmp_path / "run", "--patterns", tmp_path / "patterns")
    assert done.exit_code == 2
    assert "bad.toml" in done.stderr
    assert not (tmp_path / "run").exists()


def test_a_fault_of_ours_is_one_line_and_exit_code_1(run, papers, tmp_path, monkeypatch):
    def fail(*_: object) -> None:
        raise ZeroDivisionError("one over nothing")

    monkeypatch.setattr("myelomine.run.write_run", fail)
    done = run("extract", papers, "--out", tmp_path / "run")
    assert done.exit_code == 1
    assert "ZeroDivisionError" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Traceback" in run("--trace", "extract", papers, "--out", tmp_path / "run").stderr


def test_passwords_are_written_nowhere(run, papers, tmp_path):
    (tmp_path / "passwords").write_text("open-sesame\n\nswordfish\n")
    run("extract", papers, "--out", tmp_path / "run", "--password-file", tmp_path / "passwords")
    written = "".join(file.read_text("utf-8-sig") for file in (tmp_path / "run").iterdir())
    assert "open-sesame" not in written
    assert json.loads((tmp_path / "run" / "run.json").read_text())["options"]["passwords"] == "2"


def test_a_terminal_shows_one_line_that_is_drawn_anew(papers, tmp_path, monkeypatch):
    from io import StringIO

    from myelomine.options import Verbosity
    from myelomine.progress import progress_on

    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    progress = progress_on(screen, Verbosity.NORMAL)
    progress.begin(2)
    progress.tell(DocumentResult("a.txt", "a", DocumentStatus.OK, pages=7))
    progress.tell(DocumentResult("b.pdf", "b", DocumentStatus.SCAN, reason="pictures only"))
    progress.end()
    drawn = screen.getvalue().split("\r\x1b[K")
    assert drawn[1].startswith("1 of 2 documents · 7 pages")
    assert "scan: b.pdf: pictures only\n" in drawn
    assert drawn[-1] == ""


def test_what_is_known_from_before_tells_nothing_about_the_time_left(monkeypatch):
    from myelomine import progress

    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    tally = progress.Tally(total=10)
    for _ in range(5):
        tally.add(DocumentResult("a.pdf", "a", DocumentStatus.OK, pages=100), is_known=True)
    assert "left" not in tally.line()
    now[0] = 4.0
    tally.add(DocumentResult("b.pdf", "b", DocumentStatus.OK, pages=8))
    assert tally.line() == "6 of 10 documents · 508 pages · 2 pages/s · 16 s left"


SLOW_RUN = """
import sys, time
from myelomine.cli import main
from myelomine.single import Extraction
from test_cli import pretend

def slowly(extraction, file):
    if file.name != "a":
        time.sleep(600)
    return pretend(extraction, file)

Extraction.__call__ = slowly
main(["extract", sys.argv[1], "--out", sys.argv[2], "-v"])
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_run_keeps_what_is_done_and_says_how_to_go_on(papers, tmp_path, how):
    arguments = [sys.executable, "-c", SLOW_RUN, papers, tmp_path / "run"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stderr
        assert "a.txt: 2 pages" in process.stderr.readline()
        process.send_signal(how)
        said = process.stderr.read()
    assert process.returncode == 3
    assert "1 are left. Run the same command again to go on" in said
    assert "Traceback" not in said
    assert statuses(tmp_path / "run") == {"a.txt": "ok"}


# --- other commands -------------------------------------------------------------------------------------------------


def test_patterns_check_passes_on_what_comes_with_the_tool(run):
    done = run("patterns", "check")
    assert done.exit_code == 0, done.output
    assert "0 problems" in done.stdout


def test_patterns_check_names_a_pattern_whose_example_fails(run, tmp_path):
    (tmp_path / "bad.toml").write_text(
        '[[pattern]]\nid = "test.one"\nlabel = "GRADE"\nkind = "regex"\nmatch = ["grade \\\\d"]\n'
        'examples = ["grade x"]\nrejects = ["grade 3"]\n'
    )
    done = run("patterns", "check", tmp_path)
    assert done.exit_code == 2
    assert "does not match its example 'grade x'" in done.stdout
    assert "matches its reject 'grade 3'" in done.stdout


def test_patterns_list_names_drugs_and_patterns(run):
    lines = run("patterns", "list").stdout.splitlines()
    assert any(line.startswith("drug.lenalidomide\tdrugs.tsv\t") for line in lines)
    assert any("\tnumbers.toml\t" in line for line in lines)


def test_schema_is_a_json_schema(run):
    schema = json.loads(run("schema").stdout)
    assert "$defs" in schema or "properties" in schema


def test_score_and_compare_take_run_folders(run, papers, tmp_path):
    run("extract", papers, "--out", tmp_path / "one")
    run("extract", papers / "a.txt", "--out", tmp_path / "other")
    scored = run("score", tmp_path / "one", tmp_path / "other", "--errors")
    assert scored.exit_code == 0
    assert "MISSED" in scored.stdout
    assert "1.000 0.500" in scored.stdout
    compared = run("compare", tmp_path / "one", tmp_path / "other")
    assert compared.exit_code == 0
    assert "LOST" in compared.stdout


# --- bad input, read for real ---------------------------------------------------------------------------------------


@pytest.fixture
def mixed(tmp_path: Path, make_pdf: Callable[..., Path]) -> Path:
    """A folder of one good paper among every kind of bad one."""
    make_pdf("papers/good.pdf")
    make_pdf("papers/locked.pdf", password="swordfish")
    make_pdf("papers/photographed.pdf", scan=True)
    make_pdf("papers/blank.pdf", lines=())
    whole = make_pdf("papers/truncated.pdf", lines=("cut off",) * 30).read_bytes()
    folder = tmp_path / "papers"
    (folder / "truncated.pdf").write_bytes(whole[: len(whole) // 3])
    (folder / "nothing.pdf").write_bytes(b"")
    (folder / "not-a-pdf.pdf").write_bytes(b"<html>Please log in to download this article</html>")
    (folder / "manuscript.docx").write_bytes(b"PK")
    (folder / "good.txt").write_text("Results\n\n" + " ".join(SENTENCES))
    return folder


def test_each_bad_file_is_told_and_the_good_one_read(run, mixed, tmp_path):
    done = run("extract", mixed, tmp_path / "gone.pdf", "--out", tmp_path / "run")
    assert done.exit_code == 3, done.output
    assert "Traceback" not in done.output
    assert statuses(tmp_path / "run") == {
        "blank.pdf": "empty",
        "gone.pdf": "missing",
        "good.pdf": "ok",
        "good.txt": "ok",
        "locked.pdf": "encrypted",
        "manuscript.docx": "unsupported",
        "not-a-pdf.pdf": "damaged",
        "nothing.pdf": "empty",
        "photographed.pdf": "scan",
        "truncated.pdf": "damaged",
    }
    rows = documents(tmp_path / "run")
    assert all(row["reason"] for row in rows.values() if row["status"] != "ok")
    assert int(rows["good.pdf"]["records"]) > 0


def test_a_password_opens_an_encrypted_pdf(run, make_pdf, tmp_path):
    make_pdf("papers/locked.pdf", password="swordfish")
    (tmp_path / "passwords").write_text("open-sesame\nswordfish\n")
    arguments = ["--out", tmp_path / "run", "--password-file", tmp_path / "passwords"]
    assert run("extract", tmp_path / "papers", *arguments).exit_code == 0
    assert statuses(tmp_path / "run") == {"locked.pdf": "ok"}


def test_two_forms_of_one_paper_keep_their_records_apart(run, make_pdf, tmp_path):
    make_pdf("papers/smith.pdf")
    (tmp_path / "papers" / "smith.txt").write_text("Results\n\n" + " ".join(SENTENCES))
    assert run("extract", tmp_path / "papers", "--out", tmp_path / "run").exit_code == 0
    records = [json.loads(line) for line in (tmp_path / "run" / "records.jsonl").read_text("utf-8").splitlines()]
    assert {record["document"] for record in records} == {"smith", "smith.txt"}
    assert len({record["record_id"] for record in records}) == len(records)


def test_read_prints_what_the_reader_saw(run, make_pdf, tmp_path):
    paper = make_pdf("smith.pdf")
    assert "61.5%" in run("read", paper).stdout
    run("read", paper, "--format", "json", "--output", tmp_path / "smith.json")
    seen = json.loads((tmp_path / "smith.json").read_text("utf-8"))
    assert seen["pages"] == 1
    assert any("61.5%" in block["text"] for block in seen["blocks"])


def test_read_of_a_file_that_cannot_be_read_says_why(run, make_pdf):
    done = run("read", make_pdf("locked.pdf", password="swordfish"))
    assert done.exit_code == 3
    assert done.stderr.startswith("encrypted: ")


def test_read_of_a_missing_file_is_a_misuse(run, tmp_path):
    assert run("read", tmp_path / "gone.pdf").exit_code == 2


def test_hostile_files_all_get_a_status(run, shared, tmp_path):
    sample = sorted((shared / "hostile").iterdir())[::8]
    for path in sample:
        shutil.copy(path, tmp_path)
    done = run("extract", tmp_path, "--out", tmp_path / "run", "--timeout", 20, "-q")
    assert done.exit_code == 3
    assert "Traceback" not in done.output
    assert set(statuses(tmp_path / "run")) == {path.name for path in sample}
    assert "crashed" not in statuses(tmp_path / "run").values()


def test_a_damaged_file_is_damaged_whatever_was_read_before_it(make_pdf):
    without_pages = make_pdf("without-pages.pdf")
    without_pages.write_bytes(without_pages.read_bytes().replace(b"/Pages", b"/Pagez"))
    with pytest.raises(EncryptedFile):
        myelomine.read(make_pdf("locked.pdf", password="swordfish"))
    with pytest.raises(DamagedFile):
        myelomine.read(without_pages)


# --- the Python API -------------------------------------------------------------------------------------------------


def test_the_api_reads_extracts_and_tabulates(make_pdf):
    paper = make_pdf("smith.pdf")
    assert myelomine.read(paper).name == "smith"
    records = myelomine.extract(str(paper))
    table = myelomine.to_dataframe(records)
    assert len(table) == len(records) > 0
    assert 11.3 in set(table["value"])
    assert set(table["document"]) == {"smith"}


def test_the_api_reads_a_folder_and_logs_what_it_cannot_read(mixed, caplog):
    records = myelomine.extract(mixed)
    assert {record.document for record in records} == {"good", "good.txt"}
    assert any("locked.pdf: encrypted: " in message for message in caplog.messages)


def test_the_api_raises_for_a_single_file(make_pdf):
    with pytest.raises(EncryptedFile, match="password"):
        myelomine.extract(make_pdf("locked.pdf", password="swordfish"))


def test_an_empty_table_has_the_columns():
    assert list(myelomine.to_dataframe([]).columns) == list(COLUMNS)
