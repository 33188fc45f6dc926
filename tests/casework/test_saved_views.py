"""Views of the pipeline under names: whose they are, and who may share and remove them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from casework.saved_views import (
    LONGEST_NAME,
    MOST,
    NoNameForAView,
    NotYoursToShare,
    TooManyViews,
    remove,
    save,
    views,
)
from db import people
from db.accounts_tables import Account
from domain.lifecycle import Stage
from domain.permissions import PUBLIC, AccountId, Part, Visitor
from domain.pipeline import Selection
from tests.casework.conftest import AT

LATE = Selection(late=True)


@pytest.fixture
def manager(session: Session) -> Visitor:
    return signed_in(session, "a_manager", Part.MANAGER)


@pytest.fixture
def adviser(session: Session) -> Visitor:
    return signed_in(session, "a_adviser", Part.ADVISER)


def signed_in(session: Session, name: str, part: Part) -> Visitor:
    address = f"{name}@lga.example"
    person = people.enter(session, name=part.label, email=address, post="", organisation="", at=AT)
    account = AccountId(name)
    session.add(Account(id=account, person_id=person, email=address, part=part, made_at=AT))
    session.flush()
    return Visitor(part, account, name=part.label)


def names(session: Session, visitor: Visitor) -> list[tuple[str, bool]]:
    return [(each.name, each.is_own) for each in views(session, visitor)]


def test_a_view_is_its_owners_unless_it_is_shared(
    session: Session, manager: Visitor, adviser: Visitor
) -> None:
    save(session, manager, " Late \t ones ", LATE, AT, is_shared=True)
    save(session, manager, "Mine", Selection(), AT, is_shared=False)

    assert names(session, manager) == [("Late ones", True), ("Mine", True)]
    assert names(session, adviser) == [("Late ones", False)]
    assert views(session, adviser)[0].query == "late=yes"


def test_a_view_saved_under_a_name_again_is_written_over(session: Session, manager: Visitor) -> None:
    save(session, manager, "Mine", LATE, AT, is_shared=True)
    save(session, manager, "Mine", Selection(stage=Stage.ON_SITE), AT, is_shared=False)

    assert [(each.query, each.is_shared) for each in views(session, manager)] == [("stage=on_site", False)]


def test_only_a_manager_saves_views_for_everybody(session: Session, adviser: Visitor) -> None:
    with pytest.raises(NotYoursToShare, match="Only a programme manager"):
        save(session, adviser, "Ours", LATE, AT, is_shared=True)


@pytest.mark.parametrize("name", ["", "  ", "x" * (LONGEST_NAME + 1)])
def test_a_view_needs_a_name_that_fits(session: Session, adviser: Visitor, name: str) -> None:
    with pytest.raises(NoNameForAView, match="at most 60 characters"):
        save(session, adviser, name, LATE, AT, is_shared=False)


def test_nobody_keeps_more_views_than_one_can_choose_from(session: Session, adviser: Visitor) -> None:
    for number in range(MOST):
        save(session, adviser, f"View {number}", LATE, AT, is_shared=False)
    save(session, adviser, "View 0", LATE, AT, is_shared=False)

    with pytest.raises(TooManyViews, match="You keep 50 views already"):
        save(session, adviser, "One more", LATE, AT, is_shared=False)


def test_a_view_is_removed_by_its_owner_alone(session: Session, manager: Visitor, adviser: Visitor) -> None:
    save(session, manager, "Late ones", LATE, AT, is_shared=True)
    (view,) = views(session, adviser)

    assert not remove(session, adviser, view.number)
    assert not remove(session, PUBLIC, view.number)
    assert not remove(session, replace(manager, account=None), view.number)
    assert remove(session, manager, view.number)
    assert views(session, manager) == ()
