"""The texts of the page and of its server."""

TITLE = "Ask the archive"
INTRO = "Answers are drawn only from the indexed articles. Each number opens the article at the exact words."
EXAMPLES = (
    "What tariff did Canada agree to on Chinese electric vehicles?",
    "How much trade with India is the goal for 2030?",
    "Why is Canada looking for new trade partners?",
    "Who won the 2022 World Cup?",
)
SAMPLE = "2026-01-30-ev-tariff-canola.md"  # the examples are about the sample articles, of which this is one

# Ask
TAB_ASK = "Ask"
EXAMPLES_LABEL = "Try one of these. The last is not covered by the sample articles, and the answer will say so."
STARTERS_LABEL = "The articles answer these."
WELCOME = "What would you like to know?"
EMPTY = "There are no articles yet. Add some, and ask about them here."
FIRST_RUN = "The articles are being read for the first time. You can ask about those that are indexed in a moment."
EMPTY_BUTTON = "Add articles"
QUESTION_LABEL = "Your question"
QUESTION_PLACEHOLDER = "Ask about the articles"
ASK = "Ask"
STOP_ANSWER = "Stop"
START_OVER = "New conversation"
CONVERSATION_LABEL = "Conversation"
PENDING = "Searching the articles"
READING = "Reading what was found"
YOU_ASKED = "You asked"
SCOPE = "Only articles: "
PREFERRED = "Preferred: "
DROP_SCOPE = "Ask again without this"
SEARCHED_AS = "Searched as: "
DROP_SEARCHED = "Ask again without the questions before it"
ALONE = "asked without the questions before it"
ANY_DAY = "articles of any day"
CITED = "Cited"
ALSO_RETRIEVED = "Also retrieved"
ALSO_IN = "also in {names}"
FOUND = "Found"
CLOSEST = "Closest passages"
SOURCES_LABEL = "Sources"
REFUSED = "Not in the corpus"
ASKS = "One question back"
FAILED = "Could not answer"
STOPPED = "Stopped"
STOPPED_EARLY = "Stopped before the answer was complete."
INTERRUPTED = "The server ended before this was answered. Ask again."
UNEXPECTED = "Something went wrong; the details are in the server's log. Please try again."
SUPPORT = {
    "supported": ("supported", "Written by the model; the cited words support it."),
    "weak": ("weakly supported", "Written by the model; the cited words support it only in part."),
    "unsupported": ("not supported", "Written by the model; no cited words support it."),
    "unchecked": ("unchecked", "Written by the model; there are no checks for the language of the cited words."),
}
SUPPORT_SIGNS = {"supported": "✓", "weak": "~", "unsupported": "!", "unchecked": "?"}
WRITER_EXTRACTIVE = "Verbatim sentences, chosen without a chat model"
WRITER_MODEL = "Written by {writer}, each sentence checked"
WRITER_LABEL = "Who writes"
REMOTE = ", leaves this machine"
DROPPED_ONE = "1 citation that named no passage was dropped"
DROPPED_MANY = "{count} citations that named no passage were dropped"
NEVER = "no time known"
FRESHNESS = "Newest article {newest}, index of {synced}"
UNREAD_FILES = "{files} could not be read"
LEFT_OUT_ONE = "Left out: 1 sentence the articles do not support"
LEFT_OUT_MANY = "Left out: {count} sentences the articles do not support"
SOURCE_NUMBER = "Source {number}: {label}"
SUSPICIOUS = "Contains instructions to a model"
COPY = "Copy"
COPIED = "Copied with its references"
NOT_COPIED = "The browser did not let it be copied"
AGAIN = "Ask again"
EDIT = "Edit"
EDIT_LABEL = "Edit the question"
EDIT_ASK = "Ask this instead"
CANCEL = "Cancel"
NEXT_QUESTIONS = "Ask next"

# Kinds of question: the name of each, and as what else it may be answered
KINDS = {
    "fact": "a fact",
    "count": "a count",
    "list": "a list",
    "mentions": "mentions",
    "quotes": "quotes",
    "summary": "a summary",
    "timeline": "a timeline",
    "comparison": "a comparison",
    "corpus": "about the corpus",
    "help": "a greeting",
}
OTHER_KINDS = {
    "fact": ("count", "list", "mentions", "summary"),
    "count": ("fact", "list", "mentions"),
    "list": ("fact", "count", "mentions"),
    "mentions": ("fact", "count", "list"),
    "quotes": ("fact", "list", "mentions"),
    "summary": ("fact", "list", "timeline"),
    "timeline": ("fact", "list", "summary"),
    "comparison": ("fact", "list"),
    "corpus": ("fact", "list"),
    "help": ("fact",),
}
ANSWERED_AS = "Answered as {kind}."
ANSWER_AS = "Answer as"
ANSWER_AS_LABEL = "Answer as {kind}"
RESULT_HEADING = "Articles"
RESULT_COLUMNS = {"title": "Title", "source": "Outlet", "date": "Date", "author": "Author", "mentions": "Mentions"}
SHOW_ALL = "Show all {count}"
ROWS_CUT = "The first {count}. The file has all."
CSV = "Download CSV"
GROUPS_HEADING = "By {by}"
GROUPED_BY = {"day": "Day", "week": "Week", "month": "Month", "year": "Year", "outlet": "Outlet", "author": "Author"}
NO_AUTHOR = "Unknown author"
SPEAKER = "{name}:"
DIFFERENCES = "Where they differ"
DIFFERENCE_COLUMNS = ("About", "Value", "Who says it", "When")

# Why a question is answered or refused
WHY = "Why?"
WHY_NOT = "Why not found?"
EXPLAINING = "Looking again"
WHY_NOTHING = "Nothing was found: no article comes close."
WHY_ANSWERED = "The closest articles answer it."
WHY_OVERVIEW = "The question asks about its subject as a whole, and no passage found names all of that."
WHY_NO_SENTENCE = "The closest articles are near the question, but no sentence of theirs seems to answer it."
WHY_PERIOD = "The question names a time: {period}."
WHY_KIND = "The question is of another kind ({kind}); this holds for a question for one fact."
WHY_NOW_ANSWERED = (
    "Asked again now, it would be answered: the articles may have changed since, or the writer found too little."
)
WHY_NOW_REFUSED = "Asked again now, it would not be answered: the articles may have changed since."
WHY_SIGNS_LABEL = "What kept the answer out, where more of it would have been enough:"
WHY_SIGNS = {
    "answer_odds": "No words of a sentence look enough like an answer to this kind of question.",
    "passage_cosine": "No passage is close enough to the question in meaning.",
    "sentence_cosine": "No sentence is close enough to the question in meaning.",
    "coverage": "The best passage has too few of the question’s words ({value:.0%}).",
}
WHY_CLOSEST = "The articles that came closest"
WHY_FOUND_BY = {
    (True, True): "found by its meaning and by its words",
    (True, False): "found by its meaning only",
    (False, True): "found by its words only",
}
WHY_OTHER_DAYS = "not of the time the question names"

# Conversations
CONVERSATIONS = "Conversations"
FIND_CONVERSATION = "Find a conversation"
NO_CONVERSATIONS = "Conversations are kept here."
NONE_FOUND = "No conversation holds these words."
RENAME = "Rename"
NAME_LABEL = "Name of the conversation"
SAVE = "Save"
EXPORT = "Export"
EXPORT_LABEL = "Export “{name}” as Markdown"
DELETE = "Delete"
DELETE_CONVERSATION = "Delete the conversation “{name}”? This cannot be undone."
LOST = "The server does not answer. What you see stays; it goes on as soon as the server is back."
BACK = "The server is back."

# Articles
NO_OUTLET = "Unknown outlet"
NO_DATE = "date unknown"
DATE_ORIGIN = "date from {origin}"
PAGE = "page {page}"

# Reader
READER_LABEL = "Article"
CLOSE = "Close"
PREVIOUS = "Previous citation"
NEXT = "Next citation"
POSITION = "Source {number} of {count}"
KEYS = "n next, p previous, Esc closes"
PREVIOUS_MENTION = "Previous mention"
NEXT_MENTION = "Next mention"
MENTION_POSITION = "Mention {number} of {count}"
OLDER_VERSION = "This is the version that was cited. The article has changed since."
OPEN_CURRENT = "Open the current version"
GONE = "This is the version that was cited. The article is no longer in the corpus."
AS_INDEXED = "as indexed on {when}"
READER_FAILED = "The article could not be opened. Is the server still running?"

# Corpus
TAB_CORPUS = "Corpus"
ARTICLES_HEADING = "Documents"
RUN_HEADING = "Last run: "
COLUMNS = {"title": "Title", "source": "Outlet", "date": "Date", "state": "State"}
ACTIONS = "Actions"
STATES = {"indexed": "indexed", "failed": "failed", "skipped": "not read"}
FIND_ARTICLE = "Find in title, outlet or file name"
ANY_STATE = "Any state"
ANY_OUTLET = "Any outlet"
STATE_FILTER = "State"
OUTLET_FILTER = "Outlet"
MONTH_FILTER = "Published in {month}"
REMOVE_FILTER = "Show all again"
NOTHING_MATCHES = "No document matches."
SHOWN = "{first}–{last} of {total}"
PAGES_LABEL = "Pages of the table"
EARLIER_PAGE = "Back"
LATER_PAGE = "More"
SORT_BY = "Sort by {column}"
ADD_FILES = "Add files"
DROP_FILES = "Drop files here, or"
CHOOSE_FILES = "choose files"
ACCEPTED = "{suffixes}, up to {size:g} MB each"
REINDEX = "Reindex"
STOP = "Stop"
RETRY = "Read failed files again"
KEEP_IN_SYNC = "Keep in sync"
NO_ARTICLES = "No articles are indexed yet. Drop some files here, or put them into the folder {folder}."
NO_INDEX = "No index yet."
INDEXED = "{articles} indexed in {passages}"
FAILED_COUNT = "{count} could not be read"
UP_TO_DATE = "up to date at {time}, kept in sync"
NOT_KEPT = "last up to date at {time}; not kept in sync until you switch that on or press Reindex"
INDEXING = "Indexing"
INDEXING_PROGRESS = "Indexing: {done} of {total}"
STOPPING = "Stopping"
INDEXING_FAILED = "Indexing stopped because of an unexpected error; the details are in the server's log."
ADDING = "Adding {name}"
ADDED_FILE = "{path} was added to the corpus."
REPLACED_FILE = "{path} was replaced."
NOT_ADDED = "{name}: {reason}"
REPLACE = "Replace it"
TOO_LARGE = "it has more than {size:g} MB, the most that ASSISTANT_MAX_FILE_MB allows"
UPLOAD_FAILED = "it could not be sent to the server"
DELETE_FILE = "Delete"
DELETE_FILE_LABEL = "Delete {path}"
CONFIRM_DELETE = "Delete {path} from the corpus? It is put away in the index folder, and can be put back."
DELETED_FILE = "{path} was deleted; it is kept as {kept}."
UNDO = "Undo"
RESTORED_FILE = "{path} is back."
RUN_COUNTS = ("added", "changed", "moved", "removed", "unchanged")
NOTHING_TO_DO = "nothing to do"
RUN_FAILED = "{count} failed"
SECONDS = "{seconds:.1f} s"
SINCE = "since {when}"
PLOT_HEADING = "Articles by {unit} and outlet"
PLOT_UNITS = {"month": "month", "year": "year"}
PLOT_HINT = "Choose a bar, or an outlet, to see its articles."
PLOT_BAR = "{period}: {count} ({parts})"
OTHER_OUTLETS = "Other outlets"
HEALTH = "Index health"
HEALTH_LINES = {"articles": "Articles", "passages": "Passages", "encoder": "Encoder", "last_sync": "Last up to date"}
CHECK = "Check the index"
CHECKING = "Checking"
CHECK_PROGRESS = "{what}, {done:,} of {total:,}"
STOP_CHECK = "Stop the check"
CHECK_STOPPED = "The check was stopped."
REPAIR = "Repair"
HEALTHY = "The index is whole: {articles} and {passages} checked in {seconds:.1f} s."
NOT_HEALTHY = "The index is not whole."
REPAIRED = "Repaired: {what}"
FINE = "fine"

# Search
TAB_SEARCH = "Search"
SEARCH_INTRO = "The passages that a question finds, their ranks by meaning and by words, and how long each stage takes."
SEARCH_LABEL = "Words or a question to search for"
SEARCH = "Search"
SEARCH_COLUMNS = ("Rank", "Passage", "By meaning", "By words", "Score")
SEARCH_HINT = "Type something above. Nothing is written; you see what an answer would be drawn from."
SEARCH_NONE = "Nothing was found."
NOT_FOUND_BY = "–"
STAGES = {"question": "question", "retrieve": "retrieve", "total": "total"}
TOOK = "Took"
FILTERED = "Dates kept {kept} of {total}: {label}."
FILTERED_BY_SOURCE = "Only these were searched: {label}."
NOT_FILTERED = "Nothing filtered: all {total} were searched."

# Server
NOT_LOOPBACK = (
    "Cannot serve on {host}: the page has no login, so it is served on 127.0.0.1, localhost or ::1 only; "
    "to reach it from elsewhere put a reverse proxy with login in front."
)
PORT_IN_USE = "Port {port} of {host} is already in use; choose another one with --port."
CANNOT_LISTEN = "Cannot listen on port {port} of {host} ({reason}): choose another port with --port."
SERVING = "Serving on {address} (Ctrl-C stops it)"
FOREIGN_ORIGIN = "Requests from other sites are refused."
NO_SUCH_ADDRESS = "There is nothing here."
NO_TOKEN = "Only commands of a user who may read the index folder are answered here."
NO_MCP = "ASSISTANT_MCP is on, and the package it needs is not installed: pip install 'corpus-assistant[mcp]'."
TOO_SLOW_A_REQUEST = "The request did not arrive in time: send it again."
TOO_LONG_A_REQUEST = "The request is too long: shorten it."
SERVED_ALREADY = (
    "The index in {index} is served at {address} already (process {pid}): open that page, or stop it first."
)

# Texts that the page's scripts use
SCRIPT = {
    name: globals()[name]
    for name in (
        "READER_FAILED POSITION MENTION_POSITION PREVIOUS NEXT PREVIOUS_MENTION NEXT_MENTION "
        "COPIED NOT_COPIED LOST BACK DELETE_CONVERSATION CONFIRM_DELETE ADDING NOT_ADDED "
        "TOO_LARGE UPLOAD_FAILED CHECKING UNEXPECTED DELETE DELETE_FILE CANCEL REPLACE UNDO"
    ).split()
}


def plural(count: int, noun: str) -> str:
    """A count with its noun: "1 article", "12 articles"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
