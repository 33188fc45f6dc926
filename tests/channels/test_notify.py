"""The post through Notify, against the stand-in over TCP: whatever goes wrong, it is known what was sent."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from notifications_python_client.authentication import decode_jwt_token
from pydantic import SecretStr
from starlette.types import ASGIApp

from channels.mail import Attachment, Mail, TryAgain, Undeliverable
from channels.notify import Notify, Using, WrongTemplate
from channels.notify_api import Key, api
from channels.pace import InMemory, Pace, Rate
from channels.settling import CannotTell, settle
from channels.stand_in import notify as stand_in
from channels.stand_in.faults import Fault
from channels.stand_in.keys import KEYS, Kind
from channels.stand_in.ledger import Notification
from channels.stand_in.limits import Limits
from channels.stand_in.server import serving
from channels.statuses import Status

AT = datetime(2026, 3, 6, 22, 0, tzinfo=UTC)
Write = Callable[..., Mail]


@pytest.fixture
def there() -> stand_in.Notify:
    return stand_in.Notify(transit=0.01, slowness=0.5)


@pytest.fixture
def address(there: stand_in.Notify, put_up: Callable[[ASGIApp], str]) -> str:
    return put_up(there.app())


def channel(there: stand_in.Notify, address: str, template: str | None = None, **using: Any) -> Notify:
    key = using.pop("key", there.key())
    way = api(SecretStr(key), address, patience=using.pop("patience", 5.0))
    return Notify(way, Using(template or there.letter.id, **using), Pace(Rate(1000, 100), InMemory()))


@pytest.fixture
def notify(there: stand_in.Notify, address: str) -> Iterator[Notify]:
    way = channel(there, address)
    yield way
    way.close()


def test_a_message_is_taken_and_its_final_words_are_told(
    notify: Notify, there: stand_in.Notify, write: Write
) -> None:
    mail = write(unsubscribe_url="https://cpc.example/u/1")

    receipt = notify.send(mail)

    (kept,) = there.ledger.kept
    assert (receipt.id, receipt.template_version, receipt.subject) == (kept.id, 1, mail.subject)
    assert receipt.text == kept.body == "Dear Chief Executive\n\nThe visit is on Tuesday 29 October 2024."
    assert (kept.reference, kept.to) == (mail.name, mail.to_email)
    assert kept.unsubscribe_url == mail.unsubscribe_url


def test_the_reference_says_nothing_of_the_person(write: Write) -> None:
    mail = write()

    assert mail.to_email.split("@")[0] not in mail.name
    assert mail.to_name not in mail.name


def test_a_token_is_what_the_provider_s_own_client_takes_it_for() -> None:
    key = KEYS[0]
    token = Key(SecretStr(str(key))).token(datetime.now(UTC))

    assert decode_jwt_token(token, key.secret)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    "fault",
    [Fault.LOST, Fault.DROPPED, Fault.ERROR_AFTER, Fault.ERROR_BEFORE, Fault.TIMEOUT_AFTER, Fault.DOWN],
)
def test_a_message_whose_answer_was_lost_is_there_once_in_the_end(
    fault: Fault, notify: Notify, there: stand_in.Notify, write: Write
) -> None:
    """Lesson 17: Notify's 201 lost after it had accepted the message: one mail, not two."""
    mail = write()
    there.faults.plan([fault])

    with pytest.raises(TryAgain) as lost:
        notify.send(mail)
    assert lost.value.may_have_arrived
    assert lost.value.after == notify.settles_after

    later = AT + notify.settles_after
    if not settle(notify, mail, sent_at=AT, now=later):
        notify.send(mail)
    assert [each.reference for each in there.ledger.kept] == [mail.name]


def test_an_answer_that_takes_too_long_counts_as_lost(
    there: stand_in.Notify, address: str, write: Write
) -> None:
    there.faults.plan([Fault.SLOW])
    notify = channel(there, address, patience=0.2)
    notify.check()

    with pytest.raises(TryAgain) as lost:
        notify.send(write())

    assert lost.value.may_have_arrived
    assert notify.find(write().name) is not None
    notify.close()


def test_too_early_an_answer_of_no_is_not_believed(notify: Notify, write: Write) -> None:
    with pytest.raises(TryAgain, match="may not have written it down yet") as early:
        settle(notify, write(), sent_at=AT, now=AT + timedelta(seconds=30))

    assert early.value.after == notify.settles_after - timedelta(seconds=30)
    assert early.value.may_have_arrived


def test_too_late_an_answer_of_no_is_not_believed_either(notify: Notify, write: Write) -> None:
    with pytest.raises(CannotTell, match="has forgotten"):
        settle(notify, write(), sent_at=AT, now=AT + timedelta(days=8))


def test_a_message_that_notify_has_twice_is_told_as_such(notify: Notify, write: Write) -> None:
    first = notify.send(write())
    notify.send(write())

    found = notify.find(write().name)

    assert found is not None
    assert (found.id, found.note) == (first.id, "Notify has it 2 times")


def test_the_rate_limit_is_waited_out_and_nothing_was_sent(
    notify: Notify, there: stand_in.Notify, write: Write
) -> None:
    there.faults.plan([Fault.RATE])

    with pytest.raises(TryAgain, match="RateLimitError") as busy:
        notify.send(write())

    assert (busy.value.after, busy.value.may_have_arrived) == (None, False)


def test_the_limit_of_the_day_holds_until_midnight_utc(
    there: stand_in.Notify, address: str, write: Write
) -> None:
    notify = channel(there, address)
    notify.check()
    there.limits = Limits(daily=0)
    there.skew = (AT - datetime.now(UTC)).total_seconds()
    key = SecretStr(there.key())
    notify.close()
    at_ten = Notify(api(key, address, clock=lambda: AT), notify.using, notify.pace)

    with pytest.raises(TryAgain, match="TooManyRequestsError") as full:
        at_ten.send(write())

    assert full.value.after == timedelta(hours=2)
    at_ten.close()


def test_the_key_and_what_is_signed_with_it_show_nowhere(
    notify: Notify, there: stand_in.Notify, write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    there.faults.plan([Fault.LOST])
    with pytest.raises(TryAgain) as lost:
        notify.send(write())
    shown = caplog.text + repr(notify) + "".join(traceback.format_exception(lost.value))
    assert "/v2/template/" in shown
    assert not [each for each in (there.key()[-36:], "Bearer", "eyJ") if each in shown]


def test_a_token_that_has_grown_old_is_made_anew_once(
    notify: Notify, there: stand_in.Notify, write: Write
) -> None:
    there.faults.plan([Fault.FORBIDDEN, None])

    notify.send(write())

    assert there.ledger.answers == {"403 AuthError": 1, "201": 1}


def test_a_key_that_is_refused_keeps_the_message_and_calls_a_person(
    there: stand_in.Notify, address: str, write: Write
) -> None:
    notify = channel(there, address)
    notify.check()
    there.faults.plan([Fault.FORBIDDEN, Fault.FORBIDDEN])

    with pytest.raises(TryAgain, match="CPC_NOTIFY_KEY") as refused:
        notify.send(write())

    assert (refused.value.after, refused.value.may_have_arrived) == (timedelta(minutes=15), False)
    notify.close()


def test_what_notify_refuses_lands_with_a_person_who_can_send_it_anew(
    there: stand_in.Notify, address: str, write: Write
) -> None:
    notify = channel(there, address, key=there.key(Kind.TEAM))

    with pytest.raises(Undeliverable, match=r"BadRequestError.*queue the message again"):
        notify.send(write())
    notify.close()


def test_answers_go_to_the_address_that_the_service_names(
    there: stand_in.Notify, address: str, write: Write
) -> None:
    notify = channel(there, address, reply_to="no uuid")

    with pytest.raises(Undeliverable, match="email_reply_to_id is not a valid UUID"):
        notify.send(write())
    notify.close()


@pytest.mark.parametrize("content", [b"down", b'{"errors": "down"}', b"[]"])
def test_a_refusal_of_no_known_shape_is_one_all_the_same(content: bytes) -> None:
    answer = httpx.MockTransport(lambda _request: httpx.Response(403, content=content))
    with httpx.Client(base_url="https://notify.example", transport=answer) as client:
        notify = Notify(_asking(client), Using("t"), Pace(Rate(1000), InMemory()))
        with pytest.raises(TryAgain, match="it answered 403"):
            notify.find("anything")


def test_a_notify_out_of_reach_has_got_nothing(there: stand_in.Notify, write: Write) -> None:
    with serving(there.app()) as address:
        notify = channel(there, address)
        notify.check()

    with pytest.raises(TryAgain, match="cannot be reached") as away:
        notify.send(write())
    with pytest.raises(TryAgain, match="cannot be asked"):
        notify.find("anything")

    assert not away.value.may_have_arrived
    notify.close()


def test_an_answer_that_makes_no_sense_counts_as_lost(write: Write) -> None:
    for content in (b"<html>", b"{}", b'{"id": "1", "template": null}'):
        answer = httpx.MockTransport(lambda _request, content=content: httpx.Response(201, content=content))
        with httpx.Client(base_url="https://notify.example", transport=answer) as client:
            notify = Notify(api=_asking(client), using=Using("t"), pace=Pace(Rate(1000), InMemory()))
            notify._documents = ()
            with pytest.raises(TryAgain, match="cannot be read") as lost:
                notify.send(write())
        assert lost.value.may_have_arrived


def test_what_became_of_a_message_can_be_asked(notify: Notify, there: stand_in.Notify, write: Write) -> None:
    receipt = notify.send(write(to_email="perm-fail@simulator.notify"))
    there.clock.ahead += 60

    found = notify.report(receipt.id)

    assert found is not None
    assert (found.status, found.reference) == (Status.PERMANENT_FAILURE, write(to_email=found.to).name)
    assert notify.report(str(uuid4())) is None


def test_the_whole_record_is_read_page_by_page(notify: Notify, there: stand_in.Notify) -> None:
    for number in range(260):
        there.ledger.keep(_kept(there, str(number)))

    found = [each.reference for each in notify.reports()]

    assert found == [str(number) for number in reversed(range(260))]


def test_a_template_without_our_placeholders_is_refused_before_anything_is_sent(
    there: stand_in.Notify, address: str, write: Write
) -> None:
    wrong = {
        ("email", "((subject))", "Dear ((name))"): "it has no ((body))",
        ("email", "((subject))", "((body)) ((colour))"): "nobody knows what belongs into ((colour))",
        ("sms", "", "((subject)) ((body))"): "it is for sms",
    }
    for (type_, subject, body), why in wrong.items():
        made = there.templates.write(f"{type_}{body}", type_, subject, body, there.clock.now())
        notify = channel(there, address, made.id)
        with pytest.raises(WrongTemplate) as refused:
            notify.send(write())
        assert why in str(refused.value)
        notify.close()
    notify = channel(there, address, str(uuid4()))
    with pytest.raises(WrongTemplate, match="there is none"):
        notify.check()
    notify.close()

    assert there.ledger.kept == []


def test_documents_go_as_links_into_the_places_that_the_template_has(
    there: stand_in.Notify, address: str, write: Write
) -> None:
    body = "((body))\n\n((document 1))\n((document 2))"
    made = there.templates.write("With documents", "email", "((subject))", body, there.clock.now())
    notify = channel(there, address, made.id, file_weeks=4, is_confirmed=False)

    receipt = notify.send(write(attachments=(Attachment("report.pdf", b"%PDF"),)))

    assert (receipt.text or "").count("https://documents.example/d/") == 1
    (file,) = there.files.values()
    assert (file.name, file.content, file.weeks, file.is_confirmed) == ("report.pdf", b"%PDF", 4, False)
    for documents, why in (
        ([("a.pdf", b"a"), ("b.pdf", b"b"), ("c.pdf", b"c")], r"\(3\) Notify's template has places for 2"),
        ([("large.pdf", bytes(2 * 1024 * 1024))], "2 MB or more"),
        ([("program.exe", b"MZ")], "of a kind that Notify does not take"),
        ([("x" * 100 + ".pdf", b"a")], "longer than 100"),
    ):
        with pytest.raises(Undeliverable, match=why):
            notify.send(write(attachments=tuple(Attachment(*each) for each in documents)))
    notify.close()


def _asking(client: httpx.Client) -> Any:
    made = api(SecretStr("x" * 80))
    made.client.close()
    return type(made)(client)


def _kept(there: stand_in.Notify, reference: str) -> Any:
    return Notification(
        id=str(uuid4()),
        reference=reference,
        type="email",
        to="leader@tamworth.example",
        template=there.letter.id,
        version=1,
        subject="s",
        body="b",
        unsubscribe_url=None,
        kind=Kind.LIVE,
        created=there.clock.now(),
        transit=1,
    )
