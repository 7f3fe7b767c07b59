from connectors.formats.cast import Recent


def test_what_was_not_kept_lately_is_forgotten_first() -> None:
    recent: Recent[str, int] = Recent(2)

    for key in ("a", "b", "a", "c"):
        recent.keep(key, 1)

    assert [recent.get(key) for key in "abc"] == [1, None, 1]
