"""The command `cpc`: what there is, and what becomes of an answer or an error.

Every command lives in a module that is imported when it is called, because the database, the fonts and
Prefect cost up to a second each and `cpc --help` needs none of them.
"""

from __future__ import annotations

import getpass
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from cyclopts import App, CoercionError, CycloptsError, Group

from cli.clock import now
from cli.desk import Desk, console
from domain.errors import ChallengeError, RulesRefuse, WrongUse

DONE, FAILED, WRONG_USE, REFUSED, STOPPED = 0, 1, 2, 3, 130
"""How a command can end."""

MOVING = Group("Moving a challenge", sort_key=1)
LOOKING = Group("Looking at challenges", sort_key=2)
LEARNING = Group("Learning, and telling the board and the public", sort_key=3)
RUNNING = Group("Running the programme", sort_key=4)

COMMANDS: dict[str, tuple[Group, str, str]] = {
    "open": (MOVING, "cli.record:open_", "Open a challenge of one or more councils."),
    "record": (MOVING, "cli.record:record", "Record that a milestone was met, and do what it owes."),
    "postpone": (
        MOVING,
        "cli.record:postpone",
        "Move the visit or a review to other dates, or to no date yet.",
    ),
    "pause": (MOVING, "cli.pause:pause", "Stop the clock: no date runs out until it is resumed."),
    "resume": (MOVING, "cli.pause:resume", "Set the clock going: dates are later by the days left out."),
    "extend": (MOVING, "cli.pause:extend", "Give more time for one deadline, as far as the scheme allows."),
    "cancel": (MOVING, "cli.record:cancel", "Cancel a challenge."),
    "reopen": (MOVING, "cli.record:reopen", "Take up a cancelled or closed challenge again."),
    "correct": (MOVING, "cli.record:correct", "Undo an event by a later one; nothing is ever deleted."),
    "approve": (MOVING, "cli.approve:approve", "Let out a letter that waits for somebody's approval."),
    "assign": (MOVING, "cli.team:assign", "Put somebody into a role, or say that it stays vacant."),
    "team": (
        MOVING,
        "cli.team:team",
        "List who takes part; keep declarations, releases and allowed warnings.",
    ),
    "meet": (MOVING, "cli.invitations:meet", "Set the scoping meeting, or move it."),
    "facts": (
        MOVING,
        "cli.team:facts",
        "Say how the visit is held, what it also looks at, who controls a council.",
    ),
    "content": (
        MOVING,
        "cli.content:content",
        "Hand in what people wrote: scope, timetable, report, plan and so on.",
    ),
    "plan": (
        MOVING,
        "cli.plan:app",
        "Write the form of an action plan for Word and Excel, and take it in when it comes back.",
    ),
    "report": (
        MOVING,
        "cli.report:app",
        "Write the draft report for Word, and take it in when it comes back.",
    ),
    "action": (
        MOVING,
        "cli.ledger:action",
        "Say how an action of a plan goes: its rating, date and evidence.",
    ),
    "finding": (
        MOVING,
        "cli.finding:finding",
        "Add a finding that stands in no paper, or tag one that is there.",
    ),
    "consent": (MOVING, "cli.consent:consent", "Say whether findings may be shared with other councils."),
    "factcheck": (MOVING, "cli.factcheck:app", "Keep what a council raises on the draft, and decide on it."),
    "aftercare": (
        MOVING,
        "cli.coverage:aftercare",
        "Say what was agreed after a hand-over, or list what is still to do.",
    ),
    "show": (LOOKING, "cli.show:show", "Say where a challenge stands and what can be recorded next."),
    "explain": (LOOKING, "cli.explain:explain", "Prove a date: the rule, the event and every day counted."),
    "pipeline": (
        LOOKING,
        "cli.pipeline:pipeline",
        "List all challenges, those with the earliest date first.",
    ),
    "owed": (LOOKING, "cli.owed:owed", "List what is owed and not done, and what it waits for."),
    "upcoming": (LOOKING, "cli.upcoming:command", "List what will go out by itself in the coming days."),
    "preview": (LOOKING, "cli.preview:command", "Show a document or letter as it would be on a day."),
    "documents": (LOOKING, "cli.papers:documents", "List the documents of a challenge and where they lie."),
    "compare": (
        LOOKING,
        "cli.compare:command",
        "Say what changed from one version of a document to the next.",
    ),
    "messages": (
        LOOKING,
        "cli.messages:app",
        "List messages and what became of them, and see to what failed.",
    ),
    "announcements": (
        LOOKING,
        "cli.announcements:app",
        "List what was told in Teams, Slack and to other systems, and tell it again.",
    ),
    "invitations": (
        LOOKING,
        "cli.invitations:invitations",
        "List what stands in people's calendars, or write it as calendar files.",
    ),
    "preferences": (
        LOOKING,
        "cli.preferences:command",
        "Say or change how somebody gets the reminders that are optional.",
    ),
    "plan-visit": (LOOKING, "cli.planning:command", "Find the nearest free days for a visit."),
    "learn": (LEARNING, "cli.learn:learn", "Find what councils do well, with the evidence and whom to ask."),
    "ledger": (
        LEARNING,
        "cli.ledger:ledger",
        "Say what became of recommendations, of one challenge or of many.",
    ),
    "themes": (LEARNING, "cli.themes:themes", "Count the themes and service areas that recur."),
    "surveys": (LEARNING, "cli.surveys:surveys", "Tell what surveys of those who took part have found."),
    "coverage": (
        LEARNING,
        "cli.coverage:coverage",
        "Say which councils have had a challenge, and when their next is due.",
    ),
    "board-update": (
        LEARNING,
        "cli.board:board_update",
        "Make the paper that the board reads of some months, with the rows behind each figure.",
    ),
    "annual-report": (LEARNING, "cli.board:annual_report", "Make the annual report of a financial year."),
    "board-papers": (
        LEARNING,
        "cli.board:board_papers",
        "List the papers of the board, publish them, and look whether they are as they were filed.",
    ),
    "board-actions": (
        LEARNING,
        "cli.board:board_actions",
        "Keep what the board wants done, and tell how it goes.",
    ),
    "training": (
        LEARNING,
        "cli.training:app",
        "Keep training events for peers, which the annual report counts.",
    ),
    "foi": (LEARNING, "cli.foi:foi", "List what is held of a council, and who may have it."),
    "disclose": (LEARNING, "cli.foi:disclose", "Decide who may have a paper of a challenge."),
    "open-data": (
        LEARNING,
        "cli.open_data:command",
        "Write what is published as tables, with their dictionary.",
    ),
    "history": (LEARNING, "cli.history:app", "Bring in challenges of the past."),
    "round": (RUNNING, "cli.round:round_", "See to everything that has come due, in all challenges."),
    "digest": (RUNNING, "cli.digest:digest", "Tell advisers now what has changed in their challenges."),
    "prove": (
        RUNNING,
        "cli.prove:command",
        "Prove from the histories that nothing was lost and nothing went twice.",
    ),
    "rebuild": (RUNNING, "cli.round:rebuild", "Make the list of challenges again from their histories."),
    "councils": (RUNNING, "cli.councils:app", "Bring the register of councils in, and look into it."),
    "reorganise": (
        RUNNING,
        "cli.reorganise:command",
        "Pass challenges on from councils that have ended to their successors.",
    ),
    "calendar": (RUNNING, "cli.calendar:app", "Enter bank holidays and closures, and say what they move."),
    "elections": (RUNNING, "cli.elections:app", "Enter elections, and say when nothing can be published."),
    "accounts": (RUNNING, "cli.accounts:app", "Say who may sign in to the dashboard, and as what."),
    "token": (RUNNING, "cli.tokens:app", "Make tokens with which programs come, and revoke them."),
    "calendars": (RUNNING, "cli.calendars:app", "Make addresses of calendars that people subscribe to."),
    "scheme": (RUNNING, "cli.scheme:app", "Look at the programme's rules, and check a file of them."),
    "templates": (RUNNING, "cli.wording:app", "Try out the templates that you have written yourself."),
    "demo": (RUNNING, "cli.demo:demo", "Take two real councils' challenges through all five stages."),
    "up": (
        RUNNING,
        "cli.up:command",
        "Run the dashboard, Prefect's server, the deployments and the workers until Ctrl-C.",
    ),
    "dashboard": (RUNNING, "cli.dashboard:command", "Serve the dashboard alone until Ctrl-C."),
    "stub": (RUNNING, "cli.stub:app", "Put up a stand-in for GOV.UK Notify, to try the post against."),
}
"""Every command with its group, its place and what it is for, in the order of the help."""


def build() -> App:
    """Return the application, with nothing but names in it."""
    app = App(
        name="cpc",
        help="Corporate peer challenges: the right documents and notices at every stage, once.",
        help_format="plaintext",
        version=_version,
        version_flags="--version",
        help_flags=("--help", "-h"),
        result_action="return_value",
    )
    for number, (name, (group, place, words)) in enumerate(COMMANDS.items()):
        app.command(place, name=name, help=words, group=group, sort_key=number)
    return app


def _version() -> str:
    from importlib.metadata import version  # noqa: PLC0415 - A tenth of the help's time.

    return version("corporate-peer-challenge")


def run(tokens: Sequence[str], desk: Desk) -> int:
    """Carry out one command and return its exit code: 0 done, 1 failed, 2 wrong use, 3 the rules refuse."""
    try:
        command, bound, handed = build().parse_args(
            list(tokens), console=desk.out, exit_on_error=False, print_error=False
        )
        with _explained(command):
            command(*bound.args, **bound.kwargs, **dict.fromkeys(handed, desk))
    except CycloptsError as error:
        return _end(desk, _told(error), WRONG_USE)
    except WrongUse as error:
        return _end(desk, _named(error), WRONG_USE)
    except RulesRefuse as error:
        return _end(desk, _named(error), REFUSED)
    except ChallengeError as error:
        return _end(desk, _named(error), FAILED)
    except KeyboardInterrupt:
        return _end(
            desk, "Stopped. What was done so far stays done; run the command again for the rest.", STOPPED
        )
    return DONE


def _explained(command: Any) -> AbstractContextManager[None]:
    """Have trouble with database, settings and files explained, for the commands that need any of them."""
    if not command.__module__.startswith("cli."):
        return nullcontext()
    from cli.trouble import explained  # noqa: PLC0415 - Imports the database, which the help must not.

    return explained()


def _told(error: CycloptsError) -> str:
    said = str(error).strip().rstrip("., ")
    if isinstance(error, CoercionError) and error.target_type is int and error.token:
        named = error.token.keyword or (error.argument.name.lower() if error.argument else "this")
        said = f"{named} needs a whole number, not {error.token.value!r}"
    return f"{said}. See `cpc --help`, or `--help` after the command, for what can be said."


def _named(error: ChallengeError) -> str:
    """Return what an error says, with the names of the people that the rules know by their codes."""
    said = str(error)
    if "p_" not in said:
        return said
    from casework.spoken import mentioned, named  # noqa: PLC0415 - Imports the database.
    from db import people  # noqa: PLC0415
    from db.session import reading  # noqa: PLC0415

    if not (codes := mentioned(said)):
        return said
    with reading() as session:
        return named(said, people.by_id(session, codes))


def _end(desk: Desk, error: object, code: int) -> int:
    desk.complain(error)
    return code


def main() -> None:
    """Run the command that was typed."""
    desk = Desk(now(), getpass.getuser(), console(), console(stderr=True))
    sys.exit(run(sys.argv[1:], desk))
