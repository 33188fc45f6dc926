"""Surveys that people answer: a challenge whose visit is over, and answers that were kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import pytest
from sqlalchemy.orm import Session

from casework import record, survey_forms, survey_links
from casework.record import Entry
from casework.survey_links import Invitation
from db import surveys as rows
from db.surveys import GroupKey
from db.surveys_tables import SurveyGroup
from domain.days import Day
from domain.lifecycle import CouncilCode, Event, Milestone, PersonId, Reference
from domain.people import Role
from domain.years import FinancialYear
from settings import settings
from tests.casework.conftest import Challenge
from tests.casework.rounds import at

FEEDBACK, LAST, CLOSED = "2024-10-31", "2024-11-28", "2024-11-29"
"""The Thursday on which the survey opens, the Thursday on which it closes, and the day after."""
VISIT = "after_visit"
EXTENT = {"satisfaction": "great", "impact": "moderate", "confidence": "small"}
PEER = {"peer_satisfaction": "great", "peer_learning": "moderate", "recommend": "yes"}


@pytest.fixture
def linked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Say where links lead and with what they are signed."""
    monkeypatch.setenv("CPC_BASE_URL", "https://cpc.example/")
    monkeypatch.setenv("CPC_SECRET", "a secret for tests")
    settings.cache_clear()
    yield
    settings.cache_clear()


def heard(challenge: Challenge, participants: int = 0, on: str = FEEDBACK) -> Challenge:
    """Let a council hear its feedback, which opens the survey; the peers have met some more people."""
    for number in range(participants):
        challenge.assign(Role.PARTICIPANT, "2024-10-01", f"participant.{number}@council.example")
    happened = Event(0, Milestone.FEEDBACK_GIVEN, Day.parse(on))
    by = Entry("Programme manager", date.fromisoformat(on), at(on))
    record.write(challenge.session, challenge.reference, by, [happened])
    return challenge


def token(challenge: Challenge, person: PersonId, survey: str = VISIT) -> str:
    return survey_links.token(Invitation(challenge.reference, survey, None, person))


def answer(challenge: Challenge, person: PersonId, on: str, **said: str) -> bool:
    by = Entry(survey_forms.BY_LINK, date.fromisoformat(on), at(on))
    return survey_forms.answer(challenge.session, token(challenge, person), said, date.fromisoformat(on), by)


def asked(
    session: Session,
    reference: Reference,
    audience: str,
    said: Iterable[dict[str, str]],
    *,
    invited: int = 10,
    opened: date = date(2024, 10, 31),
    closes: date = date(2024, 11, 28),
    is_sample: bool = False,
) -> GroupKey:
    """Keep a group with what it answered, as if it had been asked."""
    key = GroupKey(reference, VISIT, CouncilCode(""), audience)
    session.add(
        SurveyGroup(
            **key._asdict(),
            year=str(FinancialYear.of(opened)),
            opened_on=opened,
            closes_on=closes,
            invited=invited,
            is_sample=is_sample,
        )
    )
    session.flush()
    for each in said:
        rows.add(session, key, each)
    return key
