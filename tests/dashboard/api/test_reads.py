"""What programs read: the same as the pages show, page by page, and of nobody's but their own."""

from __future__ import annotations

import re

import httpx
import pytest
from sqlalchemy import select

from casework import saved_views
from dashboard.api import reading
from db.accounts_tables import Account
from db.session import transaction
from domain.people import Role
from domain.permissions import Part, Scope, Visitor
from domain.pipeline import Selection
from tests.dashboard.api.conftest import API, AT, WithToken, read
from tests.dashboard.conftest import JOINT, TAMWORTH

HERE = f"/challenges/{TAMWORTH}"
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
stocked = pytest.mark.usefixtures("stocked")
TAW = (TAMWORTH, Role.CHIEF_EXECUTIVE, "TAW")


@stocked
async def test_a_list_is_read_page_by_page_to_its_end(
    client: httpx.AsyncClient, with_token: WithToken
) -> None:
    manager = with_token(Part.MANAGER)

    first = await client.get(f"{API}/challenges", params={"limit": "1", "sort": "reference"}, headers=manager)
    address = re.fullmatch(r'<(.*)>; rel="next"', first.headers["link"])
    second = await client.get(address[1] if address else "", headers=manager)

    assert [each["reference"] for each in first.json()["challenges"]] == [JOINT]
    assert [each["reference"] for each in second.json()["challenges"]] == [TAMWORTH]
    assert (first.json()["total"], first.json()["next"], second.json()["next"]) == (2, JOINT, None)
    assert "link" not in second.headers
    assert sum(each["total"] for each in first.json()["figures"]["stages"]) == 2


@on_sqlite
@stocked
async def test_a_list_can_be_narrowed_down_and_asked_for_as_of_a_day(
    client: httpx.AsyncClient, with_token: WithToken
) -> None:
    manager = with_token(Part.MANAGER)

    late = await read(client, "/challenges", manager, late="no", scheme="2022")
    before = await read(client, "/challenges", manager, as_of="2024-06-03", text="Tamworth")
    ahead = await client.get(f"{API}/challenges", params={"as_of": "2031-01-01"}, headers=manager)
    unknown = await client.get(f"{API}/challenges", params={"stage": "nowhere"}, headers=manager)
    months = await read(client, "/forecast", manager)

    assert [each["reference"] for each in late["challenges"]] == [JOINT]
    assert late["query"] == "scheme=2022&late=no"
    assert [each["reference"] for each in before["challenges"]] == [TAMWORTH]
    assert (ahead.status_code, unknown.status_code) == (422, 422)
    assert unknown.json()["errors"][0]["at"] == ["query", "stage"]
    assert "review" in {each["expected"] for each in months["forecast"]}


@stocked
async def test_everything_of_a_challenge_can_be_read(
    client: httpx.AsyncClient, with_token: WithToken
) -> None:
    manager = with_token(Part.MANAGER)

    found = await read(client, HERE, manager)
    history = await read(client, f"{HERE}/history", manager)
    dates = await read(client, f"{HERE}/deadlines", manager)
    proof = await read(client, f"{HERE}/deadlines/fact_check", manager)
    documents = await read(client, f"{HERE}/documents", manager)
    messages = await read(client, f"{HERE}/messages", manager)
    message = await read(client, f"{HERE}/messages/{messages['messages'][0]['id']}", manager)
    team = await read(client, f"{HERE}/team", manager)
    recommendations = await read(client, f"{HERE}/recommendations", manager)
    checked = await read(client, f"{HERE}/fact-check", manager)
    calendar = await read(client, f"{HERE}/calendar", manager)

    assert found["reference"] == TAMWORTH
    assert "review_scheduled" in found["may_record"]
    assert history["events"][-1]["kind"] == "opened"
    assert history["events"][-1]["details"]["councils"][0]["code"] == "TAW"
    assert len(dates["deadlines"]) == len(found["deadlines"]) > 5
    assert proof["deadlines"][0]["proof"]["steps"]
    report = next(each for each in documents["documents"] if each["name"] == "final_report")
    assert f"{API}/" not in report["versions"][0]["files"]["PDF"]
    assert (await client.get(report["versions"][0]["files"]["PDF"], headers=manager)).status_code == 200
    assert message == messages["messages"][0]
    assert {each["side"] for each in team["sides"]} == {"programme", "peers", "council"}
    assert recommendations["recommendations"][0]["answers"][0]["actions"]
    assert checked["rounds"][0]["round"] == 1
    assert calendar["entries"][0]["ics"].startswith("BEGIN:VCALENDAR")


@on_sqlite
@stocked
async def test_a_challenge_can_be_looked_at_on_another_day(
    client: httpx.AsyncClient, with_token: WithToken
) -> None:
    manager = with_token(Part.MANAGER)

    before = await read(client, HERE, manager, on="2024-06-03")

    assert before["on"] == "2024-06-03"
    assert before["open_stages"] != (await read(client, HERE, manager))["open_stages"]


@on_sqlite
@stocked
async def test_messages_are_read_page_by_page(
    client: httpx.AsyncClient, with_token: WithToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = with_token(Part.MANAGER)
    every = await read(client, f"{HERE}/messages", manager)
    monkeypatch.setattr(reading, "MOST", len(every["messages"]) - 1)

    first = await client.get(f"{API}{HERE}/messages?after=0", headers=manager)
    rest = await read(client, f"{HERE}/messages", manager, after=first.json()["next"])

    assert 'rel="next"' in first.headers["link"]
    assert [*first.json()["messages"], *rest["messages"]] == every["messages"]
    assert rest["next"] is None


@on_sqlite
@stocked
async def test_a_council_reads_its_own_challenge_without_codes_addresses_and_notes(
    client: httpx.AsyncClient, with_token: WithToken
) -> None:
    council = with_token(Part.COUNCIL_CONTACT, seat=TAW)

    pages = [
        await client.get(f"{API}{HERE}{rest}", headers=council)
        for rest in ("", "/history", "/deadlines", "/documents", "/team", "/recommendations", "/fact-check")
    ]
    found, history, *_ = [each.json() for each in pages]

    assert {each.status_code for each in pages} == {200}
    assert (found["owed"], found["warnings"], found["gaps"]) == ([], [], [])
    assert {each["milestone"] for each in found["moves"]} == {
        "review_statement_received",
        "review_report_published",
    }
    assert all(each["details"] is None and each["by"] is None for each in history["events"])
    for page in pages:
        assert not re.search(r"\bp_[a-z0-9]{10}\b|@\w+\.example", page.text), page.url
    assert (await client.get(f"{API}{HERE}/messages", headers=council)).status_code == 403
    assert (await client.get(f"{API}/challenges/{JOINT}", headers=council)).status_code == 404
    assert (await client.get(f"{API}/challenges", headers=council)).status_code == 403


@on_sqlite
@stocked
async def test_what_will_go_out_is_listed_and_written_without_being_sent(
    client: httpx.AsyncClient, with_token: WithToken
) -> None:
    manager = with_token(Part.MANAGER)

    coming = await read(client, "/upcoming", manager, days="60")
    notices = [each for each in coming["upcoming"] if each["kind"] == "notice" and each["to"]]
    first = notices[0]
    letter = await read(
        client,
        f"/challenges/{first['reference']}/preview/notice/{first['name']}",
        manager,
        on=first["on"],
        **({"council": first["council"]} if first["council"] else {}),
    )
    paper = await read(client, f"{HERE}/preview/document/final_report", manager)
    wrong = await client.get(f"{API}{HERE}/preview/nothing/x", headers=manager)

    assert first["to"][0]["email"]
    assert letter["letters"][0]["subject"]
    assert paper["documents"][0]["html"].startswith("<!doctype html>")
    assert wrong.status_code == 404


@stocked
async def test_what_is_public_needs_no_token(client: httpx.AsyncClient) -> None:
    register = await read(client, "/register", {})
    slug = register["entries"][0]["address"].rpartition("/")[2]
    entry = await read(client, f"/register/{slug}", {})
    found = await read(client, "/search", {}, q="Tamworth")
    councils = await read(client, "/councils", {}, past="true")
    schemes = await read(client, "/schemes", {})

    assert entry["council"]["code"] == "TAW"
    assert found["total"] >= 1
    assert "TAW" in {each["code"] for each in councils["councils"]}
    assert [each["name"] for each in schemes["schemes"]] == ["2022", "2024"]
    assert (await client.get(f"{API}/register?page=99")).status_code == 404
    assert (await client.get(f"{API}/register/nobody-cpc-2024-001")).status_code == 404
    assert (await client.get(f"{API}/challenges")).status_code == 401


@on_sqlite
@stocked
async def test_an_answer_that_is_known_already_is_not_given_again(
    client: httpx.AsyncClient, with_token: WithToken
) -> None:
    manager = with_token(Part.MANAGER)

    first = await client.get(f"{API}{HERE}", headers=manager)
    again = await client.get(f"{API}{HERE}", headers={**manager, "If-None-Match": first.headers["etag"]})

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


@on_sqlite
@stocked
async def test_a_token_says_whose_it_is_and_reads_only_what_it_is_for(
    client: httpx.AsyncClient, with_token: WithToken
) -> None:
    council = with_token(Part.COUNCIL_CONTACT, Scope.READ, seat=TAW)

    me = await read(client, "/account", council)
    views = await client.get(f"{API}/views", headers=council)
    wrong = await client.get(f"{API}/account", headers={"Authorization": "Bearer cpc_wrong"})

    assert me["scopes"] == ["read"]
    assert me["own"] == [{"reference": TAMWORTH, "part": "council_contact", "council": "TAW"}]
    assert (views.status_code, wrong.status_code) == (403, 401)
    assert wrong.headers["www-authenticate"] == 'Bearer realm="api"'


@on_sqlite
@stocked
async def test_views_under_names_are_listed(client: httpx.AsyncClient, with_token: WithToken) -> None:
    manager = with_token(Part.MANAGER)
    with transaction() as writing:
        account = writing.scalars(select(Account.id)).one()
        keeper = Visitor(Part.MANAGER, account)
        saved_views.save(writing, keeper, "Late ones", Selection(late=True), AT, is_shared=True)

    found = await read(client, "/views", manager)

    assert found["views"] == [
        {"number": 1, "name": "Late ones", "query": "late=yes", "shared": True, "own": True}
    ]


@on_sqlite
async def test_a_sign_that_no_database_keeps_is_nowhere(client: httpx.AsyncClient) -> None:
    assert (await client.get(f"{API}/search?q=%00")).status_code == 404
    assert (await client.get(f"{API}/challenges/%00")).status_code == 404


@on_sqlite
@stocked
async def test_a_deadline_or_message_that_is_not_there_is_not_found(
    client: httpx.AsyncClient, with_token: WithToken
) -> None:
    manager = with_token(Part.MANAGER)

    assert (await client.get(f"{API}{HERE}/deadlines/nothing", headers=manager)).status_code == 404
    assert (await client.get(f"{API}{HERE}/messages/9999", headers=manager)).status_code == 404
    assert (await client.get(f"{API}/challenges/CPC-1999-001", headers=manager)).status_code == 404


@on_sqlite
async def test_a_program_is_told_how_much_more_it_may_ask(client: httpx.AsyncClient) -> None:
    first, second = [await client.get(f"{API}/schemes") for _ in range(2)]
    page = await client.get("/about")

    assert first.headers["ratelimit-policy"] == second.headers["ratelimit-policy"]
    assert re.fullmatch(r'"all";r=\d+;t=\d+', first.headers["ratelimit"])
    assert "ratelimit" not in page.headers
