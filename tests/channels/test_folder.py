"""The post that stays at home: one file a message, whatever happens on the way."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from channels.folder import Folder
from channels.mail import Attachment, BadAddress, Mail, TryAgain, check_address
from channels.mime import as_bytes

MAIL = Mail(
    key="CPC-2024-001/notice/dates_set/-/1",
    to_name="Chief Executive",
    to_email="chief.executive@tamworth.example",
    from_name="Corporate Peer Challenge programme",
    from_email="programme@lga.example",
    subject="[local] Dates of the visit: Tamworth – ‘agreed’",
    text="Dear Chief Executive\n\nThe visit is on Tuesday 29 October 2024.\n",
    html="<p>Dear Chief Executive</p>",
    queued_at=datetime(2024, 6, 1, 9, 30, tzinfo=UTC),
    attachments=(Attachment("agreed-date.pdf", b"%PDF-1.7 not really"),),
)


def read(path: Path) -> EmailMessage:
    email = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(email, EmailMessage)
    return email


def body(email: EmailMessage, kind: str) -> str:
    part = email.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_message_sent_twice_is_one_file(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "outbox")

    first, again = folder.send(MAIL), folder.send(MAIL)

    assert first == again
    assert [path.name for path in (tmp_path / "outbox").iterdir()] == [first.id]


def test_a_message_says_the_same_in_text_and_html_and_carries_its_documents(tmp_path: Path) -> None:
    folder = Folder(tmp_path)

    email = read(tmp_path / folder.send(MAIL).id)

    assert email["Subject"] == MAIL.subject
    assert email["To"] == "Chief Executive <chief.executive@tamworth.example>"
    assert body(email, "plain") == MAIL.text
    assert body(email, "html").strip() == MAIL.html
    assert [part.get_filename() for part in email.iter_attachments()] == ["agreed-date.pdf"]


def test_the_same_message_gives_the_same_bytes() -> None:
    assert as_bytes(MAIL) == as_bytes(MAIL)


def test_two_people_told_the_same_get_two_files(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    other = Mail(
        **{**{name: getattr(MAIL, name) for name in MAIL.__slots__}, "to_email": "leader@tamworth.example"}
    )

    assert folder.send(MAIL) != folder.send(other)


def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(TryAgain, match="It stays queued and is tried again"):
        Folder(tmp_path / "file" / "outbox").send(MAIL)


@pytest.mark.parametrize(
    "text",
    ["", "leader", "leader@", "@tamworth.example", "a b@c.example", "a@b", "a@b.example\nBcc: x@y.example"],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(BadAddress, match="is not an e-mail address"):
        check_address(text)


def test_an_address_is_kept_without_the_space_around_it() -> None:
    assert check_address(" leader@tamworth.example ") == "leader@tamworth.example"
