import pytest

from engine.cases import LIFE, Status
from tests.builders import case


@pytest.mark.parametrize("ended", [Status.UNDONE, Status.VOID])
def test_a_case_that_was_taken_back_stays_so(ended: Status) -> None:
    over = case(status=ended)
    for status in Status:
        with pytest.raises(ValueError, match="cannot become"):
            over.become(status)


def test_a_pending_case_can_end_in_every_way() -> None:
    assert LIFE[Status.PENDING] == set(Status) - {Status.PENDING}


def test_every_status_has_its_place_in_a_cases_life() -> None:
    assert set(LIFE) == set(Status)


def test_a_case_waits_while_what_it_did_is_still_only_proposed() -> None:
    pending = case(status=Status.PENDING)
    assert case(status=Status.PENDING, proposal=pending.actions[0]).waits
    assert not pending.waits
