"""What programs do: tried or done as on a page, once under a key, and refused with what to put right."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from casework import requests
from casework.case import case
from casework.deeds.questions import Kind
from casework.deeds.specimen import asked, asked_at_opening
from casework.deeds.table import all_deeds
from casework.requests import Answer, OtherRequest, UnderWay, once
from dashboard.api import acting
from dashboard.seeing_to import see_to, see_to_all
from db.accounts_tables import Account
from db.requests import RequestKey, begin
from db.session import reading, transaction
from domain.errors import RulesRefuse
from domain.people import Role
from domain.permissions import Part, Scope
from tests.dashboard.api.conftest import API, AT, WithToken, read
from tests.dashboard.conftest import JOINT, TAMWORTH

HERE = f"{API}/challenges/{TAMWORTH}"
SAMPLES = Path(__file__).parents[3] / "db" / "samples" / "content" / "single-2024"
REASON = {"answers": {"reason": "The council asked for it."}}
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
stocked = pytest.mark.usefixtures("stocked")


def kinds() -> list[str]:
    with reading() as session:
        return [str(each.kind) for each in case(session, TAMWORTH).history]


@stocked
async def test_a_deed_is_tried_and_then_done_and_what_it_owes_is_seen_to(
    client: httpx.AsyncClient, with_token: WithToken, seen_to: list[str]
) -> None:
    manager = with_token(Part.MANAGER)

    tried = await client.post(f"{HERE}/cancel", params={"trial": "true"}, json=REASON, headers=manager)
    before = kinds()
    done = await client.post(f"{HERE}/cancel", json=REASON, headers=manager)

    assert tried.json() == {**done.json(), "trial": True}
    assert done.json()["what"] == f"{TAMWORTH} is cancelled."
    assert "Messages to send" in {each["title"] for each in done.json()["effects"]["in_words"]}
    assert done.json()["effects"]["notices"]
    assert {each["turn"] for each in done.json()["effects"]["deadlines"]} == {"ends"}
    assert "cancelled" not in before
    assert kinds()[-1] == "cancelled"
    assert seen_to == [TAMWORTH]


@on_sqlite
@stocked
async def test_what_a_deed_asks_of_a_challenge_can_be_read(
    client: httpx.AsyncClient, with_token: WithToken
) -> None:
    manager = with_token(Part.MANAGER)

    extend = await read(client, f"/challenges/{TAMWORTH}/extend", manager)
    held = await read(client, f"/challenges/{TAMWORTH}/record/review_held", manager)

    assert extend["offered"] is True
    assert [each["name"] for each in extend["questions"]] == ["deadline", "days", "reason", "on"]
    assert extend["questions"][3]["given"] == "2025-03-06"
    assert held["offered"] is False
    assert held["obstacles"]


@on_sqlite
@stocked
async def test_everything_that_is_wrong_is_said_at_once_at_its_question(
    client: httpx.AsyncClient, with_token: WithToken, seen_to: list[str]
) -> None:
    manager = with_token(Part.MANAGER)
    said = {"answers": {"deadline": "never", "days": 5, "colour": "blue"}}

    answer = await client.post(f"{HERE}/extend", json=said, headers=manager)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert {each["at"][1] for each in answer.json()["errors"]} == {"deadline", "reason", "colour"}
    assert seen_to == []


@on_sqlite
@stocked
@pytest.mark.usefixtures("seen_to")
async def test_what_the_rules_refuse_is_a_conflict_and_what_one_may_not_is_forbidden(
    client: httpx.AsyncClient, with_token: WithToken
) -> None:
    manager = with_token(Part.MANAGER)
    reader = with_token(Part.ADVISER, Scope.READ)
    council = with_token(Part.COUNCIL_CONTACT, seat=(TAMWORTH, Role.CHIEF_EXECUTIVE, "TAW"))

    early = await client.post(f"{HERE}/record/review_held", headers=manager)
    may_not = await client.post(f"{HERE}/cancel", json=REASON, headers=reader)
    theirs = await client.post(f"{HERE}/cancel", json=REASON, headers=council)
    others = await client.post(f"{API}/challenges/{JOINT}/hand-in/plan", headers=council)
    nobody = await client.post(f"{HERE}/cancel", json=REASON)

    assert (early.status_code, early.json()["title"]) == (409, "Conflict")
    assert "cannot be recorded" in early.json()["detail"]
    assert (may_not.status_code, theirs.status_code) == (403, 403)
    assert (others.status_code, nobody.status_code) == (404, 401)


@on_sqlite
@stocked
@pytest.mark.usefixtures("seen_to")
async def test_a_council_does_nothing_in_the_name_of_another(
    client: httpx.AsyncClient, with_token: WithToken
) -> None:
    with reading() as session:
        mine, other = (each.code for each in case(session, JOINT).history[0].details.councils)
    council = with_token(Part.COUNCIL_CONTACT, seat=(JOINT, Role.CHIEF_EXECUTIVE, mine))

    answer = await client.post(
        f"{API}/challenges/{JOINT}/record/plan_received",
        json={"answers": {"council": other}},
        headers=council,
    )

    assert answer.status_code == 403


@on_sqlite
@stocked
@pytest.mark.parametrize("way", ["json", "form"])
@pytest.mark.usefixtures("seen_to")
async def test_a_file_comes_in_the_json_or_as_a_part_of_a_form(
    client: httpx.AsyncClient, with_token: WithToken, way: str
) -> None:
    council = with_token(Part.COUNCIL_CONTACT, seat=(TAMWORTH, Role.CHIEF_EXECUTIVE, "TAW"))
    content = (SAMPLES / "statement-TAW.yaml").read_bytes()
    file = {"name": "statement-TAW.yaml", "content": b64encode(content).decode()}
    ways: dict[str, dict[str, Any]] = {
        "json": {"json": {"answers": {"file": file}}},
        "form": {"files": {"file": ("statement-TAW.yaml", content)}, "data": {}},
    }

    answer = await client.post(f"{HERE}/hand-in/statement", headers=council, **ways[way])

    assert answer.status_code == 200, answer.text
    assert "is understood and kept" in answer.json()["what"]
    assert answer.json()["effects"]["deadlines"] == []  # They are told in words.


@on_sqlite
@stocked
@pytest.mark.usefixtures("seen_to")
async def test_answers_of_every_kind_are_understood(client: httpx.AsyncClient, with_token: WithToken) -> None:
    manager = with_token(Part.MANAGER)
    said = {"answers": {"focus": ["Housing", "Finance"], "control": None}}
    peer = {"role": "member_peer", "name": "Member peer", "email": "peer@council.example", "rename": False}

    facts = await client.post(f"{HERE}/facts", json=said, headers=manager)
    form = await client.post(
        f"{HERE}/facts", data={"focus": ["Housing", "Waste"]}, files={"none": b""}, headers=manager
    )
    assigned = await client.post(f"{HERE}/assign-peer", json={"answers": peer}, headers=manager)
    renamed = {**peer, "name": "Member peer of another council", "rename": True}
    again = await client.post(f"{HERE}/assign-peer", json={"answers": renamed}, headers=manager)

    assert facts.status_code == 200, facts.text
    assert form.json()["errors"][0]["at"] == ["answers", "none"]
    assert assigned.status_code == 200, assigned.text
    assert again.status_code == 200, again.text


@on_sqlite
@stocked
@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"answers": {"days": NaN}}', "application/json", 400),
        (b'{"answers": {"reason": "\\ud800"}}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"reason": "x"}', "application/json", 422),
        (b"[]", "application/json", 422),
        (b'{"answers": {"reason": {"a": 1}}}', "application/json", 422),
        (b'{"answers": {"reason": 1.5}}', "application/json", 422),
        (b'{"answers": {"file": {"name": "x", "content": "%"}}}', "application/json", 422),
        (b"reason: x", "text/yaml", 415),
        (b"x" * 1_100_000, "application/json", 413),
    ],
)
async def test_what_cannot_be_read_is_refused_as_what_it_is(
    client: httpx.AsyncClient, with_token: WithToken, content: bytes, kind: str, status: int
) -> None:
    headers = {**with_token(Part.MANAGER), "Content-Type": kind}

    answer = await client.post(f"{HERE}/cancel", content=content, headers=headers)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_challenge_is_opened_and_found_where_the_answer_says(
    client: httpx.AsyncClient, with_token: WithToken, seen_to: list[str]
) -> None:
    manager = with_token(Part.MANAGER)
    said = {"answers": {"councils": ["Tamworth"], "product": "corporate"}}

    tried = await client.post(f"{API}/challenges", params={"trial": "1"}, json=said, headers=manager)
    opened = await client.post(f"{API}/challenges", json=said, headers=manager)
    there = await client.get(opened.headers["location"], headers=manager)

    assert (tried.status_code, opened.status_code) == (200, 201)
    assert there.json()["reference"] == opened.json()["reference"] == "CPC-2025-001"
    assert seen_to == ["CPC-2025-001"]


@on_sqlite
@stocked
async def test_a_round_is_foretold_and_goes(
    client: httpx.AsyncClient, with_token: WithToken, seen_to: list[str]
) -> None:
    manager = with_token(Part.MANAGER)

    foretold = await read(client, "/round", manager)
    gone = await client.post(f"{API}/round", headers=manager)

    assert {each["on"] for each in foretold["upcoming"]} == {"2025-03-06"}
    assert (gone.status_code, gone.json()) == (202, {"what": "A round is going."})
    assert seen_to == ["all"]


# Once under a key


@stocked
async def test_a_request_with_a_key_is_done_once_however_often_it_is_sent(
    client: httpx.AsyncClient, with_token: WithToken, seen_to: list[str]
) -> None:
    keyed = {**with_token(Part.MANAGER), "Idempotency-Key": "one"}
    said = {"answers": {"focus": ["Housing"]}}

    first = await client.post(f"{HERE}/facts", json=said, headers=keyed)
    again = await client.post(f"{HERE}/facts", json=said, headers=keyed)
    other = await client.post(f"{HERE}/facts", json={"answers": {"focus": ["Waste"]}}, headers=keyed)

    assert first.json() == again.json()
    assert ("idempotent-replayed" in first.headers, again.headers["idempotent-replayed"]) == (False, "true")
    assert kinds()[-1] == "facts_set" != kinds()[-2]
    assert other.status_code == 422
    assert "came with another body before" in other.json()["detail"]
    assert seen_to == [TAMWORTH]


@on_sqlite
@stocked
@pytest.mark.usefixtures("seen_to")
async def test_a_trial_and_what_was_refused_use_no_key_up(
    client: httpx.AsyncClient, with_token: WithToken
) -> None:
    keyed = {**with_token(Part.MANAGER), "Idempotency-Key": "one"}

    tried = await client.post(f"{HERE}/cancel", params={"trial": "1"}, json=REASON, headers=keyed)
    wrong = await client.post(f"{HERE}/cancel", json={"answers": {}}, headers=keyed)
    done = await client.post(f"{HERE}/cancel", json=REASON, headers=keyed)

    assert [each.status_code for each in (tried, wrong, done)] == [200, 422, 200]
    assert "idempotent-replayed" not in done.headers


@pytest.fixture
def key(with_token: WithToken) -> RequestKey:
    with_token(Part.MANAGER)
    with reading() as session:
        account = session.scalars(select(Account.id)).one()
    return RequestKey(account, "/path", "one")


def done(answer: int = 200) -> Answer:
    return Answer(answer, {"what": "It is done."})


def test_what_is_being_done_is_not_begun_again_until_whoever_did_it_is_gone(key: RequestKey) -> None:
    with transaction() as session:
        assert begin(session, key, "body", AT)

    with pytest.raises(UnderWay) as under_way:
        once(key, "body", AT + requests.ABANDONED, done)
    later = once(key, "body", AT + requests.ABANDONED + timedelta(seconds=1), done)

    assert isinstance(under_way.value, RulesRefuse)
    assert str(under_way.value).count(". ") == 1
    assert later == done()


def test_a_key_is_forgotten_after_a_day(key: RequestKey) -> None:
    once(key, "body", AT, done)

    with pytest.raises(OtherRequest):
        once(key, "other", AT + requests.KEPT, done)
    assert once(key, "other", AT + requests.KEPT + timedelta(seconds=1), done) == done()


def test_what_failed_can_be_asked_for_again(key: RequestKey) -> None:
    def fail() -> Answer:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        once(key, "body", AT, fail)

    assert once(key, "body", AT, done) == done()
    assert once(key, "body", AT, fail) == Answer(200, {"what": "It is done."}, is_repeated=True)


@stocked
async def test_many_at_once_under_one_key_do_it_once(
    client: httpx.AsyncClient, with_token: WithToken, seen_to: list[str]
) -> None:
    keyed = {**with_token(Part.MANAGER), "Idempotency-Key": "one"}
    said = {"answers": {"focus": ["Housing"]}}

    answers = await asyncio.gather(
        *(client.post(f"{HERE}/facts", json=said, headers=keyed) for _ in range(6))
    )

    assert {each.status_code for each in answers} <= {200, 409}
    assert seen_to == [TAMWORTH]


# What deeds ask in general


def test_a_specimen_is_asked_everything_that_any_challenge_may_be_asked() -> None:
    found = asked()

    assert found.keys() == all_deeds().keys()
    extend = {each.name: each for each in found["extend"]}
    assert "report" in {each.value for each in extend["deadline"].options}
    assert extend["council"].needed is False
    assert extend["council"].options == ()
    assert extend["on"].given == ""
    assert found["correct"][0].options == ()
    assert {each.kind for each in asked_at_opening()} == {Kind.LINES, Kind.DATE, Kind.CHOICE}


@on_sqlite
def test_what_sees_to_a_deed_is_what_the_pages_have(app: FastAPI) -> None:
    assert app.dependency_overrides.keys() & {acting.later, acting.later_all} == set()
    assert (acting.later(), acting.later_all()) == (see_to, see_to_all)
