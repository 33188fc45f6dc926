"""A document is filed in every format, with the words and the facts it was made of."""

from __future__ import annotations

import gzip
from hashlib import sha256

import pytest
from sqlalchemy import select

from casework.apart import OwnWordsFail
from casework.forms import COLUMNS
from db.models import Document
from documents.formats import Format
from settings import settings
from tests.casework.conftest import Challenge


@pytest.fixture
def invited(challenge: Challenge) -> Challenge:
    challenge.record("agreed", "2024-05-10")
    challenge.prepare("2024-05-10")
    return challenge


def row(challenge: Challenge, name: str = "invitation") -> Document:
    query = select(Document).where(Document.document == name).order_by(Document.id.desc())
    return challenge.session.scalars(query).first()  # type: ignore[return-value]


def test_a_document_is_filed_in_every_format_each_with_its_hash(invited: Challenge) -> None:
    filed = row(invited)

    for kind in set(Format) - {Format.EXCEL}:
        content = (settings().documents_folder / getattr(filed, f"{COLUMNS[kind]}_path")).read_bytes()
        assert sha256(content).hexdigest() == getattr(filed, f"{COLUMNS[kind]}_hash"), kind
    assert (filed.template_version, filed.changes_path) == (1, None)
    assert "typst" in (filed.engine or "")
    assert (filed.xlsx_path, filed.xlsx_hash, filed.goes_out_as) == (None, None, ["pdf"])


def test_the_facts_lie_beside_the_files_and_not_in_the_database(invited: Challenge) -> None:
    filed = row(invited)

    facts = gzip.decompress((settings().documents_folder / (filed.inputs_path or "")).read_bytes())

    assert sha256(facts).hexdigest() == filed.inputs_hash
    assert b"leader@" in facts


def test_a_document_whose_own_words_fail_is_not_filed(challenge: Challenge) -> None:
    words = settings().templates_folder / "documents" / "invitation.html.j2"
    words.parent.mkdir(parents=True)
    words.write_text(
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", "utf-8"
    )
    challenge.record("agreed", "2024-05-10")

    with pytest.raises(OwnWordsFail, match="is not done after 2 seconds"):
        challenge.prepare("2024-05-10")

    assert challenge.session.scalars(select(Document)).all() == []
    assert not settings().documents_folder.exists()
