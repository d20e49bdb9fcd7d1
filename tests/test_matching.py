"""What holds for every text: spans, order, overlap and the vocabulary's own spellings."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from myelomine.definitions import document_lexicon
from myelomine.lexicon import Definition, Lexicon
from myelomine.matching import FAMILIES, NAME_LABELS, get_matcher, settle
from myelomine.mentions import Label, Mention
from myelomine.patterns import Entry, load_patterns
from myelomine.spelling import fold, loose, tokens

PATTERNS = load_patterns()
MATCHER = get_matcher(PATTERNS)
SPELLINGS = [s for entry in PATTERNS.entries for s in (entry.name, *entry.spellings, *entry.contextual)]
PIECES = st.one_of(
    st.sampled_from(SPELLINGS),
    st.sampled_from(
        [" plus ", " and ", ", ", "/", "-", "–", " (", ") ", "→", " or ", " 25 mg ", " 12% ", "≥", "\n", ". "]
    ),
    st.text(max_size=12),
)
TEXTS = st.lists(PIECES, max_size=12).map("".join)


@given(TEXTS)
def test_a_mention_is_the_text_at_its_place(text: str) -> None:
    lexicon = document_lexicon([text], PATTERNS)
    for mention in [*MATCHER.find(text, lexicon), *MATCHER.find_drugs(text, lexicon)]:
        assert text[mention.start : mention.end] == mention.text != ""


@given(TEXTS)
def test_names_stand_in_order_and_do_not_overlap(text: str) -> None:
    found = MATCHER.find_names(text)
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(TEXTS)
def test_values_of_one_family_do_not_overlap(text: str) -> None:
    families: dict[str, list[Mention]] = {}
    for mention in MATCHER.find_values(text):
        families.setdefault(FAMILIES[mention.label], []).append(mention)
    for found in families.values():
        assert all(a.end <= b.start for a, b in pairwise(found))


MENTIONS = st.builds(
    lambda start, size, pattern: Mention(Label.DRUG, start, start + size, "x" * size, pattern),
    st.integers(0, 30),
    st.integers(1, 8),
    st.sampled_from("abc"),
)


@given(st.lists(MENTIONS, max_size=20), st.randoms())
def test_settling_does_not_depend_on_order(mentions: list[Mention], shuffled: random.Random) -> None:
    mixed = list(mentions)
    shuffled.shuffle(mixed)
    assert settle(mixed) == settle(mentions)


@given(st.text(max_size=60))
def test_tokens_cover_all_that_is_no_space(text: str) -> None:
    found = tokens(text)
    covered = {at for token in found for at in range(token.start, token.end)}
    assert all(text[at].isspace() for at in range(len(text)) if at not in covered)
    assert all(text[token.start : token.end] for token in loose(found))


@pytest.mark.parametrize(
    ("british", "american"),
    [("haemorrhage", "hemorrhage"), ("oedema", "edema"), ("leucopenia", "leukopenia"), ("Tumours", "Tumors")],
)
def test_british_and_american_words_meet(british: str, american: str) -> None:
    assert fold(british) == fold(american) == american


def sure_entries() -> list[Entry]:
    return [e for e in PATTERNS.entries if e.label is not Label.REGIMEN]


@pytest.mark.parametrize("entry", sure_entries(), ids=lambda e: e.id)
def test_every_spelling_gives_its_name(entry: Entry) -> None:
    for spelling in (entry.name, *entry.spellings):
        found = MATCHER.find_names(spelling)
        assert [(m.label, m.name) for m in found] == [(entry.label, entry.canonical)], spelling


def regimen_entries() -> list[Entry]:
    return [e for e in PATTERNS.entries if e.label is Label.REGIMEN and (e.spellings or e.contextual)]


@pytest.mark.parametrize("entry", regimen_entries(), ids=lambda e: e.id)
def test_a_code_is_its_regimen_where_the_paper_names_its_drugs(entry: Entry) -> None:
    lexicon = Lexicon(named=frozenset(f"drug.{name}" for name in entry.name.split("+")))
    for spelling in (*entry.spellings, *entry.contextual):
        found = [m for m in MATCHER.find_names(spelling, lexicon) if m.text == spelling]
        candidates = {k for m in found for k in (m.name or m.value.text("candidates")).split("|")}
        assert entry.name in candidates, spelling


def test_a_long_list_of_one_drug_is_no_trouble() -> None:
    assert len(MATCHER.find_drugs("lenalidomide, " * 3000)) == len(MATCHER.find_names("lenalidomide, " * 3000)) == 3000


def test_every_label_has_a_family() -> None:
    assert set(FAMILIES) == set(Label)
    assert {FAMILIES[label] for label in NAME_LABELS} == {"names"}


def test_a_paper_decides_over_the_files() -> None:
    lexicon = Lexicon(definitions=(Definition("PD", Label.REGIMEN, "dexamethasone+pomalidomide"),))
    assert [m.name for m in MATCHER.find_names("PD", lexicon)] == ["dexamethasone+pomalidomide"]
    assert [m.name for m in MATCHER.find_names("PD")] == ["PD"]
    assert lexicon.name_of("PD", Label.REGIMEN) == "dexamethasone+pomalidomide"
    assert lexicon.name_of("PD", Label.DRUG) == ""


def test_a_foreign_abbreviation_is_no_name() -> None:
    assert MATCHER.find_names("SD", Lexicon(foreign=frozenset({"SD"}))) == []


def test_what_a_spelling_usually_means() -> None:
    assert MATCHER.usual_name("VRd") == (Label.REGIMEN, "bortezomib+dexamethasone+lenalidomide")
    assert MATCHER.usual_name("CRd") is None and len(MATCHER.meanings("CRd")) > 1
    assert MATCHER.meanings("PD-1") == MATCHER.meanings("chalk") == []
