"""Lines, tables and JSON Lines: bounded, past damage, with places to look at."""

from __future__ import annotations

import io
import time

from ownvoice.core.records import Malformed
from ownvoice.sources.reading.csv_rows import Row, header_of, iter_records, iter_rows
from ownvoice.sources.reading.json_array import Element
from ownvoice.sources.reading.json_lines import iter_json_lines
from ownvoice.sources.reading.text_lines import decoded, iter_lines


def rows(data: str | bytes, escape: str | None = None) -> list[list[str] | str]:
    stream = io.BytesIO(data.encode() if isinstance(data, str) else data)
    return [row.cells if isinstance(row, Row) else row.reason for row in iter_rows(stream, "a.csv", escape)]


def test_lines_know_where_they_begin_and_none_is_longer_than_allowed() -> None:
    found = list(iter_lines(io.BytesIO(b"\xef\xbb\xbfab\n" + b"x" * 50 + b"\ncd"), longest=20))
    assert [(line.offset, line.data, line.whole) for line in found] == [
        (0, b"ab\n", True),
        (6, b"x" * 20, False),
        (57, b"cd", True),
    ]


def test_what_is_no_utf8_is_windows_1252() -> None:
    assert decoded("café 🚀".encode()) == "café 🚀"
    assert decoded(b"\x80 \x91quotes\x92 \x81") == "€ ‘quotes’ \x81"


def test_quoted_cells_keep_commas_quotes_and_line_breaks() -> None:
    assert rows('a,b\n"x, ""y""\nz",2\n\n , \n') == [["a", "b"], ['x, "y"\nz', "2"]]
    assert rows('a\n"say \\"hi\\", C:\\\\x"\n', escape="\\") == [["a"], ['say "hi", C:\\x']]


def test_a_byte_order_mark_and_nuls_are_no_text() -> None:
    assert rows(b"\xef\xbb\xbfid,te\0xt\r\n1,b\r\n") == [["id", "text"], ["1", "b"]]


def test_a_file_cut_inside_a_row_keeps_what_precedes() -> None:
    assert rows('a,b\n1,2\n3,"four') == [
        ["a", "b"],
        ["1", "2"],
        "The file ends inside this row; export it again.",
    ]
    assert rows("a,b\n1,2") == [["a", "b"], ["1", "2"]]  # complete, only without a line end


def test_a_cell_without_end_costs_itself_and_reading_goes_on() -> None:
    data = b'a,b\n1,"' + b"x" * 1000 * 17_000 + b"\n" + b"2,3\n4,5\n"
    found = rows(data)
    assert found[0] == ["a", "b"]
    assert "quotation marks" in str(found[1])


def test_records_are_keyed_by_column_and_may_be_short_but_not_wide() -> None:
    found = list(iter_records(io.BytesIO(b" ID ,Text\n1\n2,b\n3,c,d\n"), "a.csv"))
    assert found[:2] == [(1, {"id": "1", "text": ""}), (2, {"id": "2", "text": "b"})]
    assert isinstance(found[2], Malformed)
    assert (found[2].offset, found[2].unit) == (3, "row")


def test_the_header_is_the_first_row_that_holds_anything() -> None:
    assert header_of(b"\xef\xbb\xbf\r\nDate , Link,Message\r\n1") == ["date", "link", "message"]
    assert header_of(b"") == []


def test_json_lines_go_on_behind_damage() -> None:
    data = b'\xef\xbb\xbf{"a":1}\n\n{"a":\n{"a":"\\ud83d"}\n{"a":3}'
    found = list(iter_json_lines(io.BytesIO(data), "a"))
    assert [f.value for f in found if isinstance(f, Element)] == [{"a": 1}, {"a": "\ufffd"}, {"a": 3}]
    assert [f.offset for f in found if isinstance(f, Malformed)] == [12]


def test_time_is_linear_in_the_size() -> None:
    started = time.process_time()
    assert len(rows(b'"' * 1_000_001)) <= 1
    assert len(rows(b'a,"b\n' * 200_000)) > 1
    assert list(iter_json_lines(io.BytesIO(b'{"a":[' * 300_000), "a"))
    assert time.process_time() - started < 5
