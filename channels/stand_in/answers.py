"""Notify's refusals: a status, and a list of errors each with its class."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import JSONResponse


class Refusal(Exception):
    """An answer other than the one that was hoped for."""

    def __init__(self, status: HTTPStatus, error: str, *messages: str) -> None:
        super().__init__(status, error, *messages)
        self.status = status
        self.error = error
        self.messages = messages

    def answer(self) -> JSONResponse:
        """Write it as Notify does."""
        errors = [{"error": self.error, "message": each} for each in self.messages]
        return JSONResponse({"status_code": self.status, "errors": errors}, self.status)


def bad_request(*messages: str, error: str = "BadRequestError") -> Refusal:
    """Refuse what was sent."""
    return Refusal(HTTPStatus.BAD_REQUEST, error, *messages)


def no_result() -> Refusal:
    """Say that there is no such thing."""
    return Refusal(HTTPStatus.NOT_FOUND, "NoResultFound", "No result found")
