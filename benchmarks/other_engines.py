"""Times an engine that is not ours on files that it is given: seconds of its quickest round, a line a file.

It runs in whatever Python has the engine, so it needs nothing of this project.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from time import perf_counter

ROUNDS = 3


def weasyprint(path: Path) -> Callable[[int], object]:
    """Print a page with WeasyPrint, accessible as ours is."""
    html = import_module("weasyprint").HTML
    page = path.read_text(encoding="utf-8")
    return lambda _: html(string=page).write_pdf(pdf_variant="pdf/ua-1")


def office(path: Path) -> Callable[[int], object]:
    """Fill in a Word template with docxtpl and let LibreOffice print it."""
    template = import_module("docxtpl").DocxTemplate
    home = f"-env:UserInstallation={path.parent.as_uri()}/office"

    def work(number: int) -> None:
        filled = path.with_suffix(f".{number}.docx")
        document = template(path)
        document.render({"number": number})
        document.save(filled)
        where = ["--outdir", str(path.parent), str(filled)]
        command = ["soffice", "--headless", home, "--convert-to", "pdf", *where]
        subprocess.run(command, check=True, capture_output=True)

    return work


def main(engine: str, names: list[str]) -> None:
    """Print how long each file takes, once the engine is warm."""
    for name in names:
        work = {"weasyprint": weasyprint, "office": office}[engine](Path(name))
        work(0)
        took = []
        for number in range(ROUNDS):
            start = perf_counter()
            work(number)
            took.append(perf_counter() - start)
        print(min(took))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
