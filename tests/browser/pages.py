"""Every page once or more, by the name it has in `urls.py`, with what a reader would put in its address.

`tests/web/test_pages_of_the_browser.py` holds this table against the addresses that there are: a page that
is not in it fails there.
"""

from dataclasses import dataclass

from tests.web.pages import PAGES

PEOPLE = ("ada", "alice", "ana", "bob", "dana", "mina", "nora", "pat")
"""One person for each role, and Nora, who has none. Charlie sees what Alice sees, of another team."""


@dataclass(frozen=True, slots=True)
class Example:
    """A page as somebody opens it. `called` tells several examples of one page apart, and names pictures."""

    name: str
    path: str
    called: str = ""

    @property
    def opens_for(self) -> frozenset[str]:
        """For whom it opens, as the matrix of `tests/web/pages.py` says."""
        return PAGES[self.name].allowed & frozenset(PEOPLE)

    @property
    def title(self) -> str:
        """The words for it in the name of a test and of a picture."""
        return f"{self.name}-{self.called}" if self.called else self.name

    @property
    def somebody(self) -> str:
        """Somebody who may open it, for tests of what is the same for all of them."""
        return next(who for who in ("dana", "ana", "ada", *PEOPLE) if who in self.opens_for)


EXAMPLES = (
    Example("home", "/"),
    Example("scorecard", "/scorecard/"),
    Example("scorecard", "/scorecard/?card=core_board&by=quadrant", "quarters"),
    Example("scorecard", "/scorecard/?deciding=yes", "nothing-to-decide"),
    Example("password", "/password/"),
    Example("my-access", "/what-i-may-see/"),
    Example("help-numbers", "/help/numbers/"),
    Example("help-symbols", "/help/symbols/"),
    Example("definitions", "/definitions/"),
    Example("definitions", "/definitions/?words=zebra", "nothing-found"),
    Example("definition", "/definitions/FD17/"),
    Example("data-errors", "/data/errors/"),
    Example("indicator", "/indicators/AS02/"),
    Example("indicator", "/indicators/CP11/?period=FY2025-26&split=sex", "a-year-by-sex"),
    Example("indicator", "/indicators/AS03/?measure=upper_quartile&split=team", "length-of-time"),
    Example("indicator", "/indicators/FD17/?period=FY2013-14", "nothing-held"),
    Example("note", "/indicators/AS02/notes/"),
    Example("flow", "/flow/"),
    Example("benchmark", "/benchmark/"),
    Example("benchmark-of", "/benchmark/FD17/"),
    Example("children", "/indicators/CN01/children/?period=FY2025-26"),
    Example("people", "/admin/users/"),
    Example("add-person", "/admin/users/add/"),
    Example("person", "/admin/users/alice/"),
    Example("roles", "/admin/roles/"),
    Example("role", "/admin/roles/manager/"),
    Example("services", "/admin/services/"),
    Example("signing-in", "/admin/sign-in/"),
    Example("data", "/data/"),
    Example("import", "/data/import/"),
    Example("audit", "/admin/audit/"),
)

PUBLIC = (Example("sign-in", "/sign-in/"), Example("accessibility", "/help/accessibility/"))
"""Pages for those who have not signed in."""

BUTTONS = frozenset(
    {
        "accept-import",
        "answer-import",
        "audit-child",
        "cancel-import",
        "choose-team",
        "give-role",
        "has-left",
        "import-gone",
        "keep-draft",
        "let-back-in",
        "let-try-again",
        "new-password",
        "remove-service",
        "session",
        "sign-out",
        "stop-trying",
        "take-note-back",
        "take-role",
        "throw-draft-away",
        "try-role",
    }
)
"""Addresses that only a button or a script sends something to."""

_BY_IMPORTING = "tests/web/test_import_pages.py, which brings files first"
_A_FILE = "a file to download, which the tests of its page in tests/web open"
OPENED_ELSEWHERE = {
    "scorecard-file": _A_FILE,
    "indicator-file": _A_FILE,
    "flow-file": _A_FILE,
    "benchmark-file": _A_FILE,
    "benchmark-of-file": _A_FILE,
    "set-up": "leads on once there is an administrator; test_signing_in.py opens it before",
    "undo-import": _BY_IMPORTING,
    "import-run": _BY_IMPORTING,
    "import-progress": _BY_IMPORTING,
    "import-problems": _BY_IMPORTING,
}
"""Pages that another test opens, and why."""
