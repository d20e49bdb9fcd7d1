"""Where a sentence ends, and which inline heading holds for it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from myelomine.extractors.sentences import heading_at, inline_headings, sentence_bounds


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_bounds(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["The ORR was 47%.", "Median PFS was 9.2 months."],
        ["The ORR was 47% (95% CI 32.1 to 62.0).", "3 patients died."],
        ["The CR rate was 12% vs. 5% in the control arm."],
        ["Harker et al. Osei and others agree."],
        ["See Fig. 2 and Ref. 14 for details."],
        ["The dose was 1.3 mg/m2.", "[The rest is cut.]"],
        ["Did patients respond?", "Yes, 47% did!", "Others had stable disease."],
        ["T. Harker wrote the paper."],
        ["Responses were frequent (ORR, 47%. CR, 12%) in all."],
        ["The rate was 12%.”", "Others agree."],
        ["The p value was .003.", "≥ PR was seen in 47%."],
    ],
    ids=lambda parts: parts[0],
)
def test_where_sentences_end(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


def test_a_small_letter_opens_no_sentence() -> None:
    assert sentences("The rate was 5 mg. daily") == ["The rate was 5 mg. daily"]


def test_an_open_bracket_does_not_swallow_the_rest_of_a_page() -> None:
    text = f"A bracket (never closed. {'Words follow and follow. ' * 30}The end."
    assert len(sentences(text)) > 1


texts = st.text(alphabet=st.sampled_from("Ab 1.(]%[)?\n\u2009é;"), max_size=80)


@given(texts)
def test_sentences_cover_the_text_in_order(text: str) -> None:
    bounds = list(sentence_bounds(text))
    assert all(start < end for start, end in bounds)
    assert all(end <= start for (_, end), (start, _) in pairwise(bounds))
    gaps = [text[end:start] for (_, end), (start, _) in pairwise(bounds)]
    assert all(not gap.strip() for gap in gaps)
    assert (bounds[0][0], bounds[-1][1]) == (0, len(text)) if text else bounds == []


@given(texts)
def test_a_sentence_cut_again_is_itself_or_shorter(text: str) -> None:
    assert all("".join(sentences(part)).replace(" ", "") in text.replace(" ", "") for part in sentences(text))


def test_headings_within_a_paragraph() -> None:
    text = "Background: Myeloma is rare. Methods: We treated 46 patients. RESULTS: The ORR was 47%. Overall, fine."
    found = inline_headings(text)
    assert [heading for _, heading in found] == ["background", "methods", "results"]
    assert heading_at(found, text.index("47%"), "abstract") == "results"
    assert heading_at(found, text.index("46"), "abstract") == "methods"


def test_without_inline_headings_the_heading_above_holds() -> None:
    assert heading_at(inline_headings("The results: none were seen."), 5, "discussion") == "discussion"
