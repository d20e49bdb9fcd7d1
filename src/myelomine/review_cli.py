"""The commands of the review: decisions in, two readers, and why a record says what it says."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path

import click

from myelomine.cli_options import EXISTING_FILE, EXISTING_FOLDER, NEW_FILE, show
from myelomine.errors import Exit


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container without a table of users
        return ""


run_option = click.option(
    "--run", "folder", type=EXISTING_FOLDER, help="The run folder; by default the one that the first sheet lies in."
)


@click.group()
def review() -> None:
    """Take in what reviewers wrote into their sheets."""


@review.command("apply")
@click.argument("sheet", type=EXISTING_FILE)
@click.option("--run", "folder", type=EXISTING_FOLDER, required=True, help="The run folder that the sheet came from.")
@click.option("--reviewer", default=_user_name, show_default="your user name", help="Who decided.")
def review_apply(sheet: Path, folder: Path, reviewer: str) -> None:
    """Take the decisions of SHEET into a run folder."""
    from myelomine.review.applying import apply_sheet
    from myelomine.review.decisions import Signature

    now = datetime.now(UTC).isoformat(timespec="seconds")
    applied = apply_sheet(sheet, folder, Signature(reviewer, now, sheet.name))
    click.echo("\n".join(applied.lines()))
    click.echo(f"Reviewed records: {folder / 'records.csv'}")
    raise SystemExit(Exit.SOME_FILES_FAILED if applied.unclear else Exit.OK)


@review.command("split")
@click.argument("folder", metavar="RUN", type=EXISTING_FOLDER)
def review_split(folder: Path) -> None:
    """Write a blinded sheet for each of two readers into RUN."""
    from myelomine.review.readers import split_run

    for sheet in split_run(folder):
        click.echo(f"Sheet to review: {sheet}")


@review.command("compare")
@click.argument("sheet_a", metavar="A", type=EXISTING_FILE)
@click.argument("sheet_b", metavar="B", type=EXISTING_FILE)
@run_option
@click.option("--out", "-o", type=NEW_FILE, help="Sheet to settle; by default disagreements.csv in the run folder.")
def review_compare(sheet_a: Path, sheet_b: Path, folder: Path | None, out: Path | None) -> None:
    """Show how far the readers of sheets A and B agree, and write what they have to settle."""
    from myelomine.review.readers import SETTLE_NAME, compare_readers, disagreement_sheet, write_new

    run = folder or sheet_a.parent
    found = compare_readers(sheet_a, sheet_b, run)
    click.echo("\n".join(found.lines()))
    disagreements = found.disagreements()
    if disagreements:
        written = write_new(out or run / SETTLE_NAME, disagreement_sheet(disagreements))
        click.echo(f"Sheet to settle ({len(disagreements)} rows): {written}")
    raise SystemExit(Exit.SOME_FILES_FAILED if found.unclear else Exit.OK)


@review.command("merge")
@click.argument("sheet_a", metavar="A", type=EXISTING_FILE)
@click.argument("sheet_b", metavar="B", type=EXISTING_FILE)
@click.argument("settled", metavar="[SETTLED]", type=EXISTING_FILE, required=False)
@run_option
@click.option("--out", "-o", type=NEW_FILE, help="Sheet to write; by default consensus.csv in the run folder.")
def review_merge(sheet_a: Path, sheet_b: Path, settled: Path | None, folder: Path | None, out: Path | None) -> None:
    """Write the consensus of sheets A and B, with the disagreements as SETTLED decides them."""
    from myelomine.review.readers import CONSENSUS_NAME, compare_readers, merge_readers, write_new

    run = folder or sheet_a.parent
    consensus = merge_readers(compare_readers(sheet_a, sheet_b, run), settled)
    click.echo("\n".join(consensus.lines()))
    written = write_new(out or run / CONSENSUS_NAME, consensus.sheet())
    click.echo(f"Take it in with: myelomine review apply {written} --run {run}")
    raise SystemExit(Exit.SOME_FILES_FAILED if consensus.unclear or consensus.unsettled else Exit.OK)


@click.command()
@click.argument("folder", metavar="RUN", type=EXISTING_FOLDER)
@click.argument("record_id")
@click.option(
    "--patterns", type=EXISTING_FOLDER, help="Pattern files that the run was made with, if not the tool's own."
)
def explain(folder: Path, record_id: str, patterns: Path | None) -> None:
    """Show why a record says what it says: evidence, patterns, steps, checks and decisions."""
    from myelomine.explain.report import explain_record

    show(explain_record(folder, record_id, patterns))
