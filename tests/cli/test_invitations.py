"""Appointments from the command line: listed, written as files, and the scoping meeting set."""

from __future__ import annotations

from pathlib import Path

import icalendar

from cli.app import WRONG_USE
from tests.cli.conftest import Cpc

TODAY = "2024-06-10"


def test_what_stands_in_calendars_is_listed_and_moves_are_counted(cpc: Cpc, dated: str) -> None:
    new = ("--visit-start", "2024-12-03", "--visit-end", "2024-12-03", "--reason", "a by-election")
    before = cpc("invitations", dated, today=TODAY)
    cpc("postpone", dated, *new, today="2024-06-11")
    after = cpc("invitations", dated, today="2024-06-11")

    assert "2024-10-29 to 2024-10-31" in before.said
    assert "confirmed, as it was first" in before.said
    assert "confirmed, changed 1 time" in after.said
    assert cpc("invitations", dated, "--on", "2024-05-30", today="2024-06-11").said.count("2024-") == 0


def test_each_is_written_as_a_file_that_a_calendar_reads(cpc: Cpc, dated: str, tmp_path: Path) -> None:
    folder = tmp_path / "calendar"
    told = cpc("invitations", dated, "--ics", folder, today=TODAY)
    empty = cpc("invitations", dated, "--ics", folder, "--on", "2024-05-30", today=TODAY)

    visit = icalendar.Calendar.from_ical((folder / f"{dated}-visit.ics").read_bytes())
    assert "They are written to" in told.said
    assert "There is none to write yet." in empty.said
    assert visit.walk("VEVENT")[0]["SEQUENCE"] == 0
    assert len(list(folder.iterdir())) == len(cpc("invitations", dated, "--json", today=TODAY).json)


def test_a_scoping_meeting_is_set_moved_and_not_set_twice(cpc: Cpc, dated: str) -> None:
    hours = ("--from", "10:00", "--to", "12:00", "--place", "Online")
    first = cpc("meet", dated, "2024-07-02", *hours, today=TODAY)
    again = cpc("meet", dated, "2024-07-02", *hours, today=TODAY)
    listed = cpc("invitations", dated, today=TODAY)

    assert "the scoping meeting is on Tuesday 2 July 2024." in first.said
    assert "had been set before: on Tuesday 2 July 2024." in again.said
    assert "2024-07-02 10:00-12:00" in listed.said
    history = cpc("show", dated, "--history", today=TODAY).said
    assert "meeting set (meeting Tuesday 2 July 2024; begins 10:00; ends 12:00; place Online)" in history


def test_an_hour_that_is_none_is_asked_for_again(cpc: Cpc, dated: str) -> None:
    told = cpc("meet", dated, "2024-07-02", "--from", "ten", today=TODAY)

    assert (told.code, "'ten' is no hour. Write it as 10:00 or 14:30." in told.err) == (WRONG_USE, True)


def test_those_of_a_list_who_took_part_are_entered(cpc: Cpc, dated: str, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("post,email\nChair of audit,audit@tamworth.example\n", "utf-8")

    told = cpc("team", dated, "--took-part", people, today=TODAY)

    assert "1 person more took part." in told.said
    assert "0 people more took part." in cpc("team", dated, "--took-part", people, today=TODAY).said
    assert "Chair of audit" in cpc("team", dated, today=TODAY).said
