"""The backend does all that modelsearch asks of one: its own suite passes, with nothing left out."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TESTS = 120  # of modelsearch 1.3


def test_the_suite_of_modelsearch_passes(shared: Path) -> None:
    environment = {
        "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}",
        "DJANGO_SETTINGS_MODULE": "tests.search.backends.peer_settings",
        "PEER_FIXTURES": str(shared / "conformance" / "modelsearch"),
    }
    command = [sys.executable, "-m", "django", "test", "tests.search.backends.peer_suite"]
    run = subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert run.returncode == 0, run.stderr[-4000:]
    assert re.search(rf"Ran {TESTS} tests in .*\n\nOK\n", run.stderr), run.stderr[-400:]
