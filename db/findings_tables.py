"""The tables of what there is to learn: the findings of all challenges, and where member peers come from.

Both are projections that the histories can always make again. The words of the findings stand beside them as
those of the index do, under a name that begins like it.
"""

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.index_tables import WORDS
from db.models import Base, Challenge, Council, Person
from domain.lifecycle import CouncilCode, PersonId, Reference

FINDING_WORDS = f"{WORDS}_findings"
"""What the databases keep for themselves to look for the words of findings."""


class FindingEntry(Base):
    """Something to learn from, tagged, and for whom it is.

    It is shared with other councils once those whose it is agree, and public once it is published as well;
    a sample is neither. What is several stands between strokes: ``|planning|housing|``. ``area_words`` is
    what the areas are called in the index of words, and on PostgreSQL words without their accents.
    """

    __tablename__ = "finding_entries"
    __table_args__ = (
        CheckConstraint("kind IN ('strength', 'good practice', 'challenge', 'lesson')", name="kind"),
        CheckConstraint("consent IN ('given', 'refused', 'withdrawn', 'not_asked')", name="consent"),
        CheckConstraint("consent = 'given' OR NOT is_shared", name="shared"),
        CheckConstraint("is_shared OR NOT is_public", name="public"),
        Index(None, "kind", "theme"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[Reference] = mapped_column(ForeignKey(Challenge.reference), index=True)
    council: Mapped[CouncilCode | None] = mapped_column(ForeignKey(Council.code), index=True)
    councils: Mapped[str]
    key: Mapped[str]
    kind: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    theme: Mapped[str]
    areas: Mapped[str]
    area_words: Mapped[str]
    vocabulary: Mapped[str]
    source: Mapped[str]
    consent: Mapped[str]
    is_final: Mapped[bool]
    is_shared: Mapped[bool]
    is_public: Mapped[bool]
    year: Mapped[str]
    regions: Mapped[str]
    types: Mapped[str]


class PeerHome(Base):
    """A member peer in a team now, with the council that they are a member of."""

    __tablename__ = "peer_homes"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[Reference] = mapped_column(ForeignKey(Challenge.reference), index=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id))
    home: Mapped[str]
    region: Mapped[str] = mapped_column(index=True)
