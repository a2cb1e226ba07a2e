"""One vote per story: what near-copies say in the same words is found once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from assistant.index.near_copies import Hashes, containment, read_shingles
from assistant.records import ArticlePath, Evidence
from assistant.store.records import Stories

SAME = 0.6  # of a passage's shingles that kept passages of its story have: it says nothing else


@dataclass
class _Story:
    """The passages of one story that are kept."""

    order: tuple[ArticlePath, ...]  # its articles, the original first
    kept: list[tuple[int, Hashes]] = field(default_factory=list)  # place in the evidence, shingles
    figures: set[str] = field(default_factory=set)


def one_vote(evidence: Iterable[Evidence], stories: Stories, *, originals: bool) -> list[Evidence]:
    """The passages without those that say the same as others of their story, and with ``Evidence.also_in``.

    A passage with a number that the others lack is kept.
    evidence: best first. originals: of passages that say the same, that of the more original article is kept, in the
    place of the best; otherwise the best.
    """
    kept: list[Evidence] = []
    found: dict[ArticlePath, _Story] = {}
    for each in evidence:
        if each.article not in stories.members:
            kept.append(each)
            continue
        named = replace(each, also_in=stories.others(each.article))
        members = tuple(copy.article for copy in stories.members[each.article])
        story = found.setdefault(members[0], _Story(members))
        shingles = read_shingles(each.text)
        same = _same(shingles.hashes, [hashes for _, hashes in story.kept])
        if same is None or not shingles.figures <= story.figures:
            story.kept.append((len(kept), shingles.hashes))
            story.figures |= shingles.figures
            kept.append(named)
            continue
        place = story.kept[same][0]
        best = kept[place]
        if originals and story.order.index(each.article) < story.order.index(best.article):
            kept[place] = replace(named, score=best.score)
            story.kept[same] = place, shingles.hashes
    return [replace(each, rank=rank) for rank, each in enumerate(kept, start=1)]


def _same(hashes: Hashes, kept: Sequence[Hashes]) -> int | None:
    """Which of the kept passages has most of a passage's shingles; None if together they have too few of them."""
    if not kept or not len(hashes):
        return None
    shared = np.isin(hashes, np.concatenate(kept)).mean()
    return max(range(len(kept)), key=lambda at: containment(hashes, kept[at])) if shared >= SAME else None
