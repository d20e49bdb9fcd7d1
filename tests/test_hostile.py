"""Broken, encrypted and odd PDFs of other projects, where they are beside the project: each ends with a status."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import psutil
import pytest

from myelomine.sheet import read_sheet
from myelomine.statuses import DocumentStatus

MAX_BYTES = 1.5 * 2**30
TIMEOUT = 60


@pytest.fixture
def hostile(shared: Path) -> Path:
    """The folder of hostile files."""
    if not (shared / "hostile").is_dir():
        pytest.skip("the hostile files are not beside the project")
    return shared / "hostile"


def memory_of(process: psutil.Process) -> int:
    """What a process and all that it has started hold, pages that they share counted for each."""
    total = 0
    for one in (process, *process.children(recursive=True)):
        try:
            total += one.memory_info().rss
        except psutil.Error:
            continue
    return total


def test_every_hostile_file_ends_with_a_status(hostile, tmp_path):
    command = [
        sys.executable,
        "-m",
        "myelomine",
        "extract",
        str(hostile),
        "--out",
        str(tmp_path / "run"),
        "--jobs",
        "2",
    ]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with (tmp_path / "said").open("wb") as said:
        process = psutil.Popen(
            [*command, "--timeout", str(TIMEOUT)], stdout=said, stderr=subprocess.STDOUT, env=environment
        )
        peak = 0
        while process.poll() is None:
            peak = max(peak, memory_of(process))
            time.sleep(0.05)

    rows = [row.cells for row in read_sheet(tmp_path / "run" / "documents.csv").rows]
    assert process.returncode == 3
    assert len(rows) == len(list(hostile.glob("*.pdf"))) == 250
    assert Counter(row["status"] for row in rows).keys() <= set(DocumentStatus)
    assert all(row["reason"] for row in rows if row["status"] != "ok")
    assert not [row["file"] for row in rows if row["status"] == "crashed"]
    assert all(float(row["seconds"]) < TIMEOUT + 1 for row in rows)
    assert peak < MAX_BYTES
    assert "Traceback" not in (tmp_path / "said").read_text("utf-8", "replace")
