"""How long one waits after a wrong password, and which passwords are good."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.accounts import (
    ACCOUNT_PARTS,
    FROM_PLACE,
    Deed,
    UnknownPart,
    WeakPassword,
    check_password,
    part_named,
    place_of,
    wait_after,
)
from domain.permissions import Part


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (4, 0), (5, 1), (6, 2), (9, 16), (14, 512), (15, 900), (1000, 900)]
)
def test_the_wait_doubles_and_ends_at_a_quarter_of_an_hour(failures: int, seconds: int) -> None:
    assert wait_after(failures) == timedelta(seconds=seconds)


@pytest.mark.parametrize(("failures", "seconds"), [(29, 0), (30, 1), (35, 32), (36, 60), (1000, 60)])
def test_a_whole_office_waits_a_minute_at_the_most(failures: int, seconds: int) -> None:
    assert wait_after(failures, FROM_PLACE) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("host", "place"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("::ffff:127.0.0.1", ""),
        ("", ""),
        ("a socket", ""),
    ],
)
def test_a_place_is_an_address_or_with_ipv6_a_network(host: str, place: str) -> None:
    assert place_of(host) == place


@pytest.mark.parametrize(
    "password",
    [
        "four words belong apart",
        "Zuckerrübensirup",
        "839201847362",
        "tidal-oboe-97-marmalade",
        "x" * 4 + "horse battery" + "y" * 183,
    ],
)
def test_any_characters_make_a_good_password(password: str) -> None:
    check_password(password, ("Programme manager", "manager@programme.example", ""))


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("eleven char", "fewer than 12 characters"),
        ("", "fewer than 12 characters"),
        ("abc def ghi " * 17, "more than 200 characters"),
        ("abcabcabcabcabc", "repeats a few characters"),
        ("aaaaaaaaaaaaa", "repeats a few characters"),
        ("123456789012", "follows the keyboard"),
        ("QWERTYUIOPAS", "follows the keyboard"),
        ("210987654321", "follows the keyboard"),
        ("Password12345!", "tried first"),
        ("passwordpassword", "tried first"),
        ("...LetMeIn2026...", "tried first"),
        ("Peer-Challenge-2026", "tried first"),
        ("programme.manager.1", "your own name"),
    ],
)
def test_what_others_would_guess_is_refused(password: str, why: str) -> None:
    with pytest.raises(WeakPassword, match=why):
        check_password(password, ("Programme manager", "manager@programme.example"))


def test_what_is_wrong_with_a_password_is_said_with_what_to_do() -> None:
    with pytest.raises(WeakPassword) as refusal:
        check_password("short")

    assert str(refusal.value) == (
        "This password cannot be used, because it has fewer than 12 characters. "
        "Choose four words that do not belong together."
    )


def test_an_account_has_any_part_but_the_publics() -> None:
    assert [part_named(each) for each in ACCOUNT_PARTS] == [part for part in Part if part is not Part.PUBLIC]
    for wrong in ("public", "owner", ""):
        with pytest.raises(UnknownPart, match=r"Use manager, adviser, .* or peer"):
            part_named(wrong)


def test_a_deed_is_said_in_words() -> None:
    assert Deed.SIGNED_IN.label == "signed in"
