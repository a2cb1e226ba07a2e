"""The page, and its web server. Gradio is imported here only, when the page is served."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.assistant import Assistant


def serve(assistant: "Assistant", host: str, port: int) -> None:
    """Serve the page of one assistant on a loopback address until it is interrupted."""
    from assistant.web import server

    server.serve(assistant, host, port)
