"""The stand-in is faithful: the provider's own client works against it, and it refuses what they refuse."""

from __future__ import annotations

import base64
import io
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from notifications_python_client.errors import HTTPError
from notifications_python_client.notifications import NotificationsAPIClient
from notifications_python_client.utils import prepare_upload
from starlette.types import ASGIApp

from channels.stand_in.faults import Fault, Faults
from channels.stand_in.keys import Kind
from channels.stand_in.limits import Limits
from channels.stand_in.notify import Notify
from channels.stand_in.server import serving

TO = "leader@tamworth.example"


@pytest.fixture
def notify() -> Notify:
    made = Notify(transit=0.05, slowness=0.3, team=frozenset({TO}))
    for name, type_, subject, body in (
        ("Reminder", "email", "((Council name)): due", "Dear ((name))((late?? It is late.)) ((papers))"),
        ("Text", "sms", None, "Dear ((name))"),
        ("Letter", "letter", "Dates", "Dear ((address_line_1)), ((date))"),
    ):
        made.templates.write(name, type_, subject, body, made.clock.now())
    return made


@pytest.fixture
def address(notify: Notify, put_up: Callable[[ASGIApp], str]) -> str:
    return put_up(notify.app())


@pytest.fixture
def client(notify: Notify, address: str) -> Iterator[Any]:
    """Give the provider's own client; it has no types."""
    with official(notify.key(), address) as client:
        yield client


@contextmanager
def official(key: str, address: str) -> Iterator[Any]:
    client = NotificationsAPIClient(key, base_url=address, timeout=5)  # type: ignore[no-untyped-call]
    yield client
    client.request_session.close()


def template(notify: Notify, name: str) -> str:
    return next(each.id for each in notify.templates.kept.values() if each.name == name)


def send(client: Any, notify: Notify, **said: Any) -> dict[str, Any]:
    made = {"email_address": TO, "template_id": notify.letter.id, "reference": "one", **said}
    made.setdefault("personalisation", {"subject": "Dates", "body": "The visit"})
    answer: dict[str, Any] = client.send_email_notification(**made)
    return answer


def refusal(error: pytest.ExceptionInfo[HTTPError]) -> tuple[int, str]:
    messages = error.value.message
    assert isinstance(messages, list)
    return error.value.status_code, str(messages[0]["error"])


def test_an_email_is_taken_and_can_be_asked_after(notify: Notify, client: Any) -> None:
    answer = send(client, notify, one_click_unsubscribe_url="https://cpc.example/u/1")

    one = client.get_notification_by_id(answer["id"])
    assert answer["content"]["subject"] == one["subject"] == "Dates"
    assert answer["scheduled_for"] is None
    assert answer["template"]["version"] == one["template"]["version"] == 1
    assert (one["reference"], one["email_address"], one["type"]) == ("one", TO, "email")
    assert one["one_click_unsubscribe_url"] == "https://cpc.example/u/1"


def test_a_message_is_created_then_on_its_way_and_then_there(notify: Notify, client: Any) -> None:
    notify.transit = 100
    id_ = send(client, notify)["id"]
    seen = []
    for forward in (0, 60, 60):
        notify.clock.ahead += forward
        one = client.get_notification_by_id(id_)
        seen.append((one["status"], bool(one["sent_at"]), bool(one["completed_at"])))

    assert seen == [("created", False, False), ("sending", True, False), ("delivered", True, True)]


@pytest.mark.parametrize(
    ("to", "status"),
    [
        ("temp-fail@simulator.notify", "temporary-failure"),
        ("perm-fail@simulator.notify", "permanent-failure"),
    ],
)
def test_the_simulator_addresses_fail_as_their_names_say(
    to: str, status: str, notify: Notify, client: Any
) -> None:
    id_ = send(client, notify, email_address=to)["id"]
    notify.clock.ahead += 1

    assert client.get_notification_by_id(id_)["status"] == status


def test_a_smoke_address_gets_an_answer_and_leaves_no_trace(notify: Notify, client: Any) -> None:
    answer = send(client, notify, email_address="simulate-delivered@notifications.service.gov.uk")

    assert UUID(answer["id"]).version == 4
    assert client.get_all_notifications(reference="one")["notifications"] == []


def test_messages_are_listed_newest_first_in_pages_of_250(notify: Notify, client: Any) -> None:
    send(client, notify, reference="0")
    (first_sent,) = notify.ledger.kept
    for number in range(1, 255):
        notify.ledger.keep(replace(first_sent, id=str(uuid4()), reference=str(number)))

    first = client.get_all_notifications()
    everything = [each["reference"] for each in client.get_all_notifications_iterator()]

    assert len(first["notifications"]) == 250
    assert everything == [str(number) for number in reversed(range(255))]
    beyond = client.get_all_notifications(older_than=notify.ledger.kept[0].id)
    assert beyond["notifications"] == []
    assert "next" not in beyond["links"]


def test_messages_are_found_by_reference_status_and_type(notify: Notify, client: Any) -> None:
    send(client, notify, reference="mine")
    send(client, notify, reference="mine", email_address="perm-fail@simulator.notify")
    client.send_sms_notification("07700900123", template(notify, "Text"), {"name": "Leader"}, "mine")
    notify.clock.ahead += 1

    def found(**asked: Any) -> int:
        return len(client.get_all_notifications(**asked)["notifications"])

    assert found(reference="mine") == 3
    assert found(reference="mine", template_type="sms") == 1
    assert found(status="delivered") == 2
    assert found(status=["permanent-failure", "delivered"]) == 3
    assert found(status="failed") == 1
    with pytest.raises(HTTPError):
        found(status="happy")


def test_a_key_sees_only_messages_of_its_own_type(notify: Notify, client: Any, address: str) -> None:
    send(client, notify)

    with official(notify.key(Kind.TEST), address) as other:
        assert other.get_all_notifications()["notifications"] == []
        with pytest.raises(HTTPError) as error:
            other.get_notification_by_id(notify.ledger.kept[0].id)

    assert refusal(error) == (404, "NoResultFound")


def test_what_is_past_its_retention_is_forgotten(notify: Notify, client: Any) -> None:
    id_ = send(client, notify)["id"]
    notify.clock.ahead += 8 * 24 * 3600

    with pytest.raises(HTTPError) as error:
        client.get_notification_by_id(id_)

    assert refusal(error) == (404, "NoResultFound")
    assert client.get_all_notifications()["notifications"] == []


def test_a_team_key_writes_to_the_team_alone_and_sends_no_letter(notify: Notify, address: str) -> None:
    with official(notify.key(Kind.TEAM), address) as client:
        send(client, notify)
        with pytest.raises(HTTPError) as stranger:
            send(client, notify, email_address="somebody@else.example")
        with pytest.raises(HTTPError) as letter:
            client.send_letter_notification(template(notify, "Letter"), _lines())

    assert refusal(stranger) == (400, "BadRequestError")
    assert refusal(letter) == (403, "BadRequestError")


def test_placeholders_are_filled_in_whatever_their_case(notify: Notify, client: Any) -> None:
    values = {"council_NAME": "Tamworth", "Name": "Leader", "late": "yes", "papers": ["Report", "Plan"]}

    answer = send(client, notify, template_id=template(notify, "Reminder"), personalisation=values)

    assert answer["content"]["subject"] == "Tamworth: due"
    assert answer["content"]["body"] == "Dear Leader It is late. \n\n* Report\n* Plan"


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"personalisation": {"subject": "no body"}}, "BadRequestError"),
        ({"email_address": "nobody"}, "ValidationError"),
        ({"template_id": "no uuid"}, "ValidationError"),
        ({"template_id": str(uuid4())}, "BadRequestError"),
        ({"reference": "x" * 1001}, "ValidationError"),
        ({"one_click_unsubscribe_url": "http://plain.example"}, "ValidationError"),
        ({"email_reply_to_id": "no uuid"}, "ValidationError"),
        ({"personalisation": {"subject": "s", "body": "x" * 2_000_001}}, "BadRequestError"),
    ],
)
def test_what_notify_refuses_is_refused(
    said: dict[str, Any], error: str, notify: Notify, client: Any
) -> None:
    with pytest.raises(HTTPError) as refused:
        send(client, notify, **said)

    assert refusal(refused) == (400, error)
    assert notify.ledger.kept == []


def test_a_field_that_is_not_known_is_refused(notify: Notify, client: Any) -> None:
    body = {"email_address": TO, "template_id": notify.letter.id, "colour": "green"}

    with pytest.raises(HTTPError) as refused:
        client.post("/v2/notifications/email", data=body)

    assert refusal(refused) == (400, "ValidationError")
    assert "colour" in str(refused.value.message)


def test_a_template_is_for_one_kind_of_message(notify: Notify, client: Any) -> None:
    with pytest.raises(HTTPError) as refused:
        send(client, notify, template_id=template(notify, "Text"), personalisation={"name": "x"})

    assert refusal(refused) == (400, "BadRequestError")


def test_templates_keep_their_versions(notify: Notify, client: Any) -> None:
    notify.templates.write("Text", "sms", None, "Hello ((person))", notify.clock.now())
    id_ = template(notify, "Text")

    assert client.get_template(id_)["version"] == 2
    assert client.get_template(id_)["personalisation"] == {"person": {"required": True}}
    assert client.get_template_version(id_, 1)["body"] == "Dear ((name))"
    assert client.post_template_preview(id_, {"person": "you"})["body"] == "Hello you"
    assert [each["id"] for each in client.get_all_templates("sms")["templates"]] == [id_]
    assert len(client.get_all_templates()["templates"]) == 4
    for unknown in (lambda: client.get_template(uuid4()), lambda: client.get_template_version(id_, 3)):
        with pytest.raises(HTTPError) as error:
            unknown()  # type: ignore[no-untyped-call]
        assert refusal(error) == (404, "NoResultFound")


def test_a_file_becomes_a_link(notify: Notify, client: Any) -> None:
    file = prepare_upload(io.BytesIO(b"%PDF"), "report.pdf", retention_period="4 weeks")  # type: ignore[no-untyped-call]

    answer = send(client, notify, personalisation={"subject": "s", "body": file})

    assert answer["content"]["body"].startswith("https://documents.example/d/")
    (kept,) = notify.files.values()
    assert (kept.name, kept.content, kept.weeks, kept.is_confirmed) == ("report.pdf", b"%PDF", 4, True)


@pytest.mark.parametrize(
    "said",
    [
        {"filename": "report"},
        {"filename": "report.exe"},
        {"filename": "x" * 100 + ".pdf"},
        {"retention_period": "79 weeks"},
        {"retention_period": "for ever"},
        {"confirm_email_before_download": "maybe"},
        {"colour": "green"},
        {"file": "not base64!"},
        {"file": base64.b64encode(bytes(2 * 1024 * 1024 + 1)).decode()},
    ],
    ids=lambda said: next(iter(said)),
)
def test_a_file_that_notify_would_not_take_is_refused(
    said: dict[str, Any], notify: Notify, client: Any
) -> None:
    file = {"file": base64.b64encode(b"%PDF").decode(), "filename": "report.pdf", **said}

    with pytest.raises(HTTPError) as refused:
        send(client, notify, personalisation={"subject": "s", "body": file})

    assert refused.value.status_code == 400


def test_a_value_can_be_made_harmless(notify: Notify, client: Any) -> None:
    values = {"subject": "s", "body": "# see https://evil.example [now]"}

    answer = send(client, notify, personalisation=values, sanitise_content_for=["body"])

    assert answer["content"]["body"] == "\\# see  \\[now\\]"


def test_letters_and_text_messages(notify: Notify, client: Any) -> None:
    letter = client.send_letter_notification(template(notify, "Letter"), _lines(), "a letter")
    ready = client.send_precompiled_letter_notification("ready", io.BytesIO(b"%PDF"), "first")
    text = client.send_sms_notification("07700900002", template(notify, "Text"), {"name": "you"})
    notify.clock.ahead += 1

    assert client.get_notification_by_id(letter["id"])["status"] == "received"
    assert client.get_pdf_for_letter(letter["id"]).read().startswith(b"%PDF")
    assert ready["postage"] == "first"
    assert text["content"]["body"] == "Dear you"
    assert client.get_notification_by_id(text["id"])["status"] == "permanent-failure"
    assert client.get_received_texts()["received_text_messages"] == []
    with pytest.raises(HTTPError):
        client.get_pdf_for_letter(text["id"])
    with pytest.raises(HTTPError):
        client.send_letter_notification(template(notify, "Letter"), {"address_line_1": "a", "date": "b"})


@pytest.mark.parametrize(("skew", "status"), [(29, 201), (-29, 201), (32, 403), (-32, 403)])
def test_a_token_holds_for_thirty_seconds_either_way(
    skew: int, status: int, notify: Notify, client: Any
) -> None:
    notify.skew = skew

    with pytest.raises(HTTPError, match="30 seconds") if status == 403 else nullcontext() as error:
        send(client, notify)

    assert error is None or error.value.status_code == status


def test_who_does_not_sign_gets_nothing(notify: Notify, address: str) -> None:
    url = f"{address}/v2/notifications"
    wrong = {
        None: (401, "AuthError"),
        "Basic abc": (401, "AuthError"),
        "Bearer abc": (403, "AuthError"),
        "Bearer a.b.c": (403, "AuthError"),
    }
    for header, expected in wrong.items():
        answer = httpx.get(url, headers={"Authorization": header} if header else {}).json()
        assert (answer["status_code"], answer["errors"][0]["error"]) == expected
    for key in (notify.key()[:-1] + "x", "live-" + str(uuid4()) + notify.key()[-37:]):
        with official(key, address) as stranger, pytest.raises(HTTPError) as error:
            stranger.get_all_notifications()
        assert refusal(error) == (403, "AuthError")


def test_the_bucket_empties_and_fills_again(notify: Notify, client: Any) -> None:
    notify.limits = Limits(per_second=1, burst=3)
    for _ in range(3):
        send(client, notify)

    with pytest.raises(HTTPError) as error:
        send(client, notify)
    assert refusal(error) == (429, "RateLimitError")

    notify.clock.ahead += 1
    send(client, notify)
    assert notify.ledger.answers == {"201": 4, "429 RateLimitError": 1}


def test_a_day_has_its_limit_and_the_next_a_new_one(notify: Notify, client: Any) -> None:
    notify.limits = Limits(daily=1)
    send(client, notify)

    with pytest.raises(HTTPError) as error:
        send(client, notify)
    assert refusal(error) == (429, "TooManyRequestsError")

    notify.clock.ahead += 24 * 3600
    send(client, notify)


@pytest.mark.parametrize(
    ("fault", "status", "kept"),
    [
        (Fault.DROPPED, None, 0),
        (Fault.LOST, None, 1),
        (Fault.SLOW, 201, 1),
        (Fault.RATE, 429, 0),
        (Fault.DAILY, 429, 0),
        (Fault.FORBIDDEN, 403, 0),
        (Fault.ERROR_BEFORE, 500, 0),
        (Fault.DOWN, 503, 0),
        (Fault.ERROR_AFTER, 500, 1),
        (Fault.TIMEOUT_AFTER, 504, 1),
    ],
)
def test_a_fault_happens_to_the_next_message_and_to_no_other(
    fault: Fault, status: int | None, kept: int, notify: Notify, client: Any
) -> None:
    notify.faults.plan([fault])

    try:
        send(client, notify)
        seen: int | None = 201
    except HTTPError as error:
        seen = error.status_code if error.response is not None else None

    assert seen == status
    assert len(notify.ledger.kept) == kept
    send(client, notify)


def test_the_same_seed_draws_the_same_faults() -> None:
    shares = {Fault.LOST: 0.2, Fault.RATE: 0.1}

    def drawn(seed: int) -> list[Fault | None]:
        faults = Faults()
        faults.by_chance(seed, shares)
        return [faults.next() for _ in range(200)]

    assert drawn(7) == drawn(7) != drawn(8)
    assert {None, Fault.LOST, Fault.RATE} == set(drawn(7))


def test_what_stalls_is_given_up_after_72_hours(notify: Notify, client: Any) -> None:
    notify.faults.plan([Fault.STALLED])
    id_ = send(client, notify)["id"]
    seen = []
    for hours in (71, 2):
        notify.clock.ahead += hours * 3600
        seen.append(client.get_notification_by_id(id_)["status"])

    assert seen == ["sending", "temporary-failure"]


class Listener:
    """A service that is told what became of its messages."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.tokens: set[str] = set()
        self.refusals = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.tokens.add(self.headers["Authorization"])
                refused, outer.refusals = outer.refusals > 0, outer.refusals - 1
                if not refused:
                    outer.heard.append(json.loads(body))
                self.send_response(500 if refused else 204)
                self.end_headers()

            def log_message(self, *_args: object) -> None: ...

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"

    def wait_for(self, number: int) -> list[str]:
        """Wait for so many callbacks, and a little for one too many."""
        until = time.monotonic() + 5
        while len(self.heard) < number and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(0.1)
        return [each["status"] for each in self.heard]


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    thread = Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


@pytest.mark.parametrize(
    ("fault", "heard"),
    [
        (None, ["delivered"]),
        (Fault.DOUBLE_CALLBACK, ["delivered", "delivered"]),
        (Fault.LATE_CALLBACK, ["delivered", "temporary-failure"]),
        (Fault.NO_CALLBACK, []),
        (Fault.STALLED, []),
    ],
)
def test_the_service_is_told_what_became_of_a_message(
    fault: Fault | None, heard: list[str], listener: Listener
) -> None:
    notify = Notify(transit=0.05, callback_url=listener.url, callback_token="told")  # noqa: S106
    notify.faults.plan([fault])
    with serving(notify.app()) as address, official(notify.key(), address) as client:
        answer = send(client, notify)
        assert listener.wait_for(len(heard)) == heard

    assert listener.tokens == ({"Bearer told"} if heard else set())
    assert {each["id"] for each in listener.heard} <= {answer["id"]}
    assert all(each["reference"] == "one" and each["template_version"] == 1 for each in listener.heard)


def test_a_service_that_does_not_listen_is_told_again(listener: Listener) -> None:
    notify = Notify(transit=0.05, callback_url=listener.url, callback_token="told")  # noqa: S106
    listener.refusals = 2
    with serving(notify.app()) as address, official(notify.key(), address) as client:
        send(client, notify)
        assert listener.wait_for(1) == ["delivered"]

    assert [each["answer"] for each in notify.ledger.told] == [500, 500, 204]


def test_faults_clock_templates_and_ledger_are_at_hand_over_http(notify: Notify, address: str) -> None:
    with httpx.Client(base_url=f"{address}/stand-in") as control, official(notify.key(), address) as client:
        control.post("/faults", json={"next": ["lost", None], "seed": 1, "shares": {"lost": 0.0}})
        with pytest.raises(HTTPError):
            send(client, notify)
        made = control.post("/templates", json={"name": "New", "subject": "s", "body": "((b))"}).json()
        send(client, notify, template_id=made["id"], personalisation={"b": "words"}, reference="two")
        assert control.post("/clock", json={"forward": 10, "skew": 2}).json() == {"ahead": 10, "skew": 2}
        ledger = control.get("/ledger").json()

    told = [(each["reference"], each["status"], each["fault"]) for each in ledger["messages"]]
    assert told == [("one", "delivered", "lost"), ("two", "delivered", None)]
    assert ledger["answers"] == {"201": 1, "499": 1}


def _lines() -> dict[str, str]:
    return {"address_line_1": "A", "address_line_2": "B", "address_line_3": "SW1A 1AA", "date": "today"}
