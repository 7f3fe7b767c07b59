"""A page on this machine that a browser comes back to with somebody's consent, or without it."""

import asyncio
import secrets
from types import TracebackType
from typing import Self
from urllib.parse import urlencode, urlsplit, urlunsplit

from aiohttp import web

TWITCH = "https://id.twitch.tv"
THANKS = "Thank you. Haven has its answer; you can close this page."
NOT_OURS = "This is not an answer that Haven is waiting for. Nothing was changed."
_PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
# Where the outside has https, something in front of Haven brings the browser here.
_PORT_BEHIND_HTTPS = 17563


class ConsentDeniedError(Exception):
    """Whoever was asked said no."""


class PageUnavailableError(Exception):
    """The address cannot be listened on; the message says why."""


class ConsentPage:
    """Takes one answer, from whoever was given the link; `strays` counts all others."""

    def __init__(self, redirect: str) -> None:
        self._redirect = redirect
        self._state = secrets.token_urlsafe(32)
        self._answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._runner: web.AppRunner | None = None
        self.strays = 0

    async def __aenter__(self) -> Self:
        """Listens on the loopback address only.

        Raises:
            PageUnavailableError: the port is taken, or not for everybody.
        """
        address = urlsplit(self._redirect)
        application = web.Application()
        application.router.add_get(address.path or "/", self._receive)
        self._runner = web.AppRunner(application, access_log=None)  # it would hold the code
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, "127.0.0.1", _port_of(self._redirect)).start()
        except OSError as fault:
            await self._runner.cleanup()
            raise PageUnavailableError(fault.strerror or "unknown fault") from fault
        if address.port == 0:
            named = f"{address.hostname}:{self._runner.addresses[0][1]}"
            self._redirect = urlunsplit(address._replace(netloc=named))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._answer.cancel()
        if self._runner:
            await self._runner.cleanup()

    @property
    def redirect(self) -> str:
        """The address that Twitch sends the browser to, with the port that is listened on."""
        return self._redirect

    def link(self, *, client_id: str, scopes: tuple[str, ...], id_url: str = "") -> str:
        """For the browser of whoever shall consent; it works once."""
        asked = {
            "response_type": "code",
            "client_id": client_id,
            "redirect_uri": self._redirect,
            "scope": " ".join(scopes),
            "state": self._state,
            "force_verify": "true",  # or Twitch takes whoever is logged in, without a word
        }
        return f"{id_url.rstrip('/') or TWITCH}/oauth2/authorize?{urlencode(asked)}"

    async def code(self) -> str:
        """What can be exchanged for tokens.

        Raises:
            ConsentDeniedError: the answer is no.
        """
        return await asyncio.shield(self._answer)

    async def _receive(self, request: web.Request) -> web.Response:
        given = request.query.get("state", "")
        is_ours = secrets.compare_digest(given.encode(), self._state.encode())
        if not is_ours or self._answer.done():
            self.strays += 1
            return web.Response(status=400, text=NOT_OURS, headers=_PRIVATE)
        if code := request.query.get("code"):
            self._answer.set_result(code)
        else:
            self._answer.set_exception(ConsentDeniedError())
        return web.Response(text=THANKS, headers=_PRIVATE)


def _port_of(redirect: str) -> int:
    address = urlsplit(redirect)
    if address.scheme == "https":
        return _PORT_BEHIND_HTTPS
    return 80 if address.port is None else address.port
