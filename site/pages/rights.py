"""Which pages somebody meets in the Wagtail admin: in its explorer, its search, the history of the site, and lists."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry

from .seeing import visible_pages

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


def page_policy() -> PagePolicy:
    """The rights that Wagtail asks for pages of any kind."""
    policy: PagePolicy = policy_registry.get_by_type(Page)
    return policy
