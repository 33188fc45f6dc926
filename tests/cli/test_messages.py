"""Who got what, why and with what result; and what an officer does about a message that did not arrive."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from channels.mail import Mail, Receipt, TryAgain, Undeliverable
from tests.cli.conftest import Cpc

ADDRESS = "leader@tamworth.example"


@dataclass
class Server:
    """A mail server that does not know one address, or hangs up when it is written to."""

    error: Exception
    name: str = "smtp"
    is_safe_to_repeat: bool = False

    def send(self, mail: Mail) -> Receipt:
        if mail.to_email == ADDRESS:
            raise self.error
        return Receipt(mail.name, self.name)

    def close(self) -> None: ...


@pytest.fixture
def bounced(cpc: Cpc, staffed: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Have the leader's letter refused, and return its number."""
    return _agree(cpc, staffed, monkeypatch, Undeliverable("m", "no such address"))


@pytest.fixture
def lost(cpc: Cpc, staffed: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Lose the answer about the leader's letter, and return its number."""
    hung_up = TryAgain("m", "it hung up", may_have_arrived=True, concerns_all=False)
    return _agree(cpc, staffed, monkeypatch, hung_up)


def _agree(cpc: Cpc, reference: str, monkeypatch: pytest.MonkeyPatch, error: Exception) -> int:
    with monkeypatch.context() as patch:
        patch.setattr("casework.post.channel", lambda: Server(error))
        cpc("record", reference, "agreed", today="2024-05-24")
    found = cpc("messages", reference, "--json").json
    number: int = next(each["id"] for each in found if each["state"] in {"failed", "unknown"})
    return number


def test_a_message_that_did_not_arrive_is_told_wherever_its_manager_looks(
    cpc: Cpc, staffed: str, bounced: int
) -> None:
    for told in (cpc("messages", "--failed"), cpc("show", staffed), cpc("owed", staffed), cpc("owed")):
        assert ADDRESS in told.said
        assert "no such address" in told.said
        assert "challenge_manager" in told.said
    assert f"cpc messages retry {bounced} --to ADDRESS" in cpc("messages", "--failed").said
    (trouble,) = cpc("owed", "--json").json[0]["messages"]
    assert trouble["for"][0]["email"] == "challenge_manager@programme.example"
    assert cpc("messages", "--failed", "--json").json == [trouble]


def test_a_message_is_sent_again_to_another_address(cpc: Cpc, staffed: str, bounced: int) -> None:
    told = cpc("messages", "retry", bounced, "--to", "office@tamworth.example")
    assert told.code == 0, told.err

    cpc("round", "--anyway", today="2024-05-25")

    found = next(each for each in cpc("messages", staffed, "--json").json if each["id"] == bounced)
    assert (found["state"], found["to"]) == ("sent", "office@tamworth.example")
    assert [each["outcome"] for each in found["deliveries"]] == ["refused", "taken"]
    listed = cpc("messages", staffed).said
    assert "attempt 1" in listed
    assert "officer, retry to office@tamworth.example" in listed
    assert cpc("messages", "--failed").said == "No message waits for anybody."


@pytest.mark.parametrize("what", [("retry",), ("done", "--how", "letter by post")])
def test_a_trial_changes_nothing_of_what_waits(cpc: Cpc, bounced: int, what: tuple[str, ...]) -> None:
    before = cpc("messages", "--failed", "--json").json

    tried = cpc("messages", what[0], bounced, *what[1:], "--dry-run")

    assert (tried.code, "Trial only" in tried.said) == (0, True)
    assert cpc("messages", "--failed", "--json").json == before


def test_a_trial_takes_nothing_for_arrived(cpc: Cpc, lost: int) -> None:
    assert cpc("messages", "arrived", lost, "--dry-run").code == 0

    assert f"cpc messages arrived {lost}" in cpc("messages", "--failed").said


def test_a_letter_by_post_ends_the_matter(cpc: Cpc, bounced: int) -> None:
    assert cpc("messages", "done", bounced, "--how", "letter by post").code == 0

    assert cpc("messages", "--failed", "--json").json == []
    assert cpc("messages", "done", bounced, "--how", "again").code == 3


def test_a_lost_message_is_asked_after_and_found(cpc: Cpc, staffed: str, lost: int) -> None:
    assert f"cpc messages arrived {lost}" in cpc("messages", "--failed").said
    assert "nobody knows what came of it" in cpc("messages", staffed).said

    assert cpc("messages", "arrived", lost).code == 0

    assert "No message waits" in cpc("messages", "--failed").said


def test_the_words_of_a_message_are_kept(cpc: Cpc, staffed: str) -> None:
    cpc("record", staffed, "agreed", today="2024-05-24")
    first = cpc("messages", staffed, "--json").json[0]

    told = cpc("messages", "--show", first["id"])

    assert first["subject"] in told.said
    assert first["reason"] in told.said
    words = cpc("messages", "--show", first["id"], "--json").json
    assert " ".join(words["text"].split()) in told.said
    assert words["html"].startswith("<")


def test_all_messages_to_one_person_are_listed(cpc: Cpc, staffed: str) -> None:
    cpc("record", staffed, "agreed", today="2024-05-24")

    found = cpc("messages", "--person", ADDRESS, "--json").json

    assert found
    assert {each["to"] for each in found} == {ADDRESS}
    assert {reference for each in found for reference in each["references"]} == {staffed}


@pytest.mark.parametrize(
    ("tokens", "why"),
    [
        ((), "Nothing says which messages are meant."),
        (("--person", "nobody@nowhere.example"), "Nobody is known as"),
        (("--show", "999"), "There is no message 999."),
        (("retry", "999"), "There is no message 999."),
    ],
)
@pytest.mark.usefixtures("staffed")
def test_what_is_meant_has_to_be_said(cpc: Cpc, tokens: tuple[str, ...], why: str) -> None:
    told = cpc("messages", *tokens)

    assert told.code == 2
    assert why in told.err


@pytest.mark.usefixtures("staffed")
def test_an_officer_says_how_somebody_wants_optional_reminders(cpc: Cpc) -> None:
    assert "as they come" in cpc("preferences", ADDRESS).said

    trial = cpc("preferences", ADDRESS, "--optional", "off", "--dry-run", "--json")
    assert trial.json["optional"] == "off"
    assert "as they come" in cpc("preferences", ADDRESS).said
    assert "on the day of the digest" in cpc("preferences", ADDRESS, "--optional", "digest").said

    assert cpc("preferences", ADDRESS, "--json").json["optional"] == "digest"
    assert cpc("preferences", "nobody@nowhere.example").code == 2
    assert "There is no choice" in cpc("preferences", ADDRESS, "--optional", "never").err
