"""How often somebody may come."""

from __future__ import annotations

from dashboard import rates
from dashboard.rates import Rates


class Watch:
    """A clock that stands until it is set on."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def test_a_burst_is_let_in_and_then_as_many_as_the_rate_allows() -> None:
    watch = Watch()
    limit = Rates(2, 3, watch)

    assert [limit.wait("one") for _ in range(4)] == [0, 0, 0, 0.5]
    watch.at += 0.5
    assert [limit.wait("one") for _ in range(2)] == [0, 0.5]


def test_who_waits_in_vain_is_not_kept_out_longer_for_it() -> None:
    watch = Watch()
    limit = Rates(1, 1, watch)
    limit.wait("one")

    for _ in range(9):
        watch.at += 0.1
        assert limit.wait("one") > 0
    watch.at += 0.11

    assert limit.wait("one") == 0


def test_nobody_uses_up_what_is_another_visitors() -> None:
    limit = Rates(1, 1, Watch())

    assert (limit.wait("one"), limit.wait("two"), limit.wait("one")) == (0, 0, 1)


def test_with_no_rate_nobody_waits() -> None:
    limit = Rates(0, 0)

    assert {limit.wait("one") for _ in range(100)} == {0}


def test_no_more_buckets_are_kept_than_there_is_room_for() -> None:
    limit = Rates(1, 1, Watch())

    for number in range(rates.MOST + 5):
        limit.wait(str(number))

    assert len(limit._buckets) == rates.MOST
    assert limit.wait("0") == 0  # It was forgotten, and begins anew.


def test_programs_are_told_how_much_they_may_ask_and_have_left() -> None:
    limit = Rates(2, 8, Watch())
    for _ in range(3):
        limit.wait("one")

    assert limit.told("one") == {"RateLimit-Policy": '"all";q=8;w=4', "RateLimit": '"all";r=5;t=2'}
    assert Rates(0, 8, Watch()).told("one") == {}
