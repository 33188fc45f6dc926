"""The code of a person keeps names out of histories and means nothing to a reader, who is told the name."""

from __future__ import annotations

import re

from cli.app import DONE, REFUSED
from tests.cli.conftest import Cpc

PEER = ("--name", "Leader from afar", "--email", "leader@peers.example", "--party", "Labour")
DECLARED = ("--declare", "leader@peers.example", "--interest", "a contract with the council")
CODE = re.compile(r"(?<!:)\bp_[a-z0-9]{10}\b")
"""In the key of a warning the code stays, because that is what one types to allow it."""


def test_a_peer_is_named_where_the_rules_speak_of_one(cpc: Cpc, staffed: str) -> None:
    assert cpc("assign", staffed, "lead_member", *PEER).code == DONE
    undeclared = cpc("record", staffed, "team_confirmed")
    assert cpc("team", staffed, *DECLARED).code == DONE
    refused = cpc("record", staffed, "team_confirmed")

    assert (undeclared.code, refused.code) == (REFUSED, REFUSED)
    warned = cpc("team", staffed).out.partition("Warnings")[2]  # Above it, addresses stand beside codes.
    for each in (undeclared.err, refused.err, warned, cpc("show", staffed).out):
        assert "(Leader from afar)" in " ".join(each.split())
        assert CODE.findall(each) == []
