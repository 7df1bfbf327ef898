"""The reference page of the census guide's checks: which are made, where, and which are not.

`make docs` writes it to `docs/reference/cin-census-checks.md`; a test fails when that file is stale.
"""

import sys
from collections.abc import Iterator

from stonechat.sources.cin_census.layout import layout_of_all_years
from stonechat.sources.cin_census.rules import BY_READER, NOT_DONE, RULES

_HEAD = """\
# Checks of the CIN census

Made by `make docs` from `sources/cin_census`; do not edit.

`stonechat check` reports each of these under the code that the census guide gives it (a code that ends in Q
is a query there), so that it can be looked up; the words are ours. A check warns and never changes a row.
What rejects a row is in the first table: a key that is missing or cannot be read, and a value that cannot be
read where a blank would say "not yet". Checks follow the guide for 2025-26 and are applied to every year
that has the elements; where one came in later the table says since when.
"""


def page() -> str:
    """The whole page, in Markdown."""
    return "\n".join((_HEAD, *_values(), "", *_checks(), "", *_not_done(), ""))


def codes_done() -> set[str]:
    """The guide's codes that are reported, by the layout, the reader or a rule."""
    return {code for code, _ in _of_layout()} | set(BY_READER) | {rule.code for rule in RULES}


def _of_layout() -> list[tuple[str, str]]:
    """Codes of checks for a missing or invalid value, with the element they are about."""
    found = {(element.rule, element.name) for element in layout_of_all_years() if element.rule}
    return sorted((code, name) for code, name in found if code)


def _values() -> Iterator[str]:
    yield "## While reading\n"
    yield "| code | what must hold |"
    yield "|---|---|"
    lines = {code: f"{name} is there and can be read." for code, name in _of_layout()} | BY_READER
    yield from (f"| {code} | {says} |" for code, says in sorted(lines.items()))


def _checks() -> Iterator[str]:
    yield "## One child at a time\n"
    yield "| code | element | reported when | since |"
    yield "|---|---|---|---|"
    for rule in sorted(RULES, key=lambda each: each.code):
        yield f"| {rule.code} | {rule.column} | {rule.what} | {rule.since or ''} |"


def _not_done() -> Iterator[str]:
    yield "## Not made\n"
    yield "| code | why |"
    yield "|---|---|"
    yield from (f"| {code} | {why} |" for code, why in sorted(NOT_DONE.items()))


if __name__ == "__main__":
    # Bytes, so that the page is the same on Windows: UTF-8, and no carriage returns.
    sys.stdout.buffer.write(page().encode())
