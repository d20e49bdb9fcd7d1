"""Figure captions state facts: new ones, and further places of facts that the text states."""

import pytest

from myelomine.document import Block, BlockKind, Document, DocumentKind, Page, Section
from myelomine.extractors.evidence import source_of
from myelomine.pipeline import extract_document

DESIGN = (
    "Patients with relapsed multiple myeloma were randomised to elotuzumab plus dexamethasone (Ed; n = 31) "
    "or dexamethasone alone (Dex; n = 27)."
)
FIGURE = "Figure 2. Kaplan–Meier estimates of progression-free survival."


def block(number, kind, section, text):
    return Block(f"b{number}", 1, kind, section, text)


def records(text, caption, section=Section.RESULTS):
    """The records of a made-up paper with a sentence of results and a caption."""
    blocks = (
        block(0, BlockKind.TITLE, Section.FRONT, "Elotuzumab in relapsed multiple myeloma"),
        block(1, BlockKind.PARAGRAPH, Section.METHODS, DESIGN),
        block(2, BlockKind.PARAGRAPH, Section.RESULTS, text),
        block(3, BlockKind.CAPTION, section, caption),
    )
    document = Document("id", "made-up", DocumentKind.PRIMARY, "", (Page(1),), blocks, ())
    return [r for r in extract_document(document).records if r.kind in ("survival", "response")]


def told(found):
    return [(r.name, r.group, str(r.value), tuple(e.source for e in r.evidence)) for r in found]


BOTH = "Median PFS was 17.6 months with Ed and 10.2 months with Dex."
NOTHING = "Follow-up goes on."


@pytest.mark.parametrize(
    ("text", "caption", "expected"),
    [
        (NOTHING, f"{FIGURE} {BOTH}", [("PFS", "Ed", "17.6", ("figure 2",)), ("PFS", "Dex", "10.2", ("figure 2",))]),
        (BOTH, f"{FIGURE} {BOTH}",
         [("PFS", "Ed", "17.6", ("text", "figure 2")), ("PFS", "Dex", "10.2", ("text", "figure 2"))]),
        (NOTHING, f"{FIGURE} The median was 17.6 months with Ed and 10.2 months with Dex.",
         [("PFS", "Ed", "17.6", ("figure 2",)), ("PFS", "Dex", "10.2", ("figure 2",))]),
        ("Median PFS was 17.6 months with Ed.", f"{FIGURE} The median was 17.6 months.",
         [("PFS", "Ed", "17.6", ("text", "figure 2"))]),
        (NOTHING, f"{FIGURE} The median was 17.6 months.", []),
        (NOTHING, f"{FIGURE} Median PFS was 17.6 months with Ed in the POLLUX trial.", []),
        (NOTHING, f"{FIGURE} (a) Patients with ages ≤ 60 years.", []),
        (NOTHING, "Table 2. Median PFS was 17.6 months with Ed.", []),
    ],
    ids=["new", "again", "by its title", "told by the text", "no group", "another study", "an age", "a table"],
)  # fmt: skip
def test_what_a_caption_states(text, caption, expected):
    assert told(records(text, caption)) == expected


def test_captions_behind_the_references_are_read():
    found = records(NOTHING, f"{FIGURE} {BOTH}", Section.REFERENCES)
    assert told(found) == [("PFS", "Ed", "17.6", ("figure 2",)), ("PFS", "Dex", "10.2", ("figure 2",))]


def test_the_quote_is_a_stretch_of_the_caption():
    caption = f"{FIGURE} The median was 17.6 months with Ed and 10.2 months with Dex."
    assert all(r.evidence[0].quote in caption for r in records(NOTHING, caption))


@pytest.mark.parametrize(
    ("caption", "source"),
    [
        ("Figure 1. Survival.", "figure 1"),
        ("Fig. 2 Survival.", "figure 2"),
        ("FIGURE 3: Survival", "figure 3"),
        ("Figure: Survival", "figure"),
        ("Supplementary Figure S1. Survival", "figure s1"),
        ("Table 4. Responses", "table 4"),
    ],
)
def test_the_label_of_a_caption_is_its_source(caption, source):
    assert source_of(block(0, BlockKind.CAPTION, Section.RESULTS, caption)) == source


def test_a_real_caption_repeats_what_the_text_states(shared):
    from tests.corpus_runs import records_of

    (whole,) = [r for r in records_of(shared / "papers/madan2011.pdf") if r.name == "TTP" and not r.group and r.ci_low]
    assert [e.source for e in whole.evidence if e.source.startswith("figure")] == ["figure 1"]
