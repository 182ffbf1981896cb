from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommentsConfig(AppConfig):
    name = "knowledge_base.comments"
    label = "comments"
    verbose_name = _("Comments")

    def ready(self) -> None:
        from forum.moderation import entries
        from members.signals import words_claimed

        from . import claiming, told, waiting

        told.register_kinds()
        entries.register(waiting.comments_of)
        words_claimed.connect(claiming.hand_over_comments)
