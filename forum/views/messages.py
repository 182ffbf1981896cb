"""Doors to messages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from forum import operations, policy
from forum.lists import page_before, unread_counts
from forum.models import Draft, Group, Topic
from forum.operations.access import RulesNotAccepted
from members.models import Member

from .composing import keep_for_later
from .doors import MemberRequest, act, lead_to, page, seen_topic
from .posting import refusal
from .refused import for_writing


class MessageForm(forms.Form):
    """A new message."""

    recipients = forms.CharField(
        label=gettext_lazy("To"),
        max_length=900,
        help_text=gettext_lazy("Handles, with commas between: @ama, @tunde"),
        widget=forms.TextInput(attrs={"data-people": ""}),
    )
    title = forms.CharField(label=gettext_lazy("About"), max_length=200)
    markdown = forms.CharField(
        label=gettext_lazy("Your words"),
        widget=forms.Textarea(attrs={"rows": 8, "data-composer-text": ""}),
        strip=False,
    )

    def clean_recipients(self) -> list[Member]:
        typed = [name.strip().lstrip("@").lower() for name in self.cleaned_data["recipients"].split(",")]
        handles = [handle for handle in dict.fromkeys(typed) if handle]
        found = {member.handle: member for member in Member.objects.filter(handle__in=handles, is_active=True)}
        missing = [handle for handle in handles if handle not in found]
        if missing:
            raise ValidationError(_("There is nobody called @%(handle)s.") % {"handle": missing[0]})
        return [found[handle] for handle in handles]


@login_required
@require_safe
def messages(request: MemberRequest) -> HttpResponse:
    """The member's messages, the latest first."""
    mine = Topic.objects.messages_of(request.user).select_related("author")
    topics, next_before = page_before(mine, "bumped_at", request.GET.get("before", ""))
    people = Member.objects.in_bulk({pk for topic in topics for pk in topic.faces})
    unread = unread_counts(request.user, [topic.pk for topic in topics])
    rows = [(topic, [people[pk] for pk in topic.faces], unread.get(topic.pk, topic.post_count)) for topic in topics]
    return page(request, "forum/messages.html", {"rows": rows, "next_before": next_before, "place": "messages"})


@for_writing
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: MemberRequest) -> HttpResponse:
    """Write a message to members, or to the mentors of a group."""
    group = _mentored(request)
    purpose = "message" if group is None else f"mentors:{group.pk}"
    form = MessageForm(request.POST or None, initial=_begun(request, purpose))
    if group is not None:
        del form.fields["recipients"]
    versions = policy.rules_to_accept(request.user)
    if request.method == "POST" and form.is_valid():
        try:
            return lead_to(request, _send(request, form, group).get_absolute_url())
        except RulesNotAccepted as refused:
            versions = refused.versions
            keep_for_later(request, purpose)
        except ValidationError as error:
            refusal(form, error)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "group": group, "versions": versions, "next": request.get_full_path(), "purpose": purpose}
    return page(request, "forum/write_message.html", {**context, "place": "messages"}, status)


def _begun(request: MemberRequest, purpose: str) -> dict[str, Any]:
    """What was begun before, and to whom the address says."""
    draft = Draft.objects.filter(member=request.user, purpose=purpose).first()
    begun = {"title": draft.title, "markdown": draft.markdown, **draft.fields} if draft else {}
    return {**begun, **({"recipients": to} if (to := request.GET.get("to")) else {})}


def _mentored(request: MemberRequest) -> Group | None:
    slug = request.GET.get("mentors", "")
    group = Group.objects.visible_to(request.user).filter(slug=slug).first() if slug else None
    if slug and (group is None or not policy.can_message_mentors(request.user, group)):
        raise Http404
    return group


def _send(request: MemberRequest, form: MessageForm, group: Group | None) -> Topic:
    if group is not None:
        return operations.start_message_to_mentors(author=request.user, group=group, **form.cleaned_data)
    return operations.start_message(author=request.user, **form.cleaned_data)


@login_required
def people(request: MemberRequest, topic_id: int) -> HttpResponse:
    """Bring one more person into a message."""
    topic = seen_topic(request, topic_id)
    if not topic.is_message:
        raise Http404
    if request.method == "POST":
        return _bring_in(request, topic)
    return page(
        request,
        "forum/message_people.html",
        {"topic": topic, "invitees": topic.invitees.select_related("member", "mentors_of")},
    )


@act
def _bring_in(request: MemberRequest, topic: Topic) -> HttpResponse:
    handle = request.POST.get("handle", "").strip().lstrip("@").lower()
    person = Member.objects.filter(handle=handle, is_active=True).first()
    if person is None:
        raise ValidationError(_("There is nobody called @%(handle)s.") % {"handle": handle})
    operations.add_to_message(topic=topic, by=request.user, member=person)
    return lead_to(request, topic.get_absolute_url())
