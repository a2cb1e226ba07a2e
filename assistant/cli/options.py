"""The options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

Corpus = Annotated[Path | None, typer.Option(help="Folder of documents.  [default: corpus]", show_default=False)]
Index = Annotated[Path | None, typer.Option(help="Folder of the index.  [default: .assistant]", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on one line.")]
Batch = Annotated[
    str | None, typer.Option(help="A file of JSON lines, or - for standard input: one line out per line.")
]
History = Annotated[Path | None, typer.Option(help="A JSON list of earlier turns: [{role, content}].")]
Explain = Annotated[bool, typer.Option("--explain", help="Say why it is answered or refused.")]
K = Annotated[int, typer.Option("-k", min=1, max=1000, help="How many passages.")]
Kind = Annotated[
    str,
    typer.Option(
        help="Answer as this kind of question: fact, count, list, mentions, quotes, summary, comparison, timeline, "
        "corpus or help.  [default: as the question is asked]",
        show_default=False,
    ),
]
