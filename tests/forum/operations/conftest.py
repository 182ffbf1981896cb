from types import SimpleNamespace

from forum.models import Group
from tests.forum.worlds import small_world
from tests.stage import kept


@kept
def world(cast: SimpleNamespace, groups: dict[str, Group]) -> SimpleNamespace:
    return small_world(cast, groups)
