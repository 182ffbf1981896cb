from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "pages"

    def ready(self) -> None:
        from wagtail.models import ReferenceIndex

        from .models import Community

        # Wagtail notes by itself what pages and snippets show, not what settings do: nobody would see the sign.
        ReferenceIndex.register_model(Community)
