"""Pages with commands in them: runs each `$ stonechat …` line of a page and keeps what it prints.

A block fenced as `console` holds commands and, below each, what it prints on stdout. The commands of a
page run in its order in one empty folder that has two census returns in it. What differs from machine
to machine (names of snapshots, hashes) is compared by shape only.

    python -m tests.docs.pages      writes what the commands print into every page (`make docs`)
"""

import os
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.functional.commands import Said, stonechat
from tests.small_authority import censuses, population

PROJECT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def pages() -> list[Path]:
    """Every Markdown page of the project."""
    return sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")])


def filled(page: str) -> str:
    """The page with the output of its commands as it is now."""
    with _workshop():
        return BLOCK.sub(lambda block: f"```console\n{''.join(_block(block[1]))}```", page)


def alike(text: str) -> str:
    """The text with what differs from machine to machine made the same."""
    return re.sub(r"\b[0-9a-f]{16}\b", "0123456789abcdef", text)


def _block(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.startswith("$ stonechat"):
            yield f"{line}\n"
            yield _shown(line.removeprefix("$ stonechat"))


def _shown(words: str) -> str:
    """What the command prints; nothing if it goes to a file."""
    command, _, target = words.partition(" > ")
    said = _run(command)
    if said.code not in (0, 3):
        raise AssertionError(f"stonechat{command} ended with {said.code}: {said.err}")
    if target:
        Path(target).write_text(said.out, encoding="utf-8")
        return ""
    return said.out


def _run(command: str) -> Said:
    said = stonechat(*shlex.split(command))
    figures = Path("council/parameters/population.csv")
    if figures.exists():  # as a reader would have done by now
        shutil.copyfile(population(), figures)
    return said


@contextmanager
def _workshop() -> Iterator[None]:
    """An empty working folder with two census returns in it."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        for path in censuses():
            shutil.copyfile(path, Path(folder) / path.name)
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)


def main() -> None:
    """Write what the commands print into every page."""
    for path in pages():
        text = path.read_text(encoding="utf-8")
        if BLOCK.search(text):
            path.write_text(filled(text), encoding="utf-8")


if __name__ == "__main__":
    main()
