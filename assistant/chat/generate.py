"""Evidence -> Draft by a chat model. The door to LangChain.

The model picks, it does not write: it is shown numbered sentences and replies with the numbers of those that answer,
so that what is shown is still the articles' own words.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.chat.extract import SENTENCES, Scored, draft_of
from assistant.chat.prompts import load_prompt
from assistant.chat.question import Query
from assistant.errors import ModelError
from assistant.records import Draft, fold

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

TIMEOUT_S = 60
NONE = "NONE"


def open_model(name: str) -> "BaseChatModel":
    """The chat model ``provider:name``. Raises ModelError if it cannot be made."""
    from langchain.chat_models import init_chat_model

    try:
        model: BaseChatModel = init_chat_model(name, temperature=0, timeout=TIMEOUT_S, max_retries=1)
    except ImportError as error:
        raise ModelError(f"The chat model {name!r} needs a package: {fold(str(error))}") from None
    except Exception as error:  # each provider raises its own
        raise ModelError(f"The chat model {name!r} cannot be used: {fold(str(error))[:200]}") from None
    return model


def pick(query: Query, scored: Sequence[Scored], model: "BaseChatModel", writer: str) -> Draft:
    """A draft of the sentences the model picks; an empty one if it says that none answers.

    Raises ModelError if the model fails or its reply names no sentence. Numbers that name none are dropped.
    """
    prompt = load_prompt("pick", {"most", "sentences", "question"})
    by_number = {each.quotable.number: each for each in scored}
    plain = {number: fold(each.quotable.text).replace("<", "‹") for number, each in by_number.items()}
    listed = "\n".join(f"({number}) {text}" for number, text in plain.items())  # no "<" can close their delimiter
    try:
        reply = model.invoke(prompt.substitute(most=SENTENCES, sentences=listed, question=query.searched))
    except Exception as error:  # a provider's own errors, of the network among them, have no common base
        raise ModelError(f"The chat model {writer} failed: {fold(str(error))[:200]}") from None
    said = str(reply.text)
    named = [int(number) for number in re.findall(r"\d{1,6}", said)]
    if said.strip().upper().startswith(NONE):
        return Draft((), (), writer)
    picked = [by_number[number] for number in dict.fromkeys(named) if number in by_number][:SENTENCES]
    if not picked:
        raise ModelError(f"The chat model {writer} replied with no sentence number.")
    return replace(draft_of(query, picked, writer), dropped_marks=sum(number not in by_number for number in named))
