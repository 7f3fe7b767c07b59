"""A hate raid on the shipped command, in small; `make bench-twitch` plays it in full size."""

from pathlib import Path

from tests.bench.streams import raided


async def test_a_raid_meets_the_shield_at_once_and_no_viewer_is_hurt(tmp_path: Path) -> None:
    raid = await raided(tmp_path, accounts=150, seconds=1.5, patience=10)

    assert raid.shielded - raid.detected < 2
    assert raid.viewers_met == 0
    assert raid.too_many == 0
    assert (raid.raiders_met, raid.unsent) == (raid.accounts, 0)
