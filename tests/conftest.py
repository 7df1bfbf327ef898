"""What every test may use: the reference material where it is present, and how long Hypothesis looks.

The schemas, sample extracts and published tables are not part of the repository. Tests that need them
take the fixture `shared`, and are skipped where the folder is absent; continuous integration sets
STONECHAT_REQUIRE_SHARED=1, so that there a missing folder fails instead of passing in silence.

Property tests are the same in every run, so that a failure is about the change at hand; the nightly run
(HYPOTHESIS_PROFILE=nightly) looks further and differently each time.
"""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# No deadline: a slow example on a busy machine says nothing about the code.
settings.register_profile("everyday", deadline=None, derandomize=True)
settings.register_profile("nightly", deadline=None, max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "everyday"))

PROJECT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference material: STONECHAT_SHARED, else ../shared beside the project."""
    folder = Path(os.environ.get("STONECHAT_SHARED") or PROJECT.parent / "shared").resolve()
    if folder.is_dir():
        return folder
    absent = f"no folder of reference material at {folder}; set STONECHAT_SHARED to where it is"
    if os.environ.get("STONECHAT_REQUIRE_SHARED") == "1":
        pytest.fail(absent)
    pytest.skip(absent)
