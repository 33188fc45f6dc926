"""Deeds about people: who takes a role, who leaves it, and which warning is allowed."""

from __future__ import annotations

import pytest

from casework.deeds.questions import Upload
from documents.incoming.plain import NotText
from tests.casework.by_deeds import Deeds, on_sqlite

LEADER_PEER = {
    "role": "lead_member",
    "name": "Leader peer",
    "email": "l@peers.example",
    "home": "Lichfield",
    "party": "Labour",
}


@on_sqlite
@pytest.mark.usefixtures("database")
def test_people_take_roles_give_them_up_and_leave_them_vacant(deeds_done: Deeds) -> None:
    deeds_done.do(
        "assign-peer",
        "2024-05-02",
        **LEADER_PEER,
        post="Council leader",
    )
    renamed = deeds_done.do(
        "assign-peer",
        "2024-05-03",
        role="lead_member",
        name="Leading peer",
        email="l@peers.example",
        rename="yes",
    )
    (holder,) = deeds_done.asked("release-peer", "2024-05-03")["who"].options
    gone = deeds_done.do("release-peer", "2024-05-04", who=holder.value, reason="Elected elsewhere")
    vacant = deeds_done.do("vacant-council", "2024-05-04", role="opposition_leader", reason="There is none")
    entered = deeds_done.do(
        "took-part",
        "2024-05-05",
        file=Upload(
            "people.csv", "post,email\nHead of planning,planning@tamworth.example\n".encode("utf-8-sig")
        ),
    )

    no_peer = deeds_done.do("vacant-peer", "2024-05-06", role="shadow_peer", reason="Nobody wants to learn")

    assert no_peer.told.what.endswith("shadow peer stays vacant.")
    assert renamed.told.what.endswith("lead member peer is Leading peer.")
    assert (holder.title, holder.hint) == ("Leading peer", "Lead member peer")
    assert gone.told.what.endswith("Leading peer is no longer lead member peer.")
    assert vacant.told.what.endswith("opposition group leader stays vacant.")
    assert entered.told.what.endswith("1 person more took part.")


@on_sqlite
@pytest.mark.usefixtures("database")
def test_a_warning_is_allowed_with_its_reason(deeds_done: Deeds) -> None:
    deeds_done.do("assign-peer", "2024-05-02", **LEADER_PEER)
    options = deeds_done.asked("allow", "2024-05-03")["warning"].options

    allowed = [deeds_done.do("allow", "2024-05-03", warning=each.value, reason="Agreed") for each in options]

    assert options
    assert all(each.told.what.endswith("the warning is allowed.") for each in allowed)
    assert "allow" not in deeds_done.offers("2024-05-03")


@on_sqlite
@pytest.mark.usefixtures("database")
def test_a_list_of_people_that_is_no_text_is_refused_by_its_byte(deeds_done: Deeds) -> None:
    with pytest.raises(NotText, match=r"people\.csv is not UTF-8 text: byte 6 is not"):
        deeds_done.do("took-part", "2024-05-05", file=Upload("people.csv", b"post,\xff"))
