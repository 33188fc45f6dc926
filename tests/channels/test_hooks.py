"""Teams, Slack and other systems: what they are sent, what their answers mean, and what never shows."""

from __future__ import annotations

import json
import logging
import ssl
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from channels import slack, teams
from channels.hooks import Hook, hook
from channels.mail import Channel, Mail, TryAgain, Undeliverable
from channels.outside import Outside, PointsInside, check, is_outside
from channels.pace import InMemory, Pace, Rate
from channels.slack import Slack
from channels.teams import Teams
from channels.webhook import Webhook, is_ours

SECRET = "sig-5f0c1d"  # noqa: S105 - Of no other server than the test's.
FAST = Pace(Rate(1000, 1000), InMemory())
INSIDE = frozenset({"127.0.0.1"})
Write = Callable[..., Mail]
Answer = tuple[int | None, dict[str, str], str]


class Receiver:
    """Somebody's webhook, over TCP."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, dict[str, str], bytes]] = []
        self.plan: list[Answer] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                outer.heard.append((self.path, headers, body))
                code, extra, answer = outer.plan.pop(0) if outer.plan else (200, {}, "ok")
                if code is None:
                    self.close_connection = True
                    return
                self.send_response(code)
                for name, value in {**extra, "Content-Length": str(len(answer))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.encode())

            def log_message(self, *_args: object) -> None: ...

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    thread = Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


Make = Callable[[str], Any]
KINDS: dict[str, Callable[[Hook], Channel]] = {
    "slack": lambda to: Slack(to, FAST),
    "teams": lambda to: Teams(to, FAST),
    "webhook": lambda to: Webhook(to, SecretStr(SECRET)),
}


@pytest.fixture
def make(receiver: Receiver) -> Iterator[Make]:
    """Make a channel that posts to the receiver."""
    made: list[Channel] = []

    def channel(kind: str) -> Channel:
        to = hook(kind, SecretStr(f"{receiver.address}/hook?sig={SECRET}"), inside=INSIDE)
        made.append(KINDS[kind](to))
        return made[-1]

    yield channel
    for each in made:
        each.close()


def test_the_secret_part_of_an_address_is_called_and_shows_nowhere(
    make: Make, receiver: Receiver, write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    channel = make("slack")
    channel.send(write())
    receiver.plan = [(404, {}, "no_service"), (None, {}, "")]
    shown = [repr(channel), str(channel)]
    for error in (Undeliverable, TryAgain):
        with pytest.raises(error) as refused:
            channel.send(write())
        shown.append("".join(traceback.format_exception(refused.value)))

    assert {path for path, *_ in receiver.heard} == {f"/hook?sig={SECRET}"}
    assert "127.0.0.1" in caplog.text
    assert SECRET not in caplog.text + "".join(shown)


def test_slack_gets_text_for_notifications_beside_the_blocks(
    make: Make, receiver: Receiver, write: Write
) -> None:
    mail = write(subject="A <b> & c", link="https://cpc.example/CPC-2024-001")

    make("slack").send(mail)

    said = json.loads(receiver.heard[0][2])
    assert said["text"] == "A &lt;b&gt; &amp; c"
    assert said["blocks"][-1]["text"]["text"] == "<https://cpc.example/CPC-2024-001|Open the challenge>"
    assert said["blocks"][1]["text"]["type"] == "mrkdwn"


def test_slack_gets_no_section_longer_than_it_shows(write: Write) -> None:
    long = "\n\n".join(["& " * 2000, *(["word " * 150] * 200)])

    blocks: Any = slack.card(write(text=long))["blocks"]

    assert len(blocks) <= 50
    assert max(len(each["text"]["text"]) for each in blocks) <= slack.SECTION
    assert "only its beginning is shown" in blocks[-1]["text"]["text"]


def test_slack_has_a_message_only_if_it_says_so(make: Make, receiver: Receiver, write: Write) -> None:
    receiver.plan = [(200, {}, "<html>Sign in</html>")]

    with pytest.raises(Undeliverable, match="Sign in"):
        make("slack").send(write())


@pytest.mark.parametrize(("code", "note"), [(200, None), (202, "accepted, not yet posted")])
def test_teams_gets_an_adaptive_card(
    code: int, note: str | None, make: Make, receiver: Receiver, write: Write
) -> None:
    receiver.plan = [(code, {}, "")]

    receipt = make("teams").send(write(link="https://cpc.example/x"))

    said = json.loads(receiver.heard[0][2])
    (attachment,) = said["attachments"]
    card = attachment["content"]
    assert receipt.note == note
    assert (said["type"], attachment["contentUrl"]) == ("message", None)
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert (card["type"], card["version"], card["msteams"]) == ("AdaptiveCard", "1.4", {"width": "full"})
    assert card["actions"][0]["url"] == "https://cpc.example/x"
    assert all(each["wrap"] for each in card["body"])


def test_teams_gets_no_more_than_it_takes_and_says_that_there_is_more(write: Write) -> None:
    whole = teams.body(write(text="\n\n".join(["ä" * 1000] * 100)))

    assert len(whole) <= teams.LIMIT
    assert json.loads(whole)["attachments"][0]["content"]["body"][-1]["text"] == teams.CUT


def test_teams_shows_characters_as_they_are() -> None:
    assert teams.escape("- [a](b) *c*") == r"\- \[a\](b) \*c\*"
    assert teams.escape("1. first") == r"1\. first"


@pytest.mark.parametrize(
    ("answer", "after", "may_have_arrived"),
    [
        ((429, {"Retry-After": "7"}, ""), timedelta(seconds=7), False),
        ((429, {}, ""), None, False),
        ((503, {}, ""), None, False),
        ((408, {}, ""), None, False),
        ((500, {}, ""), None, True),
        ((502, {}, ""), None, True),
        ((None, {}, ""), None, True),
    ],
    ids=["429, 7 s", "429", "503", "408", "500", "502", "hangs up"],
)
def test_who_is_busy_is_tried_later(
    answer: Answer,
    after: timedelta | None,
    may_have_arrived: bool,
    receiver: Receiver,
    write: Write,
) -> None:
    receiver.plan = [answer] * len(KINDS)

    for kind in KINDS.values():
        to = hook("one", SecretStr(receiver.address), inside=INSIDE)
        with pytest.raises(TryAgain) as busy:
            kind(to).send(write())
        to.close()
        assert (busy.value.after, busy.value.may_have_arrived) == (after, may_have_arrived)


@pytest.mark.parametrize("code", [301, 400, 401, 404, 410])
def test_an_address_that_is_gone_is_for_a_person_to_put_right(
    code: int, make: Make, receiver: Receiver, write: Write
) -> None:
    receiver.plan = [(code, {"Location": "http://127.0.0.1/elsewhere"}, "gone")]

    with pytest.raises(Undeliverable, match="Put the address of the webhook right"):
        make("teams").send(write())

    assert len(receiver.heard) == 1


def test_a_call_is_signed_so_that_its_receiver_can_tell(make: Make, receiver: Receiver, write: Write) -> None:
    mail = write(place=3, facts={"reference": "CPC-2024-001", "kind": "report_published"})

    make("webhook").send(mail)

    _, headers, body = receiver.heard[0]
    now, secret = int(headers["webhook-timestamp"]), SecretStr(SECRET)
    assert headers["webhook-id"] == mail.name
    assert {**json.loads(body), "text": ""} == {
        "version": 1,
        "id": mail.name,
        "reference": "CPC-2024-001",
        "kind": "report_published",
        "place": 3,
        "at": "2024-06-01T09:30:00+00:00",
        "subject": mail.subject,
        "text": "",
        "link": None,
    }
    assert is_ours(secret, headers, body, now)
    two = {**headers, "webhook-signature": f"v1,old {headers['webhook-signature']}"}
    assert is_ours(secret, two, body, now)
    assert not is_ours(SecretStr("another"), headers, body, now)
    assert not is_ours(secret, headers, body + b" ", now)
    assert not is_ours(secret, {**headers, "webhook-id": "another"}, body, now)
    assert not is_ours(secret, headers, body, now + 301)
    assert not is_ours(secret, {**headers, "webhook-timestamp": "soon"}, body, now)
    assert not is_ours(secret, {}, body, now)


def test_a_call_that_is_repeated_is_the_same_call_at_another_time(
    make: Make, receiver: Receiver, write: Write
) -> None:
    channel = make("webhook")
    channel.send(write())
    later = Webhook(
        Hook("webhook", channel.hook.url, channel.hook.client, lambda: datetime(2030, 1, 1, tzinfo=UTC)),
        SecretStr(SECRET),
    )
    later.send(write())

    (_, first, body), (_, second, again) = receiver.heard
    assert (first["webhook-id"], body) == (second["webhook-id"], again)
    assert first["webhook-signature"] != second["webhook-signature"]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - To be refused.
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "ff02::1",
    ],
)
def test_an_address_inside_is_known_in_whatever_way_it_is_written(address: str) -> None:
    assert not is_outside(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700::1111", "::ffff:93.184.215.14"])
def test_an_address_outside_is_known_too(address: str) -> None:
    assert is_outside(address)


@pytest.mark.parametrize(
    ("url", "hosts"),
    [
        ("http://hooks.slack.com/services/T/B/x", slack.HOSTS),
        ("https://hooks.slack.com.evil.example/services", slack.HOSTS),
        ("https://evil.example/?hooks.slack.com", slack.HOSTS),
        ("https://evillogic.azure.com/workflows", teams.HOSTS),
        ("ftp://elsewhere.example/", ()),
        ("not an address", ()),
        ("https://outside.example:99999/", ()),
        ("https://outside..example/", ()),
        (f"https://{'a' * 70}.example/", ()),
    ],
)
def test_a_webhook_that_lives_elsewhere_is_refused_before_use(url: str, hosts: tuple[str, ...]) -> None:
    with pytest.raises(PointsInside, match="CPC_INSIDE_HOSTS"):
        check(httpx.URL(url), frozenset(), hosts)


@pytest.mark.parametrize(
    ("url", "hosts"),
    [
        ("https://hooks.slack.com/services/T/B/x", slack.HOSTS),
        ("https://prod-1.westeurope.logic.azure.com:443/workflows/x", teams.HOSTS),
        ("https://anything.example/", ()),
    ],
)
def test_a_webhook_that_lives_where_it_should_is_taken(url: str, hosts: tuple[str, ...]) -> None:
    check(httpx.URL(url), frozenset(), hosts)


def test_a_name_that_leads_inside_is_refused_at_the_moment_of_the_call(
    receiver: Receiver, write: Write
) -> None:
    """A name server that answers differently the second time gains nothing: it is asked once."""
    port = receiver.server.server_port
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["93.184.215.14", "127.0.0.1"]

    to = hook("webhook", SecretStr(f"https://outside.example:{port}/"), resolve=rebinding)
    channel = Webhook(to, SecretStr(SECRET))

    with pytest.raises(Undeliverable, match=r"leads to 127\.0\.0\.1, which is inside"):
        channel.send(write())

    assert (asked, receiver.heard) == (["outside.example"], [])
    channel.close()


def test_the_address_that_was_checked_is_the_one_that_is_called(
    receiver: Receiver, shown: ssl.SSLContext, trusting: Callable[[], ssl.SSLContext]
) -> None:
    """By its address over TLS, and the certificate is still asked for the name."""
    receiver.server.socket = shown.wrap_socket(receiver.server.socket, server_side=True)
    address = f"https://hook.example:{receiver.server.server_port}"
    for name, is_trusted in (("hook.example", True), ("other.example", False)):
        url = address.replace("hook.example", name)
        way = Outside(
            SecretStr(f"{url}/secret"), frozenset({name}), lambda *_: ["127.0.0.1"], verify=trusting()
        )
        with httpx.Client(transport=way) as client:
            if is_trusted:
                assert client.post(url, content=b"{}").text == "ok"
            else:
                with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
                    client.post(url, content=b"{}")

    ((path, headers, _),) = receiver.heard
    assert (path, headers["host"]) == ("/secret", f"hook.example:{receiver.server.server_port}")


def test_the_next_address_of_a_name_is_tried_when_one_does_not_answer(receiver: Receiver) -> None:
    url = f"http://two.example:{receiver.server.server_port}/"
    way = Outside(SecretStr(url), frozenset({"two.example"}), lambda *_: ["127.0.0.2", "::1", "127.0.0.1"])
    with httpx.Client(transport=way) as client:
        assert client.post(url, content=b"{}").text == "ok"


def test_a_name_that_nobody_knows_is_tried_later(write: Write) -> None:
    def unknown(_host: str, _port: int) -> list[str]:
        raise OSError("Name or service not known")

    channel = Webhook(hook("webhook", SecretStr("https://gone.example/"), resolve=unknown), SecretStr(SECRET))

    with pytest.raises(TryAgain, match="cannot be reached") as away:
        channel.send(write())

    assert not away.value.may_have_arrived
    channel.close()
