"""The command that tries out templates of one's own."""

from __future__ import annotations

from settings import settings
from tests.cli.conftest import Cpc


def test_a_template_that_cannot_be_used_is_named_with_what_to_mend(cpc: Cpc) -> None:
    assert "There are no templates of your own in" in cpc("templates", "check").said
    path = settings().templates_folder / "documents" / "invitation.html.j2"
    path.parent.mkdir(parents=True)
    path.write_text("{{ nobody }}", "utf-8")

    told = cpc("templates", "check")

    assert told.code == 1
    assert "lacks a fact ('nobody' is undefined)" in told.said
    assert "1 of 1 template cannot be used" in told.err
    assert [each["name"] for each in cpc("templates", "check", "--json").json] == [
        "documents/invitation.html.j2"
    ]
