"""Leaves out what Wagtail and allauth load and this site does not ask for, or seldom: some 35 MiB.

Wagtail 8 puts the third version of its API together whether it is served or not, with a web framework of its own; the
framework of the second, which the editors' pages do ask, loads whatever it might show a developer; and passkeys bring
a cryptographic library that is needed when somebody uses one. docs/decisions/lean.md has the figures.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType
from typing import Any

_NOT_SERVED = re.compile(r"wagtail\.(?:\w+\.)*api\.v3(?:\.|\Z)|wagtail\.api\.querysets\Z")
_SELDOM = frozenset({"allauth.mfa.webauthn.internal.auth"})
_OPTIONAL = ("docutils", "pygments", "requests", "yaml")  # what rest_framework does without where it is missing


class _Nothing:
    """Takes every call and has every attribute, and does nothing."""

    def __call__(self, *_arguments: Any, **_named: Any) -> _Nothing:
        return self

    def __getattr__(self, name: str) -> _Nothing:
        if name.startswith("__"):
            raise AttributeError(name)
        return self


class _StandIns(MetaPathFinder, Loader):
    """Finds a module of nothing where a part of the API is asked for that is not served."""

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return ModuleSpec(fullname, self, is_package=True) if _NOT_SERVED.match(fullname) else None

    def exec_module(self, module: ModuleType) -> None:
        module.__getattr__ = _Nothing().__getattr__  # type: ignore[method-assign]


class _Later(MetaPathFinder):
    """Loads what is seldom needed when something in it is first asked for."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path, target) if fullname in _SELDOM else None
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec


@contextmanager
def _missing(names: Sequence[str]) -> Iterator[None]:
    """Within, those of these packages that nothing has loaded yet are not there."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


def leave_out() -> None:
    """Called before any of Wagtail's apps is ready."""
    sys.meta_path[:0] = [_StandIns(), _Later()]
    with _missing(_OPTIONAL):
        importlib.import_module("rest_framework.views")


def leave_out_heif() -> None:
    """Called before any of Wagtail's apps is imported: `members.heif` loads it when somebody sends a picture."""
    with _missing(["pillow_heif"]):
        importlib.import_module("willow")
