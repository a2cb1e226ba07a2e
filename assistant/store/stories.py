"""Pairs of near-copies to stories."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.records import ArticlePath, Copy
from assistant.store.records import Stories


@dataclass(frozen=True, slots=True)
class Member:
    """An article that has a near-copy."""

    copy: Copy
    length: int  # characters of its text

    @property
    def order(self) -> tuple[dt.date, int, ArticlePath]:
        """Originals come first: the earliest, the longest of a day, those without a date last."""
        return self.copy.date or dt.date.max, -self.length, self.copy.article


def group_stories(members: Mapping[int, Member], pairs: Iterable[tuple[int, int]]) -> Stories:
    """The stories of articles, by their ids.

    A story is an article and its near-copies. Articles are taken by how many near-copies they have, most first, each
    with those that are in no story yet. So articles of which each is near to the next only do not become one story.
    """
    near: dict[int, set[int]] = {id_: set() for id_ in members}
    for one, other in pairs:
        near[one].add(other)
        near[other].add(one)
    found: dict[ArticlePath, tuple[Copy, ...]] = {}
    left = set(members)
    for centre in sorted(members, key=lambda id_: (-len(near[id_]), members[id_].order)):
        around = near[centre] & left
        if centre in left and around:
            left -= {centre, *around}
            story = sorted((members[id_] for id_ in (centre, *around)), key=lambda each: each.order)
            found |= dict.fromkeys((each.copy.article for each in story), tuple(each.copy for each in story))
    return Stories(found)
