"""The command that puts up stand-ins for providers, to try the post against."""

from __future__ import annotations

from typing import Annotated

from cyclopts import App, Parameter

from channels.stand_in.faults import Fault
from channels.stand_in.keys import Kind
from channels.stand_in.limits import Limits
from channels.stand_in.notify import Notify
from channels.stand_in.server import serve
from cli.names import one_of
from cli.options import AtDesk
from domain.errors import ChallengeError, WrongUse

app = App(name="stub", help_format="plaintext")

PLACES = 8
"""Documents for which the letter has room: four go with the largest, and of a joint challenge some twice."""
FAULTS = {each.name.lower(): each for each in Fault}


class NoShare(WrongUse):
    """What should say how many messages meet a fault does not."""

    def __str__(self) -> str:
        return (
            f"{self.args[0]!r} does not say how many messages are to meet a fault. "
            "Write the fault and a share from 0 to 1, such as lost=0.05."
        )


class PortTaken(ChallengeError):
    """Nobody can listen at a port."""

    def __str__(self) -> str:
        port, why = self.args
        return f"The stand-in cannot listen at port {port} ({why}). Name another with --port, or 0 for any."


@app.command(name="notify")
def notify(
    *,
    port: Annotated[int, Parameter(help="Where it is to listen, on this machine alone; 0 is any.")] = 8125,
    callback: Annotated[
        str | None, Parameter(help="Address that is told what becomes of messages.", show_default=False)
    ] = None,
    token: Annotated[str, Parameter(help="Bearer token with which it is told.", show_default=False)] = "",
    transit: Annotated[float, Parameter(help="Seconds that a message takes to arrive.")] = 2.0,
    per_second: Annotated[float, Parameter(help="Messages that it takes a second.")] = 50,
    burst: Annotated[int, Parameter(help="Messages that it takes at once after a rest.")] = 1000,
    daily: Annotated[int, Parameter(help="Messages that it takes a day.")] = 250_000,
    fault: Annotated[
        list[str] | None,
        Parameter(help="A fault and how many messages meet it, such as lost=0.05.", show_default=False),
    ] = None,
    seed: Annotated[int, Parameter(help="What the faults are drawn from; the same seed draws the same.")] = 0,
    desk: AtDesk,
) -> None:
    """Answer as GOV.UK Notify does, until Ctrl-C."""
    service = Notify(
        limits=Limits(per_second, burst, daily),
        transit=transit,
        places=PLACES,
        callback_url=callback,
        callback_token=token,
    )
    service.faults.by_chance(seed, dict(map(share, fault or ())))

    try:
        serve(service.app(), port, lambda address: desk.say(*_said(service, address)))
    except OSError as error:
        raise PortTaken(port, error.strerror) from error


def share(text: str) -> tuple[Fault, float]:
    """Read a fault and how many messages meet it."""
    name, _, number = text.partition("=")
    fault = FAULTS[one_of("fault", name, FAULTS)]
    try:
        part = float(number)
    except ValueError:
        raise NoShare(text) from None
    if not 0 <= part <= 1:
        raise NoShare(text)
    return fault, part


def _said(service: Notify, address: str) -> list[str]:
    """Say what to put into the settings, and where to look."""
    return [
        f"CPC_NOTIFY_URL={address}",
        f"CPC_NOTIFY_KEY={service.key()}",
        f"CPC_NOTIFY_TEMPLATE={service.letter.id}",
        "",
        f"A key for the team alone   {service.key(Kind.TEAM)}",
        f"A key that delivers none   {service.key(Kind.TEST)}",
        f"What it was given          {address}/stand-in/ledger",
        "Ctrl-C ends it; what it was given is then forgotten.",
    ]
