"""The programme in figures as OpenMetrics text, which Prometheus, Grafana and others read without an adapter.

The format is a few lines of text, so it is written here: the library that comes with Prefect counts within
one process, and these figures are those of the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.metadata import version

from fastapi import Response

from casework.figures import Family, Kind, Sample, family, programme
from dashboard.asking import Database, Now, Today, allowed
from dashboard.routes import Routes
from domain.permissions import Act
from flows.figures import outcomes

router = Routes(include_in_schema=False)

MEDIA = "application/openmetrics-text; version=1.0.0; charset=utf-8"
SUFFIX = {Kind.GAUGE: "", Kind.COUNTER: "_total", Kind.INFO: "_info"}
"""What stands behind the name of a family in the names of its samples."""
_ESCAPED = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})


@router.get("/metrics", dependencies=[allowed(Act.SEE_METRICS)])
def metrics(session: Database, today: Today, now: Now) -> Response:
    """Give the figures of this moment."""
    found = (_build(), *programme(session, today, now), *_runs())
    return Response(text(found), media_type=MEDIA, headers={"Cache-Control": "no-store"})


def _build() -> Family:
    return family(
        "build",
        "Which version answers.",
        (1, {"version": version("corporate-peer-challenge")}),
        kind=Kind.INFO,
    )


def _runs() -> Iterator[Family]:
    """Return how the last runs of flows ended, and whether Prefect could be asked."""
    found = outcomes()
    yield family("prefect_up", "Whether a Prefect server answers.", (float(found is not None), {}))
    if found is not None:
        yield family(
            "flow_runs",
            "The last runs of flows by their state.",
            *((count, {"flow": flow, "state": state}) for (flow, state), count in sorted(found.items())),
        )


def text(families: Iterable[Family]) -> str:
    """Write families of figures."""
    return "".join(f"{line}\n" for each in families for line in _lines(each)) + "# EOF\n"


def _lines(each: Family) -> Iterator[str]:
    yield f"# TYPE {each.name} {each.kind}"
    yield f"# HELP {each.name} {each.words}"
    for sample in each.samples:
        yield f"{each.name}{SUFFIX[each.kind]}{_labels(sample)} {sample.value:.15g}"


def _labels(sample: Sample) -> str:
    said = ",".join(f'{name}="{value.translate(_ESCAPED)}"' for name, value in sample.labels.items())
    return f"{{{said}}}" if said else ""
