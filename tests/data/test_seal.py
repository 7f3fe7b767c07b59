import pytest

from data.seal import NotOpenedError, Seal

SEAL = Seal(b"k" * 32, purpose="tests")


def test_what_was_closed_opens_to_the_same() -> None:
    assert SEAL.open(SEAL.close(b"secret", about="a"), about="a") == b"secret"


def test_the_same_secret_never_looks_the_same() -> None:
    first, second = SEAL.close(b"secret", about="a"), SEAL.close(b"secret", about="a")

    assert first != second
    assert b"secret" not in first


def test_it_does_not_open_for_another_subject_key_or_purpose() -> None:
    sealed = SEAL.close(b"secret", about="a")
    others = (Seal(b"l" * 32, purpose="tests"), Seal(b"k" * 32, purpose="others"))

    with pytest.raises(NotOpenedError):
        SEAL.open(sealed, about="b")
    for other in others:
        with pytest.raises(NotOpenedError):
            other.open(sealed, about="a")


def test_no_single_byte_can_be_altered() -> None:
    sealed = SEAL.close(b"secret", about="a")
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(NotOpenedError):
            SEAL.open(bytes(altered), about="a")


@pytest.mark.parametrize("rest", [b"", b"\x01", b"\x01" + b"n" * 12])
def test_a_torso_is_refused(rest: bytes) -> None:
    with pytest.raises(NotOpenedError):
        SEAL.open(rest, about="a")
