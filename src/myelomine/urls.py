"""Papers that are named by a URL: the files under it, and the bytes of each, through fsspec.

Only what a person names is opened: a folder, a bucket or an archive is listed, a web page is not, and nothing that
stands in a paper is followed. fsspec is imported when the first URL is used; plain paths do without it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any, TypeAlias
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from myelomine.errors import MissingFile, SetupError, UnreachableFile

_URL = re.compile(r"(?:[a-z][\w+.-]*::)*[a-z][\w+.-]+://", re.I)
_USER = re.compile(r"(?<=://)[^/@\s]*@(?=[^/\s]+/)")
#: What follows the question mark of a web address may be a signature or a token.
_QUERY = re.compile(r"(https?://[^\s?]*\?)\S*", re.I)
_WEB = ("http", "https")

INSTALL = "pip install 'myelomine[fsspec]'"


@dataclass(frozen=True, slots=True)
class Url:
    """A file, folder or archive by its address, with what the readers use of a path; printed without its secrets.

    `zip://2010/smith.pdf::s3://bucket/papers.zip` is a chain as fsspec writes it: the outermost container comes last.
    """

    address: str
    data: bytes | None = field(default=None, repr=False, compare=False)

    def __str__(self) -> str:
        return _without_secrets(self.address)

    @property
    def parts(self) -> tuple[str, ...]:
        """The names on the way to the file, from the outermost container to the file itself.

        >>> Url("zip://2010/smith.pdf::s3://bucket/papers.zip").parts
        ('bucket', 'papers.zip', '2010', 'smith.pdf')
        """
        *inner, outer = self.address.split("::")
        links = (outer, *(link for link in reversed(inner) if "://" in link))
        return tuple(part for link in links for part in _path_of(link).split("/") if part) or (str(self),)

    @property
    def stem(self) -> str:
        """The last name without its ending."""
        return PurePosixPath(self.parts[-1]).stem

    @property
    def suffix(self) -> str:
        """The ending of the last name, with its dot."""
        return PurePosixPath(self.parts[-1]).suffix

    def exists(self) -> bool:
        """Whether it may be there: fetching it tells."""
        return True

    def fetched(self) -> Url:
        """The same file with its bytes; raises MissingFile or UnreachableFile."""
        with _told(self):
            system, name = _file_system(self)
            return replace(self, data=system.cat_file(name))

    def read_bytes(self) -> bytes:
        """Its bytes, fetched where they are not at hand."""
        data = self.data if self.data is not None else self.fetched().data
        return data or b""

    def open(self, mode: str = "rb") -> io.BytesIO:
        """Its bytes as a file."""
        return io.BytesIO(self.read_bytes())

    def inside(self, relative: str) -> Url:
        """The file of this folder or archive that has the relative path.

        >>> Url("zip://::papers.zip").inside("2010/smith.pdf").address
        'zip://2010/smith.pdf::papers.zip'
        """
        if not relative:
            return self
        links = self.address.split("::")
        at = next(number for number, link in enumerate(links) if "://" in link)
        folder = links[at] if links[at].endswith("/") else f"{links[at]}/"
        return Url("::".join([*links[:at], folder + relative, *links[at + 1 :]]))


#: Where a paper is.
Location: TypeAlias = Path | Url


def parse_location(text: str) -> Location:
    """A path, or a URL; `file:` URLs are paths.

    >>> parse_location("file:///data/my%20papers").as_posix()
    '/data/my papers'
    """
    if not _URL.match(text):
        return Path(text)
    return Path(url2pathname(urlsplit(text).path)) if text.lower().startswith("file://") else Url(text)


def relative_files(url: Url) -> Iterator[str]:
    """The relative path of each file under a URL, a folder's own files first; "" is the URL itself.

    Raises SetupError where a library is missing, MissingFile and UnreachableFile.
    """
    if url.address.partition(":")[0].lower() in _WEB:
        yield ""  # to list a web page is to follow its links
        return
    with _told(url):
        names = _relative_names(url)
    yield from sorted(names, key=_walking_order)


def _relative_names(url: Url) -> list[str]:
    try:
        system, root = _file_system(url)
    except (ImportError, ValueError) as error:
        advice = f"{_without_secrets(str(error))}. fsspec opens it: {INSTALL}, and what it asks for besides"
        raise SetupError(url, advice) from error
    except (TypeError, IsADirectoryError) as error:  # a container without its place
        raise SetupError(url, "an archive is named as zip://::/path/to/papers.zip") from error
    root = root.rstrip("/")
    names = system.find(root)
    if not names and not system.exists(root):
        raise FileNotFoundError(root)
    return [name.removeprefix(root).strip("/") for name in names]


def _walking_order(relative: str) -> list[tuple[bool, str]]:
    *folders, name = relative.split("/")
    return [*((True, folder) for folder in folders), (False, name)]


def _file_system(url: Url) -> tuple[Any, str]:
    """The file system of fsspec that serves a URL, and what it calls the file."""
    from fsspec.core import url_to_fs

    system, name = url_to_fs(url.address)
    return system, str(name)


@contextmanager
def _told(url: Url) -> Iterator[None]:
    """Turn whatever a file system raises into one of our errors: each of them has exceptions of its own."""
    try:
        yield
    except (SetupError, MemoryError):
        raise
    except FileNotFoundError as error:
        raise MissingFile(url, "there is no such file; check the address") from error
    except Exception as error:
        what = _without_secrets(f"{type(error).__name__}: {error}").rstrip(": ")
        raise UnreachableFile(url, f"it cannot be fetched ({what}); check the address and your access to it") from error


def _without_secrets(text: str) -> str:
    return _QUERY.sub(r"\1…", _USER.sub("", text))


def _path_of(link: str) -> str:
    """What follows the scheme; of a web address without its query, and with its letters decoded."""
    scheme, mark, path = link.rpartition("://")
    return unquote(path.partition("?")[0]) if mark and scheme.lower() in _WEB else path
