"""Starts what is measured on loopback ports, weighs it, and stops it by its own process ids."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60  # seconds for a server to answer for the first time
STUBBORN = 10  # seconds that a killed process may take to be gone on a busy machine
NGINX = """
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; default_type text/html; gzip on; gzip_comp_level 5; gzip_proxied any;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    location / {{ proxy_pass http://127.0.0.1:{behind}; proxy_set_header Host $host; }}
  }}
}}
"""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def answers(url: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until this address answers; raises RuntimeError when its process ends first or time runs out."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - a loopback address of our own
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"{url} does not answer")


@contextlib.contextmanager
def running(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a session of its own; it and whatever it started are gone afterwards."""
    log = tempfile.TemporaryFile()  # noqa: SIM115 - closed below, after its reader
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **(environment or {})}, stdout=log, stderr=log, start_new_session=True
    )
    try:
        yield process
    except RuntimeError:
        log.seek(0)
        sys.stderr.write(log.read().decode(errors="replace")[-4000:])
        raise
    finally:
        family = [process.pid, *descendants(process.pid)]
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(15)
        end(family)
        process.wait()
        log.close()


def end(family: Sequence[int]) -> None:
    """Kill these processes, and wait until none of them runs any more."""
    for pid in family:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    until = time.monotonic() + STUBBORN
    while any(map(is_running, family)) and time.monotonic() < until:
        time.sleep(0.02)


def is_running(pid: int) -> bool:
    """Whether there is such a process, dead ones that nobody has asked about left out."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    return False


@contextlib.contextmanager
def floor() -> Iterator[str]:
    """A bare Django view under gunicorn with two sync workers behind nginx with gzip; gives its address."""
    behind, port = free_port(), free_port()
    gunicorn = [sys.executable, "-m", "gunicorn", "-w", "2", "-b", f"127.0.0.1:{behind}", "bench.floor:application"]
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        server = stack.enter_context(running(gunicorn))
        answers(f"http://127.0.0.1:{behind}/", server)
        settings = Path(folder, "nginx.conf")
        settings.write_text(NGINX.format(folder=folder, port=port, behind=behind))
        proxy = stack.enter_context(running(["nginx", "-p", folder, "-c", str(settings)]))
        answers(f"http://127.0.0.1:{port}/", proxy)
        yield f"http://127.0.0.1:{port}/"


def descendants(pid: int) -> list[int]:
    """Every process that this one started, and that those started."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, task.read_text().split()):
                found += [child, *descendants(child)]
    return found


def memory(pid: int) -> float:
    """MiB of a process and its descendants: proportional set size, so that shared pages count once."""
    return sum(_proportional(each) for each in (pid, *descendants(pid))) / 1024


def _proportional(pid: int) -> int:
    """KiB of one process; nothing where it has ended."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
