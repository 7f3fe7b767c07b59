"""id.twitch.tv: tokens are checked, renewed, handed out for a code, and taken back."""

from collections.abc import Callable, Mapping
from uuid import uuid4

from tests.servers.twitch.exchange import Answer, Call, Refused
from tests.servers.twitch.shapes import BOT, Json
from tests.servers.twitch.world import APP_TOKEN, CLIENT, REFRESH_TOKEN, World


class Identity:
    """`refreshers` maps what renews to whose it is; `codes` maps a code to who consented."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.refreshers = {REFRESH_TOKEN: BOT, "renewed-refresh": BOT}
        self.codes: dict[str, str] = {}
        self.revoked: list[str] = []
        self.grants: list[str] = []

    def consent(self, user: str, scopes: tuple[str, ...] | None = None) -> str:
        """Somebody presses "Authorise": the code that their browser carries back."""
        code = f"code-{uuid4()}"
        self.codes[code] = user
        if scopes is not None:
            self._world.scopes[f"granted-{user}"] = scopes
        return code

    def answer(self, call: Call) -> Answer:
        routes: Mapping[tuple[str, str], Callable[[Call], Answer]] = {
            ("GET", "oauth2/validate"): self._validate,
            ("POST", "oauth2/token"): self._grant,
            ("POST", "oauth2/revoke"): self._revoke,
        }
        if call.route not in routes:
            raise Refused(404, "not found")
        return routes[call.route](call)

    def _validate(self, call: Call) -> Answer:
        body: Json = {"client_id": CLIENT, "expires_in": self._world.expires_in}
        if owner := self._world.owners.get(call.token):
            login = self._world.logins.get(owner, "somebody")
            scopes = list(self._world.scopes[call.token])
            return Answer(body=body | {"login": login, "user_id": owner, "scopes": scopes})
        if call.token == APP_TOKEN:
            return Answer(body=body | {"scopes": []})
        raise Refused(401, "invalid access token")

    def _grant(self, call: Call) -> Answer:
        asked = call.query | call.body
        self.grants.append(asked["grant_type"])
        if not asked.get("client_secret"):
            raise Refused(403, "invalid client secret")
        match asked["grant_type"]:
            case "client_credentials":
                return Answer(body=self._fresh(APP_TOKEN))
            case "refresh_token":
                return self._renew(asked["refresh_token"])
            case "authorization_code":
                return self._exchange(asked["code"])
        raise Refused(400, "invalid grant type")

    def _renew(self, refresh: str) -> Answer:
        if refresh not in self.refreshers:
            raise Refused(400, "Invalid refresh token")
        return Answer(body=self._fresh("renewed-access") | {"refresh_token": "renewed-refresh"})

    def _exchange(self, code: str) -> Answer:
        user = self.codes.pop(code, None)
        if user is None:
            raise Refused(400, "Invalid authorization code")
        access, refresh = f"granted-{user}", f"granted-refresh-{user}"
        self._world.owners[access] = user
        self.refreshers[refresh] = user
        return Answer(body=self._fresh(access) | {"refresh_token": refresh})

    def _revoke(self, call: Call) -> Answer:
        token = (call.query | call.body)["token"]
        self._world.owners.pop(token, None)
        self.revoked.append(token)
        return Answer()

    def _fresh(self, access: str) -> Json:
        kind = {"scope": list(self._world.scopes[access]), "token_type": "bearer"}
        return kind | {"access_token": access, "expires_in": self._world.expires_in}
