"""The command that writes the open data into a folder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, TypeVar

from cyclopts import Parameter

from casework.open_data.package import ARCHIVE, package
from cli.options import AtDesk
from cli.paperwork import showing
from db.session import reading
from settings import settings

T = TypeVar("T")


def command(
    folder: Annotated[Path, Parameter(help="The folder to write to; files of the same names are replaced.")],
    /,
    *,
    archive: Annotated[
        bool, Parameter(name="--zip", negative="", show_default=False, help="Write one archive instead.")
    ] = False,
    desk: AtDesk,
) -> None:
    """Write what is published as tables, with a dictionary that says what is in them (a data package)."""
    with showing(desk) as progress, reading() as session:

        def step(tables: Sequence[T]) -> Iterable[T]:
            return progress.track(tables, description="tables")

        found = package(session, desk.today, settings().base_url.rstrip("/"), step)
    folder.mkdir(parents=True, exist_ok=True)
    files = {ARCHIVE: found.archive()} if archive else found.files
    for name, content in files.items():
        (folder / name).write_bytes(content)
        desk.say(f"{folder / name}")
