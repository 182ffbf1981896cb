"""`make bench`: how fast pages are beside a bare Django view, what posting takes, and how much memory it all needs.

    python -m bench.run [--quick] [--posts 20000,200000] [--only home,topic]

Ends with one line a figure, `name value unit [ratio-to-floor]`, and writes them to bench/results/figures.json. The
floor is a bare view under gunicorn with two workers behind nginx, loaded in turn with each page. What Debian's
packages wrk, nginx-light and chromium would measure is skipped where they are missing.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.loading import Pace, load
from bench.posting import post_replies
from bench.running import ROOT, answers, floor, free_port, memory, running
from bench.visiting import first_visit

RESULTS = ROOT / "bench" / "results"
SERVE = [sys.executable, "manage.py", "serve", "--port", "{port}"]
PACKAGES = {"wrk": "wrk", "nginx": "nginx-light", "chromium": "chromium"}
REST = 3  # seconds for the worker to do what the posts left it, before memory is read


@dataclass(frozen=True)
class Figure:
    """One measured value; `ratio` of the floor where it is a speed."""

    name: str
    value: float
    unit: str
    ratio: float | None = None

    def __str__(self) -> str:
        line = f"{self.name} {self.value:.4g} {self.unit}"
        return line if self.ratio is None else f"{line} {self.ratio:.3f}"


@dataclass(frozen=True)
class Plan:
    """How thoroughly, and of which pages."""

    pace: Pace
    replies: int
    only: frozenset[str]
    missing: frozenset[str]


UNLIMITED = ("SEARCHES_A_MINUTE", "SEARCHES_A_MINUTE_BY_ADDRESS")  # one member, one address ask all questions


def environment(folder: Path) -> dict[str, str]:
    """Production's settings, but for TLS, which a proxy in front would add."""
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/baraza.sqlite3",
        "SECRET_KEY": "the-benchmark-signs-nothing-that-anybody-else-will-ever-believe-0123456789",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": "http://127.0.0.1",
        "EMAIL_URL": "dummymail://",
        "DEFAULT_FROM_EMAIL": "bench@example.org",
        "SECURE_SSL_REDIRECT": "False",
        **dict.fromkeys(UNLIMITED, "0"),
    }


def generated(posts: int) -> Path:
    """A database with so many posts, generated once and kept."""
    folder = RESULTS / f"data-{posts}"
    done = folder / "done"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        print(f"generating {posts} posts", flush=True)
        python("-m", "bench.generate", "--posts", str(posts), folder=folder)
        python("manage.py", "rebuild_search_index", "--if-missing", folder=folder)
        done.touch()
    return folder


def python(*arguments: str, folder: Path) -> str:
    """What a Python command of ours prints; raises CalledProcessError when it fails."""
    command = [sys.executable, *arguments]
    values = {**os.environ, **environment(folder)}
    return subprocess.run(command, cwd=ROOT, env=values, check=True, stdout=subprocess.PIPE, text=True).stdout


@contextlib.contextmanager
def site(posts: int) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """The site on a copy of the data: its process, its port and what to measure in it."""
    folder = RESULTS / "site"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(generated(posts), folder)
    try:
        python("manage.py", "migrate", "-v0", folder=folder)
        python("manage.py", "collectstatic", "--noinput", "-v0", folder=folder)
        chosen = json.loads(python("-m", "bench.choosing", folder=folder))
        port = free_port()
        with running([part.format(port=port) for part in SERVE], environment(folder)) as process:
            answers(f"http://127.0.0.1:{port}/", process)
            yield process.pid, port, chosen
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measure(posts: int, floor_url: str | None, plan: Plan) -> Iterator[Figure]:
    """Every figure of a community of this size."""
    with site(posts) as (pid, port, chosen):
        base = f"http://127.0.0.1:{port}"
        if floor_url is not None:
            yield from speeds(posts, base, floor_url, chosen, plan)
        if not plan.only or "reply" in plan.only:
            posted = post_replies(
                port,
                form=chosen["reply"],
                cookie=chosen["cookie"],
                csrf_cookie=chosen["csrf_cookie"],
                number=plan.replies,
            )
            yield Figure(f"{posts}.reply.mean", posted.mean, "ms")
            yield Figure(f"{posts}.reply.p95", posted.p95, "ms")
        read_much(port, chosen)
        time.sleep(REST)
        yield Figure(f"{posts}.memory", memory(pid), "MiB")
        if "chromium" not in plan.missing and (not plan.only or "visit" in plan.only):
            for name in ("topic", "guide"):
                visit = first_visit(base + chosen["pages"][name])
                yield Figure(f"{posts}.visit.{name}.bytes", visit.bytes, "bytes")
                yield Figure(f"{posts}.visit.{name}.requests", visit.requests, "requests")
                yield Figure(f"{posts}.visit.{name}.largest_paint", visit.largest_paint, "ms")


def read_much(port: int, chosen: dict[str, Any]) -> None:
    """Fill the caches as a day of readers does: many topics, by visitors and by a member."""
    for cookie in ("", chosen["cookie"]):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for path in chosen["many"]:
            connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
            connection.getresponse().read()
        connection.close()


def speeds(posts: int, base: str, floor_url: str, chosen: dict[str, Any], plan: Plan) -> Iterator[Figure]:
    """Requests a second of each page, for a visitor and signed in."""
    for name, path in chosen["pages"].items():
        if plan.only and name not in plan.only:
            continue
        for who, cookie in (("visitor", ""), ("member", chosen["cookie"])):
            loaded = load(base + path, floor=floor_url, pace=plan.pace, cookie=cookie)
            if loaded.failures:
                raise RuntimeError(f"{path} failed {loaded.failures} times for a {who}")
            yield Figure(f"{posts}.{name}.{who}", loaded.rps, "requests/s", loaded.share)
            yield Figure(f"{posts}.{name}.{who}.alone", loaded.alone_p50, "ms")
            yield Figure(f"{posts}.{name}.{who}.alone.p95", loaded.alone_p95, "ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="short runs, for a first look: the figures are rough")
    parser.add_argument("--posts", default="20000,200000", help="the sizes to measure")
    parser.add_argument(
        "--only",
        default="",
        help="of home, list, topic, middle, guide, search.one, search.two, search.five, search.rare, reply, visit",
    )
    options = parser.parse_args()
    missing = frozenset(tool for tool in PACKAGES if shutil.which(tool) is None)
    for tool in sorted(missing):
        print(f"{tool} is missing, and its figures with it: apt-get install {PACKAGES[tool]}", flush=True)
    only = frozenset(filter(None, options.only.split(",")))
    pace, replies = (Pace(page=2, floor=1, runs=2), 40) if options.quick else (Pace(), 200)
    plan = Plan(pace, replies, only, missing)
    figures: list[Figure] = []
    with contextlib.ExitStack() as stack:
        floor_url = stack.enter_context(floor()) if not missing & {"wrk", "nginx"} else None
        for posts in map(int, options.posts.split(",")):
            for figure in measure(posts, floor_url, plan):
                print(f"  {figure}", flush=True)
                figures.append(figure)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "figures.json").write_text(json.dumps([asdict(figure) for figure in figures], indent=1) + "\n")
    print(*figures, sep="\n")


if __name__ == "__main__":
    main()
