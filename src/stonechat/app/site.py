"""Django made ready for one authority's folder: its database, its secret, its tables.

Commands and tests call `prepare` before anything that knows Django. The settings are named by their place,
as Django wants it: they stand with the pages.
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from stonechat.app.council import Council, open_council

FOLDER_VARIABLE = "STONECHAT_SERVED_FOLDER"
"""Which folder this process, and those that it starts, serve. A command does not go by it."""
SETTINGS = "stonechat.web.settings"
DATABASE = "app.sqlite3"
SECRET = "web.key"  # noqa: S105  the name of a file


def prepare(council: Council) -> None:
    """Set Django up for this folder, once a process, with every table there and every default role."""
    import django

    os.environ[FOLDER_VARIABLE] = str(council.folder.root.absolute())
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    django.setup()
    migrate()


def migrate() -> None:
    """Make the tables that this version needs, and the roles that are not there yet. Safe to repeat."""
    from django.core.management import call_command

    from stonechat.app.granting import add_missing_roles

    call_command("migrate", interactive=False, verbosity=0)
    add_missing_roles()


def served_council() -> Council:
    """The folder that this process serves, opened anew, so that its settings are those of now."""
    return open_council(Path(os.environ[FOLDER_VARIABLE]))


def database(root: Path) -> Path:
    """Where people, roles and what they typed are kept."""
    return root / DATABASE


def secret_key(root: Path) -> str:
    """The secret that signs sessions: made once for each folder, readable by its owner only."""
    path = root / SECRET
    with suppress(FileExistsError):
        owner_only = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(owner_only, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64))
    return path.read_text(encoding="ascii").strip()
