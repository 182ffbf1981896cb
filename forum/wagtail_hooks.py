"""The forum in the Wagtail admin: the community's rules by version, the reactions, the groups."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import ModelForm, modelform_factory
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from . import policy
from .freshness import touch_everything
from .models import LIKE, Group, ReactionKind, Rule, RulesVersion
from .operations.rules import RULES_MAX, publish_rules


class PublishRules(generic.CreateView):  # type: ignore[misc]
    """A new version begins with the rules in force."""

    def get_initial_form_instance(self) -> RulesVersion:
        current = RulesVersion.objects.filter(group=None).prefetch_related("rules").first()
        version = RulesVersion()
        if current is not None:
            version.rules = [
                Rule(title=rule.title, text=rule.text, sort_order=rule.sort_order) for rule in current.rules.all()
            ]
        return version

    def save_instance(self) -> RulesVersion:
        version: RulesVersion = self.form.save(commit=False)
        rules = sorted(version.rules.all(), key=lambda rule: rule.sort_order)
        return publish_rules(
            by=self.request.user,
            rules=[(rule.title, rule.text) for rule in rules],
            is_material=version.is_material,
            note=version.note,
        )


class MadeAnew:
    """What is changed here may stand on any page kept in memory."""

    def save_instance(self) -> Any:
        with transaction.atomic():
            saved = super().save_instance()  # type: ignore[misc]
            touch_everything()
        return saved


class AddReaction(MadeAnew, generic.CreateView):  # type: ignore[misc]
    """A reaction to offer from now on."""


class EditReaction(MadeAnew, generic.EditView):  # type: ignore[misc]
    """How a reaction looks; what members gave is kept by its code, which stays."""


class DeleteReaction(generic.DeleteView):  # type: ignore[misc]
    """Offer a reaction no more; but the heart under every post is a like."""

    def delete_action(self) -> None:
        if self.object.code == LIKE:
            raise PermissionDenied
        with transaction.atomic():
            super().delete_action()
            touch_everything()


class EditGroup(MadeAnew, generic.EditView):  # type: ignore[misc]
    """Whether a group greets newcomers."""


class RulesPolicy(ModelPermissionPolicy):  # type: ignore[misc]
    """Versions are added and read; what was accepted by members is not changed or deleted afterwards."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in {"add", "view"} and policy.can_publish_rules(user)


class RegisterPolicy(ModelPermissionPolicy):  # type: ignore[misc]
    """Groups are made and looked after on the site, by the operations; the admin says which one greets newcomers."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in {"change", "view"} and bool(super().user_has_permission(user, action))


register_permission_policy(RulesVersion, RulesPolicy(RulesVersion))
register_permission_policy(Group, RegisterPolicy(Group))


class RulesViewSet(ModelViewSet):  # type: ignore[misc]
    """The community's rules."""

    model = RulesVersion
    icon = "list-ul"
    menu_label = _("Rules")
    add_view_class = PublishRules
    copy_view_enabled = False  # the next version begins with the rules in force anyway
    inspect_view_enabled = True
    inspect_view_fields: ClassVar[list[str]] = ["number", "published_at", "published_by", "is_material", "note"]
    list_display: ClassVar[list[str]] = ["number", "published_at", "published_by", "is_material", "note"]
    panels: ClassVar[list[object]] = [
        InlinePanel("rules", heading=_("Rules"), label=_("Rule"), min_num=1, max_num=RULES_MAX),
        FieldPanel("is_material"),
        FieldPanel("note"),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return RulesVersion.objects.filter(group=None)


class ReactionsViewSet(ModelViewSet):  # type: ignore[misc]
    """The few reactions the site offers."""

    model = ReactionKind
    icon = "pick"
    menu_label = _("Reactions")
    add_view_class = AddReaction
    edit_view_class = EditReaction
    delete_view_class = DeleteReaction
    copy_view_enabled = False
    list_display: ClassVar[list[str]] = ["emoji", "label", "code", "position"]

    def get_form_class(self, for_update: bool = False) -> type[ModelForm[ReactionKind]]:
        names = ["label", "emoji", "position"]
        return modelform_factory(ReactionKind, fields=names if for_update else ["code", *names])


class GroupsViewSet(ModelViewSet):  # type: ignore[misc]
    """A register of the groups; each is looked after on its own page."""

    model = Group
    icon = "group"
    menu_label = _("Groups")
    name = "forum_groups"
    edit_view_class = EditGroup
    inspect_view_enabled = True
    form_fields: ClassVar[list[str]] = ["is_introductions"]
    list_display: ClassVar[list[str]] = ["name", "audience", "joining", "member_count", "topic_count"]
    list_filter: ClassVar[list[str]] = ["audience", "joining"]
    search_fields: ClassVar[list[str]] = ["name", "purpose"]


class ForumViewSetGroup(ModelViewSetGroup):  # type: ignore[misc]
    """One entry of the menu for the forum."""

    menu_label = _("Community")
    menu_icon = "group"
    menu_order = 150
    items = (RulesViewSet("forum_rules"), ReactionsViewSet("forum_reactions"), GroupsViewSet("forum_groups"))


@hooks.register("register_admin_viewset")  # type: ignore[untyped-decorator]
def forum_viewsets() -> ForumViewSetGroup:
    return ForumViewSetGroup()
