"""The page on adding an indicator works as it is written."""

import re
from pathlib import Path

import pytest

from stonechat.basics.problems import Refused
from stonechat.indicators.catalogue import load_catalogue
from stonechat.pipeline.examples import ENGINES, run_example

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "add-an-indicator.md"
TEXT = PAGE.read_text(encoding="utf-8")
NAME, YAML = re.search(r"<!-- example: (\S+) -->\n```yaml\n(.*?)```", TEXT, re.DOTALL).groups()  # type: ignore[union-attr]
RIGHT, WRONG, MESSAGE = re.search(r"<!-- broken: (\w+) -> (\w+) -->\n> (.*)\n", TEXT).groups()  # type: ignore[union-attr]


def council_with(folder: Path, text: str) -> Path:
    path = folder / NAME
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("engine", ENGINES)
def test_the_indicator_on_the_page_loads_and_its_example_comes_out(tmp_path: Path, engine: str) -> None:
    catalogue = load_catalogue(council_with(tmp_path, YAML))

    added = catalogue[Path(NAME).name.split("_")[0]]

    assert added.is_local
    assert catalogue.warnings == ()
    assert [problem for one in added.examples for problem in run_example(added, one, engine)] == []


def test_the_message_on_the_page_is_the_one_that_comes(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        load_catalogue(council_with(tmp_path, YAML.replace(f"{RIGHT}:", f"{WRONG}:", 1)))

    assert MESSAGE in [str(problem) for problem in refused.value.problems]
