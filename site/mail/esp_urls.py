"""The webhooks of the one service that carries our mail; those of others are not there to be tried."""

from typing import Any

from anymail.urls import urlpatterns as all_of_them
from django.conf import settings

# Anymail's addresses begin with the name of the service, some of them as a pattern.
urlpatterns: list[Any] = [each for each in all_of_them if str(each.pattern).lstrip("^").startswith(f"{settings.ESP}/")]
