"""Which pages somebody meets in the Wagtail admin: in its explorer, its search, the history of the site, and lists; and
which pictures and files they are offered there."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import CollectionViewRestriction, Page, ReferenceIndex
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry

from .seeing import ON_EVERY_PAGE, visible_pages

LOOKS_AFTER = frozenset({"change", "publish", "bulk_delete", "lock", "unlock"})


class PagePolicy(PagePermissionPolicy):  # type: ignore[misc]
    """Wagtail's rights. But who may only add pages somewhere meets there their own and what they may read, and not the
    title of every page that others keep."""

    def explorable_instances(self, user: Any) -> QuerySet[Page]:
        explorable: QuerySet[Page] = super().explorable_instances(user)
        if self._base_queryset_for_user(user) is not None:
            return explorable
        kept = self.instances_user_has_any_permission_for(user, LOOKS_AFTER).values("pk")
        read = visible_pages(user).values("pk")
        return explorable.filter(Q(path__in=self._ways(user)) | Q(pk__in=kept) | Q(pk__in=read))

    def _ways(self, user: Any) -> set[str]:
        """Where in the tree the pages stand on which rights were given, and those above them that lead there."""
        given = [right.page.path for right in self.get_cached_permissions_for_user(user)]
        return {path[:end] for path in given for end in range(Page.steplen, len(path) + 1, Page.steplen)}


def met_by(user: Any) -> QuerySet[Page]:
    """Every page whose title this member of the staff may come by: in the explorer, or as a reader; and the root, which
    has none of its own."""
    explored = page_policy().explorable_instances(user).values("pk")
    known: QuerySet[Page] = Page.objects.filter(
        Q(pk__in=explored) | Q(pk__in=visible_pages(user).values("pk")) | Q(depth=1)
    )
    return known


def page_policy() -> PagePolicy:
    """The rights that Wagtail asks for pages of any kind."""
    policy: PagePolicy = policy_registry.get_by_type(Page)
    return policy


class MediaPolicy(CollectionOwnershipPermissionPolicy):  # type: ignore[misc]
    """Wagtail's rights. But who may choose from a collection and not look after it is offered there what they may see:
    what they brought themselves, what a page that they read or keep shows, and what no page shows yet. Not what stands
    on others' pages alone, nor what lies in a collection that is closed to them."""

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet[Any]:
        found: QuerySet[Any] = super().instances_user_has_any_permission_for(user, actions)
        if user.is_superuser or not user.is_authenticated or "choose" not in actions:
            return found
        kept = super().instances_user_has_any_permission_for(user, ["change"]).values("pk")
        offered = self.model._default_manager.filter(Q(pk__in=kept) | Q(uploaded_by_user=user) | self._seen_by(user))
        # As numbers: modelsearch takes no Exists, and what it makes of one is nested deeper than SQLite parses.
        return found.filter(pk__in=list(offered.values_list("pk", flat=True)))

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        if not super().user_has_any_permission_for_instance(user, actions, instance):
            return False
        if user.is_superuser or "choose" not in actions:
            return True
        return bool(self.instances_user_has_any_permission_for(user, actions).filter(pk=instance.pk).exists())

    def collections_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet[Any]:
        found: QuerySet[Any] = super().collections_user_has_any_permission_for(user, actions)
        if user.is_superuser or not user.is_authenticated or "choose" not in actions:
            return found
        kept = super().collections_user_has_any_permission_for(user, ["change"])
        return found.filter(Q(pk__in=kept.values("pk")) | ~Q(pk__in=closed_to(user)))

    def _seen_by(self, user: Any) -> Q:
        shown = ReferenceIndex.objects.filter(
            to_content_type=ContentType.objects.get_for_model(self.model),
            to_object_id=Cast(OuterRef("pk"), CharField()),
        )
        on_pages = shown.filter(base_content_type=ContentType.objects.get_for_model(Page))
        kept = page_policy().instances_user_has_any_permission_for(user, {"change", "publish"})
        met = Page.objects.filter(Q(pk__in=kept.values("pk")) | Q(pk__in=visible_pages(user).values("pk")))
        keys = met.annotate(key=Cast("pk", CharField())).values("key")
        everywhere = ContentType.objects.get_for_models(*ON_EVERY_PAGE).values()
        seen = Q(Exists(on_pages.filter(object_id__in=keys))) | Exists(shown.filter(base_content_type__in=everywhere))
        return (seen | ~Exists(on_pages)) & ~Q(collection__in=closed_to(user))


def closed_to(user: Any) -> list[int]:
    """The collections that are closed to this member, with what is below them."""
    closed = CollectionViewRestriction.objects.exclude(restriction_type=CollectionViewRestriction.LOGIN)
    mine = Q(restriction_type=CollectionViewRestriction.GROUPS, groups__in=user.groups.all())
    closed = closed.exclude(pk__in=CollectionViewRestriction.objects.filter(mine).values("pk"))
    above = [restriction.collection for restriction in closed.select_related("collection")]
    return [pk for one in above for pk in one.get_descendants(inclusive=True).values_list("pk", flat=True)]
