"""A run folder as a value, to compare two runs."""

from __future__ import annotations

import csv
import json
from pathlib import Path

#: What `run.json` says of the moment and of the request: the digests of files cover the seconds of each document.
WHEN = ("started", "finished", "key", "files")


def content(out: Path) -> dict[str, object]:
    """The run folder without what tells when it was made and how long it took."""
    found: dict[str, object] = {file.name: file.read_bytes() for file in out.iterdir()}
    with (out / "documents.csv").open(encoding="utf-8-sig", newline="") as file:
        found["documents.csv"] = [{**row, "seconds": ""} for row in csv.DictReader(file)]
    summary = json.loads((out / "run.json").read_text("utf-8"))
    found["run.json"] = {key: value for key, value in summary.items() if key not in WHEN}
    return found
