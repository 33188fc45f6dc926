"""Who may come in: accounts and what opens a door for them, who holds which role, and who did what."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"

PARTS = "('manager', 'adviser', 'challenge_manager', 'support_officer', 'council_contact', 'peer')"
REFUSED = "audit says who did what: nothing in it is changed or deleted. What has changed since is added."


def upgrade() -> None:
    """Make the tables, and the triggers that keep the audit append-only."""
    make_accounts()
    make_seats()
    make_deputies()
    make_keys()
    make_audit()
    if op.get_bind().dialect.name == "postgresql":
        guard_on_postgresql()
    else:
        guard_on_sqlite()


def make_accounts() -> None:
    """Who may sign in, and what was tried in vain."""
    op.create_table(
        "accounts",
        text("id"),
        text("person_id"),
        text("email"),
        text("part"),
        text("password_hash", nullable=True),
        moment("made_at"),
        moment("disabled_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        leads_to("accounts", "person_id", "people.id"),
        sa.UniqueConstraint("person_id", name="uq_accounts_person_id"),
        sa.UniqueConstraint("email", name="uq_accounts_email"),
        check("accounts", "email", "email = lower(email)"),
        check("accounts", "part", f"part IN {PARTS}"),
    )
    op.create_table(
        "throttles",
        text("key"),
        sa.Column("failures", sa.Integer(), nullable=False),
        moment("waits_until"),
        sa.PrimaryKeyConstraint("key", name="pk_throttles"),
    )


def make_seats() -> None:
    """Who holds which role now; ``cpc rebuild`` fills it from the histories."""
    op.create_table(
        "seats",
        sa.Column("id", sa.Integer(), nullable=False),
        text("reference"),
        text("person_id"),
        text("role"),
        text("council", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_seats"),
        leads_to("seats", "reference", "challenges.reference"),
        leads_to("seats", "person_id", "people.id"),
        leads_to("seats", "council", "councils.code"),
    )
    op.create_index("ix_seats_reference", "seats", ["reference"])
    columns = ["person_id", "reference", "role"]
    of_none = sa.text("council IS NULL")
    op.create_index(
        "uq_seats_person_id_reference_role",
        "seats",
        columns,
        unique=True,
        sqlite_where=of_none,
        postgresql_where=of_none,
    )
    op.create_index("uq_seats_person_id_reference_role_council", "seats", [*columns, "council"], unique=True)


def make_deputies() -> None:
    """Who stands in for whom."""
    op.create_table(
        "deputies",
        sa.Column("id", sa.Integer(), nullable=False),
        text("account_id"),
        text("for_account_id"),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        moment("made_at"),
        moment("ended_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_deputies"),
        leads_to("deputies", "account_id", "accounts.id"),
        leads_to("deputies", "for_account_id", "accounts.id"),
        check("deputies", "period", "last_day >= first_day"),
        check("deputies", "somebody_else", "account_id <> for_account_id"),
    )
    op.create_index("ix_deputies_account_id", "deputies", ["account_id"])
    op.create_index("ix_deputies_for_account_id", "deputies", ["for_account_id"])


def make_keys() -> None:
    """What opens a door: links, sign-ins, tokens of the API and addresses of calendars, all as hashes."""
    op.create_table(
        "sign_in_links",
        text("hash"),
        text("account_id", nullable=True),
        moment("made_at"),
        moment("expires_at"),
        moment("used_at", nullable=True),
        sa.PrimaryKeyConstraint("hash", name="pk_sign_in_links"),
        leads_to("sign_in_links", "account_id", "accounts.id"),
    )
    op.create_table(
        "sign_ins",
        text("hash"),
        text("account_id"),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        moment("made_at"),
        moment("seen_at"),
        moment("expires_at"),
        moment("revoked_at", nullable=True),
        text("way"),
        text("agent"),
        sa.PrimaryKeyConstraint("hash", name="pk_sign_ins"),
        check("sign_ins", "way", "way IN ('password', 'link', 'provider')"),
        leads_to("sign_ins", "account_id", "accounts.id"),
        leads_to("sign_ins", "deputy_id", "deputies.id"),
    )
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        text("hash"),
        text("account_id"),
        text("name"),
        sa.Column("scopes", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        moment("made_at"),
        moment("expires_at"),
        moment("used_at", nullable=True),
        moment("revoked_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_api_tokens"),
        sa.UniqueConstraint("hash", name="uq_api_tokens_hash"),
        leads_to("api_tokens", "account_id", "accounts.id"),
    )
    make_feed_tokens()
    for table in ("sign_in_links", "sign_ins", "api_tokens", "feed_tokens"):
        op.create_index(f"ix_{table}_account_id", table, ["account_id"])


def make_feed_tokens() -> None:
    """The addresses of calendars."""
    op.create_table(
        "feed_tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        text("hash"),
        text("account_id"),
        text("kind"),
        text("person_id", nullable=True),
        text("council", nullable=True),
        moment("made_at"),
        moment("used_at", nullable=True),
        moment("revoked_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_feed_tokens"),
        sa.UniqueConstraint("hash", name="uq_feed_tokens_hash"),
        leads_to("feed_tokens", "account_id", "accounts.id"),
        leads_to("feed_tokens", "person_id", "people.id"),
        leads_to("feed_tokens", "council", "councils.code"),
        check("feed_tokens", "kind", "kind IN ('adviser', 'council', 'programme')"),
        check("feed_tokens", "adviser", "(kind = 'adviser') = (person_id IS NOT NULL)"),
        check("feed_tokens", "council", "(kind = 'council') = (council IS NOT NULL)"),
    )


def make_audit() -> None:
    """Who did what. What was refused may name a challenge that does not exist."""
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        moment("at"),
        text("account_id", nullable=True),
        text("for_account_id", nullable=True),
        text("by"),
        text("act"),
        text("reference", nullable=True),
        text("outcome"),
        sa.Column("details", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        check("audit", "outcome", "outcome IN ('done', 'refused')"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_account_id_id", "audit", ["account_id", "id"])
    op.create_index("ix_audit_reference_id", "audit", ["reference", "id"])


def guard_on_sqlite() -> None:
    """Refuse to change, delete or replace a row."""
    refusal = f"SELECT RAISE(ABORT, '{REFUSED}')"
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_refuse_{change.lower()} BEFORE {change} ON audit BEGIN {refusal}; END"
        )
    op.execute(
        "CREATE TRIGGER audit_refuse_replace BEFORE INSERT ON audit "
        f"WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id) BEGIN {refusal}; END"
    )


def guard_on_postgresql() -> None:
    """Refuse to change or delete a row, or to empty the table."""
    op.execute(
        "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_refuse_change BEFORE UPDATE OR DELETE ON audit "
        "FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
    )
    op.execute(
        "CREATE TRIGGER audit_refuse_truncate BEFORE TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
    )


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    """Make a column of text."""
    return sa.Column(name, sa.Text(), nullable=nullable)


def moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    """Make a column of moments, in UTC."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    """Say what must never break."""
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def leads_to(table: str, column: str, where: str) -> sa.ForeignKeyConstraint:
    """Tie a column to the row it names."""
    return sa.ForeignKeyConstraint([column], [where], name=f"fk_{table}_{column}")
