"""The fixtures every test may use."""

import gc
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.template import Template
from django.test import utils as test_utils
from modelsearch.backends import get_search_backend

from jobs import testing
from jobs.models import Job

pytest.register_assert_rewrite("tests.doors")  # what differed is worth reading
pytest_plugins = ["tests.databases", "tests.redis_server", "tests.mail.servers", "tests.stage"]


def pytest_collection_finish() -> None:
    """What is loaded by now stays loaded: looking through it for garbage takes a fifth of the tests' time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the project; CI always has it, a clone elsewhere may not."""
    if not SHARED.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"{SHARED} is missing: in CI the tests on real data may not be skipped")
        pytest.skip("the shared data is not beside the project")
    return SHARED


@pytest.fixture(scope="session", autouse=True)
def index_of_models() -> None:
    """An empty one, as a site has that began: else whichever test looked first would have it built."""
    get_search_backend().reset_indexes()


@pytest.fixture
def run_jobs(db: None) -> Callable[..., list[Job]]:
    """Runs the jobs that are due, and those they enqueue; raises the error of one that fails."""
    return testing.run_jobs


@pytest.fixture(scope="session", autouse=True)
def plain_templates(django_test_environment: None) -> None:
    """Templates as a site renders them: Django's test client keeps a copy of each one's context, a tenth of a page's
    time, and asks for `response.context`. Who wants that takes the fixture `kept_contexts`."""
    Template._render = test_utils._TestState.saved_data.template_render


@pytest.fixture
def kept_contexts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers with the contexts that their templates were given."""
    monkeypatch.setattr(Template, "_render", test_utils.instrumented_test_render)
