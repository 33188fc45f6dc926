"""A report and a letter through our engine, and through those that others use, side by side in one run.

WeasyPrint, docxtpl and LibreOffice are measured where they are found: the first two in the Python that
``BENCH_PYTHON`` names (else in this one), the last as ``soffice``. The same page goes into all of them;
docxtpl gets our own Word file as its template, with the number of the challenge as a blank to fill in.
Of each the quickest round counts, because what else the machine does only ever makes a round slower.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.apart import rows_of
from benchmarks.papers import letter, report
from documents.formats import checked
from documents.pdf import pdf
from documents.tree import read
from documents.word import word

ISSUED = date(2026, 3, 6)
ROUNDS = 7
CORES = 2
PAPERS = (("report of 12 pages", report), ("letter", letter))

OTHERS = Path(__file__).with_name("other_engines.py")

Row = tuple[str, str, str]


def rows() -> Iterator[Row]:
    """Measure each paper in every engine, then many of ours on two cores, then the memory that they take."""
    theirs = {"WeasyPrint, its PDF": _of_weasyprint(), "docxtpl and LibreOffice, Word and PDF": _of_office()}
    for index, (name, write) in enumerate(PAPERS):
        html = write(0)
        page = read(html)
        ours = _quickest(lambda page=page: pdf(page, issued=ISSUED))  # type: ignore[misc]
        whole = _quickest(lambda html=html: checked(html, issued=ISSUED))  # type: ignore[misc]
        yield f"{name}: our PDF", _milliseconds(ours), ""
        yield f"{name}: all four formats, checked", _milliseconds(whole), "60 ms" if write is letter else ""
        for engine, times in theirs.items():
            if times:
                target = "8 x" if "WeasyPrint" in engine and write is report else ""
                yield f"{name}: {engine}", _milliseconds(times[index]), ""
                yield f"{name}: so our PDF is faster by", f"{times[index] / ours:.1f} x", target
    yield from _on_all_cores()
    yield from rows_of(__name__)


def _quickest(work: Callable[[], object]) -> float:
    work()  # What is loaded once is no part of a document.
    took = []
    for _ in range(ROUNDS):
        start = perf_counter()
        work()
        took.append(perf_counter() - start)
    return min(took)


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms"


def _of_weasyprint() -> list[float]:
    pages = {f"{name}.html": write(0).encode() for name, write in PAPERS}
    return _elsewhere("weasyprint", pages)


def _of_office() -> list[float]:
    if not shutil.which("soffice"):
        return []
    blank = ("<p>Dear Chief Executive</p>", "<p>Dear Chief Executive {{ number }}</p>")
    pages = {f"{name}.docx": read(write(0).replace(*blank)) for name, write in PAPERS}
    return _elsewhere("office", {name: word(page, issued=ISSUED) for name, page in pages.items()})


def _elsewhere(engine: str, files: dict[str, bytes]) -> list[float]:
    """Run an engine in the Python that has it; where none has, it is left out."""
    python = os.environ.get("BENCH_PYTHON", sys.executable)
    with TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        command = [python, str(OTHERS), engine, *(str(Path(folder) / name) for name in files)]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
    return [float(line) for line in run.stdout.split()] if run.returncode == 0 else []


def _make(paper: int, number: int) -> None:
    checked(PAPERS[paper][1](number), issued=ISSUED)


def _on_all_cores() -> Iterator[Row]:
    """Make many different papers in as many processes as the machine of the figures has cores."""
    with ProcessPoolExecutor(CORES, mp_context=get_context("spawn")) as pool:
        for paper, many in ((0, 40), (1, 240)):
            list(pool.map(_make, [paper] * CORES, range(CORES)))
            start = perf_counter()
            list(pool.map(_make, [paper] * many, range(many), chunksize=4))
            rate = many / (perf_counter() - start)
            yield f"{PAPERS[paper][0]}: made a second, in {CORES} processes", f"{rate:,.1f}", ""


def main() -> None:
    """Make 1,000 different papers, every tenth a report, and print how much memory is held on the way."""
    held = []
    for number in range(1, 1001):
        _make(0 if number % 10 == 0 else 1, number)
        if number in (100, 500, 1000):
            held.append(_resident())
    shown = ", ".join(f"{each:,.0f}" for each in held)
    print(f"memory after 100, 500 and 1,000 documents\t{shown} MB\tflat")


def _resident() -> float:
    """Say how many megabytes of memory this process holds, as Linux counts them."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    main()
