"""Reads multiple-myeloma papers and writes validated records, each with the sentence or table cell that states it.

>>> import myelomine
>>> records = myelomine.extract("papers/")          # doctest: +SKIP
>>> table = myelomine.to_dataframe(records)         # doctest: +SKIP
>>> document = myelomine.read("papers/smith.pdf")   # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from myelomine.api import extract, read, to_dataframe
    from myelomine.document import Document
    from myelomine.records import Record

__version__ = "0.1.0"
__all__ = ["Document", "Record", "__version__", "extract", "read", "to_dataframe"]

# Loaded at first use: `myelomine --help` must not wait for pandas, spaCy and the PDF libraries.
_HOMES = {
    "Document": "myelomine.document",
    "Record": "myelomine.records",
    "extract": "myelomine.api",
    "read": "myelomine.api",
    "to_dataframe": "myelomine.api",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
