"""The ways out that the settings open, and what is said of those that they leave half open."""

from __future__ import annotations

import pytest
from pydantic import SecretStr, ValidationError

from channels.circuit import Breakable, BreakableAskable
from channels.folder import Folder
from channels.mail import Askable, Invitation
from channels.notify import Notify
from channels.outside import PointsInside
from channels.pace import InFile
from channels.slack import Slack
from channels.smtp import Smtp
from channels.teams import Teams
from channels.ways import NotSetUp, Ways, entries, letters, team_posts
from channels.webhook import Webhook
from settings import Settings, SettingsError, settings
from tests.channels.conftest import Write

ID = "740e5834-3a29-46b4-9a6f-16142fde533a"
NOTIFY = {"channel": "notify", "notify_key": f"live-{ID}-{ID}", "notify_template": ID}
ENTRY = Invitation("REQUEST", "BEGIN:VCALENDAR")
SMTP = {"smtp_host": "mail.example", "smtp_user": "cpc", "smtp_password": "hidden"}


def setting(**said: object) -> Settings:
    return Settings(**said)  # type: ignore[arg-type]


def test_letters_go_to_the_folder_unless_it_is_told_otherwise() -> None:
    assert isinstance(letters(settings()), Folder)


def test_a_mail_server_is_used_with_its_password() -> None:
    way = letters(setting(channel="smtp", **SMTP))

    assert isinstance(way, Breakable)
    assert isinstance(way.way, Smtp)
    assert way.way.server.password == SecretStr("hidden")
    assert not isinstance(way, Askable)
    assert "hidden" not in repr(way)


def test_notify_can_be_asked_and_keeps_one_pace_on_this_machine() -> None:
    way = letters(setting(**NOTIFY, notify_retention_days=30))

    assert isinstance(way, BreakableAskable)
    assert isinstance(way.way, Notify)
    assert way.way.pace.shelf == InFile(settings().paces_folder / "notify")
    assert way.keeps_for.days == 30
    assert ID[:8] not in repr(way.way.api)
    way.close()


def test_only_a_way_without_room_for_entries_has_another_beside_it(write: Write) -> None:
    both, one, mail = setting(**NOTIFY, **SMTP), setting(**NOTIFY), setting(channel="smtp", **SMTP)
    usual, other = letters(both), entries(both)
    ways = Ways(usual, other)

    assert (usual.name, other and other.name) == ("notify", "smtp")
    assert entries(one) is entries(mail) is entries(settings()) is None
    assert ways.of(write()) is usual is Ways(usual).of(write(invitations=(ENTRY,)))
    assert ways.of(write(invitations=(ENTRY,))) is other
    assert (ways.named("smtp"), ways.named("notify"), ways.named("folder")) == (other, usual, None)
    ways.close()


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({"channel": "smtp"}, "CPC_SMTP_HOST"),
        ({"channel": "notify"}, "CPC_NOTIFY_KEY"),
        ({**NOTIFY, "notify_template": ""}, "CPC_NOTIFY_TEMPLATE"),
    ],
)
def test_a_setting_that_is_missing_is_named(said: dict[str, object], missing: str) -> None:
    with pytest.raises(NotSetUp, match=missing):
        letters(setting(**said))


def test_the_programme_s_team_is_told_wherever_it_has_a_webhook() -> None:
    named = setting(
        teams_webhook="https://prod.westeurope.logic.azure.com/workflows/x?sig=hidden",
        slack_webhook="https://hooks.slack.com/services/T/B/hidden",
        webhook_url="http://case.inside.example/hook",
        webhook_secret=SMTP["smtp_password"],
        inside_hosts="other.inside.example case.inside.example",
    )

    ways = list(team_posts(named))

    assert [type(each.way) for each in ways if isinstance(each, Breakable)] == [Teams, Slack, Webhook]
    assert "hidden" not in repr(ways) + repr(named)
    for each in ways:
        each.close()
    assert list(team_posts(settings())) == []


def test_a_webhook_without_a_secret_and_one_that_points_elsewhere_are_refused() -> None:
    with pytest.raises(NotSetUp, match="CPC_WEBHOOK_SECRET"):
        list(team_posts(setting(webhook_url="https://case.example/")))
    with pytest.raises(PointsInside, match=r"hooks\.slack\.com"):
        list(team_posts(setting(slack_webhook="https://evil.example/")))


@pytest.mark.parametrize("url", ["http://notify.example", "http://127.0.0.1.example", "ftp://x"])
def test_letters_travel_encrypted_except_on_this_machine(url: str) -> None:
    with pytest.raises(ValidationError, match="https://"):
        setting(notify_url=url)

    assert setting(notify_url="http://127.0.0.1:8125").notify_url == "http://127.0.0.1:8125"


def test_half_a_key_is_named_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CPC_NOTIFY_KEY", "live-and-secret")

    with pytest.raises(SettingsError, match="CPC_NOTIFY_KEY is") as refused:
        settings()

    assert "live-and-secret" not in f"{refused.value} {refused.value!r} {refused.value.__cause__}"
