"""How Haven talks to servers of language models: straight to them, and never without an end."""

from collections.abc import AsyncIterator

import httpx

# The client itself waits for ever. Loading an 8B model from disk takes its time; whoever asks for
# an answer sets a shorter deadline around the call.
LONGEST_WAIT = 60.0
# The longest honest answer, or list of models, is a small part of it.
_MOST_BYTES = 4_000_000


class _CappedBody(httpx.AsyncByteStream):
    """A server that never stops talking is a broken one, and must not fill the memory."""

    def __init__(self, body: httpx.AsyncByteStream) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        taken = 0
        async for part in self._body:
            taken += len(part)
            if taken > _MOST_BYTES:
                raise httpx.ReadError("the answer has no end")
            yield part

    async def aclose(self) -> None:
        await self._body.aclose()


class Capped(httpx.AsyncHTTPTransport):
    """Takes nothing packed: 300 KB of gzip unfold to 300 MB, which no count of bytes foresees."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.headers["Accept-Encoding"] = "identity"
        response = await super().handle_async_request(request)
        if response.headers.get("Content-Encoding", "identity") != "identity":
            await response.aclose()
            raise httpx.DecodingError("the answer is packed", request=request)
        if isinstance(response.stream, httpx.AsyncByteStream):
            response.stream = _CappedBody(response.stream)
        return response
