"""Whoever runs a site finds every setting in docs/settings.md, and finds nothing there that does not exist."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = ROOT / "site" / "config" / "settings"
DOCUMENT = ROOT / "docs" / "settings.md"

# The settings' own function for what has no safe default, beside the methods of `env`.
READERS = {"required"}


def calls_that_read(tree: ast.AST) -> Iterator[ast.Call]:
    """Every `env.str("NAME", …)`, `env("NAME")` and `required("NAME")`."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        match node.func:
            case ast.Attribute(value=ast.Name(id="env")):
                yield node
            case ast.Name(id=name) if name in READERS | {"env"}:
                yield node


def names_read() -> set[str]:
    names = set()
    for path in SETTINGS.glob("*.py"):
        for call in calls_that_read(ast.parse(path.read_text())):
            if isinstance(call.args[0], ast.Constant):
                names.add(call.args[0].value)
    return names


def names_documented() -> list[str]:
    return re.findall(r"^\| `([A-Z0-9_]+)` \|", DOCUMENT.read_text(), re.MULTILINE)


def test_some_settings_are_found():
    assert {"DATABASE_URL", "SECRET_KEY", "EMAIL_URL", "S3_BUCKET"} <= names_read()


def test_every_setting_is_documented_once():
    documented = names_documented()
    assert sorted(documented) == sorted(set(documented))
    assert names_read() - set(documented) == set()


def test_every_documented_setting_exists():
    assert set(names_documented()) - names_read() == set()


def test_only_the_settings_read_the_environment():
    """One home for what the environment decides; a value read elsewhere would be missing from the document."""
    readers = []
    for folder in ("site", "forum", "guides", "knowledge_base", "search"):
        for path in (ROOT / folder).rglob("*.py"):
            if SETTINGS in path.parents or path.name == "wsgi.py":
                continue
            if re.search(r"\bos\.(environ|getenv)\b", path.read_text()):
                readers.append(str(path.relative_to(ROOT)))
    assert readers == []


def test_each_row_says_what_the_setting_means():
    for line in DOCUMENT.read_text().splitlines():
        if line.startswith("| `"):
            _empty, _name, default, meaning, _end = re.split(r"(?<!\\)\|", line)
            assert default.strip()
            assert len(meaning.strip()) > 10, line
