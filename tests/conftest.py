"""Papers made at test time, and the folder of other people's papers where there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.review_runs import check_package

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

SENTENCES = (
    "In this trial 120 patients with relapsed multiple myeloma received lenalidomide plus dexamethasone.",
    "The overall response rate was 61.5% and the median progression-free survival was 11.3 months.",
    "Grade 3 or 4 neutropenia occurred in 33% of the patients.",
)

# how long an example takes says something about the machine, not about the code
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

PdfMaker = Callable[..., Path]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the cache of the person who runs the tests out of them."""
    monkeypatch.setenv("MYELOMINE_CACHE", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture(autouse=True)
def _valid_run_folders(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let the Frictionless validator look at every run folder that a test leaves behind."""
    place = request.getfixturevalue("tmp_path") if "tmp_path" in request.fixturenames else None
    yield
    for package in sorted(place.rglob("datapackage.json")) if place else ():
        check_package(package.parent)


@pytest.fixture
def make_pdf(tmp_path: Path) -> PdfMaker:
    """Write a one-page PDF with some lines of text; `password` encrypts it, `scan` leaves a picture of a page."""

    def make(name: str, lines: tuple[str, ...] = SENTENCES, password: str = "", scan: bool = False) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        encryption = StandardEncryption(password, canPrint=0) if password else None
        canvas = Canvas(str(path), pagesize=A4, encrypt=encryption, invariant=1)
        if scan:
            canvas.drawInlineImage(_grey_page(), 0, 0, *A4)
        else:
            for number, line in enumerate(lines):
                canvas.drawString(50, 780 - 16 * number, line)
        canvas.showPage()
        canvas.save()
        return path

    return make


def _grey_page() -> object:
    from PIL import Image

    return Image.new("L", (200, 280), color=200)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of papers beside the project, which a clone elsewhere does not have."""
    if not SHARED.is_dir():
        pytest.skip("the folder of shared papers is not beside the project")
    return SHARED
