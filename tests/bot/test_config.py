"""Configuration: what wins, what is refused, and that all faults come at once."""

import tomllib
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.complaints import secret_keys, sections
from bot.config import ConfigError, load
from bot.settings import Policy, Settings
from engine.events import Community, Platform
from engine.policy.community import CommunityPolicy
from engine.verdict import Mode
from tests.bot.configuration import loaded

TWITCH = '[twitch]\nenabled = true\nclient_id = "i"\nbot_id = "900"\nchannels = ["100"]'
SHIPPED = Path(__file__).parents[2] / "bot.toml"


def test_the_shipped_file_loads_and_equals_the_defaults(tmp_path: Path) -> None:
    assert load(SHIPPED, environ={}, dotenv=tmp_path / ".env") == Settings()


def test_the_shipped_file_names_every_key_but_the_secret_ones() -> None:
    written = tomllib.loads(SHIPPED.read_text())
    secret = set(secret_keys())

    for name, model in sections():
        expected = {key for key in model.model_fields if (name, key) not in secret}
        assert set(written[name]) == expected


def test_every_key_of_the_shipped_file_has_a_sentence_above_it() -> None:
    lines = SHIPPED.read_text().splitlines()

    bare = [
        line
        for above, line in pairwise(lines)
        if " = " in line and not line.startswith("#") and not above.startswith("# ")
    ]

    assert bare == []


def test_the_example_of_env_names_exactly_the_secrets() -> None:
    example = SHIPPED.with_name(".env.example").read_text()
    names = {line.rstrip("=") for line in example.splitlines() if line.endswith("=")}

    assert names == {f"HAVEN_{section}__{key}".upper() for section, key in secret_keys()}


def test_without_a_file_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert load(environ={}) == Settings()


def test_a_file_that_was_asked_for_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"absent\.toml: cannot be read: No such file"):
        load(environ={"HAVEN_CONFIG": str(tmp_path / "absent.toml")})


def test_the_environment_chooses_the_file(file: Path) -> None:
    file.write_text("[queue]\nlimit = 7")

    assert load(environ={"HAVEN_CONFIG": str(file)}).queue.limit == 7


def test_the_environment_goes_before_env_file_before_bot_toml(file: Path) -> None:
    file.write_text("[queue]\nlimit = 1\n[screening]\nworkers = 1\n[policy]\nbans_per_minute = 1")
    dotenv = file.with_name(".env")
    dotenv.write_text("HAVEN_QUEUE__LIMIT=2\nHAVEN_SCREENING__WORKERS=2\n")

    settings = load(file, environ={"HAVEN_QUEUE__LIMIT": "3"}, dotenv=dotenv)

    assert settings.queue.limit == 3
    assert settings.screening.workers == 2
    assert settings.policy.bans_per_minute == 1


def test_the_process_environment_is_read_only_through_the_argument(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAVEN_QUEUE__LIMIT", "3")

    assert loaded(file, "").queue.limit == Settings().queue.limit == 10_000


def test_a_key_of_one_layer_leaves_its_neighbours_alone(file: Path) -> None:
    settings = loaded(file, "[discord]\nenabled = true", HAVEN_DISCORD__TOKEN="t")

    assert settings.discord.enabled
    assert settings.discord.token.get_secret_value() == "t"


def test_an_empty_variable_says_nothing(file: Path) -> None:
    assert loaded(file, "[queue]\nlimit = 7", HAVEN_QUEUE__LIMIT="").queue.limit == 7


def test_commas_part_names_in_a_variable(file: Path) -> None:
    settings = loaded(file, "", HAVEN_SCREENING__SWITCHED_OFF="spam, raid")

    assert settings.screening.switched_off == {"spam", "raid"}


def test_servers_and_what_belongs_to_them_are_pairs_in_a_variable(file: Path) -> None:
    settings = loaded(
        file, "", HAVEN_DISCORD__MOD_LOG="1 = 2, 3=4", HAVEN_DISCORD__MUTE_ROLES="5=6"
    )

    assert settings.discord.mod_log == {"1": "2", "3": "4"}
    assert settings.discord.mute_roles == {"5": "6"}


def test_settings_cannot_be_changed(file: Path) -> None:
    settings = loaded(file, "")

    with pytest.raises(ValueError, match="frozen"):
        settings.queue.limit = 5  # type: ignore[misc]


def test_a_policy_table_says_all_that_a_community_policy_holds() -> None:
    assert Settings().policy.community_policy() == CommunityPolicy()


def test_a_community_overrides_only_what_it_names(file: Path) -> None:
    settings = loaded(
        file,
        "[policy]\nact_at = 0.4\nlock_down_minutes = 5\n"
        '[communities."twitch:9"]\nmode = "enforce"\n',
    )

    own = settings.policy_for(Community(Platform.TWITCH, "9"))

    assert (own.mode, own.act_at) == (Mode.ENFORCE, 0.4)
    assert own.lock_down_for == timedelta(minutes=5)
    assert settings.policy_for(Community(Platform.DISCORD, "9")).mode is Mode.OBSERVE


def test_every_key_of_a_policy_reaches_the_community_policy() -> None:
    other = Policy(
        mode=Mode.ENFORCE,
        ladder="severity",
        light_at=0.1,
        escalate_at=0.9,
        act_at=0.8,
        hide_at=0.9,
        strike_half_life_days=1,
        warning_grace_seconds=1,
        bans_need_moderator=False,
        bans_per_minute=1,
        destructive_per_ten_minutes=1,
        lock_down_minutes=1,
        exempt_roles=frozenset({"r"}),
        exempt_channels=frozenset({"c"}),
        mod_log="7",
        language="de",
        apologise=False,
        overturn_budget=0.9,
        link_accounts=True,
        patterns=({"name": "brand", "regex": "acme", "then": "hide"},),
        rules=({"name": "calm", "when": "harm > 0.4", "then": "ask"},),
    ).community_policy()
    usual = CommunityPolicy()

    same = [
        name for name in CommunityPolicy.__slots__ if getattr(other, name) == getattr(usual, name)
    ]

    assert same == []


def test_with_nothing_configured_it_says_what_to_fill_in(file: Path) -> None:
    lines = loaded(file, "").missing()

    told = "\n".join(lines)
    wanted = ("console.enabled", "HAVEN_DISCORD__TOKEN", "HAVEN_TWITCH__CLIENT_SECRET")
    assert lines[0] == "One of these three is enough:"
    assert sorted(wanted, key=told.index) == list(wanted)


def test_a_platform_without_its_secret_is_not_configured(file: Path) -> None:
    settings = loaded(file, "[discord]\nenabled = true")

    assert settings.platforms() == ()
    (line,) = settings.missing()
    assert line.startswith(".env: HAVEN_DISCORD__TOKEN: ")


def test_configured_platforms_are_told_and_nothing_is_missing(file: Path) -> None:
    settings = loaded(
        file,
        f"[console]\nenabled = true\n{TWITCH}",
        HAVEN_TWITCH__CLIENT_SECRET="s",
        HAVEN_TWITCH__ACCESS_TOKEN="a",
        HAVEN_TWITCH__REFRESH_TOKEN="r",
    )

    assert settings.platforms() == (Platform.TWITCH, Platform.CONSOLE)
    assert settings.missing() == ()
    assert [secret.get_secret_value() for secret in settings.secrets()] == ["s", "a", "r"]


def test_twitch_tells_all_that_it_lacks(file: Path) -> None:
    lines = loaded(file, "[twitch]\nenabled = true").missing()

    keys = ("client_id", "CLIENT_SECRET", "bot_id", "channels")
    assert [key for key, line in zip(keys, lines, strict=True) if key in line] == list(keys)


@pytest.mark.parametrize(("given", "missed"), [("ACCESS", "REFRESH"), ("REFRESH", "ACCESS")])
def test_the_two_tokens_of_twitch_go_together(file: Path, given: str, missed: str) -> None:
    variables = {"HAVEN_TWITCH__CLIENT_SECRET": "s", f"HAVEN_TWITCH__{given}_TOKEN": "t"}

    (line,) = loaded(file, TWITCH, **variables).missing()

    assert line.startswith(f".env: HAVEN_TWITCH__{missed}_TOKEN: ")


def test_the_bot_cannot_be_one_of_the_broadcasters(file: Path) -> None:
    lines = loaded(file, TWITCH.replace("100", "900")).missing()

    assert "bot.toml: twitch.bot_id: must be another account than the channels'" in lines


def test_a_channel_that_has_a_server_has_its_home_there(file: Path) -> None:
    settings = loaded(file, f'{TWITCH}\nservers = {{ "100" = "7" }}')

    homes = [
        settings.home_of(Community(platform, number))
        for platform, number in (
            (Platform.TWITCH, "100"),
            (Platform.TWITCH, "101"),
            (Platform.DISCORD, "100"),
        )
    ]

    assert homes == [Community(Platform.DISCORD, "7"), None, None]


def test_a_server_for_a_channel_that_haven_does_not_look_after_is_told(file: Path) -> None:
    lines = loaded(file, f'{TWITCH}\nservers = {{ "101" = "7" }}').missing()

    assert "bot.toml: twitch.servers: 101 is none of twitch.channels" in lines


@pytest.mark.parametrize(("written", "shards"), [("0", 0), ("16", 16), ("auto", "auto")])
def test_shards_are_a_number_or_left_to_discord(
    file: Path, written: str, shards: int | str
) -> None:
    assert loaded(file, "", HAVEN_DISCORD__SHARDS=written).discord.shards == shards


def test_a_server_without_a_channel_of_its_own_has_the_one_named_for_all(file: Path) -> None:
    settings = loaded(
        file,
        '[discord]\nmod_log = { "1" = "2", "3" = "4" }\n[communities."discord:3"]\nmod_log = "5"\n',
    )

    servers = [settings.policy_for(Community(Platform.DISCORD, each)) for each in "136"]

    assert [policy.mod_log for policy in servers] == ["2", "5", ""]
    assert settings.policy_for(Community(Platform.TWITCH, "1")).mod_log == ""
