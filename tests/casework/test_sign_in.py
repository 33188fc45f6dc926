"""People come in by a password or a link that is good once, and nobody learns who has an account."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, text

from casework import accounts, links, paperwork, passwords, sign_in
from casework.accounts import Newcomer, NoSuchDeputy
from casework.links import NoWayToSend
from casework.proof import prove
from casework.proof_findings import Window
from casework.sign_in import NotSignedIn, SignedIn, SpentLink, TooSoon, WrongPassword
from db import accounts as rows
from db import audit, keys
from db.accounts_tables import Account, SignIn, SignInLink, Throttle
from db.post_tables import Message
from db.session import reading, transaction
from domain.accounts import (
    FROM_PLACE,
    IDLE,
    INVITATION_LASTS,
    LINK_LASTS,
    SIGN_IN_LASTS,
    WITH_ADDRESS,
    WeakPassword,
)
from domain.permissions import PUBLIC, AccountId, Part, Visitor
from settings import settings

AT = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 6)
EMAIL = "manager@programme.example"
PASSWORD = "four words belong apart"  # noqa: S105 - Nobody has it outside these tests.
AT_DESK = Visitor(Part.MANAGER, name="desk")
SECOND = timedelta(seconds=1)


@pytest.fixture
def number(database: Engine) -> AccountId:  # noqa: ARG001 - It is asked for to be there.
    """Give the account of a programme manager who has a password."""
    with transaction() as session:
        newcomer = Newcomer(EMAIL, Part.MANAGER, name="Programme manager")
        made = accounts.add(session, AT_DESK, newcomer, AT)
        accounts.get(session, made).password_hash = passwords.hashed(PASSWORD)
    return made


@pytest.fixture
def _with_links(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CPC_BASE_URL", "https://challenges.example/")
    monkeypatch.setenv("CPC_SECRET", "known to nobody")
    settings.cache_clear()


def visit(key: str, at: datetime = AT) -> SignedIn | None:
    with reading() as session:
        return sign_in.visit(session, key, at, at.date())


def signed_in(key: str, at: datetime = AT) -> SignedIn:
    found = visit(key, at)
    assert found
    return found


def new_link(account: AccountId) -> str:
    with transaction() as session:
        return sign_in.link_to_hand_over(session, AT_DESK, account, AT)


def said() -> list[tuple[str, str]]:
    with reading() as session:
        return [(each.act, each.outcome) for each in reversed(audit.lines(session))]


# By password


def test_the_right_password_lets_in(number: AccountId) -> None:
    key = sign_in.by_password(f" {EMAIL.upper()} ", PASSWORD, "A browser", AT)

    found = signed_in(key)
    assert found.visitor == Visitor(Part.MANAGER, number, found.visitor.person, "Programme manager")
    assert not found.by_link
    assert said()[-1] == ("signed_in", "done")


@pytest.mark.parametrize("email", [EMAIL, "nobody@programme.example"])
@pytest.mark.usefixtures("number")
def test_a_wrong_password_and_an_unknown_address_are_refused_alike(email: str) -> None:
    with pytest.raises(NotSignedIn) as refusal:
        sign_in.by_password(email, "another password", "", AT)

    assert str(refusal.value) == (
        "The address or the password is not right. Try again, or have a link sent to you."
    )
    assert said()[-1] == ("signed_in", "refused")


def test_who_has_no_password_or_a_closed_account_is_refused(number: AccountId) -> None:
    with transaction() as session:
        other = accounts.add(session, AT_DESK, Newcomer("m@programme.example", Part.MANAGER, name="M"), AT)
        accounts.disable(session, AT_DESK, number, AT)

    for email in (EMAIL, accounts_email(other)):
        with pytest.raises(NotSignedIn):
            sign_in.by_password(email, PASSWORD, "", AT)


def accounts_email(number: AccountId) -> str:
    with reading() as session:
        return accounts.get(session, number).email


@pytest.mark.parametrize("email", [EMAIL, "nobody@programme.example"])
@pytest.mark.usefixtures("number")
def test_tries_in_vain_wait_longer_and_longer_whether_or_not_there_is_an_account(email: str) -> None:
    at, waits = AT, []
    for _ in range(9):
        with pytest.raises(NotSignedIn):
            sign_in.by_password(email, "wrong", "", at)
        with reading() as session:
            until = session.query(Throttle.waits_until).scalar()
        waits.append((until - at).seconds)
        at = until

    assert waits == [0, 0, 0, 0, 1, 2, 4, 8, 16]
    with pytest.raises(TooSoon, match=r"Wait until 09:\d\d and try again"):
        sign_in.by_password(email, PASSWORD, "", at - SECOND)


@pytest.mark.usefixtures("number")
def test_the_right_password_ends_the_waiting() -> None:
    for _ in range(4):
        with pytest.raises(NotSignedIn):
            sign_in.by_password(EMAIL, "wrong", "", AT)
    sign_in.by_password(EMAIL, PASSWORD, "", AT)

    for _ in range(4):
        with pytest.raises(NotSignedIn):
            sign_in.by_password(EMAIL, "wrong", "", AT)


@pytest.mark.usefixtures("number")
def test_many_guesses_at_once_are_counted_as_many() -> None:
    def guess(n: int) -> str:
        try:
            return sign_in.by_password(EMAIL, f"guess {n}", "", AT)
        except (NotSignedIn, TooSoon) as refusal:
            return type(refusal).__name__

    with ThreadPoolExecutor(4) as pool:
        outcomes = [*pool.map(guess, range(12))]

    assert outcomes.count("NotSignedIn") == 5


Spray = Callable[[str, datetime], type[Exception]]
HERE = "203.0.113.9"


@pytest.fixture
def spray(number: AccountId, monkeypatch: pytest.MonkeyPatch) -> Spray:  # noqa: ARG001 - It is asked for to be there.
    """Give a way to try one word on everybody, each time with another address; to hash it would take long."""
    monkeypatch.setattr(passwords, "fits", lambda kept, password: bool(kept) and password == PASSWORD)
    addresses = count(1)

    def spray(host: str, at: datetime) -> type[Exception]:
        with pytest.raises((NotSignedIn, TooSoon)) as refusal:
            sign_in.by_password(f"member-{next(addresses)}@council.example", "summer", "", at, host=host)
        return refusal.type

    return spray


def test_one_word_tried_on_everybody_from_one_place_waits_longer_and_longer(spray: Spray) -> None:
    at_first = [spray(HERE, AT) for _ in range(FROM_PLACE.free)]
    then = [spray(HERE, AT + timedelta(minutes=minute)) for minute in (0, 1, 2, 3, 4, 5, 6, 7)]
    after_that = [spray(HERE, AT + timedelta(minutes=7, seconds=second)) for second in (59, 60)]

    assert set(at_first) == {NotSignedIn}
    assert then == [TooSoon, *[NotSignedIn] * 7]
    assert after_that == [TooSoon, NotSignedIn]


def test_who_shares_a_place_with_whoever_guesses_waits_a_minute_and_is_in(spray: Spray) -> None:
    for _ in range(FROM_PLACE.free):
        spray(HERE, AT)
    with pytest.raises(TooSoon):
        sign_in.by_password(EMAIL, PASSWORD, "", AT, host=HERE)

    assert sign_in.by_password(EMAIL, PASSWORD, "", AT + FROM_PLACE.longest, host=HERE)
    assert spray(HERE, AT + FROM_PLACE.longest) is NotSignedIn  # The wait was over with who came in.


def test_another_place_and_another_day_begin_anew(spray: Spray) -> None:
    for _ in range(FROM_PLACE.free):
        spray("2001:db8:1:2::1", AT)

    assert spray("2001:db8:1:2:ffff::99", AT) is TooSoon  # It is the same network.
    assert spray("2001:db8:1:3::1", AT) is NotSignedIn
    assert spray("", AT) is NotSignedIn
    assert spray("2001:db8:1:2::1", AT + timedelta(days=1)) is NotSignedIn


def test_whoever_comes_in_is_not_counted_among_those_who_guess(spray: Spray) -> None:
    for _ in range(2 * FROM_PLACE.free):
        sign_in.by_password(EMAIL, PASSWORD, "", AT, host=HERE)

    assert spray(HERE, AT) is NotSignedIn


def test_a_try_that_comes_too_soon_makes_nobody_else_at_that_place_wait(spray: Spray) -> None:
    for _ in range(WITH_ADDRESS.free):
        with pytest.raises(NotSignedIn):
            sign_in.by_password(EMAIL, "wrong", "", AT, host=HERE)
    for _ in range(FROM_PLACE.free):
        with pytest.raises(TooSoon):
            sign_in.by_password(EMAIL, "wrong", "", AT, host=HERE)

    assert spray(HERE, AT) is NotSignedIn


@pytest.mark.usefixtures("number")
def test_what_nobody_has_tried_for_a_day_is_forgotten() -> None:
    with pytest.raises(NotSignedIn):
        sign_in.by_password("nobody@programme.example", "wrong", "", AT)

    sign_in.by_password(EMAIL, PASSWORD, "", AT + timedelta(days=2))

    with reading() as session:
        assert session.query(Throttle).count() == 0


def test_sign_ins_and_links_that_ran_out_long_ago_are_forgotten(number: AccountId) -> None:
    new_link(number)
    at = [AT, AT + timedelta(days=90), AT + timedelta(days=100)]
    kept = []

    for moment in at:
        sign_in.by_password(EMAIL, PASSWORD, "", moment)
        with reading() as session:
            made = session.query(SignIn.made_at).order_by(SignIn.made_at).all()
            kept.append(([each for (each,) in made], session.query(SignInLink).count()))

    assert kept == [(at[:1], 1), (at[:2], 1), (at[1:], 0)]


# What is kept


def test_a_password_is_kept_as_argon2id_with_what_is_advised() -> None:
    kept = passwords.hashed(PASSWORD)

    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.fits(kept, PASSWORD)
    assert not passwords.fits(kept, PASSWORD.upper())
    assert not passwords.fits(None, "nobody has this password")
    assert passwords.fits(passwords.hashed("Rüben und Kartoffeln"), "Ru\u0308ben und Kartoffeln")


def test_a_password_that_was_kept_with_less_care_is_kept_anew(number: AccountId) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    with transaction() as session:
        accounts.get(session, number).password_hash = weak

    sign_in.by_password(EMAIL, PASSWORD, "", AT)

    with reading() as session:
        kept = accounts.get(session, number).password_hash or ""
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.usefixtures("_with_links")
def test_nothing_that_opens_a_door_stands_in_the_database(number: AccountId) -> None:
    link = new_link(number)
    key = sign_in.by_link(link, "", AT)
    other = sign_in.by_password(EMAIL, PASSWORD, "", AT)
    sign_in.send_link(EMAIL, AT)

    with reading() as session:
        sent = links.whole(session.query(Message).one(), links.PLACE)
        kept = [
            str(row)
            for table in ("accounts", "sign_in_links", "sign_ins", "throttles", "audit", "messages")
            for row in session.execute(text(f"SELECT * FROM {table}"))
        ]
    assert kept
    for secret in (link, key, other, sent, PASSWORD):
        assert not [row for row in kept if secret in row]


# By link


def test_a_link_lets_in_once(number: AccountId) -> None:
    link = new_link(number)

    assert is_good(link)
    assert is_good(link)  # A scanner has looked at it.
    key = sign_in.by_link(link, "A browser", AT)

    assert signed_in(key).visitor.account == number
    assert signed_in(key).by_link
    assert not is_good(link)
    with pytest.raises(SpentLink, match="cannot be used any more"):
        sign_in.by_link(link, "A browser", AT)


def is_good(link: str, at: datetime = AT) -> bool:
    with reading() as session:
        return sign_in.link_is_good(session, link, at)


def test_of_many_who_open_a_link_at_once_one_comes_in(number: AccountId) -> None:
    link = new_link(number)

    def enter(_: int) -> bool:
        try:
            return bool(sign_in.by_link(link, "", AT))
        except SpentLink:
            return False

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(enter, range(8))) == 1


def test_a_link_runs_out(number: AccountId) -> None:
    link = new_link(number)

    assert is_good(link, AT + INVITATION_LASTS - SECOND)
    assert not is_good(link, AT + INVITATION_LASTS)
    with pytest.raises(SpentLink):
        sign_in.by_link(link, "", AT + INVITATION_LASTS)
    with pytest.raises(SpentLink):
        sign_in.by_link("no link of ours", "", AT)


def test_a_link_to_a_closed_account_lets_nobody_in(number: AccountId) -> None:
    link = new_link(number)
    with transaction() as session:
        session.get_one(Account, number).disabled_at = AT

    with pytest.raises(SpentLink):
        sign_in.by_link(link, "", AT)


@pytest.mark.usefixtures("_with_links")
def test_a_link_that_was_asked_for_comes_by_post_and_its_message_keeps_it_to_itself(
    number: AccountId,
) -> None:
    sign_in.ask_for_link(EMAIL, AT)
    assert sign_in.send_link(EMAIL, AT)

    with reading() as session:
        message = session.query(Message).one()
        lines = session.query(SignInLink).one()
    assert (message.to_email, message.state, message.subject) == (EMAIL, "queued", "Your link to sign in")
    assert "https://challenges.example/sign-in/link/your-own-link" in message.html
    assert "Friday 6 March 2026 at 09:15" in message.text
    assert lines.expires_at == AT + LINK_LASTS
    sent = links.whole(message, message.text).partition("/sign-in/link/")[2].split(")")[0].split()[0]
    assert signed_in(sign_in.by_link(sent, "", AT)).visitor.account == number


@pytest.mark.usefixtures("_with_links", "number")
def test_links_that_were_asked_for_are_owed_by_no_history_and_leave_the_proof_whole() -> None:
    for minutes in (0, 20):
        assert sign_in.send_link(EMAIL, AT + timedelta(minutes=minutes))
    work = paperwork.Work()
    paperwork.deliver(None, lambda: AT, work)

    with reading() as session:
        proof = prove(session, Window(None, TODAY), AT, {})

    assert work.sent == proof.messages == 2
    assert proof.is_proven


@pytest.mark.usefixtures("_with_links", "number")
def test_a_message_of_another_kind_is_left_as_it_is() -> None:
    assert links.whole(Message(notice="digest", key="digest/1"), "your-own-link") == "your-own-link"


@pytest.mark.usefixtures("_with_links", "number")
def test_nobody_is_sent_a_link_who_has_no_account_and_nobody_is_told() -> None:
    for email in (EMAIL, "nobody@programme.example"):
        for _ in range(5):
            sign_in.ask_for_link(email, AT)
        with pytest.raises(TooSoon):
            sign_in.ask_for_link(email, AT)
    assert not sign_in.send_link("nobody@programme.example", AT)

    with reading() as session:
        assert session.query(Message).count() == 0


def test_links_are_sent_only_where_it_is_known_where_they_lead(number: AccountId) -> None:
    assert not links.can_be_sent()
    with transaction() as session, pytest.raises(NoWayToSend, match="CPC_BASE_URL and CPC_SECRET"):
        sign_in.invite(session, AT_DESK, number, AT)


@pytest.mark.usefixtures("_with_links")
def test_an_invitation_is_good_for_longer(number: AccountId) -> None:
    with transaction() as session:
        sign_in.invite(session, AT_DESK, number, AT)

    with reading() as session:
        assert session.query(SignInLink).one().expires_at == AT + INVITATION_LASTS
    assert said()[-1] == ("link_sent", "done")


def test_a_key_without_a_secret_is_no_key_of_an_installation_that_has_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    message = Message(notice=links.NOTICE, key=f"{links.NOTICE}/one")
    bare = links.whole(message, links.PLACE)
    monkeypatch.setenv("CPC_SECRET", "known to nobody")
    settings.cache_clear()

    assert links.whole(message, links.PLACE) != bare


# By an organisation's own sign-in


def test_who_was_verified_elsewhere_comes_in_with_an_account_alone(number: AccountId) -> None:
    key = sign_in.by_provider(EMAIL, "", AT)

    assert signed_in(key).visitor.account == number
    with pytest.raises(NotSignedIn):
        sign_in.by_provider("nobody@programme.example", "", AT)


# The first manager


@pytest.mark.usefixtures("database")
def test_the_first_manager_comes_in_by_a_link_of_their_own() -> None:
    with transaction() as session:
        link = sign_in.first_manager_link(session, AT) or ""
    with reading() as session:
        assert sign_in.makes_first_manager(session, link, AT)

    with pytest.raises(SpentLink):
        sign_in.by_link(link, "", AT)  # It has no account that it could lead into.
    key = sign_in.become_first_manager(link, "Programme manager", EMAIL, "", AT)

    assert signed_in(key).visitor.part is Part.MANAGER
    with transaction() as session:
        assert sign_in.first_manager_link(session, AT) is None


@pytest.mark.usefixtures("database")
def test_there_is_one_first_manager() -> None:
    with transaction() as session:
        one, other = (sign_in.first_manager_link(session, AT) or "" for _ in range(2))
    sign_in.become_first_manager(one, "Programme manager", EMAIL, "", AT)

    for link in (one, other, "no link"):
        with pytest.raises(SpentLink):
            sign_in.become_first_manager(link, "Intruder", "intruder@elsewhere.example", "", AT)
    with reading() as session:
        assert [each.email for each in rows.listed(session)] == [EMAIL]


# Inside


@pytest.mark.parametrize(
    ("later", "is_in"),
    [(IDLE - SECOND, True), (IDLE, False), (SIGN_IN_LASTS, False)],
)
@pytest.mark.usefixtures("number")
def test_a_browser_that_is_not_used_is_signed_out(later: timedelta, is_in: bool) -> None:
    key = sign_in.by_password(EMAIL, PASSWORD, "", AT)

    assert (visit(key, AT + later) is not None) is is_in


@pytest.mark.usefixtures("number")
def test_a_browser_that_is_used_is_signed_out_in_the_end() -> None:
    key = sign_in.by_password(EMAIL, PASSWORD, "", AT)
    at = AT
    while at < AT + SIGN_IN_LASTS:
        with transaction() as session:
            sign_in.seen(session, signed_in(key, at), at)
        assert signed_in(key, at).is_remembered(at + timedelta(minutes=4))
        assert not signed_in(key, at).is_remembered(at + timedelta(minutes=5))
        at += timedelta(hours=11)

    assert visit(key, AT + SIGN_IN_LASTS) is None


@pytest.mark.usefixtures("number")
def test_signing_in_makes_a_key_of_its_own_each_time() -> None:
    planted = "a key that somebody planted"

    key, other = (sign_in.by_password(EMAIL, PASSWORD, planted, AT) for _ in range(2))

    assert len({key, other, planted}) == 3
    assert visit(planted) is None


@pytest.mark.usefixtures("number")
def test_signing_out_ends_one_browser_or_all() -> None:
    here, there, third = (sign_in.by_password(EMAIL, PASSWORD, f"{n}", AT) for n in range(3))
    browser = signed_in(here)

    with transaction() as session:
        sign_in.sign_out(session, signed_in(there), AT)
    assert visit(there) is None
    assert visit(here)

    with transaction() as session:
        assert sign_in.end(session, browser.visitor, AT, but=browser.hash) == 1
        assert sign_in.end(session, browser.visitor, AT, but=browser.hash) == 0
    assert visit(third) is None
    assert visit(here)


@pytest.mark.usefixtures("number")
def test_nobody_ends_the_sign_in_of_somebody_else() -> None:
    browser = signed_in(sign_in.by_password(EMAIL, PASSWORD, "", AT))
    stranger = Visitor(Part.MANAGER, AccountId("a_stranger"))

    with transaction() as session:
        assert sign_in.end(session, stranger, AT, one=browser.hash) == 0
        assert sign_in.end(session, PUBLIC, AT) == 0
        assert len(keys.sign_ins(session, browser.visitor.account or AccountId(""), AT, IDLE)) == 1


def test_a_new_password_needs_the_old_one_and_signs_out_elsewhere(number: AccountId) -> None:
    here, there = (sign_in.by_password(EMAIL, PASSWORD, "", AT) for _ in range(2))
    link = new_link(number)
    browser = signed_in(here)

    with pytest.raises(WrongPassword, match="first field"):
        sign_in.set_password(browser, AT, now="wrong", new="tidal oboe marmalade")
    with pytest.raises(WeakPassword):
        sign_in.set_password(browser, AT, now=PASSWORD, new="short")
    sign_in.set_password(browser, AT, now=PASSWORD, new="tidal oboe marmalade")

    assert visit(here)
    assert visit(there) is None
    assert not is_good(link)
    assert sign_in.by_password(EMAIL, "tidal oboe marmalade", "", AT)
    assert said()[-2:] == [("password_set", "done"), ("signed_in", "done")]


def test_who_came_by_a_link_may_set_a_password_without_the_old_one(number: AccountId) -> None:
    browser = signed_in(sign_in.by_link(new_link(number), "", AT))

    sign_in.set_password(browser, AT, now="", new="tidal oboe marmalade")

    assert sign_in.by_password(EMAIL, "tidal oboe marmalade", "", AT)


@pytest.mark.usefixtures("database")
def test_the_public_has_no_password() -> None:
    with pytest.raises(NotSignedIn):
        sign_in.set_password(SignedIn(PUBLIC, "", AT), AT, now="", new=PASSWORD)


@pytest.mark.usefixtures("number")
def test_whoever_finds_a_browser_open_gets_few_guesses_at_its_password() -> None:
    browser = signed_in(sign_in.by_password(EMAIL, PASSWORD, "", AT))
    for _ in range(WITH_ADDRESS.free):
        with pytest.raises(WrongPassword):
            sign_in.set_password(browser, AT, now="wrong", new="tidal oboe marmalade")

    with pytest.raises(TooSoon):
        sign_in.set_password(browser, AT, now=PASSWORD, new="tidal oboe marmalade")

    assert sign_in.by_password(EMAIL, PASSWORD, "", AT)
    sign_in.set_password(browser, AT + timedelta(minutes=1), now=PASSWORD, new="tidal oboe marmalade")
    sign_in.set_password(browser, AT + timedelta(minutes=1), now="tidal oboe marmalade", new=PASSWORD)


def test_a_browser_acts_for_somebody_until_it_is_told_otherwise(number: AccountId) -> None:
    with transaction() as session:
        newcomer = Newcomer("adviser@programme.example", Part.ADVISER, name="Adviser")
        adviser = accounts.add(session, AT_DESK, newcomer, AT)
        standing = accounts.name_deputy(session, AT_DESK, number, adviser, first=TODAY, last=TODAY, at=AT)
    key = sign_in.by_password(EMAIL, PASSWORD, "", AT)

    with transaction() as session:
        sign_in.act_for(session, signed_in(key), standing, AT, TODAY)
    assert signed_in(key).visitor.signature == "Programme manager for Adviser"
    assert signed_in(key).visitor.part is Part.ADVISER
    with transaction() as session:
        sign_in.act_for(session, signed_in(key), None, AT, TODAY)
    assert signed_in(key).visitor.signature == "Programme manager"

    for wrong, day in ((standing, TODAY + timedelta(days=1)), (standing + 1, TODAY)):
        with transaction() as session, pytest.raises(NoSuchDeputy):
            sign_in.act_for(session, signed_in(key), wrong, AT, day)
    with transaction() as session:
        link = sign_in.link_to_hand_over(session, AT_DESK, adviser, AT)
    theirs = signed_in(sign_in.by_link(link, "", AT))
    with transaction() as session, pytest.raises(NoSuchDeputy):
        sign_in.act_for(session, theirs, standing, AT, TODAY)
    with reading() as session:
        assert session.query(SignIn.deputy_id).filter(SignIn.deputy_id.is_not(None)).all() == []
