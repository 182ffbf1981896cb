"""What a member says, shows and prefers."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members import operations, policy, profiles
from members.forms import AvatarForm, HandleForm, PreferencesForm, ProfileForm
from members.models import Member
from members.requests import MemberRequest


@login_required
@require_safe
def settings(request: MemberRequest) -> HttpResponse:
    """Everything about oneself, one tap away."""
    sections = profiles.own_sections_of(request.user)
    context = {"place": "me", "may_invite": policy.can_invite(request.user), "sections": sections}
    return render(request, "members/settings.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_profile(request: MemberRequest) -> HttpResponse:
    member = _fresh(request.user)
    initial = {"name": member.name, "trade": member.trade, "place": member.place, "bio": member.bio}
    form = ProfileForm(request.POST or None, initial=initial)

    def save() -> None:
        operations.revise_profile(member=member, by=request.user, **form.cleaned_data)

    if _saved(request, form, save):
        messages.success(request, _("Your profile is saved."))
        return redirect(member)
    return _page(request, "members/edit_profile.html", form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_handle(request: MemberRequest) -> HttpResponse:
    member = _fresh(request.user)
    form = HandleForm(request.POST or None, initial={"handle": member.handle})

    def save() -> None:
        operations.change_handle(member=member, by=request.user, handle=form.cleaned_data["handle"])

    if _saved(request, form, save):
        messages.success(request, _("You are @%(handle)s now.") % {"handle": member.handle})
        return redirect("settings")
    return _page(request, "members/edit_handle.html", form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_avatar(request: MemberRequest) -> HttpResponse:
    member = _fresh(request.user)
    if request.method == "POST" and request.POST.get("action") == "remove":
        operations.remove_avatar(member=member, by=request.user)
        return redirect("edit_avatar")
    form = AvatarForm(request.POST, request.FILES) if request.method == "POST" else AvatarForm()

    def save() -> None:
        operations.set_avatar(member=member, by=request.user, picture=form.cleaned_data["picture"])

    if _saved(request, form, save, wrong_field="picture"):
        messages.success(request, _("Your new picture is in place."))
        return redirect("edit_avatar")
    return _page(request, "members/edit_avatar.html", form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: MemberRequest) -> HttpResponse:
    member = _fresh(request.user)
    initial = {"language": member.language, "time_zone": member.time_zone, "reading": member.reading}
    form = PreferencesForm(request.POST or None, initial=initial)

    def save() -> None:
        operations.revise_preferences(member=member, by=request.user, **form.cleaned_data)

    if _saved(request, form, save):
        messages.success(request, _("Saved."))
        return redirect("settings")
    return _page(request, "members/preferences.html", form)


def _fresh(member: Member) -> Member:
    """The member as stored: a refused change must not show in the page's frame."""
    return Member.objects.get(pk=member.pk)


def _saved(request: MemberRequest, form: forms.Form, save: Callable[[], None], wrong_field: str | None = None) -> bool:
    """Whether a posted form was right and its operation took it; what the operation refuses stands in the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        save()
    except ValidationError as error:
        form.add_error(None if hasattr(error, "error_dict") else wrong_field, error)
        return False
    return True


def _page(request: MemberRequest, template: str, form: forms.Form) -> HttpResponse:
    return render(request, template, {"form": form, "place": "me"}, status=422 if form.is_bound else 200)
