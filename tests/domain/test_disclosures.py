"""Who may have a paper: what is out is out, what somebody decided counts, else what the scheme suggests."""

from __future__ import annotations

import pytest

from domain.disclosures import Availability, Disclosure, Ruling, availability

P, R, W = Disclosure.PUBLISHED, Disclosure.ON_REQUEST, Disclosure.WITHHELD


@pytest.mark.parametrize(
    ("suggested", "ruling", "is_published", "may_come", "found"),
    [
        (P, None, True, True, Availability.PUBLISHED),
        (W, Ruling.WITHHELD, True, True, Availability.PUBLISHED),
        (P, None, False, True, Availability.TO_BE_PUBLISHED),
        (P, None, False, False, Availability.ON_REQUEST),
        (P, Ruling.RELEASED, False, True, Availability.RELEASED),
        (R, None, False, False, Availability.ON_REQUEST),
        (R, Ruling.WITHHELD, False, False, Availability.EXEMPT),
        (W, None, False, False, Availability.EXEMPT),
        (W, Ruling.RELEASED, False, False, Availability.RELEASED),
        (W, Ruling.ON_REQUEST, False, False, Availability.ON_REQUEST),
    ],
)
def test_who_may_have_a_paper(
    suggested: Disclosure, ruling: Ruling | None, is_published: bool, may_come: bool, found: Availability
) -> None:
    assert availability(suggested, ruling, is_published=is_published, may_come=may_come) is found


def test_states_are_said_in_words() -> None:
    assert Availability.TO_BE_PUBLISHED.label == "to be published"
