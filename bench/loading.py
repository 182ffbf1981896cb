"""Loads an address with wrk, beside the floor in the same minutes."""

from __future__ import annotations

import json
import statistics
import subprocess
from dataclasses import dataclass
from pathlib import Path

LUA = Path(__file__).with_name("report.lua")
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
CONNECTIONS = 8


@dataclass(frozen=True)
class Pace:
    """How long and how often: seconds of a run of the page, of the floor, and how many of each."""

    page: int = 6
    floor: int = 2
    runs: int = 3


@dataclass(frozen=True)
class Loaded:
    """Medians of the runs; times in milliseconds, `share` of the floor's requests a second."""

    rps: float
    share: float
    p50: float
    alone_p50: float
    alone_p95: float
    bytes: float
    failures: int


def wrk(url: str, *, seconds: int, cookie: str = "", connections: int = CONNECTIONS) -> dict[str, float]:
    """One run; raises CalledProcessError where wrk cannot reach the address."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(LUA)]
    command += ["-H", f"User-Agent: {BROWSER}", "-H", "Accept: text/html", "-H", "Accept-Encoding: gzip, deflate, br"]
    if cookie:
        command += ["-H", f"Cookie: {cookie}"]
    printed = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    line = next(line for line in printed.splitlines() if line.startswith("JSON "))
    found: dict[str, float] = json.loads(line.removeprefix("JSON "))
    return found


def load(url: str, *, floor: str, pace: Pace, cookie: str = "") -> Loaded:
    """Floor and page in turn, so that whatever else the machine does weighs on both."""
    wrk(url, seconds=1, cookie=cookie, connections=2)
    floors, pages = [], []
    for _run in range(pace.runs):
        floors.append(wrk(floor, seconds=pace.floor)["rps"])
        pages.append(wrk(url, seconds=pace.page, cookie=cookie))
    alone = wrk(url, seconds=pace.floor, cookie=cookie, connections=1)
    rps = statistics.median(page["rps"] for page in pages)
    return Loaded(
        rps=rps,
        share=rps / statistics.median(floors),
        p50=statistics.median(page["p50"] for page in pages),
        alone_p50=alone["p50"],
        alone_p95=alone["p95"],
        bytes=pages[0]["bytes"] / max(1, pages[0]["requests"]),
        failures=int(sum(page["refused"] + page["broken"] for page in pages)),
    )
