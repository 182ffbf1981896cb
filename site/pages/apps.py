from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "pages"

    def ready(self) -> None:
        from wagtail.models import Page, ReferenceIndex
        from wagtail.permissions import register_permission_policy

        from .models import Community, File, Picture
        from .rights import MediaPolicy, PagePolicy

        register_permission_policy(Page, PagePolicy(Page))
        # Before what Wagtail registers later for any class of them.
        for model, asked_for in ((Picture, "wagtailimages.Image"), (File, "wagtaildocs.Document")):
            policy = MediaPolicy(model, auth_model=asked_for, owner_field_name="uploaded_by_user")
            register_permission_policy(model, policy, exact_class=True)

        # Wagtail notes by itself what pages and snippets show, not what settings do: nobody would see the sign.
        ReferenceIndex.register_model(Community)
