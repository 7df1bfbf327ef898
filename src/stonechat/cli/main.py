"""The command line. A newcomer starts here: one function for each verb, readable top to bottom.

Each verb asks `app` to do one thing and prints what comes back: results on stdout, progress and messages
on stderr. Exit codes: 0 good, 1 failed, 2 wrong use, 3 done with data problems. What a verb needs is
imported inside it, so that `stonechat --help` stays cheap. Printing lives in `show*.py`, the JSON that
others may rely on in `app/contract.py`.
"""

import io
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from stonechat import __version__
from stonechat.basics.problems import Refused, WrongUse
from stonechat.cli import interrupt

if TYPE_CHECKING:
    from stonechat.app.permissions import Viewer

FAILED, WRONG_USE, DATA_PROBLEMS = 1, 2, 3

Command = TypeVar("Command", bound=Callable[..., Any])


class OneLineErrors(click.Group):
    """A group whose refusals become words and an exit code: a user never sees a traceback."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        _write_utf8()
        try:
            with interrupt.listening():
                return super().main(*args, **kwargs)
        except click.ClickException:
            raise  # only where the caller wants to hear of it (standalone_mode=False)
        except Exception as error:
            if "STONECHAT_TRACEBACK" in os.environ and not isinstance(error, Refused):
                raise
            sys.exit(_told(error))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            ctx.exit(_stopped())


def _told(error: Exception) -> int:
    """Tell the user why the command ends: the exit code."""
    from stonechat.cli.show import show_mistake, show_no_memory, show_refusal, show_system_error

    if interrupt.was_noted():
        return _stopped()
    if isinstance(error, Refused):
        show_refusal(error)
        return WRONG_USE if isinstance(error, WrongUse) else FAILED
    if isinstance(error, MemoryError):
        show_no_memory()
    elif isinstance(error, OSError) and error.errno:
        show_system_error(error)
    else:
        show_mistake(error)
    return FAILED


def _stopped() -> int:
    from stonechat.cli.show import show_stopped

    show_stopped()
    return FAILED


def _write_utf8() -> None:
    """Write UTF-8 to files and pipes on every system; a Windows one would refuse a sparkline."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8", errors="replace")


def folder_option(command: Command) -> Command:
    """`--folder DIR`: the authority's folder; default the one that the working directory is in."""
    return click.option(
        "--folder",
        type=click.Path(path_type=Path, file_okay=False),
        envvar="STONECHAT_FOLDER",
        help="The authority's folder (default: the current one, or STONECHAT_FOLDER).",
    )(command)


def json_option(command: Command) -> Command:
    """`--json`: the documented form for programs."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/reference/json.md).")(
        command
    )


def override_options(command: Command) -> Command:
    """What a person may say that a file does not say, or says wrongly."""
    for option in (
        click.option("--made", "made_at", type=click.DateTime(), help="When the files were made."),
        click.option(
            "--year", type=click.IntRange(2015, 2100), help="The year that the return's window ends in."
        ),
        click.option("--authority", metavar="CODE", help="The authority's three-digit code."),
    ):
        command = option(command)

    @wraps(command)
    def with_overrides(
        *args: Any, authority: str | None, year: int | None, made_at: datetime | None, **kwargs: Any
    ) -> Any:
        from stonechat.app.intake import overrides

        return command(*args, said=overrides(authority, year, made_at), **kwargs)

    return with_overrides  # type: ignore[return-value]  # wraps() keeps what click needs


FILES = click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))


@click.group(cls=OneLineErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="stonechat")
def main() -> None:
    """Stonechat: numbers about children's services that can be trusted and questioned.

    Start with `stonechat demo`, or `stonechat init DIR` for your own authority.
    """


@main.command()
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--authority", default="", metavar="CODE", help="Three digits; else taken from the first return."
)
@click.option("--name", default="", help="The authority's name.")
def init(directory: Path, authority: str, name: str) -> None:
    """Make an authority's folder."""
    from stonechat.app.council import init_council

    council = init_council(directory, authority, name)
    click.echo(f"Made {directory}. Population figures go into {council.population_file}.", err=True)
    click.echo(f"Next: stonechat import FILE… --folder {directory}", err=True)


@main.command()
@FILES
@override_options
@json_option
@click.pass_context
def check(ctx: click.Context, files: tuple[Path, ...], said: Any, as_json: bool) -> None:
    """Say what is wrong with extract files. Changes nothing."""
    from stonechat.app.intake import check_files
    from stonechat.cli.show import progress
    from stonechat.cli.show_files import show_reports

    reports = check_files(files, said, progress=progress)
    show_reports(reports, as_json)
    ctx.exit(_exit_code(reports))


@main.command("import")
@FILES
@override_options
@click.option("--replace", is_flag=True, help="Take a return that has far fewer rows than the one before it.")
@folder_option
@json_option
@click.pass_context
def import_(  # noqa: PLR0917 - one argument for each option of the command
    ctx: click.Context, files: tuple[Path, ...], said: Any, replace: bool, folder: Path | None, as_json: bool
) -> None:
    """Check extract files, keep them as returns, and publish a snapshot."""
    from stonechat.app.council import open_council
    from stonechat.app.intake import import_files
    from stonechat.cli.show import progress
    from stonechat.cli.show_import import show_import

    outcome = import_files(open_council(folder), files, said, progress, may_shrink=replace)
    show_import(outcome, as_json)
    ctx.exit(_exit_code(outcome.files))


def _exit_code(reports: Any) -> int:
    """0: nothing wrong; 3: done with data problems; 1: no file could be read."""
    if not any(report.is_accepted for report in reports):
        return FAILED
    return DATA_PROBLEMS if any(report.has_problems for report in reports) else 0


@main.command()
@click.argument("return_id", metavar="RETURN")
@folder_option
@json_option
def undo(return_id: str, folder: Path | None, as_json: bool) -> None:
    """Leave a return out, as if it had never been imported."""
    from stonechat.app.council import open_council
    from stonechat.app.intake import undo_return
    from stonechat.cli.show_files import show_published

    show_published(undo_return(open_council(folder), return_id), "Undone", as_json)


@main.command()
@folder_option
@json_option
def build(folder: Path | None, as_json: bool) -> None:
    """Work the results out again, after a definition changed."""
    from stonechat.app.council import open_council
    from stonechat.app.intake import rebuild
    from stonechat.cli.show_files import show_published

    show_published(rebuild(open_council(folder)), "Built", as_json)


@main.command()
@folder_option
@json_option
def rollback(folder: Path | None, as_json: bool) -> None:
    """Go back to the snapshot before the current one."""
    from stonechat.app.council import open_council
    from stonechat.app.intake import roll_back
    from stonechat.cli.show_files import show_published

    show_published(roll_back(open_council(folder)), "Rolled back", as_json)


@main.command()
@click.argument("person_id", metavar="CHILD")
@click.option("--reason", help="Why, naming nobody; kept with the record that it was done.")
@click.option("--yes", is_flag=True, help="Do not ask on a terminal whether you are sure.")
@folder_option
@json_option
def forget(person_id: str, reason: str | None, yes: bool, folder: Path | None, as_json: bool) -> None:
    """Remove a child from everything that the folder holds."""
    if sys.stdin.isatty() and not yes:
        click.confirm("Remove this child from every return, snapshot and result?", abort=True, err=True)
    reason = reason or _asked("Why? (name nobody)") or "no reason was given"
    from stonechat.app.council import open_council
    from stonechat.app.intake import forget_child
    from stonechat.cli.show_files import show_published

    show_published(forget_child(open_council(folder), person_id, reason), "Forgotten", as_json)


def _viewer() -> "Viewer":
    """Whoever runs the command holds the folder and its files, so they may read all of it."""
    from stonechat.app.permissions import everything
    from stonechat.app.readlog import signed_in_user

    return everything(signed_in_user())


def _asked(question: str) -> str | None:
    """What the person answers, on a terminal; None where nobody can be asked."""
    return click.prompt(question, err=True) if sys.stdin.isatty() else None


@main.group()
def indicators() -> None:
    """Definitions, values, and the children behind them."""


period_option = click.option("--period", required=True, metavar="P", help="For example FY2024-25 or 2025-10.")
by_option = click.option(
    "--by", metavar="D", help="Split by age_band, sex, ethnicity, need, category or source."
)
chart_option = click.option(
    "--chart", type=click.Path(path_type=Path, dir_okay=False), help="Write its chart: .svg or .png."
)
indicator_argument = click.argument("indicator_id", metavar="ID")


@indicators.command("list")
@folder_option
@json_option
def list_(folder: Path | None, as_json: bool) -> None:
    """Every indicator in the catalogue."""
    from stonechat.app.council import find_council
    from stonechat.app.figures import catalogue_of
    from stonechat.cli.show_numbers import show_catalogue

    show_catalogue(catalogue_of(find_council(folder)), as_json)


@indicators.command("check")
@folder_option
@json_option
@click.pass_context
def check_catalogue(ctx: click.Context, folder: Path | None, as_json: bool) -> None:
    """Check the catalogue, the authority's own files included, and run every worked example."""
    from stonechat.app.council import find_council
    from stonechat.app.numbers import check_catalogue as check_it
    from stonechat.cli.show_numbers import show_catalogue_check

    checked = check_it(find_council(folder))
    show_catalogue_check(checked, as_json)
    if checked.is_faulty:
        ctx.exit(FAILED)
    ctx.exit(DATA_PROBLEMS if checked.problems else 0)


@indicators.command()
@indicator_argument
@chart_option
@click.option("--measure", help="Which measure to draw, if the indicator has several (default: its first).")
@click.option("--team", help="Only this team's figures, by its number or its name.")
@folder_option
@json_option
def show(  # noqa: PLR0917 - one argument for each option of the command
    indicator_id: str,
    chart: Path | None,
    measure: str | None,
    team: str | None,
    folder: Path | None,
    as_json: bool,
) -> None:
    """The definition of an indicator, what it says over time, and its latest years and months."""
    from stonechat.app.council import find_council, open_council
    from stonechat.app.history import history
    from stonechat.cli.show_numbers import show_indicator, show_picture

    council = find_council(folder)
    if chart is None:
        show_indicator(history(council, _viewer(), indicator_id, team), as_json)
        return
    from stonechat.app.pictures import check_picture, save_chart

    check_picture(chart)
    council = council or open_council(folder)
    shown = history(council, _viewer(), indicator_id, team)
    picture = save_chart(council, shown, measure, chart)
    show_indicator(shown, as_json)
    show_picture(picture)


@indicators.command()
@indicator_argument
@period_option
@by_option
@folder_option
@json_option
def value(indicator_id: str, period: str, by: str | None, folder: Path | None, as_json: bool) -> None:
    """The value of an indicator in a period."""
    from stonechat.app.council import open_council
    from stonechat.app.numbers import value_of
    from stonechat.cli.show_numbers import show_values

    show_values(value_of(open_council(folder), _viewer(), indicator_id, period, by), as_json)


@indicators.command()
@indicator_argument
@period_option
@click.option("--reason", help="Why you look; it goes into the read log (asked for on a terminal).")
@click.option("--measure", help="Which measure, if the indicator has several (default: its first).")
@click.option(
    "--part", type=click.Choice(["numerator", "denominator"]), default="numerator", show_default=True
)
@by_option
@click.option(
    "--category", help="Only this category of the breakdown, by code or in words; blank ones: 'not recorded'."
)
@folder_option
@json_option
def children(  # noqa: PLR0917 - one argument for each option of the command
    indicator_id: str,
    period: str,
    reason: str | None,
    measure: str | None,
    part: str,
    by: str | None,
    category: str | None,
    folder: Path | None,
    as_json: bool,
) -> None:
    """The rows counted behind a number. Needs a reason, and is recorded."""
    from stonechat.app.children import Asked, list_children
    from stonechat.app.council import open_council
    from stonechat.cli.show_numbers import show_children

    reason = reason or _asked("Why do you look at these children?")
    asked = Asked(indicator_id, period, reason or "", measure, part, by, category)
    show_children(list_children(open_council(folder), _viewer(), asked), as_json)


@indicators.command()
@indicator_argument
@period_option
@by_option
@folder_option
@json_option
def explain(indicator_id: str, period: str, by: str | None, folder: Path | None, as_json: bool) -> None:
    """How a number was made: definition, parameters, snapshot, filter steps, SQL."""
    from stonechat.app.council import open_council
    from stonechat.app.numbers import explain as explain_it
    from stonechat.cli.show_numbers import show_explanation

    show_explanation(explain_it(open_council(folder), _viewer(), indicator_id, period, by), as_json)


@indicators.command()
@indicator_argument
@click.option("--year", metavar="P", help="For example FY2023-24. Default: the last one published.")
@chart_option
@folder_option
@json_option
def benchmark(
    indicator_id: str, year: str | None, chart: Path | None, folder: Path | None, as_json: bool
) -> None:
    """An indicator beside what is published of the statistical neighbours, the region and England."""
    from stonechat.app.benchmark import benchmark as benchmark_of
    from stonechat.app.council import open_council
    from stonechat.cli.show_benchmark import show_benchmark

    council = open_council(folder)
    if chart is None:
        show_benchmark(benchmark_of(council, _viewer(), indicator_id, year), as_json)
        return
    from stonechat.app.pictures import check_picture, save_strip
    from stonechat.cli.show_numbers import show_picture

    check_picture(chart)
    found = benchmark_of(council, _viewer(), indicator_id, year)
    picture = save_strip(found, chart)
    show_benchmark(found, as_json)
    show_picture(picture)


@indicators.command()
@indicator_argument
@period_option
@click.option("--by", metavar="D", default="team", show_default=True, help="Or age_band, sex, ethnicity, …")
@click.option("--measure", help="Which measure, if the indicator has several (default: its first).")
@folder_option
@json_option
def compare(  # noqa: PLR0917 - one argument for each option of the command
    indicator_id: str, period: str, by: str, measure: str | None, folder: Path | None, as_json: bool
) -> None:
    """Teams by name, or groups of children, each with what chance allows. Nobody is put in an order."""
    from stonechat.app.comparing import compare as compare_them
    from stonechat.app.council import open_council
    from stonechat.cli.show_judged import show_compared

    show_compared(
        compare_them(open_council(folder), _viewer(), indicator_id, period, breakdown=by, measure=measure),
        as_json,
    )


@indicators.command()
@click.option("--by-team", is_flag=True, help="Look at each team's figures too.")
@folder_option
@json_option
def signals(by_team: bool, folder: Path | None, as_json: bool) -> None:
    """What changed by more than chance, of all indicators, with few false alarms."""
    from stonechat.app.council import open_council
    from stonechat.app.raising import signals as signals_of
    from stonechat.cli.show_judged import show_signals

    show_signals(signals_of(open_council(folder), _viewer(), by_team=by_team), as_json)


@indicators.command()
@click.option("--period", metavar="P", help="Default: the last month that the returns cover.")
@folder_option
@json_option
def scorecard(period: str | None, folder: Path | None, as_json: bool) -> None:
    """The scorecard: latest values with what they are made of."""
    from stonechat.app.council import open_council
    from stonechat.app.numbers import scorecard as scorecard_of
    from stonechat.cli.show_scorecard import show_scorecard

    show_scorecard(scorecard_of(open_council(folder), _viewer(), period), as_json)


@main.command()
@click.option("--period", metavar="P", help="Default: the last twelve months that can be told.")
@click.option(
    "--cohort/--in-period",
    default=True,
    help="The referrals of the period followed through, or whatever is dated in it.",
)
@click.option("--by", type=click.Choice(["agency", "team"]), help="Also a row for each.")
@click.option("--agency", metavar="A", help='Only what this agency referred, for example "Police".')
@click.option("--team", metavar="T", help="Only this team's, by its number or name.")
@folder_option
@json_option
def flow(  # noqa: PLR0917 - one argument for each option of the command
    period: str | None,
    cohort: bool,
    by: str | None,
    agency: str | None,
    team: str | None,
    folder: Path | None,
    as_json: bool,
) -> None:
    """From contact to outcome: how many came so far, where they left, how long it took."""
    from stonechat.app.council import open_council
    from stonechat.app.flow import Asked
    from stonechat.app.flow import flow as flow_of
    from stonechat.app.flows import View
    from stonechat.cli.show_flow import show_flow

    asked = Asked(View.COHORT if cohort else View.PERIOD, period, by, agency, team)
    show_flow(flow_of(open_council(folder), _viewer(), asked), as_json)


@main.group()
def export() -> None:
    """The facts as standard data, for other tools."""


@export.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--as", "form", type=click.Choice(["csv", "parquet"]), default="csv", show_default=True)
@click.option("--reason", help="Why it is needed; it goes into the read log (asked for on a terminal).")
@folder_option
@json_option
def ssd(directory: Path, form: str, reason: str | None, folder: Path | None, as_json: bool) -> None:
    """Every record as the Standard Safeguarding Dataset, in a new folder. Needs a reason, and is recorded."""
    from stonechat.app.council import open_council
    from stonechat.app.export import export_ssd
    from stonechat.cli.show_folder import show_exported

    reason = reason or _asked("Why is every child's record needed?")
    show_exported(export_ssd(open_council(folder), directory, reason or "", form), as_json)


@main.command()
@click.option("--verify", is_flag=True, help="Check that no entry was changed, removed or added.")
@click.option("--anchor", help="A head noted earlier, as printed by this command.")
@click.option("--child", "person_id", help="Only reads that showed this child.")
@folder_option
@json_option
@click.pass_context
def audit(  # noqa: PLR0917 - one argument for each option of the command
    ctx: click.Context,
    verify: bool,
    anchor: str | None,
    person_id: str | None,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Who looked at which children, when and why."""
    from stonechat.app.audit import reads, verify_log
    from stonechat.app.council import open_council
    from stonechat.cli.show_folder import show_reads, show_verdict

    council = open_council(folder)
    if not (verify or anchor):
        show_reads(reads(council, person_id), as_json)
        return
    verdict = verify_log(council, anchor)
    show_verdict(verdict, as_json)
    ctx.exit(FAILED if verdict.faults else 0)


@main.command()
@folder_option
@json_option
@click.pass_context
def reconcile(ctx: click.Context, folder: Path | None, as_json: bool) -> None:
    """Where several sources of the same events agree, and where they do not."""
    from stonechat.app.council import open_council
    from stonechat.app.reconcile import reconcile as compare_sources
    from stonechat.cli.show_folder import show_reconciliation

    found = compare_sources(open_council(folder))
    show_reconciliation(found, as_json)
    ctx.exit(DATA_PROBLEMS if found.questions else 0)


@main.command()
@folder_option
@json_option
@click.pass_context
def doctor(ctx: click.Context, folder: Path | None, as_json: bool) -> None:
    """What the folder holds, which days it covers, and whether it is sound."""
    from stonechat.app.council import open_council
    from stonechat.app.doctor import examine
    from stonechat.cli.show_folder import show_health

    health = examine(open_council(folder))
    show_health(health, as_json)
    ctx.exit(FAILED if health.faults else 0)


@main.command()
@click.option(
    "--children",
    type=click.IntRange(min=1),
    default=62_500,
    show_default=True,
    help="Population aged 0 to 17; the default is the median authority's.",
)
@click.option("--years", type=int, default=5, show_default=True, help="Years of returns, to March 2026.")
@click.option("--seed", type=int, default=20_261_120, show_default=True, help="Another seed, other children.")
@click.option(
    "-o",
    "--out",
    "directory",
    metavar="DIR",
    default="demo-council",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to make.",
)
@click.option("--no-serve", is_flag=True, help="Do not serve the pages afterwards.")
@click.option("--port", type=click.IntRange(1, 65_535), default=8000, show_default=True)
@json_option
@click.pass_context
def demo(  # noqa: PLR0917 - one argument for each option of the command
    ctx: click.Context,
    children: int,
    years: int,
    seed: int,
    directory: Path,
    no_serve: bool,
    port: int,
    as_json: bool,
) -> None:
    """Make up an authority, import its files, print every indicator and serve the pages.

    The files made up are real ones, as an authority sends them: they are in DIR/extracts, and DIR is the
    folder into which they were imported. The same numbers give the same children.
    """
    from stonechat.app.demo import DemoSize, run_demo
    from stonechat.cli.show import progress
    from stonechat.cli.show_scorecard import show_demo

    done = run_demo(directory, DemoSize(children, years, seed), progress)
    show_demo(done, directory, as_json)
    if not all(report.is_accepted for report in done.imported.files):
        ctx.exit(FAILED)
    if not (no_serve or as_json):
        _serve_demo(directory, port)


def _serve_demo(directory: Path, port: int) -> None:
    from stonechat.app.council import open_council
    from stonechat.app.serving import LOOPBACK, serve
    from stonechat.app.site import prepare
    from stonechat.cli.show_serving import show_served

    council = open_council(directory)
    prepare(council)
    from stonechat.app.demo_people import demo_people

    people = demo_people(council)
    serve(council, LOOPBACK[0], port, lambda served: show_served(served, people))


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Who else may reach it needs https.")
@click.option("--port", type=click.IntRange(1, 65_535), default=8000, show_default=True)
@folder_option
def serve(host: str, port: int, folder: Path | None) -> None:
    """Serve the pages, with a worker beside that imports what people upload."""
    from stonechat.app.council import open_council
    from stonechat.app.serving import serve as serve_pages
    from stonechat.cli.show_serving import show_served

    serve_pages(open_council(folder), host, port, show_served)


@main.command()
@folder_option
def worker(folder: Path | None) -> None:
    """Import what people upload, one after another (`serve` starts one by itself)."""
    from stonechat.app.council import open_council
    from stonechat.app.serving import work

    work(open_council(folder))


@main.group()
def user() -> None:
    """People who sign in to the pages, and their roles."""


@user.command("list")
@folder_option
@json_option
def list_people(folder: Path | None, as_json: bool) -> None:
    """Everybody who may sign in, and their roles."""
    from stonechat.app.council import open_council
    from stonechat.app.site import prepare
    from stonechat.cli.show_serving import show_people

    prepare(open_council(folder))
    from stonechat.app.people import everybody

    show_people(everybody(datetime.now(UTC)), as_json)


@user.command("add")
@click.argument("username")
@click.option("--name", required=True, help="The name that others read.")
@click.option("--role", help="member, partner, director, manager, social_worker, analyst, administrator.")
@click.option("--service", help="The role is for this service only.")
@click.option("--team", help="The role is for this team only, by its number in the returns.")
@click.option("--worker", help="The role is for this worker's own children, by their number in the returns.")
@folder_option
def add_user(  # noqa: PLR0917 - one argument for each option of the command
    username: str,
    name: str,
    role: str | None,
    service: str | None,
    team: str | None,
    worker: str | None,
    folder: Path | None,
) -> None:
    """Add a person who may sign in. Asks for the password, which is never an argument."""
    from stonechat.app.council import open_council
    from stonechat.app.readlog import signed_in_user
    from stonechat.app.site import prepare

    prepare(open_council(folder))
    from stonechat.app.people import add_with_role

    password = click.prompt("Password, at least 12 characters", hide_input=True, err=True)
    reaching = {"service": service, "team": team, "worker": worker}
    add_with_role(username, name, password, role=role, by=signed_in_user(), reaching=reaching)
    click.echo(f"Added {username}.", err=True)


if __name__ == "__main__":
    main()
