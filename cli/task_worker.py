"""Does what commands hand over; ``cpc up`` runs it as a program of its own.

python -m cli.leash cli.task_worker
"""

from __future__ import annotations

from prefect.task_worker import serve

from flows.background import SERVED


def main() -> None:
    """Wait for background tasks and do them, until told to end."""
    serve(*SERVED)


if __name__ == "__main__":
    main()
