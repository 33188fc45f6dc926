"""The public register as everybody meets it: what is published, where it stays, and nothing else."""

from __future__ import annotations

import httpx
import pytest
from lxml import etree
from sqlalchemy.orm import Session

from domain.lifecycle import CouncilCode, Happening, Milestone, Place
from settings import settings
from tests.casework.published import Told, joint, told

SLUG = "/register/tamworth-cpc-2024-001"
LICHFIELD = Place(CouncilCode("LIF"), "Lichfield District Council", "West Midlands")
ATOM = "{http://www.w3.org/2005/Atom}"
EVERYWHERE = (
    "/register",
    "/register.json",
    "/register.atom",
    "/sitemap.xml",
    "/search?q=council",
    "/search.json?q=council",
)
"""Every address at which the public could be told of a challenge."""


@pytest.fixture
def single(session: Session) -> Told:
    """Give a challenge with papers of every kind, of which nothing is published."""
    found = told(session)
    found.until(Milestone.COUNCIL_DECISION)
    found.file_everything()
    session.commit()
    return found


def publish(single: Told) -> None:
    single.meets(Milestone.REPORT_PUBLISHED, on="2025-02-10", url="https://council.example/report")
    single.session.commit()


async def test_what_is_not_published_stands_nowhere(client: httpx.AsyncClient, single: Told) -> None:
    answers = [await client.get(each) for each in (*EVERYWHERE, "/search?q=tamworth", SLUG, f"{SLUG}.json")]

    assert [each.status_code for each in answers[-2:]] == [404, 404]
    for each in answers:
        said = each.text.replace("q=tamworth", "").replace('value="tamworth"', "").lower()
        assert single.reference.lower() not in said.replace(SLUG, ""), each.url
        assert "tamworth" not in said.replace(SLUG, "").replace("tamworth – search", ""), each.url
        assert "title of" not in said, each.url


async def test_what_is_published_is_read_by_everybody(client: httpx.AsyncClient, single: Told) -> None:
    publish(single)

    answers = {each: await client.get(each) for each in (*EVERYWHERE, SLUG, f"{SLUG}.json")}

    assert {each.status_code for each in answers.values()} == {200}
    assert SLUG in answers["/register"].text
    page = answers[SLUG].text
    assert "Published on Monday 10 February 2025" in page
    assert "10 days late" in page
    assert (
        "Due: 3 calendar months after visit ended (Thursday 31 October 2024): Friday 31 January 2025." in page
    )
    assert 'href="https://council.example/report"' in page
    assert "Title of final_report" in page
    assert "Title of draft_report" not in page
    assert "Not published yet. It is due by Monday 31 March 2025" in page


async def test_a_program_reads_the_same(client: httpx.AsyncClient, single: Told) -> None:
    publish(single)

    listed = (await client.get("/register.json")).json()
    one = (await client.get(f"{SLUG}.json")).json()

    assert listed["entries"] == [one]
    assert (listed["total"], listed["page"], listed["pages"], listed["links"]) == (1, 1, 1, {})
    assert one["address"] == f"http://localhost{SLUG}"
    report, plan, _ = one["published"]
    assert (report["on"], report["due"], report["days_late"]) == ("2025-02-10", "2025-01-31", 10)
    assert [each["name"] for each in report["documents"]] == ["final_report", "publication_note"]
    assert set(report["documents"][0]["files"]) == {"pdf", "html", "docx", "txt"}
    assert (plan["on"], plan["documents"]) == (None, [])


async def test_the_feed_and_the_sitemap_are_read_by_machines(client: httpx.AsyncClient, single: Told) -> None:
    publish(single)

    feed = etree.fromstring((await client.get("/register.atom")).content)
    sitemap = etree.fromstring((await client.get("/sitemap.xml")).content)

    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Tamworth Borough Council: Corporate Peer Challenge, 2024"
    assert entry.findtext(f"{ATOM}summary") == "Report published on Monday 10 February 2025. "
    assert [each[0].text for each in sitemap] == ["http://localhost/register", f"http://localhost{SLUG}"]


async def test_an_empty_register_is_well_formed_too(client: httpx.AsyncClient) -> None:
    feed = etree.fromstring((await client.get("/register.atom")).content)

    assert feed.findall(f"{ATOM}entry") == []
    assert "Nothing is published yet" in (await client.get("/register")).text


async def test_an_address_that_was_taken_back_is_gone_in_words(
    client: httpx.AsyncClient, single: Told
) -> None:
    publish(single)
    single.undo_last("2025-02-12")
    single.session.commit()

    answer = await client.get(SLUG)

    assert answer.status_code == 410
    assert "has been taken back" in answer.text
    assert "Tamworth" not in answer.text


async def test_an_address_of_a_council_that_is_no_more_leads_on(
    client: httpx.AsyncClient, single: Told
) -> None:
    publish(single)
    single.happens(Happening.SUPERSEDED, "2025-03-03", single.places[0], successor=LICHFIELD)
    single.session.commit()

    page, program = await client.get(SLUG), await client.get(f"{SLUG}.json")

    assert (page.status_code, page.headers["Location"]) == (301, "/register/lichfield-cpc-2024-001")
    assert program.headers["Location"] == "/register/lichfield-cpc-2024-001.json"


async def test_of_two_councils_only_the_one_that_published_is_named(
    client: httpx.AsyncClient, session: Session
) -> None:
    both = joint(session)
    both.until(Milestone.COUNCIL_DECISION)
    both.file_everything()
    both.meets(Milestone.REPORT_PUBLISHED, both.places[0])
    session.commit()

    pages = [await client.get(each) for each in (*EVERYWHERE, "/register/high-peak-cpc-2022-001")]
    missing = await client.get("/register/staffordshire-moorlands-cpc-2022-001")

    assert missing.status_code == 404
    for each in pages:
        assert "staffordshire-moorlands" not in each.text, each.url
        assert "Title of publication_note-STF" not in each.text, each.url
    assert "Moorlands" not in pages[0].text
    assert "Moorlands" not in pages[-1].text


async def test_the_register_is_narrowed_down_by_its_address(client: httpx.AsyncClient, single: Told) -> None:
    publish(single)

    for query, is_there in {
        "council=TAW": True,
        "council=HIG": False,
        "region=West+Midlands&year=2024": True,
        "year=2020": False,
        "council=&region=&year=": True,
    }.items():
        assert (SLUG in (await client.get(f"/register?{query}")).text) is is_there, query
    assert (await client.get("/register?year=soon")).status_code == 422
    assert (await client.get("/register?page=2")).status_code == 404
    assert (await client.get("/register.json?page=2")).status_code == 404


async def test_a_long_register_has_pages(
    client: httpx.AsyncClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casework.public_register.PAGE", 1)
    for _ in range(3):
        told(session).happens(Milestone.REPORT_PUBLISHED, "2024-06-03", told_place(session))
    session.commit()

    second = (await client.get("/register?page=2&year=2024")).text
    program = (await client.get("/register.json?page=2")).json()

    assert "2 of 3</p>" in second
    assert 'href="/register?year=2024"' in second
    assert 'href="/register?year=2024&amp;page=3"' in second
    assert program["links"] == {
        "next": "http://localhost/register.json?page=3",
        "prev": "http://localhost/register.json",
    }


def told_place(session: Session) -> Place:
    return told(session).places[0]


async def test_search_engines_are_sent_nowhere_where_the_programme_is_tried_out(
    client: httpx.AsyncClient, single: Told
) -> None:
    publish(single)

    for path in ("/register", SLUG, "/register.json", "/sitemap.xml"):
        assert (await client.get(path)).headers["X-Robots-Tag"] == "noindex, nofollow", path
    assert (await client.get("/robots.txt")).text == "User-agent: *\nDisallow: /\n"


async def test_search_engines_are_sent_to_the_register_and_nowhere_else(
    client: httpx.AsyncClient, single: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(single)
    monkeypatch.setenv("CPC_ENVIRONMENT", "production")
    settings.cache_clear()

    for path in ("/register", SLUG, "/register.json", "/sitemap.xml"):
        assert (await client.get(path)).headers["X-Robots-Tag"] == "all", path
    for path in ("/about", "/search?q=x", "/register/nowhere", "/nowhere"):
        assert (await client.get(path)).headers["X-Robots-Tag"] == "noindex, nofollow", path
    robots = (await client.get("/robots.txt")).text
    assert "Disallow: /\n" in robots
    assert robots.endswith("Sitemap: http://localhost/sitemap.xml\n")


async def test_a_page_that_has_not_changed_is_not_sent_again(client: httpx.AsyncClient, single: Told) -> None:
    publish(single)
    tag = (await client.get("/register")).headers["ETag"]

    again = await client.get("/register", headers={"If-None-Match": tag})

    assert (again.status_code, again.content) == (304, b"")
