"""The tools as a Model Context Protocol server; the `mcp` library is imported here alone, and this module only when asked for.

What enters: what can be asked of the index, and messages of a client, over standard input and output or HTTP. What leaves: results.
It deliberately offers tools alone, no prompts and no resources, and keeps nothing between requests.
"""

import asyncio
from importlib.metadata import version
from typing import Any

import mcp.types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.shared.exceptions import MCPError

from ui.service.api_limits import MAX_JSON_BYTES, Workers
from ui.service.api_problems import ApiProblem
from ui.service.api_reading import Reading
from ui.service.api_tools import INSTRUCTIONS, Tool, as_text, tools


def mcp_server(reading: Reading, workers: Workers) -> Server[Any]:
    """A server whose tools answer in threads of their own."""
    offered = {tool.name: tool for tool in tools(reading)}
    listed = mcp.types.ListToolsResult(tools=[_described(tool) for tool in offered.values()])

    async def list_tools(context: Any, asked: mcp.types.PaginatedRequestParams | None) -> mcp.types.ListToolsResult:
        return listed

    async def call_tool(context: Any, asked: mcp.types.CallToolRequestParams) -> mcp.types.CallToolResult:
        if asked.name not in offered:
            raise MCPError(mcp.types.INVALID_PARAMS, f"there is no tool {asked.name!r}; there are {', '.join(offered)}")
        return await _called(offered[asked.name], asked.arguments or {}, workers)

    server: Server[Any] = Server(
        "rapporteur", version=version("rapporteur"), title="Rapporteur", instructions=INSTRUCTIONS, on_list_tools=list_tools, on_call_tool=call_tool
    )
    server.middleware.clear()  # it reports to nobody
    return server


def serve_stdio(reading: Reading) -> None:
    """Answer one client on standard input and output until it leaves. Whatever else would be written to standard output goes to
    standard error."""

    async def answer() -> None:
        server = mcp_server(reading, Workers())
        async with stdio_server() as (received, sent):
            await server.run(received, sent, server.create_initialization_options())

    asyncio.run(answer())


def over_http(reading: Reading, workers: Workers) -> StreamableHTTPSessionManager:
    """The server for many clients over HTTP, one answer a request; the guard around the page's server checks where they come from."""
    return StreamableHTTPSessionManager(mcp_server(reading, workers), json_response=True, stateless=True, max_request_body_size=MAX_JSON_BYTES)


def _described(tool: Tool) -> mcp.types.Tool:
    return mcp.types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.input_schema,
        output_schema=tool.output_schema,
        annotations=mcp.types.ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False),
    )


async def _called(tool: Tool, arguments: dict[str, Any], workers: Workers) -> mcp.types.CallToolResult:
    """A tool's result, or what was wrong, said so that a model can ask better."""
    try:
        record = await workers.run(lambda: tool.called(arguments))
    except ApiProblem as problem:
        return _failed(problem.detail)
    return mcp.types.CallToolResult(content=[mcp.types.TextContent(type="text", text=as_text(record))], structured_content=record)


def _failed(words: str) -> mcp.types.CallToolResult:
    return mcp.types.CallToolResult(content=[mcp.types.TextContent(type="text", text=words)], is_error=True)
