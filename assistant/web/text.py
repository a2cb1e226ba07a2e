"""Every word of the interface, in one place."""

TITLE = "Ask the archive"
INTRO = "Answers are drawn only from the indexed articles. Each number opens the article at the exact words."
EXAMPLES = (
    "What tariff did Canada agree to on Chinese electric vehicles?",
    "How much trade with India is the goal for 2030?",
    "Why is Canada looking for new trade partners?",
    "Who won the 2022 World Cup?",
)

# Ask
TAB_ASK = "Ask"
EXAMPLES_LABEL = "Try one of these. The last is not covered by the sample articles, and the answer will say so."
QUESTION_LABEL = "Your question"
QUESTION_PLACEHOLDER = "Ask about the articles"
ASK = "Ask"
START_OVER = "Start over"
CONVERSATION_LABEL = "Conversation"
PENDING = "Searching the articles"
YOU_ASKED = "You asked"
SCOPE = "Articles: "
SEARCHED_AS = "Searched as: "
CITED = "Cited"
ALSO_RETRIEVED = "Also retrieved"
CLOSEST = "Closest passages"
REFUSED = "Not in the corpus"
ASKS = "One question back"
FAILED = "Could not answer"
UNEXPECTED = "Something went wrong; the details are in the server's log. Please try again."
SUPPORT = {
    "supported": ("supported", "Written by the model; the cited words support it."),
    "weak": ("weakly supported", "Written by the model; the cited words support it only in part."),
    "unsupported": ("not supported", "Written by the model; no cited words support it."),
}
WRITER_EXTRACTIVE = "Verbatim sentences, chosen without a chat model"
WRITER_MODEL = "Written by {writer}, each sentence checked"
DROPPED_ONE = "1 citation that named no passage was dropped"
DROPPED_MANY = "{count} citations that named no passage were dropped"
SOURCE_NUMBER = "Source {number}: {label}"

# Articles
NO_OUTLET = "Unknown outlet"
NO_DATE = "date unknown"
DATE_ORIGIN = "date from {origin}"
PAGE = "page {page}"

# Reader
READER_LABEL = "Cited article"
READER_HINT = "Articles open here, at the words an answer cites."
CLOSE = "Close"
OLDER_VERSION = "This is the version that was cited. The article has changed since."
OPEN_CURRENT = "Open the current version"
GONE = "This is the version that was cited. The article is no longer in the corpus."
READER_FAILED = "The article could not be opened. Is the server still running?"

# Corpus
TAB_CORPUS = "Corpus"
ARTICLES_HEADING = "Indexed articles"
FAILED_HEADING = "Files that could not be read"
SKIPPED_HEADING = "Other files, which are not read"
RUN_HEADING = "Last run: "
COLUMNS = ("Title", "Outlet", "Date", "File", "Passages")
FAILED_COLUMNS = ("File", "Reason", "Since")
SKIPPED_COLUMNS = ("Files", "Reason")
ADD_FILES = "Add files"
REINDEX = "Reindex"
STOP = "Stop"
NO_ARTICLES = "No articles are indexed yet."
NO_INDEX = "No index yet."
INDEXED = "{articles} indexed in {passages}"
FAILED_COUNT = "{count} could not be read"
UP_TO_DATE = "up to date at {time}, kept in sync"
NOT_KEPT = "last up to date at {time}; stopped, so not kept in sync until you press Reindex"
INDEXING = "Indexing"
INDEXING_PROGRESS = "Indexing: {done} of {total}"
STOPPING = "Stopping"
INDEXING_FAILED = "Indexing stopped because of an unexpected error; the details are in the server's log."
ADDED_FILE = "{path} was added to the corpus."
NOT_ADDED = "{name}: {reason}"
RUN_COUNTS = ("added", "changed", "moved", "removed", "unchanged")
RUN_FAILED = "{count} failed"
SECONDS = "{seconds:.1f} s"

# Server
NOT_LOOPBACK = (
    "Cannot serve on {host}: the page has no login, so it is served on 127.0.0.1, localhost or ::1 only; "
    "to reach it from elsewhere put a reverse proxy with login in front."
)
PORT_IN_USE = "Port {port} of {host} is already in use; choose another one with --port."
CANNOT_LISTEN = "Cannot listen on port {port} of {host}: {reason}."
SERVING = "Serving on {address} (Ctrl-C stops it)"
FOREIGN_ORIGIN = "Requests from other sites are refused."
NO_SUCH_ADDRESS = "There is nothing here."
NO_TOKEN = "Only commands of who may read the index folder are answered here."
SERVED_ALREADY = (
    "The index in {index} is served at {address} already (process {pid}): open that page, or stop it first."
)


def plural(count: int, noun: str) -> str:
    """A count with its noun: "1 article", "12 articles"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
