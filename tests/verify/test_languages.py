"""Claims about articles whose language has no checks."""

from typing import get_args

import pytest

from assistant.records import REMARKS, Article, DraftSentence, Evidence, Quotable, Support
from assistant.verify.verifier import Verifier
from assistant.web.text import SUPPORT, SUPPORT_SIGNS

TEXT = "Le pont de Lyon a coûté douze millions d'euros. La mairie a payé."
CLAIM = "The bridge of Lyon cost 12 million euros."


def verifier(language: str | None, text: str = TEXT) -> Verifier:
    article = Article("a.md", "Pont", text, "0" * 64, language=language)
    end = text.index(". ") + 1
    spans = ((0, end), (end + 1, len(text)))
    evidence = Evidence(
        1, 1, "a.md", article.version, "Pont", None, None, None, 0, len(text), text, spans, 1.0, 1.0, 1, 1
    )
    quotables = [Quotable(number, evidence, span) for number, span in enumerate(spans, 1)]
    return Verifier(quotables, lambda path, version: article)


@pytest.mark.parametrize("language", ["fr", "de", "pt", "zh", "tlh"])
def test_a_paraphrase_of_an_article_in_another_language_is_unchecked(language: str) -> None:
    checks = verifier(language)
    checked = checks.check(DraftSentence(CLAIM, (1,)))
    assert (checked.support, checked.citations) == ("unchecked", (1,))
    assert checks.citations[0].quote == TEXT[: TEXT.index(". ") + 1]


@pytest.mark.parametrize(
    ("claim", "support"),
    [
        ("It cost 12,000 euros in 1998.", "unchecked"),
        ("It cost 15,000 euros.", "unsupported"),
        ("It cost 15.", "unchecked"),
    ],
)
def test_a_long_number_that_the_article_does_not_have_is_unsupported_in_any_language(claim: str, support: str) -> None:
    text = "Le pont de Lyon a coûté 12 000 euros en 1998. La mairie a payé."
    assert verifier("fr", text).check(DraftSentence(claim, (1,))).support == support


@pytest.mark.parametrize("language", [None, "en", "eng", "fr"])
def test_words_of_the_article_are_quoted_in_any_language(language: str | None) -> None:
    assert verifier(language).check(DraftSentence(TEXT[: TEXT.index(". ") + 1], (1,))).support == "quoted"


@pytest.mark.parametrize("language", [None, "en", "eng"])
def test_an_article_in_english_or_no_named_language_is_checked(language: str | None) -> None:
    text = "The bridge of Lyon cost 12 million euros to build. The city paid."
    assert verifier(language, text).check(DraftSentence("The bridge of Lyon cost 15 million euros.", (1,))).support == (
        "unsupported"
    )


def test_a_sentence_that_cites_nothing_is_not_called_unchecked() -> None:
    assert verifier("fr").check(DraftSentence("The mayor of Paris resigned in June.", ())).support == "unsupported"


def test_every_support_is_shown_on_the_page_and_only_doubtful_ones_are_marked_in_text() -> None:
    assert set(get_args(Support)) == set(SUPPORT) | {"quoted"} == set(SUPPORT_SIGNS) | {"quoted"}
    assert REMARKS.keys() == {"weak", "unchecked"}


@pytest.mark.parametrize(
    ("language", "text", "claim"),
    [
        ("fr", TEXT, "It cost 15,000 euros."),
        (
            "en",
            "The bridge of Lyon cost 12 million euros to build. The city paid.",
            "The bridge cost 15 million euros.",
        ),
    ],
)
def test_why_a_sentence_is_not_supported_is_logged(
    caplog: pytest.LogCaptureFixture, language: str, text: str, claim: str
) -> None:
    with caplog.at_level("INFO", logger="assistant"):
        checks = verifier(language, text)
        assert checks.check(DraftSentence(claim, (1,))).support == "unsupported"
    (record,) = caplog.records
    assert claim in record.getMessage()
    assert checks.why[0] in record.getMessage()
