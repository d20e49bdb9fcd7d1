"""The pattern files: what the tool knows, as data, loaded and validated before any paper is opened.

TSV files hold names (drugs, regimens, endpoints, toxicities, diseases, trials, and what is none of them); TOML files
hold regular expressions with their examples. A file that is wrong is a PatternError that names file, entry and field.
"""

from __future__ import annotations

import csv
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar

import regex
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from myelomine.errors import PatternError
from myelomine.mentions import Label
from myelomine.pattern_files import pattern_files, patterns_hash
from myelomine.spelling import is_short, same_spelling

NONENTITIES = "nonentities.tsv"
DOSE_RANGES = "dose_ranges.tsv"
VOCABULARIES = {
    "drugs.tsv": Label.DRUG,
    "regimens.tsv": Label.REGIMEN,
    "endpoints.tsv": Label.ENDPOINT,
    "toxicities.tsv": Label.TOXICITY,
    "diseases.tsv": Label.DISEASE,
    "trials.tsv": Label.TRIAL,
}
COMPONENT_ROLES = frozenset({"active", "conditioning"})
_FLAGS = {"ignorecase": regex.IGNORECASE, "multiline": regex.MULTILINE}
_FRAGMENT = regex.compile(r"<<(?P<name>[a-z][a-z0-9_]*)>>")
_NESTING = 20
_CHECK_SECONDS = 5.0
_LONG_TEXTS = tuple(piece * 400 for piece in ("1", "1 ", "1·3", "1.2, ", "a ", "grade 3 ", "(", "lenalidomide, "))


def entry_id(label: Label, name: str) -> str:
    """The id of a vocabulary entry: its label and its canonical name."""
    return f"{label.lower()}.{name}"


class Entry(BaseModel):
    """One row of a vocabulary: a canonical name and the ways in which papers print it.

    `contextual` spellings mean this only where the paper gives a reason to think so; `defined_only` ones only where
    the paper defines them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    file: str
    label: Annotated[Label, Field(strict=False)]
    name: str = Field(min_length=1)
    role: str = ""
    inn: str = ""
    spellings: tuple[str, ...] = ()
    contextual: tuple[str, ...] = ()
    defined_only: tuple[str, ...] = ()
    note: str = ""

    @cached_property
    def id(self) -> str:
        """The id that a mention of this entry carries."""
        return entry_id(self.label, self.name)

    @property
    def canonical(self) -> str:
        """The name that a mention carries: the INN where the row stands for a way of giving a drug."""
        return self.inn or self.name

    @property
    def is_component(self) -> bool:
        """Whether this is a drug that a regimen can be made of."""
        return self.label is Label.DRUG and self.role in COMPONENT_ROLES


class DrugEntry(Entry):
    """A drug, a procedure, a comparator or a class of drugs."""

    role: Literal["active", "conditioning", "supportive", "procedure", "comparator", "class"]


class Pattern(BaseModel):
    """A regular expression with an id written by hand, and texts that it must and must not match.

    A text that holds none of the words that it `needs` (in lower case) is not searched.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    file: str
    id: str = Field(pattern=r"^[a-z0-9]+(?:[._-][a-z0-9]+)*$")
    label: Annotated[Label, Field(strict=False)]
    kind: Literal["regex"]
    match: Annotated[tuple[str, ...], Field(strict=False, min_length=1)]
    examples: Annotated[tuple[str, ...], Field(strict=False, min_length=1)]
    rejects: Annotated[tuple[str, ...], Field(strict=False, min_length=1)]
    name: str = ""
    needs: Annotated[tuple[str, ...], Field(strict=False)] = ()
    flags: Annotated[tuple[Literal["ignorecase", "multiline"], ...], Field(strict=False)] = ()
    note: str = ""

    @field_validator("match")
    @classmethod
    def _compiles(cls, match: tuple[str, ...]) -> tuple[str, ...]:
        for expression in match:
            try:
                regex.compile(expression)
            except regex.error as error:
                raise ValueError(f"not a regular expression: {error}") from error
        return match

    @property
    def compiled(self) -> tuple[regex.Pattern[str], ...]:
        """The expressions, ready to search with (the regex module keeps them)."""
        flags = 0
        for flag in self.flags:
            flags |= _FLAGS[flag]
        return tuple(regex.compile(expression, flags) for expression in self.match)


class Nonentity(BaseModel):
    """A token that looks like a name and is none: it hides whatever is found within it."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    file: str
    token: str = Field(min_length=1)
    what: str = Field(min_length=1)
    mistaken_for: str = ""


class DoseRange(BaseModel):
    """The single doses of a drug in one unit that are usual in myeloma trials, dose finding included."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    file: str
    drug: str = Field(min_length=1)
    unit: str = Field(min_length=1)
    low: Annotated[Decimal, Field(strict=False, gt=0)]
    high: Annotated[Decimal, Field(strict=False, gt=0)]
    note: str = ""

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if self.low > self.high:
            raise ValueError(f"low {self.low} is above high {self.high}")
        return self


@dataclass(frozen=True, slots=True)
class PatternSet:
    """All that the pattern files say. `hash` is a SHA-256 over the files, for the run's record of itself."""

    entries: tuple[Entry, ...]
    patterns: tuple[Pattern, ...]
    nonentities: tuple[Nonentity, ...]
    hash: str
    dose_ranges: tuple[DoseRange, ...] = ()

    def entry(self, label: Label, name: str) -> Entry | None:
        """The entry with this label and canonical name."""
        return next((e for e in self.entries if e.label is label and e.name == name), None)

    def __hash__(self) -> int:
        return hash(self.hash)


@dataclass(frozen=True, slots=True, order=True)
class PatternProblem:
    """What is wrong with one entry of one file."""

    file: str
    item: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.item}: {self.message}"


def regimen_key(components: Iterable[str]) -> str:
    """The canonical key of a combination: its drugs sorted and joined by "+".

    >>> regimen_key(["lenalidomide", "dexamethasone", "lenalidomide"])
    'dexamethasone+lenalidomide'
    """
    return "+".join(sorted(set(components)))


def load_patterns(folder: Path | None = None) -> PatternSet:
    """Every pattern file of a folder, validated; read once per state of the folder."""
    files = pattern_files(folder)
    return _load(files, patterns_hash(files))


@lru_cache(maxsize=8)
def _load(files: tuple[Path, ...], digest: str) -> PatternSet:
    tables = [file for file in files if file.suffix == ".tsv"]
    entries = tuple(e for file in tables if file.name in VOCABULARIES for e in _read_entries(file))
    nonentities = tuple(n for file in tables if file.name == NONENTITIES for n in _read_nonentities(file))
    ranges = tuple(r for file in tables if file.name == DOSE_RANGES for r in _read_dose_ranges(file))
    known = (*VOCABULARIES, NONENTITIES, DOSE_RANGES)
    for file in tables:
        if file.name not in known:
            raise PatternError(Path(file.name), f"unknown table; use one of {', '.join(known)}")
    return PatternSet(entries, _read_all_toml([f for f in files if f.suffix == ".toml"]), nonentities, digest, ranges)


_Model = TypeVar("_Model", bound=BaseModel)


def _validated(model: type[_Model], file: Path, item: str, fields: dict[str, object]) -> _Model:
    """The model from raw fields; every problem of the item in one error."""
    try:
        return model.model_validate({**fields, "file": file.name})
    except ValidationError as error:
        problems = "; ".join(
            ": ".join(filter(None, [".".join(str(step) for step in e["loc"]), e["msg"]])) for e in error.errors()
        )
        raise PatternError(Path(file.name), f"{item}: {problems}") from error


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True)
        for row in reader:
            if None in row or None in row.values():
                raise PatternError(Path(file.name), f"line {reader.line_num}: not as many cells as the header has")
            yield row


def _read_entries(file: Path) -> Iterator[Entry]:
    label = VOCABULARIES[file.name]
    model = DrugEntry if label is Label.DRUG else Entry
    for row in _rows(file):
        fields: dict[str, object] = {"label": label, **row}
        fields["spellings"] = tuple(filter(None, row.get("spellings", "").split("; ")))
        for column in ("contextual", "defined_only"):
            fields[column] = _items(row.get(column, ""))
        yield _validated(model, file, f"row '{row.get('name', '')}'", fields)


def _items(cell: str) -> tuple[str, ...]:
    """The items of a list cell; what stands in brackets behind an item says what else it could be."""
    return tuple(item.split(" [")[0].strip() for item in cell.split("; ") if item.strip())


def _read_nonentities(file: Path) -> Iterator[Nonentity]:
    for row in _rows(file):
        yield _validated(Nonentity, file, f"row '{row.get('token', '')}'", dict(row))


def _read_dose_ranges(file: Path) -> Iterator[DoseRange]:
    for row in _rows(file):
        yield _validated(DoseRange, file, f"row '{row.get('drug', '')} in {row.get('unit', '')}'", dict(row))


def _read_all_toml(files: list[Path]) -> tuple[Pattern, ...]:
    contents = {file: _read_toml(file) for file in files}
    fragments: dict[str, str] = {}
    for file, content in contents.items():
        for name, expression in content.get("fragments", {}).items():
            if name in fragments:
                raise PatternError(Path(file.name), f"fragment '{name}': is defined twice")
            fragments[name] = expression
    return tuple(p for file, content in contents.items() for p in _read_patterns(file, content, fragments))


def _read_toml(file: Path) -> dict[str, dict[str, str]]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise PatternError(Path(file.name), f"is no TOML: {error}") from error


def _read_patterns(file: Path, content: dict[str, dict[str, str]], fragments: dict[str, str]) -> Iterator[Pattern]:
    unknown = sorted(set(content) - {"fragments", "pattern"})
    if unknown:
        raise PatternError(Path(file.name), f"unknown table '{unknown[0]}'; use [[pattern]] or [fragments]")
    for number, raw in enumerate(content.get("pattern", []), start=1):
        if not isinstance(raw, dict):
            raise PatternError(Path(file.name), "patterns are written as [[pattern]] tables")
        item = f"pattern '{raw['id']}'" if "id" in raw else f"pattern number {number}"
        fields = dict(raw)
        if isinstance(fields.get("match"), list):
            fields["match"] = [_expanded(file, item, expression, fragments) for expression in fields["match"]]
        yield _validated(Pattern, file, item, fields)


def _expanded(file: Path, item: str, expression: str, fragments: dict[str, str]) -> str:
    """The expression with every <<name>> replaced by the fragment of that name."""
    for _ in range(_NESTING):
        used = _FRAGMENT.search(expression)
        if used is None:
            return expression
        if used["name"] not in fragments:
            raise PatternError(Path(file.name), f"{item}: match: no fragment is named '{used['name']}'")
        expression = expression.replace(used.group(), fragments[used["name"]])
    raise PatternError(Path(file.name), f"{item}: match: fragments that use each other without end")


def check_patterns(patterns: PatternSet) -> list[PatternProblem]:
    """What the files say that cannot hold: examples that fail, names that clash, regimens of unknown drugs."""
    checks = (_check_ids, _check_examples, _check_speed, _check_names, _check_owners, _check_regimens)
    return sorted({problem for check in checks for problem in check(patterns)})


def _check_ids(patterns: PatternSet) -> Iterator[PatternProblem]:
    seen: dict[str, str] = {}
    for pattern in patterns.patterns:
        if pattern.id in seen:
            yield PatternProblem(pattern.file, f"pattern '{pattern.id}'", f"id is used in {seen[pattern.id]} already")
        seen[pattern.id] = pattern.file


def _check_examples(patterns: PatternSet) -> Iterator[PatternProblem]:
    for pattern in patterns.patterns:
        item = f"pattern '{pattern.id}'"
        for expected, texts in ((True, pattern.examples), (False, pattern.rejects)):
            for text in texts:
                if any(expression.search(text) for expression in pattern.compiled) is not expected:
                    verb = "does not match its example" if expected else "matches its reject"
                    yield PatternProblem(pattern.file, item, f"{verb} '{text}'")
        for text in pattern.examples:
            if pattern.needs and not any(word in text.lower() for word in pattern.needs):
                yield PatternProblem(pattern.file, item, f"example '{text}' holds none of the words it needs")
        for expression in pattern.compiled:
            if not any(expression.search(text) for text in pattern.examples):
                yield PatternProblem(pattern.file, item, f"no example is matched by {expression.pattern[:60]!r}")


def _check_speed(patterns: PatternSet) -> Iterator[PatternProblem]:
    for pattern in patterns.patterns:
        for expression in pattern.compiled:
            try:
                for text in _LONG_TEXTS:
                    expression.search(text, timeout=_CHECK_SECONDS)
            except TimeoutError:
                yield PatternProblem(pattern.file, f"pattern '{pattern.id}'", "takes too long; bound its repeats")


def _check_names(patterns: PatternSet) -> Iterator[PatternProblem]:
    seen: set[tuple[Label, str]] = set()
    for entry in patterns.entries:
        item = f"row '{entry.name}'"
        if (entry.label, entry.name) in seen:
            yield PatternProblem(entry.file, item, "stands twice")
        seen.add((entry.label, entry.name))
        for spelling in (*entry.spellings, *entry.contextual, *entry.defined_only):
            if not same_spelling(spelling) or spelling != spelling.strip() or "[" in spelling:
                yield PatternProblem(entry.file, item, f"spelling '{spelling}' is none")


def _check_owners(patterns: PatternSet) -> Iterator[PatternProblem]:
    """A spelling that stands without a condition in two rows reads two ways."""
    owners: dict[str, set[Entry]] = defaultdict(set)
    for entry in patterns.entries:
        for spelling in {entry.name, *entry.spellings} - {e for e in (entry.name,) if "+" in e}:
            owners[spelling if is_short(spelling) else same_spelling(spelling)].add(entry)
    for spelling, entries in owners.items():
        if len(entries) > 1:
            names = ", ".join(sorted(e.id for e in entries))
            for entry in entries:
                yield PatternProblem(entry.file, f"row '{entry.name}'", f"'{spelling}' belongs to {names}")


def _check_regimens(patterns: PatternSet) -> Iterator[PatternProblem]:
    drugs = {e.name for e in patterns.entries if e.is_component}
    for entry in patterns.entries:
        if entry.label is not Label.REGIMEN:
            continue
        item, components = f"row '{entry.name}'", entry.name.split("+")
        if not (entry.spellings or entry.contextual or entry.defined_only):
            yield PatternProblem(entry.file, item, "has no code; combinations that are spelled out need no row")
        if entry.name != regimen_key(components):
            yield PatternProblem(entry.file, item, f"key should read '{regimen_key(components)}'")
        for unknown in sorted(set(components) - drugs):
            yield PatternProblem(entry.file, item, f"'{unknown}' is no drug of drugs.tsv")
