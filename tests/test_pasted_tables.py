"""Tables pasted from a web page as text, where a non-breaking space ends each cell."""

from myelomine.parser.pasted_tables import with_tabs

END = "\u00a0"


def page(*rows: tuple[str, ...], header: str = "Rd n = 40VRd n = 41") -> str:
    return "\n".join([header, *("".join(cell + END for cell in row) for row in rows)])


def grid(text: str) -> list[list[str]]:
    return [line.split("\t") for line in with_tabs(text).split("\n")]


ROWS = (("Males, %", "58", "55"), ("ORR, %", "71", "84"), ("CR, %", "9", "26"))


def test_the_header_that_lost_its_gaps_is_cut_at_its_numbers() -> None:
    assert grid(page(*ROWS))[0] == ["", "Rd n = 40", "VRd n = 41"]


def test_a_row_without_a_stub_goes_on_with_the_row_above() -> None:
    rows = grid(page(*ROWS, ("PR (%)", "4 CR (18)", "1 CR (25)"), ("7 PR (32)", ""), ("SD, %", "20", "")))
    assert rows[4:] == [["PR (%)", "4 CR (18) 7 PR (32)", "1 CR (25)"], ["SD, %", "20", ""]]


def test_a_label_among_the_rows_and_an_indent_are_kept() -> None:
    rows = grid(page(*ROWS, ("Response",), ("\u2003\u2003PR", "1", "2")))
    assert rows[4:] == [["Response", "", ""], ["  PR", "1", "2"]]


def test_a_table_printed_twice_is_read_once() -> None:
    assert grid(f"{page(*ROWS)}\n{page(*ROWS)}") == grid(page(*ROWS))


def test_a_label_alone_is_joined_to_its_caption() -> None:
    text = with_tabs(f"Table 1\n\nResponse by arm\n\n{page(*ROWS)}")
    assert text.startswith("Table 1. Response by arm\n")


def test_prose_with_such_spaces_is_left_alone() -> None:
    prose = f"A dose of 25{END}mg was given to 12{END}patients.\nTable 1\n\nNothing follows."
    assert with_tabs(prose) == prose
