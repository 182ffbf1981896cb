"""The floor: what a bare Django view answers, without middleware and database; run by `bench.running`."""

import django
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(DEBUG=False, SECRET_KEY="-", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, MIDDLEWARE=[])  # noqa: S106
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402 - asks for the settings above


def hello(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello world")


urlpatterns = [path("", hello)]
application = get_wsgi_application()
