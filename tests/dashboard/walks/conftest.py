"""The dashboard with a clock that can be set, and nobody in it yet."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from fastapi import FastAPI

from casework import accounts, passwords
from casework.accounts import Newcomer
from casework.links import path
from casework.sign_in import first_manager_link
from dashboard import asking, clock
from db.session import transaction
from domain.permissions import Part, Visitor
from tests.dashboard.walks.walker import PASSWORD, Clock


@pytest.fixture
def standing(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Set the dashboard's clock; what is done once a page has been answered goes by the same."""
    made = Clock(datetime(2025, 3, 6, 9, 30, tzinfo=UTC))
    monkeypatch.setattr(clock, "now", made)
    app.dependency_overrides[asking.now] = made
    return made


@pytest.fixture
def first_link(standing: Clock) -> str:
    """Give the link by which the first programme manager comes in."""
    with transaction() as session:
        key = first_manager_link(session, standing())
    assert key is not None
    return path(key)


@pytest.fixture
def manager_account(standing: Clock) -> None:
    """Give a programme manager an account with a password."""
    with transaction() as session:
        newcomer = Newcomer("manager@programme.example", Part.MANAGER, name="Programme manager")
        made = accounts.add(session, Visitor(Part.MANAGER, name="desk"), newcomer, standing())
        accounts.get(session, made).password_hash = passwords.hashed(PASSWORD)
