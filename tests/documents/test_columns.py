"""A printed table gives each column the room that its contents need."""

from collections.abc import Callable
from typing import Any

from documents.blocks import Table
from documents.columns import needs_hyphens, shares
from documents.tree import read

Html = Callable[..., str]


def laid(html: Html, inside: str) -> Table:
    table = read(html(inside)).blocks[1]
    assert isinstance(table, Table)
    return table


def test_a_long_text_gets_more_room_than_a_number_and_a_date_stays_whole(html: Html, table: Any) -> None:
    rows = [["1", "The council should agree one vision. " * 5, "6 March 2026"]]

    number, text, day = shares(laid(html, table("Plan", ["No", "What", "When"], rows)))

    assert text > 4 * number
    assert day >= len("6 March 2026")


def test_in_a_crowded_table_a_date_gives_way_to_sentences(html: Html, table: Any) -> None:
    names = ["No", "Recommendation", "Actions", "Lead member", "Lead officer", "Due", "Revised", "Rating"]
    row = [
        "1",
        "Agree one vision. " * 9,
        "Publish it. " * 9,
        "Leader",
        "Director",
        *["16 March 2026"] * 2,
        "Amber",
    ]

    given = dict(zip(names, shares(laid(html, table("Plan", names, [row]))), strict=True))

    assert given["Actions"] > given["Due"]
    assert given["Recommendation"] > len("Recommendation")
    assert sum(given.values()) <= 93


def test_the_author_of_a_table_has_the_last_word(html: Html) -> None:
    widths = '<colgroup><col style="width: 70%"><col style="width: 30%"></colgroup>'
    inside = f"<table><caption>A</caption>{widths}<tbody><tr><td>a</td><td>b</td></tr></tbody></table>"

    assert shares(laid(html, inside)) == (70.0, 30.0)


def test_a_cell_that_spans_columns_widens_none_of_them(html: Html) -> None:
    row = f"<tr><td>a</td><td>b</td></tr><tr><td colspan='2'>{'words ' * 50}</td></tr>"

    left, right = shares(laid(html, f"<table><caption>A</caption><tbody>{row}</tbody></table>"))

    assert left == right


def test_words_are_hyphenated_only_where_a_column_is_too_narrow_for_one(html: Html, table: Any) -> None:
    names = [f"Responsibility {n}" for n in range(8)]

    assert needs_hyphens(laid(html, table("Wide", names, [["words"] * 8])))
    assert not needs_hyphens(laid(html, table("Narrow", names[:3], [["words"] * 3])))
