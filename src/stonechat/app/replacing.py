"""What it means for the other returns of its year that a return is imported: questions before, notes after.

Of the returns of one format, authority and year the one made last stands (docs/adr/0005). So the import of
a second one asks where it is not known which is later, and where far fewer rows would replace many; and it
says what replaced what. It looks only at returns that count, never at files.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from stonechat.app.council import LONDON
from stonechat.basics.dates import in_words
from stonechat.basics.problems import Problem, Severity, Where
from stonechat.pipeline.standing import standing
from stonechat.sources.reading import Account, Heading
from stonechat.store.returns import Return, made_order

FEWER_ROWS = 0.8
"""A return with less than this share of the rows of the one that it would replace is a question."""
FEWER_OF_A_TABLE = 0.5
"""And so is one with less than this share of a table that had at least `ROWS_OF_A_TABLE` rows."""
ROWS_OF_A_TABLE = 10


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A return that was read and is not kept yet: where it comes from, and its books by table."""

    file: str
    id: str
    heading: Heading
    accounts: Mapping[str, Account]


def questions(
    new: Newcomer, counting: Collection[Return], now: datetime, *, may_shrink: bool
) -> Iterator[Problem]:
    """What a person must decide before the newcomer is kept beside the returns that count; often nothing.

    `may_shrink`: they said already that far fewer rows are right. Nothing is asked of a return that counts.
    """
    rivals = [one for one in counting if _year_of(one) == _year_of(new.heading)]
    if not rivals or new.id in {one.id for one in rivals}:
        return
    latest = max(rivals, key=lambda one: made_order(one.made_at))
    is_undecided = _is_undecided(new.heading, rivals)
    if is_undecided:
        yield _which_is_later(new, latest, now)
    is_later = made_order(new.heading.made_at) > made_order(latest.made_at)
    if (is_later or is_undecided) and not may_shrink:
        yield from _why_fewer(new, latest)


def _year_of(one: Return | Heading) -> tuple[str, str, int]:
    return one.format, one.authority, one.year


def _is_undecided(new: Heading, rivals: Iterable[Return]) -> bool:
    """Whether it is not known if the newcomer is later than each of the others or not."""
    made = made_order(new.made_at)
    return new.made_at is None or any(made_order(one.made_at) == made for one in rivals)


def _which_is_later(new: Newcomer, latest: Return, now: datetime) -> Problem:
    later = max(now, _in_london(latest.made_at) + timedelta(minutes=1)) if latest.made_at else now
    return Problem(
        f"Return {latest.id} of the same year ({new.heading.year}) counts already, and "
        f"{_unknown(new.heading.made_at, latest.made_at)}, so it is not known which one is the later.",
        "If this one is to replace it, import it again and say when it was made: "
        f"--made {later:%Y-%m-%dT%H:%M:%S}. If the other is to stay, there is nothing to do.",
        Severity.QUESTION,
        "which_is_later",
        Where(file=new.file),
    )


def _unknown(new: datetime | None, latest: datetime | None) -> str:
    if latest is None:
        return "neither says when it was made"
    said = _in_london(latest)
    at = f"{in_words(said.date())} at {said:%H:%M}"
    if new is None:
        return f"was made on {at}, while this one does not say when it was made"
    return f"both were made at the same time, on {at}"


def _in_london(made_at: datetime | None) -> datetime:
    """The time on London's clocks, without a zone, as `--made` takes it."""
    return made_order(made_at).replace(tzinfo=UTC).astimezone(LONDON).replace(tzinfo=None)


def _why_fewer(new: Newcomer, latest: Return) -> Iterator[Problem]:
    before, now = rows_of(latest.accounts), rows_of(new.accounts)
    short = [
        f"{table} {now.get(table, 0):,} (was {n:,})" for table, n in before.items() if _fell(n, now, table)
    ]
    if short or sum(now.values()) < FEWER_ROWS * sum(before.values()):
        yield Problem(
            f"This one has {sum(now.values()):,} rows, and return {latest.id}, which it would replace, has "
            f"{sum(before.values()):,}{'; ' if short else ''}{', '.join(short)}.",
            "Check that the whole year was exported. If so many rows are really gone, import it again with "
            "--replace.",
            Severity.QUESTION,
            "fewer_rows",
            Where(file=new.file),
        )


def _fell(before: int, now: Mapping[str, int], table: str) -> bool:
    return before >= ROWS_OF_A_TABLE and now.get(table, 0) < FEWER_OF_A_TABLE * before


def rows_of(accounts: Mapping[str, Account]) -> dict[str, int]:
    """Rows loaded, by table."""
    return {table: books.loaded for table, books in accounts.items()}


# ---------------------------------------------------------------- afterwards


def became_of(new_ids: Collection[str], counting: Collection[Return]) -> Iterator[Problem]:
    """A note for each new return that shares its year with another: which of the two replaced the other."""
    stands = {one.id for one in standing(counting)}
    for one in counting:
        others = [each for each in counting if _year_of(each) == _year_of(one) and each.id != one.id]
        if one.id in new_ids and others:
            latest = max(others, key=lambda each: made_order(each.made_at))
            yield _replaces(one, latest) if one.id in stands else _superseded(one)


def _replaces(one: Return, other: Return) -> Problem:
    before, now = (sum(rows_of(each.accounts).values()) for each in (other, one))
    return Problem(
        f"Return {one.id} replaces return {other.id} of the same year ({one.year}): {before:,} rows before, "
        f"{now:,} rows now.",
        f"Nothing to do. To go back to the other: stonechat undo {one.id}.",
        Severity.NOTE,
        "replaces",
    )


def _superseded(one: Return) -> Problem:
    return Problem(
        f"Return {one.id} changes no figure: a return of {one.year} that was made later is held.",
        "Nothing to do. If this one should count, undo the other (`stonechat doctor` names it).",
        Severity.NOTE,
        "superseded",
    )
