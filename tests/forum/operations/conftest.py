from types import SimpleNamespace

import pytest

from forum.models import Group
from tests.forum.worlds import small_world


@pytest.fixture
def world(cast: SimpleNamespace, groups: dict[str, Group]) -> SimpleNamespace:
    return small_world(cast, groups)
