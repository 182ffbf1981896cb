from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "pages"

    def ready(self) -> None:
        from wagtail.models import Page, ReferenceIndex
        from wagtail.permissions import register_permission_policy

        from .models import Community
        from .rights import PagePolicy

        register_permission_policy(Page, PagePolicy(Page))

        # Wagtail notes by itself what pages and snippets show, not what settings do: nobody would see the sign.
        ReferenceIndex.register_model(Community)
