"""What may be done to a challenge is asked for, shown before it is done, done once, and seen to."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from casework.case import case
from casework.deeds.table import all_deeds
from dashboard.page_words import FIELDS, PAGES, on_page
from db.session import reading
from domain.permissions import Part
from tests.dashboard.conftest import TAMWORTH, SignedIn

SAMPLES = Path(__file__).parents[2] / "db" / "samples" / "content"
HERE = f"/challenges/{TAMWORTH}"
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
stocked = pytest.mark.usefixtures("stocked")


def hidden(html: str) -> dict[str, str]:
    """Return the hidden fields of a form."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', html))


async def token(client: httpx.AsyncClient, path: str) -> str:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return hidden(answer.text)["token"]


def kinds() -> list[str]:
    with reading() as session:
        return [str(each.kind) for each in case(session, TAMWORTH).history]


@stocked
async def test_a_deed_is_checked_and_then_done_and_said_and_its_papers_are_made(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)
    said = {
        "token": await token(client, f"{HERE}/cancel"),
        "reason": "The council asked for it.",
        "on-day": "6",
        "on-month": "3",
        "on-year": "2025",
    }

    checked = await client.post(f"{HERE}/cancel", data={**said, "step": "check"})
    before = kinds()
    done = await client.post(f"{HERE}/cancel", data={**hidden(checked.text), "step": "do"})
    after = await client.get(HERE)
    again = await client.get(HERE)

    assert checked.status_code == 200
    assert f"{TAMWORTH} is cancelled." in checked.text
    assert "Messages to send" in checked.text
    assert "cancelled" not in before
    assert (done.status_code, done.headers["location"]) == (303, HERE)
    assert kinds()[-1] == "cancelled"
    assert f"{TAMWORTH} is cancelled." in after.text
    assert f"{TAMWORTH} is cancelled." not in again.text
    with reading() as session:
        assert not case(session, TAMWORTH).notices_owed(case(session, TAMWORTH).history[-1].on.first)


@on_sqlite
@stocked
async def test_what_is_wrong_with_the_answers_is_said_above_the_form_and_beside_each_field(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)
    said = {"token": await token(client, f"{HERE}/extend"), "days": "many", "on-day": "31", "on-month": "2"}

    answer = await client.post(f"{HERE}/extend", data=said)

    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert '<a href="#days">“How many days more?” is not a whole number' in answer.text
    assert '<a href="#deadline">“Which deadline?” is not answered. Choose an answer.</a>' in answer.text
    assert '<a href="#on">' in answer.text
    assert 'value="many"' in answer.text
    assert 'value="31"' in answer.text


@on_sqlite
@stocked
async def test_what_the_rules_refuse_is_said_in_the_words_of_a_page(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)
    path = f"{HERE}/record/review_held"
    asked = await client.get(path)
    said = {"token": hidden(asked.text)["token"], "on-day": "6", "on-month": "3", "on-year": "2025"}

    refused = await client.post(path, data={**said, "step": "do"})

    assert "This cannot be recorded yet:" in asked.text
    assert refused.status_code == 409
    assert "cannot be recorded:" in refused.text
    assert not re.search(r"p_[a-z0-9]{10}|`cpc|\s--[a-z]", re.sub(r"<[^>]*>", " ", refused.text))
    assert "review_held" not in kinds()


@on_sqlite
@stocked
async def test_a_file_is_shown_as_it_was_understood_and_kept_until_its_sender_says_so(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.COUNCIL_CONTACT, TAMWORTH, council="TAW")
    path = f"{HERE}/hand-in/statement"
    statement = (SAMPLES / "single-2024" / "statement-TAW.yaml").read_bytes()
    said = {"token": await token(client, path)}

    checked = await client.post(path, data=said, files={"file": ("../statement-TAW.yaml", statement)})
    changed = await client.post(path, data={**hidden(checked.text), "step": "change"})
    done = await client.post(path, data={**hidden(changed.text), "step": "do"})

    assert (
        "statement-TAW.yaml is understood and kept, as statement of Tamworth Borough Council." in checked.text
    )
    assert "You chose ../statement-TAW.yaml." in changed.text
    assert done.status_code == 303
    assert kinds()[-1] == "content_received"


@on_sqlite
@stocked
async def test_a_file_of_somebody_elses_cannot_be_handed_in_by_its_key(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.COUNCIL_CONTACT, TAMWORTH, council="TAW")
    path = f"{HERE}/hand-in/statement"
    said = {"token": await token(client, path), "file-key": "../" * 3, "file-name": "x.yaml"}

    answer = await client.post(path, data={**said, "step": "do"})

    assert answer.status_code == 422
    assert "The file that you chose is not kept any more. Choose it again." in answer.text


@on_sqlite
@stocked
async def test_an_empty_file_is_no_file(client: httpx.AsyncClient, signed_in: SignedIn) -> None:
    signed_in(Part.MANAGER)
    path = f"{HERE}/took-part"

    answer = await client.post(
        path, data={"token": await token(client, path)}, files={"file": ("a.csv", b"")}
    )

    assert answer.status_code == 422
    assert "was answered with an empty file" in answer.text


@on_sqlite
@stocked
async def test_whoever_has_no_part_in_a_challenge_does_not_learn_that_it_exists(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.COUNCIL_CONTACT, "CPC-1999-001", council="TAW")

    assert (await client.get(f"{HERE}/hand-in/plan")).status_code == 404
    assert (await client.get(f"{HERE}/cancel")).status_code == 404


@on_sqlite
@stocked
@pytest.mark.parametrize("name", sorted(all_deeds()))
async def test_every_deed_asks_for_what_it_needs(
    client: httpx.AsyncClient, signed_in: SignedIn, name: str
) -> None:
    signed_in(Part.MANAGER)

    answer = await client.get(f"{HERE}/{name}")

    assert answer.status_code == 200
    assert 'name="step" value="check"' in answer.text


def test_every_command_that_an_error_names_has_a_page_in_its_place() -> None:
    root = Path(__file__).parents[2]
    texts = [
        path.read_text("utf-8")
        for floor in ("casework", "domain", "db")
        for path in (root / floor).rglob("*.py")
    ]
    commands = {name for text in texts for name in re.findall(r"`cpc ([a-z-]+)", text)}
    options = {name for text in texts for name in re.findall(r"[\s'\"]--([a-z-]+)", text)}

    assert commands - PAGES.keys() == set()
    assert (
        options - FIELDS.keys() - {"-", "name", "to", "how", "successor", "verify", "failed", "history"}
        == set()
    )


@on_sqlite
@stocked
async def test_an_address_may_suggest_answers_and_nonsense_is_none(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)

    suggested = await client.get(
        f"{HERE}/record/review_scheduled?on=2025-02-01&mode=remote&review_start=soon"
    )

    assert suggested.status_code == 200
    assert 'name="on-month" type="text" inputmode="numeric" value="2"' in suggested.text
    assert 'value="remote" checked' in suggested.text
    assert 'name="review_start-day" type="text" inputmode="numeric" value=""' in suggested.text


@on_sqlite
async def test_a_challenge_is_opened_on_a_page_and_is_the_next_page(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)
    said = {"token": await token(client, "/open"), "councils": "Tamworth", "product": "corporate"}
    dated = {**said, "visit_start-day": "29", "visit_start-month": "April", "visit_start-year": "2025"}

    unfit = await client.post("/open", data=dated)
    checked = await client.post("/open", data=said)
    opened = await client.post("/open", data={**hidden(checked.text), "step": "do"})
    there = await client.get(opened.headers["location"])

    assert unfit.status_code == 422
    assert "Give both days in their order, or neither." in unfit.text
    assert "is open, under the scheme 2024." in checked.text
    assert opened.headers["location"] == "/challenges/CPC-2025-001"
    assert "CPC-2025-001 is open, under the scheme 2024." in there.text


@on_sqlite
async def test_only_a_manager_opens_a_challenge(client: httpx.AsyncClient, signed_in: SignedIn) -> None:
    signed_in(Part.ADVISER)

    assert (await client.get("/open")).status_code == 403


@on_sqlite
@stocked
async def test_a_round_is_foretold_and_goes_when_somebody_says_so(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)
    foretold = await client.get("/round")

    gone = await client.post("/round", data={"token": hidden(foretold.text)["token"]})
    after = await client.get("/round")

    assert TAMWORTH in foretold.text
    assert (gone.status_code, gone.headers["location"]) == (303, "/")
    assert "Nothing has come due that has not been seen to." in after.text


def test_commands_and_options_are_said_as_pages_and_fields() -> None:
    assert on_page("Undo that first with `cpc correct`.") == "Undo that first with “Undo an event”."
    assert on_page("Name one with --council: TAW.") == "Name one with “Which council?”: TAW."
    assert on_page("`cpc dance` it") == "cpc dance it"
