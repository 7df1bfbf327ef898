"""How tables are printed: what is in a cell never moves the cells beside it."""

from stonechat.cli.show import number_of, table


def test_a_cell_with_a_line_break_or_a_tab_stays_on_its_line() -> None:
    said = table(("id", "date"), [("A\n1", "x"), ("B\t2", "y"), ("\x1b[2J", "z"), ("Ö 3", "w")])
    assert said.splitlines() == [
        "id       date",
        "A\\n1     x",
        "B\\t2     y",
        "\\x1b[2J  z",
        "Ö 3      w",
    ]


def test_numbers_and_words_to_the_right_and_to_the_left() -> None:
    assert table(("a", "b"), [("long", "1"), ("x", "22")], right=(1,)) == "a      b\nlong   1\nx     22"


def test_one_is_not_plural() -> None:
    assert [number_of(count, "problem") for count in (0, 1, 2000)] == [
        "0 problems",
        "1 problem",
        "2,000 problems",
    ]
