"""modelsearch's own tests, run on our backend by test_peer_suite.py with settings of their own."""

from django.test import TestCase
from modelsearch.tests import test_backends


class WhooshTests(test_backends.BackendTests, TestCase):  # type: ignore[misc]
    backend_path = "search.backends.whoosh"
