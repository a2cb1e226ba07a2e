"""The command that serves the page."""

from typing import Annotated

import typer

from assistant.cli import session
from assistant.cli.options import Corpus, Index


def serve(
    host: Annotated[str | None, typer.Option(help="Address.  [default: 127.0.0.1]", show_default=False)] = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port.  [default: 7860]", show_default=False)
    ] = None,
    corpus: Corpus = None,
    index: Index = None,
) -> None:
    """Serve the page, and index the corpus in the background."""
    settings = session.read_settings(corpus=corpus, index=index, host=host, port=port)
    from assistant.web import serve as serve_page

    assistant = session.make_assistant(settings, "the page")
    try:
        serve_page(assistant, settings.host, settings.port)
    finally:
        assistant.close()
