from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

REMINDED_EVERY = timedelta(minutes=30)


class ModerationConfig(AppConfig):
    name = "forum.moderation"
    label = "moderation"
    verbose_name = _("Review")

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        import jobs
        from forum import signals
        from forum.moderation import by_mail, entries, following, kinds, links, policy, sections, tasks, told, watching
        from forum.moderation.models import WatchedWord
        from mail.arriving import delivery
        from members.profiles import register_own_section, register_section
        from members.suspending import explain_at

        register_permission_policy(WatchedWord, policy.StaffPolicy(WatchedWord))
        kinds.register(kinds.POSTS)
        kinds.register(kinds.MEMBERS)
        entries.register(entries.requests_to_join)
        told.register_kinds(by_mail.CaseWriter)
        delivery.register(by_mail.DOOR)
        register_section(sections.flag_of)
        register_own_section(sections.queue_of)
        explain_at(links.suspension_of)
        signals.post_offered.connect(watching.look)
        signals.topic_changed.connect(following.follow_topic)
        signals.posts_moved.connect(following.follow_posts)
        jobs.schedule(tasks.remind_of_old, every=REMINDED_EVERY, name="moderation.remind_of_old")
