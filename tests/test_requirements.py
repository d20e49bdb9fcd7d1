"""What a text must hold for a pattern to match it: never too much."""

from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from myelomine.parser import read_document
from myelomine.patterns import load_patterns
from myelomine.requirements import Screen, may_take_long, requirement_of

PATTERNS = load_patterns()
CORPUS = Path(__file__).parents[1] / "corpus"


@pytest.mark.parametrize(
    ("expression", "clauses"),
    [
        ("median", [("median",)]),
        ("(?i:MEDIAN)", [("median",)]),
        ("(?i)CR(?-i:PR)", [("crpr",)]),
        ("(?:no|one) patient", [("no patient", "one patient")]),
        ("months?", [("month",)]),
        (r"\d{2}\s?mg", [("00 mg", "00mg")]),
        (r"\d{1,3}mg", [("0mg",)]),
        (r"(?<=grade )[34]", [("grade 0",)]),
        (r"arm (?=[AB]\b)", [("arm A", "arm B")]),
        (r"[^a]{2,9}", []),
        (r"died|\w+", []),
        (r"(?P<n>\d)(?P=n)", []),
        (r"(?!died)\p{Lu}", []),
        ("a{2,}b", [("ab",)]),
        (r"can\x27t", [("can't",)]),
        (r"(?:\d{1,3}|two) of", [("0 of", "two of")]),
    ],
)
def test_the_clauses_of_an_expression(expression, clauses):
    assert sorted(requirement_of(expression)) == sorted(clauses)


def test_a_flag_for_the_whole_expression_ignores_case():
    assert requirement_of("MEDIAN", ignores_case=True) == (("median",),)


@pytest.mark.parametrize("pattern", PATTERNS.patterns, ids=lambda p: p.id)
def test_a_pattern_may_match_its_examples(pattern):
    for expression in pattern.compiled:
        screen = Screen([requirement_of(expression.pattern, "ignorecase" in pattern.flags)])
        for example in pattern.examples:
            assert screen.candidates(example) or not expression.search(example)


def test_nothing_that_matches_in_the_corpus_is_left_out():
    every = [(p, e) for p in PATTERNS.patterns for e in p.compiled]
    screen = Screen([requirement_of(e.pattern, "ignorecase" in p.flags) for p, e in every])
    texts = [block.text for path in sorted(CORPUS.glob("*.pdf"))[:4] for block in read_document(path).blocks]
    assert len(texts) > 50
    for text in texts:
        candidates = set(screen.candidates(text))
        missed = [p.id for number, (p, e) in enumerate(every) if number not in candidates and e.search(text)]
        assert not missed


_ATOMS = st.sampled_from(
    ["a", "B", "ab", r"\d", r"\s", r"\w", ".", "[ab]", "[^a]", "[0-4]", "(?i:a)B", r"\b", "ç", "-", r"\."]
)


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    repeats = st.sampled_from(["?", "*", "+", "{2}", "{1,2}", "{0,2}", "+?", "{2,}"])
    wraps = st.sampled_from(["(?:{})", "(?P<x>{})", "(?i:{})", "(?={})", "(?!{})", "(?<={})", "(?<!{})", "(?>{})"])
    return st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda pair: f"(?:{pair[0]}|{pair[1]})"),
        st.tuples(inner, repeats).map(lambda pair: f"(?:{pair[0]}){pair[1]}"),
        st.tuples(wraps, inner).map(lambda pair: pair[0].format(pair[1])),
    )


@given(st.recursive(_ATOMS, _grown, max_leaves=8), st.text("abAB01 .-çÇ\n", max_size=12), st.booleans())
def test_what_an_expression_matches_meets_its_requirement(expression, text, ignores_case):
    compiled = regex.compile(expression, regex.IGNORECASE if ignores_case else 0)
    if compiled.search(text):
        assert Screen([requirement_of(expression, ignores_case)]).candidates(text) == [0]


@pytest.mark.parametrize(
    ("expression", "slow"),
    [
        (r"\d{1,3}\s?(?:%|percent)", False),
        (r"[^.;]{0,60}died[^.;]{0,60}", False),
        (r"(?:a|b)?c+", False),
        (r"a+b+c+", True),
        (r"(?:a+)+", True),
        (r"(?:[(]a*[)]){2,3}", True),
        (r"\p{L}{2,20}(?:\s\p{Lu}*){0,4}", True),
        (r"[*+]{2}\*", False),
        (r"(?=(?:\w+\s){0,3})x", True),
    ],
)
def test_an_expression_that_may_take_long(expression, slow):
    assert may_take_long(expression) is slow


@pytest.mark.parametrize("pattern", PATTERNS.patterns, ids=lambda p: p.id)
def test_no_pattern_without_a_time_limit_takes_long(pattern):
    """The longest texts that are searched without a limit, of pieces that keep repeats busy."""
    for expression in pattern.compiled:
        if not may_take_long(expression.pattern):
            for piece in ("1", "1 ", "1·3", "a ", "grade 3 ", "(", "[1, ", "95% CI 1-", "patients with ", "of the "):
                expression.search((piece * 500)[:500], timeout=2.0)  # a TimeoutError is the failure
