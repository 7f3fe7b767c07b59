"""Conduits: subscriptions that outlive sockets, spread over shards."""

from collections.abc import Callable
from uuid import uuid4

from tests.servers.twitch.exchange import Answer, Call, Refused
from tests.servers.twitch.shapes import Json, moment_now
from tests.servers.twitch.world import APP_TOKEN

MOST_CONDUITS = 5
MOST_SHARDS = 20_000


class Conduits:
    """`known` maps a conduit to its shards' sessions; an empty one is not connected."""

    def __init__(self, *, is_open: Callable[[str], bool]) -> None:
        self.known: dict[str, list[str]] = {}
        self.assigned: Callable[[str], None] = lambda _: None
        self._is_open = is_open

    def answer(self, call: Call) -> Answer:
        _check_token(call)
        match call.method:
            case "POST":
                return self._create(call)
            case "PATCH":
                return self._resize(call)
            case "DELETE":
                self._shards_of(call.query["id"])
                del self.known[call.query["id"]]
                return Answer(204)
        return Answer(body={"data": [_shown(name, each) for name, each in self.known.items()]})

    def shards(self, call: Call) -> Answer:
        _check_token(call)
        sessions = self._shards_of(call.query["conduit_id"])
        if call.method == "PATCH":
            return self._assign(sessions, call.body["shards"])
        shown = [self._shard(number, session) for number, session in enumerate(sessions)]
        return Answer(body={"data": shown, "pagination": {}})

    def session_for(self, conduit: str, turn: int) -> str:
        """Events of one channel go to any connected shard."""
        open_ones = [each for each in self.known[conduit] if each and self._is_open(each)]
        return open_ones[turn % len(open_ones)] if open_ones else ""

    def move(self, old: str, new: str) -> None:
        for sessions in self.known.values():
            sessions[:] = [new if each == old else each for each in sessions]

    def _create(self, call: Call) -> Answer:
        if len(self.known) >= MOST_CONDUITS:
            raise Refused(429, "Conduit limit reached")
        name = str(uuid4())
        self.known[name] = [""] * _count(call)
        return Answer(body={"data": [_shown(name, self.known[name])]})

    def _resize(self, call: Call) -> Answer:
        sessions, count = self._shards_of(call.query["id"]), _count(call)
        sessions[:] = (sessions + [""] * count)[:count]
        return Answer(body={"data": [_shown(call.query["id"], sessions)]})

    def _assign(self, sessions: list[str], asked: list[Json]) -> Answer:
        done, errors = [], []
        for shard in asked:
            number, session = int(shard["id"]), shard["transport"]["session_id"]
            if number >= len(sessions) or not self._is_open(session):
                errors.append({"id": shard["id"], "message": "invalid", "code": "invalid"})
                continue
            sessions[number] = session
            self.assigned(session)
            done.append(self._shard(number, session))
        return Answer(202, {"data": done, "errors": errors})

    def _shards_of(self, conduit: str) -> list[str]:
        if conduit not in self.known:
            raise Refused(404, "conduit not found")
        return self.known[conduit]

    def _shard(self, number: int, session: str) -> Json:
        connected = bool(session) and self._is_open(session)
        transport = {"method": "websocket", "session_id": session, "connected_at": moment_now()}
        status = "enabled" if connected else "websocket_disconnected"
        return {"id": str(number), "status": status, "transport": transport}


def _check_token(call: Call) -> None:
    if call.token != APP_TOKEN:
        raise Refused(401, "conduits need the application's token")


def _count(call: Call) -> int:
    count = int(call.query.get("shard_count", call.body.get("shard_count", 0)))
    if not 1 <= count <= MOST_SHARDS:
        raise Refused(400, "shard_count must be 1 to 20000")
    return count


def _shown(name: str, sessions: list[str]) -> Json:
    return {"id": name, "shard_count": len(sessions)}
