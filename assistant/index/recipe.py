"""What an index is made with, and the keys that its vectors are stored under."""

import hashlib
import re

from assistant.documents import READER_FORMAT
from assistant.index.encode import Encoder
from assistant.records import Passage

RECIPE_FORMAT = 1  # of passages and their headers; raised when chunk.py makes other passages of the same text


def make_recipe(encoder: Encoder, passage_tokens: int, build: int = 0) -> str:
    """What articles, passages and vectors are made with. An index holds one recipe only.

    build: counts how often the same was to be made anew.
    """
    again = f" build={build}" if build else ""
    return f"{encoder.identity} passages={passage_tokens} format={RECIPE_FORMAT}{again} reading={READER_FORMAT}"


def passage_format(recipe: str) -> str:
    """The part of a recipe that says how passages and their headers are made of a text."""
    found = re.search(r" format=(\d+)", recipe)
    return found[1] if found else ""


def build_of(recipe: str) -> int:
    """How often the index was made anew with the same recipe."""
    number = re.search(r" build=(\d+) reading=\d+$", recipe)
    return int(number[1]) if number else 0


def make_key(recipe: str, passage: Passage) -> bytes:
    """What a passage's vectors are stored under: a hash of all that they are made from.

    How files are read is left out, so that better reading encodes only the texts it changes.
    """
    made_with = re.sub(r" reading=\d+$", "", recipe)
    parts = f"{made_with}\0{passage.embedded_sentences}\0{passage.embedded_text}"
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).digest()
