"""One real run of every flow, under a real Prefect server."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from prefect import get_client
from prefect.client.schemas.filters import ArtifactCollectionFilter, ArtifactCollectionFilterKey
from prefect.client.schemas.objects import FlowRun
from prefect.serializers import PickleSerializer
from sqlalchemy.orm import Session

from casework import outcomes
from casework import post as post_verbs
from casework.case import case
from channels.folder import Folder
from channels.mail import Mail, Receipt, TryAgain
from channels.notify_news import Unreadable
from db import challenges, councils, papers
from db.session import reading, transaction
from documents.house_style import house_style
from domain.lifecycle import Product, Reference, Stage
from domain.moves import NotYet
from domain.outlook import State
from flows import background
from flows.morning_round import morning_round
from flows.opening import open_challenge
from flows.paperwork import paperwork
from flows.post import post
from flows.scoping import scoping
from flows.stages import FLOWS, flow_of
from settings import settings
from tasks import documents
from tasks import post as posting
from tasks.post import StillWaiting
from tests.casework.conftest import Challenge
from tests.flows.stories import opened, ready_for, ready_for_the_pack, ready_for_the_report
from tests.histories import THE_YEAR

pytestmark = pytest.mark.usefixtures("prefect", "database")
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""For stories that the other database would not tell differently."""


@pytest.fixture(autouse=True)
def _no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again at once: how long to wait between tries is tested elsewhere."""
    monkeypatch.setattr(outcomes, "pause", lambda *_, **__: timedelta())
    for task in (documents.prepare_document, posting.post_messages, posting.post_everything):
        monkeypatch.setattr(task, "retry_delay_seconds", [0])


class Busy(Folder):
    """A post that is busy for a while, or always for one message."""

    refusals: list[str]

    def send(self, mail: Mail) -> Receipt:
        if self.refusals and self.refusals[0] in mail.key:
            self.refusals.pop(0)
            raise TryAgain(mail.name, "the post is busy", concerns_all=False)
        return super().send(mail)


def busy(monkeypatch: pytest.MonkeyPatch, *refusals: str) -> None:
    way = Busy(settings().outbox_folder)
    object.__setattr__(way, "refusals", list(refusals))
    monkeypatch.setattr(post_verbs, "channel", lambda: way)


def made(reference: str) -> tuple[list[str], list[tuple[str, str]], int]:
    """Return the documents and messages of a challenge, and how many events it has."""
    with reading() as session:
        filed = sorted(each.key for each in papers.documents(session, reference))
        sent = sorted((each.key, each.state) for each in papers.messages(session, reference))
        return filed, sent, len(challenges.history(session, reference))


async def page(key: str) -> str:
    """Return what was last put on Prefect's pages under a key."""
    async with get_client() as client:
        chosen = ArtifactCollectionFilter(key=ArtifactCollectionFilterKey(any_=[key]))
        found = await client.read_latest_artifacts(artifact_filter=chosen)
    return str(found[0].data)


async def runs(flow: str) -> list[FlowRun]:
    """Return the runs of a flow, latest last."""
    async with get_client() as client:
        found = await client.read_flow_runs(limit=200)
        flows = {(await client.read_flow(each.flow_id)).name: each.flow_id for each in found}
        return sorted((each for each in found if each.flow_id == flows.get(flow)), key=_began)


def _began(run: FlowRun) -> Any:
    return run.start_time or run.expected_start_time


@on_sqlite
async def test_a_challenge_is_opened_by_names_with_the_programme_manager_told() -> None:
    with transaction() as session:
        councils.load_samples(session)

    reference = await open_challenge(["High Peak", "STF"], date(2021, 9, 1), today=date(2021, 9, 1))

    with reading() as session:
        event = challenges.history(session, reference)[0]
        message = papers.messages(session, reference)[0]
    assert [place.code for place in event.details.councils] == ["HIG", "STF"]
    assert event.details.scheme == "2022"
    assert (message.notice, message.state) == ("challenge_opened", "sent")
    assert message.to_email == house_style().email
    assert "Scoping is open" in await page(f"{reference.lower()}-outlook")


async def test_a_challenge_opened_again_with_the_same_words_is_the_same_challenge() -> None:
    with transaction() as session:
        councils.load_samples(session)
    day = date(2024, 5, 1)

    first = await open_challenge(["Tamworth"], day, today=day)
    before = made(first)
    again = await open_challenge(["TAW"], day, today=day)
    another = await open_challenge(["Tamworth"], day, product=Product.FINANCE, today=day)

    assert again == first
    assert made(first) == before
    assert another != first


@on_sqlite
async def test_a_challenge_goes_all_the_way_by_the_flows_of_its_stages(session: Session) -> None:
    challenge = opened(session, "Tamworth", on="2024-05-01")
    session.commit()

    for milestone, (day, said) in THE_YEAR.items():
        ready_for(challenge, milestone)
        session.commit()
        today = date.fromisoformat(day)
        await flow_of(milestone)(reference=challenge.reference, done=milestone, on=today, today=today, **said)

    with reading() as reader:
        on_desk = case(reader, challenge.reference)
        assert on_desk.on(date(2025, 10, 27)).state is State.CLOSED
        rules = on_desk.scheme.documents
        filed = papers.documents(reader, challenge.reference)
    assert {each.document for each in filed} == set(rules)
    assert {state for _, state in made(challenge.reference)[1]} == {"sent"}
    assert "No stage is open" in await page(f"{challenge.reference.lower()}-outlook")


async def test_a_stage_flow_run_again_makes_nothing_twice() -> None:
    with transaction() as session:
        reference, done, on = ready_for_the_report(session)
    day = date.fromisoformat(on)
    await FLOWS[Stage.REPORT_PUBLICATION](reference=reference, done=done, on=day, today=day)
    before, outbox = made(reference), sorted(settings().outbox_folder.iterdir())

    await FLOWS[Stage.REPORT_PUBLICATION](reference=reference, done=done, on=day, today=day)

    assert made(reference) == before
    assert sorted(settings().outbox_folder.iterdir()) == outbox
    assert {state for _, state in before[1]} == {"sent"}
    assert sum("action_plan_template" in key for key in before[0]) == 2


@on_sqlite
async def test_a_refusal_fails_the_run_with_its_own_two_sentences() -> None:
    with transaction() as session:
        reference = opened(session, "Tamworth", on="2024-05-01").reference
    before = made(reference)

    ended = await scoping(reference, "pack_sent", date(2024, 5, 2), return_state=True)

    assert ended.is_failed()
    assert str(ended.message).startswith("'Pack sent to peers' cannot be recorded: ")
    assert str(ended.message).count("can put that right") == 3
    assert str(ended.message).endswith(". Put these right first.")
    assert made(reference) == before
    run = (await runs("scoping"))[-1]
    assert run.name == f"{reference}: pack sent"
    assert run.state is not None
    assert run.state.message == ended.message


@on_sqlite
async def test_a_refusal_reaches_a_caller_as_the_error_that_it_is() -> None:
    with transaction() as session:
        reference = opened(session, "Tamworth", on="2024-05-01").reference

    with pytest.raises(NotYet):
        await scoping(reference, "pack_sent", date(2024, 5, 2))


@on_sqlite
async def test_what_the_rules_refuse_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction() as session:
        reference = opened(session, "Tamworth", on="2024-05-01").reference
    tries: list[str] = []

    def refuse(*_: object) -> None:
        tries.append("tried")
        raise NotYet("'Agreed'", ())

    monkeypatch.setattr("casework.record.record", refuse)

    with pytest.raises(NotYet):
        await scoping(reference, "agreed", date(2024, 5, 2))

    assert tries == ["tried"]


async def test_a_busy_post_is_tried_again_while_the_other_messages_go_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with transaction() as session:
        reference, done, on = ready_for_the_pack(session)
    busy(monkeypatch, "timetable", "timetable")
    day = date.fromisoformat(on)

    await FLOWS[Stage.SCOPING](reference=reference, done=done, on=day, today=day)

    _, messages, _ = made(reference)
    assert {state for _, state in messages} == {"sent"}
    assert len(list(settings().outbox_folder.iterdir())) == len(messages)


@on_sqlite
async def test_messages_that_the_post_never_takes_wait_and_the_run_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with transaction() as session:
        reference, done, on = ready_for_the_pack(session)
    day = date.fromisoformat(on)
    with monkeypatch.context() as patch:
        busy(patch, *["timetable"] * 100)

        scope: Any = scoping  # What the story says has not the form's narrow type.
        ended = await scope(reference, done, day, today=day, return_state=True)

    assert ended.message == str(StillWaiting(2, "the post is busy"))
    waiting = [key for key, state in made(reference)[1] if state == "queued"]
    assert len(waiting) == 2
    assert {key.split("/")[2] for key in waiting} == {"timetable"}
    assert await post() == 2
    assert {state for _, state in made(reference)[1]} == {"sent"}


@on_sqlite
async def test_whoever_cannot_be_asked_what_became_of_messages_still_gets_those_that_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with transaction() as session:
        challenge = opened(session, "Tamworth", on="2024-05-01")
        challenge.queue("2024-05-01")

    def unreadable(_: datetime) -> int:
        raise Unreadable("a status of tomorrow")

    monkeypatch.setattr("casework.receipts.ask", unreadable)

    with pytest.raises(Unreadable):
        await post()

    assert {state for _, state in made(challenge.reference)[1]} == {"sent"}


async def test_the_round_sees_to_what_has_come_due_and_shows_the_pipeline() -> None:
    with transaction() as session:
        challenge = opened(session, "Tamworth", on="2024-05-01")
        challenge.record("agreed", "2024-05-10")

    await morning_round(today=date(2024, 5, 10))

    filed, messages, _ = made(challenge.reference)
    assert [key.split("/")[2] for key in filed] == ["invitation"]
    assert ("invitation", "sent") in {(key.split("/")[2], state) for key, state in messages}
    assert "Tamworth Borough Council" in await page("pipeline")


@on_sqlite
async def test_on_a_day_on_which_nobody_works_the_round_does_nothing_unless_told() -> None:
    with transaction() as session:
        challenge = opened(session, "Tamworth", on="2024-05-01")
        challenge.record("agreed", "2024-05-10")

    await morning_round(today=date(2024, 5, 11))
    before = made(challenge.reference)[0]
    await morning_round(today=date(2024, 5, 11), anyway=True)

    assert before == []
    assert len(made(challenge.reference)[0]) == 1


@on_sqlite
async def test_a_challenge_that_fails_holds_up_no_other_in_the_round() -> None:
    with transaction() as session:
        first = opened(session, "Tamworth", on="2024-05-01")
        second = opened(session, "Stroud", on="2024-05-01")
        for challenge in (first, second):
            challenge.record("agreed", "2024-05-10")
    settings().documents_folder.mkdir(parents=True)
    (settings().documents_folder / first.reference).write_text("A file where a folder has to be.")

    ended = await morning_round(today=date(2024, 5, 10), return_state=True)

    assert ended.is_failed()
    assert str(ended.message).startswith(f"Not everything could be seen to ({first.reference}: ")
    assert made(first.reference)[0] == []
    assert len(made(second.reference)[0]) == 1


@on_sqlite
async def test_the_paperwork_of_a_challenge_can_be_asked_for_at_any_time() -> None:
    with transaction() as session:
        challenge = opened(session, "Tamworth", on="2024-05-01")
        challenge.record("agreed", "2024-05-10")

    await paperwork(challenge.reference, date(2024, 5, 10))

    assert len(made(challenge.reference)[0]) == 1
    assert (await runs("paperwork"))[-1].name == f"{challenge.reference}: paperwork"
    said = await page(f"{challenge.reference.lower()}-outlook")
    assert (settings().documents_folder / challenge.reference).as_uri() in said


@on_sqlite
async def test_a_challenge_that_is_not_there_is_named_with_its_nearest() -> None:
    with transaction() as session:
        opened(session, "Tamworth", on="2024-05-01")

    ended = await paperwork("CPC-2024-002", return_state=True)

    assert ended.message == "There is no challenge 'CPC-2024-002'. Did you mean CPC-2024-001?"


@on_sqlite
async def test_a_click_runs_the_flow_of_the_milestones_stage() -> None:
    with transaction() as session:
        reference = opened(session, "Tamworth", on="2024-05-01").reference
    told = {"reference": reference, "done": "agreed", "on": date(2024, 5, 10), "today": date(2024, 5, 10)}
    carrier = PickleSerializer()

    await background.advance(**carrier.loads(carrier.dumps(told)))

    assert made(reference)[0] == [f"{reference}/document/invitation/TAW/1"]
    assert (await runs("scoping"))[-1].name == f"{reference}: agreed"


@on_sqlite
async def test_a_click_may_say_all_that_was_recorded() -> None:
    with transaction() as session:
        reference, done, on = ready_for_the_report(session)
        challenge = Challenge(session, Reference(reference), {})
        challenge.record(done, on)
        said = {"body": "Cabinet", "call_in_ends": "2022-04-01"}
        challenge.record("council_decision", "2022-03-22", "HIG", **said)
    before = made(reference)[2]

    day = date(2022, 3, 22)
    await background.advance(reference, "council_decision", day, council="HIG", details=said, today=day)

    assert made(reference)[2] == before
    assert (await runs("report-publication"))[-1].name == f"{reference}: council decision, HIG"
