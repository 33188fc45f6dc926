"""The post over SMTP, against a real server over TCP: who was told what, when a connection breaks."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from threading import Thread
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from pydantic import SecretStr

from channels.mail import Invitation, Mail, TryAgain, Undeliverable
from channels.smtp import Server, Smtp

PASSWORD = "correct horse battery"  # noqa: S105 - Of a server that lives as long as a test.
OK = "250 OK"


@dataclass
class Postbox:
    """A mail server's other half: keeps what it takes, and answers as the test says."""

    sender: list[str] = field(default_factory=list)
    recipient: dict[str, list[str]] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)
    is_pipelining: bool = False
    is_easy_going: bool = False
    taken: list[bytes] = field(default_factory=list)
    sessions: set[int] = field(default_factory=set)

    async def handle_EHLO(  # noqa: N802
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], *["250-PIPELINING"] * self.is_pipelining, responses[-1]]

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.sessions.add(id(session))
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return _answer(server, self.sender)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = _answer(server, self.recipient.get(address, []))
        if answer == OK or self.is_easy_going:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        plan = self.text[:1]
        if plan != ["drop, not taken"] and not (plan and plan[0][0] in "145"):
            self.taken.append(envelope.original_content or b"")
        return _answer(server, self.text)


def _answer(server: SMTP, plan: list[str]) -> str:
    """Give the next answer of a plan; "drop" ends the connection without one."""
    answer = plan.pop(0) if plan else OK
    if answer.startswith("drop"):
        assert isinstance(server.transport, asyncio.Transport)
        server.transport.abort()
    return answer


@contextmanager
def serving_at(box: Postbox, **options: Any) -> Iterator[int]:
    """Run a server in a thread, on whichever port is free."""
    loop, encrypted = asyncio.new_event_loop(), options.pop("ssl_context", None)
    server = loop.run_until_complete(
        loop.create_server(lambda: SMTP(box, loop=loop, **options), "127.0.0.1", 0, ssl=encrypted)
    )
    thread = Thread(target=loop.run_forever)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        loop.run_until_complete(_end_tasks())
        loop.close()


async def _end_tasks() -> None:
    left = [each for each in asyncio.all_tasks() if each is not asyncio.current_task()]
    for each in left:
        each.cancel()
    await asyncio.gather(*left, return_exceptions=True)


@pytest.fixture(params=[False, True], ids=["one by one", "pipelining"])
def box(request: pytest.FixtureRequest) -> Postbox:
    return Postbox(is_pipelining=request.param)


@pytest.fixture
def smtp(box: Postbox) -> Iterator[Smtp]:
    with serving_at(box) as port:
        way = Smtp(Server("127.0.0.1", port, "none", patience=5))
        yield way
        way.close()


def test_a_message_arrives_whole_under_a_name_of_its_own(
    smtp: Smtp, box: Postbox, write: Callable[..., Mail]
) -> None:
    mail = write(text="Dear Chief Executive\n\n.hidden\n..\nThe end – ‘so’.\n")

    receipt = smtp.send(mail)

    (taken,) = [message_from_bytes(each, policy=default) for each in box.taken]
    assert taken["Message-ID"] == receipt.id == f"<{mail.name}@lga.example>"
    body = taken.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == mail.text
    assert (receipt.note or "").startswith("250")


def test_a_batch_goes_over_one_connection(smtp: Smtp, box: Postbox, write: Callable[..., Mail]) -> None:
    for number in range(20):
        smtp.send(write(key=f"m/{number}"))

    assert (len(box.taken), len(box.sessions)) == (20, 1)


@pytest.mark.parametrize("answer", ["drop", "421 too many messages in one session"])
def test_a_connection_that_was_dropped_between_two_messages_is_opened_again(
    answer: str, smtp: Smtp, box: Postbox, write: Callable[..., Mail]
) -> None:
    smtp.send(write(key="one"))
    box.sender = [answer]

    smtp.send(write(key="two"))

    assert len(box.taken) == 2


def test_a_server_that_hangs_up_on_a_new_connection_is_tried_later(
    smtp: Smtp, box: Postbox, write: Callable[..., Mail]
) -> None:
    box.sender = ["drop", "drop"]

    with pytest.raises(TryAgain, match="hung up") as busy:
        smtp.send(write())

    assert not busy.value.may_have_arrived
    assert box.taken == []
    box.sender = []
    smtp.send(write())
    assert len(box.taken) == 1


def test_a_recipient_who_is_refused_for_ever_does_not_hold_up_the_next(
    smtp: Smtp, box: Postbox, write: Callable[..., Mail]
) -> None:
    box.recipient["gone@tamworth.example"] = ["550 5.1.1 no such user"]

    with pytest.raises(Undeliverable, match="no such user"):
        smtp.send(write(to_email="gone@tamworth.example"))
    smtp.send(write())

    assert (len(box.taken), len(box.sessions)) == (1, 1)


def test_a_server_that_wants_the_text_all_the_same_gets_none(write: Callable[..., Mail]) -> None:
    box = Postbox(is_pipelining=True, is_easy_going=True)
    box.recipient["gone@tamworth.example"] = ["550 no such user"]
    with serving_at(box) as port:
        way = Smtp(Server("127.0.0.1", port, "none", patience=5))
        with pytest.raises(Undeliverable, match="no such user"):
            way.send(write(to_email="gone@tamworth.example"))
        way.send(write())
        way.close()

    assert [len(each) > 0 for each in box.taken] == [False, True]
    assert len(box.sessions) == 1


def test_a_recipient_who_is_busy_is_tried_later_and_says_nothing_of_others(
    smtp: Smtp, box: Postbox, write: Callable[..., Mail]
) -> None:
    box.recipient["chief.executive@tamworth.example"] = ["450 4.2.0 greylisted"]

    with pytest.raises(TryAgain, match="greylisted") as busy:
        smtp.send(write())

    assert (busy.value.concerns_all, busy.value.may_have_arrived) == (False, False)
    smtp.send(write())
    assert len(box.taken) == 1


def test_a_server_without_room_concerns_every_message(
    smtp: Smtp, box: Postbox, write: Callable[..., Mail]
) -> None:
    box.sender = ["452 4.3.1 insufficient storage"]

    with pytest.raises(TryAgain) as busy:
        smtp.send(write())

    assert busy.value.concerns_all


@pytest.mark.parametrize(
    ("answer", "error"), [("451 try later", TryAgain), ("554 looks like spam", Undeliverable)]
)
def test_a_text_that_is_refused_has_not_arrived(
    answer: str, error: type[Exception], smtp: Smtp, box: Postbox, write: Callable[..., Mail]
) -> None:
    box.text = [answer]

    with pytest.raises(error) as refused:
        smtp.send(write())

    assert not getattr(refused.value, "may_have_arrived", False)


@pytest.mark.parametrize("fate", ["drop, not taken", "drop, taken"])
def test_an_answer_lost_after_the_text_leaves_it_open_whether_it_arrived(
    fate: str, smtp: Smtp, box: Postbox, write: Callable[..., Mail]
) -> None:
    box.text = [fate]

    with pytest.raises(TryAgain, match="Nobody can say yet") as lost:
        smtp.send(write())

    assert lost.value.may_have_arrived
    assert len(box.taken) == (fate == "drop, taken")  # Which of them it was cannot be seen from here.
    smtp.send(write(key="another"))  # And the next message gets a connection of its own.


def test_a_server_out_of_reach_is_tried_later(write: Callable[..., Mail]) -> None:
    with serving_at(Postbox()) as port:
        pass

    with pytest.raises(TryAgain, match="cannot be reached"):
        Smtp(Server("127.0.0.1", port, "none", patience=2)).send(write())


def test_starttls_and_sign_in(
    box: Postbox,
    shown: ssl.SSLContext,
    trusting: Callable[[], ssl.SSLContext],
    write: Callable[..., Mail],
) -> None:
    with serving_at(box, **_guarded_by(shown)) as port:
        way = Smtp(Server("127.0.0.1", port, "starttls", "cpc", SecretStr(PASSWORD), 5, trusting))
        way.send(write())
        way.close()

    assert len(box.taken) == 1


def test_a_wrong_password_is_a_matter_of_settings_and_is_told_nowhere(
    box: Postbox,
    shown: ssl.SSLContext,
    trusting: Callable[[], ssl.SSLContext],
    write: Callable[..., Mail],
) -> None:
    wrong = "not the password"
    with serving_at(box, **_guarded_by(shown)) as port:
        way = Smtp(Server("127.0.0.1", port, "starttls", "cpc", SecretStr(wrong), 5, trusting))
        with pytest.raises(TryAgain, match="CPC_SMTP_PASSWORD may be wrong") as refused:
            way.send(write())

    assert wrong not in f"{refused.value!s} {refused.value!r} {refused.value.__cause__!r} {way!r}"


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(
    box: Postbox, shown: ssl.SSLContext, write: Callable[..., Mail]
) -> None:
    with (
        serving_at(box, tls_context=shown) as port,
        pytest.raises(TryAgain, match="CERTIFICATE_VERIFY_FAILED"),
    ):
        Smtp(Server("127.0.0.1", port, "starttls", patience=5)).send(write())

    assert box.taken == []


def test_a_server_that_offers_no_encryption_gets_nothing(box: Postbox, write: Callable[..., Mail]) -> None:
    with serving_at(box) as port, pytest.raises(TryAgain, match="STARTTLS"):
        Smtp(Server("127.0.0.1", port, "starttls", patience=5)).send(write())

    assert box.taken == []


def test_tls_from_the_first_byte(
    box: Postbox,
    shown: ssl.SSLContext,
    trusting: Callable[[], ssl.SSLContext],
    write: Callable[..., Mail],
) -> None:
    with serving_at(box, ssl_context=shown) as port:
        way = Smtp(Server("127.0.0.1", port, "tls", patience=5, trust=trusting))
        way.send(write())
        way.close()

    assert len(box.taken) == 1


def test_an_address_with_letters_beyond_ascii_is_for_a_person_to_put_right(
    smtp: Smtp, box: Postbox, write: Callable[..., Mail]
) -> None:
    with pytest.raises(Undeliverable, match="letters beyond A to Z"):
        smtp.send(write(to_email="leader@zoë.example"))

    assert box.taken == []


@pytest.mark.parametrize("said", [{"to_email": "no address"}, {"subject": "two\nlines"}])
def test_what_cannot_be_written_as_a_mail_never_leaves(
    said: dict[str, str], smtp: Smtp, box: Postbox, write: Callable[..., Mail]
) -> None:
    with pytest.raises(Undeliverable, match="cannot be written as a mail"):
        smtp.send(write(**said))

    assert box.taken == []


def test_a_server_that_raves_has_taken_nothing_until_it_has_the_text(
    smtp: Smtp, box: Postbox, write: Callable[..., Mail]
) -> None:
    box.sender = ["blah", "blah"]
    with pytest.raises(TryAgain, match="hung up") as early:
        smtp.send(write())
    box.sender, box.text = [], ["123 blah"]
    with pytest.raises(TryAgain, match="nobody knows what the mail server means by 123 blah") as late:
        smtp.send(write())

    assert (early.value.may_have_arrived, late.value.may_have_arrived) == (False, True)


def test_a_message_too_large_for_the_server_is_refused_before_it_travels(write: Callable[..., Mail]) -> None:
    box = Postbox()
    with serving_at(box, data_size_limit=1000) as port:
        way = Smtp(Server("127.0.0.1", port, "none", patience=5))
        with pytest.raises(Undeliverable, match="552"):
            way.send(write(text="a" * 2000))
        way.close()

    assert box.taken == []


def test_an_invitation_travels_as_a_part_that_calendars_take_in(
    smtp: Smtp, box: Postbox, write: Callable[..., Mail]
) -> None:
    text = "BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n"
    smtp.send(write(invitations=(Invitation("CANCEL", text),)))

    parts = {
        each.get_content_type(): each for each in message_from_bytes(box.taken[0], policy=default).walk()
    }
    calendar = parts["text/calendar"]
    assert calendar.get_param("method") == "CANCEL"
    assert calendar.get_content().splitlines() == text.splitlines()


def test_of_several_invitations_one_is_offered_and_the_others_are_files(
    smtp: Smtp, box: Postbox, write: Callable[..., Mail]
) -> None:
    texts = {name: f"BEGIN:VCALENDAR\r\nX-WHAT:{name}\r\nEND:VCALENDAR\r\n" for name in ("meeting", "visit")}
    smtp.send(write(invitations=tuple(Invitation("REQUEST", text, f"{n}.ics") for n, text in texts.items())))

    mail = message_from_bytes(box.taken[0], policy=default)
    body, file = mail.iter_parts()
    assert [each.get_content_type() for each in body.iter_parts()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    assert (file.get_filename(), file.get_content_type()) == ("visit.ics", "text/calendar")
    assert file.get_content().splitlines() == texts["visit"].splitlines()
    assert "X-WHAT:meeting" in list(body.iter_parts())[-1].get_content()


def test_whoever_may_unsubscribe_does_so_with_one_click(
    smtp: Smtp, box: Postbox, write: Callable[..., Mail]
) -> None:
    smtp.send(write(unsubscribe_url="https://cpc.example/unsubscribe/abc"))

    taken = message_from_bytes(box.taken[0], policy=default)
    assert taken["List-Unsubscribe"] == "<https://cpc.example/unsubscribe/abc>"
    assert taken["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def _guarded_by(shown: ssl.SSLContext) -> dict[str, Any]:
    def sign_in(
        _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: Any
    ) -> AuthResult:
        assert isinstance(given, LoginPassword)
        return AuthResult(success=given.password == PASSWORD.encode(), handled=False)

    return {
        "tls_context": shown,
        "require_starttls": True,
        "auth_required": True,
        "authenticator": sign_in,
    }
