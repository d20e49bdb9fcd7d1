"""A batch of files: every file gets a status, and none takes another one down."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from myelomine import single
from myelomine.batch import run_batch
from myelomine.document import Document, DocumentKind, Page
from myelomine.errors import Exit
from myelomine.executors import processes
from myelomine.executors.base import Limits, Lost
from myelomine.executors.inline import InlineExecutor
from myelomine.executors.processes import ProcessExecutor
from myelomine.inputs import InputFile, find_inputs, printable
from myelomine.options import Reading
from myelomine.progress import Silence
from myelomine.runfolder import DocumentResult
from myelomine.statuses import DocumentStatus

LIMITS = Limits(jobs=2, seconds=1.0, megabytes=300)


def misbehave(file: InputFile) -> DocumentResult:
    """Stands in for reading a file, and does what the file's name says."""
    match file.path.stem.rstrip("0123456789"):
        case "hangs":
            time.sleep(600)
        case "loops":
            while True:
                pass
        case "eats":
            return DocumentResult(str(len(bytearray(2**31))), file.name, DocumentStatus.OK)
        case "dies":
            os._exit(1)
        case "aborts":
            os.abort()
        case "raises":
            raise ZeroDivisionError("a fault of ours")
    return DocumentResult(str(file.path), file.name, DocumentStatus.OK, pages=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder in which good files stand between bad ones."""
    bad = ["hangs", "loops", "eats", "dies", "aborts", "raises"]
    for number, name in enumerate(bad):
        (tmp_path / f"{name}.txt").write_text(name)
        (tmp_path / f"good{number}.txt").write_text(f"{name} is next to this one")
    return tmp_path


@pytest.mark.parametrize("jobs", [1, 2])
def test_each_bad_file_is_told_and_no_good_one_is_lost(folder, jobs):
    executor = ProcessExecutor(Limits(jobs, LIMITS.seconds, LIMITS.megabytes))

    done = run_batch(find_inputs([folder]), misbehave, executor, Silence())

    statuses = {result.document: result.status.value for result in done.results}
    assert {name: status for name, status in statuses.items() if not name.startswith("good")} == {
        "aborts": "crashed",
        "dies": "crashed",
        "eats": "memory",
        "hangs": "timeout",
        "loops": "timeout",
        "raises": "crashed",
    }
    assert [status for name, status in statuses.items() if name.startswith("good")] == ["ok"] * 6
    assert all(result.reason for result in done.results if result.status is not DocumentStatus.OK)
    assert done.exit_code is Exit.SOME_FILES_FAILED


def test_results_stand_in_the_order_of_the_inputs(tmp_path):
    for number in range(30):
        (tmp_path / f"{number:02d}.txt").write_text(str(number))

    def unevenly(file: InputFile) -> DocumentResult:
        time.sleep(0.02 if int(file.path.stem) % 3 == 0 else 0)
        return misbehave(file)

    done = run_batch(find_inputs([tmp_path]), unevenly, ProcessExecutor(LIMITS), Silence())

    assert [result.document for result in done.results] == [f"{number:02d}" for number in range(30)]
    assert done.exit_code is Exit.OK


def test_an_interrupt_keeps_what_is_done(folder):
    class InterruptAfterThree(Silence):
        told = 0

        def tell(self, result: DocumentResult, detail: str = "", is_known: bool = False) -> None:
            self.told += 1
            if self.told == 3:
                raise KeyboardInterrupt

    inputs = tuple(file for file in find_inputs([folder]) if file.name.startswith("good"))
    done = run_batch(inputs, misbehave, ProcessExecutor(LIMITS), InterruptAfterThree())

    assert len(done.results) == 3
    assert done.left == 3
    assert done.exit_code is Exit.SOME_FILES_FAILED


def test_workers_end_with_the_iterator(tmp_path):
    psutil = pytest.importorskip("psutil")
    answers = ProcessExecutor(LIMITS).run(abs, [-1, -2, -3, -4])
    next(answers)
    assert psutil.Process().children()
    answers.close()
    assert not psutil.Process().children()


def test_a_worker_that_cannot_start_is_our_fault():
    with pytest.raises(RuntimeError, match="could not start"):
        list(ProcessExecutor(LIMITS, prepare=_fails_in_a_child(os.getpid())).run(abs, [-1]))


def _fails_in_a_child(parent: int):
    def prepare() -> None:
        if os.getpid() != parent:
            raise ImportError("half installed")

    return prepare


def killed_once(mark: Path) -> int:
    """Stands in for work whose worker somebody kills, the first time that it is done."""
    if mark.exists():
        return 1
    mark.touch()
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def killed_always(_item: object) -> int:
    """Stands in for work that the system kills for want of memory."""
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def test_a_worker_that_is_killed_from_outside_is_no_fault_of_its_document(tmp_path):
    answers = dict(ProcessExecutor(LIMITS).run(killed_once, [tmp_path / "a", tmp_path / "b"]))
    assert answers == {0: 1, 1: 1}


def test_a_document_whose_worker_is_killed_twice_is_told():
    ((_, answer),) = ProcessExecutor(LIMITS).run(killed_always, [1])
    assert (answer.status, "--jobs 1" in answer.reason) == ("memory", True)


def test_workers_end_with_their_parent_whatever_they_are_at():
    psutil = pytest.importorskip("psutil")
    parent = os.fork()
    if parent == 0:
        list(ProcessExecutor(Limits(2, seconds=0)).run(time.sleep, [600, 600, 600]))
        os._exit(0)
    process = psutil.Process(parent)
    while len(workers := process.children()) < 2:
        time.sleep(0.01)
    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)
    assert not psutil.wait_procs(workers, timeout=20)[1]


def test_inline_and_processes_answer_alike():
    items = [4, -3, "no number"]

    def answers(executor) -> Iterator[tuple[int, object]]:
        for position, answer in executor.run(abs, items):
            yield position, (answer.status, answer.reason) if isinstance(answer, Lost) else answer

    assert sorted(answers(InlineExecutor()), key=str) == sorted(answers(ProcessExecutor(LIMITS)), key=str)


def test_workers_that_start_afresh_answer_as_forked_ones_do(monkeypatch):
    monkeypatch.setattr(processes, "_context", lambda: multiprocessing.get_context("spawn"))
    answers = dict(ProcessExecutor(Limits(2, seconds=60)).run(abs, [-1, 2, "no number"]))
    assert (answers[0], answers[1]) == (1, 2)
    assert answers[2].status == "crashed"


def test_a_traceback_goes_to_the_log_only(tmp_path):
    (tmp_path / "raises.txt").write_text("x")
    details: list[str] = []

    class Log(Silence):
        def tell(self, result: DocumentResult, detail: str = "", is_known: bool = False) -> None:
            details.append(detail)

    done = run_batch(find_inputs([tmp_path]), misbehave, ProcessExecutor(LIMITS), Log())

    assert "Traceback" not in done.results[0].reason
    assert "a fault of ours" in details[0]


# --- which files a run is about -------------------------------------------------------------------------------------


def described(inputs: tuple[InputFile, ...], root: Path) -> list[tuple[str, str, str]]:
    """Path below the root, name and status of each input."""
    return [(file.path.relative_to(root).as_posix(), file.name, file.status) for file in inputs]


def test_a_folder_gives_its_papers_and_names_what_it_cannot_read(tmp_path):
    for name in ("b.pdf", "a.txt", "sub/c.PDF", "notes.csv", "letter.docx", "page.html", ".hidden.pdf", ".git/d.pdf"):
        file = tmp_path / "in" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
    run = tmp_path / "in" / "run"
    run.mkdir()
    (run / "e.txt").write_text("not an input")

    assert described(find_inputs([tmp_path / "in"], leave_out=run), tmp_path / "in") == [
        ("a.txt", "a", ""),
        ("b.pdf", "b", ""),
        ("letter.docx", "letter", "unsupported"),
        ("page.html", "page", "unsupported"),
        ("sub/c.PDF", "c", ""),
    ]


def test_a_missing_path_and_a_strange_file_are_told(tmp_path):
    (tmp_path / "data.xyz").write_text("?")
    inputs = find_inputs([tmp_path / "gone.pdf", tmp_path / "data.xyz"])
    assert [file.status for file in inputs] == ["missing", "unsupported"]
    assert all(file.reason for file in inputs)


def test_what_is_no_file_is_told_and_never_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.pdf")
    (tmp_path / "zeros.pdf").symlink_to("/dev/zero")
    inputs = find_inputs([tmp_path])
    assert [(file.status, "pipe or a device" in file.reason) for file in inputs] == [("unsupported", True)] * 2


def test_a_folder_that_cannot_be_listed_is_told(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "locked").mkdir()
    scandir = os.scandir

    def refuse(path: str) -> Iterator[os.DirEntry[str]]:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert described(find_inputs([tmp_path]), tmp_path) == [("a.txt", "a", ""), ("locked", "locked", "missing")]


def test_the_same_bytes_are_read_once(tmp_path):
    (tmp_path / "a.txt").write_text("the same")
    shutil.copy(tmp_path / "a.txt", tmp_path / "b.txt")
    first, second = find_inputs([tmp_path])
    assert (first.status, second.status) == ("", "duplicate")
    assert str(first.path) in second.reason


def test_a_path_given_twice_is_one_input(tmp_path):
    (tmp_path / "a.txt").write_text("once")
    assert len(find_inputs([tmp_path, tmp_path / "a.txt"])) == 1


def test_names_are_stems_and_never_collide(tmp_path):
    for name in ("2010/smith.pdf", "2011/smith.pdf", "2011/smith.txt", "jones.pdf", "jones.txt"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(name)
    assert [file.name for file in find_inputs([tmp_path])] == [
        "jones",
        "jones.txt",
        "smith",
        "2011/smith.pdf",
        "smith.txt",
    ]


def test_a_file_name_that_is_no_unicode_is_printable():
    assert printable(Path(os.fsdecode(b"caf\xe9.pdf"))) == "caf\N{REPLACEMENT CHARACTER}.pdf"


def test_a_file_without_permission_is_told(tmp_path, monkeypatch):
    def refuse(path: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "locked.pdf").write_text("x")
    monkeypatch.setattr(Path, "open", refuse)
    (file,) = find_inputs([tmp_path / "locked.pdf"])
    assert (file.status, "Permission denied" in file.reason) == ("damaged", True)


# --- one file -------------------------------------------------------------------------------------------------------


def test_a_page_that_cannot_be_loaded_makes_a_document_partial(tmp_path, monkeypatch):
    pages = (Page(1, 595, 842), Page(2, notes=("page 2 cannot be loaded",)), Page(3, 595, 842))
    document = Document("0", "smith", DocumentKind.PRIMARY, "", pages, (), ())
    monkeypatch.setattr(single, "read_document", lambda path: document)
    result = single.Extraction(Reading())(InputFile(tmp_path / "smith.pdf", "smith"))
    assert result.status is DocumentStatus.PARTIAL
    assert result.reason.startswith("page 2 cannot be loaded; ")
    assert result.notes == ("page 2: page 2 cannot be loaded",)
