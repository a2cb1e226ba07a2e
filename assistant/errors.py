"""Every error a user can act on. Its message is one line: what was wrong, and what to do.

AssistantError
├── SettingsError        a setting has a value that cannot be used
├── CorpusError          the corpus folder is missing, or a sync would empty the index
│   └── FileTakenError   a file of that name is there already
├── ReadError            one file cannot be read; its message is the reason shown beside the file
├── EncoderError         the encoder's files are missing or wrong
├── ReaderError          the reader, or the re-ranker, cannot be loaded
├── IndexUnavailableError  there is no index, or it cannot be opened or written
│   ├── IndexBusyError   another process uses it, and does not let go in time
│   └── IndexDamagedError  its catalog is damaged, which nothing but indexing again can mend
├── QuestionError        a question is empty or too long
├── ModelError           a chat model cannot be reached, or its reply cannot be used
├── NotFoundError        no such article or version
└── Stopped              the user stopped a long run; what was done is kept
"""

STOPPED = "Stopped. What was done is kept, and the next run goes on from there."


class AssistantError(Exception):
    """The base: ``str(error)`` may be shown to a user as it is."""


class SettingsError(AssistantError):
    """A setting has a value that cannot be used."""


class CorpusError(AssistantError):
    """The corpus folder is missing, or a sync would empty the index."""


class FileTakenError(CorpusError):
    """A file of that name is in the corpus already."""


class ReadError(AssistantError):
    """One file cannot be read; the message is the reason."""


class EncoderError(AssistantError):
    """The encoder's files are missing or wrong."""


class ReaderError(AssistantError):
    """The reader, or the re-ranker, cannot be loaded."""


class IndexUnavailableError(AssistantError):
    """There is no index, or it cannot be opened or written."""


class IndexBusyError(IndexUnavailableError):
    """Another process uses the index, and does not let go in time."""


class IndexDamagedError(IndexUnavailableError):
    """The catalog is damaged, which nothing but indexing again can mend."""


class QuestionError(AssistantError):
    """A question is empty or too long."""


class ModelError(AssistantError):
    """A chat model cannot be reached, or its reply cannot be used."""


class NotFoundError(AssistantError):
    """No such article or version."""


class Stopped(AssistantError):  # noqa: N818 - a decision of the user, not a fault
    """The user stopped a long run; what was done is kept."""
