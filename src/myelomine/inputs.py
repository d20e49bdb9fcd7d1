"""Which files a run is about: folders walked, repeats found, and a name for each document."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from stat import S_ISDIR, S_ISREG

from myelomine.errors import MyelomineError, SetupError
from myelomine.parser import SUPPORTED
from myelomine.urls import Location, Url, relative_files

#: Endings of papers in a form that it does not read: they are named, where other files of a folder are passed over.
PAPER_LIKE = frozenset(
    {".doc", ".docx", ".djvu", ".epub", ".htm", ".html", ".mobi", ".nxml", ".odt", ".pages", ".ps", ".rtf", ".tex"}
)


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file of the run: where it is, what the `document` column calls it, and the SHA-256 of its bytes.

    A URL has no digest before its bytes are fetched, which is left to the worker that reads it.
    `status` and `reason` are set where it is settled already that the file will not be read.
    """

    path: Location
    name: str
    digest: str = ""
    status: str = ""
    reason: str = ""

    @property
    def printed_path(self) -> str:
        """The path as text that every file and terminal can hold."""
        return printable(self.path)


def printable(path: Location) -> str:
    """The path as text, whatever bytes the file system allows in a name; a URL without its secrets."""
    return str(path) if isinstance(path, Url) else os.fsencode(path).decode("utf-8", "replace")


def find_inputs(paths: Iterable[Location], leave_out: Path | None = None) -> tuple[InputFile, ...]:
    """Every file of the run in a stable order: paths as given, the files of a folder by name.

    Raises SetupError where a URL needs a library that is not installed.
    """
    inputs: dict[Location, InputFile] = {}
    for place in paths:
        for file in _inputs_under(place, leave_out):
            inputs.setdefault(file.path, file)
    return tuple(_with_names(_with_duplicates(inputs.values())))


def at_hand(file: InputFile) -> InputFile:
    """The file as it can be read here: of a URL its bytes and their digest. Raises MissingFile or UnreachableFile."""
    if not isinstance(file.path, Url):
        return file
    path = file.path.fetched()
    return replace(file, path=path, digest=digest_of(path))


def _inputs_under(place: Location, leave_out: Path | None) -> Iterator[InputFile]:
    if isinstance(place, Url):
        yield from _inputs_at(place)
    else:
        yield from (_examine(path) for path in _files_under(place, leave_out))


def _inputs_at(url: Url) -> Iterator[InputFile]:
    """The files under a URL, or why they cannot be listed."""
    try:
        for relative in relative_files(url):
            *folders, name = relative.split("/")
            if not relative or (_looks_like_a_paper(name) and not any(map(_is_hidden, folders))):
                file = InputFile(url.inside(relative), url.inside(relative).stem)
                yield file if file.path.suffix.lower() in SUPPORTED else _unsupported(file)
    except SetupError:
        raise
    except MyelomineError as error:
        yield InputFile(url, url.stem, status=error.status, reason=error.reason)


def _files_under(path: Path, leave_out: Path | None) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    unlisted: list[OSError] = []
    for folder, folders, names in os.walk(path, onerror=unlisted.append):
        here = Path(folder)
        folders[:] = sorted(f for f in folders if not _is_hidden(f) and not _is_same(here / f, leave_out))
        yield from (here / name for name in sorted(names) if _looks_like_a_paper(name))
    yield from (Path(error.filename) for error in unlisted)


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~$"))


def _is_same(folder: Path, other: Path | None) -> bool:
    return other is not None and folder.resolve() == other.resolve()


def _looks_like_a_paper(name: str) -> bool:
    return not _is_hidden(name) and PurePath(name).suffix.lower() in PAPER_LIKE.union(SUPPORTED)


def _examine(path: Path) -> InputFile:
    """The file with its digest, or with the reason why it cannot be opened at all."""
    unread = InputFile(path, path.stem)
    try:
        kind = path.stat().st_mode
        if S_ISDIR(kind):
            return replace(unread, status="missing", reason="the folder cannot be listed; check its permissions")
        if path.suffix.lower() not in SUPPORTED:
            return _unsupported(unread)
        if not S_ISREG(kind):  # reading a pipe or a device may never end
            return replace(unread, status="unsupported", reason="it is a pipe or a device; give a file")
        return replace(unread, digest=digest_of(path))
    except FileNotFoundError:
        return replace(unread, status="missing", reason="no such file; check the path")
    except OSError as error:
        reason = f"cannot be opened ({error.strerror}); check its permissions"
        return replace(unread, status="damaged", reason=reason)


def _unsupported(file: InputFile) -> InputFile:
    ending = file.path.suffix or "a file without ending"
    return replace(file, status="unsupported", reason=f"{ending} is not read; save it as one of {', '.join(SUPPORTED)}")


def digest_of(path: Location) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _with_duplicates(inputs: Iterable[InputFile]) -> Iterator[InputFile]:
    """Mark each file whose bytes an earlier one of the run has."""
    first: dict[str, Location] = {}
    for file in inputs:
        original = first.setdefault(file.digest, file.path) if file.digest else file.path
        if original is file.path:
            yield file
        else:
            yield replace(file, status="duplicate", reason=duplicate_reason(printable(original)))


def duplicate_reason(original: str) -> str:
    """Why a file is not read that has the bytes of another one, and what to do."""
    return f"the same bytes as {original}, whose records count for both; delete one of the two"


def _with_names(inputs: Iterable[InputFile]) -> Iterator[InputFile]:
    """Name each document: its stem, or where an earlier one has that, the shortest end of its path that is its own."""
    inputs = tuple(inputs)
    ends = Counter(end for file in inputs for end in _ends(file.path))
    taken: set[str] = set()
    for file in inputs:
        names = (file.path.stem, *(end for end in _ends(file.path) if ends[end] == 1))
        name = next((n for n in names if n not in taken), str(file.path))
        taken.add(name)
        yield replace(file, name=name)


def _ends(path: Location) -> tuple[str, ...]:
    """The file name, then with one folder before it, then with two …

    >>> _ends(Path("a/b/smith.pdf"))
    ('smith.pdf', 'b/smith.pdf', 'a/b/smith.pdf')
    """
    parts = path.parts
    return tuple(PurePath(*parts[start:]).as_posix() for start in range(len(parts) - 1, -1, -1))
