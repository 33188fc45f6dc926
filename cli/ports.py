"""Ports of this machine: whether one is free, and another where it is not."""

from __future__ import annotations

import socket

from domain.errors import ChallengeError

LOOPBACK = "127.0.0.1"


class PortTaken(ChallengeError):
    """Nobody can listen at a port."""

    def __str__(self) -> str:
        (port,) = self.args
        return f"Another program listens at port {port}. Name a free one with --port, or end that program."


def free_port(*wanted: int, host: str = LOOPBACK) -> int:
    """Return the first of the wanted ports that nobody has, or else any that is free."""
    return next(port for each in (*wanted, 0) if (port := _bound(each, host)))


def checked(port: int, host: str = LOOPBACK) -> int:
    """Return a port that somebody asked for, if it is free; with 0, any."""
    found = _bound(port, host)
    if not found:
        raise PortTaken(port)
    return found


def _bound(port: int, host: str) -> int:
    """Return the port if it could be had; 0 if it is taken."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError:
            return 0
        return int(tried.getsockname()[1])
