"""What earlier runs found out, kept so that no work is done twice: documents as read, and results of whole files.

Everything stands under a hash of all that decides it: the file's bytes, the code that reads it, the pattern files. So
an entry is either right or not found. Each is written beside its place and moved there, and carries its own checksum: a
run that is killed, or a disk that fails, costs an entry and never the truth of one.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from itertools import count
from pathlib import Path

FOLDER_VARIABLE = "MYELOMINE_CACHE"
#: Above this size the entries that were not used for the longest time are dropped.
MAX_BYTES = 2 * 2**30
#: After how many new entries of one process that is looked at again: a long run does not fill the disk.
_TRIM_EVERY = 1000

_CHECKSUM_BYTES = 32
#: What decides how a file is read, besides its bytes.
_READER_CODE = ("document.py", "errors.py", "parser")
_READER_LIBRARIES = ("pdfplumber", "pypdfium2")
_ALL_LIBRARIES = (*_READER_LIBRARIES, "pydantic", "regex", "spacy")


_puts = count(1)


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of values under keys; a value that cannot be kept or read is simply not there."""

    folder: Path

    def get(self, key: str) -> bytes | None:
        """The value under a key, or None."""
        path = self._path(key)
        try:
            kept = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        checksum, body = kept[:_CHECKSUM_BYTES], kept[_CHECKSUM_BYTES:]
        return zlib.decompress(body) if hashlib.sha256(body).digest() == checksum else None

    def put(self, key: str, value: bytes) -> None:
        """Keep a value under a key, whole or not at all."""
        path = self._path(key)
        body = zlib.compress(value, 1)
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as aside:
                aside.write(hashlib.sha256(body).digest() + body)
            os.replace(aside.name, path)
            if next(_puts) % _TRIM_EVERY == 0:
                self.trim()

    def holds(self, key: str) -> bool:
        """Whether there is a value under a key."""
        return self._path(key).exists()

    def trim(self, limit: int = MAX_BYTES) -> None:
        """Drop what was not used for the longest time, until no more than the limit is left."""
        files = sorted(self._files(), key=lambda file: file.used, reverse=True)
        kept = 0
        for file in files:
            kept += file.size
            if kept > limit:
                file.path.unlink(missing_ok=True)

    def clear(self) -> int:
        """Drop everything; the number of bytes that were freed."""
        files = list(self._files())
        for file in files:
            file.path.unlink(missing_ok=True)
        return sum(file.size for file in files)

    def size(self) -> int:
        """The bytes that all entries take."""
        return sum(file.size for file in self._files())

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / key[2:]

    def _files(self) -> Iterator[_CachedFile]:
        for path in self.folder.glob("[0-9a-f][0-9a-f]/*"):
            with suppress(FileNotFoundError):  # another run has just dropped it
                stat = path.stat()
                yield _CachedFile(path, stat.st_size, stat.st_mtime)


@dataclass(frozen=True, slots=True)
class _CachedFile:
    path: Path
    size: int
    used: float


def cache_folder() -> Path:
    """Where the cache is: as the environment says, or where the system wants such things."""
    if asked := os.environ.get(FOLDER_VARIABLE):
        return Path(asked)
    try:
        return _system_cache_folder() / "myelomine"
    except RuntimeError:  # a user without a home, as in some containers: a place where nothing can be kept
        return Path(os.devnull) / "myelomine"


def _system_cache_folder() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home())
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def document_key(digest: str, ending: str) -> str:
    """The key of a document as read: its bytes, its ending, and the code that reads it."""
    return _hash("document", digest, ending.lower(), _code_hash(_READER_CODE, _READER_LIBRARIES))


def result_key(document: str, name: str, patterns_hash: str) -> str:
    """The key of a file's result: its document, the name its records carry, the patterns, and all the code."""
    return _hash("result", document, name, patterns_hash, code_hash())


def unread_key(document: str, name: str) -> str:
    """The key of the reason why a file could not be read, which no pattern plays a part in."""
    return _hash("unread", document, name, code_hash())


def asked_key(document: str, name: str) -> str:
    """The key of what was asked of the patterns when the file was last searched."""
    return _hash("asked", document, name, code_hash())


def patterns_key(patterns_hash: str) -> str:
    """The key of all that pattern files with a hash say."""
    return _hash("patterns", patterns_hash, code_hash())


def code_hash() -> str:
    """A hash over all the code that decides what a file gives."""
    return _code_hash((".",), _ALL_LIBRARIES)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


@cache
def _code_hash(places: tuple[str, ...], libraries: tuple[str, ...]) -> str:
    """A hash over source files of this package and the versions of libraries, so that no change goes unnoticed."""
    package = Path(__file__).parent
    files = sorted(file for place in places for file in _python_files(package / place))
    sources = (hashlib.sha256(file.read_bytes()).hexdigest() for file in files)
    return _hash(*sources, *(f"{name} {version(name)}" for name in libraries))


def _python_files(place: Path) -> Iterator[Path]:
    return iter([place]) if place.is_file() else place.rglob("*.py")
