"""The stand-in for Notify, as a person puts it up: what it says, and how it ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from channels.mail import Attachment, Mail, TryAgain
from channels.stand_in.faults import Fault
from channels.ways import notify
from cli.stub import NoShare, share
from settings import Settings

MAIL = Mail(
    key="CPC-2024-001/notice/dates_set/-/1",
    to_name="Chief Executive",
    to_email="chief.executive@tamworth.example",
    from_name="Programme",
    from_email="programme@lga.example",
    subject="Dates",
    text="The visit is on Tuesday 29 October 2024.",
    html="",
    queued_at=datetime(2024, 6, 1, 9, 30, tzinfo=UTC),
    attachments=(Attachment("scoping-note.pdf", b"%PDF"),),
)


def test_what_it_says_at_its_start_is_all_that_the_settings_need() -> None:
    start = "from cli.app import main; main()"
    child = subprocess.Popen(
        [sys.executable, "-c", start, "stub", "notify", "--port", "0", "--fault", "lost=1"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert child.stdout is not None
    said = {}
    try:
        for line in child.stdout:
            if found := re.fullmatch(r"CPC_(NOTIFY_\w+)=(.+)\n", line):
                said[found[1].lower()] = found[2]
            if len(said) == 3:
                break
        way = notify(Settings(channel="notify", **said))  # type: ignore[arg-type]
        with pytest.raises(TryAgain) as lost:
            way.send(MAIL)
        found_again = way.find(MAIL.name)
        way.close()
        ledger = httpx.get(f"{said['notify_url']}/stand-in/ledger").json()
    finally:
        child.send_signal(signal.SIGINT)
        child.communicate(timeout=20)

    assert lost.value.may_have_arrived
    assert found_again is not None
    assert [each["reference"] for each in ledger["messages"]] == [MAIL.name]


@pytest.mark.parametrize("text", ["lost=0.05", "Lost=0.05"])
def test_a_fault_has_its_share(text: str) -> None:
    assert share(text) == (Fault.LOST, 0.05)


@pytest.mark.parametrize("text", ["lost", "lost=", "lost=2", "lost=-1", "lost=some"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(NoShare, match=r"lost=0\.05"):
        share(text)


def test_a_fault_that_is_not_known_is_refused(cpc: Callable[..., Any]) -> None:
    answer = cpc("stub", "notify", "--fault", "lots=0.1")

    assert answer.code == 2
    assert "lost" in answer.err


def test_a_port_that_is_taken_is_said_to_be(cpc: Callable[..., Any]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        answer = cpc("stub", "notify", "--port", taken.getsockname()[1])

    assert answer.code == 1
    assert "Name another with --port" in " ".join(answer.err.split())
