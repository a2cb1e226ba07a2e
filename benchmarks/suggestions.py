"""Print the questions suggested for a corpus, to be read by a person, with the sentence or title each was made from.

    python benchmarks/suggestions.py --corpus corpus --index index [--count 30] [--newest 600]

The index must be up to date. More are printed than the page shows; they are chosen in the same way.
"""

import argparse
from pathlib import Path

from assistant import Assistant, Settings
from assistant.records import normalize_space
from assistant.web import suggest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--count", type=int, default=30, help="questions to print")
    parser.add_argument("--newest", type=int, default=600, help="articles to make them from")
    given = parser.parse_args()
    assistant = Assistant(Settings(corpus=given.corpus, index=given.index))
    readings = suggest.read(assistant, [row.path for row in assistant.articles()[: given.newest]])
    ask = suggest.answering(assistant, lambda: True)
    for number, (candidate, _) in enumerate(suggest.choose(readings, ask, given.count, 10 * given.count), 1):
        article = assistant.article(candidate.article)
        made_from = article.text[slice(*candidate.span)] if candidate.span else article.title
        print(f"{number:3} {candidate.kind:9} {candidate.question}\n{'':14}{normalize_space(made_from)[:160]}")
    assistant.close()


if __name__ == "__main__":
    main()
