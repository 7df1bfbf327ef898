"""How the benchmarks measure: CPU time and peak memory, as ratios to something named in the same run.

Never seconds on the clock: other work may share the machine. CPU time is user and system time together.
A ratio divides two measurements of one run on one machine, so it can be compared with another day's.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

STONECHAT = Path(sys.executable).with_name("stonechat")
"""The installed command line."""

MEGABYTE = 1_000_000
RSS_UNIT = 1 if sys.platform == "darwin" else 1024
"""ru_maxrss counts bytes on macOS and kibibytes elsewhere."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What some work took: CPU seconds and peak memory in bytes (0 where it was not measured)."""

    cpu: float
    peak: int = 0

    def over(self, other: "Cost") -> float:
        """How many times the CPU time of the other."""
        return self.cpu / other.cpu

    def less(self, other: "Cost") -> "Cost":
        """The same without what the other took, for example without starting Python."""
        return Cost(max(self.cpu - other.cpu, 0.0), self.peak)

    @property
    def megabytes(self) -> str:
        """Peak memory in words."""
        return f"{self.peak / MEGABYTE:,.0f} MB"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of results: what was measured, what it is compared with, and the outcome in words."""

    what: str
    against: str
    result: str
    budget: str = ""


@dataclass(slots=True)
class Results:
    """The results of one benchmark, printed as they come."""

    title: str
    lines: list[Line] = field(default_factory=list)

    def add(self, what: str, against: str, result: str, budget: str = "") -> None:
        self.lines.append(Line(what, against, result, budget))
        print(f"  {what}: {result} [{against}]{f'; budget {budget}' if budget else ''}", flush=True)

    def table(self) -> str:
        """As Markdown."""
        rows = [
            f"### {self.title}",
            "",
            "| measured | against | result | budget |",
            "|---|---|---:|---|",
        ]
        rows += [f"| {line.what} | {line.against} | {line.result} | {line.budget} |" for line in self.lines]
        return "\n".join(rows) + "\n"


def in_process(work: Callable[[], object], times: int = 3) -> Cost:
    """The least CPU time that `work` took in this process, of several runs."""
    took = []
    for _ in range(times):
        before = time.process_time()
        work()
        took.append(time.process_time() - before)
    return Cost(min(took))


def of_child(*arguments: str | Path, times: int = 1) -> Cost:
    """The least CPU time, and the greatest peak memory, of a program run on its own; it must succeed.

    A small Python starts the program and reports on it: the peak that the system keeps for children is
    the greatest of all of them, and on Linux a program starts with the peak of the one that started it.
    """
    runs = [_once(tuple(str(argument) for argument in arguments)) for _ in range(times)]
    return Cost(min(run.cpu for run in runs), max(run.peak for run in runs))


def of_this_process(work: Callable[[], object]) -> Cost:
    """What some work took in this process with all its threads, and the peak memory of the process so far."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    work()
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu, after.ru_maxrss * RSS_UNIT)


def reported(script: str | Path, *arguments: str | Path, times: int = 1) -> Cost:
    """As `of_child`, for a script that prints by `report` what the part that matters took."""
    command = [sys.executable, "-S", "-c", _BETWEEN, sys.executable, str(script), *map(str, arguments)]
    runs = [
        Cost(*json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout))
        for _ in range(times)
    ]
    return Cost(min(run.cpu for run in runs), max(run.peak for run in runs))


_BETWEEN = "import subprocess, sys; sys.exit(subprocess.run(sys.argv[1:]).returncode)"
"""A small Python to start from, as in `of_child`."""


def report(cost: Cost) -> None:
    """Print a cost for `reported`."""
    print(json.dumps([cost.cpu, cost.peak]))


def python(*arguments: str | Path, times: int = 1) -> Cost:
    """As `of_child`, for this Python."""
    return of_child(sys.executable, *arguments, times=times)


_REPORTER = """
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
if done.returncode not in (0, 3):  # 3 says that it was done, and that the data had problems
    sys.exit(done.stderr.decode() or f"ended with code {done.returncode}")
print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss]))
"""


def _once(arguments: tuple[str, ...]) -> Cost:
    report = subprocess.run(
        [sys.executable, "-S", "-c", _REPORTER, *arguments], stdout=subprocess.PIPE, check=True
    )
    cpu, peak = json.loads(report.stdout)
    return Cost(cpu, peak * RSS_UNIT)


@contextmanager
def workplace() -> Iterator[Path]:
    """A temporary folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="stonechat-bench-") as folder:
        yield Path(folder)


def times(ratio: float) -> str:
    """A ratio in words."""
    return f"{ratio:.1f} times"
