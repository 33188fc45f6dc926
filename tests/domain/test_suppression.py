"""No figure of fewer than five answers is shown, and none can be worked out from those that are."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.suppression import SMALLEST, Cell, shown

Sizes = Mapping[str, Sequence[int]]
Figures = Mapping[Hashable, Sequence[Hashable]]
Row = list[Fraction]
YEAR, PEERS, LEADERS = "year", "peers", "leaders"


def year(**audiences: Sequence[int]) -> Cell:
    """A year: for each audience the answers of each challenge, called ``peers 0``, ``peers 1`` and so on."""
    parts = tuple(
        Cell(name, parts=tuple(Cell(f"{name} {number}", size) for number, size in enumerate(sizes)))
        for name, sizes in audiences.items()
    )
    return Cell(YEAR, parts=parts)


def figures(**audiences: Sequence[int]) -> dict[Hashable, int]:
    """The answers of which each figure is that is shown."""
    sizes = {f"{name} {n}": size for name, them in audiences.items() for n, size in enumerate(them)}
    return {key: sum(sizes[str(each)] for each in of) for key, of in shown(year(**audiences)).items()}


def test_a_group_of_five_is_shown_and_one_of_four_is_not() -> None:
    assert figures(peers=(5, 4, 6)) == {"peers 0": 5, "peers 2": 6, PEERS: 11, YEAR: 11}


def test_what_is_too_small_alone_is_shown_together() -> None:
    assert figures(leaders=(2, 1, 2)) == {LEADERS: 5, YEAR: 5}


def test_a_year_of_fewer_than_five_answers_is_not_shown_at_all() -> None:
    assert figures(leaders=(2, 2)) == {}


def test_a_years_figure_leaves_out_the_one_group_that_subtraction_would_show() -> None:
    """Seven and six are shown: a total of 15 would tell what the other two answered."""
    assert figures(peers=(7, 6, 2))[PEERS] == 13


def test_what_one_audience_leaves_out_is_told_with_what_another_does() -> None:
    assert figures(peers=(7, 3), leaders=(6, 2)) == {
        "peers 0": 7,
        "leaders 0": 6,
        PEERS: 7,
        LEADERS: 6,
        YEAR: 18,
    }


def test_the_total_of_a_year_is_no_way_to_an_audience_that_is_not_shown() -> None:
    assert figures(peers=(8,), leaders=(2, 2)) == {"peers 0": 8, PEERS: 8, YEAR: 8}


def test_a_group_that_nobody_answered_for_belongs_to_what_is_told_of_its_year() -> None:
    found = shown(year(peers=(6, 0)))

    assert found[PEERS] == ("peers 0", "peers 1")
    assert "peers 1" not in found


def test_a_survey_that_nobody_was_asked_tells_nothing() -> None:
    assert shown(Cell(YEAR)) == {}


# Whoever tries to find out


def attempts(sizes: Mapping[Hashable, int], found: Figures) -> Iterator[tuple[Hashable, ...]]:
    """Every group of one to four answers, alone or together, that some combination of figures gives away."""
    people = [each for each, size in sizes.items() if size]
    rows: list[Row] = [[Fraction(each in set(of)) for each in people] for of in found.values()]
    known = echelon(rows)
    few = [each for each in people if sizes[each] < SMALLEST]
    for number in range(1, SMALLEST):
        for some in combinations(few, number):
            if sum(sizes[each] for each in some) < SMALLEST:
                wanted = [Fraction(each in some) for each in people]
                if not any(reduced(wanted, known)):
                    yield some


def echelon(rows: Sequence[Row]) -> list[Row]:
    """Bring equations into a form in which it can be seen what follows from them, with exact fractions."""
    found: list[Row] = []
    for row in rows:
        rest = reduced(row, found)
        if any(rest):
            lead = next(value for value in rest if value)
            found.append([value / lead for value in rest])
    return found


def reduced(row: Row, known: Sequence[Row]) -> Row:
    """What is left of an equation when all that is known has been taken from it."""
    for each in known:
        place = next(number for number, value in enumerate(each) if value)
        row = [mine - row[place] * theirs for mine, theirs in zip(row, each, strict=True)]
    return row


def leaves(cell: Cell) -> dict[Hashable, int]:
    if not cell.parts:
        return {cell.key: cell.answers}
    return {key: size for part in cell.parts for key, size in leaves(part).items()}


def naive(cell: Cell) -> Figures:
    """What would be shown if nobody thought of subtraction."""
    inner = {key: of for part in cell.parts for key, of in naive(part).items()}
    its = tuple(leaves(cell))
    is_large = sum(leaves(cell).values()) >= SMALLEST
    return inner | ({cell.key: its} if is_large else {})


@pytest.mark.parametrize(
    ("audiences", "given_away"),
    [
        ({PEERS: (7, 6, 2)}, ("peers 2",)),
        ({PEERS: (8,), LEADERS: (2, 2)}, ("leaders 0", "leaders 1")),
        ({PEERS: (5, 1, 1, 1)}, ("peers 1", "peers 2", "peers 3")),
    ],
)
def test_the_attacker_of_this_test_finds_what_is_hidden_without_thought(
    audiences: Sizes, given_away: tuple[str, ...]
) -> None:
    whole = year(**audiences)

    assert given_away in set(attempts(leaves(whole), naive(whole)))
    assert list(attempts(leaves(whole), shown(whole))) == []


def test_no_combination_of_figures_gives_away_a_small_group_in_any_small_year() -> None:
    for peers in product((0, 1, 3, 4, 5, 6), repeat=2):
        for leaders in product((0, 2, 4, 5), repeat=2):
            whole = year(peers=peers, leaders=leaders)

            assert list(attempts(leaves(whole), shown(whole))) == [], (peers, leaders)


SMALL = st.lists(st.integers(0, 9), min_size=1, max_size=4)


@given(peers=SMALL, leaders=SMALL, others=SMALL)
def test_no_combination_of_figures_gives_away_a_small_group(
    peers: list[int], leaders: list[int], others: list[int]
) -> None:
    whole = year(peers=peers, leaders=leaders, others=others)
    sizes, found = leaves(whole), shown(whole)

    assert all(sum(sizes[each] for each in of) >= SMALLEST for of in found.values())
    assert list(attempts(sizes, found)) == []


@given(peers=SMALL, leaders=SMALL, others=SMALL)
def test_neither_adding_nor_subtracting_two_figures_or_three_gives_one_to_four_answers(
    peers: list[int], leaders: list[int], others: list[int]
) -> None:
    """The plain way, without algebra: what is the same on two pages, and what differs."""
    whole = year(peers=peers, leaders=leaders, others=others)
    sizes, found = leaves(whole), [frozenset(of) for of in shown(whole).values()]
    told = {*found, *(one - other for one in found for other in found)}
    told |= {one - other for one in told for other in found}
    told |= {one & other for one in told for other in told}

    assert all(sum(sizes[each] for each in of) not in range(1, SMALLEST) for of in told)


@given(peers=SMALL, more=SMALL)
def test_what_is_shown_of_a_challenge_does_not_depend_on_others(peers: list[int], more: list[int]) -> None:
    """So it stays as it was when a later survey closes, and two looks at a page tell no more than one."""
    alone = {key: of for key, of in shown(year(peers=peers)).items() if key not in (YEAR, PEERS)}
    found = shown(year(peers=[*peers, *more]))

    assert {key: found[key] for key in alone} == alone
    assert not {f"peers {number}" for number in range(len(peers))} & (set(found) - set(alone))
