"""The two kinds of connection: a websocket for some channels, a conduit for many."""

from twitchio import Conduit
from twitchio.eventsub.websockets import WebsocketClosed
from twitchio.models.eventsub_ import EventsubSubscription

from connectors.twitch.guards.conduits import OwnConduit
from connectors.twitch.listener import Listener
from connectors.twitch.subscriptions import Key, Wanted, key_of


class SocketConnection(Listener):
    """Subscriptions belong to a socket and end with it; one socket holds 300."""

    async def subscribed(self) -> frozenset[Key]:
        open_ones = {name for sockets in self._websockets.values() for name in sockets}
        found = await self.fetch_eventsub_subscriptions(
            token_for=self._assignment.bot, status="enabled"
        )
        return frozenset(
            [
                _key(each)
                async for each in found.subscriptions
                if each.transport.session_id in open_ones
            ]
        )

    async def subscribe(self, wanted: Wanted) -> None:
        await self.subscribe_websocket(wanted.payload, as_bot=True)

    async def event_websocket_closed(self, _: WebsocketClosed) -> None:
        """Some sockets are given up for good by the library; then everything starts afresh."""
        if self.listening and not self._has_closed and not any(self._websockets.values()):
            await self.give_up()


class ConduitConnection(Listener, OwnConduit):
    """Subscriptions belong to the conduit and outlive its sockets, the shards, for three days."""

    async def setup_hook(self) -> None:
        await self._let_go()
        await super().setup_hook()

    async def claim(self, conduit: Conduit) -> int:
        held = {_key(each) for each in await self._held(conduit.id)}
        return sum(each.key in held for each in self._assignment.wanted)

    async def subscribed(self) -> frozenset[Key]:
        return frozenset([_key(each) for each in await self._held(self.conduit_info.id)])

    async def subscribe(self, wanted: Wanted) -> None:
        answer = await self.multi_subscribe([wanted.payload])
        for refusal in answer.errors:
            # 409: subscribed already, by a former run.
            if refusal.error.status != 409:
                raise refusal.error

    async def _let_go(self) -> None:
        """A conduit remembers channels that Haven has been taken out of since."""
        wanted = {each.key for each in self._assignment.wanted}
        for each in await self._held(self.conduit_info.id):
            if _key(each) not in wanted:
                await self.delete_eventsub_subscription(each.id)

    async def _held(self, conduit: str | None) -> list[EventsubSubscription]:
        found = await self.fetch_eventsub_subscriptions(conduit_id=conduit)
        return [each async for each in found.subscriptions if each.status == "enabled"]


def _key(subscription: EventsubSubscription) -> Key:
    return key_of(subscription.type, subscription.version, dict(subscription.condition))
