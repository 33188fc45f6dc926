"""The proof: what the histories owe, against the outbox, one damage at a time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework import receipts
from casework.proof_findings import Kind
from db import calendars, papers, preferences
from db.post_tables import Message, MessageSlot
from domain.calendars import Closing
from domain.lifecycle import PersonId
from domain.preferences import Choice
from domain.working_days import Closure
from tests.casework.conftest import Begun, Challenge
from tests.casework.proving import (
    AFTER,
    SLOTS,
    UNTRIED,
    Damage,
    in_short,
    message,
    proof_of,
    sql,
    two_weeks,
    unguarded,
)
from tests.casework.rounds import at, deliver_all, run_round


@pytest.fixture
def sent(begun: Begun, request: pytest.FixtureRequest) -> Challenge:
    """Give a challenge of two weeks in which everything has gone out."""
    return two_weeks(begun, request)


def test_nothing_is_amiss_after_two_weeks_of_rounds(sent: Challenge) -> None:
    found = proof_of(sent)

    assert in_short(found) == []
    assert found.is_proven
    assert found.challenges == 1
    assert found.messages == found.seen["folder"] >= 7
    assert (found.waiting, found.unseen) == (0, {})


def copied(**instead: object) -> Damage:
    """Return the damage of a second row for the same message, with something else in it."""

    def do(challenge: Challenge, one: Message) -> None:
        names = [each.key for each in Message.__table__.columns if each.key != "id"]
        same = {name: getattr(one, name) for name in names} | {"key": f"{one.key}/again"}
        challenge.session.add(Message(**same | instead))

    return do


def both(*damages: Damage) -> Damage:
    def do(challenge: Challenge, one: Message) -> None:
        for each in damages:
            each(challenge, one)

    return do


def passed_on(challenge: Challenge, one: Message) -> None:
    """Let the slot be filled by a message to somebody else."""
    others = papers.messages(challenge.session, challenge.reference)
    other = next(each for each in others if each.person_id != one.person_id)
    slots = challenge.session.query(MessageSlot).filter_by(message_id=one.id)
    slots.update({"message_id": other.id})


def told_by_two(challenge: Challenge, one: Message) -> None:
    """Let two messages fill parts of one key for one person."""
    copied()(challenge, one)
    challenge.session.flush()
    twin = challenge.session.query(Message).filter_by(key=f"{one.key}/again").one()
    slot = challenge.session.query(MessageSlot).filter_by(message_id=one.id).first()
    assert slot
    more = MessageSlot(key=slot.key, slot="again", message_id=twin.id, reference=slot.reference)
    challenge.session.add(more)


def wants(choice: Choice, *, days: int) -> Damage:
    """Let a message's reader have chosen so many days after it was written."""

    def do(challenge: Challenge, one: Message) -> None:
        chosen_at = one.queued_at + timedelta(days=days)
        preferences.choose(challenge.session, PersonId(one.person_id), choice, "officer", chosen_at)

    return do


TAKEN = """
    INSERT INTO attempts (message_id, number, name, channel, to_email, holder, began_at, ended_at, outcome)
    SELECT message_id, 2, name, channel, to_email, holder, began_at, ended_at, outcome
    FROM attempts WHERE message_id = :id
"""
OPTIONAL = "UPDATE messages SET state = '{state}', sent_at = NULL, is_optional = TRUE WHERE id = :id"
DIGEST = "notice = 'digest'"
DAMAGES: dict[str, tuple[Damage, list[tuple[Kind, str]]]] = {
    "a slot taken away": (
        sql(SLOTS),
        [(Kind.MISSING, "there is no message"), (Kind.UNEXPECTED, "not for anything that was owed")],
    ),
    "a message taken away with its slot": (
        both(
            sql(SLOTS),
            sql("DELETE FROM attempts WHERE message_id = :id"),
            sql("DELETE FROM messages WHERE id = :id"),
        ),
        [
            (Kind.MISSING, "it has been owed since Friday 10 May 2024 and there is no message"),
            (Kind.UNEXPECTED, "which is not in the outbox"),
        ],
    ),
    "a message taken away and its slot left": (
        sql("DELETE FROM messages WHERE id = :id"),
        [(Kind.MISSING, "is named for it and is not there")],
    ),
    "a slot given to a message for somebody else": (
        passed_on,
        [(Kind.UNEXPECTED, "owed to somebody else"), (Kind.UNEXPECTED, "not for anything")],
    ),
    "a message doubled": (
        copied(),
        [(Kind.DOUBLED, "it says what message"), (Kind.MISSING, "folder does not have it")],
    ),
    "a message of nothing": (
        copied(subject="Something else", state="queued", sent_at=None),
        [(Kind.UNEXPECTED, "not for anything that was owed"), (Kind.MISSING, "it has not gone out yet")],
    ),
    "two messages for one key": (
        told_by_two,
        [
            (Kind.UNEXPECTED, "nobody was ever owed it"),
            (Kind.DOUBLED, "says what message"),
            (Kind.MISSING, "folder does not have it"),
        ],
    ),
    "another address": (
        sql("UPDATE messages SET to_email = 'else@where.example' WHERE id = :id"),
        [(Kind.UNEXPECTED, "it went to "), (Kind.UNEXPECTED, "its address at folder")],
    ),
    "another text": (
        sql("UPDATE messages SET text = 'Come at once.' WHERE id = :id"),
        [(Kind.UNEXPECTED, "its text at folder")],
    ),
    "another subject": (
        sql("UPDATE messages SET subject = 'Come at once' WHERE id = :id"),
        [(Kind.UNEXPECTED, "its subject at folder")],
    ),
    "handed over twice": (sql(TAKEN), [(Kind.DOUBLED, "handed over twice")]),
    "outcome unknown": (
        sql("UPDATE messages SET state = 'unknown', sent_at = NULL WHERE id = :id"),
        [(Kind.UNKNOWN, "nobody knows")],
    ),
    "a worker that never came back": (
        sql(
            "UPDATE messages SET state = 'sending', sent_at = NULL, holder = 'h', held_until = queued_at "
            "WHERE id = :id"
        ),
        [(Kind.UNKNOWN, "nobody knows")],
    ),
    "never handed over": (
        both(sql(UNTRIED), sql("UPDATE messages SET state = 'queued', sent_at = NULL WHERE id = :id")),
        [(Kind.MISSING, "it has not gone out yet")],
    ),
    "kept as sent though nobody had it": (
        both(sql(UNTRIED), sql("UPDATE messages SET channel = NULL WHERE id = :id")),
        [(Kind.MISSING, "it is kept as sent, and nobody was ever handed it")],
    ),
    "queued again after it went out": (
        sql("UPDATE messages SET state = 'queued', sent_at = NULL WHERE id = :id"),
        [(Kind.UNEXPECTED, "it went out, and is kept as queued")],
    ),
    "left out after it went out": (
        sql("UPDATE messages SET state = 'declined', sent_at = NULL, is_optional = TRUE WHERE id = :id"),
        [(Kind.UNEXPECTED, "it went out, and is kept as declined")],
    ),
    "left out though it is not optional": (
        both(sql(UNTRIED), sql("UPDATE messages SET state = 'declined', sent_at = NULL WHERE id = :id")),
        [(Kind.MISSING, "it was left out, and its reader has to have it")],
    ),
    "left until the day of the digest though it is not optional": (
        both(sql(UNTRIED), sql("UPDATE messages SET state = 'rolled', sent_at = NULL WHERE id = :id")),
        [(Kind.MISSING, "it was put off, and its reader has to have it")],
    ),
    "left until the day of the digest": (
        both(sql(UNTRIED), sql(OPTIONAL.format(state="rolled"))),
        [],
    ),
    "left out of what nobody has switched off": (
        both(sql(UNTRIED), sql(OPTIONAL.format(state="declined"))),
        [(Kind.MISSING, "it was left out, and its reader wanted it")],
    ),
    "left out of what is wanted again since then": (
        both(sql(UNTRIED), sql(OPTIONAL.format(state="declined")), wants(Choice.AT_ONCE, days=1)),
        [],
    ),
    "left out of what was wanted by then": (
        both(sql(UNTRIED), sql(OPTIONAL.format(state="declined")), wants(Choice.DIGEST, days=-1)),
        [(Kind.MISSING, "it was left out, and its reader wanted it")],
    ),
    "left out of what was switched off": (
        both(sql(UNTRIED), sql(OPTIONAL.format(state="declined")), wants(Choice.OFF, days=-1)),
        [],
    ),
    "refused": (
        sql("UPDATE messages SET state = 'failed', sent_at = NULL WHERE id = :id"),
        [(Kind.MISSING, "it could not be delivered")],
    ),
    "refused and seen to": (
        sql("UPDATE messages SET state = 'failed', sent_at = NULL, seen_to_at = queued_at WHERE id = :id"),
        [],
    ),
    "withdrawn after it went out": (
        sql("UPDATE messages SET state = 'withdrawn', sent_at = NULL WHERE id = :id"),
        [(Kind.MISSING, "there is no message"), (Kind.UNEXPECTED, "kept as withdrawn")],
    ),
    "a digest taken away": (
        sql(f"DELETE FROM message_slots WHERE message_id = (SELECT max(id) FROM messages WHERE {DIGEST})"),
        [(Kind.MISSING, "Digest: nothing tells"), (Kind.UNEXPECTED, "not for anything that was owed")],
    ),
    "a digest that tells of what is to come": (
        sql(
            "UPDATE message_slots SET slot = '000999' "
            f"WHERE message_id = (SELECT max(id) FROM messages WHERE {DIGEST})"
        ),
        [(Kind.UNEXPECTED, "there was nothing to tell")],
    ),
    "a digest without a number": (
        sql(
            "UPDATE message_slots SET slot = 'all' "
            f"WHERE message_id = (SELECT max(id) FROM messages WHERE {DIGEST})"
        ),
        [(Kind.UNEXPECTED, "there was nothing to tell"), (Kind.MISSING, "Digest: nothing tells")],
    ),
}


def test_every_damage_to_a_row_is_named(sent: Challenge) -> None:
    wrong = {}
    for name, (damage, expected) in DAMAGES.items():
        with unguarded(sent.session):
            damage(sent, message(sent))
            found = in_short(proof_of(sent))
        unnamed = [
            each for each in expected if not any(each[0] == kind and each[1] in what for kind, what in found)
        ]
        if unnamed or len(found) != len(expected):
            wrong[name] = (unnamed, found)

    assert wrong == {}
    assert proof_of(sent).is_proven


def test_a_finding_names_challenge_key_reader_day_and_what_to_do(sent: Challenge) -> None:
    one = message(sent)
    key, to = one.key, one.to_email
    with unguarded(sent.session):
        sql(SLOTS)(sent, one)
        missing = next(each for each in proof_of(sent).findings if each.kind is Kind.MISSING)

    assert (missing.reference, missing.key, missing.to) == (sent.reference, key, to)
    assert missing.on == date(2024, 5, 10)
    assert missing.remedy == "Run `cpc round`, which writes whatever is owed and has not been written."


@pytest.mark.parametrize(
    ("next_try", "remedy"),
    [
        ("NULL", "Ask the reader, and then give `cpc messages arrived` or `cpc messages retry`."),
        ("queued_at", "Run `cpc round` a few minutes later, which finds out whatever can be found out."),
    ],
)
def test_a_reader_is_asked_only_where_no_provider_is(sent: Challenge, next_try: str, remedy: str) -> None:
    change = f"state = 'unknown', sent_at = NULL, next_try_at = {next_try}"
    with unguarded(sent.session):
        sql(f"UPDATE messages SET {change} WHERE id = :id")(sent, message(sent))
        (finding,) = proof_of(sent).findings

    assert (finding.kind, finding.remedy) == (Kind.UNKNOWN, remedy)


def test_what_waits_to_be_sent_anew_to_another_address_has_not_gone_astray(sent: Challenge) -> None:
    one = message(sent)
    with unguarded(sent.session):
        one.state, one.sent_at, one.queued_at = "failed", None, AFTER
        sent.session.flush()
        receipts.retry(sent.session, one.id, "Officer", AFTER, to="new@council.example")
        found = in_short(proof_of(sent))

    assert found == []


def test_only_the_days_and_the_challenge_that_are_asked_for_are_looked_at(sent: Challenge) -> None:
    with unguarded(sent.session):
        sql(SLOTS)(sent, message(sent))

        assert not proof_of(sent, "2024-05-10", "2024-05-10").is_proven
        assert proof_of(sent, "2024-05-11").is_proven
        assert proof_of(sent, None, "2024-05-09").is_proven
        assert not proof_of(sent, reference=sent.reference).is_proven


def test_the_calendar_is_taken_as_it_was_known(sent: Challenge) -> None:
    """A closure that is entered when a letter has gone out, and taken out again, makes nothing amiss."""
    closure = Closing(Closure("Flood", date(2024, 5, 10), date(2024, 5, 10)))
    number = calendars.add_closing(sent.session, closure, by="Officer", at=at("2024-05-13"))
    calendars.remove_closing(sent.session, number, by="Officer", at=at("2024-05-14"))

    assert proof_of(sent).is_proven


def test_weeks_in_which_nobody_works_share_one_digest(challenge: Challenge) -> None:
    closure = Closing(Closure("Moving house", date(2024, 5, 6), date(2024, 5, 10)))
    calendars.add_closing(challenge.session, closure, by="Officer", at=at("2024-05-01"))
    for day in ("2024-05-01", "2024-05-13"):
        run_round(challenge.session, day)
        deliver_all(challenge.session, day)

    assert in_short(proof_of(challenge)) == []
