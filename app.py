"""Serve the page: ``python app.py``. Settings come from the environment or a ``.env`` file."""

import sys

from assistant import terminal
from assistant.assistant import Assistant
from assistant.errors import AssistantError
from assistant.settings import load_settings
from assistant.web import serve


def main() -> int:
    """Settings -> Assistant -> page; the exit status."""
    try:
        settings = load_settings()
        terminal.configure_logging(settings.log, settings.secrets())
        assistant = Assistant(settings, "the page")
        try:
            serve(assistant, settings.host, settings.port)
        finally:
            assistant.close()
    except AssistantError as error:
        terminal.write_error(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
