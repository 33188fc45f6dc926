"""What other systems and the programme's team are told, as an officer sees it."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from json import loads
from threading import Thread
from typing import Any

import pytest

from settings import settings
from tests.cli.conftest import Cpc

LATER = "2024-05-24"


class Receiver:
    """Another system, which answers with one code."""

    def __init__(self, code: int = 200) -> None:
        self.code, self.heard = code, list[dict[str, Any]]()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.heard.append(loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(outer.code)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args: object) -> None: ...

        self.server = HTTPServer(("127.0.0.1", 0), Handler)


@pytest.fixture
def receiver(staffed: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:  # noqa: ARG001
    """Set up another system once there is a challenge."""
    made = Receiver()
    thread = Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    monkeypatch.setenv("CPC_SEND_FOR_REAL", "true")
    monkeypatch.setenv("CPC_INSIDE_HOSTS", "127.0.0.1")
    monkeypatch.setenv("CPC_WEBHOOK_URL", f"http://127.0.0.1:{made.server.server_port}/hook")
    monkeypatch.setenv("CPC_WEBHOOK_SECRET", "of-no-other-system")
    settings.cache_clear()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


def test_another_system_is_told_when_a_milestone_is_recorded(
    cpc: Cpc, staffed: str, receiver: Receiver
) -> None:
    assert cpc("record", staffed, "agreed", today=LATER).code == 0

    (heard,) = receiver.heard
    assert (heard["version"], heard["reference"], heard["kind"]) == (1, staffed, "agreed")
    (listed,) = cpc("announcements", staffed, "--json").json
    assert (listed["state"], listed["facts"]["stages_after"]) == ("sent", ["scoping"])
    assert "webhook: sent; taken on" in cpc("announcements").said
    assert cpc("announcements", "--failed").said == "There is none."


def test_what_a_system_refused_is_shown_and_told_again(cpc: Cpc, staffed: str, receiver: Receiver) -> None:
    receiver.code = 404
    cpc("record", staffed, "agreed", today=LATER)
    (number,) = (each["id"] for each in cpc("announcements", "--failed", "--json").json)
    shown = cpc("announcements", staffed).said
    assert "webhook answered 404" in shown
    assert f"cpc announcements retry {number}" in shown

    for told in (cpc("messages", "--failed"), cpc("show", staffed), cpc("owed", staffed), cpc("owed")):
        assert f"Announcement {number} to webhook" in told.said
        assert "webhook answered 404" in told.said
        assert "(see `cpc announcements --failed`)" in told.said

    tried = cpc("announcements", "retry", number, "--dry-run")
    assert "Trial only" in tried.said
    assert cpc("announcements", "--failed", "--json").json[0]["state"] == "failed"
    receiver.code = 200
    assert cpc("announcements", "retry", number).code == 0
    cpc("round", "--anyway", today=LATER)

    assert len(receiver.heard) == 2
    listed = cpc("announcements", staffed).said
    assert "tried 2 times" in listed
    assert "told again on" in listed


def test_a_system_that_has_lost_calls_gets_them_again_under_their_names(
    cpc: Cpc, staffed: str, receiver: Receiver
) -> None:
    cpc("record", staffed, "agreed", today=LATER)

    assert "1 signed call" in cpc("announcements", "replay", "--from", LATER, "--dry-run", today=LATER).said
    told = cpc("announcements", "replay", staffed, "--from", LATER, "--to", LATER, today=LATER)
    cpc("round", "--anyway", today=LATER)

    assert "1 signed call from Friday 24 May 2024 to Friday 24 May 2024" in " ".join(told.said.split())
    assert len(receiver.heard) == 2
    assert receiver.heard[0] == receiver.heard[1]


def test_a_post_in_teams_says_what_teams_said_of_it(
    cpc: Cpc, staffed: str, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Teams accepts first and posts afterwards, or not."""
    monkeypatch.delenv("CPC_WEBHOOK_URL")
    monkeypatch.setenv("CPC_TEAMS_WEBHOOK", f"http://127.0.0.1:{receiver.server.server_port}/hook")
    settings.cache_clear()
    receiver.code = 202

    cpc("record", staffed, "agreed", today=LATER)

    assert receiver.heard[0]["type"] == "message"
    assert "teams says: accepted, not yet posted" in cpc("announcements").said
