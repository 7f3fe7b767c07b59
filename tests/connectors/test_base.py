from datetime import UTC, datetime, timedelta

from connectors.base import addressed, happened, mentioned

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_what_a_platform_kept_for_some_minutes_happened_when_it_says() -> None:
    told = NOW - timedelta(minutes=50)

    assert happened(told, now=NOW) == told


def test_what_cannot_have_happened_then_happened_when_it_was_heard() -> None:
    assert happened(NOW - timedelta(days=9), now=NOW) == NOW
    assert happened(NOW + timedelta(hours=2), now=NOW) == NOW


def test_mentions_are_lower_cased_names_in_their_order() -> None:
    assert mentioned("@Ada, hear @bo.b! (@cy)") == ("ada", "bo.b", "cy")


def test_a_mail_address_mentions_nobody() -> None:
    assert mentioned("write to me@home.example or @@x") == ()


def test_everyone_is_nobody_in_particular() -> None:
    assert mentioned("@everyone @here @hereby") == ("hereby",)


def test_a_message_is_aimed_at_each_person_once_and_never_at_its_author() -> None:
    assert addressed("me", replied_to="a", mentions=("b", "a", "me", "")) == ("a", "b")
