"""Every page is true: its commands print what it shows, its links lead somewhere, its lists are whole."""

import json
import re
from pathlib import Path

import click
import pytest
from tests.docs.pages import BLOCK, PROJECT, alike, filled, pages
from tests.functional.commands import Command

from stonechat.app.contract import CONTRACT
from stonechat.cli.main import main

PAGES = {path.relative_to(PROJECT).as_posix(): path for path in pages()}
WITH_COMMANDS = [name for name, path in PAGES.items() if BLOCK.search(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("name", WITH_COMMANDS)
def test_the_commands_of_a_page_print_what_it_shows(name: str) -> None:
    text = PAGES[name].read_text(encoding="utf-8")
    assert alike(filled(text)) == alike(text), f"{name} is stale: run `make docs`"


@pytest.mark.parametrize("name", PAGES)
def test_every_link_within_the_project_leads_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", PAGES[name].read_text(encoding="utf-8"))
    broken = [link for link in links if "://" not in link and not (PAGES[name].parent / link).exists()]
    assert broken == []


def test_the_readme_gives_the_two_commands_that_the_makefile_has() -> None:
    makefile = (PROJECT / "Makefile").read_text()
    assert all(f"make {verb} " in (PROJECT / "README.md").read_text() for verb in ("demo", "test"))
    assert all(re.search(rf"^{verb}:", makefile, re.MULTILINE) for verb in ("demo", "test", "check", "fix"))


def verbs(command: click.Command, above: str = "stonechat") -> list[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        return [(above, command)]
    return [pair for name, each in command.commands.items() for pair in verbs(each, f"{above} {name}")]


@pytest.mark.parametrize(
    "verb", [name for name, command in verbs(main) if any(p.name == "as_json" for p in command.params)]
)
def test_every_verb_with_json_stands_in_the_contract_page(verb: str) -> None:
    text = (PROJECT / "docs" / "reference" / "json.md").read_text()
    headings = [line for line in text.splitlines() if line.startswith("## ")]
    assert any(verb.rsplit(maxsplit=1)[-1] in heading for heading in headings)


def test_the_contract_page_names_every_key_that_a_command_prints(
    run: Command, council: Path, two_censuses: tuple[Path, ...]
) -> None:
    text = (PROJECT / "docs" / "reference" / "json.md").read_text()
    assert f"contract **{CONTRACT}**" in text
    period = ("--period", "FY2025-26", "--folder", council, "--json")
    printed = [
        run("check", *two_censuses, "--json"),
        run("indicators", "list", "--json"),
        run("indicators", "value", "FD17", *period),
        run("indicators", "explain", "FD17", *period),
        run("indicators", "show", "FD17", "--folder", council, "--json"),
        run("indicators", "scorecard", "--folder", council, "--json"),
        run("doctor", "--folder", council, "--json"),
        run("audit", "--folder", council, "--json"),
        run("audit", "--verify", "--folder", council, "--json"),
    ]
    tables = {name for file in printed[0].json["files"] for name in file["tables"]} | {"cin_census"}
    rules = {rule for file in printed[0].json["files"] for rule in file["problems_not_listed"]}
    keys = {key for said in printed for key in all_keys(json.loads(said.out))} - tables - rules
    parameters = {"title", "name", "source", "unit", "value"}  # of explain: described as a whole
    missing = {key for key in keys - parameters if f"`{key}`" not in text and f'"{key}"' not in text}
    assert missing - {"law", "note"} == set()


def all_keys(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for inner in value.values() for key in all_keys(inner)}
    if isinstance(value, list):
        return {key for inner in value for key in all_keys(inner)}
    return set()
