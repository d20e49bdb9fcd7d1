"""Papers by URL: which are found, what they are called, that they are read as files are, and what goes wrong."""

from __future__ import annotations

import pickle
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import SENTENCES
from run_folders import content

from myelomine.batch import run_batch
from myelomine.cache import Cache
from myelomine.cli import main
from myelomine.errors import Exit, SetupError, SlowPattern
from myelomine.executors.inline import InlineExecutor
from myelomine.inputs import find_inputs
from myelomine.options import Reading
from myelomine.progress import Silence
from myelomine.recall import Recall
from myelomine.repeats import settle_repeats
from myelomine.runfolder import DocumentResult
from myelomine.single import NOT_SEEN, Extraction
from myelomine.urls import Url, parse_location

TEXT = "Results\n\n" + " ".join(SENTENCES)


@pytest.fixture
def memory() -> Iterator[object]:
    """A file system in memory, empty again after the test."""
    system = pytest.importorskip("fsspec").filesystem("memory")
    system.store.clear()
    yield system
    system.store.clear()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A ZIP of two papers in folders, a repeat, something hidden and something else."""
    path = tmp_path / "papers.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("2010/smith.txt", TEXT)
        file.writestr("2011/smith.txt", TEXT.replace("61.5", "58.5"))
        file.writestr("again.txt", TEXT)
        file.writestr("__MACOSX/._again.txt", "?")
        file.writestr("notes.csv", "?")
    return path


def read_all(*places: str, recall: Recall | None = None) -> list[DocumentResult]:
    """The results of a run in this process."""
    inputs = find_inputs([parse_location(place) for place in places])
    done = run_batch(inputs, Extraction(Reading(), recall), InlineExecutor(), Silence(), recall)
    return list(settle_repeats(done.results))


def told(results: list[DocumentResult]) -> list[tuple[str, str, str]]:
    """Each document with its place and status."""
    return [(result.document, result.file, result.status.value) for result in results]


@pytest.mark.parametrize("text", ["papers", "/data/a.pdf", "C:\\papers", "a::b.pdf", "what://"[:5], "./s3:/x"])
def test_what_is_no_url_is_a_path(text):
    assert parse_location(text) == Path(text)


@pytest.mark.parametrize("text", ["s3://bucket/a", "zip://::/x.zip", "simplecache::s3://b/a.pdf", "MEMORY://a"])
def test_urls_are_told_from_paths(text):
    assert parse_location(text) == Url(text)


@pytest.mark.parametrize(
    ("address", "printed", "parts"),
    [
        ("s3://bucket/2010/smith.pdf", None, ("bucket", "2010", "smith.pdf")),
        ("zip://a/smith.pdf::s3://bucket/x.zip", None, ("bucket", "x.zip", "a", "smith.pdf")),
        ("simplecache::s3://bucket/smith.pdf", None, ("bucket", "smith.pdf")),
        ("ftp://me:secret@host/smith.pdf", "ftp://host/smith.pdf", ("me:secret@host", "smith.pdf")),
        ("https://host/a%20b.pdf?sig=secret", "https://host/a%20b.pdf?…", ("host", "a b.pdf")),
        ("zip://a.pdf::https://host/x.zip?key=secret", "zip://a.pdf::https://host/x.zip?…", ("host", "x.zip", "a.pdf")),
        ("memory://what?.pdf", None, ("what?.pdf",)),
    ],
)
def test_addresses_are_named_by_their_parts_and_printed_without_secrets(address, printed, parts):
    url = Url(address)
    assert (str(url), url.parts) == (printed or address, parts)


def test_a_folder_in_memory_is_read_as_one_on_disk(memory):
    for name in ("b.txt", "sub/a.txt", "a.txt", ".hidden.txt", ".git/c.txt", "notes.csv", "letter.docx"):
        memory.pipe(f"/papers/{name}", f"{TEXT}\n\n{name}".encode())
    results = read_all("memory://papers")
    assert told(results) == [
        ("a", "memory://papers/a.txt", "ok"),
        ("b", "memory://papers/b.txt", "ok"),
        ("letter", "memory://papers/letter.docx", "unsupported"),
        ("sub/a.txt", "memory://papers/sub/a.txt", "ok"),
    ]
    assert {record.value for record in results[0].records if record.name == "ORR"} == {61.5}


def test_an_archive_names_documents_as_a_folder_does_and_repeats_are_told(archive):
    results = read_all(f"zip://::{archive}")
    assert told(results) == [
        ("again", f"zip://again.txt::{archive}", "ok"),
        ("smith", f"zip://2010/smith.txt::{archive}", "duplicate"),
        ("2011/smith.txt", f"zip://2011/smith.txt::{archive}", "ok"),
    ]
    assert f"the same bytes as zip://again.txt::{archive}" in results[1].reason
    assert not results[1].records


def test_one_file_of_an_archive_in_memory(memory, archive):
    memory.pipe("/x.zip", archive.read_bytes())
    assert told(read_all("zip://2011/smith.txt::memory://x.zip")) == [
        ("smith", "zip://2011/smith.txt::memory://x.zip", "ok")
    ]


def test_a_file_on_disk_and_its_copy_elsewhere_are_one(memory, tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    memory.pipe("/b.txt", TEXT.encode())
    assert [result.status.value for result in read_all(str(tmp_path), "memory://b.txt")] == ["ok", "duplicate"]


def test_what_was_read_before_is_not_read_again(memory, tmp_path, monkeypatch):
    memory.pipe("/a.txt", TEXT.encode())
    recall = Recall(Cache(tmp_path), "patterns")
    (first,) = read_all("memory://a.txt", recall=recall)
    monkeypatch.setattr("myelomine.single.read_document", None)
    (again,) = read_all("memory://a.txt", recall=recall)
    assert replace(again, seconds=0) == replace(first, seconds=0)
    assert first.records


@pytest.mark.parametrize(
    ("address", "status", "reason"),
    [
        ("memory://gone.txt", "missing", "there is no such file"),
        ("memory://gone", "missing", "there is no such file"),
        ("zip://::memory://broken.zip", "damaged", "BadZipFile"),
        ("zip://::/gone/papers.zip", "missing", "there is no such file"),
        ("memory://empty.txt", "empty", "holds no text"),
        ("memory://broken.pdf", "damaged", "PDFium cannot open it"),
    ],
)
def test_what_cannot_be_fetched_is_told(memory, address, status, reason):
    memory.pipe({"/empty.txt": b"", "/broken.pdf": b"%PDF-1.4", "/broken.zip": b"PK no zip"})
    (result,) = read_all(address)
    assert (result.status.value, reason in result.reason) == (status, True)


def test_a_file_that_goes_away_after_it_was_listed_is_missing(memory, monkeypatch):
    memory.pipe("/papers/a.txt", TEXT.encode())
    inputs = find_inputs([Url("memory://papers")])
    memory.store.clear()
    done = run_batch(inputs, Extraction(Reading()), InlineExecutor(), Silence())
    assert told(list(done.results)) == [("a", "memory://papers/a.txt", "missing")]


def test_a_path_that_the_reading_process_does_not_see_is_missing(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    inputs = find_inputs([tmp_path])
    (tmp_path / "a.txt").unlink()
    (result,) = run_batch(inputs, Extraction(Reading()), InlineExecutor(), Silence()).results
    assert (result.status.value, result.reason) == ("missing", NOT_SEEN)


def test_secrets_of_an_address_stay_out_of_reasons(monkeypatch):
    def refuse(url: Url) -> None:
        raise PermissionError(f"not allowed: {url.address}")

    monkeypatch.setattr("myelomine.urls._file_system", refuse)
    (file,) = find_inputs([Url("ftp://me:secret@host/a.txt")])
    assert file.status == "damaged"
    assert "not allowed: ftp://host/a.txt" in file.reason


@pytest.mark.parametrize(
    ("address", "advice"),
    [("zip:///data/papers.zip", "zip://::/path/to/papers.zip"), ("nonsense://a.txt", "Protocol not known")],
)
def test_an_address_of_no_use_ends_the_run(address, advice):
    pytest.importorskip("fsspec")
    with pytest.raises(SetupError, match=advice):
        find_inputs([Url(address)])


def test_without_fsspec_the_error_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    done = CliRunner().invoke(main, ["extract", "memory://a.txt", "--out", str(tmp_path / "run")])
    assert done.exit_code == Exit.USAGE
    assert "pip install 'myelomine[fsspec]'" in done.stderr


def test_a_web_page_is_not_listed(monkeypatch):
    monkeypatch.setattr("myelomine.urls._file_system", None)
    (file,) = find_inputs([Url("https://host/papers/")])
    assert (file.status, file.digest) == ("unsupported", "")


def test_a_run_on_a_file_url_is_the_run_on_the_path(tmp_path):
    for number in range(2):
        (tmp_path / "my papers").mkdir(exist_ok=True)
        (tmp_path / "my papers" / f"{number}.txt").write_text(TEXT.replace("61.5", f"6{number}.5"))
    folders = []
    for place in (tmp_path / "my papers", (tmp_path / "my papers").as_uri()):
        out = tmp_path / f"run{len(folders)}"
        assert CliRunner().invoke(main, ["extract", str(place), "--out", str(out), "-q"]).exit_code == 0
        folders.append(content(out))
    assert folders[0] == folders[1]


def test_plain_paths_do_without_fsspec(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    code = (
        "import sys\nfrom myelomine.cli import main\n"
        f"main(['extract', {str(tmp_path)!r}, '--out', {str(tmp_path / 'run')!r}, '-q'], standalone_mode=False)"
    )
    watch = "import atexit, sys; atexit.register(lambda: print(*({'fsspec', 'distributed'} & {*sys.modules})))\n"
    done = subprocess.run([sys.executable, "-c", watch + code], capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr


@pytest.mark.parametrize("error", [SetupError("place", "reason"), SlowPattern("doses.toml", "dose.amount")])
def test_errors_travel_between_processes_whole(error):
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.reason) == (type(error), str(error), error.reason)
