"""The open data as everybody meets it: a page that describes it, and files to take along."""

from __future__ import annotations

import csv
import io
import zipfile

import httpx
import pytest
from sqlalchemy.orm import Session

from domain.lifecycle import Milestone
from tests.casework.published import told


@pytest.fixture
def published(session: Session) -> None:
    """Give a challenge with a published report."""
    story = told(session)
    story.until(Milestone.REPORT_PUBLISHED)
    session.commit()


@pytest.mark.usefixtures("published")
async def test_the_page_describes_every_column_and_leads_to_every_file(client: httpx.AsyncClient) -> None:
    dictionary = (await client.get("/open-data/datapackage.json")).json()

    page = (await client.get("/open-data")).text

    assert "No licence has been chosen yet" in page
    assert "(CSV, 1 row)" in page
    for resource in dictionary["resources"]:
        assert f'href="/open-data/{resource["path"]}"' in page
        assert all(f"<code>{field['name']}</code>" in page for field in resource["schema"]["fields"])


@pytest.mark.usefixtures("published")
async def test_a_table_is_given_alone_and_in_the_archive(client: httpx.AsyncClient) -> None:
    alone = await client.get("/open-data/challenges.csv")
    archive = await client.get("/open-data/peer-challenges.zip")

    (row,) = csv.DictReader(io.StringIO(alone.text))
    assert row["council"] == "Tamworth Borough Council"
    assert zipfile.ZipFile(io.BytesIO(archive.content)).read("challenges.csv") == alone.content
    assert alone.headers["content-disposition"] == 'attachment; filename="challenges.csv"'
    again = await client.get("/open-data/challenges.csv", headers={"if-none-match": alone.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.usefixtures("session")
async def test_a_table_that_is_none_is_not_there(client: httpx.AsyncClient) -> None:
    assert (await client.get("/open-data/rumours.csv")).status_code == 404
