"""The cast of the forum's tests, pages for each kind of reader, and the way through the gate."""

from tests.forum.conftest import cast, groups, nothing_remembered, public
from tests.freshness.test_gate import line
from tests.knowledge_base.conftest import library

__all__ = ["cast", "groups", "library", "line", "nothing_remembered", "public"]
