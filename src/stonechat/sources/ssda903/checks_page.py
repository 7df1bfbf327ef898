"""The reference page of the SSDA903 guide's checks: which are made, and where.

`make docs` writes it to `docs/reference/ssda903-checks.md`; a test fails when that file is stale.
"""

import sys
from collections.abc import Iterator

from stonechat.sources.ssda903.layout import every_table
from stonechat.sources.ssda903.rules import BY_READER, PAIR_RULES, RULES

_HEAD = """\
# Checks of the SSDA903 return

Made by `make docs` from `sources/ssda903`; do not edit.

`stonechat check` reports each of these under the code that the collection's guide gives it, so that it can
be looked up; the words are ours. A check warns and never changes a row. What rejects a row is in the first
table: a key that is missing or cannot be read, and a value that cannot be read where a blank would say "not
yet". Checks follow the guide for 2026-27 and look at one row at a time, or at a child's episodes in turn. The
guide has about 320; most compare other rows of a child, or the return with that of the year before, and are
not made yet.
"""


def page() -> str:
    """The whole page, in Markdown."""
    return "\n".join((_HEAD, *_values(), "", *_checks(), "", *_of_histories(), ""))


def codes_done() -> set[str]:
    """The guide's codes that are reported, by the layout, the reader or a rule."""
    of_rows = {rule.code for rule in RULES} | {rule.code for rule in PAIR_RULES}
    return {code for code, _, _ in _of_layout()} | set(BY_READER) | of_rows


def _of_layout() -> list[tuple[str, str, str]]:
    """Codes of checks for a missing or invalid value, with the table and column they are about."""
    return sorted(
        (field.rule, table.name, field.name)
        for table in every_table().values()
        for field in table.fields
        if field.rule
    )


def _values() -> Iterator[str]:
    yield "## While reading\n"
    yield "| code | table | what must hold |"
    yield "|---|---|---|"
    lines = [
        (code, table, f"{name} can be read, and is there if required.") for code, table, name in _of_layout()
    ]
    lines += [(code, "", says) for code, says in BY_READER.items()]
    yield from (f"| {code} | {table} | {says} |" for code, table, says in sorted(lines))


def _checks() -> Iterator[str]:
    yield "## One row at a time\n"
    yield "| code | table | column | reported when |"
    yield "|---|---|---|---|"
    for rule in sorted(RULES, key=lambda each: each.code):
        yield f"| {rule.code} | {rule.table} | {rule.column} | {rule.what} |"


def _of_histories() -> Iterator[str]:
    yield "## An episode and the child's next\n"
    yield "| code | column | reported when |"
    yield "|---|---|---|"
    for rule in sorted(PAIR_RULES, key=lambda each: each.code):
        yield f"| {rule.code} | {rule.column} | {rule.what} |"


if __name__ == "__main__":
    # Bytes, so that the page is the same on Windows: UTF-8, and no carriage returns.
    sys.stdout.buffer.write(page().encode())
