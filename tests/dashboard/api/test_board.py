"""What the board wants done, as programs write it: with the same guard and the same words as on the pages."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from db import board
from db.session import reading
from domain.board import ActionState
from domain.permissions import Part, Scope
from tests.dashboard.api.conftest import API, Headers, WithToken, read

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ACTIONS = f"{API}/board/actions"
WANTED = {"text": "Speak to the Welsh association", "owner": "Principal adviser", "due": "2025-06-02"}


async def send(
    client: httpx.AsyncClient, path: str, headers: Headers, answers: dict[str, Any], **query: str
) -> httpx.Response:
    return await client.post(path, json={"answers": answers}, headers=headers, params=query)


def kept() -> list[str]:
    with reading() as session:
        return [each.text for each in board.actions(session)]


async def test_a_program_adds_an_action_and_finds_it_where_the_answer_says(
    client: httpx.AsyncClient, with_token: WithToken
) -> None:
    manager = with_token(Part.MANAGER)

    made = await send(client, ACTIONS, manager, WANTED)
    found = await client.get(made.headers["location"], headers=manager)

    assert made.status_code == 201
    assert made.json()["trial"] is False
    assert made.json()["links"] == {
        "action": f"http://localhost{ACTIONS}/1",
        "page": "http://localhost/board/actions/1",
    }
    assert found.json() == made.json()["action"]
    assert (found.json()["due"], found.json()["state"]) == ("2025-06-02", "open")


async def test_a_program_tells_how_an_action_goes_until_it_has_ended(
    client: httpx.AsyncClient, with_token: WithToken
) -> None:
    manager, one = with_token(Part.MANAGER), f"{ACTIONS}/1"
    await send(client, ACTIONS, manager, WANTED)

    moved = await send(
        client, one, manager, {"what": "moved", "words": "They meet in July.", "due": "2025-09-01"}
    )
    done = await send(client, one, manager, {"what": "done", "words": "It is done."})
    more = await send(client, one, manager, {"what": "progress", "words": "And more."})

    assert (moved.status_code, moved.json()["action"]["due"]) == (200, "2025-09-01")
    assert done.json()["action"]["state"] == ActionState.DONE
    assert [each["what"] for each in done.json()["action"]["notes"]] == ["moved", "done"]
    assert (more.status_code, more.json()["detail"].partition(".")[0]) == (422, "Action 1 is done already")


async def test_a_trial_says_what_would_be_kept_and_keeps_nothing(
    client: httpx.AsyncClient, with_token: WithToken
) -> None:
    tried = await send(client, ACTIONS, with_token(Part.MANAGER), WANTED, trial="true")

    assert (tried.status_code, tried.json()["trial"]) == (200, True)
    assert tried.json()["action"]["text"] == WANTED["text"]
    assert kept() == []


async def test_under_a_key_of_its_own_an_action_is_taken_once(
    client: httpx.AsyncClient, with_token: WithToken
) -> None:
    manager = with_token(Part.MANAGER) | {"Idempotency-Key": "2f6a0c"}

    first = await send(client, ACTIONS, manager, WANTED)
    again = await send(client, ACTIONS, manager, WANTED)

    assert again.json() == first.json()
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["location"] == first.headers["location"]
    assert kept() == [WANTED["text"]]


@pytest.mark.parametrize(
    ("path", "answers", "said"),
    [
        (ACTIONS, {"text": "Speak"}, {"owner", "due"}),
        (ACTIONS, WANTED | {"due": "some day", "colour": "blue"}, {"due", "colour"}),
        (f"{ACTIONS}/1", {"what": "praised", "words": "Well done."}, {"what"}),
        (f"{ACTIONS}/1", {"what": "moved", "words": "Later.", "due": "2025"}, {"due"}),
    ],
)
async def test_what_is_wrong_is_said_at_each_question(
    client: httpx.AsyncClient, with_token: WithToken, path: str, answers: dict[str, Any], said: set[str]
) -> None:
    answer = await send(client, path, with_token(Part.MANAGER), answers)

    assert answer.status_code == 422
    assert {each["at"][1] for each in answer.json()["errors"]} == said
    assert kept() == []


async def test_what_the_board_cannot_have_meant_is_refused_in_two_sentences(
    client: httpx.AsyncClient, with_token: WithToken
) -> None:
    manager = with_token(Part.MANAGER)
    past = await send(client, ACTIONS, manager, WANTED | {"due": "2025-03-05"})
    await send(client, ACTIONS, manager, WANTED)
    without = await send(client, f"{ACTIONS}/1", manager, {"what": "moved", "words": "Later."})
    nothing = await send(client, f"{ACTIONS}/7", manager, {"what": "done", "words": "It is done."})

    assert (past.status_code, without.status_code, nothing.status_code) == (422, 422, 404)
    assert "the day by which it is due has passed" in past.json()["detail"]
    assert "another day is given for an action that has more time" in without.json()["detail"]
    assert "The board took no action 7." in nothing.json()["detail"]
    assert (await client.get(f"{ACTIONS}/7", headers=manager)).status_code == 404


async def test_who_may_not_keep_the_boards_actions_changes_none(
    client: httpx.AsyncClient, with_token: WithToken
) -> None:
    manager = with_token(Part.MANAGER)
    await send(client, ACTIONS, manager, WANTED)
    adviser, reader = with_token(Part.ADVISER), with_token(Part.SUPPORT_OFFICER, Scope.READ)
    done = {"what": "done", "words": "It is done."}

    refused = [
        (await send(client, path, headers, answers)).status_code
        for headers in (adviser, reader)
        for path, answers in ((ACTIONS, WANTED), (f"{ACTIONS}/1", done))
    ]
    nobody = await send(client, ACTIONS, {}, WANTED)

    assert refused == [403] * 4
    assert nobody.status_code == 401
    assert (await read(client, "/board/actions/1", adviser))["state"] == "open"
    assert kept() == [WANTED["text"]]
