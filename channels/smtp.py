"""Posts over SMTP: one connection for a batch, and one moment in which nobody can say what happened.

Until the server has asked for the text, a broken connection means that nothing was sent. Once the text is on
its way, only the server's answer tells; if that is lost, the message may have arrived. A server that takes
several questions at once is asked all of them at once, which halves the way there and back.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.errors import MessageError
from functools import partial
from typing import Literal, NoReturn, TypeVar

from pydantic import SecretStr

from channels.mail import Mail, Receipt, TryAgain, Undeliverable, message_id
from channels.mime import as_bytes

Security = Literal["starttls", "tls", "none"]

DONE, GO_ON, LATER, NEVER = 2, 3, 4, 5
"""What the first digit of an answer means."""
REFUSALS = {LATER, NEVER}
CLOSING = 421
SIGN_IN = "the mail server refuses to let us in; CPC_SMTP_USER and CPC_SMTP_PASSWORD may be wrong"
Reply = tuple[int, bytes]
Given = TypeVar("Given")


class Dropped(Exception):
    """The connection broke before anything was handed over."""


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server, and how to be let in."""

    host: str
    port: int = 587
    security: Security = "starttls"
    user: str = ""
    password: SecretStr | None = None
    patience: float = 30.0
    trust: Callable[[], ssl.SSLContext] = ssl.create_default_context

    def connect(self) -> smtplib.SMTP:
        """Open a connection and sign in."""
        if self.security == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=self.patience, context=self.trust()
            )
        else:
            connection = smtplib.SMTP(self.host, self.port, timeout=self.patience)
        try:
            if self.security == "starttls":
                connection.starttls(context=self.trust())
            connection.ehlo_or_helo_if_needed()
            if self.user and self.password:
                connection.login(self.user, self.password.get_secret_value())
        except BaseException:
            connection.close()
            raise
        return connection


@dataclass(slots=True)
class Smtp:
    """A mail server; it cannot be asked what became of a message."""

    server: Server
    name: str = "smtp"
    is_safe_to_repeat: bool = False
    _connection: smtplib.SMTP | None = field(default=None, init=False)

    def send(self, mail: Mail) -> Receipt:
        """Hand over a message; a connection that was dropped in between is opened again, once."""
        had_one = self._connection is not None
        try:
            return self._send(mail)
        except Dropped as error:
            if not had_one:
                raise TryAgain(mail.name, f"the mail server hung up ({error})") from error
        try:
            return self._send(mail)
        except Dropped as error:
            raise TryAgain(mail.name, f"the mail server hung up twice ({error})") from error

    def close(self) -> None:
        """Say goodbye, if a connection is open."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                connection.quit()
            connection.close()

    def _send(self, mail: Mail) -> Receipt:
        connection = self._connected(mail)
        content, options = _written(mail, connection)
        commands = (
            (f"MAIL FROM:{smtplib.quoteaddr(mail.from_email)}{options}", "the sender", DONE),
            (f"RCPT TO:{smtplib.quoteaddr(mail.to_email)}", mail.to_email, DONE),
            ("DATA", "the message", GO_ON),
        )
        together = connection.has_extn("pipelining")
        if together:
            self._ask(lambda: connection.send("".join(f"{command}\r\n" for command, *_ in commands)))
        for number, (command, what, wanted) in enumerate(commands):
            said = self._answer(connection.getreply if together else partial(connection.docmd, command))
            if said[0] // 100 != wanted:
                if together:
                    self._hear_out(connection, len(commands) - number - 1)
                self._refuse(mail, said, what, concerns_all=number == 0)
        return self._settle(mail, connection, content)

    def _hear_out(self, connection: smtplib.SMTP, number: int) -> None:
        """Read the answers to what was asked together; a server that now waits for a text gets none."""
        with suppress(Dropped):
            answers = [self._answer(connection.getreply) for _ in range(number)]
            if answers and answers[-1][0] // 100 == GO_ON:
                self._ask(lambda: connection.send(b".\r\n"))
                self._answer(connection.getreply)

    def _settle(self, mail: Mail, connection: smtplib.SMTP, content: bytes) -> Receipt:
        """Send the text and wait for the one answer that counts."""
        try:
            connection.send(content)
            said = connection.getreply()
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            why = "the mail server hung up before it said whether it took the text"
            raise TryAgain(mail.name, why, may_have_arrived=True) from error
        if said[0] // 100 in REFUSALS:
            self._refuse(mail, said, "the message", concerns_all=False)
        if said[0] // 100 != DONE:
            self._drop()
            why = f"nobody knows what the mail server means by {_words(said)}"
            raise TryAgain(mail.name, why, may_have_arrived=True)
        return Receipt(message_id(mail), self.name, note=_words(said))

    def _connected(self, mail: Mail) -> smtplib.SMTP:
        if self._connection is None:
            try:
                self._connection = self.server.connect()
            except smtplib.SMTPAuthenticationError as error:
                raise TryAgain(mail.name, SIGN_IN) from error
            except (smtplib.SMTPException, OSError) as error:
                why = f"the mail server cannot be reached ({_short(error)})"
                raise TryAgain(mail.name, why) from error
        return self._connection

    def _answer(self, command: Callable[[], Reply]) -> Reply:
        """Hear an answer before anything is handed over; a server that closes or raves has taken nothing."""
        said = self._ask(command)
        if said[0] == CLOSING or said[0] // 100 not in {DONE, GO_ON, *REFUSALS}:
            self._drop()
            raise Dropped(_words(said))
        return said

    def _ask(self, command: Callable[[], Given]) -> Given:
        try:
            return command()
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            self._drop()
            raise Dropped(_short(error)) from error

    def _refuse(self, mail: Mail, said: Reply, what: str, *, concerns_all: bool) -> NoReturn:
        """Tell a refusal for now (4xx) from one for ever (5xx), and leave the connection fit for the next."""
        self._begin_anew()
        why = f"the mail server refused {what}: {_words(said)}"
        if said[0] // 100 == NEVER:
            raise Undeliverable(mail.name, why)
        raise TryAgain(mail.name, why, concerns_all=concerns_all)

    def _begin_anew(self) -> None:
        if self._connection is None:
            return
        try:
            self._connection.rset()
        except (smtplib.SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _written(mail: Mail, connection: smtplib.SMTP) -> tuple[bytes, str]:
    """Write a message as it goes over the wire, with what the server has to know beforehand."""
    if not (mail.to_email + mail.from_email).isascii():
        raise Undeliverable(mail.name, f"{mail.to_email} has letters beyond A to Z, which few servers know")
    try:
        content = _stuffed(as_bytes(mail))
    except (ValueError, MessageError) as error:
        raise Undeliverable(mail.name, f"it cannot be written as a mail ({_short(error)})") from error
    return content, f" SIZE={len(content)}" if connection.has_extn("size") else ""


def _stuffed(content: bytes) -> bytes:
    """Double the full stop that begins a line, since one alone ends the text."""
    ended = content if content.endswith(b"\r\n") else content + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended) + b".\r\n"


def _words(said: Reply) -> str:
    return f"{said[0]} {said[1].decode('utf-8', 'replace')}".replace("\n", " ")[:300]


def _short(error: BaseException) -> str:
    return str(error).partition("\n")[0][:200]
