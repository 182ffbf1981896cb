"""Posts replies as a browser without scripts does: the form's own token, one after the other on one connection."""

from __future__ import annotations

import http.client
import re
import statistics
import time
from dataclasses import dataclass
from urllib.parse import urlencode

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
WORDS = (
    "We tried this in our shop last month and it went better than we feared. **Ask first**, then write the price down. "
    "A customer who knows what is coming pays sooner, and nobody has to be reminded twice. If it helps, here is what "
    "we send with each order: what it costs, by when, and whom to call. Number {number}."
)


@dataclass(frozen=True)
class Posted:
    """Milliseconds from sending the form to the answer that leads to the post."""

    mean: float
    median: float
    p95: float


def post_replies(port: int, *, form: str, cookie: str, csrf_cookie: str, number: int) -> Posted:
    """Raises RuntimeError where the form is not there or a reply is refused."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", form, headers={"Cookie": cookie})
    answer = connection.getresponse()
    token = _TOKEN.search(answer.read().decode())
    baked = re.search(rf"{re.escape(csrf_cookie)}=([^;]+)", answer.headers.get("Set-Cookie", ""))
    if token is None or baked is None:
        raise RuntimeError(f"{form} answered {answer.status} without a form to fill in")
    headers = {
        "Cookie": f"{cookie}; {csrf_cookie}={baked[1]}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept-Encoding": "gzip, br",
    }
    took = []
    for count in range(number + 1):
        body = urlencode({"csrfmiddlewaretoken": token[1], "markdown": WORDS.format(number=count)})
        began = time.perf_counter()
        connection.request("POST", form, body, headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != http.client.FOUND:
            raise RuntimeError(f"a reply was answered with {answer.status}")
        took.append((time.perf_counter() - began) * 1000)
    connection.close()
    del took[0]  # the first imports what posting needs
    return Posted(statistics.mean(took), statistics.median(took), sorted(took)[int(len(took) * 0.95)])
