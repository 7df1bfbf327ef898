"""What `serve` and `user` say."""

from collections.abc import Sequence

import click

from stonechat.app import contract
from stonechat.app.reports import DemoPeople, Listed, Served
from stonechat.cli.show import table, tell, tell_json


def show_served(served: Served, demo: DemoPeople | None = None) -> None:
    """Where the pages are, who may sign in, and how to stop."""
    if served.port != served.asked:
        click.echo(f"Port {served.asked} is in use, so the pages are at another one.", err=True)
    if demo is not None:
        _show_people(demo)
    click.echo(f"\nStonechat is at {served.address}")
    if served.set_up_code is not None:
        click.echo(
            f"Nobody can sign in yet. Open {served.address}set-up/ and give this code, which holds for a "
            f"day: {served.set_up_code}"
        )
    click.echo("Press Ctrl+C to stop.")


def _show_people(demo: DemoPeople) -> None:
    width = max(len(one.username) for one in demo.people)
    click.echo("\nPeople of the demo, who all sign in with the same password:")
    for one in demo.people:
        click.echo(f"  {one.username.ljust(width)}  {one.title}")
    click.echo(f"Password: {demo.password}")


def show_people(people: Sequence[Listed], as_json: bool) -> None:
    """User name, name, and roles of everybody."""
    if as_json:
        tell_json(contract.people_json(people))
        return
    rows = [(one.username, one.name, _roles(one)) for one in people]
    tell(table(("user name", "name", "roles"), rows))


def _roles(one: Listed) -> str:
    if not one.is_active:
        return "has left"
    return "; ".join(one.roles) or "no role"
