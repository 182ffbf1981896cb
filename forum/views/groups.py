"""Doors to groups: the list, a group's page about itself, its members, roles and requests."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from forum import operations, policy
from forum.lists import group_news, page_before
from forum.models import Follow, Group, GroupFollow, GroupRole, Membership, MembershipRequest, Role, RulesVersion, Topic
from forum.operations.access import require
from freshness.pages import shared_with_visitors
from freshness.stamps import LISTS
from members.models import Member

from .acts import level_in
from .doors import MemberRequest, act, lead_to, page, seen_group
from .posting import refusal

PEOPLE_A_PAGE = 60


class ColourInput(forms.ColorInput):
    """A colour always has a value of one length: HTML allows neither `required` nor `maxlength` on it."""

    def use_required_attribute(self, initial: Any) -> bool:
        return False

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        attributes = super().build_attrs(base_attrs, extra_attrs)
        attributes.pop("maxlength", None)
        return attributes


class GroupForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a group's page says of it."""

    class Meta:
        model = Group
        fields = (
            "name", "slug", "purpose", "description", "audience", "joining", "colour", "picture", "starts_on",
            "ends_on", "default_follow", "ask_author_after", "takes_strangers",
        )  # fmt: skip
        widgets = {
            "description": forms.Textarea(attrs={"rows": 8}),
            "colour": ColourInput(),
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }


class RulesForm(forms.Form):
    """A group's own rules: one a line, its title and its text parted by a colon."""

    rules = forms.CharField(
        label=gettext_lazy("The group's own rules"),
        help_text=gettext_lazy("One a line: a few words, a colon, then what is meant."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    is_material = forms.BooleanField(
        label=gettext_lazy("The meaning changed: ask everybody again"), required=False, initial=True
    )

    def clean_rules(self) -> list[tuple[str, str]]:
        rules = []
        for line in filter(None, map(str.strip, self.cleaned_data["rules"].splitlines())):
            title, _colon, text = line.partition(":")
            if len(title) > 100 or len(text) > 500:
                raise ValidationError(_("A rule has at most 100 characters before the colon and 500 after it."))
            rules.append((title.strip(), text.strip()))
        return rules


@require_safe
@shared_with_visitors(lambda: [LISTS])
def groups(request: HttpRequest) -> HttpResponse:
    """Every group this visitor may know of."""
    found = list(Group.objects.visible_to(request.user))
    member = request.user if isinstance(request.user, Member) else None
    mine = set(member.memberships.values_list("group", flat=True)) if member is not None else set()
    context = {
        "mine": [group for group in found if group.pk in mine],
        "others": [group for group in found if group.pk not in mine],
        "news": group_news(member, list(mine)) if member is not None else {},
        "readable": set(Group.objects.readable_by(request.user).values_list("pk", flat=True)),
        "may_create": policy.can_create_group(request.user),
        "place": "groups",
    }
    return page(request, "forum/groups.html", context)


@require_safe
def about(request: HttpRequest, slug: str) -> HttpResponse:
    """What a group is for, its rules, and who looks after it."""
    group = seen_group(request, slug)
    may = policy.group_acts(request.user, group)
    reads = Group.objects.readable_by(request.user).filter(pk=group.pk).exists()
    hands = GroupRole.objects.filter(group=group).select_related("member")
    order = list(Role)
    context = {
        "group": group,
        "may": may,
        "reads": reads,
        "hands": sorted(hands, key=lambda row: (order.index(Role(row.role)), row.member.name))
        if may["members"]
        else [],
        "rules": RulesVersion.objects.filter(group=group).prefetch_related("rules").first() if reads else None,
        "place": "groups",
    }
    return page(request, "forum/group_about.html", context)


@login_required
@require_safe
def members(request: MemberRequest, slug: str) -> HttpResponse:
    """Who is in a group, and who asks to be."""
    group = seen_group(request, slug)
    if not policy.can_see_members(request.user, group):
        raise Http404
    number = request.GET.get("page", "1")
    start = (max(int(number), 1) - 1) * PEOPLE_A_PAGE if number.isdecimal() and len(number) < 6 else 0
    roles = Prefetch("member__group_roles", GroupRole.objects.filter(group=group), to_attr="roles_here")
    people = Membership.objects.filter(group=group, member__is_active=True).select_related("member")
    may = policy.group_acts(request.user, group)
    requests = MembershipRequest.objects.filter(group=group, decided_at=None, way=MembershipRequest.Way.REQUEST)
    context = {
        "group": group,
        "may": may,
        "people": people.prefetch_related(roles).order_by("-joined_at")[start : start + PEOPLE_A_PAGE],
        "next_page": start // PEOPLE_A_PAGE + 2 if group.member_count > start + PEOPLE_A_PAGE else None,
        "requests": requests.select_related("member") if may["admit"] else [],
        "roles": Role.choices,
        "place": "groups",
    }
    return page(request, "forum/group_members.html", context)


@login_required
@require_safe
def ungreeted(request: MemberRequest, slug: str) -> HttpResponse:
    """Who has joined and not been greeted: newest first, with their introduction where there is one."""
    group = seen_group(request, slug)
    require(policy.can_greet(request.user, group))
    waiting = Membership.objects.filter(group=group, greeted_at=None, member__is_active=True, member__claimed=True)
    people = list(waiting.exclude(member=request.user).select_related("member").order_by("-joined_at")[:PEOPLE_A_PAGE])
    topics = group.topics.filter(
        kind="introduction", deleted_at=None, author__in=[row.member_id for row in people]
    ).order_by("created_at")
    introductions = {topic.author_id: topic for topic in topics}
    context = {
        "group": group,
        "people": [(row, introductions.get(row.member_id)) for row in people],
        "place": "groups",
    }
    return page(request, "forum/greet.html", context)


@login_required
@require_safe
def deleted(request: MemberRequest, slug: str) -> HttpResponse:
    """Topics of a group that were deleted, for whoever may bring them back."""
    group = seen_group(request, slug)
    require(policy.can_restore_in(request.user, group))
    gone = Topic.objects.deleted_for(request.user).filter(group=group).select_related("author", "deleted_by")
    topics, next_before = page_before(gone, "deleted_at", request.GET.get("before", ""))
    context = {"group": group, "topics": topics, "next_before": next_before, "place": "groups"}
    return page(request, "forum/deleted.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: MemberRequest) -> HttpResponse:
    """Make a group."""
    require(policy.can_create_group(request.user))
    form = GroupForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return lead_to(request, operations.create_group(by=request.user, **form.cleaned_data).get_absolute_url())
        except ValidationError as error:
            refusal(form, error)
    status = 422 if request.method == "POST" else 200
    return page(request, "forum/group_form.html", {"form": form, "place": "groups"}, status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, slug: str) -> HttpResponse:
    """Look after a group's page, rules and roles."""
    group = seen_group(request, slug)
    require(policy.can_manage_group(request.user, group))
    form = GroupForm(request.POST or None, request.FILES or None, instance=Group.objects.get(pk=group.pk))
    if request.method == "POST" and form.is_valid():
        try:
            return lead_to(
                request, operations.revise_group(group=group, by=request.user, **_changed(form)).get_absolute_url()
            )
        except ValidationError as error:
            refusal(form, error)
    status = 422 if request.method == "POST" else 200
    rules = RulesVersion.objects.filter(group=group).prefetch_related("rules").first()
    lines = "\n".join(f"{rule.title}: {rule.text}" for rule in rules.rules.all()) if rules else ""
    context = {"form": form, "group": group, "rules_form": RulesForm(initial={"rules": lines}), "place": "groups"}
    return page(request, "forum/group_form.html", context, status)


def _changed(form: GroupForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name in form.changed_data}


@act
def set_rules(request: MemberRequest, slug: str) -> HttpResponse:
    """Put a group's own rules in force."""
    group = seen_group(request, slug)
    form = RulesForm(request.POST)
    if not form.is_valid():
        raise ValidationError([message for messages in form.errors.values() for message in messages])
    operations.publish_rules(by=request.user, group=group, **form.cleaned_data)
    messages.success(request, _("The rules are in force."))
    return lead_to(request, f"{group.get_absolute_url()}about/")


# Acts -----------------------------------------------------------------------------------------------------------


@act
def join(request: MemberRequest, slug: str) -> HttpResponse:
    """Become a member."""
    group = seen_group(request, slug)
    operations.join(group=group, member=request.user)
    return lead_to(request, group.get_absolute_url())


@act
def leave(request: MemberRequest, slug: str) -> HttpResponse:
    """Leave a group."""
    group = seen_group(request, slug)
    operations.leave(group=group, member=request.user)
    messages.success(request, _("You have left the group %(name)s.") % {"name": group.name})
    return lead_to(request, "/groups/")


@act
def ask_to_join(request: MemberRequest, slug: str) -> HttpResponse:
    """Ask to be let in."""
    group = seen_group(request, slug)
    operations.request_to_join(group=group, member=request.user, note=request.POST.get("note", ""))
    messages.success(request, _("You have asked to join. You will be told."))
    return lead_to(request, f"{group.get_absolute_url()}about/")


@act
def withdraw(request: MemberRequest, slug: str) -> HttpResponse:
    """Take one's own request back."""
    group = seen_group(request, slug)
    waiting = MembershipRequest.objects.filter(group=group, way=MembershipRequest.Way.REQUEST, decided_at=None)
    operations.withdraw_request(request=get_object_or_404(waiting, member=request.user), by=request.user)
    return lead_to(request, f"{group.get_absolute_url()}about/")


@act
def decline(request: MemberRequest, slug: str) -> HttpResponse:
    """Say no to an invitation."""
    operations.decline_invitation(group=seen_group(request, slug), member=request.user)
    return lead_to(request, "/groups/")


@act
def decide(request: MemberRequest, slug: str, request_id: int) -> HttpResponse:
    """Let somebody in who asked, or not."""
    group = seen_group(request, slug)
    asked = get_object_or_404(MembershipRequest, pk=request_id, group=group)
    if request.POST.get("answer") == "yes":
        operations.approve_request(request=asked, by=request.user)
    else:
        operations.decline_request(request=asked, by=request.user)
    return lead_to(request, f"{group.get_absolute_url()}members/")


def _person(request: MemberRequest) -> Member:
    handle = request.POST.get("handle", "").strip().lstrip("@").lower()
    found = Member.objects.visible_to(request.user).filter(handle=handle).first()
    if found is None:
        raise ValidationError(_("There is nobody called @%(handle)s.") % {"handle": handle})
    return found


@act
def invite(request: MemberRequest, slug: str) -> HttpResponse:
    """Invite a member."""
    group = seen_group(request, slug)
    person = _person(request)
    operations.invite(group=group, member=person, by=request.user, note=request.POST.get("note", ""))
    messages.success(request, _("%(name)s is invited.") % {"name": person.name})
    return lead_to(request, f"{group.get_absolute_url()}members/")


@act
def role(request: MemberRequest, slug: str) -> HttpResponse:
    """Give or end a role."""
    group = seen_group(request, slug)
    person, name = _person(request), request.POST.get("role", "")
    if request.POST.get("act") == "take":
        operations.take_role(group=group, member=person, role=name, by=request.user)
    else:
        operations.give_role(group=group, member=person, role=name, by=request.user)
    return lead_to(request, f"{group.get_absolute_url()}members/")


@act
def greet(request: MemberRequest, slug: str) -> HttpResponse:
    """Note that somebody has been welcomed."""
    group = seen_group(request, slug)
    operations.greet(group=group, member=_person(request), by=request.user)
    return lead_to(request, f"{group.get_absolute_url()}greet/")


@login_required
def follow(request: MemberRequest, slug: str) -> HttpResponse:
    """Choose how closely to follow a group."""
    group = seen_group(request, slug)
    if request.method == "POST":
        return _follow(request, group)
    level = GroupFollow.objects.filter(group=group, member=request.user).values_list("level", flat=True).first()
    if level is None:
        level = group.default_follow if policy.is_in(request.user, group) else Follow.NORMAL
    context = {"levels": Follow.choices, "level": level, "what": group.name, "back": group.get_absolute_url()}
    return page(request, "forum/follow.html", context)


@act
def _follow(request: MemberRequest, group: Group) -> HttpResponse:
    operations.follow_group(group=group, member=request.user, level=level_in(request))
    return lead_to(request, group.get_absolute_url())
