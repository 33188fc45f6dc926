"""The command about words that a programme has written itself."""

from __future__ import annotations

from cyclopts import App

from casework.own_words import try_out
from cli.layout import counted, section
from cli.options import AsJson, AtDesk
from domain.errors import ChallengeError
from settings import settings

app = App(name="templates", help_format="plaintext")


class NotUsable(ChallengeError):
    """Templates of the programme's own cannot be used."""

    def __str__(self) -> str:
        number, total = self.args
        told = f"{number} of {counted(total, 'template')} cannot be used"
        return f"{told}, and no document would be filed with them. Mend what is named above, and check again."


@app.command
def check(*, as_json: AsJson = False, desk: AtDesk) -> None:
    """Make a sample of every document that has words of your own; nothing of it is kept."""
    tried = try_out()
    bad = [each for each in tried if each.problem]
    if as_json:
        desk.give([{"name": each.name, "problem": each.problem} for each in tried])
    else:
        for each in tried:
            desk.say(*section(desk.out, each.name, [each.problem or "It is good."]))
    if bad:
        raise NotUsable(len(bad), len(tried))
    if not tried and not as_json:
        desk.say(f"There are no templates of your own in {settings().templates_folder}.")
