"""Faults of a configuration: each in one line with its key and its fix, and all at once."""

from pathlib import Path

import pytest

from bot.config import ConfigError, load
from bot.settings import Settings
from tests.bot.configuration import loaded, problems

MODELS = 'reasoning.models: must be a list of one to four models, such as ["llama3.1:8b"]'
SHARDS = 'discord.shards: must be 0, a number of connections up to 1000, or "auto"'


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[discord]\nenabeld = true", 'discord.enabeld: unknown key, did you mean "enabled"?'),
        ("[qeue]\nlimit = 1", 'qeue: unknown section, did you mean "queue"?'),
        ('[queue]\nlimit = "many"', 'queue.limit: must be a whole number, not "many"'),
        ("[queue]\nlimit = 0", "queue.limit: must be at least 1, not 0"),
        ("[queue]\nlimit = 1.5", "queue.limit: must be a whole number, not 1.5"),
        ("queue = 3", "queue: must be a section: write [queue] on a line of its own"),
        ("[policy]\nact_at = 2", "policy.act_at: must be at most 1, not 2"),
        ("[policy]\nact_at = nan", "policy.act_at: must be a number, not nan"),
        (
            '[policy]\nmode = "enforced"',
            "policy.mode: must be one of observe, assist, enforce, "
            'not "enforced", did you mean "enforce"?',
        ),
        (
            "[policy]\nexempt_roles = [12]",
            'policy.exempt_roles: must be text in quotes, such as "words", not 12',
        ),
        (
            "[policy]\nlight_at = 0.9",
            "policy: light_at must not be above escalate_at",
        ),
        (
            '[communities."discord:1"]\nescalate_at = 0.1',
            'communities."discord:1": light_at must not be above escalate_at',
        ),
        (
            '[[policy.patterns]]\nname = "nitro"\nregex = "nitro"\n'
            '[[policy.rules]]\nname = "calm"\nwhen = "\'nitr\' in patterns"\nthen = "warn"',
            'policy: rule "calm": there is no pattern "nitr", did you mean "nitro"?',
        ),
        (
            '[communities."discord:1"]\nmod = "assist"',
            'communities."discord:1".mod: unknown key, did you mean "mode"?',
        ),
        (
            "[communities.mine]\nact_at = 1",
            'communities.mine: must look like "discord:123456789" or "twitch:123456789"',
        ),
        (
            '[screening]\nmodel = "../secret"',
            'screening.model: must be the name of a folder in data/models, not "../secret"',
        ),
        (
            '[communities."discord:1"]\nmod_log = "logs"',
            'communities."discord:1".mod_log: must be an id in quotes, such as '
            '"123456789012345678", not "logs"',
        ),
        (
            '[reasoning]\nollama_url = "ftp://x"',
            'reasoning.ollama_url: must look like "http://127.0.0.1:11434", or be empty',
        ),
        ("[reasoning]\nmodels = []", MODELS),
        ("[reasoning]\nmodels = 5", MODELS),
        ('[reasoning]\nmodels = ["../x y"]', MODELS),
        ("[discord]\nshards = -1", SHARDS),
        ("[discord]\nshards = true", SHARDS),
        ("[discord]\nshards = 1001", SHARDS),
        ('[discord]\nshards = "many"', SHARDS),
        (
            '[discord]\ngateway_url = "https://x"',
            'discord.gateway_url: must begin with "ws://" or "wss://" and name a host, or be empty',
        ),
        (
            '[discord]\nmod_log = { "1" = "alerts" }',
            'discord.mod_log.1: must be an id in quotes, such as "123456789012345678", '
            'not "alerts"',
        ),
        (
            '[twitch]\nchannels = ["mikalive"]',
            'twitch.channels: must be an id in quotes, such as "123456789012345678", '
            'not "mikalive"',
        ),
        (
            '[log]\nformat = "a\\nb"',
            'log.format: must be one of json, text, not "a\\nb"',
        ),
    ],
)
def test_a_fault_is_one_line_with_its_key_and_its_fix(file: Path, text: str, line: str) -> None:
    assert problems(file, text) == (f"bot.toml: {line}",)


def test_an_unknown_detector_is_named_with_its_likeness(file: Path) -> None:
    (line,) = problems(file, '[screening]\nswitched_off = ["spam", "lexicn"]')

    assert line.startswith("bot.toml: screening.switched_off: must be one of normaliser, ")
    assert line.endswith('not "lexicn", did you mean "lexicon"?')


def test_a_fault_in_a_variable_names_the_variable(file: Path) -> None:
    assert problems(file, "", HAVEN_QUEUE__LIMIT="many") == (
        'HAVEN_QUEUE__LIMIT: must be a whole number, not "many"',
    )


def test_a_fault_in_the_env_file_names_that_file(file: Path) -> None:
    file.with_name(".env").write_text("HAVEN_LOG__LEVEL=loud")

    (line,) = problems(file, "")

    assert line == (
        '.env: HAVEN_LOG__LEVEL: must be one of debug, info, warning, error, not "loud"'
    )


def test_an_unknown_variable_is_refused_with_its_likeness(file: Path) -> None:
    assert problems(file, "", HAVEN_DISCORD_TOKEN="t") == (
        'HAVEN_DISCORD_TOKEN: unknown variable, did you mean "HAVEN_DISCORD__TOKEN"?',
    )


def test_a_variable_unlike_all_others_is_refused_with_where_to_look(file: Path) -> None:
    assert problems(file, "", HAVEN_XYZ="t") == (
        "HAVEN_XYZ: unknown variable; bot.toml shows all the keys there are",
    )


def test_a_variable_unlike_all_keys_of_its_section_is_told_those(file: Path) -> None:
    assert problems(file, "", HAVEN_STATE__PATH="elsewhere") == (
        "HAVEN_STATE__PATH: unknown variable; known are HAVEN_STATE__FOLDER, HAVEN_STATE__KEY",
    )


@pytest.mark.parametrize("written", ["100,200", ' ["100", "200"]'])
def test_a_variable_holds_a_list_with_commas_or_as_json(file: Path, written: str) -> None:
    read = loaded(file, "", HAVEN_TWITCH__CHANNELS=written)
    assert read.twitch.channels == {"100", "200"}


@pytest.mark.parametrize("written", ["100=7, 200=8", '{"100": "7", "200": "8"}'])
def test_a_variable_holds_a_table_with_equals_signs_or_as_json(file: Path, written: str) -> None:
    read = loaded(file, "", HAVEN_DISCORD__MOD_LOG=written)
    assert read.discord.mod_log == {"100": "7", "200": "8"}


def test_a_list_that_is_no_json_is_complained_of_as_it_was_written(file: Path) -> None:
    (line,) = problems(file, "", HAVEN_TWITCH__CHANNELS='["100"')
    assert line.startswith("HAVEN_TWITCH__CHANNELS: must be")


def test_variables_of_others_are_none_of_our_business(file: Path) -> None:
    file.with_name(".env").write_text("COMPOSE_PROJECT_NAME=haven")

    assert loaded(file, "", HOME="/root") == Settings()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[queue]\nlimit = ", "2:9: not TOML: Invalid value"),
        ("a = '''", "1:8: not TOML: Expected"),
        ("a = 1\na = 2", "2:6: not TOML: Cannot overwrite a value"),
    ],
)
def test_bad_toml_is_told_with_line_and_column(file: Path, text: str, place: str) -> None:
    (line,) = problems(file, text)

    assert line.startswith(f"{file}:{place}")


def test_a_file_in_another_encoding_is_told_with_its_line(file: Path) -> None:
    file.write_bytes(b"[queue]\n# caf\xe9")

    with pytest.raises(ConfigError, match=r"bot\.toml:2: not UTF-8"):
        load(file, environ={})


@pytest.mark.parametrize("address", ["http://example.org/", "localhost:17563", "ftp://localhost/"])
def test_a_browser_comes_back_by_https_or_to_this_machine(file: Path, address: str) -> None:
    (line,) = problems(file, f'[twitch]\nredirect_url = "{address}"')

    assert line.startswith("bot.toml: twitch.redirect_url: must look like ")


def test_all_faults_come_at_once(file: Path) -> None:
    text = '[policy]\nlight_at = 0.9\n[discord]\nenabeld = true\ntoken = "t"'

    assert problems(file, text, HAVEN_QUEUE__LIMIT="many", HAVEN_LOG__LEVL="info") == (
        "bot.toml: discord.token: secrets do not belong here, "
        "put it into .env as HAVEN_DISCORD__TOKEN",
        'HAVEN_LOG__LEVL: unknown variable, did you mean "HAVEN_LOG__LEVEL"?',
        'bot.toml: discord.enabeld: unknown key, did you mean "enabled"?',
        'HAVEN_QUEUE__LIMIT: must be a whole number, not "many"',
        "bot.toml: policy: light_at must not be above escalate_at",
    )


def test_bad_toml_does_not_hide_a_bad_variable(file: Path) -> None:
    assert len(problems(file, "[", HAVEN_QUEUE__LIMIT="many")) == 2


def test_a_secret_shows_up_in_no_complaint_and_no_repr(file: Path) -> None:
    said = problems(file, '[discord]\ntoken = ["canary-1"]\n[twitch]\nclient_secret = "canary-2"')
    settings = loaded(file, "", HAVEN_DISCORD__TOKEN="canary-3")

    assert "canary" not in f"{said} {settings!r} {settings.model_dump_json()}"


@pytest.mark.parametrize(
    ("word", "meant"), [("yes", "true"), ("No", "false"), ("on", "true"), ("True", "true")]
)
def test_yes_and_no_are_told_as_true_and_false(file: Path, word: str, meant: str) -> None:
    (line,) = problems(file, f"[console]\nenabled = {word} # please\n")

    assert line == f"{file}:2: write {meant}, not {word}"


def test_a_mistaken_yes_hides_no_other_fault(file: Path) -> None:
    text = "[discord]\nenabled = yes\nshard = 1\n[queue]\nlimit = 0\n"

    lines = problems(file, text)

    assert [line.split(": ")[-2] for line in lines[1:3]] == ["discord.shard", "queue.limit"]
    assert lines[0] == f"{file}:2: write true, not yes"
    assert lines[3].startswith(".env: HAVEN_DISCORD__TOKEN: ")
    assert len(lines) == 4


def test_what_a_platform_lacks_is_told_with_all_other_faults(file: Path) -> None:
    lines = problems(file, "[twitch]\nenabled = true\nbot_id = 5\n[queue]\nlimit = 0\n")

    assert any("HAVEN_TWITCH__CLIENT_SECRET" in line for line in lines)
    assert sum("twitch.bot_id" in line for line in lines) == 1
