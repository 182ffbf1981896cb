"""The review in the Wagtail admin: the names of its acts in the log."""

from __future__ import annotations

from typing import Any

from wagtail import hooks

from .noting import ACTIONS


@hooks.register("register_log_actions")  # type: ignore[untyped-decorator]
def log_actions(actions: Any) -> None:
    for name, (label, message) in ACTIONS.items():
        actions.register_action(name, label, message)
