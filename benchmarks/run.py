"""Run the benchmarks, all or those named, and keep their results in README.md beside this file.

python benchmarks/run.py [startup] [cin_xml] [ssda903_csv] [intake] [indicators] [xmr] [false_flags]
                         [planted] [load]
"""

import sys
from importlib import import_module
from pathlib import Path

README = Path(__file__).with_name("README.md")
NAMES = ("startup", "cin_xml", "ssda903_csv", "intake", "indicators", "xmr", "false_flags", "planted", "load")


def main(asked: list[str]) -> int:
    """Run and keep; 2 for a name that is none."""
    unknown = [name for name in asked if name not in NAMES]
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}; there are {', '.join(NAMES)}.", file=sys.stderr)
        return 2
    for name in asked or NAMES:
        print(name, flush=True)
        keep(name, import_module(name).run().table())
    return 0


def keep(name: str, table: str) -> None:
    """Put the results in their place in the README, between its marks."""
    first, last = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    text = README.read_text(encoding="utf-8")
    before, rest = text.split(first)
    _, after = rest.split(last)
    README.write_text(f"{before}{first}{table}{last}{after}", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
