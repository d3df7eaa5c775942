"""The Model Context Protocol at an address of the page's own server.

What enters: requests to `MCP_PATH`. What leaves: what the tools answer. The library behind it is imported with the first request,
so that who only opens the page does not wait for it. It deliberately keeps no sessions: every request is answered by itself.
"""

import asyncio
from importlib import import_module
from typing import Any

from starlette.responses import JSONResponse

from ui.service.api_limits import Workers
from ui.service.api_reading import Reading
from ui.service.guard import Message, Receive, Send
from ui.service.turns import ASKER, asker_of

MCP_PATH = "/mcp"


class McpOverHttp:
    """An ASGI application that answers clients of the Model Context Protocol."""

    def __init__(self, reading: Reading) -> None:
        self._reading, self._workers = reading, Workers()
        self._begun: asyncio.Future[Any] | None = None
        self._running: asyncio.Task[None] | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":  # without sessions there is nothing to listen to and nothing to end
            await JSONResponse({"error": "only POST is taken here"}, 405, {"Allow": "POST"})(scope, receive, send)
            return
        manager = await self._manager()
        ASKER.set(asker_of(scope))
        await manager.handle_request(scope, receive, send)

    async def _manager(self) -> Any:
        """What answers, begun with the first request; it ends with the event loop."""
        if self._begun is None:
            self._begun = asyncio.get_running_loop().create_future()
            self._running = asyncio.create_task(self._run(self._begun))
        return await asyncio.shield(self._begun)

    async def _run(self, begun: asyncio.Future[Any]) -> None:
        try:
            module = await asyncio.to_thread(import_module, "ui.service.mcp_server")
            manager = module.over_http(self._reading, self._workers)
            async with manager.run():
                begun.set_result(manager)
                await asyncio.Event().wait()
        except Exception as error:
            self._begun = None  # the next request tries again
            begun.set_exception(error)
