"""Settings of the real worker that the tests of the search start: the whole site, on the tests' database and index."""

import os

from config.settings.testing import *  # noqa: F403
from config.settings.testing import DATABASES

DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]
SEARCH_FOLDER = os.environ["SEARCH_FOLDER"]
