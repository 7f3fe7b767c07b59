"""Plain questions to Twitch about tokens, asked outside of any connection."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from connectors.twitch.consent import TWITCH
from connectors.twitch.tokens import TokenRefusedError, Tokens

HELIX = "https://api.twitch.tv/helix"
SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Owner:
    id: str
    login: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grants:
    """All raise TokenRefusedError where Twitch says no, and ConnectionError without an answer."""

    client_id: str
    client_secret: str
    id_url: str = ""
    helix_url: str = ""

    async def exchange(self, code: str, *, redirect: str) -> Tokens:
        asked = {
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect,
        }
        told = await self._ask("POST", f"{self._id}/oauth2/token", data=asked)
        return Tokens(str(told["access_token"]), str(told["refresh_token"]))

    async def owner(self, access: str) -> Owner:
        """Whose token it is, and what it may do."""
        headers = {"Authorization": f"OAuth {access}"}
        told = await self._ask("GET", f"{self._id}/oauth2/validate", headers=headers)
        scopes = tuple(map(str, told.get("scopes") or ()))
        return Owner(str(told.get("user_id", "")), str(told.get("login", "")), scopes)

    async def revoke(self, access: str) -> None:
        asked = {"client_id": self.client_id, "token": access}
        await self._ask("POST", f"{self._id}/oauth2/revoke", data=asked)

    async def moderated(self, user: str, *, access: str) -> frozenset[str]:
        """Channels, by their numbers, in which the user moderates."""
        headers = {"Authorization": f"Bearer {access}", "Client-Id": self.client_id}
        address = f"{self.helix_url.rstrip('/') or HELIX}/moderation/channels"
        found: set[str] = set()
        page: dict[str, str] = {"user_id": user, "first": "100"}
        while page:
            told = await self._ask("GET", address, headers=headers, params=page)
            found.update(str(channel["broadcaster_id"]) for channel in told["data"])
            cursor = told.get("pagination", {}).get("cursor", "")
            page = page | {"after": cursor} if cursor else {}
        return frozenset(found)

    @property
    def _id(self) -> str:
        return self.id_url.rstrip("/") or TWITCH

    async def _ask(self, method: str, address: str, **options: Any) -> Mapping[str, Any]:  # noqa: ANN401
        """Errors hold no addresses, and so no secrets."""
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS)) as session,
                session.request(method, address, **options) as answer,
            ):
                told = await answer.json(content_type=None)
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise ConnectionError(f"Twitch does not answer ({type(error).__name__})") from None
        if status >= 500:
            raise ConnectionError(f"Twitch has a fault of its own (status {status})")
        if status >= 400:
            said = told.get("message", "") if isinstance(told, dict) else ""
            raise TokenRefusedError(f"Twitch refuses: {str(said)[:100] or status}")
        return told if isinstance(told, dict) else {}
