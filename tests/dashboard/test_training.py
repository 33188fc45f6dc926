"""Training events on the pages and in the API: kept by managers, put right, taken back, and seen by staff."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from domain.permissions import Part, Scope
from tests.dashboard.api.conftest import API, WithToken, with_token
from tests.dashboard.conftest import SignedIn
from tests.dashboard.test_board import send

__all__ = ["with_token"]
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
HOME = "/board/training"
INDUCTION = {
    "title": "Induction",
    "first_day-day": "14",
    "first_day-month": "5",
    "first_day-year": "2024",
    "place": "online",
    "took_part": "24",
    "members": "10",
    "new_peers": "",
}
ANSWERS: dict[str, Any] = {
    "title": "Induction",
    "first_day": "2024-05-14",
    "place": "Online",
    "took_part": 24,
    "members": 10,
}


@pytest.mark.usefixtures("database")
async def test_a_manager_keeps_an_event_puts_it_right_and_takes_it_back(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)

    kept = await send(client, HOME, **INDUCTION)
    listed = (await client.get(HOME)).text
    right = await send(client, f"{HOME}/1", **INDUCTION | {"took_part": "26"}, reason="Two came late.")
    one = (await client.get(f"{HOME}/1")).text
    gone = await send(client, f"{HOME}/1/take-back", reason="It fell through.")
    after = (await client.get(f"{HOME}/1")).text

    assert [each.status_code for each in (kept, right, gone)] == [303] * 3
    assert "Training events of 2024-25: 1" in listed
    assert "Not counted" in listed
    assert 'value="24"' not in one
    assert 'value="26"' in one
    assert "Corrected: Two came late." in one
    assert "It was taken back and counts no more." in after
    assert "Keep the correction" not in after
    assert "Training events of 2024-25: 0" in (await client.get(HOME)).text


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (
            (HOME, {"members": "25"}),
            (422, "25 is not among the 24 who took part. Mend that and send it again."),
        ),
        ((HOME, {"title": ""}), (422, "“What was it called?” is not answered.")),
        ((HOME, {}), (409, "That is training event 1, which is kept already.")),
        ((f"{HOME}/1", {"took_part": "26"}), (422, "“Why?” is not answered.")),
        ((f"{HOME}/1", {"reason": "Why not."}), (422, "That is what is kept of training event 1 already.")),
        ((f"{HOME}/1/take-back", {}), (422, "“Why?” is not answered.")),
    ],
)
@pytest.mark.usefixtures("database")
async def test_what_cannot_be_kept_is_said_and_the_form_stays_filled_in(
    client: httpx.AsyncClient, signed_in: SignedIn, sent: tuple[str, dict[str, str]], told: tuple[int, str]
) -> None:
    (path, fields), (status, said) = sent, told
    signed_in(Part.MANAGER)
    await send(client, HOME, **INDUCTION)

    answer = await send(client, path, **INDUCTION | fields)

    assert answer.status_code == status
    assert said in answer.text


@pytest.mark.usefixtures("database")
async def test_staff_see_events_and_change_none(client: httpx.AsyncClient, signed_in: SignedIn) -> None:
    signed_in(Part.MANAGER)
    await send(client, HOME, **INDUCTION)
    signed_in(Part.ADVISER)

    listed, one = (await client.get(HOME)).text, (await client.get(f"{HOME}/1")).text
    front = (await client.get("/board")).text

    assert "Induction" in listed
    assert "Add the event" not in listed
    assert "Keep the correction" not in one
    assert f'href="{HOME}"' in front
    assert (await client.get(f"{HOME}/2")).status_code == 404


@pytest.mark.usefixtures("database")
async def test_a_program_keeps_an_event_once_puts_it_right_and_takes_it_back(
    client: httpx.AsyncClient, with_token: WithToken
) -> None:
    who = with_token(Part.MANAGER)
    once = who | {"Idempotency-Key": "one"}

    async def post(path: str, headers: dict[str, str] = who, **answers: Any) -> httpx.Response:
        return await client.post(f"{API}/training{path}", headers=headers, json={"answers": answers})

    trial = await post("?trial=true", **ANSWERS)
    kept = [await post("", once, **ANSWERS) for _ in range(2)]
    right = await post("/1", **ANSWERS | {"took_part": 26}, reason="Two came late.")
    gone = await post("/1/take-back", reason="It fell through.")
    listed = await client.get(f"{API}/training", headers=who)
    again = await client.get(f"{API}/training", headers=who | {"If-None-Match": listed.headers["etag"]})

    assert (trial.status_code, trial.json()["trial"]) == (200, True)
    assert [each.status_code for each in kept] == [201] * 2
    assert kept[1].headers["Idempotent-Replayed"] == "true"
    assert kept[0].headers["Location"].endswith(f"{API}/training/1")
    assert right.json()["training"]["took_part"] == 26
    assert gone.json()["training"]["taken_back"]
    assert [each["number"] for each in listed.json()["years"][0]["events"]] == [1]
    assert again.status_code == 304
    assert len((await client.get(f"{API}/training/1", headers=who)).json()["lines"]) == 3


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (("", ANSWERS | {"members": 25}), (422, ["answers", "members"])),
        (("", ANSWERS | {"trainer": "Somebody"}), (422, ["answers", "trainer"])),
        (("/1", ANSWERS), (422, ["answers", "reason"])),
        (("", ANSWERS), (409, None)),
        (("/2", ANSWERS | {"reason": "x"}), (404, None)),
        (("/2/take-back", {"reason": "x"}), (404, None)),
    ],
)
@pytest.mark.usefixtures("database")
async def test_a_program_is_told_what_cannot_be(
    client: httpx.AsyncClient,
    with_token: WithToken,
    sent: tuple[str, dict[str, Any]],
    told: tuple[int, list[str] | None],
) -> None:
    (path, answers), (status, at) = sent, told
    who = with_token(Part.MANAGER)
    await client.post(f"{API}/training", headers=who, json={"answers": ANSWERS})

    answer = await client.post(f"{API}/training{path}", headers=who, json={"answers": answers})

    assert answer.status_code == status
    if at:
        assert answer.json()["errors"][0]["at"] == at


@pytest.mark.usefixtures("database")
async def test_a_token_that_is_for_reading_keeps_nothing(
    client: httpx.AsyncClient, with_token: WithToken
) -> None:
    who = with_token(Part.MANAGER, Scope.READ)

    answer = await client.post(f"{API}/training", headers=who, json={"answers": ANSWERS})

    assert answer.status_code == 403
    assert (await client.get(f"{API}/training", headers=who)).json() == {"years": []}
