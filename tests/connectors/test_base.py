from connectors.base import addressed, mentioned


def test_mentions_are_lower_cased_names_in_their_order() -> None:
    assert mentioned("@Ada, hear @bo.b! (@cy)") == ("ada", "bo.b", "cy")


def test_a_mail_address_mentions_nobody() -> None:
    assert mentioned("write to me@home.example or @@x") == ()


def test_everyone_is_nobody_in_particular() -> None:
    assert mentioned("@everyone @here @hereby") == ("hereby",)


def test_a_message_is_aimed_at_each_person_once_and_never_at_its_author() -> None:
    assert addressed("me", replied_to="a", mentions=("b", "a", "me", "")) == ("a", "b")
