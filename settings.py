"""The only reader of the environment: what one installation sets differently from the next.

Importing this module costs a tenth of a second, most of it pydantic's. What must answer faster than that
(`cpc --help`) imports it inside the function that needs it.
"""

import re
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

FOLDER = Path(__file__).resolve().parent
IN_PROJECT = (FOLDER / "pyproject.toml").exists()
"""Whether this is a checkout; from an installed wheel, the folder of the caller is home."""
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - To know it when it is asked for.


class SettingsError(Exception):
    """A setting has a value that cannot be used."""

    def __str__(self) -> str:
        name, value, problem = self.args
        return f"{name} is {value!r}, which cannot be used: {problem}. Change it, or leave it out."


class Settings(BaseSettings):
    """What one installation sets; every default is safe on a laptop."""

    model_config = SettingsConfigDict(
        env_prefix="CPC_",
        env_file=(FOLDER if IN_PROJECT else Path.cwd()) / ".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,  # It may be a password.
    )

    home: Path = Field(
        default=(FOLDER if IN_PROJECT else Path.cwd()) / "var",
        description="Folder that holds the database, the documents, the outbox and the house style.",
    )
    database_url: str = Field(
        default="",
        description="SQLAlchemy address of the database; without one, cpc.db in the home folder.",
    )
    environment: str = Field(
        default="local",
        description="Name of this installation; all but production put it before every subject.",
    )
    prefect_api_url: str | None = Field(
        default=None,
        validation_alias=AliasChoices("CPC_PREFECT_API_URL", "PREFECT_API_URL"),
        description="Address of a Prefect server; without one, cpc does the work in its own process.",
    )
    division: Literal["England", "Wales", "Scotland", "Northern Ireland"] = Field(
        default="England",
        description="Whose bank holidays count: England, Wales, Scotland or Northern Ireland.",
    )

    bank_holiday_years: int = Field(
        default=2,
        ge=0,
        description="How many years ahead bank holidays are published; what lies later is provisional.",
    )

    digest_day: Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"] = Field(
        default="Monday",
        description="Day of the week on which advisers are told what has changed.",
    )

    optional_a_week: int = Field(
        default=5,
        ge=0,
        description="Optional reminders to one person in seven days; more wait for the digest's day.",
    )
    base_url: str = Field(
        default="",
        description="Address of the dashboard, for links in messages; without it production has none.",
    )
    open_data_licence: str = Field(
        default="",
        description="Licence of the open data by its name, such as OGL-UK-3.0; without one, it says so.",
    )
    dashboard_host: str = Field(
        default="127.0.0.1", description="Where the dashboard listens; this machine alone if left out."
    )
    dashboard_port: int = Field(
        default=8080,
        ge=0,
        le=65535,
        description="Port of the dashboard; with cpc up, any other if it is taken.",
    )
    dashboard_workers: int = Field(
        default=1, ge=1, le=64, description="How many processes serve the dashboard."
    )
    trusted_hosts: str = Field(
        default="",
        description="Other names under which the dashboard may be asked for, separated by spaces.",
    )
    trusted_proxies: str = Field(
        default="",
        description="Addresses of proxies whose word on the visitor's address is taken, separated by commas.",
    )
    requests_per_second: float = Field(
        default=50,
        ge=0,
        description="Requests a second that one visitor may make for long; none are counted with 0.",
    )
    oidc_issuer: str = Field(
        default="",
        description="Address of an organisation's sign-in (OpenID Connect); without one, it is not offered.",
    )
    oidc_name: str = Field(
        default="your organisation", description="What the button of that sign-in calls it."
    )
    oidc_client_id: str = Field(default="", description="As whom the dashboard is known to that sign-in.")
    oidc_client_secret: SecretStr | None = Field(
        default=None, description="Secret that the dashboard shares with that sign-in."
    )
    secret: SecretStr | None = Field(
        default=None,
        description="Secret with which links in messages are signed; the home folder has one if left out.",
    )

    channel: Literal["folder", "smtp", "notify"] = Field(
        default="folder",
        description="Where letters go: folder, smtp or notify.",
    )
    send_for_real: bool = Field(
        default=False,
        description="Whether letters leave for their channel outside production too, and not for the folder.",
    )
    smtp_host: str = Field(default="", description="Name of the mail server.")
    smtp_port: int = Field(default=587, ge=1, le=65535, description="Port of the mail server.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        default="starttls",
        description="How the connection to the mail server is encrypted: starttls, tls or none.",
    )
    smtp_user: str = Field(default="", description="Who signs in to the mail server; nobody if empty.")
    smtp_password: SecretStr | None = Field(default=None, description="Password for the mail server.")
    notify_key: SecretStr | None = Field(
        default=None,
        description="API key of GOV.UK Notify; it ends with the service's id and the secret.",
    )
    notify_template: str = Field(
        default="",
        description="Id of Notify's template, with the subject ((subject)) and a text from ((body)) on.",
    )
    notify_url: str = Field(
        default="https://api.notifications.service.gov.uk",
        description="Address of Notify, or of its stand-in: cpc stub notify.",
    )
    notify_reply_to: str | None = Field(
        default=None,
        description="Id of the address at Notify to which answers go; without one, its default.",
    )
    notify_callback_token: SecretStr | None = Field(
        default=None,
        description="Bearer token with which Notify's callbacks come; without one, none is taken.",
    )
    notify_file_weeks: int = Field(
        default=26, ge=1, le=78, description="How many weeks Notify keeps documents for download."
    )
    notify_retention_days: int = Field(
        default=7, ge=3, le=90, description="How many days Notify keeps the record of a message."
    )
    notify_per_second: float = Field(
        default=50, gt=0, le=50, description="Messages a second to Notify, of all workers together."
    )
    notify_burst: int = Field(
        default=100, ge=1, le=1000, description="Messages to Notify at once after a rest; it takes 1,000."
    )
    teams_webhook: SecretStr | None = Field(
        default=None, description="Address of a Workflows webhook of the programme's team in Teams."
    )
    slack_webhook: SecretStr | None = Field(
        default=None, description="Address of an incoming webhook of the programme's team in Slack."
    )
    webhook_url: SecretStr | None = Field(
        default=None, description="Address of another system that is told what happens."
    )
    webhook_secret: SecretStr | None = Field(
        default=None, description="Secret with which calls to that system are signed."
    )
    inside_hosts: str = Field(
        default="",
        description="Hosts of our own network that webhooks may reach, separated by spaces.",
    )

    @field_validator("notify_key")
    @classmethod
    def _with_two_ids(cls, key: SecretStr | None) -> SecretStr | None:
        """Refuse half a key here, where it can be named, and not where its first message is refused."""
        if key and not re.fullmatch(
            r".+(-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}){2}", key.get_secret_value()
        ):
            raise ValueError("a key is a name, the service's id and the secret, joined by hyphens")
        return key

    @field_validator("notify_url", "oidc_issuer")
    @classmethod
    def _not_in_the_clear(cls, url: str) -> str:
        """Refuse to send letters and secrets unencrypted, except to a stand-in on this machine."""
        if url and not re.match(r"https://|http://(127\.0\.0\.1|localhost)(:|/|$)", url):
            raise ValueError("it has to begin with https://")
        return url

    @field_validator("home")
    @classmethod
    def _absolute(cls, home: Path) -> Path:
        """Make the folder mean the same from wherever a process was started."""
        return home.expanduser().resolve()

    @field_validator("database_url")
    @classmethod
    def _with_our_driver(cls, url: str) -> str:
        """Take the address as hosts hand it out, and name the driver that is installed."""
        scheme, separator, rest = url.partition("://")
        return f"postgresql+psycopg://{rest}" if separator and scheme in {"postgres", "postgresql"} else url

    @property
    def database(self) -> str:
        """Where the record is kept."""
        return self.database_url or f"sqlite:///{self.home / 'cpc.db'}"

    @property
    def documents_folder(self) -> Path:
        """Where documents are filed."""
        return self.home / "documents"

    @property
    def templates_folder(self) -> Path:
        """Where a programme puts words of its own, under the names of ours."""
        return self.home / "templates"

    @property
    def uploads_folder(self) -> Path:
        """Where a file waits whose sender is being shown what was understood of it."""
        return self.home / "uploads"

    @property
    def outbox_folder(self) -> Path:
        """Where messages lie that were posted to the folder instead of the world."""
        return self.home / "outbox"

    @property
    def paces_folder(self) -> Path:
        """Where all workers of this machine count what they send to a provider with a limit."""
        return self.home / "paces"

    @property
    def logbooks_folder(self) -> Path:
        """Where each worker of this machine writes down which message it is handing over."""
        return self.home / "logbooks"

    @property
    def secret_file(self) -> Path:
        """Where the secret lies that this installation has made for itself."""
        return self.home / "secret"

    @property
    def address(self) -> str:
        """Where links in letters lead to; nowhere if that is not known.

        In production nobody guesses: an address of this machine would lead readers elsewhere to their own.
        """
        if self.base_url or self.is_production or not self.dashboard_port:
            return self.base_url.rstrip("/")
        return local_address(self.dashboard_host, self.dashboard_port)

    @property
    def prefect_home(self) -> Path:
        """Where a Prefect server of this installation keeps its own records."""
        return self.home / "prefect"

    @property
    def is_production(self) -> bool:
        """Whether real people get what is sent."""
        return self.environment == "production"

    @property
    def is_for_real(self) -> bool:
        """Whether anything leaves for a channel that is set up, and not for the folder."""
        return self.is_production or self.send_for_real


def reached_at(host: str) -> str:
    """Return the host at which this machine reaches what listens at one."""
    return "127.0.0.1" if host in EVERYWHERE else host


def local_address(host: str, port: int) -> str:
    """Return the address at which a browser of this machine finds what listens there."""
    name = reached_at(host)
    return f"http://{f'[{name}]' if ':' in name else name}:{port}"


@cache
def settings() -> Settings:
    """Read the environment, once a process."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0])
        name = field.upper()
        raise SettingsError(
            name if name.startswith(("CPC_", "PREFECT_")) else f"CPC_{name}",
            "**********" if _is_secret(field) else str(first["input"]),
            first["msg"],
        ) from error


def _is_secret(field: str) -> bool:
    return field in Settings.model_fields and SecretStr in get_args(Settings.model_fields[field].annotation)
