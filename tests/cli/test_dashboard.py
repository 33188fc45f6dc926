"""`cpc dashboard`: it serves, on this machine alone unless told otherwise, and ends wholly."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
from pathlib import Path

import httpx
import pytest

from cli.dashboard import Place, free_place, linking, missing_links
from cli.ports import LOOPBACK, PortTaken, checked, free_port
from settings import settings
from tests.cli.test_up import CPC, STARTING, wait_until


def test_it_serves_until_it_is_ended_and_then_answers_no_more(home: Path) -> None:
    said = home.parent / "said.txt"
    with said.open("w") as out:
        served = subprocess.Popen([*CPC, "dashboard", "--port", "0"], stdout=out, stderr=subprocess.STDOUT)
    try:
        assert wait_until(lambda: "Ctrl-C ends it." in said.read_text("utf-8"), STARTING), said.read_text()
        (address,) = re.findall(r"http://127\.0\.0\.1:\d+", said.read_text("utf-8"))

        page = httpx.get(f"{address}/about", trust_env=False)

        assert page.status_code == 200
        assert "server" not in page.headers
        served.send_signal(signal.SIGINT)
        assert served.wait(20) == 0
    finally:
        served.kill()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{address}/about", trust_env=False)
    log = (home / "logs" / "dashboard.log").read_text("utf-8")
    assert re.search(r"INFO \w{12} GET /about 200 [\d.]+ ms", log)
    assert "127.0.0.1" not in log


def test_a_port_that_is_taken_is_named_or_passed_over() -> None:
    with socket.create_server((LOOPBACK, 0)) as other:
        taken: int = other.getsockname()[1]

        with pytest.raises(PortTaken, match=f"Another program listens at port {taken}"):
            checked(taken)
        assert free_port(taken) not in (0, taken)


def test_letters_lead_to_this_dashboard_unless_they_go_to_real_people(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = Place(LOOPBACK, 8080)

    assert linking(place) == {"CPC_BASE_URL": "http://127.0.0.1:8080"}
    assert missing_links() == ()
    _set(monkeypatch, "CPC_ENVIRONMENT", "production")
    assert linking(place) == {}
    assert "Set CPC_BASE_URL" in missing_links()[0]
    _set(monkeypatch, "CPC_BASE_URL", "https://challenges.example")
    assert linking(place) == {}
    assert missing_links() == ()


def test_a_dashboard_that_listens_everywhere_is_found_here(monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, "CPC_DASHBOARD_HOST", "0.0.0.0")  # noqa: S104 - Asked for here.

    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", free_place().address)
    assert Place("::1", 80).address == "http://[::1]:80"


def _set(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    settings.cache_clear()
