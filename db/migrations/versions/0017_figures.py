"""Views for tools that draw charts: plain SQL with no personal data in it. ``docs/bi.md`` tells of them.

A later migration that makes one of their tables anew takes the views away before it and makes them again
after it; the names and columns of a view stay, because charts of other people's rest on them.
"""

from alembic import op

revision = "0017"
down_revision = "0016"

MILESTONES = (
    *("agreed", "dates_set", "scope_agreed", "team_confirmed", "position_statement_received"),
    *("pack_sent", "visit_started", "visit_ended", "feedback_given", "draft_sent"),
    *("fact_check_returned", "report_finalised", "council_decision", "report_published"),
    *("plan_received", "plan_approved", "plan_published", "review_scheduled"),
    *("review_statement_received", "review_held", "review_report_finalised", "review_report_published"),
    "closed",
)

VIEWS = {
    "bi_challenges": """
        SELECT s.reference, s.councils, s.scheme, s.product, s.is_first_time, c.opened_on,
               s.state, NULLIF(s.stage, '') AS stage, s.stage_since, s.visit_start,
               s.next_deadline, s.next_due, s.late_from, s.overdue, s.owed, s.waiting,
               s.report_due, s.plan_due, s.review_due, s.review_report_due, s.updated_at
        FROM standings AS s JOIN challenges AS c ON c.reference = s.reference
    """,
    "bi_participants": """
        SELECT p.reference, p.council, n.name, n.type, n.nation, n.region
        FROM participants AS p JOIN councils AS n ON n.code = p.council
    """,
    # What a correction has undone is left out, unless that correction was itself undone: of several that
    # undo the same event the last decides, and so on up the chain.
    "bi_milestones": f"""
        WITH RECURSIVE undoing AS (
            SELECT reference, undoes, MAX(seq) AS seq FROM events
            WHERE undoes IS NOT NULL GROUP BY reference, undoes
        ), chain (id, reference, seq, steps) AS (
            SELECT id, reference, seq, 0 FROM events WHERE kind IN {MILESTONES}
            UNION ALL
            SELECT chain.id, chain.reference, undoing.seq, chain.steps + 1 FROM chain
            JOIN undoing ON undoing.reference = chain.reference AND undoing.undoes = chain.seq
        ), standing AS (
            SELECT id FROM chain GROUP BY id HAVING MAX(steps) % 2 = 0
        )
        SELECT e.reference, e.kind AS milestone, e.council, e.on_date, e.precision, e.basis,
               e.recorded_at, e.backfilled AS is_from_outside
        FROM events AS e JOIN standing ON standing.id = e.id
    """,
    "bi_documents": """
        SELECT id, reference, document, council, issued_on, made_at FROM documents
    """,
    "bi_messages": """
        SELECT id, reference, notice, council, state, channel, is_optional, attempts, queued_at, sent_at
        FROM messages
    """,
    "bi_recommendations": """
        SELECT id, reference, title, NULLIF(theme, '') AS theme, is_public
        FROM search_entries WHERE kind = 'recommendation'
    """,
    "bi_register": """
        SELECT reference, council, region, year, last_published FROM register_entries
    """,
}


def upgrade() -> None:
    """Make the views."""
    for name, query in VIEWS.items():
        op.execute(f"CREATE VIEW {name} AS {query}")
