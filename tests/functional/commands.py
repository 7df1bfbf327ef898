"""Running Stonechat's commands in tests, as a person would type them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from stonechat.cli.main import main


@dataclass(frozen=True)
class Said:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def stonechat(*words: str | Path) -> Said:
    """Run one command in this process, as a person would type it."""
    done = CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)
    return Said(done.exit_code, done.stdout, done.stderr)


Command = Callable[..., Said]
