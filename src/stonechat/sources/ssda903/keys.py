"""Which keys stand in a part more than once, found while it is looked at.

The return numbers nothing: an id is made of the child and of the row's first day. Where two rows have one
key they get a number by what they say, never by their place in the file, so that the same return in
another order, and next year's, number them alike. Only such rows have to wait until the whole part is
read; to know them beforehand, `KeysSeen` notes every key in one number.

Next: `rows.py` asks, `sources/lasting.py` has the order of such rows.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from stonechat.sources.separated import clean
from stonechat.sources.ssda903.cells import whole
from stonechat.sources.ssda903.layout import FileTable

_NUMBERS = re.compile(r"[\d/:. TZ-]+", re.ASCII)


@dataclass(slots=True)
class KeysSeen:
    """The keys of one table so far, by the places in which they stand in a record.

    `repeated` has every key that came twice, and may have keys that only look alike, such as 5 June and
    6 May: which of two numbers is the month is not known before the whole part was looked at.
    """

    places: tuple[int, ...]
    repeated: set[int] = field(default_factory=set)
    _once: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, table: FileTable, columns: Sequence[str]) -> "KeysSeen":
        """None seen yet, of a part with these columns."""
        keys = (each.name for each in table.fields if each.key and each.name in columns)
        return cls(tuple(columns.index(name) for name in keys))

    def note(self, texts: list[str]) -> None:
        """Take the key of one record; one that is too short for it has none."""
        if len(texts) > max(self.places, default=-1):
            key = self._key(texts)
            (self.repeated if key in self._once else self._once).add(key)

    def is_repeated(self, texts: list[str]) -> bool:
        """Whether another record may have the key of this one."""
        return bool(self.repeated) and self._key(texts) in self.repeated

    def _key(self, texts: list[str]) -> int:
        return hash(tuple([_alike(texts[place]) for place in self.places]))


@lru_cache(maxsize=50_000)
def _alike(text: str) -> str:
    """What all spellings of one key have in common: of a date the numbers but noughts, in one order."""
    plain = whole(clean(text))
    if not _NUMBERS.fullmatch(plain):
        return plain
    return " ".join(sorted(number.lstrip("0") for number in re.findall(r"\d+", plain))).strip()
