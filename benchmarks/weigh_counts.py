"""Choose the weight of a number that counts what a question asks "how many" of: ``COUNTS`` in ``answer/counting.py``.

    python benchmarks/weigh_counts.py QUESTIONS CORPUS INDEX

Prints, for several weights, of how many answerable questions for a count the first sentence holds the answer, and how
many of all questions are answered though no sentence counts the noun. Chosen on the questions over 88 news pages and on
SQuAD 2.0: .8 puts 27 of 30 right answers in front, for 24 without it, and takes none away on SQuAD.
"""

import argparse
from pathlib import Path

from assistant import Assistant, load_settings
from assistant.answer import counting
from assistant.answer.assess import assess
from assistant.answer.run import read_question
from assistant.evaluation import read_questions
from assistant.evaluation.outcomes import plain

WEIGHTS = (0.0, 0.3, 0.5, 0.8, 1.2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("index", type=Path)
    options = parser.parse_args()
    assistant = Assistant(load_settings(corpus=options.corpus, index=options.index))
    asked = [each for each in read_questions(options.questions) if counting.counted_noun(each.question)]
    for weight in WEIGHTS:
        counting.COUNTS = weight
        right = answerable = uncounted = 0
        for each in asked:
            query = read_question(each.question, each.history, each.today, assistant.parts)
            found = assess(query, assistant.parts)
            uncounted += found.is_enough and not found.is_counted
            if each.answers:
                answerable += 1
                first = plain(found.scored[0].quotable.text) if found.scored else ""
                right += any(plain(answer) in first for answer in each.answers)
        print(f"{weight}: {right} of {answerable} first; {uncounted} of {len(asked)} answered without a count")
    assistant.close()


if __name__ == "__main__":
    main()
