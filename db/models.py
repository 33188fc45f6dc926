"""The tables. What must never break is said here once more, as a named constraint.

Events and contents are append-only: the migration that makes their tables also makes the triggers that
refuse a change. Columns that name a challenge are called `reference`, those that name a council `council`.
"""

import secrets
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    Dialect,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    MetaData,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from domain.councils import CouncilType, Nation
from domain.days import Basis, Precision
from domain.lifecycle import CouncilCode, PersonId, Reference
from domain.working_days import Division

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""What an identifier is made of: nothing that two people could read differently."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, in UTC on every database; SQLite forgets time zones and is told again."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Refuse a moment without a time zone: nobody could say when it was."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Return the moment with its time zone."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def _values(kind: type[Any], name: str) -> Enum:
    """Store an enumeration as its values, which people and migrations can read."""
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [each.value for each in members],
    )


Json = JSON().with_variant(JSONB(), "postgresql")


class Base(DeclarativeBase):
    """What all tables share: how constraints are named and values are kept."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as a plain mapping of the class.
        str: Text(),
        Reference: Text(),
        CouncilCode: Text(),
        PersonId: Text(),
        datetime: UtcDateTime(),
        dict[str, Any]: Json,
        list[str]: Json,
        list[int]: Json,
        list[str]: Json,
        Precision: _values(Precision, "precision"),
        Basis: _values(Basis, "basis"),
        CouncilType: _values(CouncilType, "type"),
        Nation: _values(Nation, "nation"),
        Division: _values(Division, "division"),
    }


class Council(Base):
    """A council as the register has it, past ones with their successors."""

    __tablename__ = "councils"

    code: Mapped[CouncilCode] = mapped_column(primary_key=True)
    name: Mapped[str]
    short_name: Mapped[str]
    gss_code: Mapped[str]
    slug: Mapped[str]
    type: Mapped[CouncilType]
    nation: Mapped[Nation]
    region: Mapped[str]
    county: Mapped[str]
    start_date: Mapped[date | None]
    end_date: Mapped[date | None]
    replaced_by: Mapped[str]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    area: Mapped[float | None]


class CouncilName(Base):
    """A key under which a council is found; a name such as Somerset leads to more than one."""

    __tablename__ = "council_names"

    name_key: Mapped[str] = mapped_column(primary_key=True)
    council: Mapped[CouncilCode] = mapped_column(ForeignKey(Council.code), primary_key=True, index=True)


def new_person_id() -> PersonId:
    """Make an identifier that says nothing about the person."""
    return PersonId("p_" + "".join(secrets.choice(ALPHABET) for _ in range(10)))


class Person(Base):
    """Somebody with a part in challenges: the only place where personal data is kept."""

    __tablename__ = "people"

    id: Mapped[PersonId] = mapped_column(primary_key=True, default=new_person_id)
    name: Mapped[str]
    email: Mapped[str]
    post: Mapped[str]
    organisation: Mapped[str]
    created_at: Mapped[datetime]


class Challenge(Base):
    """A challenge; everything else about it is its events."""

    __tablename__ = "challenges"

    reference: Mapped[Reference] = mapped_column(primary_key=True)
    scheme: Mapped[str]
    opened_on: Mapped[date]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=0)

    # The version is the number of events. A writer who has read an older one is refused by SQLAlchemy.
    __mapper_args__ = {  # noqa: RUF012 - SQLAlchemy reads it as a plain mapping of the class.
        "version_id_col": version,
        "version_id_generator": False,
    }


class Participant(Base):
    """A council that takes part in a challenge, in the order in which letters name them."""

    __tablename__ = "participants"
    __table_args__ = (UniqueConstraint("reference", "position"),)

    reference: Mapped[Reference] = mapped_column(ForeignKey(Challenge.reference), primary_key=True)
    council: Mapped[CouncilCode] = mapped_column(ForeignKey(Council.code), primary_key=True, index=True)
    position: Mapped[int]

    challenge: Mapped[Challenge] = relationship(lazy="raise")


class Event(Base):
    """One line of a challenge's history. The database refuses to change or delete it."""

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("reference", "seq"),
        CheckConstraint("seq >= 1", name="seq"),
        CheckConstraint("undoes < seq", name="undoes"),
        ForeignKeyConstraint(["reference", "undoes"], ["events.reference", "events.seq"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[Reference] = mapped_column(ForeignKey(Challenge.reference))
    seq: Mapped[int]
    kind: Mapped[str]
    on_date: Mapped[date]
    precision: Mapped[Precision]
    basis: Mapped[Basis]
    council: Mapped[CouncilCode | None] = mapped_column(ForeignKey(Council.code))
    details: Mapped[dict[str, Any]]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    undoes: Mapped[int | None]
    backfilled: Mapped[bool]

    challenge: Mapped[Challenge] = relationship(lazy="raise")


class Content(Base):
    """What people wrote (recommendations, findings, scope), kept as it came in. Append-only too."""

    __tablename__ = "contents"
    __table_args__ = (
        UniqueConstraint("reference", "kind", "council", "hash"),
        # Two empty councils are not equal to a unique constraint, and must be here.
        Index(
            "uq_contents_reference_kind_hash",
            "reference",
            "kind",
            "hash",
            unique=True,
            sqlite_where=text("council IS NULL"),
            postgresql_where=text("council IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[Reference] = mapped_column(ForeignKey(Challenge.reference))
    kind: Mapped[str]
    council: Mapped[CouncilCode | None] = mapped_column(ForeignKey(Council.code))
    hash: Mapped[str]
    body: Mapped[dict[str, Any]]
    source_name: Mapped[str]
    recorded_at: Mapped[datetime]

    challenge: Mapped[Challenge] = relationship(lazy="raise")


class Edition(Base):
    """The words of a document as they stood: its template with every frame it rests on, by their hash."""

    __tablename__ = "editions"

    digest: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    version: Mapped[int]
    is_own: Mapped[bool]
    sources: Mapped[dict[str, Any]]
    kept_at: Mapped[datetime]


class Document(Base):
    """A document that was made because it was owed, once under its key.

    Of what was filed before version 0.3 no edition was kept, and neither Word nor text was made.
    """

    __tablename__ = "documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[Reference] = mapped_column(ForeignKey(Challenge.reference), index=True)
    key: Mapped[str] = mapped_column(unique=True)
    document: Mapped[str]
    council: Mapped[CouncilCode | None] = mapped_column(ForeignKey(Council.code))
    person: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id))
    title: Mapped[str]
    issued_on: Mapped[date]
    html_path: Mapped[str]
    pdf_path: Mapped[str]
    html_hash: Mapped[str] = mapped_column(index=True)
    pdf_hash: Mapped[str] = mapped_column(index=True)
    docx_path: Mapped[str | None]
    docx_hash: Mapped[str | None] = mapped_column(index=True)
    text_path: Mapped[str | None]
    text_hash: Mapped[str | None] = mapped_column(index=True)
    xlsx_path: Mapped[str | None]
    xlsx_hash: Mapped[str | None] = mapped_column(index=True)
    changes_path: Mapped[str | None]
    changes_hash: Mapped[str | None] = mapped_column(index=True)
    inputs_hash: Mapped[str]
    inputs_path: Mapped[str | None]
    edition: Mapped[str | None] = mapped_column(ForeignKey(Edition.digest))
    template_version: Mapped[int | None]
    engine: Mapped[str | None]
    goes_out_as: Mapped[list[str]] = mapped_column(default=["pdf"], server_default='["pdf"]')
    made_at: Mapped[datetime]

    challenge: Mapped[Challenge] = relationship(lazy="raise")


class Closure(Base):
    """Days on which nobody works: in a division by law, at one council, or everywhere.

    A row is never deleted: what is removed stays, with who removed it and when.
    """

    __tablename__ = "closures"
    __table_args__ = (
        CheckConstraint("last_date >= first_date", name="period"),
        CheckConstraint("division IS NULL OR council IS NULL", name="whose"),
        CheckConstraint("(removed_at IS NULL) = (removed_by IS NULL)", name="removed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    first_date: Mapped[date]
    last_date: Mapped[date]
    name: Mapped[str]
    division: Mapped[Division | None]
    council: Mapped[CouncilCode | None] = mapped_column(ForeignKey(Council.code))
    added_at: Mapped[datetime]
    added_by: Mapped[str]
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[str | None]


class Election(Base):
    """An election that was entered, or one that is not held although its day says that it is."""

    __tablename__ = "elections"
    __table_args__ = (
        CheckConstraint("notice_date <= poll_date", name="notice"),
        CheckConstraint("(removed_at IS NULL) = (removed_by IS NULL)", name="removed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_date: Mapped[date]
    name: Mapped[str]
    council: Mapped[CouncilCode | None] = mapped_column(ForeignKey(Council.code))
    notice_date: Mapped[date | None]
    is_held: Mapped[bool]
    added_at: Mapped[datetime]
    added_by: Mapped[str]
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[str | None]


class Standing(Base):
    """Where a challenge stands, for lists: a projection that the events can always make again."""

    __tablename__ = "standings"
    __table_args__ = (
        CheckConstraint(
            "state IN ('live', 'paused', 'postponed', 'cancelled', 'closed', 'superseded')", name="state"
        ),
        Index(None, "state", "next_change"),
        # A list is read in an order, 25 rows of it.
        *(
            Index(None, name, "reference")
            for name in ("next_due", "late_from", "stage_since", "visit_start", "councils")
        ),
        Index(None, "adviser", "next_due", "reference"),
        # Counts are read from these alone.
        Index(None, "searched", "stage", "state", "late_from"),
        Index(
            "ix_standings_counted",
            *("stage", "state", "late_from", "adviser", "scheme", "product", "regions", "types"),
            "is_first_time",
        ),
    )

    reference: Mapped[Reference] = mapped_column(ForeignKey(Challenge.reference), primary_key=True)
    stages: Mapped[list[str]]
    stage: Mapped[str]
    state: Mapped[str]
    councils: Mapped[str]
    adviser: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id), index=True)
    visit_start: Mapped[date | None]
    next_deadline: Mapped[str | None]
    next_due: Mapped[date | None]
    overdue: Mapped[int]
    next_change: Mapped[date | None]
    owed: Mapped[int]
    waiting: Mapped[int]
    updated_at: Mapped[datetime]
    # What lists are narrowed down by; a version that does not know these leaves them empty.
    scheme: Mapped[str] = mapped_column(default="", server_default=text("''"))
    product: Mapped[str] = mapped_column(default="", server_default=text("''"))
    regions: Mapped[str] = mapped_column(default="", server_default=text("''"))
    types: Mapped[str] = mapped_column(default="", server_default=text("''"))
    is_first_time: Mapped[bool] = mapped_column(default=False, server_default=false())
    searched: Mapped[str] = mapped_column(default="", server_default=text("''"))
    stage_since: Mapped[date | None]
    late_from: Mapped[date | None]
    report_due: Mapped[date | None]
    plan_due: Mapped[date | None]
    review_due: Mapped[date | None]
    review_report_due: Mapped[date | None]

    challenge: Mapped[Challenge] = relationship(lazy="raise")


# The tables that stand in modules of their own, so that whoever asks the metadata hears of all.
from db import (  # noqa: E402
    accounts_tables,  # noqa: F401
    announcements_tables,  # noqa: F401
    board_tables,  # noqa: F401
    coverage_tables,  # noqa: F401
    findings_tables,  # noqa: F401
    index_tables,  # noqa: F401
    ledger_tables,  # noqa: F401
    personal_lines,  # noqa: F401
    pipeline_tables,  # noqa: F401
    post_tables,  # noqa: F401
    requests_tables,  # noqa: F401
    surveys_tables,  # noqa: F401
    training_tables,  # noqa: F401
)
