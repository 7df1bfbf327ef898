"""How much starting the command line costs: `stonechat --help` against an empty Python."""

from measure import STONECHAT, Results, of_child, python, times

BUDGET = "under 0.3 s of CPU"


def run() -> Results:
    """The least of ten starts each."""
    results = Results("Starting")
    empty = python("-c", "pass", times=10)
    for words in (("--help",), ("indicators", "list", "--help")):
        cost = of_child(STONECHAT, *words, times=10)
        said = f"{times(cost.over(empty))}; {cost.cpu:.3f} s of CPU, {cost.megabytes}"
        results.add(f"stonechat {' '.join(words)}", "python -c pass", said, BUDGET)
    return results
