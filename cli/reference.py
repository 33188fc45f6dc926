"""Writes the reference of all commands, from their own help: `docs/commands.md`."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

from cyclopts import App
from rich.console import Console

from cli.app import COMMANDS, build

WIDTH = 100
HEAD = """\
# Commands

This page is made from the commands' own help by `python -m cli.reference > docs/commands.md`. Change the
help, never this page.

- Every command that looks answers a program with `--json`: [the shapes](json.md). Every command that changes
  something says with `--dry-run` what it would cause, and keeps nothing of it; those that make a paper of the
  board lay down a `--draft`.
- A command ends with 0 when it is done, 2 when it was not understood, 3 when the rules refuse, and 1 when
  something else is in the way. What is the matter, and what to do, then stands on the error output.
- A day is written 2026-03-06. Where something is recorded, 2026-03 or 2026 will do if no more is known.
- Councils go by name or code; milestones and roles may be written with spaces, hyphens or underscores.
"""


def reference() -> str:
    """Return the reference in Markdown."""
    app = build()
    app.help_formatter = "plain"
    return "\n".join([HEAD, *(_page(app, chain) for chain in _chains(app))])


def _chains(app: App) -> Iterator[tuple[str, ...]]:
    """Return every command as it is typed, those of a group beneath it."""
    for name in COMMANDS:
        inner = [each for each in app[name] if not each.startswith("-")]
        if app[name].default_command or not inner:
            yield (name,)
        yield from ((name, each) for each in inner)


def _page(app: App, chain: tuple[str, ...]) -> str:
    written = StringIO()
    console = Console(file=written, width=WIDTH, color_system=None, force_terminal=False)
    app.help_print(list(chain), console=console)
    lines = (line.rstrip() for line in written.getvalue().strip().splitlines())
    return "\n".join([f"## cpc {' '.join(chain)}", "", "```text", *lines, "```", ""])


if __name__ == "__main__":
    print(reference(), end="")
