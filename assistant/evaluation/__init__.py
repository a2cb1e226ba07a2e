"""Measures the assistant on a file of questions: retrieval, answers, citations, refusals and time.

Each figure has a confidence interval. A run can be saved, and a later one compared with it question by question.
"""

from assistant.evaluation.comparison import PASSED, Comparison, Saved, compare, mcnemar, read_run, to_lines, to_saved
from assistant.evaluation.figures import Figure, measure, share
from assistant.evaluation.files import read_questions, require_articles
from assistant.evaluation.outcomes import Outcome
from assistant.evaluation.questions import Question
from assistant.evaluation.report import describe_failures, to_json, to_table, variants_to_json, variants_to_table
from assistant.evaluation.run import Evaluation, evaluate, evaluate_variants

__all__ = [
    "PASSED", "Comparison", "Evaluation", "Figure", "Outcome", "Question", "Saved", "compare", "describe_failures",
    "evaluate", "evaluate_variants", "mcnemar", "measure", "read_questions", "read_run", "require_articles", "share",
    "to_json", "to_lines", "to_saved", "to_table", "variants_to_json", "variants_to_table",
]  # fmt: skip
