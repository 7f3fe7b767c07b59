"""What holds in a channel, typed into its chat: the mode, the shield, and the policy's keys."""

from collections.abc import Iterator

from cogs.chat_command import Asked, Command, Rank
from cogs.policy_wording import preview_in_words
from engine.authority import DeniedError, Lacking
from engine.charter import Charter, Draft
from engine.lockdowns import LockDowns
from engine.policy.community import CommunityPolicy
from engine.policy.document import KEYS, TABLES, key_of, written
from engine.ports import Archive
from engine.quantities import counted, lasting
from engine.verdict import Mode

# What a line has room for.
_LONGEST_VALUE = 60
_USUAL = "default"
_SHIELD = "shield on|off"


class PolicyCommands:
    """Haven may act by itself only where it can."""

    def __init__(
        self, *, charter: Charter, archive: Archive, lockdowns: LockDowns, lacking: Lacking
    ) -> None:
        self._charter = charter
        self._archive = archive
        self._lockdowns = lockdowns
        self._lacking = lacking

    def __iter__(self) -> Iterator[Command]:
        yield Command("status", Rank.MODERATOR, self._status)
        yield Command(f"mode {'|'.join(Mode)}", Rank.MODERATOR, self._mode)
        yield Command(_SHIELD, Rank.MODERATOR, self._shield)
        yield Command("policy", Rank.BROADCASTER, self._policy)
        yield Command(f"set KEY VALUE|{_USUAL}", Rank.BROADCASTER, self._set)

    async def _status(self, asked: Asked) -> str:
        cases = (await self._archive.last_case_numbers()).get(asked.community, 0)
        return f"{self._charter.of(asked.community).mode} mode, {counted(cases, 'case')} so far."

    async def _mode(self, asked: Asked) -> str:
        wanted = asked.word.lower()
        if wanted not in {mode.value for mode in Mode}:
            fault = "There is no such mode. " if asked.word else ""
            present = self._charter.of(asked.community).mode
            return f"{fault}The mode is {present}; choose one with: mode {' | '.join(Mode)}"
        await self._prove(asked, Mode(wanted))
        await self._charter.choose_mode(asked.community, Mode(wanted), by=asked.by)
        return f"Mode is {wanted} from now on."

    async def _shield(self, asked: Asked) -> str:
        match asked.word.lower():
            case "on":
                duration = self._charter.of(asked.community).lock_down_for
                case = await self._lockdowns.begin(
                    asked.place, duration, by=asked.by, reason="A moderator asked for it in chat."
                )
                return (
                    f"The shield is up, by case {case.number}; it ends after {lasting(duration)}."
                )
            case "off":
                await self._lockdowns.end(asked.community, by=asked.by)
                return "The shield is down; what was set before is set again."
            case _:
                return f"Write: {_SHIELD}"

    async def _policy(self, asked: Asked) -> str:
        present, usual = self._charter.of(asked.community), CommunityPolicy()
        own = [name for name in KEYS if written(present, name) != written(usual, name)]
        told = "\n".join(f"{name} = {_value(present, name)}" for name in own) or "All is as usual"
        return f"{told}\nChange it with: set KEY VALUE; keys are {', '.join(KEYS)}"

    async def _set(self, asked: Asked) -> str:
        name, _, value = asked.word.partition(" ")
        key, value = key_of(name.lower()), value.strip()
        if not value:
            present = _value(self._charter.of(asked.community), name.lower())
            return f"{name.lower()} = {present}: {key.about}"
        return await self._adopted(asked, name.lower(), value)

    async def _adopted(self, asked: Asked, name: str, value: str) -> str:
        present = self._charter.of(asked.community)
        draft = self._draft(asked, name, value)
        if draft.policy == present:
            return f"{name} is {_value(present, name)} already."
        await self._prove(asked, draft.policy.mode)
        seen = await self._charter.preview(draft)
        coming = await self._charter.adopt(draft, by=asked.by)
        was, now = _value(present, name), _value(coming, name)
        return f"{name} = {now} from now on; it was {was}. {preview_in_words(seen, coming)}"

    async def _prove(self, asked: Asked, coming: Mode) -> None:
        """Raises DeniedError where Haven is to act from now on, and could not."""
        present = self._charter.of(asked.community).mode
        if coming is not Mode.ENFORCE or present is Mode.ENFORCE:
            return
        if lacking := await self._lacking(asked.community):
            raise DeniedError(lacking)

    def _draft(self, asked: Asked, name: str, value: str) -> Draft:
        if value.lower() == _USUAL:
            return self._charter.draft_usual(asked.community, name)
        return self._charter.draft_key(asked.community, name, value)


def _value(policy: CommunityPolicy, name: str) -> str:
    if name in TABLES:
        return counted(len(getattr(policy, name)), TABLES[name].one)
    value = written(policy, name)
    return value if len(value) <= _LONGEST_VALUE else f"{value[:_LONGEST_VALUE]}…"
