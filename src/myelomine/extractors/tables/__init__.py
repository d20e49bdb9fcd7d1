"""Facts from tables: a cell is text with a context, and its row and column say what it is about."""

from myelomine.extractors.tables.reading import read_tables, why_silent
from myelomine.extractors.tables.studies import study_name

__all__ = ["read_tables", "study_name", "why_silent"]
