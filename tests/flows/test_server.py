"""Whether there is a Prefect server to hand work to, without asking Prefect."""

from __future__ import annotations

import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from flows.server import (
    AlreadyUp,
    address,
    announcing,
    answers,
    hand_over,
    one_authority,
    server_in_reach,
)
from settings import settings


class Well(BaseHTTPRequestHandler):
    """Answers as a server in health does."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/api/health" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing in the middle of a test's output."""


@pytest.fixture
def well() -> Iterator[str]:
    """Give the address of something that answers as a Prefect server does."""
    with HTTPServer(("127.0.0.1", 0), Well) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/api"
        server.shutdown()


def test_without_a_server_nothing_is_in_reach() -> None:
    assert not server_in_reach()
    assert not hand_over("CPC-2024-001")


def test_the_server_of_the_settings_is_found(well: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CPC_PREFECT_API_URL", well)
    settings.cache_clear()

    assert address() == well


def test_for_a_plain_address_prefect_reads_one_authority_and_not_all_of_them() -> None:
    """It reads them for every client that it makes, which took a flow half of its time."""
    trusted = ssl.create_default_context(cafile=one_authority())

    assert len(trusted.get_ca_certs()) == 1
    assert one_authority() == one_authority()
    assert [each.name for each in settings().prefect_home.iterdir()] == ["authority.pem"]


def test_a_server_that_does_not_answer_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CPC_PREFECT_API_URL", "http://127.0.0.1:1/api")
    settings.cache_clear()

    assert not server_in_reach()


@pytest.mark.parametrize("url", ["", "nonsense", "http://", "http://[::1/api"])
def test_an_address_that_is_none_does_not_answer(url: str) -> None:
    assert not answers(url)


def test_the_server_of_a_running_up_is_found_on_its_home_while_it_runs(well: str) -> None:
    with announcing() as announce:
        assert not server_in_reach()
        announce(well)
        assert address() == well

    assert not server_in_reach()


def test_the_address_that_a_killed_up_left_behind_is_not_believed(well: str) -> None:
    settings().prefect_home.mkdir(parents=True)
    (settings().prefect_home / "address").write_text(well, "utf-8")

    assert not server_in_reach()


def test_a_second_up_on_the_same_home_is_refused(well: str) -> None:
    with announcing() as announce:
        announce(well)
        with pytest.raises(AlreadyUp) as refused, announcing():
            pass

    assert str(refused.value).startswith(f"`cpc up` is running on this home already at {well}. Use that one")


def test_to_ask_for_a_server_imports_no_prefect() -> None:
    program = (
        "import sys; from flows.server import hand_over; hand_over('X'); print('prefect' in sys.modules)"
    )

    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout

    assert said == "False\n"
