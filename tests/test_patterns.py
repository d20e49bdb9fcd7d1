"""The pattern files: every one of them holds, and a wrong one is refused by name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from myelomine.errors import PatternError
from myelomine.mentions import Label
from myelomine.pattern_files import FOLDER_VARIABLE, patterns_folder
from myelomine.patterns import (
    Pattern,
    check_patterns,
    load_patterns,
    regimen_key,
)

PATTERNS = load_patterns()
GOOD = """
[fragments]
digit = '\\d'
pair = '<<digit>><<digit>>'
[[pattern]]
id = "a.pair"
label = "NUMBER"
kind = "regex"
match = ['(?P<pair><<pair>>)%']
examples = ["12%"]
rejects = ["1%"]
"""


def folder_with(tmp_path: Path, name: str, text: str) -> Path:
    (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


def test_the_files_hold() -> None:
    assert [str(problem) for problem in check_patterns(PATTERNS)] == []


@pytest.mark.parametrize("pattern", PATTERNS.patterns, ids=lambda p: p.id)
def test_examples_and_rejects(pattern: Pattern) -> None:
    assert [t for t in pattern.examples if not any(e.search(t) for e in pattern.compiled)] == []
    assert [t for t in pattern.rejects if any(e.search(t) for e in pattern.compiled)] == []


def test_fragments_are_put_in(tmp_path: Path) -> None:
    patterns = load_patterns(folder_with(tmp_path, "a.toml", GOOD))
    assert patterns.patterns[0].match == (r"(?P<pair>\d\d)%",)
    assert check_patterns(patterns) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (changed('kind = "regex"', 'kind = "regx"'), "a.toml: pattern 'a.pair': kind: Input should be 'regex'"),
        (changed('label = "NUMBER"', 'label = "NUMBERS"'), "pattern 'a.pair': label: "),
        (changed('id = "a.pair"\n', ""), "pattern number 1: id: Field required"),
        (changed('examples = ["12%"]', "examples = []"), "pattern 'a.pair': examples: "),
        (changed('rejects = ["1%"]', 'rejects = ["1%"]\nweight = 2'), "pattern 'a.pair': weight: Extra inputs"),
        (changed("['(?P<pair><<pair>>)%']", "['(']"), "pattern 'a.pair': match: "),
        (changed("<<pair>>)%", "<<pears>>)%"), "no fragment is named 'pears'"),
        (changed("digit = '\\d'", "digit = '<<pair>>'"), "fragments that use each other"),
        ("[[patterns]]\nid = 'x'\n", "unknown table 'patterns'"),
        ("[[pattern]\n", "is no TOML"),
    ],
)
def test_a_wrong_toml_file_is_refused_by_name(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(PatternError) as refused:
        load_patterns(folder_with(tmp_path, "a.toml", text))
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("drugs.tsv", "name\trole\nx\tmagic\n", "drugs.tsv: row 'x': role: "),
        ("drugs.tsv", "name\trole\nx\n", "drugs.tsv: line 2: not as many cells"),
        ("trials.tsv", "name\tcolour\nx\tred\n", "trials.tsv: row 'x': colour: Extra inputs"),
        ("cheeses.tsv", "name\nbrie\n", "cheeses.tsv: unknown table"),
        ("nonentities.tsv", "token\twhat\tmistaken_for\nx\t\t\n", "nonentities.tsv: row 'x': what: "),
    ],
)
def test_a_wrong_table_is_refused_by_name(tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(PatternError) as refused:
        load_patterns(folder_with(tmp_path, name, text))
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.toml", changed('["12%"]', '["1%"]'), "does not match its example '1%'"),
        ("a.toml", changed('["1%"]', '["12%"]'), "matches its reject '12%'"),
        ("a.toml", changed('rejects = ["1%"]', 'rejects = ["1%"]\nneeds = ["per cent"]'), "none of the words it needs"),
        ("a.toml", GOOD + GOOD[GOOD.index("[[pattern]]") :], "id is used in a.toml already"),
        ("a.toml", changed("match = [", "match = ['never', "), "no example is matched by 'never'"),
        ("drugs.tsv", "name\trole\nx\tactive\nx\tactive\n", "row 'x': stands twice"),
        ("drugs.tsv", "name\trole\tspellings\nx\tactive\tz [or y]\n", "spelling 'z [or y]' is none"),
        ("drugs.tsv", "name\trole\tspellings\nx\tactive\tzedd\ny\tactive\tZedd\n", "'zedd' belongs to drug.x, drug.y"),
        ("regimens.tsv", "name\nb+a\n", "key should read 'a+b'"),
        ("regimens.tsv", "name\na+b\n", "'a' is no drug of drugs.tsv"),
        ("regimens.tsv", "name\na+b\n", "has no code"),
    ],
)
def test_what_cannot_hold_is_a_problem(tmp_path: Path, name: str, text: str, said: str) -> None:
    problems = check_patterns(load_patterns(folder_with(tmp_path, name, text)))
    assert any(said in str(problem) for problem in problems), problems


def test_a_pattern_without_bounds_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("myelomine.patterns._CHECK_SECONDS", 0.01)
    text = changed("(?P<pair><<pair>>)%", "12%|(?:[1 .,]+)+x")
    (problem,) = check_patterns(load_patterns(folder_with(tmp_path, "a.toml", text)))
    assert "takes too long" in str(problem)


def test_the_hash_follows_the_files(tmp_path: Path) -> None:
    first = load_patterns(folder_with(tmp_path, "a.toml", GOOD)).hash
    assert load_patterns(tmp_path).hash == first
    assert load_patterns(folder_with(tmp_path, "a.toml", GOOD + "\n")).hash != first


def test_the_folder_can_be_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    assert patterns_folder() == tmp_path
    with pytest.raises(PatternError):
        patterns_folder(tmp_path / "absent")


def test_a_copy_of_the_files_reads_the_same(tmp_path: Path) -> None:
    shutil.copytree(patterns_folder(), tmp_path / "copy")
    assert load_patterns(tmp_path / "copy").hash == PATTERNS.hash


def test_entries_are_found_by_label_and_name() -> None:
    entry = PATTERNS.entry(Label.DRUG, "lenalidomide")
    assert entry is not None and entry.is_component
    assert PATTERNS.entry(Label.DRUG, "chalk") is None


def test_a_regimen_key_is_sorted_without_repeats() -> None:
    assert regimen_key(["b", "a", "b"]) == "a+b"
