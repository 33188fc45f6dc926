"""Prints what a change to a challenge causes."""

from __future__ import annotations

from rich.text import Text

from casework.changes import Change
from casework.effect_words import told
from cli.desk import Desk
from cli.layout import section

TRIAL = Text("Trial only, nothing of this is kept:", style="bold")


def tell_effects(desk: Desk, made: Change, *, owed: bool) -> None:
    """Print what a change causes; ``owed`` lists the documents and messages that it owes too."""
    view = made.on_desk.on(desk.today)
    for title, lines in told(made.effects, view, made.people, owed=owed, named=True):
        desk.say(*section(desk.out, title, lines))
    if made.effects.is_empty:
        desk.say("It causes nothing else.")
