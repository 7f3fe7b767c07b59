"""`/policy show|set|export|import`: a change is previewed, then applied by a button."""

from io import BytesIO
from typing import Any

import discord
from discord import app_commands, ui

from cogs.admins import ADMINS, Asking, Form, admin_of, answering
from cogs.asking import Interaction, hand_over, show
from cogs.policy_wording import draft_in_words, policy_in_words
from cogs.proofs import require_proofs
from engine.authority import DeniedError
from engine.charter import Charter, Draft
from engine.policy.document import PRESET, TYPED
from engine.policy.toml_text import LONGEST

FILE = "policy.toml"
# A character takes at most four bytes in UTF-8.
_MOST_BYTES = 4 * LONGEST
_KEYS = [app_commands.Choice(name=name, value=name) for name in (PRESET, *TYPED)]

Value = app_commands.Range[str, 1, 1_000]


class PolicyCommands(app_commands.Group):
    def __init__(self, charter: Charter) -> None:
        super().__init__(
            name="policy",
            description="What Haven does in this server",
            default_permissions=ADMINS,
            guild_only=True,
        )
        self._charter = charter

    @app_commands.command(name="show", description="The policy of this server")
    async def show_all(self, interaction: Interaction) -> None:
        async with answering(interaction):
            asking = admin_of(interaction)
            await show(interaction, policy_in_words(self._charter.of(asking.community)))

    @app_commands.command(name="set", description="Change one key of the policy")
    @app_commands.describe(value="As in policy.toml; roles and channels parted by commas")
    @app_commands.choices(key=_KEYS)
    async def set_one(self, interaction: Interaction, key: str, value: Value) -> None:
        async with answering(interaction):
            asking = admin_of(interaction)
            draft = self._charter.draft_key(asking.community, key, value)
            await self._offer(interaction, asking, draft)

    @app_commands.command(name="export", description="The policy as a file")
    async def export(self, interaction: Interaction) -> None:
        async with answering(interaction):
            asking = admin_of(interaction)
            document = self._charter.export(asking.community)
            file = discord.File(BytesIO(document.encode()), FILE)
            await hand_over(interaction, "Change it and bring it back by `/policy import`.", file)

    @app_commands.command(name="import", description="Take the policy from a file")
    @app_commands.describe(file="A policy.toml; keys that it leaves out fall back to the usual")
    async def bring_in(self, interaction: Interaction, file: discord.Attachment) -> None:
        async with answering(interaction):
            asking = admin_of(interaction)
            draft = self._charter.draft(asking.community, await _text(file))
            await self._offer(interaction, asking, draft)

    async def _offer(self, interaction: Interaction, asking: Asking, draft: Draft) -> None:
        present, seen = self._charter.of(asking.community), await self._charter.preview(draft)
        words = draft_in_words(draft, present, seen)
        changes = draft.policy != present
        await show(interaction, Question(self._charter, draft, words) if changes else words)


class _Answers(ui.ActionRow["Question"]):
    """Under a draft of a policy: let it hold, or leave everything as it is."""

    def __init__(self, charter: Charter, draft: Draft) -> None:
        super().__init__()
        self._charter = charter
        self._draft = draft

    @ui.button(label="Apply", style=discord.ButtonStyle.danger)
    async def apply(self, interaction: Interaction, button: ui.Button[Any]) -> None:  # noqa: ARG002
        async with answering(interaction, anew=False):
            asking = admin_of(interaction)
            present, coming = self._charter.of(asking.community), self._draft.policy
            await require_proofs(interaction, asking.guild, present, coming)
            policy = await self._charter.adopt(self._draft, by=asking.by)
            await show(interaction, f"It holds from now on. {policy_in_words(policy)}")

    @ui.button(label="Cancel", style=discord.ButtonStyle.secondary)
    async def cancel(self, interaction: Interaction, button: ui.Button[Any]) -> None:  # noqa: ARG002
        async with answering(interaction, anew=False):
            admin_of(interaction)
            await show(interaction, "Nothing has changed.")


class Question(Form):
    """Only whoever asked sees it. After a restart its buttons are dead, and nothing has changed."""

    def __init__(self, charter: Charter, draft: Draft, words: str) -> None:
        super().__init__()
        self.add_item(ui.TextDisplay(words))
        self.add_item(_Answers(charter, draft))


async def _text(file: discord.Attachment) -> str:
    """Raises DeniedError for what is no text, or too long to be a policy."""
    if file.size > _MOST_BYTES:
        raise DeniedError(f"The file is too long: at most {LONGEST} characters.")
    try:
        return (await file.read()).decode()
    except UnicodeDecodeError as error:
        raise DeniedError("The file is not UTF-8; save it as UTF-8.") from error
    except discord.HTTPException as error:
        raise DeniedError("Discord does not give the file out; try again.") from error
