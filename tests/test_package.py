"""The package as a whole: what it loads, what it exports, and a README that cannot drift from it."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

import myelomine
from myelomine.cli import main
from myelomine.datapackage import MEANINGS
from myelomine.derived import DERIVED_COLUMNS
from myelomine.errors import Exit
from myelomine.normalizer.checks import FLAGS
from myelomine.runfolder import DOCUMENT_COLUMNS, SHEET_COLUMNS
from myelomine.statuses import DocumentStatus

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
HEAVY = {"numpy", "pandas", "pdfplumber", "pydantic", "pypdfium2", "regex", "spacy"}


def modules_after(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter has loaded after running the code."""
    code += "\nimport sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in done.stdout.splitlines()[-1].split()}


@pytest.mark.parametrize(
    "arguments", [["--help"], ["extract", "--help"], ["patterns", "check", "--help"], ["--version"]]
)
def test_help_loads_nothing_heavy(arguments):
    loaded = modules_after(f"from myelomine.cli import main\nmain({arguments!r}, standalone_mode=False)")
    assert "click" in loaded
    assert not loaded & HEAVY


def test_importing_the_package_loads_nothing_heavy():
    assert not modules_after("import myelomine") & (HEAVY | {"click"})


def test_the_public_face_is_complete():
    for name in myelomine.__all__:
        assert getattr(myelomine, name) is not None
    assert set(dir(myelomine)) >= set(myelomine.__all__)
    with pytest.raises(AttributeError, match="no attribute 'extrakt'"):
        _ = myelomine.extrakt


def test_the_version_is_stated_once():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert "version" in project["project"]["dynamic"]
    assert project["tool"]["hatch"]["version"]["path"] == "src/myelomine/__init__.py"


def commands(group: click.Group, prefix: str = "myelomine") -> list[tuple[str, click.Command]]:
    """Every command with its full name."""
    found: list[tuple[str, click.Command]] = []
    for name, command in group.commands.items():
        full = f"{prefix} {name}"
        found += commands(command, full) if isinstance(command, click.Group) else [(full, command)]
    return found


@pytest.mark.parametrize(("name", "command"), commands(main), ids=lambda value: value if isinstance(value, str) else "")
def test_each_command_is_in_the_readme_and_has_help(name, command):
    assert f"`{name}" in README
    assert command.get_short_help_str()


@pytest.mark.parametrize("option", [o for o in main.commands["extract"].params if isinstance(o, click.Option)], ids=str)
def test_each_option_of_extract_is_in_the_readme_and_has_help(option):
    assert all(f"`{spelling}" in README for spelling in option.opts)
    assert option.help


@pytest.mark.parametrize("column", SHEET_COLUMNS)
def test_each_column_of_the_sheet_is_in_the_readme(column):
    assert f"\n| `{column}` | " in README


@pytest.mark.parametrize("column", DOCUMENT_COLUMNS)
def test_each_column_of_the_documents_is_in_the_readme(column):
    assert f"`{column}`" in README


@pytest.mark.parametrize("flag", FLAGS, ids=lambda flag: flag.id)
def test_each_flag_is_in_the_readme(flag):
    assert f"\n| `{flag.id}` | {flag.severity} | {flag.explanation} |\n" in README


@pytest.mark.parametrize("column", DERIVED_COLUMNS)
def test_each_column_of_the_derived_values_is_explained(column):
    assert column in MEANINGS


@pytest.mark.parametrize("status", DocumentStatus)
def test_each_status_is_in_the_readme(status):
    assert f"\n| `{status}` | " in README


@pytest.mark.parametrize("code", Exit)
def test_each_exit_code_is_in_the_readme(code):
    assert f"\n| {code.value} | " in README


@pytest.mark.parametrize("name", ["main job", "tests"])
def test_the_readme_holds_the_commands_that_the_checks_run(name):
    _, mark, after = README.partition(f"<!-- command: {name} -->\n```sh\n")
    assert mark
    assert after.startswith("python3 -m venv .venv && ")
    assert after.split("\n")[1] == "```"
