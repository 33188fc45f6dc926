"""What holds for accounts: how long a door stays open, how long one waits after a wrong password.

Passwords are judged as NIST SP 800-63B advises: long enough, not one of those that everybody tries first, and
no rules about which characters they are made of.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network

from domain.errors import RulesRefuse, WrongUse, either
from domain.permissions import Part

LINK_LASTS = timedelta(minutes=15)
INVITATION_LASTS = timedelta(days=3)
"""An invitation comes unasked and may arrive on a Friday evening."""
SIGN_IN_LASTS = timedelta(days=7)
IDLE = timedelta(hours=12)
"""How long a browser stays signed in that is not used."""
TOKEN_DAYS = 365
"""The most days for which a token is good."""
SHORTEST, LONGEST = 12, 200
"""How many characters a password may have; to hash more would take too long."""
NETWORK = 64
"""How much of an address of IPv6 names a place: whoever has one of them has all that begin alike."""
ACCOUNT_PARTS = tuple(part for part in Part if part is not Part.PUBLIC)

_OFTEN = frozenset(
    {
        "admin",
        "administrator",
        "autumn",
        "azerty",
        "batman",
        "britain",
        "challenge",
        "changeme",
        "council",
        "december",
        "default",
        "dragon",
        "england",
        "football",
        "friday",
        "iloveyou",
        "january",
        "letmein",
        "localgovernment",
        "login",
        "london",
        "master",
        "monday",
        "monkey",
        "passphrase",
        "password",
        "passwort",
        "peerchallenge",
        "princess",
        "programme",
        "qwerty",
        "root",
        "secret",
        "spring",
        "starwars",
        "summer",
        "sunshine",
        "superman",
        "trustno",
        "welcome",
        "whatever",
        "winter",
    }
)
_ROWS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")


class Deed(StrEnum):
    """What people do with accounts, as the audit names it."""

    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    LINK_SENT = "link_sent"
    PASSWORD_SET = "password_set"  # noqa: S105 - The name of a deed.
    SIGN_IN_ENDED = "sign_in_ended"
    ACCOUNT_MADE = "account_made"
    ACCOUNT_CHANGED = "account_changed"
    ACCOUNT_DISABLED = "account_disabled"
    ACCOUNT_ENABLED = "account_enabled"
    DEPUTY_NAMED = "deputy_named"
    DEPUTY_ENDED = "deputy_ended"
    ACTED_FOR = "acted_for"
    TOKEN_MADE = "token_made"  # noqa: S105 - The name of a deed.
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 - The name of a deed.
    CALENDAR_MADE = "calendar_made"
    CALENDAR_REVOKED = "calendar_revoked"
    PREFERENCE_CHANGED = "preference_changed"

    @property
    def label(self) -> str:
        """The deed in a sentence: ``signed in``."""
        return self.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Patience:
    """How many tries in vain are free, and how long the next one waits at most."""

    free: int
    longest: timedelta


WITH_ADDRESS = Patience(free=5, longest=timedelta(minutes=15))
FROM_PLACE = Patience(free=30, longest=timedelta(minutes=1))
"""In a day, with whatever addresses. A whole office may share a place: whoever guesses from there is slowed
down, and nobody who works there is kept out."""


class WeakPassword(RulesRefuse):
    """A password is too short, too long, or among the first that anybody would try."""

    def __str__(self) -> str:
        (why,) = self.args
        return f"This password cannot be used, because {why}. Choose four words that do not belong together."


class UnknownPart(WrongUse):
    """No account can have a part of that name."""

    def __str__(self) -> str:
        return f"There is no part {self.args[0]!r}. Use {either(ACCOUNT_PARTS)}."


def part_named(text: str) -> Part:
    """Return the part that an account can have of that name; ``UnknownPart`` if there is none."""
    if text not in ACCOUNT_PARTS:
        raise UnknownPart(text)
    return Part(text)


def wait_after(failures: int, patience: Patience = WITH_ADDRESS) -> timedelta:
    """Return how long to wait after failures in a row: not at first, then twice as long each time."""
    if failures < patience.free:
        return timedelta()
    doubled = min(failures - patience.free, 10)
    return min(patience.longest, timedelta(seconds=2**doubled))


def place_of(host: str) -> str:
    """Name the place in the network from which somebody tries to come in; nothing if that is not known.

    What comes from this machine itself came through a proxy that was not believed about its visitors.
    """
    try:
        address = ip_address(host)
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    if address.is_loopback:
        return ""
    return str(ip_network((address, NETWORK), strict=False) if address.version == 6 else address)  # noqa: PLR2004


def check_password(password: str, about: Iterable[str] = ()) -> None:
    """Raise ``WeakPassword`` if a password is one that others would guess, knowing somebody's names."""
    written = unicodedata.normalize("NFKC", password)
    if len(written) < SHORTEST:
        raise WeakPassword(f"it has fewer than {SHORTEST} characters")
    if len(written) > LONGEST:
        raise WeakPassword(f"it has more than {LONGEST} characters")
    small = written.casefold()
    if len(_unit(small)) < SHORTEST // 2 or any(small in row or small in row[::-1] for row in _ROWS):
        raise WeakPassword("it only repeats a few characters or follows the keyboard")
    word = _letters(small)
    if _unit(word) in _OFTEN:
        raise WeakPassword("it is a word that is tried first, with something added")
    if word and word in (_letters(each.casefold()) for each in about):
        raise WeakPassword("it is made of your own name or address")


def _letters(text: str) -> str:
    return "".join(each for each in text if each.isalpha())


def _unit(text: str) -> str:
    """Return what a text repeats, or the text if it repeats nothing."""
    length = (text + text).find(text, 1)
    return text[:length] if text else ""
