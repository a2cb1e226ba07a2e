"""Articles in groups: cut into passages, and encoded while the next group is read and the last one is written."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from assistant.index.chunk import chunk
from assistant.index.encode import Encoder, Encoding
from assistant.index.recipe import make_key
from assistant.records import Article, Passage
from assistant.store.maintenance import CatalogWriter
from assistant.store.records import Encoded

Group: TypeAlias = list[tuple[Article, list[Passage]]]

AHEAD = 1  # groups that are read while one is being encoded


@dataclass(frozen=True, slots=True)
class Begun:
    """A group whose passages are being encoded."""

    group: Group
    keys: tuple[bytes, ...]
    stored: Mapping[bytes, Encoded]  # that were there already
    missing: Sequence[bytes]
    encoding: Encoding


class GroupEncoder:
    """Makes the vectors of groups of articles, under the keys of one recipe."""

    def __init__(
        self,
        encoder: Encoder,
        writer: CatalogWriter,
        recipe: str,
        passage_tokens: int,
        check_stop: Callable[[], None],  # raises Stopped
    ) -> None:
        self.encoded = 0  # passages, so far
        self._encoder, self._writer = encoder, writer
        self._recipe, self._passage_tokens = recipe, passage_tokens
        self._check_stop = check_stop

    def cut(self, article: Article) -> tuple[Article, list[Passage]]:
        """An article and its passages."""
        return article, chunk(article, self._encoder.count, self._passage_tokens, self._encoder.limit)

    def key(self, passage: Passage) -> bytes:
        """What a passage's vectors are stored under."""
        return make_key(self._recipe, passage)

    def encode(self, groups: Iterable[Group]) -> Iterator[tuple[Group, dict[bytes, Encoded]]]:
        """Each group with its vectors, by key. While one is being encoded the next is read, and the last written."""
        begun: deque[Begun] = deque()
        try:
            for group in groups:
                begun.append(self._begin(group, {key for each in begun for key in each.keys}))
                if len(begun) > AHEAD:
                    yield self._end(begun.popleft())
            while begun:
                yield self._end(begun.popleft())
        finally:
            for each in begun:
                each.encoding.cancel()

    def _begin(self, group: Group, under_way: set[bytes]) -> Begun:
        """Have a group's passages encoded, but those whose vectors are stored already, or soon will be."""
        wanted = {self.key(passage): passage for _, passages in group for passage in passages}
        stored = self._writer.known_vectors(list(wanted))
        missing = [key for key in wanted if key not in stored and key not in under_way]
        texts = [wanted[key].embedded_text for key in missing]
        sentences = [wanted[key].embedded_sentences for key in missing]
        return Begun(group, tuple(wanted), stored, missing, self._encoder.start_passages(texts, sentences))

    def _end(self, begun: Begun) -> tuple[Group, dict[bytes, Encoded]]:
        made = begun.encoding.result(self._check_stop)
        self.encoded += len(made)
        vectors = {**begun.stored, **dict(zip(begun.missing, made, strict=True))}
        return begun.group, vectors | self._writer.known_vectors([key for key in begun.keys if key not in vectors])
