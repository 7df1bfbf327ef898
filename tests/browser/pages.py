"""Every page once or more, by the name it has in `urls.py`, with what a reader would put in its address.

`tests/web/test_pages_of_the_browser.py` holds this table against the addresses that there are: a page that
is not in it fails there.
"""

from dataclasses import dataclass

PEOPLE = ("ada", "alice", "ana", "bob", "dana", "mina", "nora", "pat")
"""One person for each role, and Nora, who has none. Charlie sees what Alice sees, of another team."""

EVERYBODY = frozenset(PEOPLE)
READERS = EVERYBODY - {"ada", "nora"}


@dataclass(frozen=True, slots=True)
class Example:
    """A page as somebody opens it. `called` tells several examples of one page apart, and names pictures."""

    name: str
    path: str
    opens_for: frozenset[str]
    called: str = ""

    @property
    def title(self) -> str:
        """The words for it in the name of a test and of a picture."""
        return f"{self.name}-{self.called}" if self.called else self.name

    @property
    def somebody(self) -> str:
        """Somebody who may open it, for tests of what is the same for all of them."""
        return next(who for who in ("dana", "ana", "ada", *PEOPLE) if who in self.opens_for)


EXAMPLES = (
    Example("home", "/", EVERYBODY),
    Example("password", "/password/", EVERYBODY),
)

PUBLIC = (Example("sign-in", "/sign-in/", frozenset()),)
"""Pages for those who have not signed in."""

NOT_LOOKED_AT = {
    "sign-out": "a button; it leads to sign-in",
    "session": "answers a script, with nothing to see",
    "set-up": "leads to sign-in once there is an administrator; test_first_administrator.py opens it before",
}
"""Addresses that show no page of their own."""
