import pytest

from tests.connectors.formats.conftest import Read


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found_in_the_header(read: Read, delimiter: str) -> None:
    message = read(delimiter.join(("author", "text")), delimiter.join(("Ada", "hello"))).message

    assert (message.author.name, message.text) == ("Ada", "hello")


def test_names_of_columns_are_read_without_regard_to_case(read: Read) -> None:
    assert read(" Username ,CONTENT", "Ada,hello").message.author.name == "Ada"


def test_a_quoted_cell_may_run_over_lines(read: Read) -> None:
    assert read("author,text", 'Ada,"one', "", 'two, ""three"""').message.text == (
        'one\n\ntwo, "three"'
    )


def test_a_broken_row_is_named_by_the_line_where_it_begins(read: Read) -> None:
    reading = read("author,text,time", 'Ada,"one', 'two",', "Bo,hi,soon", "Cy,hello,")

    assert [message.author.name for message in reading.messages] == ["Ada", "Cy"]
    assert [fault.line for fault in reading.broken] == [4]


def test_a_row_with_too_many_cells_is_broken_rather_than_cut(read: Read) -> None:
    reading = read("author,text", "Ada,hello, friend", "Bo,hi")

    assert [message.author.name for message in reading.messages] == ["Bo"]


def test_a_row_with_too_few_cells_gets_defaults(read: Read) -> None:
    assert read("text,author", "hello").message.author.name == "unknown"


def test_lists_in_a_cell_are_separated_by_bars(read: Read) -> None:
    message = read("text,mentions,roles", "hi,u1|u2,red | blue").message

    assert (message.targets, message.author.roles) == (("u1", "u2"), frozenset({"red", "blue"}))


@pytest.mark.parametrize(("cell", "expected"), [("true", True), ("1", True), ("no", False)])
def test_a_flag_may_be_written_in_several_ways(read: Read, cell: str, *, expected: bool) -> None:
    assert read("text,moderator", f"hi,{cell}").message.author.is_moderator is expected


def test_a_line_over_a_megabyte_costs_only_itself(read: Read) -> None:
    reading = read("author,text", "Ada,one", "Bo," + "x" * 1_000_001, "Cy,two", "Dee,")

    assert [message.text for message in reading.messages] == ["one", "two"]
    assert [fault.line for fault in reading.broken] == [3, 5]


def test_the_line_after_one_over_a_megabyte_keeps_its_number(read: Read) -> None:
    reading = read("author,text", "x" * 1_000_001, "Ada,")

    assert [fault.line for fault in reading.broken] == [2, 3]


def test_a_quote_that_is_never_closed_does_not_swallow_the_rest(read: Read) -> None:
    rows = [f"Ada,line {number}" for number in range(20_000)]

    reading = read("author,text", 'Bo,"never closed', *rows)

    assert [fault.line for fault in reading.broken] == [2]
    assert reading.message.text == "line 19999"
