"""The ways out that an installation has set up, each behind its circuit and at its pace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import SecretStr

from channels import slack, teams
from channels.circuit import breaker, guarded
from channels.folder import Folder
from channels.hooks import hook, utc_now
from channels.mail import Channel, Mail
from channels.notify import Notify, Using
from channels.notify_api import api
from channels.pace import InFile, Pace, Rate
from channels.slack import Slack
from channels.smtp import Server, Smtp
from channels.teams import Teams
from channels.webhook import Webhook
from domain.errors import ChallengeError
from settings import Settings


class NotSetUp(ChallengeError):
    """A channel is wanted, and a setting that it needs is missing."""

    def __str__(self) -> str:
        what, missing = self.args
        return f"{what} cannot be used, because {missing} is not set. Set it, or leave the channel out."


@dataclass(frozen=True, slots=True)
class Ways:
    """The way of letters, and another for those with a calendar entry, where the first has no room."""

    letters: Channel
    entries: Channel | None = None

    def of(self, mail: Mail) -> Channel:
        """Return the way that a letter goes."""
        return self.entries if self.entries and mail.invitations else self.letters

    def named(self, name: str) -> Channel | None:
        """Return the way of a name, if it is one of these."""
        return next((each for each in (self.letters, self.entries) if each and each.name == name), None)

    def close(self) -> None:
        """Let go of what is open."""
        self.letters.close()
        if self.entries:
            self.entries.close()


def letters(named: Settings) -> Channel:
    """Return the way that letters go; whoever took it closes it after the batch."""
    if named.channel == "folder":
        return Folder(named.outbox_folder)
    return _guarded(smtp(named) if named.channel == "smtp" else notify(named))


def entries(named: Settings) -> Channel | None:
    """Return another way for letters with an entry for the calendar, if the usual one cannot carry those.

    Notify cannot. Where there is no mail server either, the letter names the date in words.
    """
    return _guarded(smtp(named)) if named.channel == "notify" and named.smtp_host else None


def destinations(named: Settings) -> tuple[str, ...]:
    """Name where it is announced what happens; nowhere, unless an installation means to write to people."""
    here = {"teams": named.teams_webhook, "slack": named.slack_webhook, "webhook": named.webhook_url}
    return tuple(name for name, address in here.items() if address) if named.is_for_real else ()


def team_posts(named: Settings) -> Iterator[Channel]:
    """Give the ways to the programme's own team and to other systems."""
    inside = frozenset(named.inside_hosts.split())
    if named.teams_webhook:
        to = hook("teams", named.teams_webhook, hosts=teams.HOSTS, inside=inside)
        yield _guarded(Teams(to, _pace(named, "teams", teams.RATE)))
    if named.slack_webhook:
        to = hook("slack", named.slack_webhook, hosts=slack.HOSTS, inside=inside)
        yield _guarded(Slack(to, _pace(named, "slack", slack.RATE)))
    if named.webhook_url:
        secret = _set(named.webhook_secret, "A webhook", "CPC_WEBHOOK_SECRET")
        yield _guarded(Webhook(hook("webhook", named.webhook_url, inside=inside), secret))


def smtp(named: Settings) -> Smtp:
    """Return the mail server."""
    if not named.smtp_host:
        raise NotSetUp("A mail server", "CPC_SMTP_HOST")
    return Smtp(
        Server(
            named.smtp_host,
            named.smtp_port,
            named.smtp_security,
            named.smtp_user,
            named.smtp_password,
        )
    )


def notify(named: Settings) -> Notify:
    """Return the service at GOV.UK Notify, which can also be asked what became of messages."""
    key = _set(named.notify_key, "GOV.UK Notify", "CPC_NOTIFY_KEY")
    if not named.notify_template:
        raise NotSetUp("GOV.UK Notify", "CPC_NOTIFY_TEMPLATE")
    using = Using(
        named.notify_template, named.notify_reply_to, named.notify_file_weeks, named.notify_retention_days
    )
    rate = Rate(named.notify_per_second, named.notify_burst)
    return Notify(api(key, named.notify_url), using, _pace(named, "notify", rate))


def _guarded(way: Channel) -> Channel:
    return guarded(way, breaker(way.name), utc_now)


def _pace(named: Settings, channel: str, rate: Rate) -> Pace:
    return Pace(rate, InFile(named.paces_folder / channel))


def _set(secret: SecretStr | None, what: str, name: str) -> SecretStr:
    if not secret:
        raise NotSetUp(what, name)
    return secret
