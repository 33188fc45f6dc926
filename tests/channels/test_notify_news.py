"""What Notify tells of its messages comes twice, late and out of order, and from strangers too."""

from __future__ import annotations

import json
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from channels.notify_news import NotFromNotify, Unreadable, heard, report
from channels.statuses import Status, joined

TOKEN = SecretStr("agreed")
BEARER = "Bearer agreed"
NEWS: dict[str, Any] = {
    "id": "740e5834-3a29-46b4-9a6f-16142fde533a",
    "reference": "CPC-2024-001-dates",
    "to": "leader@tamworth.example",
    "status": "delivered",
    "created_at": "2026-03-06T09:00:00.000000Z",
    "sent_at": "2026-03-06T09:00:01.000000Z",
    "completed_at": "2026-03-06T09:00:02.000000Z",
    "notification_type": "email",
    "template_id": "f33517ff-2a88-4f6e-b855-c550268ce08a",
    "template_version": 3,
}


def test_a_callback_tells_what_became_of_a_message() -> None:
    told = heard(BEARER, json.dumps(NEWS).encode(), TOKEN)

    assert (told.id, told.reference, told.to) == (NEWS["id"], NEWS["reference"], NEWS["to"])
    assert (told.status, told.template_version) == (Status.DELIVERED, 3)
    assert told.at.isoformat() == "2026-03-06T09:00:02+00:00"


@pytest.mark.parametrize(
    "header", [None, "", "agreed", "Bearer", "Bearer other", "bearer agreed", "Bearer ä"]
)
def test_a_callback_from_a_stranger_is_refused(header: str | None) -> None:
    with pytest.raises(NotFromNotify, match="CPC_NOTIFY_CALLBACK_TOKEN"):
        heard(header, b"{}", TOKEN)


@pytest.mark.parametrize("token", [None, SecretStr("")])
def test_without_a_token_no_callback_is_taken(token: SecretStr | None) -> None:
    with pytest.raises(NotFromNotify):
        heard("Bearer ", b"{}", token)


@pytest.mark.parametrize(
    "body",
    [
        b"no json",
        b"\xff",
        b"[]",
        b"{}",
        json.dumps({**NEWS, "status": "happy"}).encode(),
        json.dumps({**NEWS, "completed_at": "soon"}).encode(),
        json.dumps({**NEWS, "template_version": "x"}).encode(),
        json.dumps({**NEWS, "completed_at": None, "sent_at": None, "created_at": None}).encode(),
    ],
)
def test_what_cannot_be_read_is_said_to_be(body: bytes) -> None:
    with pytest.raises(Unreadable, match="Ask for the message's status instead"):
        heard(BEARER, body, TOKEN)


def test_a_message_of_the_record_is_read_alike() -> None:
    told = report(
        {
            "id": "1",
            "reference": None,
            "email_address": "leader@tamworth.example",
            "status": "sending",
            "template": {"version": 2},
            "created_at": "2026-03-06T09:00:00.000000Z",
            "sent_at": None,
            "completed_at": None,
            "subject": "s",
            "body": "b",
        }
    )

    assert (told.to, told.template_version, told.text) == ("leader@tamworth.example", 2, "b")
    assert not told.status.is_final


@given(st.lists(st.sampled_from(Status), min_size=1, max_size=6))
def test_news_come_to_the_same_in_any_order_and_number(news: list[Status]) -> None:
    def sum_of(heard: list[Status]) -> Status:
        whole = heard[0]
        for each in heard[1:]:
            whole = joined(whole, each)
        return whole

    expected = sum_of(news)
    assert {sum_of(list(each)) for each in list(permutations(news))[:50]} == {expected}
    assert sum_of([*news, *news]) == expected


def test_an_arrival_outdoes_a_failure_for_a_time_and_a_bounce_outdoes_both() -> None:
    late = joined(Status.DELIVERED, Status.TEMPORARY_FAILURE)

    assert late is Status.DELIVERED
    assert joined(late, Status.PERMANENT_FAILURE) is Status.PERMANENT_FAILURE
    assert Status.PERMANENT_FAILURE.has_failed
    assert not Status.DELIVERED.has_failed
    assert next(each for each in Status if each.is_final) is Status.SENT
