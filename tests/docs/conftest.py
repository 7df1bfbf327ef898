"""Pages use the same council as the functional tests."""

from tests.functional.conftest import council, run, two_censuses

__all__ = ["council", "run", "two_censuses"]
