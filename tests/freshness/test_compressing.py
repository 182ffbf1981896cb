"""What is made for one person is packed for their line, and its length tells nothing."""

from __future__ import annotations

import gzip

import brotli
import pytest
from django.http import FileResponse, HttpRequest, HttpResponse
from django.test import RequestFactory

from freshness.middleware import CompressMiddleware

WORDS = "A page of words. " * 100


def packed(response: HttpResponse | FileResponse, accepted: str) -> HttpResponse:
    def answer(_request: HttpRequest) -> HttpResponse:
        return response  # type: ignore[return-value]

    request = RequestFactory().get("/", headers={"accept-encoding": accepted})
    made: HttpResponse = CompressMiddleware(answer)(request)  # type: ignore[assignment]
    return made


def test_a_page_goes_by_brotli_where_it_is_taken() -> None:
    made = packed(HttpResponse(WORDS, headers={"ETag": '"one"'}), "gzip, deflate, br")
    assert made["Content-Encoding"] == "br"
    assert brotli.decompress(made.content).decode().startswith(f"{WORDS}<!--")
    assert made["Content-Length"] == str(len(made.content))
    assert made["ETag"] == 'W/"one"'
    assert "Accept-Encoding" in made["Vary"]


@pytest.mark.parametrize("accepted", ["gzip", "gzip, br;q=0", "gzip, brotli"])
def test_and_by_gzip_elsewhere(accepted: str) -> None:
    made = packed(HttpResponse(WORDS), accepted)
    assert made["Content-Encoding"] == "gzip"
    assert gzip.decompress(made.content).decode() == WORDS


def test_data_for_scripts_is_left_to_gzip_which_adds_nothing_to_it() -> None:
    made = packed(HttpResponse(WORDS, content_type="application/json"), "gzip, br")
    assert gzip.decompress(made.content).decode() == WORDS


def test_pictures_and_small_answers_stay_as_they_are() -> None:
    for response in (HttpResponse(WORDS, content_type="image/webp"), HttpResponse("short")):
        assert not packed(response, "gzip, br").has_header("Content-Encoding")


def test_the_same_page_has_another_length_each_time() -> None:
    lengths = {len(packed(HttpResponse(WORDS), "br").content) for _time in range(20)}
    assert len(lengths) > 5
