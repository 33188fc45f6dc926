"""The only reader of the environment: what one installation sets differently from the next.

Importing this module costs a tenth of a second, most of it pydantic's. What must answer faster than that
(`cpc --help`) imports it inside the function that needs it.
"""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

FOLDER = Path(__file__).resolve().parent
IN_PROJECT = (FOLDER / "pyproject.toml").exists()
"""Whether this is a checkout; from an installed wheel, the folder of the caller is home."""


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
    def outbox_folder(self) -> Path:
        """Where messages lie that were posted to the folder instead of the world."""
        return self.home / "outbox"

    @property
    def prefect_home(self) -> Path:
        """Where a Prefect server of this installation keeps its own records."""
        return self.home / "prefect"

    @property
    def is_production(self) -> bool:
        """Whether real people get what is sent."""
        return self.environment == "production"


@cache
def settings() -> Settings:
    """Read the environment, once a process."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper()
        raise SettingsError(
            name if name.startswith(("CPC_", "PREFECT_")) else f"CPC_{name}",
            str(first["input"]),
            first["msg"],
        ) from error
