"""Where the pattern files are, and a hash of what they hold: all that a run with nothing to do needs of them."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from myelomine.errors import PatternError

FOLDER_VARIABLE = "MYELOMINE_PATTERNS"


def patterns_folder(folder: Path | None = None) -> Path:
    """Where the pattern files are: as asked for, as the environment says, in the wheel, or in the checkout."""
    asked = folder or (Path(os.environ[FOLDER_VARIABLE]) if os.environ.get(FOLDER_VARIABLE) else None)
    if asked is not None:
        if not asked.is_dir():
            raise PatternError(asked, "is no folder. Give a folder of pattern files, or leave the option out.")
        return asked
    package = Path(__file__).resolve().parent
    for candidate in (package / "_patterns", package.parents[1] / "patterns"):
        if candidate.is_dir():
            return candidate
    raise PatternError(package, f"no pattern files beside the package. Install it again, or set {FOLDER_VARIABLE}.")


def pattern_files(folder: Path | None = None) -> tuple[Path, ...]:
    """The pattern files of a folder by name."""
    return tuple(sorted(p for p in patterns_folder(folder).iterdir() if p.suffix in {".tsv", ".toml"}))


def patterns_hash(files: tuple[Path, ...]) -> str:
    """A SHA-256 over the names and bytes of pattern files."""
    digest = sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()
