"""PDFium's functions with addresses as plain integers, so that ctypes converts no argument.

PDFium's getters cost a few nanoseconds, a Python call to one some two hundred, most of it conversion.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as pdfium_c

POINTER, INT, FLOAT, SIZE = ctypes.c_void_p, ctypes.c_int, ctypes.c_float, ctypes.c_size_t


def thin(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    """One of PDFium's functions by its name, on the library that pypdfium2 has loaded."""
    address = ctypes.cast(getattr(pdfium_c, name), ctypes.c_void_p).value
    return ctypes.PYFUNCTYPE(result, *arguments)(address or 0)
