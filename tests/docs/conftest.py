"""Pages use the same council as the functional tests."""

from tests.functional.conftest import council, run, shipped

__all__ = ["council", "run", "shipped"]
