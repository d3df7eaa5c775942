"""The command `rapporteur mcp`.

What enters: messages of one client of the Model Context Protocol on standard input. What leaves: its answers on standard output,
and nothing else there. It deliberately changes nothing: the tools only read.
"""

from ui.commands.options import IndexOption, ModelOption
from ui.settings import load_settings


def mcp(index_folder: IndexOption = None, model: ModelOption = None) -> None:
    """Answer a client of the Model Context Protocol on standard input and output."""
    from assistant.assistant import Assistant
    from ui.service.api_reading import Reading
    from ui.service.mcp_server import serve_stdio

    settings = load_settings(index=index_folder, model=model)
    serve_stdio(Reading(Assistant.open(settings.index, model=settings.chosen_model, milvus=settings.milvus), settings.quotes))
