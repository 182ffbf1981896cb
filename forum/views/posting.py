"""Doors for writing: ask, reply, revise; what is refused comes back with its text."""

from __future__ import annotations

import re
import secrets
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from forum import operations, policy
from forum.asking import beside
from forum.models import Draft, Group, Kind, Post, Topic
from forum.operations.access import RulesNotAccepted, require
from forum.rendering import render_post
from forum.where_to_start import where_to_start

from .asked_before import asked_before
from .composing import keep_for_later
from .doors import MemberRequest, lead_to, number_from, page, seen_post, seen_topic, where_to_read
from .refused import for_writing

LOOKS = {"look", "there"}  # the buttons of the form that post nothing: see what is known already, choose a group


class TopicForm(forms.Form):
    """A new topic, or the title, kind and tags of one."""

    title = forms.CharField(label=_("In one sentence"), max_length=200)
    markdown = forms.CharField(
        label=_("Tell us more"), widget=forms.Textarea(attrs={"rows": 9, "data-composer-text": ""}), strip=False
    )
    group = forms.ModelChoiceField(label=_("Where"), queryset=Group.objects.none(), empty_label=None)
    kind = forms.ChoiceField(label=_("What kind of topic is it?"), widget=forms.RadioSelect)
    tags = forms.CharField(
        label=_("Tags"), required=False, max_length=200, help_text=_("Up to five, with commas between.")
    )

    def __init__(self, *args: Any, groups: list[Group], announces: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group = cast("forms.ModelChoiceField[Group]", self.fields["group"])
        group.queryset = Group.objects.filter(pk__in=[group.pk for group in groups])
        kinds = [Kind.QUESTION, Kind.DISCUSSION, Kind.INTRODUCTION, *([Kind.ANNOUNCEMENT] if announces else [])]
        cast(forms.ChoiceField, self.fields["kind"]).choices = [(kind.value, kind.label) for kind in kinds]

    def clean_tags(self) -> list[str]:
        names: str = self.cleaned_data["tags"]
        return names.split(",")


class PostForm(forms.Form):
    """The words of a post."""

    markdown = forms.CharField(
        label=_("Your words"), widget=forms.Textarea(attrs={"rows": 9, "data-composer-text": ""}), strip=False
    )


def refusal(form: forms.BaseForm, error: ValidationError) -> None:
    """Put what an operation refused beside the fields it is about."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
    for name, messages in by_field.items():
        form.add_error(name if name in form.fields else None, messages)


@for_writing
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: MemberRequest) -> HttpResponse:
    """Begin a topic."""
    again = asked_before(request.user, number_from(request.GET.get("again", "")))
    places = [place for place in where_to_start(request.user) if again is None or policy.takes_all(place[0])]
    groups, announces = [group for group, _announces in places], any(announces for _group, announces in places)
    purpose, draft = _draft_for(request) if again is None else (again.purpose, _begun(request, again.purpose))
    data = None if LOOKS & request.POST.keys() else request.POST or None
    initial = (again.words if again and not draft else {}) | _wanted(request, groups, draft) | _looked(request)
    form = TopicForm(data, groups=groups, announces=announces, initial=initial)
    versions = policy.rules_to_accept(request.user)
    if form.is_valid():
        try:
            return lead_to(request, where_to_read(_start(request, form, purpose)))
        except RulesNotAccepted as refused:
            versions = refused.versions
            keep_for_later(request, purpose)
        except ValidationError as error:
            refusal(form, error)
    context = {"form": form, "place": "ask", "versions": versions, "next": request.get_full_path(), "draft": purpose}
    context["known"] = _beside(request, form, groups)
    return page(request, "forum/ask.html", context, 422 if form.is_bound else 200)


def _beside(request: MemberRequest, form: TopicForm, groups: list[Group]) -> str:
    """What is known already, and whom to ask. Where no group is chosen, the one that fits best is."""
    known = beside(request.user, request.POST if form.is_bound else form.initial, groups)
    if known.group is not None:
        form.initial.setdefault("group", known.group.pk)
    return known.html


def _looked(request: MemberRequest) -> dict[str, Any]:
    """What was written before looking at what is known already; with the group that was chosen there, if one was."""
    written = request.POST.dict() if LOOKS & request.POST.keys() else {}
    return written | ({"group": written["there"]} if "there" in written else {})


def _start(request: MemberRequest, form: TopicForm, draft: str) -> Topic:
    topic = operations.start_topic(author=request.user, **form.cleaned_data)
    operations.discard_draft(member=request.user, purpose=draft)
    return topic


def _draft_for(request: MemberRequest) -> tuple[str, Draft | None]:
    """The draft to go on with, and the name to keep it under. Who comes with a new title begins a new one: what was
    begun before stays where it is."""
    named = request.POST.get("draft") or request.GET.get("draft", "topic")
    purpose = named if re.fullmatch(r"topic(:[0-9a-f]{8})?", named) else "topic"
    draft = _begun(request, purpose)
    title = request.GET.get("title", "")
    if draft is not None and title and title != draft.title and not request.POST:
        return f"topic:{secrets.token_hex(4)}", None
    return purpose, draft


def _wanted(request: MemberRequest, groups: list[Group], draft: Draft | None) -> dict[str, Any]:
    """What the address asks for, over what was begun before."""
    begun = {**draft.fields, "title": draft.title, "markdown": draft.markdown} if draft else {}
    named = request.GET.get("group", "")
    chosen = next((group.pk for group in groups if group.slug == named), None)
    asked = {"title": request.GET.get("title", "")[:200], "kind": request.GET.get("kind", ""), "group": chosen}
    return {"kind": Kind.QUESTION, **begun, **{name: value for name, value in asked.items() if value}}


@for_writing
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: MemberRequest, topic_id: int) -> HttpResponse:
    """Answer a topic or one of its posts."""
    topic = seen_topic(request, topic_id)
    draft = None if request.POST else _begun(request, f"reply:{topic.pk}")
    parent = _answered(request, topic, draft)
    form = PostForm(request.POST or None, initial={"markdown": draft.markdown if draft else ""})
    if request.method == "POST" and form.is_valid():
        try:
            post = operations.reply(topic=topic, author=request.user, parent=parent, **form.cleaned_data)
            return lead_to(request, where_to_read(post))
        except ValidationError as error:
            refusal(form, error)
        except PermissionDenied:
            pass  # what is in the way is asked below, and the page gives the words back
    may = policy.can_reply(request.user, topic)
    versions = policy.rules_to_accept(request.user, topic.group)
    if versions and request.method == "POST":
        keep_for_later(request, f"reply:{topic.pk}")
    context = {"form": form, "topic": topic, "parent": parent, "versions": versions, "may": may, "next": request.path}
    status = (422 if request.method == "POST" else 200) if may else 403
    return page(request, "forum/reply.html", context, status)


def _begun(request: MemberRequest, purpose: str) -> Draft | None:
    return Draft.objects.filter(member=request.user, purpose=purpose).first()


def _answered(request: MemberRequest, topic: Topic, draft: Draft | None) -> Post | None:
    """The post that the form, the address or what was begun names by its number, if it is there."""
    begun = draft.fields.get("to", "") if draft is not None and request.method != "POST" else ""
    wanted = number_from(request.POST.get("to") or request.GET.get("to") or begun)
    return topic.posts.filter(number=wanted, deleted_at=None).first() if wanted is not None else None


@for_writing
@require_http_methods(["GET", "HEAD", "POST"])
def revise_post(request: MemberRequest, post_id: int) -> HttpResponse:
    """Change the words of a post."""
    post = seen_post(request, post_id)
    require(policy.can_revise_post(request.user, post))
    draft = _begun(request, f"revise:{post.pk}")
    form = PostForm(request.POST or None, initial={"markdown": draft.markdown if draft else post.markdown})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                reason = request.POST.get("reason", "")
                operations.revise_post(post=post, editor=request.user, reason=reason, **form.cleaned_data)
                return lead_to(request, post.get_absolute_url())
            except ValidationError as error:
                refusal(form, error)
    return page(request, "forum/revise_post.html", {"form": form, "post": post, "topic": post.topic}, status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revise_topic(request: MemberRequest, topic_id: int) -> HttpResponse:
    """Change a topic's title, kind and tags."""
    topic = seen_topic(request, topic_id)
    require(policy.can_revise_topic(request.user, topic))
    announces = topic.kind == Kind.ANNOUNCEMENT or policy.has_power(request.user, policy.Power.ANNOUNCE, topic.group)
    initial = {"title": topic.title, "kind": topic.kind, "tags": ", ".join(tag.name for tag in topic.tags.all())}
    form = TopicForm(request.POST or None, groups=[], announces=announces, initial=initial)
    del form.fields["group"], form.fields["markdown"]
    if topic.is_message:
        del form.fields["kind"], form.fields["tags"]
    if request.method == "POST" and form.is_valid():
        values = {"kind": topic.kind, "tags": [], **form.cleaned_data}
        try:
            revised = operations.revise_topic(topic=topic, editor=request.user, **values)
            return lead_to(request, revised.get_absolute_url())
        except ValidationError as error:
            refusal(form, error)
    status = 422 if request.method == "POST" else 200
    return page(request, "forum/revise_topic.html", {"form": form, "topic": topic}, status)


@login_required
@require_POST
def preview(request: MemberRequest) -> HttpResponse:
    """How words will look, for the composer."""
    markdown = request.POST.get("markdown", "")[: settings.POST_MAX_CHARACTERS]
    topic_id = number_from(request.POST.get("topic", "")) or 0
    topic = Topic.objects.visible_to(request.user).filter(pk=topic_id).first()
    return HttpResponse(render_post(markdown, topic=topic, author=request.user).html)


@login_required
def quote(request: MemberRequest, post_id: int) -> HttpResponse:
    """The words of a post as a quotation, for the composer."""
    post: Post = seen_post(request, post_id)
    head = f"{post.author.handle}, post:{post.number}"
    return HttpResponse(f'[quote="{head}"]\n{post.markdown}\n[/quote]\n\n', content_type="text/plain; charset=utf-8")
