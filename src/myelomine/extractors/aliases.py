"""Studies that a review names twice: by their authors in the text, by their trial in a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

import regex

from myelomine.document import Table
from myelomine.drafts import Draft

_ROW = regex.compile(
    r"^(?P<author>[\p{Lu}][\p{L}’' -]{1,40}? et al)\.?,?(?:\s(?:19|20)\d\d)?"
    r"(?:,?\s?[\[(](?P<trial>[\p{L}][\p{L}\d -]{2,24})[\])])?"
)
_TRIAL = regex.compile(r"\p{Lu}.*(?:\d|\p{Lu}\p{Lu})")
_YEAR = regex.compile(r"\s(?:19|20)\d\d$")


def under_trial_names(drafts: Iterable[Draft], tables: Sequence[Table]) -> list[Draft]:
    """The drafts with a study that a row calls "Weber et al (MM-009)" under the name of its trial.

    Authors whom the rows name with more than one study stay as they are.
    """
    trials = _trials(tables)
    return [replace(d, study=trials.get(_YEAR.sub("", d.study), d.study)) for d in drafts]


def _trials(tables: Sequence[Table]) -> dict[str, str]:
    found: dict[str, set[str]] = defaultdict(set)
    for table in tables:
        for cell in table.cells:
            row = _ROW.match(cell.text) if cell.column == 0 and cell.row >= table.header_rows else None
            if row:
                trial = row["trial"] or ""
                found[row["author"]].add(trial if _TRIAL.search(trial) else "")
    return {author: next(iter(names)) for author, names in found.items() if len(names) == 1 and "" not in names}
