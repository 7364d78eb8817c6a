"""Awkward contacts, counted by hand (kpis section 2), and what the fold makes of them."""

from builders_analytics import Story, moment
from yingda.journey.analytics.core.fold import fold
from yingda.journey.analytics.model import Origin, Outcome
from yingda.messages.channels import LegEnd
from yingda.messages.routing import Entry

SECOND = 1_000_000


def test_wait_runs_from_the_request_to_the_bridge_and_includes_ringing() -> None:
    story = Story("c").arrives("09:00:00").queued("09:00:10", "fault")
    story.rung("09:00:12", "fault").answered("09:00:20", "fault")

    (visit,) = story.visits()

    assert visit.wait == 10 * SECOND
    assert visit.outcome is Outcome.ANSWERED
    assert visit.origin is Origin.REQUEST


def test_a_vain_ring_is_no_answer_and_keeps_the_first_wait() -> None:
    story = Story("c").queued("09:00:00", "fault").rung("09:00:01", "fault")
    story.rung_in_vain("09:00:21", "fault").rung("09:00:22", "fault")
    story.answered("09:00:25", "fault")

    (visit,) = story.visits()

    assert visit.vain_offers == 1
    assert visit.wait == 25 * SECOND
    assert len(visit.legs) == 2


def test_who_hangs_up_while_an_agent_is_rung_has_abandoned() -> None:
    story = Story("c").queued("09:00:00", "fault").rung("09:00:01", "fault")
    story.ended("09:00:04").left("09:00:04.2", "fault", "abandoned")

    (visit,) = story.visits()

    assert visit.outcome is Outcome.ABANDONED
    assert visit.wait == 4 * SECOND


def test_the_place_in_the_queue_may_be_given_up_before_or_after_the_call_is_told() -> (
    None
):
    before = Story("c").queued("09:00:00", "fault")
    before.left("09:00:04", "fault", "abandoned").ended("09:00:04")
    after = Story("c").queued("09:00:00", "fault")
    after.ended("09:00:04").left("09:00:04", "fault", "abandoned")

    assert before.visits() == after.visits()


def test_a_transfer_is_a_new_segment_and_no_new_request() -> None:
    story = Story("c").queued("09:00:00", "fault").rung("09:00:01", "fault")
    story.answered("09:00:05", "fault").leg_ended("09:03:00", LegEnd.TRANSFERRED)
    story.queued("09:03:00", "billing", Entry.TRANSFERRED).rung("09:03:02", "billing")
    story.answered("09:03:12", "billing").ended("09:05:12").leg_ended("09:05:12")

    first, second = story.visits()

    assert (first.of_request, second.of_request) == (True, False)
    assert second.origin is Origin.TRANSFER
    assert second.from_queue == "fault"
    assert second.arrival_at == moment("09:03:00")
    assert (first.talk, second.talk) == (175 * SECOND, 120 * SECOND)


def test_an_overflow_is_one_flow_at_one_moment_and_still_the_same_request() -> None:
    story = Story("c").queued("09:29:50", "fault")
    story.left("09:30:20", "fault", "flowed-out", to="general")
    story.queued("09:30:21", "general", since="09:29:50")
    story.rung("09:30:22", "general").answered("09:30:30", "general")

    first, second = story.visits()

    assert (first.outcome, first.to_queue) == (Outcome.FLOWED_OUT, "general")
    assert second.origin is Origin.QUEUE
    assert second.entered_at == first.left_at
    assert second.of_request
    assert second.arrival_at == moment("09:29:50")
    assert second.wait == 40 * SECOND


def test_a_new_queue_without_a_farewell_to_the_old_one_is_a_flow_too() -> None:
    story = Story("c").queued("09:00:00", "fault").queued("09:00:30", "general")

    first, second = story.visits()

    assert (first.outcome, first.to_queue) == (Outcome.FLOWED_OUT, "general")
    assert (second.origin, second.of_request) == (Origin.QUEUE, True)


def test_an_exit_from_all_queues_names_none() -> None:
    story = (
        Story("c").queued("09:00:00", "fault").left("09:00:30", "fault", "flowed-out")
    )

    (visit,) = story.visits()

    assert (visit.outcome, visit.to_queue) == (Outcome.FLOWED_OUT, None)


def test_a_lost_agents_line_queues_the_contact_again_without_a_request() -> None:
    story = Story("c").queued("09:00:00", "fault").rung("09:00:01", "fault")
    story.answered("09:00:05", "fault").leg_ended("09:01:05", LegEnd.LOST)
    story.queued("09:01:05", "fault", Entry.RETURNED)

    first, second = story.visits()

    assert first.talk == 60 * SECOND
    assert (second.origin, second.of_request) == (Origin.RETURN, False)
    assert second.outcome is Outcome.WAITING


def test_hold_is_not_talk() -> None:
    story = Story("c").queued("09:00:00", "fault").rung("09:00:01", "fault")
    story.answered("09:00:10", "fault").held("09:01:10").retrieved("09:01:40")
    story.leg_ended("09:02:00").ended("09:02:00")

    (visit,) = story.visits()

    assert (visit.talk, visit.hold) == (80 * SECOND, 30 * SECOND)


def test_a_caller_who_hangs_up_on_hold_ends_the_hold() -> None:
    story = Story("c").queued("09:00:00", "fault").rung("09:00:01", "fault")
    story.answered("09:00:10", "fault").held("09:01:10").ended("09:01:25")
    story.leg_ended("09:01:26")

    assert story.visits()[0].hold == 15 * SECOND


def test_wrap_up_after_midnight_belongs_to_the_contact_of_the_day_before() -> None:
    story = Story("c").queued("23:58:00", "fault").rung("23:58:01", "fault")
    story.answered("23:58:10", "fault").leg_ended("23:59:50").ended("23:59:50")
    story.wrapping("23:59:50").wrapped("2 00:00:20")

    (visit,) = story.visits()

    assert visit.wrap == 30 * SECOND
    assert visit.left_at == moment("23:58:10")


def test_wrap_up_finds_its_segment_though_the_contact_waits_elsewhere() -> None:
    story = Story("c").queued("09:00:00", "fault").rung("09:00:01", "fault")
    story.answered("09:00:05", "fault").leg_ended("09:01:00", LegEnd.TRANSFERRED)
    story.queued("09:01:00", "billing", Entry.TRANSFERRED)
    story.wrapping("09:01:00").wrapped("09:01:20")

    assert [visit.wrap for visit in story.visits()] == [20 * SECOND, 0]


def test_doubled_events_change_nothing() -> None:
    story = Story("c").arrives("09:00:00").queued("09:00:10", "fault")
    story.rung("09:00:11", "fault").rung_in_vain("09:00:31", "fault")
    story.rung("09:00:32", "fault").answered("09:00:40", "fault").held("09:01:00")
    story.retrieved("09:01:10").leg_ended("09:02:00").ended("09:02:00")
    story.wrapping("09:02:00").wrapped("09:02:30")

    doubled = [event for one in story.events for event in (one, one)]

    assert fold(doubled) == fold(story.events)
    assert fold([*story.events, *story.events]) == fold(story.events)


def test_a_contact_that_never_asks_for_a_human_is_in_no_queue() -> None:
    story = Story("c").arrives("09:00:00").ended("09:00:30")

    assert story.visits() == ()


def test_who_hangs_up_between_asking_and_queueing_has_asked_and_given_up() -> None:
    story = Story("c").arrives("09:00:00").ended("09:00:30")
    story.queued("09:00:31", "fault", since="09:00:29")

    (visit,) = story.visits()

    assert (visit.outcome, visit.wait) == (Outcome.ABANDONED, 1 * SECOND)


def test_a_colleague_who_takes_over_serves_a_segment_that_never_waited() -> None:
    story = Story("c").queued("09:00:00", "fault").rung("09:00:01", "fault")
    story.answered("09:00:10", "fault").given("09:01:00", "fault")
    story.consulted("09:01:00").leg_ended("09:01:00", LegEnd.TRANSFERRED)
    story.ended("09:02:30")

    first, second = story.visits()

    assert (first.talk, second.talk) == (50 * SECOND, 90 * SECOND)
    assert (second.origin, second.wait) == (Origin.HAND_OVER, 0)
    assert (second.agent_id, second.of_request) == ("bo", False)


def test_a_colleague_who_joins_in_begins_no_segment() -> None:
    story = Story("c").queued("09:00:00", "fault").rung("09:00:01", "fault")
    story.answered("09:00:10", "fault").consulted("09:01:00").ended("09:02:10")

    (visit,) = story.visits()

    assert visit.talk == 120 * SECOND
    assert visit.legs[-1] == "c-colleague"


def test_a_transfer_through_a_queue_is_answered_there_and_not_handed_over() -> None:
    story = Story("c").queued("09:00:00", "fault").rung("09:00:01", "fault")
    story.answered("09:00:10", "fault").given("09:01:00", "billing")
    story.leg_ended("09:01:00", LegEnd.TRANSFERRED)
    story.queued("09:01:00", "billing", Entry.TRANSFERRED).rung("09:01:01", "billing")
    story.answered("09:01:05", "billing")

    first, second = story.visits()

    assert (first.given_to, second.origin) == ("billing", Origin.TRANSFER)
    assert second.wait == 5 * SECOND
