"""What a killed worker has left in its logbook, and when that counts: at most one message is in doubt."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from casework import logbooks, post
from casework.parcels import Parcel
from casework.post import hand_over
from channels.folder import Folder
from channels.mail import Channel, Mail, Receipt, TryAgain, Undeliverable
from channels.ways import Ways
from settings import settings
from tests.casework.conftest import AT, Challenge
from tests.casework.test_post import Strict, in_hand, message, tries


class Killed(BaseException):
    """The worker is no more."""


class Fatal(Strict):
    """It answers once, and the worker dies over the next message."""

    calls = 0

    def send(self, mail: Mail) -> Receipt:
        self.calls += 1
        if self.calls > 1:
            raise Killed
        return super().send(mail)


@pytest.fixture
def queued(challenge: Challenge) -> list[int]:
    """Queue the messages of a challenge whose council has agreed, and return their numbers."""
    challenge.record("agreed", "2024-05-10")
    challenge.prepare("2024-05-10")
    challenge.queue("2024-05-10")
    return list(post.waiting(challenge.session))


@pytest.fixture
def gone() -> int:
    """Return the number of a process that has ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


def killed(challenge: Challenge, way: Channel, gone: int) -> list[Parcel]:
    """Have another process take all messages in hand, and die at some point of handing them over."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "getpid", lambda: gone)
        parcels = in_hand(challenge, way)
        with pytest.raises(Killed), logbooks.keeping() as logbook:
            list(hand_over(Ways(way), parcels, logbook))
    return parcels


def states(challenge: Challenge, numbers: list[int]) -> list[str]:
    return [message(challenge, number).state for number in numbers]


def test_of_all_that_a_killed_worker_had_in_hand_one_message_is_in_doubt(
    challenge: Challenge, queued: list[int], gone: int
) -> None:
    fatal, way = Fatal(), Strict()
    killed(challenge, fatal, gone)

    challenge.post(way)

    assert states(challenge, queued) == ["sent", "unknown"] + ["sent"] * (len(queued) - 2)
    first = message(challenge, queued[0])
    assert (first.sent_as, first.channel) == (f"id of {fatal.taken[0]}", "strict")
    assert len({*fatal.taken, *way.taken}) == len(fatal.taken + way.taken) == len(queued) - 1
    assert [outcome for outcome, _ in tries(challenge, queued[2])] == ["not_sent", "taken"]
    assert list(settings().logbooks_folder.iterdir()) == []


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Undeliverable("m", "no such address"), "sent"),
        (TryAgain("m", "busy", concerns_all=False), "sent"),
        (TryAgain("m", "the connection broke", may_have_arrived=True, concerns_all=False), "unknown"),
    ],
)
def test_what_was_not_taken_goes_out_again_and_what_may_have_been_does_not(
    error: Exception, state: str, challenge: Challenge, queued: list[int], gone: int
) -> None:
    killed(challenge, Fatal(error), gone)

    challenge.post(Strict())

    assert states(challenge, queued)[0] == state


def test_a_logbook_from_before_the_machine_was_started_does_not_count(
    challenge: Challenge, queued: list[int], gone: int
) -> None:
    """Its last lines may be lost."""
    killed(challenge, Fatal(), gone)
    (book,) = settings().logbooks_folder.iterdir()
    book.write_text("another start\n" + book.read_text().partition("\n")[2])

    challenge.post(Strict())

    assert set(states(challenge, queued)) == {"unknown"}


def test_where_the_machine_names_none_of_its_starts_no_logbook_counts(
    challenge: Challenge, queued: list[int], gone: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logbooks, "MACHINE", tmp_path / "not there")
    logbooks.this_start.cache_clear()
    killed(challenge, Fatal(), gone)

    challenge.post(Strict())

    assert set(states(challenge, queued)) == {"unknown"}
    logbooks.this_start.cache_clear()


def test_a_line_that_is_cut_off_announces_nothing_that_was_begun(
    challenge: Challenge, queued: list[int], gone: int
) -> None:
    killed(challenge, Fatal(), gone)
    (book,) = settings().logbooks_folder.iterdir()
    book.write_text(book.read_text()[:-4])

    challenge.post(Strict())

    assert set(states(challenge, queued)) == {"sent"}


def test_a_folder_gets_again_only_what_it_may_not_have(
    challenge: Challenge, queued: list[int], gone: int
) -> None:
    class Slow(Folder):
        """A folder on a machine that is switched off over the second message."""

        def send(self, mail: Mail) -> Receipt:
            if any(self.path.glob("*.eml")):
                raise Killed
            return super().send(mail)

    killed(challenge, Slow(settings().outbox_folder), gone)

    challenge.post(Folder(settings().outbox_folder))

    assert set(states(challenge, queued)) == {"sent"}
    assert tries(challenge, queued[0]) == [("taken", post.STOPPED)]
    assert [outcome for outcome, _ in tries(challenge, queued[1])] == ["lost", "taken"]


def test_nothing_is_left_of_a_logbook_when_all_is_written_down(
    challenge: Challenge, queued: list[int]
) -> None:
    assert len(challenge.post(Strict(), AT)) == len(queued)

    assert list(settings().logbooks_folder.iterdir()) == []
