"""Runs every benchmark, or those named on the command line, and prints what they measured."""

from __future__ import annotations

import sys
from importlib import import_module

NAMES = (
    "outlooks",
    "morning_round",
    "scale",
    "dashboard",
    "prove",
    "learning",
    "documents",
    "hostile",
    "channels",
    "post",
    "prefect_overhead",
)


def main(wanted: list[str]) -> None:
    """Print one line a figure, as soon as it is known."""
    print(f"{'measured':<62} {'figure':>22}  target", flush=True)
    for name in wanted or NAMES:
        for what, figure, target in import_module(f"benchmarks.{name}").rows():
            print(f"{what:<62} {figure:>22}  {target}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
