"""The addresses of the site as development has them."""

from config.urls import urlpatterns as site_urls
from members.development_sign_in import urlpatterns as sign_in_urls

urlpatterns = [*sign_in_urls, *site_urls]
