"""The HTML of every kind of page, read by html-validate in one go."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.every_page import ACTS, ANYBODY, FORMS, MEMBERS, OF_TOPICS, PAGES, VISITORS, pages, places
from tests.forum.conftest import cast, client_of, groups, nothing_remembered

__all__ = ["cast", "groups", "nothing_remembered", "pages", "places"]

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

HERE = Path(__file__).parent
VALIDATOR = HERE / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
LIGHT = ["/?lite", "/guides/?lite", "/guides/pricing/?lite", "/guides/numbers/?lite", "/glossary/?lite", "/about/?lite"]


@pytest.fixture
def node() -> str:
    """The program that runs html-validate; CI always has both, a developer's machine may not."""
    program = shutil.which("node")
    if program is None or not VALIDATOR.exists():
        if os.environ.get("CI"):
            pytest.fail("html-validate is missing: in CI the HTML of our pages may not go unread")
        pytest.skip("html-validate is not installed: .ci/packages")
    return program


def mistakes(node: str, folder: Path) -> list[str]:
    """What html-validate has against the pages in a folder, one line for each mistake."""
    found = folder / "found.json"  # through a pipe only the first 64 KiB of it would come
    command = [node, str(VALIDATOR), "--config", str(HERE / "htmlvalidate.mjs"), "--formatter", f"json={found}"]
    run = subprocess.run([*command, str(folder)], capture_output=True, text=True, timeout=300)
    assert found.exists(), run.stderr
    return [
        f"{Path(page['filePath']).stem}:{wrong['line']}:{wrong['column']}: {wrong['ruleId']}: {wrong['message']}"
        for page in json.loads(found.read_text())
        for wrong in page["messages"]
    ]


def test_html_validate_finds_nothing(
    node: str, tmp_path: Path, cast: SimpleNamespace, places: dict[str, int], pages: dict[str, int]
) -> None:
    asked = {
        "visitor": (cast.visitor, [*ANYBODY, *VISITORS, *OF_TOPICS, *PAGES, *LIGHT]),
        "member": (cast.ada, [*ANYBODY, *MEMBERS, *OF_TOPICS, *ACTS, *PAGES, *LIGHT]),
        "root": (cast.root, [*OF_TOPICS, *ACTS[:-1], *FORMS]),
    }
    for name, (who, addresses) in asked.items():
        client = client_of(who)
        for address in addresses:
            answer = client.get(address.format(**places, **pages), follow=True)
            assert answer.status_code == (404 if address == "/nothing/" else 200), (name, address)
            file = f"{name} {re.sub(r'[^a-z0-9?=]+', '-', address)}.html"
            (tmp_path / file).write_bytes(answer.content)
    assert "\n".join(mistakes(node, tmp_path)) == ""


def test_a_mistake_is_found(node: str, tmp_path: Path) -> None:
    (tmp_path / "wrong.html").write_text('<!DOCTYPE html><html lang="en"><body><p><div>So</div></p></body></html>')
    assert any("close-order" in line or "no-implicit-close" in line for line in mistakes(node, tmp_path))
